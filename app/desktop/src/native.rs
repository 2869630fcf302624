//! The desktop: arguments, files, threads, and what to do where there is no display.

use crate::platform::{Platform, Work};
use crate::record::Sink;
use crate::shot::{self, ShotArgs};
use crate::{Start, build_app};
use clap::{Args, Parser, Subcommand};
use coverage_map::MapWorker;
use std::fs::File;
use std::io::BufWriter;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of the program.
#[derive(Parser, Debug)]
#[command(name = "beamscape", version, about = "A live digital twin of 6G and edge-AI networks.", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Open a scene in the window (also what happens without a subcommand).
    Open(OpenArgs),
    /// Make a picture (.png) or a short film (.gif) of a scene, panels included.
    Shot(ShotArgs),
    #[command(flatten)]
    Headless(beamscape_cli::Command),
}

/// Arguments of `open`.
#[derive(Args, Debug)]
struct OpenArgs {
    /// Built-in id (helsinki, factory) or path of a scene.
    #[arg(default_value = "helsinki")]
    scene: String,
    /// Seed of the run.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Size of the window, logical pixels, e.g. 1440x900.
    #[arg(long, default_value = "1440x900", value_parser = parse_size)]
    size: (u32, u32),
}

/// Reads a size such as `1280x720`.
pub(crate) fn parse_size(text: &str) -> Result<(u32, u32), String> {
    let parse = |part: &str| part.parse::<u32>().ok().filter(|length| (200..=8192).contains(length));
    text.split_once('x')
        .and_then(|(width, height)| Some((parse(width)?, parse(height)?)))
        .ok_or_else(|| format!("{text:?} is not a size; write it like 1280x720, each between 200 and 8192"))
}

/// Entry of the program.
pub fn main() -> ExitCode {
    match Cli::parse().command {
        Some(Command::Headless(command)) => beamscape_cli::run(command),
        Some(Command::Shot(args)) => shot::shot(&args),
        Some(Command::Open(args)) => open(&Start { scene: args.scene, seed: args.seed, size: args.size }),
        None => open(&Start::default()),
    }
}

fn open(start: &Start) -> ExitCode {
    if !has_display() {
        return beamscape_cli::run_without_display("there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)");
    }
    run_window(|| {
        build_app(start, platform()).run();
    })
}

/// Whether a window can be opened.
pub(crate) fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Runs a window; where there is no graphics driver, says so and runs without one.
pub(crate) fn run_window(run: impl FnOnce() + panic::UnwindSafe) -> ExitCode {
    let default_hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !is_about_graphics(info.payload_as_str().unwrap_or_default()) {
            default_hook(info);
        }
    }));
    let Err(cause) = panic::catch_unwind(run) else { return ExitCode::SUCCESS };
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or_default()
        .to_owned();
    if is_about_graphics(&text) {
        return beamscape_cli::run_without_display(
            "no graphics driver was found (on Debian or Ubuntu: apt install mesa-vulkan-drivers)",
        );
    }
    ExitCode::FAILURE
}

fn is_about_graphics(panic: &str) -> bool {
    ["Unable to find a GPU", "Failed to build event loop", "no adapter"].iter().any(|mark| panic.contains(mark))
}

/// What the desktop offers.
pub(crate) fn platform() -> Platform {
    Platform {
        spawn: Some(spawn),
        map_thread: Some(|worker: MapWorker| spawn(Box::new(move || worker.run()))),
        read_text: |path| std::fs::read_to_string(path).map_err(|error| format!("cannot read {path:?}: {error}")),
        read_bytes: |path| std::fs::read(path).map_err(|error| error.to_string()),
        save,
        record_to,
        recordings: list_recordings,
        web: false,
        shadows: true,
        msaa: true,
        wait_for_pipelines: false,
    }
}

fn spawn(work: Work) {
    // Without a thread the work is not done and nothing comes back: say so where it can be seen.
    if let Err(error) = std::thread::Builder::new().name("beamscape-worker".into()).spawn(work) {
        bevy::log::error!("no thread could be started: {error}");
    }
}

fn save(name: &str, bytes: &[u8]) -> Result<String, String> {
    let path = free_name(Path::new(name));
    let part = path.with_extension("part");
    std::fs::write(&part, bytes)
        .and_then(|()| std::fs::rename(&part, &path))
        .map_err(|error| format!("{error}: {}", path.display()))?;
    Ok(std::path::absolute(&path).unwrap_or(path).display().to_string())
}

/// A name that is not taken: `name-2.ext`, `name-3.ext` …
fn free_name(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    let numbered = |n: u32| if n == 1 { path.to_owned() } else { path.with_file_name(format!("{stem}-{n}.{ending}")) };
    (1..).map(numbered).find(|path| !path.exists()).unwrap_or_else(|| path.to_owned())
}

/// Folder of recordings, under the folder the program was started in.
const RECORDINGS: &str = "recordings";

fn record_to(name: &str) -> Result<(String, Box<dyn Sink>), String> {
    std::fs::create_dir_all(RECORDINGS)
        .map_err(|error| format!("the folder {RECORDINGS:?} cannot be made: {error}"))?;
    let path = free_name(&Path::new(RECORDINGS).join(name));
    let file = File::create(&path).map_err(|error| format!("{error}: {}", path.display()))?;
    Ok((path.display().to_string(), Box::new(BufWriter::new(file))))
}

fn list_recordings() -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(RECORDINGS) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "mcap"))
        .map(|entry| (entry.metadata().and_then(|data| data.modified()).ok(), entry.path()))
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).take(50).collect()
}
