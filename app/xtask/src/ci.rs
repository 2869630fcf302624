//! The whole check, cheapest first.

use crate::shell::{cargo, run, target};
use crate::{browser, deps, setup, web};
use anyhow::Result;
use std::time::Instant;

/// Setup and every native test; the README's second command.
pub(crate) fn test() -> Result<()> {
    setup::setup()?;
    // Tests of whole programs start what stands in the target folder, and `cargo test` alone would leave an old one there.
    run(cargo().args(["build", "--release", "--workspace"]))?;
    run(cargo().args(["test", "--release", "--workspace"]))
}

/// Everything; `.ci/run` calls this.
pub(crate) fn ci() -> Result<()> {
    let step = |name: &str, work: &dyn Fn() -> Result<()>| -> Result<()> {
        println!("\n== {name}");
        let start = Instant::now();
        work()?;
        println!("== {name}: {:.0} s", start.elapsed().as_secs_f64());
        Ok(())
    };
    step("format", &|| run(cargo().args(["fmt", "--all", "--check"])))?;
    step("dependencies", &deps::deps)?;
    step("setup", &setup::setup)?;
    step("clippy", &clippy)?;
    step("test", &test)?;
    step("web", &|| web::web().map(|_| ()))?;
    step("browser", &browser::browser)
}

/// In a folder of its own: checks and builds keep different results, and the test build must not wait for it.
fn clippy() -> Result<()> {
    run(cargo()
        .args(["clippy", "--workspace", "--all-targets", "--target-dir"])
        .arg(target().join("lint"))
        .args(["--", "-D", "warnings"]))
}
