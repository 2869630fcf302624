//! Maps of one transmitter over a level grid.

use crate::Case;
use crate::trace::Query;
use glam::{DVec2, DVec3};
use rayon::prelude::*;
use twin_radio::{Illumination, Mechanism, Path, SolverSettings, solve};
use twin_units::{Hertz, math};

/// A level grid of square cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// South-west corner, m.
    pub min: DVec2,
    /// Side of a cell, m.
    pub cell_m: f64,
    /// Cells from west to east.
    pub nx: usize,
    /// Cells from south to north.
    pub ny: usize,
    /// Height of the plane, m.
    pub height_m: f64,
}

impl Grid {
    /// Cells that cover a rectangle, from its lower corner on.
    pub fn covering(min: DVec2, max: DVec2, cell_m: f64, height_m: f64) -> Self {
        // A rectangle of whole cells must not gain one by rounding.
        let count = |length: f64| ((length / cell_m - 1e-9).ceil().max(1.0)) as usize;
        let size = max - min;
        Self { min, cell_m, nx: count(size.x), ny: count(size.y), height_m }
    }

    /// A point of a cell on the plane, its place within the cell given in 0..=1.
    pub fn point(&self, cell: usize, within: DVec2) -> DVec3 {
        let corner = DVec2::new((cell % self.nx) as f64, (cell / self.nx) as f64);
        (self.min + (corner + within) * self.cell_m).extend(self.height_m)
    }
}

/// What a map shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Sum of |E|² over paths and both receive polarisations, isotropic antennas; linear.
    PathGain,
    /// Received power, dBm.
    Rss,
    /// Signal over noise with one transmitter and no interference, dB.
    Sinr,
    /// Share of the cell in line of sight, 0..=1.
    LosShare,
    /// Root-mean-square delay spread, s (TR 38.901 V17 cl. 7.5, weighted by power).
    DelaySpread,
    /// Root-mean-square spread of the azimuth of arrival, rad, as the spread of unit vectors (`√(−2 ln |Σ p e^{jφ}|/Σ p)`, TR 38.901 V17 Annex A.1).
    AngularSpread,
    /// Mechanism that brings most power, as its index in [`Mechanism::ALL`].
    Mechanism,
}

impl Quantity {
    /// All, with the names of the command line and units.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::PathGain, "path_gain", ""),
        (Self::Rss, "rss", "dBm"),
        (Self::Sinr, "sinr", "dB"),
        (Self::LosShare, "los", ""),
        (Self::DelaySpread, "delay_spread", "s"),
        (Self::AngularSpread, "angular_spread", "rad"),
        (Self::Mechanism, "mechanism", ""),
    ];
}

/// Power and noise, for the quantities that need them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Radio {
    /// Transmit power, dBm.
    pub power_dbm: f64,
    /// Noise power in the receiver's bandwidth, dBm.
    pub noise_dbm: f64,
}

/// Values of a quantity, `[ny][nx]`, row 0 the southernmost; NaN where no path arrives (0 for path gain and line of sight).
///
/// Each cell is the mean over `side × side` points (path gain, powers and shares; the others come from all paths of the cell's points together);
/// one point is its centre.
pub fn map(
    case: &Case,
    illumination: &Illumination,
    frequency: Hertz,
    query: &Query,
    grid: &Grid,
    side: usize,
    quantity: Quantity,
    radio: Radio,
) -> Vec<f64> {
    let point = |cell: usize, within: DVec2| Some(grid.point(cell, within));
    map_of(case, illumination, frequency, query, grid.nx * grid.ny, point, side, quantity, radio)
}

/// As [`map`], for cells anywhere: `point` gives a point of a cell for its place within it, 0..=1. Cells with no point at all have NaN.
pub fn map_of(
    case: &Case,
    illumination: &Illumination,
    frequency: Hertz,
    query: &Query,
    n_cells: usize,
    point: impl Fn(usize, DVec2) -> Option<DVec3> + Sync,
    side: usize,
    quantity: Quantity,
    radio: Radio,
) -> Vec<f64> {
    // A cell is many points: fewer tiles each.
    let settings = SolverSettings { scatter_samples: 128, ..query.settings() };
    let wave = case.geometry.wave(frequency);
    let side = side.max(1);
    let cell = |cell: usize| {
        let mut sums = Sums::default();
        let mut paths = Vec::new();
        let mut n_points = 0.0;
        for k in 0..side * side {
            let within = (DVec2::new((k % side) as f64, (k / side) as f64) + 0.5) / side as f64;
            let Some(receiver) = point(cell, within) else { continue };
            solve(&case.geometry, illumination, receiver, &wave, &settings, &mut paths);
            sums.add(&paths);
            n_points += 1.0;
        }
        if n_points > 0.0 { sums.value(quantity, n_points, radio) } else { f64::NAN }
    };
    (0..n_cells).into_par_iter().map(cell).collect()
}

/// Sums over the paths of a cell.
#[derive(Default)]
struct Sums {
    power: f64,
    delay: f64,
    delay_squared: f64,
    cos: f64,
    sin: f64,
    in_sight: f64,
    by_mechanism: [f64; Mechanism::ALL.len()],
}

impl Sums {
    fn add(&mut self, paths: &[Path]) {
        for path in paths {
            let power = path.power_gain_v();
            let delay = path.delay_s();
            self.power += power;
            self.delay += power * delay;
            self.delay_squared += power * delay * delay;
            let horizontal = path.arrival.truncate().normalize_or_zero();
            self.cos += power * horizontal.x;
            self.sin += power * horizontal.y;
            self.in_sight += f64::from(u8::from(path.mechanism == Mechanism::LineOfSight));
            self.by_mechanism[path.mechanism as usize] += power;
        }
    }

    fn value(&self, quantity: Quantity, n_points: f64, radio: Radio) -> f64 {
        let gain = self.power / n_points;
        let spread = |sum: f64, sum_of_squares: f64| {
            (sum_of_squares / self.power - (sum / self.power) * (sum / self.power)).max(0.0).sqrt()
        };
        match quantity {
            Quantity::PathGain => gain,
            Quantity::LosShare => self.in_sight / n_points,
            _ if self.power <= 0.0 => f64::NAN,
            Quantity::Rss => radio.power_dbm + 10.0 * math::log10(gain),
            Quantity::Sinr => radio.power_dbm + 10.0 * math::log10(gain) - radio.noise_dbm,
            Quantity::DelaySpread => spread(self.delay, self.delay_squared),
            Quantity::AngularSpread => {
                let resultant = (math::hypot(self.cos, self.sin) / self.power).clamp(1e-300, 1.0);
                (-2.0 * math::ln(resultant)).max(0.0).sqrt()
            }
            Quantity::Mechanism => {
                let mut best = 0;
                for (index, power) in self.by_mechanism.iter().enumerate() {
                    if *power > self.by_mechanism[best] {
                        best = index;
                    }
                }
                best as f64
            }
        }
    }
}
