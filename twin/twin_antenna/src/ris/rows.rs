//! A spherical wave along stretches of rows, by parabolas through three exact distances each.

use super::RisPanel;
use super::lanes::Lanes;
use glam::DVec3;
use num_complex::Complex64;
use std::ops::Range;
use twin_units::math;

/// `r^(−3/2) e^(−jkr)` along the rows of a block, element by element without a sine each.
#[derive(Default)]
pub(super) struct RowRecurrences {
    term: Lanes,
    step: Lanes,
    turn: Lanes,
}

impl RowRecurrences {
    /// Sets a lane to the first element of a stretch of a row, at least one long, from the exact distances of the ends and the middle
    /// of the stretch to a receiver in local axes.
    pub(super) fn start_row(
        &mut self,
        lane: usize,
        panel: &RisPanel,
        row: usize,
        columns: Range<usize>,
        receiver: DVec3,
        wave_number: f64,
    ) {
        let (up, first) = panel.element_offsets(row, columns.start);
        let (_, last) = panel.element_offsets(row, columns.end - 1);
        let off_row = receiver.x * receiver.x + (receiver.z - up) * (receiver.z - up);
        let distance = |left: f64| (off_row + (receiver.y - left) * (receiver.y - left)).sqrt();
        let (start, middle, end) = (distance(first), distance(0.5 * (first + last)), distance(last));
        let steps = (columns.len() as f64 - 1.0).max(1.0);
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
    pub(super) fn add_to(mut self, mut sum: Lanes, waves: &[Lanes]) -> Lanes {
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
pub(super) fn spherical(distance: f64, wave_number: f64) -> Complex64 {
    math::phasor(-wave_number * distance) / (distance * distance.sqrt())
}
