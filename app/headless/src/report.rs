//! `beamscape report`: a recording becomes one HTML page.

use crate::import::write_whole;
use anyhow::{Context, Result, bail};
use clap::Args;
use coverage_map::CoverageMap;
use recording::Recording;
use std::path::{Path, PathBuf};

/// Arguments of `report`.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// The recording (.mcap).
    recording: PathBuf,
    /// Page to write (.html).
    #[arg(long)]
    out: PathBuf,
    /// Title of the report.
    #[arg(long)]
    title: Option<String>,
    /// A picture of the scene to put on top (.png), for example one made by `beamscape shot`.
    #[arg(long)]
    picture: Option<PathBuf>,
}

/// Largest recording read, bytes; an hour with 1,000 agents is some 50 MB.
const LARGEST_BYTES: u64 = 4_000_000_000;

pub(crate) fn report(args: &ReportArgs) -> Result<()> {
    let size = std::fs::metadata(&args.recording).with_context(|| format!("cannot read {:?}", args.recording))?.len();
    if size > LARGEST_BYTES {
        bail!("{:?} has {size} bytes; recordings may have at most {LARGEST_BYTES}", args.recording);
    }
    let bytes = std::fs::read(&args.recording).with_context(|| format!("cannot read {:?}", args.recording))?;
    let picture = match &args.picture {
        Some(path) => Some(std::fs::read(path).with_context(|| format!("cannot read the picture {path:?}"))?),
        None => None,
    };
    let note = render_to(&args.out, &bytes, None, picture, args.title.as_deref())?;
    if let Some(note) = note {
        eprintln!("note: {note}");
    }
    println!("{}", args.out.display());
    Ok(())
}

/// Writes the report of a recording's bytes.
pub(crate) fn write(out: &Path, bytes: &[u8], map: Option<&CoverageMap>, title: Option<&str>) -> Result<()> {
    render_to(out, bytes, map, None, title).map(|_| ())
}

fn render_to(
    out: &Path,
    bytes: &[u8],
    map: Option<&CoverageMap>,
    picture_png: Option<Vec<u8>>,
    title: Option<&str>,
) -> Result<Option<String>> {
    let recording = Recording::open(bytes.to_vec()).context("cannot open the recording")?;
    let options =
        report::ReportOptions { title: title.unwrap_or_default().into(), picture_png, map, ..Default::default() };
    write_whole(out, report::render(&recording, &options).as_bytes())?;
    Ok(recording.note().map(str::to_owned))
}
