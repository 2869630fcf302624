//! The command line of Beamscape, as a library: the desktop binary and `beamscape-cli` both call [`run`].
//!
//! One file per subcommand. Progress and notes go to stderr, results to stdout, so that results can be piped.

mod bad_input;
mod bench;
mod bench_ran;
mod check;
mod coverage;
mod dataset;
mod explain;
mod handover;
mod host;
mod import;
mod kpi_file;
mod out;
mod paths;
mod rays;
mod report;
mod run;
pub mod scenes;
mod slices;
mod study;
mod table;
mod threads;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Arguments of the program.
#[derive(Parser, Debug)]
#[command(name = "beamscape", version, about = "A live digital twin of 6G and edge-AI networks.", max_term_width = 100)]
pub struct Cli {
    /// What to do; without it the desktop program opens its window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Subcommands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Run a scene without a display and print its KPIs.
    Run(run::RunArgs),
    /// Check a scene file and report every fault with its place.
    Check(check::CheckArgs),
    /// Make a scene from an OpenStreetMap extract or from meshes.
    Import(import::ImportArgs),
    /// Trace all paths between points and write them as JSON.
    Paths(paths::PathsArgs),
    /// Compute a map of one transmitter.
    Coverage(coverage::CoverageArgs),
    /// Measure how fast this machine runs a part of Beamscape.
    Bench(bench::BenchArgs),
    /// Make a report from a recording.
    Report(report::ReportArgs),
    /// Draw beam measurements over a scene, to train the beam predictor.
    Dataset(dataset::DatasetArgs),
    /// Run recorded traces through the mobility rules: events, outcomes, counts.
    Handover(handover::HandoverArgs),
    /// Share PRBs among slices as worked examples say.
    Slices(slices::SlicesArgs),
    /// Study handover over many UEs and settings.
    Study(study::StudyArgs),
    /// Say what a KPI is and how it is computed; without a name, list all.
    Explain(explain::ExplainArgs),
}

/// Runs a subcommand; errors become one sentence on stderr and exit code 1, or 2 for an input that cannot be used.
pub fn run(command: Command) -> ExitCode {
    let result = match command {
        Command::Run(args) => run::run(&args),
        Command::Check(args) => check::check(&args),
        Command::Import(args) => import::import(&args),
        Command::Paths(args) => paths::paths(&args),
        Command::Coverage(args) => coverage::coverage(&args),
        Command::Bench(args) => bench::bench(&args),
        Command::Report(args) => report::report(&args),
        Command::Dataset(args) => dataset::dataset(&args),
        Command::Handover(args) => handover::handover(&args),
        Command::Slices(args) => slices::slices(&args),
        Command::Study(args) => study::study(&args),
        Command::Explain(args) => explain::explain(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("beamscape: {error:#}");
            if error.is::<bad_input::BadInput>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

/// Where there is no display: says so, runs the start scene for a minute, prints the KPIs and writes the report.
pub fn run_without_display(why: &str) -> ExitCode {
    eprintln!("beamscape: {why}; running the start scene without a window for 60 simulated seconds instead.");
    eprintln!("           To see it in 3D, start it where a display is (or under Xvfb).");
    run(Command::Run(run::RunArgs::fallback()))
}
