//! Frequencies.

use crate::SPEED_OF_LIGHT_M_PER_S;

/// A frequency or bandwidth in hertz.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Hertz(pub f64);

impl Hertz {
    /// From GHz.
    pub fn from_ghz(ghz: f64) -> Self {
        Self(ghz * 1e9)
    }

    /// In GHz.
    pub fn ghz(self) -> f64 {
        self.0 / 1e9
    }

    /// Free-space wavelength, m.
    pub fn wavelength_m(self) -> f64 {
        SPEED_OF_LIGHT_M_PER_S / self.0
    }
}
