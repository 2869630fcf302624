//! The browser test: serves the bundle and drives it in headless Chromium.

use crate::setup::{browser_program, node_folder};
use crate::shell::{root, run};
use crate::web::{answer, bundle};
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::process::Command;

pub(crate) fn browser() -> Result<()> {
    let Some(program) = browser_program() else { bail!("no Chromium was found; run: cargo xtask setup") };
    let folder = bundle();
    if !folder.join("index.html").exists() {
        bail!("there is no bundle yet; run: cargo xtask web");
    }
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port")?;
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || answer(&listener, &folder));
    run(Command::new("node")
        .arg(root().join("tests/browser/run.mjs"))
        .env("BEAMSCAPE_URL", format!("http://127.0.0.1:{port}/"))
        .env("BEAMSCAPE_CHROMIUM", program)
        .env("BEAMSCAPE_NODE_MODULES", node_folder().join("node_modules")))
}
