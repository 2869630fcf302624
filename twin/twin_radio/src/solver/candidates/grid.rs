//! The map cells in which a source's sequences are listed.

use crate::geometry::Geometry;
use glam::{DVec2, DVec3};

/// Side of a map cell, m.
const CELL_M: f64 = 16.0;
/// Most cells along a side of the map; larger scenes get larger cells.
const MAX_CELLS: f64 = 512.0;

/// Square cells over the map.
pub(super) struct Grid {
    pub(super) min: DVec2,
    pub(super) cell_m: f64,
    pub(super) n_x: usize,
    pub(super) n_y: usize,
}

impl Grid {
    pub(super) fn over(geometry: &Geometry) -> Self {
        let (min, max) = (geometry.min().truncate(), geometry.max().truncate());
        let size = max - min;
        let cell_m = CELL_M.max(size.max_element() / MAX_CELLS);
        let count = |length: f64| (length / cell_m) as usize + 1;
        Self { min, cell_m, n_x: count(size.x), n_y: count(size.y) }
    }

    pub(super) fn n_cells(&self) -> usize {
        self.n_x * self.n_y
    }

    /// Calls `visit` for the cells under a segment's part below a height, sampled every half cell.
    pub(super) fn each_cell_under(&self, from: DVec3, to: DVec3, ceiling_m: f64, mut visit: impl FnMut(u32)) {
        let span = to - from;
        let end = if to.z > ceiling_m {
            if from.z >= ceiling_m {
                return;
            }
            (ceiling_m - from.z) / span.z
        } else {
            1.0
        };
        let n_steps = (span.truncate().length() * end / (0.5 * self.cell_m)) as usize + 1;
        let mut last = usize::MAX;
        for step in 0..=n_steps {
            let point = from.truncate() + span.truncate() * (end * step as f64 / n_steps as f64);
            let place = (point - self.min) / self.cell_m;
            if place.x < 0.0 || place.y < 0.0 || place.x >= self.n_x as f64 || place.y >= self.n_y as f64 {
                continue;
            }
            let cell = place.y as usize * self.n_x + place.x as usize;
            if cell != last {
                visit(cell as u32);
                last = cell;
            }
        }
    }

    /// The four cells nearest to a point; a point off the map uses the cells at the edge.
    pub(super) fn window(&self, point: DVec3) -> [Option<usize>; 4] {
        let place = (point.truncate() - self.min) / self.cell_m - 0.5;
        let along = |p: f64, n: usize| {
            let low = p.floor().clamp(0.0, (n - 1) as f64) as usize;
            let high = (p.floor() + 1.0).clamp(0.0, (n - 1) as f64) as usize;
            (low, (high != low).then_some(high))
        };
        let ((x0, x1), (y0, y1)) = (along(place.x, self.n_x), along(place.y, self.n_y));
        let cell = |x: Option<usize>, y: Option<usize>| Some(y? * self.n_x + x?);
        [cell(Some(x0), Some(y0)), cell(x1, Some(y0)), cell(Some(x0), y1), cell(x1, y1)]
    }
}
