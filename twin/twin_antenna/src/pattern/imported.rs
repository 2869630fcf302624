//! A measured pattern of two cuts, and its gain in any direction.
//!
//! Between the cuts the loss is found by horizontal projection (Altair WinProp user guide, "Horizontal Projection Interpolation
//! Algorithm", eq. 1), which is meant for tilted panels: with losses `H` by azimuth φ and `V` by angle δ below the horizon,
//! `L = H(φ) + (1 − |φ|/180°) (V(δ) − H(0)) + |φ|/180° (V(180° − δ) − H(180°))`.
//! Both cuts are reproduced all around, front and back, where they agree with each other at 0° and 180°.
//!
//! # Accuracy
//! - Two cuts do not determine a pattern. The method is exact for patterns that are a product of a function of azimuth and one of
//!   elevation as far as the latter is the same in front and behind; the slow fall of an element over elevation is not, and is
//!   understated to the side. For a column of eight TR 38.901 elements the test finds, within 60° of azimuth and 30° of elevation,
//!   a worst error of 0.4 dB wherever the gain is within 20 dB of its maximum, and 4 dB anywhere within 40 dB of it.
//!   Methods that average the cuts report average errors of 1.6 to 4 dB (F. Gil et al., IEEE Antennas Propag. Mag. 43(2), 2001).
//! - Straight up and down each azimuth gives another value.
//! - No phase, and no cross-polar component, whatever POLARIZATION says.

use super::Cut;
use crate::{Angles, Orientation};
use glam::DVec3;
use twin_units::{Db, Hertz};

/// An antenna as a file describes it; get one from [`parse_msi`](super::parse_msi).
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedPattern {
    pub(super) name: String,
    pub(super) make: Option<String>,
    pub(super) polarisation: Option<String>,
    pub(super) frequency: Option<Hertz>,
    pub(super) gain_dbi: f64,
    pub(super) electrical_tilt_deg: Option<f64>,
    pub(super) horizontal: Cut,
    pub(super) vertical: Cut,
    pub(super) notes: Vec<String>,
}

impl ImportedPattern {
    /// Name of the antenna; empty when the file has none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its maker.
    pub fn make(&self) -> Option<&str> {
        self.make.as_deref()
    }

    /// POLARIZATION as written; it has no effect here, see [`FieldPattern`](crate::FieldPattern).
    pub fn polarisation(&self) -> Option<&str> {
        self.polarisation.as_deref()
    }

    /// Frequency the pattern was measured at.
    pub fn frequency(&self) -> Option<Hertz> {
        self.frequency
    }

    /// Maximum gain, dB relative to isotropic.
    pub fn gain_dbi(&self) -> Db {
        Db(self.gain_dbi)
    }

    /// Electrical tilt as stated, degrees below the horizon; the vertical cut shows it already, it is not applied again.
    pub fn electrical_tilt_deg(&self) -> Option<f64> {
        self.electrical_tilt_deg
    }

    /// Losses by azimuth, degrees clockwise seen from above.
    pub fn horizontal(&self) -> &Cut {
        &self.horizontal
    }

    /// Losses by angle below the horizon, degrees: 0 in front, 90 down, 180 behind, 270 up.
    pub fn vertical(&self) -> &Cut {
        &self.vertical
    }

    /// What had to be assumed or looks odd, in words for the user.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The same antenna with its vertical cut upside down, for files whose angles count upwards; a note of the parser tells.
    pub fn with_vertical_upside_down(&self) -> Self {
        Self { vertical: self.vertical.mirrored(), ..self.clone() }
    }

    /// Loss relative to the maximum gain towards a direction in the antenna's own axes (boresight +x), of any length above 0, dB ≥ 0.
    pub fn loss_db(&self, direction: DVec3) -> f64 {
        let angles = Angles::of(direction);
        // The file turns clockwise, local azimuth the other way.
        let azimuth_deg = -angles.azimuth_rad.to_degrees();
        let below_deg = angles.zenith_rad.to_degrees() - 90.0;
        let back = azimuth_deg.abs() / 180.0;
        let front_loss = self.vertical.loss_db(below_deg) - self.horizontal.loss_db(0.0);
        let back_loss = self.vertical.loss_db(180.0 - below_deg) - self.horizontal.loss_db(180.0);
        (self.horizontal.loss_db(azimuth_deg) + (1.0 - back) * front_loss + back * back_loss).max(0.0)
    }

    /// Linear power gain towards a direction in the antenna's own axes (boresight +x), of any length above 0.
    pub fn gain_local(&self, direction: DVec3) -> f64 {
        Db(self.gain_dbi - self.loss_db(direction)).linear()
    }

    /// Linear power gain towards a world direction of any length above 0, for an oriented antenna.
    pub fn gain(&self, orientation: &Orientation, direction: DVec3) -> f64 {
        self.gain_local(orientation.local_from_world(direction))
    }

    /// Unit vector where both cuts have their maximum, in the antenna's own axes.
    pub fn peak_direction(&self) -> DVec3 {
        let below_deg = self.vertical.peak_deg();
        // A vertical cut that peaks behind says so by itself: its zenith angle runs past 180°.
        let azimuth_deg = if (90.0..=270.0).contains(&below_deg) { 0.0 } else { -self.horizontal.peak_deg() };
        let zenith_rad = (below_deg + 90.0).to_radians();
        Angles { zenith_rad, azimuth_rad: azimuth_deg.to_radians() }.direction()
    }
}
