//! PLY in its three encodings.

use crate::{TRIANGLE, fixture};
use mesh_import::import_ply;

/// A head for one triangle and one quadrilateral with everything that other programs add.
const HEAD: &str = "comment made by hand\nobj_info none\nelement vertex 5\nproperty uchar red\nproperty double x\nproperty float y\n\
                    property short z\nproperty list uchar float weights\nelement edge 1\nproperty int a\nproperty list int uchar b\n\
                    element face 2\nproperty float quality\nproperty list uint ushort vertex_index\nproperty list uchar float uv\nend_header\n";

/// The numbers after the head as text, each with its type in the head.
fn rows() -> Vec<(f64, char)> {
    let mut rows = Vec::new();
    for (x, y, z) in [(0.0, 0.0, 0.0), (2.5, 0.0, 0.0), (2.5, 1.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, -300.0)] {
        rows.extend([(255.0, 'B'), (x, 'd'), (y, 'f'), (z, 'h'), (2.0, 'B'), (0.5, 'f'), (0.25, 'f')]);
    }
    rows.extend([(-7.0, 'i'), (3.0, 'i'), (1.0, 'B'), (2.0, 'B'), (3.0, 'B')]);
    rows.extend([(0.0, 'f'), (3.0, 'I'), (0.0, 'H'), (1.0, 'H'), (4.0, 'H'), (0.0, 'B')]);
    rows.extend([(1.0, 'f'), (4.0, 'I'), (0.0, 'H'), (1.0, 'H'), (2.0, 'H'), (3.0, 'H'), (1.0, 'B'), (9.0, 'f')]);
    rows
}

fn binary(value: f64, kind: char, little: bool) -> Vec<u8> {
    let mut bytes = match kind {
        'B' => vec![value as u8],
        'h' => (value as i16).to_le_bytes().to_vec(),
        'H' => (value as u16).to_le_bytes().to_vec(),
        'i' => (value as i32).to_le_bytes().to_vec(),
        'I' => (value as u32).to_le_bytes().to_vec(),
        'f' => (value as f32).to_le_bytes().to_vec(),
        _ => value.to_le_bytes().to_vec(),
    };
    if !little {
        bytes.reverse();
    }
    bytes
}

#[track_caller]
fn check(format: &str, body: &[u8]) {
    let mut bytes = format!("ply\nformat {format} 1.0\n{HEAD}").into_bytes();
    bytes.extend(body);
    let imported = import_ply(&bytes, "folder/mesh-Wall.PLY").unwrap_or_else(|fault| panic!("{fault}"));
    let object = &imported.objects[0];
    assert_eq!((object.name.as_str(), &object.material), ("Wall", &None));
    assert_eq!(object.vertices[1..3], [[2.5, 0.0, 0.0], [2.5, 1.0, 0.0]]);
    assert_eq!(object.vertices[4], [0.0, 0.0, -300.0]);
    assert_eq!(object.faces, [[0, 1, 4], [0, 1, 2], [0, 2, 3]]);
    assert_eq!(imported.notes.len(), 1, "{:?}", imported.notes);
}

#[test]
fn text_and_both_byte_orders_give_the_same_mesh() {
    let words: Vec<String> = rows().iter().map(|(value, _)| value.to_string()).collect();
    check("ascii", words.join(" ").as_bytes());
    check("ascii", words.join("\r\n").as_bytes());
    for (format, little) in [("binary_little_endian", true), ("binary_big_endian", false)] {
        let body: Vec<u8> = rows().into_iter().flat_map(|(value, kind)| binary(value, kind, little)).collect();
        check(format, &body);
    }
}

#[test]
fn a_mesh_of_sionna_is_read_in_file_order() {
    let imported =
        import_ply(&fixture("simple_wedge/meshes/wedge.ply"), "wedge.ply").unwrap_or_else(|fault| panic!("{fault}"));
    let object = &imported.objects[0];
    assert_eq!((object.vertices.len(), object.faces.len()), (6, 4));
    assert_eq!(imported.notes, Vec::<String>::new());
    let text = TRIANGLE.replace('\n', "\r\n");
    assert_eq!(import_ply(text.as_bytes(), "t").map(|i| i.objects[0].faces.clone()), Ok(vec![[0, 1, 2]]));
}
