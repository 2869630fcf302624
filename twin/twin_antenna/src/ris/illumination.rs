//! One source's wave on a configured panel, and what receivers get of it: exactly, or by a parabola along each row.
//!
//! With `F = cos θ = h / r`, where `h` is the distance from the panel's plane, a term of the sum is
//! `√(h_t h_r) · Γ r_t^(−3/2) e^(−jk r_t) · r_r^(−3/2) e^(−jk r_r)`: everything but the last two factors is the same for all receivers.

use super::lanes::{LANES, Lanes};
use super::rows::{RowRecurrences, spherical};
use super::{ELEMENT_GAIN, RisConfig, RisPanel};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::{PI, TAU};
use twin_units::math;

/// Largest phase error of the parabola that is taken as exact enough, rad.
const PHASE_TOLERANCE_RAD: f64 = 0.02;
/// Fewest columns of a piece: with fewer, the start of a parabola costs more than it saves.
const LEAST_PIECE: usize = 8;

/// The wave of one source on a configured panel; get it from [`RisPanel::illuminate`].
#[derive(Clone, Debug, PartialEq)]
pub struct Illumination {
    panel: RisPanel,
    wave_number: f64,
    /// `√(G d² λ² / 64π³) · √h_t`.
    scale: f64,
    /// `Γ r_t^(−3/2) e^(−jk r_t)` of each element, `[row / LANES][column]`, a lane per row; 0 in lanes beyond the last row.
    waves: Vec<Lanes>,
}

impl Illumination {
    pub(super) fn new(panel: RisPanel, config: &RisConfig, source: DVec3, wavelength_m: f64) -> Option<Self> {
        let height = panel.orientation.boresight().dot(source - panel.position);
        if height <= 0.0 {
            return None;
        }
        let wave_number = TAU / wavelength_m;
        let aperture = panel.spacing_m * wavelength_m;
        let scale = (ELEMENT_GAIN * aperture * aperture / (64.0 * PI * PI * PI) * height).sqrt();
        let mut waves = vec![Lanes::default(); panel.rows.div_ceil(LANES) * panel.columns];
        for (index, (point, phasor)) in panel.element_points().zip(config.phasors()).enumerate() {
            let (row, column) = (index / panel.columns, index % panel.columns);
            let wave = phasor * panel.amplitude * spherical(point.distance(source), wave_number);
            waves[row / LANES * panel.columns + column].set(row % LANES, wave);
        }
        Some(Self { panel, wave_number, scale, waves })
    }

    /// The panel that is lit.
    pub fn panel(&self) -> &RisPanel {
        &self.panel
    }

    /// Complex amplitude of the way to a receiver (world, m), as [`RisPanel::cascade_gain`] has it.
    ///
    /// Fast where [`Self::parabola_is_valid`], else the exact sum. Fast is within 0.1 dB of exact wherever the gain is within 20 dB of
    /// what the panel could give there, and far closer on its beam; `None` when the receiver is not on the working side.
    pub fn cascade_gain(&self, receiver: DVec3) -> Option<Complex64> {
        if self.parabola_is_valid(receiver) {
            self.cascade_gain_by_rows(receiver, 1)
        } else {
            self.cascade_gain_exact(receiver)
        }
    }

    /// Complex amplitude of the way to a receiver by the exact sum; `None` when the receiver is not on the working side.
    pub fn cascade_gain_exact(&self, receiver: DVec3) -> Option<Complex64> {
        let height = self.height_of(receiver)?;
        let term = |(index, point): (usize, DVec3)| {
            let (row, column) = (index / self.panel.columns, index % self.panel.columns);
            let wave = self.waves[row / LANES * self.panel.columns + column].get(row % LANES);
            wave * spherical(point.distance(receiver), self.wave_number)
        };
        let sum: Complex64 = self.panel.element_points().enumerate().map(term).sum();
        Some(sum * self.scale * height.sqrt())
    }

    /// Whether a parabola through three exact distances per row is off by at most 0.02 rad at any element.
    ///
    /// With half width `w` and `r` the distance to the nearest point of the panel, interpolation is off by at most
    /// `k (0.0741 w³/r² + 0.0313 w⁴/r³)`: the third and fourth derivatives of the distance along a line are at most
    /// `1.155/r²` and `3/r³`, times `max|t³ − t|/6` and `max|t⁴ − t²|/24`.
    /// Points nearer than half the panel's diagonal are declined, so that the amplitude is smooth along a row as well.
    pub fn parabola_is_valid(&self, receiver: DVec3) -> bool {
        let (half_width, half_height) = (self.panel.width_m() / 2.0, self.panel.height_m() / 2.0);
        let nearest = self.nearest_m(receiver);
        if nearest < math::hypot(half_width, half_height) {
            return false;
        }
        self.parabola_error_rad(half_width, nearest) <= PHASE_TOLERANCE_RAD
    }

