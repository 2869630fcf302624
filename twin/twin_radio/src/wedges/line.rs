//! What meets in a line: the half-planes of all triangles that end on it or that it runs through.

use super::mesh::{Mesh, SNAP_M};
use super::tree::Tree;
use glam::DVec3;
use twin_units::math;

/// Pieces shorter than this are left out, m.
pub(super) const MIN_PIECE_M: f64 = 2e-3;

/// How far a triangle's plane may be inclined to a line in it, sine.
const MAX_INCLINATION: f64 = 0.01;

/// A triangle on one side of a line, from `from_m` to `to_m` along it.
#[derive(Clone, Copy, Debug)]
pub(super) struct HalfPlane {
    pub(super) from_m: f64,
    pub(super) to_m: f64,
    /// Angle around the line, rad, −π..=π.
    pub(super) azimuth_rad: f64,
    /// Unit vector in the triangle, square to the line, away from it.
    pub(super) along: DVec3,
    pub(super) facet: u32,
    /// Whether the normal by winding points to larger azimuths.
    pub(super) is_plus: bool,
    /// Group of the side that lies on the line; `u32::MAX` when the line runs through the triangle.
    pub(super) group: u32,
}

/// Half-planes around one line; keeps its memory from line to line.
#[derive(Default)]
pub(super) struct Search {
    pub(super) start: DVec3,
    pub(super) axis: DVec3,
    pub(super) length_m: f64,
    pub(super) found: Vec<HalfPlane>,
    /// Where the set of half-planes may change, m from the start, ascending.
    pub(super) cuts: Vec<f64>,
    /// Half-planes of the piece at hand.
    pub(super) active: Vec<HalfPlane>,
    stack: Vec<(u32, u32)>,
}

impl Search {
    /// Finds all half-planes on the line between the ends of a group.
    pub(super) fn half_planes(&mut self, mesh: &Mesh<'_>, tree: &Tree, group: usize) {
        let [a, b] = mesh.ends(group).map(|id| mesh.point(id));
        self.start = a;
        self.length_m = a.distance(b);
        self.axis = (b - a) / self.length_m;
        let mut found = std::mem::take(&mut self.found);
        let mut stack = std::mem::take(&mut self.stack);
        found.clear();
        let frame = {
            let first = self.axis.any_orthonormal_vector();
            [first, self.axis.cross(first)]
        };
        tree.each_near(a, b, &mut stack, |facet| self.add(mesh, facet, frame, &mut found));
        found.sort_unstable_by_key(|half| (half.facet, half.is_plus));
        self.cuts.clear();
        self.cuts.extend([0.0, self.length_m]);
        self.cuts.extend(found.iter().flat_map(|half| [half.from_m, half.to_m]));
        self.cuts.sort_unstable_by(f64::total_cmp);
        let mut kept = f64::NEG_INFINITY;
        self.cuts.retain(|&cut| {
            let is_new = cut - kept >= MIN_PIECE_M;
            if is_new {
                kept = cut;
            }
            is_new
        });
        if let Some(last) = self.cuts.last_mut()
            && self.length_m - *last < MIN_PIECE_M
        {
            *last = self.length_m;
        }
        (self.found, self.stack) = (found, stack);
    }

    /// Puts into `active` the half-planes of the piece between cut `k` and the next one; its ends, m, or `None` behind the last piece.
    pub(super) fn piece(&mut self, k: usize) -> Option<[f64; 2]> {
        let (&from, &to) = (self.cuts.get(k)?, self.cuts.get(k + 1)?);
        let middle = 0.5 * (from + to);
        self.active.clear();
        self.active.extend(self.found.iter().filter(|half| half.from_m < middle && middle < half.to_m));
        Some([from, to])
    }

    fn add(&self, mesh: &Mesh<'_>, facet: u32, frame: [DVec3; 2], found: &mut Vec<HalfPlane>) {
        let normal = mesh.normal(facet);
        if normal.dot(self.axis).abs() > MAX_INCLINATION {
            return;
        }
        let side = self.axis.cross(normal).normalize_or_zero();
        let corners = mesh.corners(facet).map(|corner| corner - self.start);
        // Coordinates along the line and across it in the triangle's plane.
        let t = corners.map(|corner| corner.dot(self.axis));
        let x = corners.map(|corner| {
            let x = corner.dot(side);
            if x.abs() <= SNAP_M { 0.0 } else { x }
        });
        let (group, ends, sides) = match x.map(|x| x == 0.0) {
            [true, true, true] => return,
            [true, true, false] => (mesh.group_of(facet, 0), [t[0], t[1]], [x[2]; 2]),
            [false, true, true] => (mesh.group_of(facet, 1), [t[1], t[2]], [x[0]; 2]),
            [true, false, true] => (mesh.group_of(facet, 2), [t[2], t[0]], [x[1]; 2]),
            _ => {
                let Some(ends) = crossings(t, x) else { return };
                (u32::MAX, ends, [1.0, -1.0])
            }
        };
        let from_m = ends[0].min(ends[1]).max(0.0);
        let to_m = ends[0].max(ends[1]).min(self.length_m);
        if to_m - from_m < MIN_PIECE_M {
            return;
        }
        let height = |at_m: f64| (self.axis * at_m - corners[0]).dot(normal).abs();
        if height(from_m).max(height(to_m)) > SNAP_M {
            return;
        }
        // A side on the line has the triangle on one side of it, else both sides are there.
        for (k, sign) in sides.map(f64::signum).into_iter().enumerate() {
            if k == 1 && group != u32::MAX {
                break;
            }
            let along = side * sign;
            found.push(HalfPlane {
                from_m,
                to_m,
                azimuth_rad: math::atan2(along.dot(frame[1]), along.dot(frame[0])),
                along,
                facet,
                is_plus: self.axis.cross(along).dot(normal) > 0.0,
                group,
            });
        }
    }
}

/// Where the line x = 0 enters and leaves the inside of a triangle; `None` when it does not.
fn crossings(t: [f64; 3], x: [f64; 3]) -> Option<[f64; 2]> {
    let mut ends = [0.0; 2];
    let mut n = 0;
    for k in 0..3 {
        let next = (k + 1) % 3;
        let cut = if x[k] == 0.0 {
            t[k]
        } else if x[k] * x[next] < 0.0 {
            t[k] + (t[next] - t[k]) * (x[k] / (x[k] - x[next]))
        } else {
            continue;
        };
        if n < 2 {
            ends[n] = cut;
        }
        n += 1;
    }
    (n == 2).then_some(ends)
}
