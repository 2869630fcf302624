//! Groups the triangles of a mesh into flat pieces: coplanar neighbours become one surface, so that a wall reflects once.

use glam::DVec3;
use std::collections::{HashMap, HashSet};

/// Corners closer than this are one corner, m.
const WELD_M: f64 = 1e-4;
/// Planes whose unit normals differ by less are parallel.
const PARALLEL: f64 = 1e-5;
/// How far a neighbour's corners may lie off the plane of the first triangle, m: f32 meshes are this coarse 1 km from their origin.
const FLAT_M: f64 = 1e-4;
/// Least height of a triangle over its longest side, as a share of that side.
const SLIVER: f64 = 1e-9;

/// A flat piece of a mesh.
pub(super) struct Flat {
    /// Unit normal of its largest triangle.
    pub(super) normal: DVec3,
    /// Numbers of its triangles, ascending.
    pub(super) members: Vec<u32>,
}

type Corner = [i64; 3];

/// The flat pieces of a mesh of finite corners, in the order of their first triangles.
pub(super) fn find_flats(triangles: &[[DVec3; 3]]) -> Vec<Flat> {
    let weld = |p: DVec3| (p / WELD_M).round().to_array().map(|v| v as i64);
    let mut seen: HashSet<[Corner; 3]> = HashSet::with_capacity(triangles.len());
    // Twice the area along the normal; `None` for what is left out.
    let crosses: Vec<Option<DVec3>> = triangles
        .iter()
        .map(|&[a, b, c]| {
            let cross = (b - a).cross(c - a);
            let longest = a.distance_squared(b).max(b.distance_squared(c)).max(c.distance_squared(a));
            if cross.length() <= SLIVER * longest {
                return None;
            }
            let mut corners = [weld(a), weld(b), weld(c)];
            corners.sort_unstable();
            seen.insert(corners).then_some(cross)
        })
        .collect();
    let mut by_edge: HashMap<[Corner; 2], Vec<u32>> = HashMap::with_capacity(triangles.len() * 2);
    let edges = |index: usize| {
        let corners = triangles[index].map(weld);
        [0, 1, 2].map(|k| {
            let (a, b) = (corners[k], corners[(k + 1) % 3]);
            if a <= b { [a, b] } else { [b, a] }
        })
    };
    for index in (0..triangles.len()).filter(|&index| crosses[index].is_some()) {
        for edge in edges(index) {
            by_edge.entry(edge).or_default().push(index as u32);
        }
    }
    let mut taken = vec![false; triangles.len()];
    let mut flats = Vec::new();
    for first in 0..triangles.len() {
        let Some(cross) = crosses[first].filter(|_| !taken[first]) else { continue };
        let (normal, origin) = (cross.normalize(), triangles[first][0]);
        let lies_in_plane = |index: usize, cross: DVec3| {
            cross.normalize().cross(normal).length() < PARALLEL
                && triangles[index].iter().all(|corner| (*corner - origin).dot(normal).abs() < FLAT_M)
        };
        let (mut members, mut largest) = (vec![first as u32], cross);
        taken[first] = true;
        let mut next = 0;
        while next < members.len() {
            for edge in edges(members[next] as usize) {
                for &neighbour in by_edge.get(&edge).map_or(&[][..], Vec::as_slice) {
                    let index = neighbour as usize;
                    let Some(cross) = crosses[index].filter(|_| !taken[index]) else { continue };
                    if lies_in_plane(index, cross) {
                        taken[index] = true;
                        members.push(neighbour);
                        if cross.length_squared() > largest.length_squared() {
                            largest = cross;
                        }
                    }
                }
            }
            next += 1;
        }
        members.sort_unstable();
        // The first triangle's side decides, the largest one's plane is the most exact.
        let largest = largest.normalize();
        flats.push(Flat { normal: if largest.dot(normal) < 0.0 { -largest } else { largest }, members });
    }
    flats
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quad(a: DVec3, b: DVec3, c: DVec3, d: DVec3) -> [[DVec3; 3]; 2] {
        [[a, b, c], [a, c, d]]
    }

    #[test]
    fn coplanar_neighbours_are_one_flat() {
        let at = DVec3::new;
        let mut mesh = Vec::new();
        mesh.extend(quad(at(0.0, 0.0, 0.0), at(1.0, 0.0, 0.0), at(1.0, 1.0, 0.0), at(0.0, 1.0, 0.0)));
        mesh.extend(quad(at(1.0, 0.0, 0.0), at(1.0, 1.0, 0.0), at(1.0, 1.0, 2.0), at(1.0, 0.0, 2.0)));
        // Coplanar with the first, but apart; then a repeated and an empty triangle.
        mesh.extend(quad(at(5.0, 0.0, 0.0), at(6.0, 0.0, 0.0), at(6.0, 1.0, 0.0), at(5.0, 1.0, 0.0)));
        mesh.push([at(1.0, 1.0, 0.0), at(0.0, 0.0, 0.0), at(1.0, 0.0, 0.0)]);
        mesh.push([at(0.0, 0.0, 0.0), at(1.0, 0.0, 0.0), at(2.0, 0.0, 0.0)]);
        let members: Vec<Vec<u32>> = find_flats(&mesh).into_iter().map(|flat| flat.members).collect();
        assert_eq!(members, [vec![0, 1], vec![2, 3], vec![4, 5]]);
    }

    #[test]
    fn a_gently_bent_strip_is_not_one_flat() {
        let corner = |i: u32, y: f64| {
            let angle = f64::from(i) * 5e-6;
            DVec3::new(angle.sin() * 1e4, y, (1.0 - angle.cos()) * 1e4)
        };
        let mesh: Vec<_> = (0..1_000)
            .flat_map(|i| quad(corner(i, 0.0), corner(i + 1, 0.0), corner(i + 1, 1.0), corner(i, 1.0)))
            .collect();
        assert!(find_flats(&mesh).len() > 100);
    }
}
