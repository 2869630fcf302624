//! Controllers of a surface: pure functions from what is known to the phases to set.
//!
//! | Controller | What for | Knows |
//! |---|---|---|
//! | [`focus`] | one user, near or far | places of source and user |
//! | [`focus_in_step`] | the same, in step with the user's other paths | those, and the phase of the other paths' sum |
//! | [`optimum`] | one user, with its other paths | those, and the sum of the other paths |
//! | [`sector`] | everyone within angles | place of the source |
//! | [`max_min`](super::max_min::max_min) | the worst of several users | places, other paths |
//! | [`random`] | a baseline | nothing |
//! | [`mirror`], [`absorbing`] | off: a plain wall of metal, or a hole | nothing |
//!
//! # Accuracy
//! Controllers see the same model as the gains: no errors of place, no channel estimation, no time to switch.

use super::optimum::element_optimum;
use super::{RisConfig, RisPanel, Steer};
use crate::Angles;
use crate::codebook::{chirp_phase_rad, chirp_swing};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::{FRAC_PI_2, TAU};
use twin_units::math;

pub use super::max_min::{MaxMin, RisUser, max_min};

/// Brings the wave from a source in step at a target (world, m), near or far; see [`RisPanel::configure`].
pub fn focus(panel: &RisPanel, source: DVec3, target: DVec3, wavelength_m: f64) -> RisConfig {
    panel.configure(source, Steer::Point(target), wavelength_m)
}

/// Brings the wave from a source in step at a target, and in step with the sum of all other paths there; no others count as phase 0.
///
/// What [`focus`] leaves out matters when another path is no more than some 20 dB weaker: if it is 8 dB weaker, the two may lose or
/// win up to 7 dB of each other. `None` when either end is not on the working side.
pub fn focus_in_step(
    panel: &RisPanel,
    source: DVec3,
    target: DVec3,
    other: Complex64,
    wavelength_m: f64,
) -> Option<RisConfig> {
    if !panel.faces(source) || !panel.faces(target) {
        return None;
    }
    let along = if other == Complex64::ZERO { 0.0 } else { math::atan2(other.im, other.re) };
    let wave_number = TAU / wavelength_m;
    let phase = |point: DVec3| along + wave_number * (point.distance(source) + point.distance(target));
    Some(RisConfig::from_phases(panel, panel.element_points().map(phase)))
}

/// Off: a plain mirror.
pub fn mirror(panel: &RisPanel) -> RisConfig {
    RisConfig::from_phases(panel, std::iter::repeat_n(0.0, panel.elements()))
}

/// Off: nothing is reflected, as by an absorber, or by a panel that is not there on a wall that does not reflect.
pub fn absorbing() -> RisConfig {
    RisConfig::default()
}

/// Independent phases, evenly spread over what the panel can set, from numbers in 0..1 that the caller draws.
pub fn random(panel: &RisPanel, mut uniform: impl FnMut() -> f64) -> RisConfig {
    RisConfig::from_phases(panel, (0..panel.elements()).map(|_| uniform() * TAU))
}

/// Angles to be served, in the panel's own axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RisSector {
    /// Azimuths, degrees from the normal, positive to the left seen along it: from, to.
    pub azimuth_deg: [f64; 2],
    /// Elevations above the plane of the normal and the panel's horizontal axis, degrees: from, to.
    pub elevation_deg: [f64; 2],
}

impl RisSector {
    /// The sector of a width and a height in degrees around the direction from a panel to a point (world, m).
    pub fn around(panel: &RisPanel, toward: DVec3, width_deg: f64, height_deg: f64) -> Self {
        let angles = Angles::of(panel.orientation.local_from_world(toward - panel.position));
        let azimuth_deg = angles.azimuth_rad.to_degrees();
        let elevation_deg = 90.0 - angles.zenith_rad.to_degrees();
        Self {
            azimuth_deg: [azimuth_deg - 0.5 * width_deg, azimuth_deg + 0.5 * width_deg],
            elevation_deg: [elevation_deg - 0.5 * height_deg, elevation_deg + 0.5 * height_deg],
        }
    }
}

