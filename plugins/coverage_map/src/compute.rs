//! Solving map points: what the best server gives at a place.

use crate::MapGrid;
use glam::DVec3;
use twin_radio::Path;
use twin_sim::RadioEngine;
use twin_sim::engine::strongest;

/// Cells of a site and where their beams begin in a layer's row.
pub(crate) fn beam_columns(engine: &RadioEngine, site: usize) -> (Vec<(usize, usize)>, usize) {
    let mut width = 0;
    let mut columns = Vec::new();
    for cell in (0..engine.n_cells()).filter(|&cell| engine.site_of(cell) == site) {
        columns.push((cell, width));
        width += engine.n_beams(cell);
    }
    (columns, width)
}

/// Solves one point for one site and appends its row; zeros inside buildings.
pub(crate) fn solve_point(
    engine: &RadioEngine,
    grid: &MapGrid,
    site: usize,
    index: usize,
    blocked: bool,
    paths: &mut Vec<Path>,
    gains: &mut Vec<f32>,
) {
    let (columns, width) = beam_columns(engine, site);
    let start = gains.len();
    gains.resize(start + width, 0.0);
    if blocked {
        return;
    }
    let [x, y] = grid.center(index);
    paths.clear();
    engine.paths(site, DVec3::new(x, y, grid.height_m), None, paths);
    for (cell, column) in columns {
        for (slot, gain) in gains[start + column..].iter_mut().zip(engine.beam_gains(cell, paths)) {
            *slot = gain as f32;
        }
    }
}

/// Whether a point of the map is inside a solid, where there is no street-level receiver.
pub(crate) fn is_blocked(engine: &RadioEngine, grid: &MapGrid, index: usize) -> bool {
    let [x, y] = grid.center(index);
    engine.is_inside_solid(DVec3::new(x, y, grid.height_m))
}

/// Values of one point over all sites.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PointValue {
    pub(crate) sinr_db: f32,
    pub(crate) ss_rsrp_dbm: f32,
    pub(crate) serving: u16,
}

impl PointValue {
    pub(crate) const NONE: Self = Self { sinr_db: f32::NAN, ss_rsrp_dbm: f32::NAN, serving: u16::MAX };
}

/// Joins the rows of all sites at one point: best server by its best beam, interference by the present activity of all beams.
pub(crate) fn join(
    engine: &RadioEngine,
    rows: &[(&[f32], &[(usize, usize)])],
    activity: &[Vec<f64>],
    noise_w: f64,
) -> PointValue {
    let mut best: Option<(usize, f64)> = None;
    let mut total = 0.0;
    let mut on_air_of_best = 0.0;
    for (row, columns) in rows {
        for &(cell, column) in *columns {
            let Some(gains) = row.get(column..column + engine.n_beams(cell)) else { continue };
            let power = engine.power_per_re(cell).0;
            let gains: Vec<f64> = gains.iter().map(|gain| f64::from(*gain)).collect();
            let on_air: f64 = activity.get(cell).map_or(0.0, |beams| gains.iter().zip(beams).map(|(g, a)| g * a).sum());
            total += power * on_air;
            let wanted = power * gains[strongest(&gains)];
            if wanted > best.map_or(0.0, |(_, level)| level) {
                best = Some((cell, wanted));
                on_air_of_best = power * on_air;
            }
        }
    }
    best.map_or(PointValue::NONE, |(cell, wanted)| PointValue {
        sinr_db: (10.0 * twin_units::math::log10(wanted / (noise_w + (total - on_air_of_best).max(0.0)))) as f32,
        ss_rsrp_dbm: twin_units::Watts(wanted).dbm().0 as f32,
        serving: cell as u16,
    })
}
