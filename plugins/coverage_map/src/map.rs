//! The map as views read it.

use bevy_ecs::prelude::*;

/// A regular grid on a horizontal plane. Row 0 is the southernmost, values are `[ny][nx]`, row-major.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MapGrid {
    /// South-west corner of the first cell, m.
    pub origin: [f64; 2],
    /// Edge of a cell, m.
    pub cell_m: f64,
    /// Cells eastward.
    pub nx: usize,
    /// Cells northward.
    pub ny: usize,
    /// Height above ground of the receivers, m.
    pub height_m: f64,
}

impl MapGrid {
    /// Index of the cell that holds a point; `None` outside.
    pub fn index_at(&self, x: f64, y: f64) -> Option<usize> {
        let column = ((x - self.origin[0]) / self.cell_m).floor();
        let row = ((y - self.origin[1]) / self.cell_m).floor();
        (column >= 0.0 && row >= 0.0 && (column as usize) < self.nx && (row as usize) < self.ny)
            .then(|| row as usize * self.nx + column as usize)
    }

    /// Centre of a cell, m.
    pub fn center(&self, index: usize) -> [f64; 2] {
        let (row, column) = (index / self.nx.max(1), index % self.nx.max(1));
        [self.origin[0] + (column as f64 + 0.5) * self.cell_m, self.origin[1] + (row as f64 + 0.5) * self.cell_m]
    }
}

/// The latest map.
#[derive(Resource, Clone, Debug, Default)]
pub struct CoverageMap {
    /// Grid of the values.
    pub grid: MapGrid,
    /// SINR on the best server's best beam, dB; NaN inside buildings and without signal.
    pub sinr_db: Vec<f32>,
    /// SS-RSRP of the best server, dBm; NaN likewise.
    pub ss_rsrp_dbm: Vec<f32>,
    /// Best server, `CellId`; `u16::MAX` for none.
    pub serving: Vec<u16>,
    /// Counts up with every change of the values.
    pub generation: u64,
    /// Share of the refinement done, 0..=1.
    pub progress: f32,
    /// Cell edge being computed, m; equals `grid.cell_m` when settled.
    pub target_cell_m: f64,
    /// Host time from the last change of the plan to the first coarse map, s.
    pub first_map_s: f64,
}
