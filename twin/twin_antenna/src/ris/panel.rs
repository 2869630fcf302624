//! A panel, where its elements are, and the exact sum over them.

use super::{Illumination, PhaseControl, RisConfig, Steer};
use crate::Orientation;
use glam::DVec3;
use num_complex::Complex64;

/// Gain of a half-wavelength element broadside, linear: `4π (λ/2)² / λ²` (Hannan 1964).
pub const ELEMENT_GAIN: f64 = std::f64::consts::PI;

/// A flat panel of reflecting elements half a wavelength apart; it works on the side its boresight looks to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RisPanel {
    /// Centre, world axes, m.
    pub position: DVec3,
    /// Boresight is the panel's normal.
    pub orientation: Orientation,
    /// Rows of elements.
    pub rows: usize,
    /// Columns of elements.
    pub columns: usize,
    /// Distance between neighbours, m; half the design wavelength.
    pub spacing_m: f64,
    /// How finely phases can be set.
    pub phase: PhaseControl,
    /// Amplitude of the reflection coefficient, 0..=1.
    pub amplitude: f64,
}

impl RisPanel {
    /// Amplitude of a reflection coefficient when nothing else is known. Assumed; no standard gives one.
    pub const DEFAULT_AMPLITUDE: f64 = 0.9;

    /// A panel for a wavelength, with elements half of it apart and the default amplitude.
    pub fn new(
        position: DVec3,
        orientation: Orientation,
        rows: usize,
        columns: usize,
        phase: PhaseControl,
        wavelength_m: f64,
    ) -> Self {
        Self {
            position,
            orientation,
            rows,
            columns,
            spacing_m: wavelength_m / 2.0,
            phase,
            amplitude: Self::DEFAULT_AMPLITUDE,
        }
    }

    /// Number of elements.
    pub fn elements(&self) -> usize {
        self.rows * self.columns
    }

    /// Width of the panel, m.
    pub fn width_m(&self) -> f64 {
        self.columns as f64 * self.spacing_m
    }

    /// Height of the panel, m.
    pub fn height_m(&self) -> f64 {
        self.rows as f64 * self.spacing_m
    }

    /// Whether a point in world axes is on the working side.
    pub fn faces(&self, point: DVec3) -> bool {
        self.orientation.boresight().dot(point - self.position) > 0.0
    }

    /// Centres of the elements in world axes, m, row-major, top row first, columns from right to left seen along boresight.
    pub fn element_points(&self) -> impl Iterator<Item = DVec3> + '_ {
        (0..self.rows).flat_map(move |row| (0..self.columns).map(move |column| self.element_point(row, column)))
    }

    fn element_point(&self, row: usize, column: usize) -> DVec3 {
        let (up, left) = self.element_offsets(row, column);
        self.position + self.orientation.left() * left + self.orientation.up() * up
    }

    /// Place of an element in the panel's plane from its centre, m: up, left.
    pub(super) fn element_offsets(&self, row: usize, column: usize) -> (f64, f64) {
        let up = ((self.rows as f64 - 1.0) / 2.0 - row as f64) * self.spacing_m;
        let left = (column as f64 - (self.columns as f64 - 1.0) / 2.0) * self.spacing_m;
        (up, left)
    }

    /// Sets the phases so that the wave from `source` (world, m) goes where `steer` says, as well as the phase control allows.
    ///
    /// A point target is focused with the exact distance of each element, so near points work as well as far ones.
    pub fn configure(&self, source: DVec3, steer: Steer, wavelength_m: f64) -> RisConfig {
        RisConfig::new(self, source, steer, wavelength_m)
    }

    /// Prepares the wave of one source for many receivers; `None` when the source is not on the working side.
    ///
    /// `config` must be of this panel; elements it has no phase for do not reflect.
    pub fn illuminate(&self, config: &RisConfig, source: DVec3, wavelength_m: f64) -> Option<Illumination> {
        Illumination::new(*self, config, source, wavelength_m)
    }

    /// Complex amplitude `a` of the way source – panel – receiver: `|a|²` is received over transmitted power, isotropic antennas.
    ///
    /// The exact sum over elements, carrier phase included; `None` when either end is not on the working side.
    /// Source: Tang et al. 2021, eq. (3), see the module docs.
    pub fn cascade_gain(
        &self,
        config: &RisConfig,
        source: DVec3,
        receiver: DVec3,
        wavelength_m: f64,
    ) -> Option<Complex64> {
        self.illuminate(config, source, wavelength_m)?.cascade_gain_exact(receiver)
    }

    /// What each element adds at a receiver with phase 0, `[row][column]`; their sum is the gain of a mirror.
    ///
    /// `None` when either end is not on the working side.
    pub fn element_terms(&self, source: DVec3, receiver: DVec3, wavelength_m: f64) -> Option<Vec<Complex64>> {
        let mirror = self.configure(source, Steer::Mirror, wavelength_m);
        self.illuminate(&mirror, source, wavelength_m)?.terms(receiver)
    }
}
