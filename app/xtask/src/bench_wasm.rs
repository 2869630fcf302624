//! The ray engine on one thread, native and as WASM in Node, on the same case.

use crate::setup::wasm_cargo;
use crate::shell::{cargo, output, root, run, target};
use anyhow::Result;
use std::process::Command;

/// Builds both and prints their timings side by side.
pub(crate) fn bench_wasm() -> Result<()> {
    let example = ["--release", "--package", "twin_radio", "--example", "wasm_bench"];
    let mut command = wasm_cargo()?;
    command
        .arg("build")
        .args(example)
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-C target-feature=+simd128 -C link-arg=--export-table");
    run(&mut command)?;
    run(cargo().arg("build").args(example).env("CARGO_TARGET_DIR", target()))?;
    let wasm = target().join("wasm32-unknown-unknown/release/examples/wasm_bench.wasm");
    println!("native {}", output(&mut Command::new(target().join("release/examples/wasm_bench")))?.trim());
    let script = root().join("app/xtask/src/bench_wasm.mjs");
    println!("wasm   {}", output(Command::new("node").arg(script).arg(wasm))?.trim());
    Ok(())
}
