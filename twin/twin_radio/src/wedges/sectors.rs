//! From half-planes around a line to edges: the one sector of air that spans more than half the circle.

use super::line::{HalfPlane, Search};
use super::mesh::Mesh;
use super::{Edge, EdgeKind};
use glam::DVec3;
use std::f64::consts::{PI, TAU};

/// Air up to this angle is no edge, rad: 181°.
const MIN_AIR_RAD: f64 = 181.0 * PI / 180.0;

/// Half-planes within this angle are one, rad: 0.5°.
const SAME_RAD: f64 = 0.5 * PI / 180.0;

/// A piece of an edge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) edge: Edge,
    /// Welded corners of its ends, where known.
    pub(super) ends: [Option<u32>; 2],
}

/// Adds the pieces of edge on the line of a group, which [`Search::half_planes`] has just looked at.
pub(super) fn add_pieces(mesh: &Mesh<'_>, solid: &[bool], search: &mut Search, group: usize, pieces: &mut Vec<Piece>) {
    let mut k = 0;
    while let Some([from_m, to_m]) = search.piece(k) {
        k += 1;
        // Of several groups on one line the first one has the piece.
        let owner = search.active.iter().map(|half| half.group).min();
        if owner != Some(group as u32) {
            continue;
        }
        if let Some(edge) = edge(mesh, solid, search, from_m, to_m) {
            let known = mesh.ends(group);
            let end = |point: DVec3| {
                if point == search.start {
                    Some(known[0])
                } else if point == search.start + search.axis * search.length_m {
                    Some(known[1])
                } else {
                    None
                }
            };
            pieces.push(Piece { edge, ends: [end(edge.a), end(edge.b)] });
        }
    }
}

/// The edge between the half-planes of a piece, the face with the smaller surface index first.
fn edge(mesh: &Mesh<'_>, solid: &[bool], search: &mut Search, from_m: f64, to_m: f64) -> Option<Edge> {
    let (start, axis) = (search.start, search.axis);
    let halves = &mut search.active;
    halves.sort_unstable_by(|a, b| a.azimuth_rad.total_cmp(&b.azimuth_rad).then(a.facet.cmp(&b.facet)));
    let n = halves.len();
    let gap_after = |k: usize| {
        let next = if k + 1 < n { halves[k + 1].azimuth_rad } else { halves[0].azimuth_rad + TAU };
        next - halves[k].azimuth_rad
    };
    // More than half the circle: there is only one such gap.
    let first = (0..n).find(|&k| gap_after(k) > MIN_AIR_RAD)?;
    let gap_rad = gap_after(first);
    let (first_rad, last_rad) = (halves[first].azimuth_rad, halves[(first + 1) % n].azimuth_rad);
    let is_screen = gap_rad > TAU - SAME_RAD;

    let turned = |angle: f64| if angle < -1e-12 { angle + TAU } else { angle };
    let zero_face = face(mesh, solid, true, halves.iter().filter(|h| turned(first_rad - h.azimuth_rad) < SAME_RAD))?;
    let n_face = face(mesh, solid, false, halves.iter().filter(|h| turned(h.azimuth_rad - last_rad) < SAME_RAD))?;
    let (zero_face, n_face) = if is_screen {
        let smaller = if mesh.surface(n_face.facet) < mesh.surface(zero_face.facet) { n_face } else { zero_face };
        (smaller, smaller)
    } else {
        (zero_face, n_face)
    };
    let found = Edge {
        a: start + axis * from_m,
        b: start + axis * to_m,
        faces: [mesh.surface(zero_face.facet), mesh.surface(n_face.facet)],
        along: [zero_face.along, n_face.along],
        normals: [axis.cross(zero_face.along), n_face.along.cross(axis)],
        n: if is_screen { 2.0 } else { gap_rad / PI },
        kind: if is_screen { EdgeKind::Screen } else { EdgeKind::Wedge },
    };
    let is_turned = match found.faces[0].cmp(&found.faces[1]) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => axis.to_array().into_iter().find(|x| x.abs() > 1e-6).is_some_and(|x| x < 0.0),
    };
    Some(if is_turned { found.reversed() } else { found })
}

/// The face that bounds a sector, of several half-planes in one place; `None` when one of them has material on that side.
///
/// `is_start`: the sector lies at larger azimuths. The smallest surface index goes first.
fn face<'a>(
    mesh: &Mesh<'_>,
    solid: &[bool],
    is_start: bool,
    halves: impl Iterator<Item = &'a HalfPlane>,
) -> Option<HalfPlane> {
    let mut best: Option<(u32, HalfPlane)> = None;
    for half in halves {
        if solid[half.facet as usize] && half.is_plus != is_start {
            return None;
        }
        let rank = mesh.surface(half.facet);
        if best.is_none_or(|(known, _)| rank < known) {
            best = Some((rank, *half));
        }
    }
    best.map(|(_, half)| half)
}
