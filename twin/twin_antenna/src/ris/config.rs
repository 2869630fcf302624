//! The phases of a surface: what they are for, how finely they can be set, and their values.

use crate::RisPanel;
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::TAU;
use twin_units::math;

/// How finely the phase of an element can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseControl {
    /// Any phase.
    Continuous,
    /// 0 and π.
    OneBit,
    /// Multiples of π/2.
    TwoBits,
    /// Multiples of π/4.
    ThreeBits,
}

impl PhaseControl {
    /// From a number of bits, 1..=3, or 0 for continuous; `None` for others.
    pub fn from_bits(bits: u8) -> Option<Self> {
        match bits {
            0 => Some(Self::Continuous),
            1 => Some(Self::OneBit),
            2 => Some(Self::TwoBits),
            3 => Some(Self::ThreeBits),
            _ => None,
        }
    }

    /// Number of phases that can be set, evenly spread from 0; `None` for any phase.
    pub fn levels(self) -> Option<usize> {
        match self {
            Self::Continuous => None,
            Self::OneBit => Some(2),
            Self::TwoBits => Some(4),
            Self::ThreeBits => Some(8),
        }
    }

    /// The nearest phase that can be set, rad, in 0..2π.
    pub fn nearest(self, phase_rad: f64) -> f64 {
        let turns = phase_rad / TAU;
        let turns = turns - turns.floor();
        let Some(levels) = self.levels().map(|levels| levels as f64) else {
            return turns * TAU;
        };
        (turns * levels + 0.5).floor() % levels * (TAU / levels)
    }
}

/// What a surface is set for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Steer {
    /// No phases: a plain mirror.
    Mirror,
    /// Focus on a point in world axes, m, whether near or far.
    Point(DVec3),
}

/// The phases of a surface's elements, as set; none at all by default, which reflects nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RisConfig {
    phases_rad: Vec<f64>,
}

impl RisConfig {
    /// Phases that bring the wave from `source` in step at the target, or none for a mirror; see [`RisPanel::configure`].
    pub(super) fn new(panel: &RisPanel, source: DVec3, steer: Steer, wavelength_m: f64) -> Self {
        let wave_number = TAU / wavelength_m;
        let phases_rad = match steer {
            Steer::Mirror => vec![0.0; panel.elements()],
            Steer::Point(target) => {
                let length = |point: DVec3| point.distance(source) + point.distance(target);
                let centre = length(panel.position);
                let phase = |point: DVec3| panel.phase.nearest(wave_number * (length(point) - centre));
                panel.element_points().map(phase).collect()
            }
        };
        Self { phases_rad }
    }

    /// The settable phases nearest to wanted ones, rad, in the order of [`Self::phases_rad`].
    ///
    /// Takes as many as the panel has elements; elements without a phase do not reflect.
    pub fn from_phases(panel: &RisPanel, phases_rad: impl IntoIterator<Item = f64>) -> Self {
        let settable = phases_rad.into_iter().take(panel.elements()).map(|phase| panel.phase.nearest(phase));
        Self { phases_rad: settable.collect() }
    }

    /// Phases of the elements, rad, 0..2π, `[row][column]` row-major, top row first.
    pub fn phases_rad(&self) -> &[f64] {
        &self.phases_rad
    }

    /// Reflection coefficients without the amplitude, in the order of the phases.
    pub(super) fn phasors(&self) -> impl Iterator<Item = Complex64> + '_ {
        self.phases_rad.iter().map(|&phase| math::phasor(phase))
    }
}
