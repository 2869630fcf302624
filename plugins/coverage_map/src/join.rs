//! From what each site brings to what a receiver has: best server, interference, and the slices it could have.

use crate::layer::{Columns, Layer};
use crate::{CoverageMap, MapGrid, ServiceRule};
use twin_sim::RadioEngine;
use twin_units::Watts;
use twin_units::math::log10;

/// What the join needs besides the layers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    /// Noise on a resource element, W.
    pub(crate) noise_w: f64,
    /// Sub-carriers of the carrier.
    pub(crate) n_subcarriers: f64,
    /// Present activity of beams, `[n_cell][n_beam]`.
    pub(crate) activity: Vec<Vec<f64>>,
    /// Rules of the slices.
    pub(crate) services: Vec<ServiceRule>,
}

/// Values of one point over all sites.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PointValue {
    pub(crate) sinr_db: f32,
    pub(crate) ss_rsrp_dbm: f32,
    pub(crate) rss_dbm: f32,
    pub(crate) path_gain_db: f32,
    pub(crate) serving: u16,
    pub(crate) best_beam: u16,
    pub(crate) margin_db: f32,
    pub(crate) line_of_sight: bool,
    pub(crate) delay_spread_s: f32,
    pub(crate) azimuth_spread_rad: f32,
    pub(crate) mechanism: u8,
    pub(crate) service: u32,
}

impl PointValue {
    pub(crate) const NONE: Self = Self {
        sinr_db: f32::NAN,
        ss_rsrp_dbm: f32::NAN,
        rss_dbm: f32::NAN,
        path_gain_db: f32::NAN,
        serving: u16::MAX,
        best_beam: u16::MAX,
        margin_db: f32::NAN,
        line_of_sight: false,
        delay_spread_s: f32::NAN,
        azimuth_spread_rad: f32::NAN,
        mechanism: u8::MAX,
        service: 0,
    };
}

/// Layers of all sites on one grid, ready to be joined.
pub(crate) struct Joint<'a> {
    engine: &'a RadioEngine,
    layers: &'a [Layer],
    columns: &'a [Columns],
    conditions: &'a Conditions,
    /// Beams on air, `[n_cell]` of `(beam, activity)`: most are silent.
    on_air: Vec<Vec<(usize, f64)>>,
}

impl<'a> Joint<'a> {
    pub(crate) fn new(
        engine: &'a RadioEngine,
        layers: &'a [Layer],
        columns: &'a [Columns],
        conditions: &'a Conditions,
    ) -> Self {
        let active = |cell: usize| {
            let beams = conditions.activity.get(cell).map_or(&[][..], Vec::as_slice);
            let n_beams = engine.n_beams(cell);
            beams.iter().copied().enumerate().filter(|(beam, share)| *share > 0.0 && *beam < n_beams).collect()
        };
        Self { engine, layers, columns, conditions, on_air: (0..engine.n_cells()).map(active).collect() }
    }

    /// Joins one open point: best server by its best beam, interference by the present activity of all beams of the other cells.
    pub(crate) fn point(&self, at: usize) -> PointValue {
        let mut best: Option<(usize, usize, u16, f64)> = None;
        let (mut second_w, mut sum_w, mut path_gain) = (0.0, 0.0, 0.0_f32);
        let (mut on_air_w, mut own_w) = (0.0, 0.0);
        for (site, (layer, columns)) in self.layers.iter().zip(self.columns).enumerate() {
            let Some(rays) = layer.rays.get(at) else { continue };
            path_gain = path_gain.max(rays.path_gain);
            if rays.path_gain <= 0.0 {
                continue;
            }
            let gains = &layer.gains[at * columns.n_beams.max(1)..];
            for (k, (cell, first, _)) in columns.cells.iter().enumerate() {
                let strongest = layer.best[at * columns.cells.len() + k];
                let power_w = self.engine.power_per_re(*cell).0;
                let wanted_w = power_w * f64::from(strongest.gain);
                let heard: f64 = self.on_air[*cell].iter().map(|(beam, share)| gains[first + beam].get() * share).sum();
                on_air_w += power_w * heard;
                sum_w += wanted_w;
                let best_w = best.map_or(0.0, |(.., level)| level);
                if wanted_w > best_w {
                    second_w = best_w;
                    best = Some((site, *cell, strongest.beam, wanted_w));
                    own_w = power_w * heard;
                } else if wanted_w > second_w {
                    second_w = wanted_w;
                }
            }
        }
        let Some((site, cell, beam, wanted_w)) = best else { return PointValue::NONE };
        let db = |ratio: f64| (10.0 * log10(ratio)) as f32;
        let sinr_db = db(wanted_w / (self.conditions.noise_w + (on_air_w - own_w).max(0.0)));
        let rays = self.layers[site].rays[at];
        let met = |(bit, rule): (usize, &ServiceRule)| u32::from(rule.is_met(f64::from(sinr_db))) << bit;
        PointValue {
            sinr_db,
            ss_rsrp_dbm: Watts(wanted_w).dbm().0 as f32,
            rss_dbm: Watts(sum_w * self.conditions.n_subcarriers).dbm().0 as f32,
            path_gain_db: db(f64::from(path_gain)),
            serving: cell as u16,
            best_beam: beam,
            margin_db: if second_w > 0.0 { db(wanted_w / second_w) } else { f32::NAN },
            line_of_sight: rays.line_of_sight,
            delay_spread_s: rays.delay_spread_s,
            azimuth_spread_rad: rays.azimuth_spread_rad,
            mechanism: rays.mechanism,
            service: self.conditions.services.iter().take(32).enumerate().map(met).sum(),
        }
    }

    /// Joins all open points of a grid; `points` are their indices.
    pub(crate) fn map(&self, grid: &MapGrid, points: &[u32]) -> CoverageMap {
        #[cfg(feature = "parallel")]
        let values: Vec<PointValue> = {
            use rayon::prelude::*;
            (0..points.len()).into_par_iter().map(|at| self.point(at)).collect()
        };
        #[cfg(not(feature = "parallel"))]
        let values: Vec<PointValue> = (0..points.len()).map(|at| self.point(at)).collect();
        let mut open = vec![false; grid.n_points()];
        points.iter().for_each(|point| open[*point as usize] = true);
        let (points, values) = (points, values.as_slice());
        let n = grid.n_points();
        CoverageMap {
            grid: *grid,
            open,
            sinr_db: column(n, points, values, |value| value.sinr_db),
            ss_rsrp_dbm: column(n, points, values, |value| value.ss_rsrp_dbm),
            rss_dbm: column(n, points, values, |value| value.rss_dbm),
            path_gain_db: column(n, points, values, |value| value.path_gain_db),
            serving: column(n, points, values, |value| value.serving),
            best_beam: column(n, points, values, |value| value.best_beam),
            margin_db: column(n, points, values, |value| value.margin_db),
            line_of_sight: column(n, points, values, |value| value.line_of_sight),
            delay_spread_s: column(n, points, values, |value| value.delay_spread_s),
            azimuth_spread_rad: column(n, points, values, |value| value.azimuth_spread_rad),
            mechanism: column(n, points, values, |value| value.mechanism),
            service: column(n, points, values, |value| value.service),
            ..CoverageMap::default()
        }
    }
}

/// One quantity of the whole grid from the values of its open points.
fn column<T: Clone>(n: usize, points: &[u32], values: &[PointValue], of: impl Fn(&PointValue) -> T) -> Vec<T> {
    let mut column = vec![of(&PointValue::NONE); n];
    for (point, value) in points.iter().zip(values) {
        column[*point as usize] = of(value);
    }
    column
}
