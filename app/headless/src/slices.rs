//! `beamscape slices`: worked examples of sharing PRBs among slices.

use crate::bad_input::{BadInput, read_bounded};
use crate::out;
use anyhow::{Result, bail};
use clap::Args;
use ran_case::slices::Examples;
use std::path::PathBuf;

/// Arguments of `slices`.
#[derive(Args, Debug)]
pub struct SlicesArgs {
    /// Examples (.json, schema slicing-examples/1).
    examples: PathBuf,
    /// Print the allocations as JSON.
    #[arg(long)]
    json: bool,
    /// Compare with what the examples expect; stop at the first difference.
    #[arg(long)]
    check: bool,
}

pub(crate) fn slices(args: &SlicesArgs) -> Result<()> {
    let path = &args.examples;
    let examples = Examples::parse(&read_bounded(path)?).map_err(|fault| BadInput::of(path, fault))?;
    let difference = match args.check {
        true => examples.first_difference().map_err(|fault| BadInput::of(path, fault))?,
        false => None,
    };
    if args.json {
        out::print(format_args!("{:#}", examples.to_json()))?;
    } else if !args.check {
        out::print(examples.table().trim_end())?;
    }
    if let Some(difference) = difference {
        bail!("{}: {difference}", path.display());
    }
    if args.check {
        eprintln!("{}: all {} examples agree", path.display(), examples.len());
    }
    Ok(())
}
