//! One source's wave on a configured panel, and what receivers get of it: exactly, or by a parabola along each row.
//!
//! With `F = cos θ = h / r`, where `h` is the distance from the panel's plane, a term of the sum is
//! `√(h_t h_r) · Γ r_t^(−3/2) e^(−jk r_t) · r_r^(−3/2) e^(−jk r_r)`: everything but the last two factors is the same for all receivers.

use super::lanes::{LANES, Lanes};
use super::{ELEMENT_GAIN, RisConfig, RisPanel};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::{PI, TAU};
use twin_units::math;

/// Largest phase error of the parabola that is taken as exact enough, rad.
const PHASE_TOLERANCE_RAD: f64 = 0.02;

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

    /// Complex amplitude of the way to a receiver (world, m), as [`RisPanel::cascade_gain`] has it.
    ///
    /// Fast where [`Self::parabola_is_valid`], else the exact sum. Fast is within 0.1 dB of exact wherever the gain is within 20 dB of
    /// what the panel could give there, and far closer on its beam; `None` when the receiver is not on the working side.
    pub fn cascade_gain(&self, receiver: DVec3) -> Option<Complex64> {
        if self.parabola_is_valid(receiver) {
            self.cascade_gain_by_rows(receiver)
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
        let local = self.panel.orientation.local_from_world(receiver - self.panel.position);
        let beside = (local.y.abs() - half_width).max(0.0);
        let above = (local.z.abs() - half_height).max(0.0);
        let nearest = DVec3::new(local.x, beside, above).length();
        if nearest < math::hypot(half_width, half_height) {
            return false;
        }
        let ratio = half_width / nearest;
        let error = self.wave_number * half_width * ratio * ratio * (0.0741 + 0.0313 * ratio);
        error <= PHASE_TOLERANCE_RAD
    }

    fn height_of(&self, receiver: DVec3) -> Option<f64> {
        let height = self.panel.orientation.boresight().dot(receiver - self.panel.position);
        (height > 0.0).then_some(height)
    }

    fn cascade_gain_by_rows(&self, receiver: DVec3) -> Option<Complex64> {
        let height = self.height_of(receiver)?;
        let local = self.panel.orientation.local_from_world(receiver - self.panel.position);
        let blocks = self.waves.chunks_exact(self.panel.columns.max(1)).enumerate();
        let sum = blocks.fold(Lanes::default(), |sum, (block, waves)| {
            let mut recurrences = RowRecurrences::default();
            for lane in 0..LANES {
                // Lanes beyond the last row repeat it; their waves are 0.
                let row = (block * LANES + lane).min(self.panel.rows.saturating_sub(1));
                recurrences.start_row(lane, &self.panel, row, local, self.wave_number);
            }
            recurrences.add_to(sum, waves)
        });
        Some(sum.total() * self.scale * height.sqrt())
    }
}

/// `r^(−3/2) e^(−jkr)` along the rows of a block, element by element without a sine each.
#[derive(Default)]
struct RowRecurrences {
    term: Lanes,
    step: Lanes,
    turn: Lanes,
}

impl RowRecurrences {
    /// Sets a lane to a row's first element, from the exact distances of the row's ends and middle to a receiver in local axes.
    fn start_row(&mut self, lane: usize, panel: &RisPanel, row: usize, receiver: DVec3, wave_number: f64) {
        let (up, first) = panel.element_offsets(row, 0);
        let off_row = receiver.x * receiver.x + (receiver.z - up) * (receiver.z - up);
        let distance = |left: f64| (off_row + (receiver.y - left) * (receiver.y - left)).sqrt();
        let (start, middle, end) = (distance(first), distance(0.0), distance(-first));
        let steps = (panel.columns as f64 - 1.0).max(1.0);
        let length = Parabola::through(start, middle, end, steps);
        // ln(r^(−3/2)) relative to the middle, by the series of the logarithm.
        let level = |r: f64| {
            let x = r / middle - 1.0;
            -1.5 * x * (1.0 - x * (0.5 - x / 3.0))
        };
        let level = Parabola::through(level(start), 0.0, level(end), steps);
        let exp_of_small = |x: f64| 1.0 + x + 0.5 * x * x;
        self.term.set(lane, spherical(start, wave_number));
        let step = math::phasor(-wave_number * (length.slope + length.bend)) * exp_of_small(level.slope + level.bend);
        self.step.set(lane, step);
        let turn = math::phasor(-wave_number * 2.0 * length.bend) * exp_of_small(2.0 * level.bend);
        self.turn.set(lane, turn);
    }

    /// Walks along the rows, adding each element's wave times its term.
    fn add_to(mut self, mut sum: Lanes, waves: &[Lanes]) -> Lanes {
        for wave in waves {
            sum = sum.plus(&wave.times(&self.term));
            self.term = self.term.times(&self.step);
            self.step = self.step.times(&self.turn);
        }
        sum
    }
}

/// `start + slope i + bend i²` through three values at `i` = 0, half of the steps, and all steps.
struct Parabola {
    slope: f64,
    bend: f64,
}

impl Parabola {
    fn through(start: f64, middle: f64, end: f64, steps: f64) -> Self {
        let bend = 2.0 * (start + end - 2.0 * middle) / (steps * steps);
        Self { slope: (end - start) / steps - bend * steps, bend }
    }
}

/// `r^(−3/2) e^(−jkr)`.
fn spherical(distance: f64, wave_number: f64) -> Complex64 {
    math::phasor(-wave_number * distance) / (distance * distance.sqrt())
}
