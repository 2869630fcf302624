//! `beamscape-cli`: the command line without any renderer.

use beamscape_cli::{Cli, run, run_without_display};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match Cli::parse().command {
        Some(command) => run(command),
        None => run_without_display("this is the build without a window"),
    }
}
