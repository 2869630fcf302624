//! The files to damage.

use base64::Engine as _;

/// A file to damage, with the files it refers to.
pub(crate) struct Seed {
    /// Name, whose ending chooses the importer.
    pub(crate) name: &'static str,
    /// Contents.
    pub(crate) bytes: Vec<u8>,
    /// Names and contents of other files.
    pub(crate) others: Vec<(&'static str, Vec<u8>)>,
}

/// The files to damage, by importer.
pub(crate) fn seeds(importer: &str) -> Vec<Seed> {
    let alone = |name, bytes: Vec<u8>| Seed { name, bytes, others: Vec::new() };
    match importer {
        "ply" => vec![
            alone("a.ply", fixture("simple_wedge/meshes/wedge.ply")),
            alone("a.ply", fixture("box/meshes/box.ply")),
            alone("a.ply", fixture("fuzz/polygons.ply")),
            alone("a.ply", big_endian()),
        ],
        "obj" => vec![Seed {
            name: "a.obj",
            bytes: fixture("fuzz/house.obj"),
            others: vec![("house.mtl", b"newmtl Paint\nKd 0.5 0.25 2\nnewmtl mat-itu_concrete\nKd 1 1 1\n".to_vec())],
        }],
        "gltf" => {
            let text = String::from_utf8(fixture("fuzz/house.gltf")).expect("fixtures are text");
            let binary = fixture("fuzz/house.bin");
            let data = base64::engine::general_purpose::STANDARD.encode(&binary);
            let inside = text.replace("house.bin", &format!("data:application/octet-stream;base64,{data}"));
            let glb = glb(&text.replace("\"uri\": \"house.bin\",", ""), &binary);
            let beside = Seed { name: "a.gltf", bytes: text.into_bytes(), others: vec![("house.bin", binary)] };
            vec![beside, alone("a.gltf", inside.into_bytes()), alone("a.glb", glb)]
        }
        _ => {
            let others = vec![
                ("wedge.ply", fixture("simple_wedge/meshes/wedge.ply")),
                ("polygons.ply", fixture("fuzz/polygons.ply")),
                ("house.obj", fixture("fuzz/house.obj")),
                ("part.xml", fixture("fuzz/part.xml")),
            ];
            let canyon = fixture("simple_street_canyon/simple_street_canyon.xml");
            let meshes: Vec<_> =
                ["building_1", "building_2", "building_3", "building_4", "building_5", "building_6", "floor"]
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
    }
}

/// All importers that are tried.
pub(crate) const IMPORTERS: [&str; 4] = ["mitsuba", "ply", "gltf", "obj"];

fn fixture(path: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|fault| panic!("{path}: {fault}"))
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

/// A GLB of its two parts.
fn glb(json: &str, binary: &[u8]) -> Vec<u8> {
    let json = format!("{json}{}", &"    "[..(4 - json.len() % 4) % 4]);
    let word = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    let mut bytes = b"glTF\x02\0\0\0".to_vec();
    bytes.extend(word(12 + 8 + json.len() + 8 + binary.len()));
    for (kind, chunk) in [(b"JSON", json.as_bytes()), (b"BIN\0", binary)] {
        bytes.extend(word(chunk.len()));
        bytes.extend(kind);
        bytes.extend(chunk);
    }
    bytes
}
