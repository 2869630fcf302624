//! `beamscape import`: OpenStreetMap to a scene.

use anyhow::{Context, Result};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The extract, .osm.pbf or .osm.
    file: PathBuf,
    /// Scene file to write.
    #[arg(long)]
    out: PathBuf,
    /// Name of the scene.
    #[arg(long)]
    name: Option<String>,
}

pub(crate) fn import(args: &ImportArgs) -> Result<()> {
    let bytes = std::fs::read(&args.file).with_context(|| format!("cannot read {:?}", args.file))?;
    let mut options = osm_import::ImportOptions::default();
    if let Some(name) = &args.name {
        options.name = name.clone();
    }
    eprintln!("importing {:?} ({} kB) …", args.file, bytes.len() / 1000);
    let imported = osm_import::import(&bytes, &options)?;
    for note in &imported.notes {
        eprintln!("  {note}");
    }
    write_whole(&args.out, twin_scene::to_ron(&imported.scene).as_bytes())?;
    println!("{}", args.out.display());
    Ok(())
}

/// Writes a file so that it is there whole or not at all: to a temporary name beside it, then renamed.
pub(crate) fn write_whole(path: &std::path::Path, bytes: &[u8]) -> Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    let temporary = PathBuf::from(temporary);
    std::fs::write(&temporary, bytes)
        .with_context(|| format!("cannot write {temporary:?}; is the folder there and the disk not full?"))?;
    std::fs::rename(&temporary, path).with_context(|| format!("cannot rename {temporary:?} to {path:?}"))
}
