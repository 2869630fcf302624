//! The diffracting edges of a geometry, and which of them are near a place.

use super::Geometry;
use crate::utd::Wedge;
use crate::wedges::{self, Edge, Facet};
use glam::{DVec2, DVec3};

/// Edges farther than this from a receiver's cell are not tried in live links, m: corners and roofs far from both ends hardly bend a path down to a street.
pub(crate) const NEAR_M: f64 = 60.0;
/// Side of the cells in which near edges are listed, m.
const CELL_M: f64 = 32.0;
/// Most cells along a side.
const MAX_CELLS: f64 = 256.0;

/// An edge without its faces.
pub(crate) struct Line {
    origin: DVec3,
    axis: DVec3,
    length_m: f64,
}

impl Line {
    /// Place of a point along the line and its distance from it, m.
    #[inline]
    pub(crate) fn place(&self, point: DVec3) -> (f64, f64) {
        let span = point - self.origin;
        let along_m = span.dot(self.axis);
        (along_m, (span.length_squared() - along_m * along_m).max(0.0).sqrt())
    }

    /// Square of the length of the bent way between two places, m² (Keller's cone, both unfolded into one plane); `None` when it bends beyond the ends.
    #[inline]
    pub(crate) fn squared_way_m2(&self, from: (f64, f64), to: (f64, f64)) -> Option<f64> {
        let span_m = from.1 + to.1;
        let along_m = from.0 + (to.0 - from.0) * (from.1 / span_m);
        (along_m >= 0.0 && along_m <= self.length_m).then_some((to.0 - from.0) * (to.0 - from.0) + span_m * span_m)
    }
}

/// Edges with their wedges, and lists of the near ones by cell of the map.
pub(crate) struct Edges {
    pub(crate) all: Vec<Edge>,
    pub(crate) wedges: Vec<Wedge>,
    /// The same edges as bare lines, for the search.
    pub(crate) lines: Vec<Line>,
    min: DVec2,
    cell_m: f64,
    n: [usize; 2],
    starts: Vec<u32>,
    near: Vec<u32>,
}

impl Edges {
    pub(super) fn of(geometry: &Geometry) -> Self {
        let facets: Vec<Facet> = (0_u32..)
            .zip(geometry.surfaces())
            .flat_map(|(index, surface)| surface.triangles().map(move |(_, corners)| Facet { corners, surface: index }))
            .collect();
        let (all, wedges): (Vec<Edge>, Vec<Wedge>) =
            wedges::find_edges(&facets).into_iter().filter_map(|edge| edge.wedge().map(|wedge| (edge, wedge))).unzip();
        let (min, size) = (geometry.min().truncate(), (geometry.max() - geometry.min()).truncate());
        let cell_m = CELL_M.max(size.max_element() / MAX_CELLS);
        let n = [size.x, size.y].map(|length| (length / cell_m) as usize + 1);
        let line = |wedge: &Wedge| Line { origin: wedge.origin, axis: wedge.axis, length_m: wedge.length_m };
        let lines = wedges.iter().map(line).collect();
        let mut edges = Self { all, wedges, lines, min, cell_m, n, starts: vec![0; n[0] * n[1] + 1], near: Vec::new() };
        let mut entries: Vec<(usize, u32)> = Vec::new();
        for (index, edge) in (0_u32..).zip(&edges.all) {
            let (low, high) = (edge.a.min(edge.b).truncate(), edge.a.max(edge.b).truncate());
            let (from, to) = (edges.place(low - NEAR_M), edges.place(high + NEAR_M));
            for y in from[1]..=to[1] {
                entries.extend((from[0]..=to[0]).map(|x| (y * n[0] + x, index)));
            }
        }
        entries.sort_unstable();
        for (cell, _) in &entries {
            edges.starts[cell + 1] += 1;
        }
        for cell in 0..n[0] * n[1] {
            edges.starts[cell + 1] += edges.starts[cell];
        }
        edges.near = entries.into_iter().map(|(_, index)| index).collect();
        edges
    }

    fn place(&self, point: DVec2) -> [usize; 2] {
        let place = (point - self.min) / self.cell_m;
        [0, 1].map(|axis| (place[axis].max(0.0) as usize).min(self.n[axis] - 1))
    }

    /// Edges within some [`NEAR_M`] of a point's cell, ascending.
    pub(crate) fn near(&self, point: DVec3) -> &[u32] {
        let [x, y] = self.place(point.truncate());
        let cell = y * self.n[0] + x;
        &self.near[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }
}
