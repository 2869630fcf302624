//! What one site brings to the points of one grid: its rays there, or the mean of the statistical channel, without shadowing.

use crate::MapGrid;
use glam::DVec3;
use twin_radio::{Mechanism, Path};
use twin_sim::RadioEngine;
use twin_sim::engine::strongest;
use twin_sim::statistical::MeanLink;
use twin_units::math;

/// A positive gain in 16 bits: eight of exponent, eight of mantissa. Rounds to 0.2 %, less than 0.01 dB; below 1e-38 nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Gain16(u16);

impl Gain16 {
    pub(crate) fn new(gain: f64) -> Self {
        let gain = gain as f32;
        if gain.is_normal() && gain > 0.0 { Self(((gain.to_bits() + 0x4000) >> 15) as u16) } else { Self(0) }
    }

    pub(crate) fn get(self) -> f64 {
        f64::from(f32::from_bits(u32::from(self.0) << 15))
    }
}

/// The paths of a site at a point in a few numbers; weighted by power, antennas isotropic.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Rays {
    /// Sum of |E|², linear.
    pub(crate) path_gain: f32,
    /// s.
    pub(crate) delay_spread_s: f32,
    /// rad.
    pub(crate) azimuth_spread_rad: f32,
    /// Index in [`Mechanism::ALL`]; `u8::MAX` where nothing is traced.
    pub(crate) mechanism: u8,
    pub(crate) line_of_sight: bool,
}

impl Rays {
    /// Sums up the paths of one link.
    ///
    /// Delay spread: root of the power-weighted variance of delays (TR 38.901 V17 cl. 7.5). Azimuth spread: `√(−2 ln |Σ p e^{jφ}|/Σ p)` over
    /// azimuths of arrival (TR 38.901 V17 Annex A.1).
    pub(crate) fn of(paths: &[Path]) -> Self {
        let (mut power, mut delay, mut delay_squared, mut cos, mut sin) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let mut by_mechanism = [0.0; Mechanism::ALL.len()];
        // Differences to the first keep the digits that matter.
        let first_s = paths.first().map_or(0.0, Path::delay_s);
        for path in paths {
            let weight = path.power_gain_v();
            let late_s = path.delay_s() - first_s;
            power += weight;
            delay += weight * late_s;
            delay_squared += weight * late_s * late_s;
            let horizontal = path.arrival.truncate().normalize_or_zero();
            cos += weight * horizontal.x;
            sin += weight * horizontal.y;
            by_mechanism[path.mechanism as usize] += weight;
        }
        if power <= 0.0 {
            return Self::default();
        }
        let mean_s = delay / power;
        let resultant = (math::hypot(cos, sin) / power).clamp(1e-300, 1.0);
        Self {
            path_gain: power as f32,
            delay_spread_s: (delay_squared / power - mean_s * mean_s).max(0.0).sqrt() as f32,
            azimuth_spread_rad: (-2.0 * math::ln(resultant)).max(0.0).sqrt() as f32,
            mechanism: strongest(&by_mechanism) as u8,
            line_of_sight: paths.iter().any(|path| path.mechanism == Mechanism::LineOfSight),
        }
    }
}

impl From<MeanLink> for Rays {
    /// The mean of the statistical channel: it has no delays, angles and mechanisms.
    fn from(mean: MeanLink) -> Self {
        Self {
            path_gain: mean.mean_gain() as f32,
            delay_spread_s: f32::NAN,
            azimuth_spread_rad: f32::NAN,
            mechanism: u8::MAX,
            line_of_sight: mean.los_probability >= 0.5,
        }
    }
}

/// A cell's strongest beam at a point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct BestBeam {
    /// Linear; 0 for no signal.
    pub(crate) gain: f32,
    pub(crate) beam: u16,
}

/// Cells of a site, and where their beams begin in a point's row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Columns {
    /// `(cell, first beam, beams)`.
    pub(crate) cells: Vec<(usize, usize, usize)>,
    /// All beams of the site.
    pub(crate) n_beams: usize,
}

impl Columns {
    pub(crate) fn of(engine: &RadioEngine, site: usize) -> Self {
        let mut columns = Self::default();
        for cell in (0..engine.n_cells()).filter(|&cell| engine.site_of(cell) == site) {
            columns.cells.push((cell, columns.n_beams, engine.n_beams(cell)));
            columns.n_beams += engine.n_beams(cell);
        }
        columns
    }
}