/// Spreads the wave from a source over a sector of far directions: a quadratic phase over the panel, so that each part of it looks
/// a little to the side of its neighbour, away from it.
///
/// The same chirp as that of wide beams ([`Codebook::wide`](crate::Codebook::wide)): its swing in each axis is the one with the
/// highest worst gain over the sector, and none where the panel's own beam is wider. Sectors are cut to ±89°.
/// With one bit a second, mirrored sector is lit as well, and where the two overlap there are gaps of 15 to 20 dB.
pub fn sector(panel: &RisPanel, source: DVec3, sector: RisSector, wavelength_m: f64) -> RisConfig {
    let wave_number = TAU / wavelength_m;
    let sine = |degrees: f64| math::sin(degrees.clamp(-89.0, 89.0).to_radians());
    let [low, high] = sector.elevation_deg.map(sine);
    let middle = 0.5 * (sector.elevation_deg[0] + sector.elevation_deg[1]);
    let flat = math::cos(middle.clamp(-89.0, 89.0).to_radians());
    let [right, left] = sector.azimuth_deg.map(|degrees| flat * sine(degrees));
    // A chirp counts in half waves between elements.
    let half_waves = 2.0 * panel.spacing_m / wavelength_m;
    let swing_across = chirp_swing(panel.columns, (left - right).abs() * half_waves);
    let swing_up = chirp_swing(panel.rows, (high - low).abs() * half_waves);
    let toward = DVec3::new(0.0, 0.5 * (left + right), 0.5 * (low + high));
    let centre = panel.position.distance(source);
    let phase = |(index, point): (usize, DVec3)| {
        let offset = panel.orientation.local_from_world(point - panel.position);
        let steered = wave_number * (point.distance(source) - centre - toward.dot(offset));
        let across = chirp_phase_rad(panel.columns, swing_across, index % panel.columns);
        steered - across - chirp_phase_rad(panel.rows, swing_up, index / panel.columns)
    };
    RisConfig::from_phases(panel, panel.element_points().enumerate().map(phase))
}

/// The phases, among those the panel can set, with the largest `|other + Σ a_n|` at a receiver: no setting gives more.
///
/// `other` is the sum of all other paths from source to receiver, isotropic antennas, as [`RisPanel::cascade_gain`] has its own.
/// See [`element_optimum`]. `None` when either end is not on the working side.
pub fn optimum(
    panel: &RisPanel,
    source: DVec3,
    receiver: DVec3,
    other: Complex64,
    wavelength_m: f64,
) -> Option<RisConfig> {
    let terms = panel.element_terms(source, receiver, wavelength_m)?;
    Some(RisConfig::from_phases(panel, element_optimum(&terms, other, panel.phase).phases_rad))
}

/// Distance within which a panel must focus instead of steer, m: `2 D²/λ` with `D` the panel's diagonal.
///
/// At it the outermost elements are π/8 out of step (C. A. Balanis, Antenna Theory, 4th ed., cl. 2.2.4).
pub fn fraunhofer_distance_m(panel: &RisPanel, wavelength_m: f64) -> f64 {
    2.0 * (panel.width_m() * panel.width_m() + panel.height_m() * panel.height_m()) / wavelength_m
}

/// What steering to a direction keeps of the power of focusing, at a distance along the normal of a panel with equal sides, linear.
///
/// With `a² = s²/2λr`, `s` the side, and Fresnel's integrals: `((C²(a) + S²(a)) / a²)²`, for a source far away.
/// Source: E. Björnson, Ö. T. Demir, L. Sanguinetti, "A Primer on Near-Field Beamforming for Arrays and Reconfigurable Intelligent
/// Surfaces", Asilomar 2021 (arXiv 2110.06661), where `a²` is `d_F/8z`. Holds from some 1.2 diagonals on, where amplitudes are even.
pub fn steering_loss(side_m: f64, distance_m: f64, wavelength_m: f64) -> f64 {
    let a = side_m / (2.0 * wavelength_m * distance_m).sqrt();
    if a < 1e-6 {
        return 1.0;
    }
    if !a.is_finite() {
        return 0.0;
    }
    // Simpson's rule; the fastest turn at the end is πa per unit.
    let steps = 2 * (8 + (8.0 * a * a) as usize).min(100_000);
    let integrand = |index: usize| {
        let t = a * index as f64 / steps as f64;
        let weight = if index == 0 || index == steps { 1.0 } else { 2.0 + 2.0 * (index % 2) as f64 };
        math::phasor(FRAC_PI_2 * t * t) * weight
    };
    let integral: Complex64 = (0..=steps).map(integrand).sum::<Complex64>() * (a / (3.0 * steps as f64));
    let share = integral.norm_sqr() / (a * a);
    share * share
}
