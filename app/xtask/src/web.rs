//! The browser bundle: WASM, its JavaScript, one page.

use crate::setup::wasm_cargo;
use crate::shell::{cargo, output, root, run, target};
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the bundle goes.
pub(crate) fn bundle() -> PathBuf {
    target().join("web-bundle")
}

/// Builds the bundle and prints its size.
pub(crate) fn web() -> Result<PathBuf> {
    let mut command = wasm_cargo()?;
    command
        .args(["build", "--profile", "web", "--target", "wasm32-unknown-unknown", "--package", "beamscape", "--lib"])
        .env("CARGO_TARGET_DIR", target())
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            "-C target-feature=+simd128 --cfg getrandom_backend=\"wasm_js\"",
        );
    run(&mut command)?;
    let wasm = target().join("wasm32-unknown-unknown/web/beamscape.wasm");
    let folder = bundle();
    std::fs::create_dir_all(&folder)?;
    run(cargo().args(["run", "--quiet", "--release", "--package", "bindgen", "--"]).arg(&wasm).arg(&folder))?;
    std::fs::copy(root().join("app/desktop/web/index.html"), folder.join("index.html"))?;
    print_size(&folder)?;
    Ok(folder)
}

fn print_size(folder: &Path) -> Result<()> {
    let wasm = folder.join("beamscape_bg.wasm");
    let raw = std::fs::metadata(&wasm).context("the bundle has no WASM file")?.len();
    let packed = wasm.with_extension("wasm.br");
    output(Command::new("brotli").args(["-q", "9", "-f", "-o"]).arg(&packed).arg(&wasm))?;
    let brotli = std::fs::metadata(&packed)?.len();
    println!("bundle: {:.1} MB raw, {:.1} MB brotli -q 9", raw as f64 / 1e6, brotli as f64 / 1e6);
    Ok(())
}

/// Builds and shows the bundle until interrupted.
pub(crate) fn serve() -> Result<()> {
    let folder = web()?;
    let listener = TcpListener::bind("127.0.0.1:8080").context("port 8080 is taken; end what uses it")?;
    println!("Beamscape in the browser: http://127.0.0.1:8080/ (Ctrl+C ends)");
    answer(&listener, &folder);
    Ok(())
}

/// Answers requests for files of a folder, one connection after the other.
pub(crate) fn answer(listener: &TcpListener, folder: &Path) {
    for stream in listener.incoming().flatten() {
        if let Err(error) = answer_one(stream, folder) {
            eprintln!("a request failed: {error}");
        }
    }
}

fn answer_one(mut stream: TcpStream, folder: &Path) -> Result<()> {
    let mut line = String::new();
    BufReader::new(stream.try_clone()?).read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or("/").trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    // Only plain names: nothing outside the folder is served.
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) && !name.starts_with('.');
    let file = is_plain.then(|| std::fs::read(folder.join(name)).ok()).flatten();
    let (status, body) = match &file {
        Some(bytes) => ("200 OK", bytes.as_slice()),
        None => ("404 Not Found", &b"not found"[..]),
    };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)?;
    Ok(())
}
