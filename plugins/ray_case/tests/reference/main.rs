//! Paths and maps against reference data; see `tests/fixtures/README.md`.

mod degenerate;
mod edges;
mod map;
mod paths;
mod ris;

use ray_case::Case;
use std::path::PathBuf;

fn fixture(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// A scene of the fixtures.
fn case(name: &str) -> Case {
    rough_case(name, 0.0)
}

/// A scene of the reference with a scattering coefficient for all of it.
fn rough_case(name: &str, scattering_coefficient: f64) -> Case {
    let folder = fixture("scenes").join(name);
    let file_name = format!("{name}.xml");
    let bytes = std::fs::read(folder.join(&file_name)).expect("the scene is in the fixtures");
    let mut read = |path: &str| std::fs::read(folder.join(path)).map_err(|error| error.to_string());
    let mut imported = mesh_import::import_any(&file_name, &bytes, &mut read).expect("the scene is whole");
    for material in &mut imported.materials {
        material.scattering_coefficient = scattering_coefficient;
    }
    Case::from_imported(&imported).expect("its meshes make surfaces")
}
