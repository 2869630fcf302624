//! From one panel to another: source – first panel – second panel – receiver.
//!
//! [`relay_gain_exact`] adds all pairs of elements, `N1 N2` terms. [`relay_gain`] takes the first panel's field at the centre of the
//! second and lets it spread from the first panel's centre: `N1 + N2` terms.
//!
//! # Accuracy
//! - No waves that go back and forth between the panels: one pass, as one Born term. Each pass more is weaker by the gain of the pair.
//! - [`relay_gain`] drops the phase by which pairs of elements off both centres differ, at most [`relay_error_rad`]; that is, the
//!   second panel must fit into the beam of the first. Below 0.4 rad the test finds less than 0.1 dB on the beam.

use super::{ELEMENT_GAIN, Illumination, RisConfig, RisPanel};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::{PI, TAU};
use twin_units::math;

/// Complex amplitude of the way over two panels, by the first one's field at the second one's centre; isotropic antennas.
///
/// `first` is the first panel lit by the source. Fast for many receivers: of the result only `second`'s share depends on them, so
/// a caller may keep `second.illuminate(config, first panel's centre)` and the factor this uses.
/// `None` when either panel does not face the other's centre, or the second one not the receiver.
pub fn relay_gain(
    first: &Illumination,
    second: &RisPanel,
    config: &RisConfig,
    receiver: DVec3,
    wavelength_m: f64,
) -> Option<Complex64> {
    let factor = relay_factor(first, second, wavelength_m)?;
    Some(second.cascade_gain(config, first.panel().position, receiver, wavelength_m)? * factor)
}

/// How much stronger and how turned the first panel's wave is at the second one's centre than that of an isotropic source at the
/// first one's centre; `None` when the second one's centre is not before the first panel.
pub fn relay_factor(first: &Illumination, second: &RisPanel, wavelength_m: f64) -> Option<Complex64> {
    let between = first.panel().position.distance(second.position);
    let friis = math::phasor(-TAU / wavelength_m * between) * (wavelength_m / (4.0 * PI * between));
    Some(first.cascade_gain_exact(second.position)? / friis)
}

/// Complex amplitude of the way over two panels, by the sum over all pairs of elements; isotropic antennas.
///
/// A pair's terms are those of W. Tang et al. 2021, eq. (3), twice over: the second element receives with the area of its cell and
/// radiates anew. Elements that do not face each other add nothing. `None` when the first panel does not face the source's side or
/// the second one the receiver's.
pub fn relay_gain_exact(
    first: (&RisPanel, &RisConfig),
    second: (&RisPanel, &RisConfig),
    source: DVec3,
    receiver: DVec3,
    wavelength_m: f64,
) -> Option<Complex64> {
    let wave_number = TAU / wavelength_m;
    let incoming = lit(first.0, first.1, source, wave_number)?;
    let outgoing = lit(second.0, second.1, receiver, wave_number)?;
    let (normal_1, normal_2) = (first.0.orientation.boresight(), second.0.orientation.boresight());
    let mut sum = Complex64::ZERO;
    for &(from, wave) in &incoming {
        for &(to, way) in &outgoing {
            let along = to - from;
            let distance = along.length();
            let cosines = normal_1.dot(along) * -normal_2.dot(along);
            if normal_1.dot(along) > 0.0 && cosines > 0.0 {
                let amplitude = cosines.sqrt() / (distance * distance);
                sum += wave * way * math::phasor(-wave_number * distance) * amplitude;
            }
        }
    }
    // A cell catches d²/4πr² and radiates with its gain; the receiver catches λ²/16π²r².
    let caught = |panel: &RisPanel| panel.spacing_m / (4.0 * PI).sqrt();
    let scale = caught(first.0) * caught(second.0) * ELEMENT_GAIN * wavelength_m / (4.0 * PI);
    Some(sum * scale)
}

/// Largest phase error of [`relay_gain`] for any pair of elements, rad: `π D1 D2 / 2λR` for diagonals `D` at a distance `R`.
///
/// It bounds `k ρ1·ρ2/R`, the part of the distance of two elements that is neither the first's nor the second's alone (Fresnel).
pub fn relay_error_rad(first: &RisPanel, second: &RisPanel, wavelength_m: f64) -> f64 {
    let diagonal = |panel: &RisPanel| math::hypot(panel.width_m(), panel.height_m());
    PI * diagonal(first) * diagonal(second) / (2.0 * wavelength_m * first.position.distance(second.position))
}

/// `√cos θ · Γ e^(−jkr) / r` of each element towards a point; `None` when it is not on the working side.
fn lit(panel: &RisPanel, config: &RisConfig, point: DVec3, wave_number: f64) -> Option<Vec<(DVec3, Complex64)>> {
    let height = panel.orientation.boresight().dot(point - panel.position);
    if height <= 0.0 {
        return None;
    }
    let wave = |(element, phasor): (DVec3, Complex64)| {
        let distance = element.distance(point);
        let amplitude = panel.amplitude * (height / distance).sqrt() / distance;
        (element, phasor * math::phasor(-wave_number * distance) * amplitude)
    };
    Some(panel.element_points().zip(config.phasors()).map(wave).collect())
}
