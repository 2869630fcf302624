//! Installs what building and testing need. Idempotent; where it may not install, it names what is missing in one line.

use crate::shell::{output, run, succeeds, target};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian and Ubuntu packages: a software Vulkan driver and a virtual display for pictures, a browser and Node.js for the browser test.
const PACKAGES: [&str; 9] = [
    "mesa-vulkan-drivers",
    "xvfb",
    "libx11-6",
    "libx11-xcb1",
    "libxcursor1",
    "libxi6",
    "libxrandr2",
    "libxkbcommon-x11-0",
    "brotli",
];
/// Debian's own compiler with a std in source, for machines that cannot fetch the wasm32 target by rustup.
const DEBIAN_WASM: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];
/// What drives Chromium; its own browser download is not used.
const PLAYWRIGHT: &str = "playwright-core@1.64.1";

pub(crate) fn setup() -> Result<()> {
    install(&PACKAGES)?;
    if browser_program().is_none() {
        install(&["chromium"])?;
    }
    if !succeeds(Command::new("npm").arg("--version")) {
        install(&["nodejs", "npm"])?;
    }
    wasm_cargo().map(|_| ())?;
    install_playwright()
}

/// Installs the packages that are not there.
fn install(packages: &[&str]) -> Result<()> {
    let is_there = |package: &&&str| {
        output(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package]))
            .is_ok_and(|status| status == "installed")
    };
    let missing: Vec<&str> = packages.iter().filter(|package| !is_there(package)).copied().collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install {}", missing.join(" "));
    if !succeeds(Command::new("sh").args(["-c", "command -v apt-get && test \"$(id -u)\" = 0"])) {
        bail!("these packages are missing and may not be installed from here; run as root: {by_hand}");
    }
    println!("installing {}", missing.join(", "));
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    run(Command::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(&missing))
    .with_context(|| format!("try it by hand: {by_hand}"))
}

/// The browser for tests.
pub(crate) fn browser_program() -> Option<PathBuf> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
}

/// Folder with `node_modules` for the browser test.
pub(crate) fn node_folder() -> PathBuf {
    target().join("browser-test")
}

fn install_playwright() -> Result<()> {
    let folder = node_folder();
    if folder.join("node_modules/playwright-core").exists() {
        return Ok(());
    }
    std::fs::create_dir_all(&folder)?;
    run(Command::new("npm")
        .args(["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--silent", "--prefix"])
        .arg(&folder)
        .arg(PLAYWRIGHT))
}

/// A cargo that can build for wasm32: our own with rustup's target, or else Debian's.
pub(crate) fn wasm_cargo() -> Result<Command> {
    let installed = || {
        output(Command::new("rustc").args(["--print", "sysroot"]))
            .is_ok_and(|sysroot| Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown").exists())
    };
    if installed()
        || (succeeds(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"])) && installed())
    {
        return Ok(crate::shell::cargo());
    }
    install(&DEBIAN_WASM).context("the wasm32 target is missing, and rustup could not fetch it")?;
    build_debian_std()?;
    Ok(debian_cargo())
}

/// Debian's cargo and rustc, whatever else is installed.
fn debian_cargo() -> Command {
    let mut command = Command::new("/usr/bin/cargo");
    command.env("PATH", "/usr/bin:/bin");
    for name in ["RUSTC", "RUSTFLAGS", "CARGO", "RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER", "CARGO_ENCODED_RUSTFLAGS"] {
        command.env_remove(name);
    }
    command
}

/// Debian ships no std for wasm32, but its source: builds it once per compiler version.
fn build_debian_std() -> Result<()> {
    let library = Path::new("/usr/lib/rustlib/wasm32-unknown-unknown/lib");
    let mark = library.join("beamscape-std-of");
    let version = output(Command::new("/usr/bin/rustc").arg("-vV"))?;
    if std::fs::read_to_string(&mark).is_ok_and(|built| built == version) {
        return Ok(());
    }
    println!("building the standard library for wasm32 (once)");
    let folder = target().join("wasm-std");
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::write(folder.join("src/lib.rs"), "#![no_std]\n")?;
    std::fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
    )?;
    let built = folder.join("target");
    let mut command = debian_cargo();
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .args([
            "build",
            "--release",
            "-Z",
            "build-std=std,panic_abort",
            "--target",
            "wasm32-unknown-unknown",
            "--manifest-path",
        ])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&built);
    run(&mut command)?;
    std::fs::create_dir_all(library)?;
    for entry in std::fs::read_dir(built.join("wasm32-unknown-unknown/release/deps"))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty") {
            std::fs::copy(entry.path(), library.join(name))?;
        }
    }
    std::fs::write(&mark, version)?;
    Ok(())
}
