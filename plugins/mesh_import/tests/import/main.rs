//! Files in, meshes and messages out.

mod export;
mod faults;
mod gltf;
mod mitsuba;
mod obj;
mod ply;
mod scene;

use mesh_import::{ImportError, Imported, import_mitsuba};

/// A file of `tests/fixtures`.
fn fixture(path: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

/// Imports a scene of `tests/fixtures`.
fn import_fixture(scene: &str) -> Imported {
    let xml = String::from_utf8(fixture(&format!("{scene}/{scene}.xml"))).expect("fixtures are text");
    let mut read = |path: &str| Ok(fixture(&format!("{scene}/{path}")));
    import_mitsuba(&xml, &format!("{scene}.xml"), &mut read).unwrap_or_else(|fault| panic!("{fault}"))
}

/// Imports scene text together with other files.
fn import_with(xml: &str, files: &[(&str, &str)]) -> Result<Imported, ImportError> {
    let mut read = |path: &str| {
        let found = files.iter().find(|(name, _)| *name == path);
        found.map(|(_, text)| text.as_bytes().to_vec()).ok_or_else(|| "there is no such file".to_owned())
    };
    import_mitsuba(xml, "scene.xml", &mut read)
}

/// One triangle.
const TRIANGLE: &str = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n\
                        element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";
