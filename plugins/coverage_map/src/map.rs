//! The map as views read it.

use crate::MapQuantity;
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
    /// Height of the receivers above z = 0, m.
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

    /// Number of cells.
    pub fn n_points(&self) -> usize {
        self.nx * self.ny
    }
}

/// The latest map: one value per point of each quantity, all of one solve. A quantity may be missing (empty) where a map was not computed here.
#[derive(Resource, Clone, Debug, Default)]
pub struct CoverageMap {
    /// Grid of the values.
    pub grid: MapGrid,
    /// Whether a point is outside all solids; only there are values.
    pub open: Vec<bool>,
    /// SINR on the best server's best beam, dB; NaN inside buildings and without signal, as in all that follow.
    pub sinr_db: Vec<f32>,
    /// SS-RSRP of the best server, dBm.
    pub ss_rsrp_dbm: Vec<f32>,
    /// Total received power, dBm; see [`MapQuantity::Rss`].
    pub rss_dbm: Vec<f32>,
    /// Path gain of the best site, dB.
    pub path_gain_db: Vec<f32>,
    /// Best server, `CellId`; `u16::MAX` for none.
    pub serving: Vec<u16>,
    /// Its best beam; `u16::MAX` for none.
    pub best_beam: Vec<u16>,
    /// SS-RSRP of the best over the second cell, dB; NaN where there is no second.
    pub margin_db: Vec<f32>,
    /// Whether the serving site is in line of sight.
    pub line_of_sight: Vec<bool>,
    /// Delay spread from the serving site, s.
    pub delay_spread_s: Vec<f32>,
    /// Spread of the azimuth of arrival from the serving site, rad.
    pub azimuth_spread_rad: Vec<f32>,
    /// Mechanism with most power from the serving site, its index in [`twin_radio::Mechanism::ALL`]; `u8::MAX` for none, as where nothing is traced.
    pub mechanism: Vec<u8>,
    /// Slices whose SLA could be met: bit k for slice k.
    pub service: Vec<u32>,
    /// Counts up with every change of the values.
    pub generation: u64,
    /// Share of the refinement done, 0..=1.
    pub progress: f32,
    /// Cell edge being computed, m; equals `grid.cell_m` when settled.
    pub target_cell_m: f64,
    /// Host time from the last change of the plan to the first coarse map, s.
    pub first_map_s: f64,
}

impl CoverageMap {
    /// Value of a quantity at a point of the grid; `None` inside solids, without signal and where the quantity was not computed.
    pub fn value(&self, quantity: MapQuantity, index: usize) -> Option<f64> {
        let number = |values: &[f32]| values.get(index).filter(|value| !value.is_nan()).map(|value| f64::from(*value));
        let one_of = |values: &[u16]| values.get(index).filter(|v| **v != u16::MAX).map(|v| f64::from(*v));
        let served = || self.serving.get(index).is_some_and(|cell| *cell != u16::MAX);
        match quantity {
            MapQuantity::Sinr => number(&self.sinr_db),
            MapQuantity::SsRsrp => number(&self.ss_rsrp_dbm),
            MapQuantity::Rss => number(&self.rss_dbm),
            MapQuantity::PathGain => number(&self.path_gain_db),
            MapQuantity::ServingCell => one_of(&self.serving),
            MapQuantity::BestBeam => one_of(&self.best_beam),
            MapQuantity::Margin => number(&self.margin_db),
            MapQuantity::DelaySpread => number(&self.delay_spread_s),
            MapQuantity::AzimuthSpread => number(&self.azimuth_spread_rad),
            MapQuantity::LineOfSight => {
                self.line_of_sight.get(index).filter(|_| served()).map(|seen| f64::from(u8::from(*seen)))
            }
            MapQuantity::Mechanism => {
                let known = self.mechanism.get(index).filter(|value| **value != u8::MAX && served());
                known.map(|value| f64::from(*value))
            }
            // No signal is no service, not no value.
            MapQuantity::Service(slice) => {
                let met = self.service.get(index).filter(|_| self.open.get(index) == Some(&true))?;
                Some(f64::from(met.checked_shr(u32::from(slice)).unwrap_or(0) & 1))
            }
        }
    }

    /// Share of the open area (outside all solids) for which a quantity has a value and `holds` is true, 0..=1; `None` where nothing is open.
    pub fn share(&self, quantity: MapQuantity, holds: impl Fn(f64) -> bool) -> Option<f64> {
        let n_open = self.open.iter().filter(|open| **open).count();
        let holds_at = |index: &usize| self.open[*index] && self.value(quantity, *index).is_some_and(&holds);
        (n_open > 0).then(|| (0..self.open.len()).filter(holds_at).count() as f64 / n_open as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_service_is_a_value_and_indoors_is_none() {
        let map = CoverageMap {
            open: vec![true, true, false],
            serving: vec![3, u16::MAX, u16::MAX],
            service: vec![0b10, 0, 0],
            line_of_sight: vec![true, false, false],
            ..CoverageMap::default()
        };
        let at = |quantity| [0, 1, 2].map(|index| map.value(quantity, index));
        assert_eq!(at(MapQuantity::Service(1)), [Some(1.0), Some(0.0), None]);
        assert_eq!(at(MapQuantity::Service(0)), [Some(0.0), Some(0.0), None]);
        assert_eq!(at(MapQuantity::LineOfSight), [Some(1.0), None, None]);
        assert_eq!(at(MapQuantity::ServingCell), [Some(3.0), None, None]);
        assert_eq!(at(MapQuantity::Sinr), [None; 3]);
        assert_eq!(map.share(MapQuantity::Service(1), |met| met > 0.5), Some(0.5));
    }
}
