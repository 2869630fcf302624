//! Every scene of the repository is free of faults.

use crate::shell::{cargo, root, run};
use anyhow::Result;

pub(crate) fn scenes() -> Result<()> {
    let mut scenes: Vec<_> = std::fs::read_dir(root().join("scenes"))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "ron"))
        .collect();
    scenes.sort();
    run(cargo().args(["run", "--quiet", "--release", "--package", "beamscape", "--", "check"]).args(scenes))
}
