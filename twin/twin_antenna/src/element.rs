//! Radiation power patterns of single antenna elements.

use crate::{Angles, Orientation};
use glam::DVec3;
use std::f64::consts::FRAC_PI_2;
use twin_units::{Db, math};

/// A single antenna element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Element {
    /// 0 dBi in all directions.
    Isotropic,
    /// The base station element of TR 38.901 V17 Table 7.3-1: 8 dBi, 65° half-power beamwidths, 30 dB side and back attenuation.
    #[default]
    Tr38901,
    /// A dipole along z′, much shorter than a wavelength: `1.5 sin² θ` (Balanis, Antenna Theory, 4th ed., eq. 4-31a).
    ShortDipole,
    /// A half-wave dipole along z′: `1.6409 (cos(π/2 cos θ) / sin θ)²` (Balanis, Antenna Theory, 4th ed., eqs 4-87 and 4-91).
    HalfWaveDipole,
}

/// Half-power beamwidth of the TR 38.901 element in both planes, degrees.
const BEAMWIDTH_DEG: f64 = 65.0;
/// Largest attenuation `A_max` and vertical side-lobe limit `SLA_V` of the TR 38.901 element, dB.
const ATTENUATION_LIMIT_DB: f64 = 30.0;
/// Maximum gain `G_E,max` of the TR 38.901 element, dBi.
const MAXIMUM_GAIN_DBI: f64 = 8.0;
/// Directivity of a half-wave dipole: `4 / Cin(2π)` with `Cin(2π)` = 2.437 653 393. The common figure 1.643 comes from rounding it.
const HALF_WAVE_DIRECTIVITY: f64 = 1.640_922_376;
/// Directivity of a short dipole.
const SHORT_DIRECTIVITY: f64 = 1.5;

impl Element {
    /// Linear power gain towards a direction in the element's own axes (boresight +x), of any length above 0.
    pub fn gain_local(self, direction: DVec3) -> f64 {
        match self {
            Self::Isotropic => 1.0,
            Self::Tr38901 => {
                let angles = Angles::of(direction);
                let vertical = cut_db(angles.zenith_rad.to_degrees() - 90.0);
                let horizontal = cut_db(angles.azimuth_rad.to_degrees());
                Db(MAXIMUM_GAIN_DBI - (vertical + horizontal).min(ATTENUATION_LIMIT_DB)).linear()
            }
            Self::ShortDipole => {
                let (sine, _) = zenith_sine_cosine(direction);
                SHORT_DIRECTIVITY * sine * sine
            }
            Self::HalfWaveDipole => {
                let (sine, cosine) = zenith_sine_cosine(direction);
                // Towards the ends the quotient goes to 0 with the sine: (π/4) sin θ.
                let field = if sine < 1e-6 { 0.0 } else { math::cos(FRAC_PI_2 * cosine) / sine };
                HALF_WAVE_DIRECTIVITY * field * field
            }
        }
    }

    /// Linear power gain towards a world direction, of any length above 0, for an oriented element.
    pub fn gain(self, orientation: &Orientation, direction: DVec3) -> f64 {
        self.gain_local(orientation.local_from_world(direction))
    }
}

/// Sine and cosine of the zenith angle of a direction of any length above 0.
fn zenith_sine_cosine(direction: DVec3) -> (f64, f64) {
    let unit = direction / direction.length();
    (math::hypot(unit.x, unit.y), unit.z)
}

/// Attenuation in one plane, dB (TR 38.901 V17 Table 7.3-1, both cuts have the same form).
fn cut_db(off_boresight_deg: f64) -> f64 {
    let widths = off_boresight_deg / BEAMWIDTH_DEG;
    (12.0 * widths * widths).min(ATTENUATION_LIMIT_DB)
}