    /// Distance from a receiver to the nearest point of the panel, m.
    fn nearest_m(&self, receiver: DVec3) -> f64 {
        let (half_width, half_height) = (self.panel.width_m() / 2.0, self.panel.height_m() / 2.0);
        let local = self.panel.orientation.local_from_world(receiver - self.panel.position);
        let beside = (local.y.abs() - half_width).max(0.0);
        let above = (local.z.abs() - half_height).max(0.0);
        DVec3::new(local.x, beside, above).length()
    }

    /// Bound of the phase error of a parabola over a stretch of a given half width, rad; see [`Self::parabola_is_valid`].
    fn parabola_error_rad(&self, half_width: f64, nearest: f64) -> f64 {
        let ratio = half_width / nearest;
        self.wave_number * half_width * ratio * ratio * (0.0741 + 0.0313 * ratio)
    }

    /// Into how many pieces rows must be cut for a parabola over each to be exact enough; `None` when the exact sum is as fast.
    ///
    /// The same bound as [`Self::parabola_is_valid`], for a piece; and a piece is no wider than its distance, for its amplitude.
    pub fn pieces(&self, receiver: DVec3) -> Option<usize> {
        let nearest = self.nearest_m(receiver);
        let fits = |pieces: &usize| {
            let half_width = self.panel.columns.div_ceil(*pieces) as f64 * self.panel.spacing_m / 2.0;
            half_width <= nearest / 2.0 && self.parabola_error_rad(half_width, nearest) <= PHASE_TOLERANCE_RAD
        };
        let most = self.panel.columns / LEAST_PIECE;
        std::iter::successors(Some(1), |pieces| Some(pieces * 2)).take_while(|pieces| *pieces <= most).find(fits)
    }

    /// Complex amplitude of the way to a receiver, as [`Self::cascade_gain`] but fast also close to large panels.
    ///
    /// Rows are cut into [`Self::pieces`], each with its own parabola; the exact sum where even short pieces are not enough.
    /// The same accuracy as [`Self::cascade_gain`]; `None` when the receiver is not on the working side.
    pub fn cascade_gain_by_pieces(&self, receiver: DVec3) -> Option<Complex64> {
        match self.pieces(receiver) {
            Some(pieces) => self.cascade_gain_by_rows(receiver, pieces),
            None => self.cascade_gain_exact(receiver),
        }
    }

    /// What each element adds to the exact sum at a receiver, `[row][column]`; `None` when the receiver is not on the working side.
    pub fn terms(&self, receiver: DVec3) -> Option<Vec<Complex64>> {
        let factor = self.scale * self.height_of(receiver)?.sqrt();
        let term = |(index, point): (usize, DVec3)| {
            let (row, column) = (index / self.panel.columns, index % self.panel.columns);
            let wave = self.waves[row / LANES * self.panel.columns + column].get(row % LANES);
            wave * spherical(point.distance(receiver), self.wave_number) * factor
        };
        Some(self.panel.element_points().enumerate().map(term).collect())
    }

    fn height_of(&self, receiver: DVec3) -> Option<f64> {
        let height = self.panel.orientation.boresight().dot(receiver - self.panel.position);
        (height > 0.0).then_some(height)
    }

    fn cascade_gain_by_rows(&self, receiver: DVec3, pieces: usize) -> Option<Complex64> {
        let height = self.height_of(receiver)?;
        let local = self.panel.orientation.local_from_world(receiver - self.panel.position);
        let blocks = self.waves.chunks_exact(self.panel.columns.max(1)).enumerate();
        let length = self.panel.columns.div_ceil(pieces).max(1);
        let sum = blocks.fold(Lanes::default(), |sum, (block, waves)| {
            waves.chunks(length).enumerate().fold(sum, |sum, (piece, waves)| {
                let first = piece * length;
                let mut recurrences = RowRecurrences::default();
                for lane in 0..LANES {
                    // Lanes beyond the last row repeat it; their waves are 0.
                    let row = (block * LANES + lane).min(self.panel.rows.saturating_sub(1));
                    let columns = first..first + waves.len();
                    recurrences.start_row(lane, &self.panel, row, columns, local, self.wave_number);
                }
                recurrences.add_to(sum, waves)
            })
        });
        Some(sum.total() * self.scale * height.sqrt())
    }
}
