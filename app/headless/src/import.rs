//! `beamscape import`: OpenStreetMap extracts and meshes to a scene.

use anyhow::{Context, Result, bail};
use clap::Args;
use mesh_import::Imported;
use std::path::{Path, PathBuf};

/// Arguments of `import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// An OpenStreetMap extract (.osm.pbf, .osm), or meshes: a Mitsuba scene (.xml), .ply, .glb, .gltf, .obj; several mesh files join into one scene.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Scene file to write (.ron), or a Mitsuba scene that Sionna RT loads (.xml, with a folder of meshes beside it).
    #[arg(long)]
    out: PathBuf,
    /// Name of the scene.
    #[arg(long)]
    name: Option<String>,
}

pub(crate) fn import(args: &ImportArgs) -> Result<()> {
    let is_map = |file: &PathBuf| {
        let name = file.to_string_lossy().to_ascii_lowercase();
        name.ends_with(".pbf") || name.ends_with(".osm")
    };
    match &args.files[..] {
        [file] if is_map(file) => import_map(file, args),
        files if files.iter().any(is_map) => bail!("an OpenStreetMap extract is imported alone"),
        files => import_meshes(files, args),
    }
}

fn import_map(file: &Path, args: &ImportArgs) -> Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {file:?}"))?;
    let mut options = osm_import::ImportOptions::default();
    if let Some(name) = &args.name {
        options.name = name.clone();
    }
    eprintln!("importing {file:?} ({} kB) …", bytes.len() / 1000);
    let imported = osm_import::import(&bytes, &options)?;
    for note in &imported.notes {
        eprintln!("  {note}");
    }
    write_whole(&args.out, twin_scene::to_ron(&imported.scene).as_bytes())?;
    println!("{}", args.out.display());
    Ok(())
}

fn import_meshes(files: &[PathBuf], args: &ImportArgs) -> Result<()> {
    let mut all = Imported::default();
    for file in files {
        all.join(read_meshes(file)?);
    }
    for note in &all.notes {
        eprintln!("  {note}");
    }
    if args.out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml")) {
        let folder = args.out.parent().unwrap_or(Path::new(""));
        for (path, bytes) in mesh_import::export_mitsuba(&all) {
            let target = if path == "scene.xml" { args.out.clone() } else { folder.join(path) };
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent).with_context(|| format!("cannot make the folder {parent:?}"))?;
            }
            write_whole(&target, &bytes)?;
        }
    } else {
        let stem = files[0].file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let scene = mesh_import::scene_from(&all, args.name.as_deref().unwrap_or(&stem));
        write_whole(&args.out, twin_scene::to_ron(&scene).as_bytes())?;
    }
    let n_faces: usize = all.objects.iter().map(|object| object.faces.len()).sum();
    eprintln!("{} objects with {n_faces} triangles, {} materials", all.objects.len(), all.materials.len());
    println!("{}", args.out.display());
    Ok(())
}

/// Reads a mesh file and what it refers to, from the folder it is in.
pub(crate) fn read_meshes(file: &Path) -> Result<Imported> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {file:?}"))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut read = |path: &str| std::fs::read(folder.join(path)).map_err(|error| error.to_string());
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    mesh_import::import_any(&name, &bytes, &mut read).with_context(|| format!("cannot import {file:?}"))
}

/// Writes a file so that it is there whole or not at all: to a temporary name beside it, then renamed.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    let temporary = PathBuf::from(temporary);
    std::fs::write(&temporary, bytes)
        .with_context(|| format!("cannot write {temporary:?}; is the folder there and the disk not full?"))?;
    std::fs::rename(&temporary, path).with_context(|| format!("cannot rename {temporary:?} to {path:?}"))
}
