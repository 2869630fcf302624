//! Reads the triangles of a binary little-endian PLY file with float x, y, z first and triangles only.

use glam::DVec3;

pub(super) fn triangles(bytes: &[u8]) -> Vec<[DVec3; 3]> {
    let end = b"end_header\n";
    let body = bytes.windows(end.len()).position(|window| window == end).expect("a PLY header") + end.len();
    let header = std::str::from_utf8(&bytes[..body]).expect("the header is text");
    let count = |element: &str| -> usize {
        let line = header.lines().find_map(|line| line.strip_prefix(element)).expect("the element is declared");
        line.trim().parse().expect("a count")
    };
    let (n_vertices, n_faces) = (count("element vertex"), count("element face"));
    let n_properties = header.lines().filter(|line| line.starts_with("property float")).count();
    let float = |at: usize| f64::from(f32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")));
    let vertices: Vec<DVec3> = (0..n_vertices)
        .map(|i| body + i * n_properties * 4)
        .map(|at| DVec3::new(float(at), float(at + 4), float(at + 8)))
        .collect();
    let faces = body + n_vertices * n_properties * 4;
    (0..n_faces)
        .map(|i| faces + i * 13)
        .map(|at| {
            assert_eq!(bytes[at], 3, "triangles only");
            [1, 5, 9].map(|k| {
                let index = i32::from_le_bytes(bytes[at + k..at + k + 4].try_into().expect("four bytes"));
                vertices[usize::try_from(index).expect("an index")]
            })
        })
        .collect()
}
