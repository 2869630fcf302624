//! `beamscape handover`: recorded traces through the mobility rules.

use crate::bad_input::{BadInput, read_bounded};
use crate::out;
use anyhow::{Result, bail};
use clap::Args;
use ran_case::handover::Vector;
use std::path::PathBuf;

/// Arguments of `handover`.
#[derive(Args, Debug)]
pub struct HandoverArgs {
    /// Traces (.json, schema handover-vector/1).
    #[arg(required = true)]
    traces: Vec<PathBuf>,
    /// Print the results as JSON, in the schema; several as a list.
    #[arg(long)]
    json: bool,
    /// Compare with what the traces expect; stop at the first difference.
    #[arg(long)]
    check: bool,
}

pub(crate) fn handover(args: &HandoverArgs) -> Result<()> {
    let mut vectors = Vec::with_capacity(args.traces.len());
    for path in &args.traces {
        vectors.push(Vector::parse(&read_bounded(path)?).map_err(|fault| BadInput::of(path, fault))?);
    }
    let outcomes: Vec<_> = vectors.iter().map(Vector::run).collect();
    let mut differences = Vec::new();
    if args.check {
        for (path, outcome) in args.traces.iter().zip(&outcomes) {
            differences.push(outcome.first_difference().map_err(|fault| BadInput::of(path, fault))?);
        }
    }
    if args.json {
        let mut documents: Vec<_> = outcomes.iter().map(ran_case::handover::Outcome::to_json).collect();
        let document = if documents.len() == 1 { documents.remove(0) } else { documents.into() };
        out::print(format_args!("{document:#}"))?;
    } else if !args.check {
        for outcome in &outcomes {
            out::print(outcome)?;
        }
    }
    for ((path, outcome), difference) in args.traces.iter().zip(&outcomes).zip(differences) {
        if let Some(difference) = difference {
            bail!("{}: {difference}", path.display());
        }
        eprintln!("{}: all {} events and every number agree", path.display(), outcome.replay.events.len());
    }
    Ok(())
}
