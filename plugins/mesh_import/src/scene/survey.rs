//! Looks at meshes from above: where there is ground, where roofs, how high.

use super::GROUND_SLACK_M;
use super::fit::Part;

/// Cells along each side of the plan.
const CELLS: usize = 48;
/// Share of the cells that must have a surface low down for the meshes to have a ground of their own.
const GROUND_SHARE: f64 = 0.8;
/// Share of the cells that must have a ceiling for the scene to be indoors.
const ROOF_SHARE: f64 = 0.9;
/// Least height of a ceiling above the floor, m.
const ROOM_M: f64 = 1.9;
/// Highest point of a scene, m; sites and agents may stand at 1000 m at most.
const HIGHEST_M: f64 = 950.0;

/// A cell of the plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Centre.
    pub(super) x: f64,
    pub(super) y: f64,
    /// Lowest and highest surface over the centre, m; `low > high` where there is none.
    low: f64,
    high: f64,
}

impl Cell {
    /// Whether there is any surface over the centre.
    fn is_covered(&self) -> bool {
        self.low <= self.high
    }
}

/// What was found.
pub(super) struct Survey {
    /// Corners of the box around everything; the origin if there is nothing.
    pub(super) low: [f64; 3],
    pub(super) high: [f64; 3],
    cells: Vec<Cell>,
    has_own_ground: bool,
    /// Whether nearly everything is under a roof.
    pub(super) is_indoors: bool,
}

impl Survey {
    /// Surveys meshes.
    pub(super) fn of(parts: &[Part<'_>]) -> Self {
        let corners = || parts.iter().flat_map(|part| &part.vertices);
        let extreme =
            |pick: fn(f64, f64) -> f64| [0, 1, 2].map(|axis| corners().map(|p| p[axis]).reduce(pick).unwrap_or(0.0));
        let (low, high) = (extreme(f64::min), extreme(f64::max));
        let mut cells = Vec::with_capacity(CELLS * CELLS);
        let at = |axis: usize, i: usize| low[axis] + (high[axis] - low[axis]) * (i as f64 + 0.5) / CELLS as f64;
        for row in 0..CELLS {
            cells.extend((0..CELLS).map(|column| Cell {
                x: at(0, column),
                y: at(1, row),
                low: f64::INFINITY,
                high: f64::NEG_INFINITY,
            }));
        }
        let mut survey = Self { low, high, cells, has_own_ground: false, is_indoors: false };
        for part in parts {
            for face in &part.faces {
                survey.add(face.map(|corner| part.vertices[corner as usize]));
            }
        }
        let share = |is: &dyn Fn(&Cell) -> bool| {
            survey.cells.iter().filter(|cell| is(cell)).count() as f64 / survey.cells.len() as f64
        };
        let middle = if high[2] - low[2] < GROUND_SLACK_M { f64::INFINITY } else { (low[2] + high[2]) / 2.0 };
        let has_own_ground =
            !parts.is_empty() && share(&|cell| cell.is_covered() && cell.low <= middle) >= GROUND_SHARE;
        let is_indoors = has_own_ground && share(&|cell| cell.high - cell.low >= ROOM_M) >= ROOF_SHARE;
        Self { has_own_ground, is_indoors, ..survey }
    }

    /// Adds a triangle to the cells whose centres it covers.
    fn add(&mut self, [a, b, c]: [[f64; 3]; 3]) {
        let turn = |a: [f64; 3], b: [f64; 3], x: f64, y: f64| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
        let area = turn(a, b, c[0], c[1]);
        if area == 0.0 {
            return; // upright
        }
        let range = |axis: usize| {
            let (low, side) = (self.low[axis], self.high[axis] - self.low[axis]);
            let cell = |value: f64| (value - low) / side * CELLS as f64;
            let first = cell(a[axis].min(b[axis]).min(c[axis])).floor().max(0.0) as usize;
            let last = cell(a[axis].max(b[axis]).max(c[axis])).ceil().max(0.0) as usize;
            first.min(CELLS)..last.min(CELLS)
        };
        let (columns, rows) = (range(0), range(1));
        for row in rows {
            for cell in &mut self.cells[row * CELLS..][columns.clone()] {
                let weights = [turn(b, c, cell.x, cell.y), turn(c, a, cell.x, cell.y), turn(a, b, cell.x, cell.y)]
                    .map(|w| w / area);
                if weights.iter().all(|w| (0.0..=1.0).contains(w)) {
                    let z = weights[0] * a[2] + weights[1] * b[2] + weights[2] * c[2];
                    cell.low = cell.low.min(z);
                    cell.high = cell.high.max(z);
                }
            }
        }
    }

    /// Whole metres to move everything up, so that the ground is not below 0 and nothing above 1000 m.
    pub(super) fn shift_z(&self) -> f64 {
        let ground = self.cells.iter().map(|cell| cell.low).fold(f64::INFINITY, f64::min);
        let lowest = if self.has_own_ground { ground } else { self.low[2] };
        let sunk = self.has_own_ground && lowest < -GROUND_SLACK_M;
        if sunk || self.high[2] > HIGHEST_M || self.high[2] < -GROUND_SLACK_M { -lowest.floor() + 0.0 } else { 0.0 }
    }

    /// Whether the flat ground at z = 0 is missing.
    pub(super) fn wants_flat_ground(&self) -> bool {
        !self.has_own_ground && self.low[2] >= -GROUND_SLACK_M
    }

    /// Height of what one stands on in a cell, m.
    pub(super) fn ground_m(&self, cell: &Cell) -> f64 {
        if self.has_own_ground && cell.is_covered() { cell.low } else { 0.0 }
    }

    /// Height of the highest surface of a cell, m; the ground where there is none.
    pub(super) fn top_m(&self, cell: &Cell) -> f64 {
        if cell.is_covered() { cell.high.max(self.ground_m(cell)) } else { self.ground_m(cell) }
    }

    /// All cells, by rows from south-west.
    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The middle of the plan.
    pub(super) fn middle(&self) -> (f64, f64) {
        ((self.low[0] + self.high[0]) / 2.0, (self.low[1] + self.high[1]) / 2.0)
    }
}
