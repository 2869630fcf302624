//! What makes an input meaningless.

use twin_units::Hertz;

/// An input no attenuation can be computed from.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AirError {
    /// NaN or an infinity.
    #[error("{name} must be a finite number, found {value}")]
    NotFinite {
        /// The quantity, with its unit.
        name: &'static str,
        /// What was found.
        value: f64,
    },
    /// Outside the range that has a meaning here.
    #[error("{name} must be in {low}..={high}, found {value}")]
    OutOfRange {
        /// The quantity, with its unit.
        name: &'static str,
        /// What was found.
        value: f64,
        /// Least value allowed.
        low: f64,
        /// Greatest value allowed.
        high: f64,
    },
    /// Not above 0.
    #[error("{name} must be greater than 0, found {value}")]
    NotPositive {
        /// The quantity, with its unit.
        name: &'static str,
        /// What was found.
        value: f64,
    },
    /// A probability that is certain or impossible: the loss would be infinite.
    #[error("probability must be greater than 0 and less than 1, found {value}")]
    Probability {
        /// What was found.
        value: f64,
    },
}

/// The value, if it is a number in `low..=high`.
pub(crate) fn in_range(name: &'static str, value: f64, low: f64, high: f64) -> Result<f64, AirError> {
    if !value.is_finite() {
        Err(AirError::NotFinite { name, value })
    } else if value < low || value > high {
        Err(AirError::OutOfRange { name, value, low, high })
    } else {
        Ok(value)
    }
}

/// The value, if it is finite.
pub(crate) fn finite(name: &'static str, value: f64) -> Result<f64, AirError> {
    if value.is_finite() { Ok(value) } else { Err(AirError::NotFinite { name, value }) }
}

/// The frequency in GHz, if it is a positive number.
pub(crate) fn positive_ghz(frequency: Hertz) -> Result<f64, AirError> {
    let value = finite("frequency (Hz)", frequency.0)?;
    if value > 0.0 { Ok(frequency.ghz()) } else { Err(AirError::NotPositive { name: "frequency (Hz)", value }) }
}

/// A range of frequencies, both ends included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Band {
    /// Lower end, GHz.
    pub(crate) low_ghz: f64,
    /// Upper end, GHz.
    pub(crate) high_ghz: f64,
}

impl Band {
    pub(crate) fn contains(self, frequency_ghz: f64) -> bool {
        frequency_ghz >= self.low_ghz && frequency_ghz <= self.high_ghz
    }

    /// The frequency, or the nearer end of the band.
    pub(crate) fn nearest_ghz(self, frequency_ghz: f64) -> f64 {
        frequency_ghz.clamp(self.low_ghz, self.high_ghz)
    }

    /// The frequency in GHz, if the band holds it.
    pub(crate) fn check(self, frequency: Hertz) -> Result<f64, AirError> {
        in_range("frequency (GHz)", positive_ghz(frequency)?, self.low_ghz, self.high_ghz)
    }
}