/// What one site brings to the open points of one grid, as far as they are solved.
#[derive(Clone, Default)]
pub(crate) struct Layer {
    /// `[point][beam of the site]`.
    pub(crate) gains: Vec<Gain16>,
    /// `[point][cell of the site]`.
    pub(crate) best: Vec<BestBeam>,
    /// `[point]`.
    pub(crate) rays: Vec<Rays>,
}

impl Layer {
    /// Open points solved.
    pub(crate) fn done(&self) -> usize {
        self.rays.len()
    }

    /// Solves further points, given by their indices in the grid; on all cores where there are several.
    pub(crate) fn extend(
        &mut self,
        engine: &RadioEngine,
        grid: &MapGrid,
        site: usize,
        columns: &Columns,
        points: &[u32],
    ) {
        let (done, n) = (self.done(), self.done() + points.len());
        // A site without cells keeps one empty column, so that rows exist.
        let (n_beams, n_cells) = (columns.n_beams.max(1), columns.cells.len().max(1));
        self.gains.resize(n * n_beams, Gain16::default());
        self.best.resize(n * n_cells, BestBeam::default());
        self.rays.resize(n, Rays::default());
        let rows = (&mut self.gains[done * n_beams..], &mut self.best[done * n_cells..], &mut self.rays[done..]);
        let solve = |paths: &mut Vec<Path>, point: u32, gains: &mut [Gain16], best: &mut [BestBeam]| {
            let [x, y] = grid.center(point as usize);
            let receiver = DVec3::new(x, y, grid.height_m);
            let mean = engine.mean_link(site, receiver);
            paths.clear();
            if mean.is_none() {
                engine.paths(site, receiver, None, paths);
            }
            let mut beam_gains = Vec::new();
            for (k, (cell, first, n_beams)) in columns.cells.iter().enumerate() {
                match &mean {
                    Some(mean) => engine.beam_gains_towards(*cell, mean.direction, mean.mean_gain(), &mut beam_gains),
                    None => beam_gains = engine.beam_gains(*cell, paths),
                }
                for (slot, gain) in gains[*first..first + n_beams].iter_mut().zip(&beam_gains) {
                    *slot = Gain16::new(*gain);
                }
                let beam = strongest(&beam_gains);
                let gain = beam_gains.get(beam).copied().unwrap_or(0.0);
                best[k] = BestBeam { gain: gain as f32, beam: beam as u16 };
            }
            mean.map_or_else(|| Rays::of(paths), Rays::from)
        };
        #[cfg(feature = "parallel")]
        {
            use rayon::prelude::*;
            let rows = rows.0.par_chunks_mut(n_beams).zip(rows.1.par_chunks_mut(n_cells)).zip(rows.2);
            rows.zip(points).for_each_init(Vec::new, |paths, (((gains, best), rays), point)| {
                *rays = solve(paths, *point, gains, best);
            });
        }
        #[cfg(not(feature = "parallel"))]
        {
            let mut paths = Vec::new();
            let rows = rows.0.chunks_mut(n_beams).zip(rows.1.chunks_mut(n_cells)).zip(rows.2);
            for (((gains, best), rays), point) in rows.zip(points) {
                *rays = solve(&mut paths, *point, gains, best);
            }
        }
    }
}

/// Which of a range of points are outside all solids, where there can be a receiver.
pub(crate) fn open_points(engine: &RadioEngine, grid: &MapGrid, range: std::ops::Range<usize>) -> Vec<bool> {
    let is_open = |index: usize| {
        let [x, y] = grid.center(index);
        !engine.is_inside_solid(DVec3::new(x, y, grid.height_m))
    };
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        range.into_par_iter().map(is_open).collect()
    }
    #[cfg(not(feature = "parallel"))]
    range.map(is_open).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_keep_a_hundredth_of_a_decibel() {
        for exponent in -200..30 {
            for factor in [1.0, 1.37, 1.999_9] {
                let gain = factor * math::exp10(f64::from(exponent) / 10.0);
                let error_db = 10.0 * math::log10(Gain16::new(gain).get() / gain);
                assert!(error_db.abs() < 0.01, "{gain}: {error_db} dB");
            }
        }
        assert_eq!([0.0, -1.0, f64::NAN, 1e-60].map(|gain| Gain16::new(gain).get()), [0.0; 4]);
    }
}
