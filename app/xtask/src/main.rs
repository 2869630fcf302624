//! `cargo xtask`: all automation, run alike by people and CI.

mod bench;
mod bench_wasm;
mod browser;
mod ci;
mod deps;
mod scenes;
mod setup;
mod shell;
mod web;

use anyhow::{Result, bail};
use std::process::ExitCode;

const HELP: &str = "cargo xtask COMMAND
  setup           install what building and testing need (Debian, Ubuntu), or say in one line what is missing
  test            setup, then every test: kernels, headless twin, command line, desktop pictures
  ci              format, dependency directions, clippy, test, browser bundle, browser test
  deps            prove who depends on whom, and who must not
  web [--serve]   build the browser bundle into target/web-bundle; --serve shows it at http://127.0.0.1:8080
  browser         drive the bundle in headless Chromium
  bench           time the ray engine and the RAN layer with the release command line, as tables
  bench-wasm      time the ray engine on one thread, native and as WASM in Node
  scenes          check the built-in scenes";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    match args {
        ["setup"] => setup::setup(),
        ["test"] => ci::test(),
        ["ci"] => ci::ci(),
        ["deps"] => deps::deps(),
        ["web"] => web::web().map(|_| ()),
        ["web", "--serve"] => web::serve(),
        ["browser"] => browser::browser(),
        ["bench"] => bench::bench(),
        ["bench-wasm"] => bench_wasm::bench_wasm(),
        ["scenes"] => scenes::scenes(),
        _ => bail!("{HELP}"),
    }
}
