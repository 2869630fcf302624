//! glTF as text with buffers of all origins, and GLB.

use base64::Engine as _;
use mesh_import::{ImportError, Imported, MaterialKind, import_any};

/// Six corners as 32-bit floats (72 bytes), then eight indices as 16-bit numbers (16 bytes), then four corners as normalised bytes (16 bytes).
const BUFFER: &[u8] = include_bytes!("../fixtures/fuzz/house.bin");
/// A scene with every kind of primitive.
const SCENE: &str = include_str!("../fixtures/fuzz/house.gltf");
/// The same with the buffer behind it.
const BINARY: &[u8] = include_bytes!("../fixtures/fuzz/house.glb");
/// How it refers to its buffer.
const ADDRESS: &str = "\"uri\": \"house.bin\",";

fn import(text: &str) -> Result<Imported, ImportError> {
    let mut read = |path: &str| match path {
        "house.bin" | "a b.bin" => Ok(BUFFER.to_vec()),
        _ => Err("there is no such file".to_owned()),
    };
    import_any("house.gltf", text.as_bytes(), &mut read)
}

#[test]
fn a_scene_of_every_primitive_is_placed_with_z_up() {
    let scene = import(SCENE).unwrap_or_else(|fault| panic!("{fault}"));
    let found: Vec<_> = scene.objects.iter().map(|o| (o.name.as_str(), o.material.as_deref())).collect();
    let expected =
        [("Wall", Some("itu_glass")), ("Other-Roof tiles", Some("Roof tiles")), ("Other", None), ("house", None)];
    assert_eq!(found, expected);
    // Turned by 90° about y, (x, y, z) → (z, y, −x); twice as large; 10 m east; then y becomes up.
    let wall = &scene.objects[0];
    assert_eq!(wall.faces, [[0, 1, 2], [0, 2, 3]]);
    for (found, expected) in wall.vertices.iter().zip([
        [10.0, 0.0, 0.0],
        [10.0, 2.0, 0.0],
        [10.0, 2.0, 4.0],
        [10.0, 0.0, 4.0],
        [4.0, 0.0, 4.0],
    ]) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}, not {expected:?}");
    }
    // Mirrored in x: the triangles are turned over. Strip and fan of 3, 4, 1 … after a start in the middle of the indices: 0 2 3 4.
    assert_eq!(scene.objects[1].vertices[2], [9.0, -7.0, 2.0]);
    assert_eq!(scene.objects[1].faces, [[0, 3, 2], [3, 4, 2]]);
    assert_eq!(scene.objects[2].faces, [[0, 3, 2], [0, 4, 3]]);
    // Bytes as shares of 127, the second replaced by the third.
    assert_eq!(scene.objects[3].vertices, [[0.0; 3], [0.0, 0.0, -1.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]);
    assert_eq!(scene.materials[0].kind, MaterialKind::Itu("glass".into()));
    assert_eq!((&scene.materials[1].kind, scene.materials[0].color), (&MaterialKind::Unknown, Some([0.0, 0.5, 1.0])));
    assert_eq!(
        scene.notes,
        [
            "Material \"Roof tiles\" says nothing about its radio properties.",
            "1 primitives of points or lines were left out."
        ]
    );
}

#[test]
fn buffers_may_stand_beside_or_inside_the_file() {
    let expected = import(SCENE);
    let data = base64::engine::general_purpose::STANDARD.encode(BUFFER);
    let inside = SCENE.replace("house.bin", &format!("data:application/octet-stream;base64,{data}"));
    assert_eq!(import(&inside), expected);
    assert_eq!(import(&SCENE.replace("house.bin", "./a%20b.bin")), expected);
    let mut no_files = |_: &str| Err(String::new());
    assert_eq!(import_any("house.glb", BINARY, &mut no_files), expected);
    for cut in [0, 3, 5, 11, 13, 19, 25, 200, BINARY.len() - 1] {
        assert!(import_any("house.glb", &BINARY[..cut], &mut no_files).is_err(), "{cut}");
    }
}

#[track_caller]
fn check_fault(from: &str, to: &str, expected: &str) {
    assert!(SCENE.contains(from), "{from}");
    let fault = import(&SCENE.replacen(from, to, 1)).expect_err(to);
    assert_eq!(fault.to_string(), format!("house.gltf, {expected}; export or download it again"));
}

