//! Cuts polygons in space into triangles.

/// Up to this number of corners, finding ears is quick in any case.
const FEW_CORNERS: usize = 64;

/// Appends the triangles of a polygon given by vertex numbers, all of them in range: the fan from the first corner where it is convex (as
/// Mitsuba cuts quadrilaterals), ears otherwise. A polygon of n corners gives n − 2 triangles, some perhaps without area.
///
/// Returns the effort of finding ears in some unit, 0 without: it grows with the square of the corners.
pub(crate) fn triangulate(corners: &[u32], vertices: &[[f64; 3]], faces: &mut Vec<[u32; 3]>) -> usize {
    let mut effort = 0;
    if corners.len() > 3 {
        let flat = flatten(corners, vertices);
        if !is_convex(&flat) {
            effort = if corners.len() <= FEW_CORNERS { corners.len() } else { corners.len() * corners.len() };
            let mut ears: Vec<u32> = Vec::new();
            earcut::Earcut::new().earcut(flat.iter().copied(), &[], &mut ears);
            if ears.len() == 3 * (corners.len() - 2) {
                // Ears may come in the other direction: keep the polygon's own.
                let area = |t: &[u32]| turn(flat[t[0] as usize], flat[t[1] as usize], flat[t[2] as usize]);
                let backwards = ears.chunks_exact(3).map(area).sum::<f64>() < 0.0;
                for t in ears.chunks_exact(3) {
                    let [a, b, c] = [t[0], t[1], t[2]].map(|i| corners[i as usize]);
                    faces.push(if backwards { [a, c, b] } else { [a, b, c] });
                }
                return effort;
            }
        }
    }
    faces.extend((2..corners.len()).map(|i| [corners[0], corners[i - 1], corners[i]]));
    effort
}

/// The corners in their own plane, counter-clockwise, within −1..=1.
fn flatten(corners: &[u32], vertices: &[[f64; 3]]) -> Vec<[f64; 2]> {
    let first = vertices[corners[0] as usize];
    let mut points: Vec<[f64; 3]> = corners
        .iter()
        .map(|&i| {
            let p = vertices[i as usize];
            [p[0] - first[0], p[1] - first[1], p[2] - first[2]]
        })
        .collect();
    let largest = points.iter().flatten().fold(0.0_f64, |most, c| most.max(c.abs()));
    if largest > 0.0 {
        points.iter_mut().flatten().for_each(|c| *c /= largest);
    }
    // Newell's normal; its largest component is the axis to look along.
    let mut normal = [0.0; 3];
    for (i, p) in points.iter().enumerate() {
        let q = points[(i + 1) % points.len()];
        normal[0] += (p[1] - q[1]) * (p[2] + q[2]);
        normal[1] += (p[2] - q[2]) * (p[0] + q[0]);
        normal[2] += (p[0] - q[0]) * (p[1] + q[1]);
    }
    let axis = (0..3).max_by(|&a, &b| normal[a].abs().total_cmp(&normal[b].abs())).unwrap_or(2);
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    let facing = normal[axis] >= 0.0;
    points.iter().map(|p| if facing { [p[u], p[v]] } else { [p[v], p[u]] }).collect()
}

/// Twice the signed area of a triangle.
fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// Whether the fan from the first corner covers the polygon: none of its triangles is turned over.
fn is_convex(flat: &[[f64; 2]]) -> bool {
    (2..flat.len()).all(|i| turn(flat[0], flat[i - 1], flat[i]) >= -1e-12)
        && (0..flat.len()).all(|i| turn(flat[i], flat[(i + 1) % flat.len()], flat[(i + 2) % flat.len()]) >= -1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(vertices: &[[f64; 3]]) -> Vec<[u32; 3]> {
        let corners: Vec<u32> = (0..vertices.len() as u32).collect();
        let mut faces = Vec::new();
        triangulate(&corners, vertices, &mut faces);
        faces
    }

    #[test]
    fn a_convex_polygon_is_cut_as_a_fan() {
        let faces = cut(&[[0.0, 0.0, 5.0], [2.0, 0.0, 5.0], [2.0, 1.0, 5.0], [0.0, 1.0, 5.0]]);
        assert_eq!(faces, [[0, 1, 2], [0, 2, 3]]);
    }

    #[test]
    fn a_concave_polygon_keeps_its_area_and_direction() {
        // An L in the plane x = 3, seen from +x and from −x.
        let l = [[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0], [1.0, 2.0], [0.0, 2.0]];
        for flip in [false, true] {
            let mut vertices: Vec<[f64; 3]> = l.iter().map(|p| [3.0, p[0], p[1]]).collect();
            if flip {
                vertices.reverse();
            }
            let faces = cut(&vertices);
            assert_eq!(faces.len(), 4);
            let mut sum = 0.0;
            for face in faces {
                let [a, b, c] = face.map(|i| [vertices[i as usize][1], vertices[i as usize][2]]);
                let area = turn(a, b, c) / 2.0;
                assert!((area > 0.0) != flip, "{area}");
                sum += area.abs();
            }
            assert!((sum - 3.0).abs() < 1e-12, "{sum}");
        }
    }

    #[test]
    fn a_polygon_without_area_still_gives_its_triangles() {
        assert_eq!(cut(&[[1.0; 3]; 5]).len(), 3);
        assert_eq!(cut(&[[0.0; 3], [1.0, 0.0, 0.0], [0.5, 0.0, 0.0], [2.0, 0.0, 0.0]]).len(), 2);
        assert_eq!(cut(&[[0.0; 3], [1.0, 0.0, 0.0]]).len(), 0);
    }
}
