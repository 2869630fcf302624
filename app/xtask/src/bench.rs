//! How fast this machine is: ray engine and RAN layer, with the command line as it is released.

use crate::shell::{cargo, run, target};
use anyhow::Result;
use std::process::Command;

/// Builds the command line and prints its measurements as tables, one after the other, so that neither disturbs the other.
pub(crate) fn bench() -> Result<()> {
    run(cargo().args(["build", "--release", "--package", "beamscape_cli"]).env("CARGO_TARGET_DIR", target()))?;
    let program = target().join("release").join(format!("beamscape-cli{}", std::env::consts::EXE_SUFFIX));
    for (part, what) in [("radio", "Ray engine"), ("ran", "RAN layer on the statistical channel")] {
        println!("\n== {what}");
        run(Command::new(&program).args(["bench", part]))?;
    }
    Ok(())
}