#[test]
fn faults_name_the_field() {
    check_fault("{\"nodes\": [0, 3]}", "{\"nodes\": [9]}", "scenes[1].nodes[0]: there is no nodes[9]: 4 are listed");
    check_fault("\"children\": [1, 2]", "\"children\": [0]", "nodes[0]: this node is in the tree twice");
    check_fault("\"mesh\": 0", "\"mesh\": -1", "nodes[1].mesh: this is no whole number from 0");
    check_fault("[10, 0, 0]", "[10, 0]", "nodes[0].translation: this is no list of 3 numbers");
    check_fault(
        "\"rotation\": [0, 0.7071067811865476, 0, 0.7071067811865476]",
        "\"rotation\": [0, 0, 0, 0]",
        "nodes[1].rotation: the quaternion is zero",
    );
    check_fault("0, 0, 7, 1]", "0, 0, 7, 2]", "nodes[2].matrix: the last row of the matrix is not 0 0 0 1");
    check_fault("\"mode\": 5", "\"mode\": 7", "meshes[1].primitives[0].mode: 7 is no kind of primitive");
    check_fault(
        "\"count\": 6, \"type\": \"VEC3\"",
        "\"count\": 7, \"type\": \"VEC3\"",
        "accessors[0]: 7 values need 84 bytes of a buffer view of 72",
    );
    check_fault(
        "\"count\": 6, \"type\": \"SCALAR\"",
        "\"count\": 7, \"type\": \"SCALAR\"",
        "meshes[0].primitives[0]: 7 corners make no whole number of triangles",
    );
    check_fault(
        "\"bufferView\": 0, \"componentType\": 5126",
        "\"componentType\": 5126",
        "accessors[0]: it names no buffer view",
    );
    check_fault(
        "5126, \"count\": 6, \"type\": \"VEC3\"",
        "5126, \"count\": 4, \"type\": \"VEC3\"",
        "accessors[2]: corner 3 (from 0) refers to vertex 4, but there are 4",
    );
    check_fault("5126", "5124", "accessors[0].componentType: 5124 is no type of number");
    check_fault("\"VEC3\"", "\"VEC2\"", "accessors[0].type: positions are not of the type VEC3");
    check_fault(
        "\"byteStride\": 4",
        "\"byteStride\": 0",
        "bufferViews[2].byteStride: values of 3 bytes overlap at a distance of 0",
    );
    check_fault(
        "\"byteOffset\": 72, \"byteLength\": 16",
        "\"byteOffset\": 18446744073709551615, \"byteLength\": 16",
        "bufferViews[1]: it ends at byte 18446744073709551615 of a buffer of 104",
    );
    check_fault("\"byteLength\": 104", "\"byteLength\": 105", "buffers[0]: 105 bytes are declared, but 104 are there");
    check_fault(ADDRESS, "", "buffers[0]: the buffer has neither an address nor a binary chunk");
    check_fault(
        ADDRESS,
        "\"uri\": \"data:;base64,!\",",
        "buffers[0].uri: the base64 is broken (Invalid symbol 33, offset 0)",
    );
    check_fault(
        "\"byteOffset\": 2, ",
        "\"byteOffset\": 12, ",
        "accessors[3].sparse.indices: there is no value 4 to replace",
    );
    check_fault("\"asset\"", "asset", "line 2: the JSON is broken (key must be a string at line 2 column 3)");
    let needs =
        SCENE.replacen("\"scene\": 1,", "\"scene\": 1, \"extensionsRequired\": [\"KHR_draco_mesh_compression\"],", 1);
    assert_eq!(
        import(&needs).expect_err("compressed").to_string(),
        "house.gltf, extensionsRequired[0]: the file needs the extension \"KHR_draco_mesh_compression\"; export it without compression and extensions"
    );
    let large = SCENE.replacen("[10, 0, 0]", "[1e10, 0, 0]", 1);
    assert_eq!(
        import(&large).expect_err("too far").to_string(),
        "house.gltf, meshes[0].primitives[0].attributes.POSITION: vertex 0 (from 0) has the coordinate 10000000000, which is no place within 1e9 m; repair the mesh and export it again"
    );
}
