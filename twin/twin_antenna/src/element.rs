//! Radiation power patterns of single antenna elements.

use crate::{Angles, Orientation};
use glam::DVec3;
use twin_units::Db;

/// A single antenna element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Element {
    /// 0 dBi in all directions.
    Isotropic,
    /// The base station element of TR 38.901 V17 Table 7.3-1: 8 dBi, 65° half-power beamwidths, 30 dB side and back attenuation.
    #[default]
    Tr38901,
}

/// Half-power beamwidth of the TR 38.901 element in both planes, degrees.
const BEAMWIDTH_DEG: f64 = 65.0;
/// Largest attenuation `A_max` and vertical side-lobe limit `SLA_V` of the TR 38.901 element, dB.
const ATTENUATION_LIMIT_DB: f64 = 30.0;
/// Maximum gain `G_E,max` of the TR 38.901 element, dBi.
const MAXIMUM_GAIN_DBI: f64 = 8.0;

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
        }
    }

    /// Linear power gain towards a world direction, of any length above 0, for an oriented element.
    pub fn gain(self, orientation: &Orientation, direction: DVec3) -> f64 {
        self.gain_local(orientation.local_from_world(direction))
    }
}

/// Attenuation in one plane, dB (TR 38.901 V17 Table 7.3-1, both cuts have the same form).
fn cut_db(off_boresight_deg: f64) -> f64 {
    let widths = off_boresight_deg / BEAMWIDTH_DEG;
    (12.0 * widths * widths).min(ATTENUATION_LIMIT_DB)
}
