//! The mesh files to damage: fixtures of the importer's own tests.

use base64::Engine as _;

use crate::seed::{Seed, repository_file};

pub(super) fn ply() -> Vec<Seed> {
    vec![
        Seed::alone("a.ply", fixture("simple_wedge/meshes/wedge.ply")),
        Seed::alone("a.ply", fixture("box/meshes/box.ply")),
        Seed::alone("a.ply", fixture("fuzz/polygons.ply")),
        Seed::alone("a.ply", big_endian()),
    ]
}

pub(super) fn obj() -> Vec<Seed> {
    let paint = b"newmtl Paint\nKd 0.5 0.25 2\nnewmtl mat-itu_concrete\nKd 1 1 1\n".to_vec();
    vec![Seed { name: "a.obj", bytes: fixture("fuzz/house.obj"), others: vec![("house.mtl", paint)] }]
}

/// Buffers beside the text, in it, and behind it.
pub(super) fn gltf() -> Vec<Seed> {
    let text = String::from_utf8(fixture("fuzz/house.gltf")).expect("fixtures are text");
    let binary = fixture("fuzz/house.bin");
    let data = base64::engine::general_purpose::STANDARD.encode(&binary);
    let inside = text.replace("house.bin", &format!("data:application/octet-stream;base64,{data}"));
    let beside = Seed { name: "a.gltf", bytes: text.into_bytes(), others: vec![("house.bin", binary)] };
    vec![beside, Seed::alone("a.gltf", inside), Seed::alone("a.glb", fixture("fuzz/house.glb"))]
}

pub(super) fn mitsuba() -> Vec<Seed> {
    let others = vec![
        ("wedge.ply", fixture("simple_wedge/meshes/wedge.ply")),
        ("polygons.ply", fixture("fuzz/polygons.ply")),
        ("house.obj", fixture("fuzz/house.obj")),
        ("part.xml", fixture("fuzz/part.xml")),
    ];
    let canyon = fixture("simple_street_canyon/simple_street_canyon.xml");
    let meshes: Vec<_> = ["building_1", "building_2", "building_3", "building_4", "building_5", "building_6", "floor"]
        .map(|name| fixture(&format!("simple_street_canyon/meshes/{name}.ply")))
        .into();
    let paths = [
        "meshes/building_1.ply",
        "meshes/building_2.ply",
        "meshes/building_3.ply",
        "meshes/building_4.ply",
        "meshes/building_5.ply",
        "meshes/building_6.ply",
        "meshes/floor.ply",
    ];
    vec![
        Seed { name: "a.xml", bytes: fixture("fuzz/scene.xml"), others },
        Seed { name: "a.xml", bytes: canyon, others: paths.into_iter().zip(meshes).collect() },
    ]
}

fn fixture(path: &str) -> Vec<u8> {
    repository_file(&format!("plugins/mesh_import/tests/fixtures/{path}"))
}

/// A big-endian PLY with a list in its vertices.
fn big_endian() -> Vec<u8> {
    let mut bytes = b"ply\nformat binary_big_endian 1.0\nelement vertex 3\nproperty list uchar short w\nproperty double x\nproperty float y\n\
        property float z\nelement edge 1\nproperty int a\nelement face 1\nproperty uchar q\nproperty list uint ushort vertex_index\nend_header\n"
        .to_vec();
    for i in 0..3_u8 {
        bytes.extend([1, 0, i]);
        bytes.extend(f64::from(i).to_be_bytes());
        bytes.extend([f32::from(i * i), 0.5].iter().flat_map(|c| c.to_be_bytes()));
    }
    bytes.extend([0, 0, 0, 1, 9, 0, 0, 0, 3, 0, 0, 0, 1, 0, 2]);
    bytes
}
