//! Which way the field of an antenna swings: slanted elements, and two antennas joined by a path's polarisation matrix.
//!
//! A [`FieldPattern`] is a power pattern with a slant ζ: 0° is vertical, +45° and −45° a cross-polarised pair, 90° horizontal.
//! Its field has two real components, along increasing zenith θ and azimuth φ; their squares add up to the power gain.
//! Start at [`FieldPattern::field`] for the components in world axes and at [`path_amplitude`] for a whole link.
//!
//! # Accuracy
//! - Elements are linearly polarised and without cross-polar leakage of their own (TR 38.901 has none either).
//! - [`SlantModel::One`] turns the field only; the power pattern stays that of the upright element, as in Sionna RT.

use crate::{Orientation, Pattern, spherical_basis};
use glam::DVec3;
use num_complex::Complex64;
use twin_units::math;

/// How a slant is carried into the field (TR 38.901 V17 cl. 7.3.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SlantModel {
    /// Model 1: the field of an element that is turned about its boresight, eqs (7.3-1) to (7.3-3).
    One,
    /// Model 2: the same share of both components in every direction, eqs (7.3-4) and (7.3-5).
    #[default]
    Two,
}

/// Real field components towards a direction; `theta² + phi²` is the linear power gain.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Field {
    /// Along increasing zenith angle.
    pub theta: f64,
    /// Along increasing azimuth angle.
    pub phi: f64,
}

impl Field {
    /// Linear power gain, relative to isotropic.
    pub fn power_gain(self) -> f64 {
        self.theta * self.theta + self.phi * self.phi
    }

    /// The field as a vector across a direction of any length above 0, in the axes the direction is in.
    pub fn vector(self, direction: DVec3) -> DVec3 {
        let [theta, phi] = spherical_basis(direction);
        theta * self.theta + phi * self.phi
    }

    /// The components of a vector at a direction of any length above 0; what lies along the direction is dropped.
    pub fn of_vector(vector: DVec3, direction: DVec3) -> Self {
        let [theta, phi] = spherical_basis(direction);
        Self { theta: theta.dot(vector), phi: phi.dot(vector) }
    }
}

/// A power pattern with a polarisation.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldPattern {
    /// The power pattern.
    pub pattern: Pattern,
    /// Slant ζ from vertical, rad; positive turns the field towards increasing azimuth.
    pub slant_rad: f64,
    /// How the slant enters the field.
    pub model: SlantModel,
}

impl FieldPattern {
    /// A vertically polarised antenna.
    pub fn vertical(pattern: impl Into<Pattern>) -> Self {
        Self::slanted(pattern, 0.0)
    }

    /// An antenna with a slant in degrees, by model 2.
    pub fn slanted(pattern: impl Into<Pattern>, slant_deg: f64) -> Self {
        Self { pattern: pattern.into(), slant_rad: slant_deg.to_radians(), model: SlantModel::Two }
    }

    /// The two antennas of a cross-polarised pair, +45° and −45°, by model 2.
    pub fn cross_polarised(pattern: impl Into<Pattern>) -> [Self; 2] {
        let pattern = pattern.into();
        [Self::slanted(pattern.clone(), 45.0), Self::slanted(pattern, -45.0)]
    }

    /// Field components towards a direction of any length above 0, both in the antenna's own axes (boresight +x).
    pub fn field_local(&self, direction: DVec3) -> Field {
        let amplitude = self.pattern.gain_local(direction).max(0.0).sqrt();
        let (sin_slant, cos_slant) = math::sin_cos(self.slant_rad);
        let (cos, sin) = match self.model {
            SlantModel::Two => (cos_slant, sin_slant),
            SlantModel::One => {
                // cos ψ and sin ψ of eq. (7.3-3) before division by their common root, which is their length.
                let [theta, phi] = spherical_basis(direction);
                let (sin_zenith, cos_zenith) = (-theta.z, direction.z / direction.length());
                let (sin_azimuth, cos_azimuth) = (-phi.x, phi.y);
                let cos = cos_slant * sin_zenith + sin_slant * cos_zenith * sin_azimuth;
                let sin = sin_slant * cos_azimuth;
                let length = math::hypot(cos, sin);
                // Along the turned z axis the direction of the field is undefined.
                if length < 1e-12 { (1.0, 0.0) } else { (cos / length, sin / length) }
            }
        };
        Field { theta: amplitude * cos, phi: amplitude * sin }
    }

    /// Field components towards a world direction of any length above 0, along the world's θ and φ, for an oriented antenna.
    ///
    /// The turn between local and world components, eq. (7.1-11), is made with vectors, so that any orientation works.
    pub fn field(&self, orientation: &Orientation, direction: DVec3) -> Field {
        let local = orientation.local_from_world(direction);
        let vector = self.field_local(local).vector(local);
        Field::of_vector(orientation.world_from_local(vector), direction)
    }

    /// Linear power gain towards a world direction of any length above 0.
    pub fn gain(&self, orientation: &Orientation, direction: DVec3) -> f64 {
        self.pattern.gain(orientation, direction)
    }
}

/// Complex amplitude between two antennas over a path: `F_rx^T · M · F_tx` (TR 38.901 V17 eq. 7.5-22 without phases of arrays).
///
/// `transfer[r][t]` takes component `t` (θ, φ) at the departure direction to component `r` at the arrival direction.
/// The arrival direction points from the receiver to where the wave comes from; so in free space the matrix is
/// `diag(1, −1)` times the spreading (eq. 7.5-29), and of two antennas that face each other +45° meets −45°.
pub fn path_amplitude(transmit: Field, transfer: &[[Complex64; 2]; 2], receive: Field) -> Complex64 {
    let arriving = transfer.map(|row| row[0] * transmit.theta + row[1] * transmit.phi);
    arriving[0] * receive.theta + arriving[1] * receive.phi
}
