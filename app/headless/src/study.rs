//! `beamscape study`: many UEs and settings on the statistical channel.

use crate::bad_input::BadInput;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};

/// Arguments of `study`.
#[derive(Args, Debug)]
pub struct StudyArgs {
    #[command(subcommand)]
    study: Study,
}

#[derive(Subcommand, Debug)]
enum Study {
    /// Event A3 on the urban grid of a published ns-3 study: its 24 settings, our rates beside its own.
    Ns3(Ns3Args),
}

#[derive(Args, Debug)]
struct Ns3Args {
    /// Seeds; each adds 30 UE-minutes to every setting and condition.
    #[arg(long, default_value_t = 5)]
    seeds: u32,
    /// Threads; 0 for all cores. The result does not depend on it.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Print the rows as CSV instead of the table.
    #[arg(long)]
    csv: bool,
}

/// Most seeds of a study.
const MOST_SEEDS: u32 = 10_000;

pub(crate) fn study(args: &StudyArgs) -> Result<()> {
    match &args.study {
        Study::Ns3(args) => ns3(args),
    }
}

/// A pool of threads.
fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("cannot start the threads")
}

fn ns3(args: &Ns3Args) -> Result<()> {
    if !(1..=MOST_SEEDS).contains(&args.seeds) {
        return Err(
            BadInput::because(format!("--seeds must be within 1 and {MOST_SEEDS}, found {}", args.seeds)).into()
        );
    }
    let study = pool(args.threads)?.install(|| ran_study::ns3::study(args.seeds));
    if args.csv {
        print!("{}", study.csv());
    } else {
        println!("{study}");
    }
    Ok(())
}
