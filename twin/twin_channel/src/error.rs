//! What can be wrong with a request.

/// A value outside the range a model holds for.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ChannelError {
    /// Outside the range.
    #[error("{name} must be in {low}..={high}, found {value}")]
    OutOfRange {
        /// The quantity and its unit.
        name: &'static str,
        /// Its value.
        value: f64,
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
}

impl ChannelError {
    pub(crate) fn check(name: &'static str, value: f64, low: f64, high: f64) -> Result<(), Self> {
        if (low..=high).contains(&value) { Ok(()) } else { Err(Self::OutOfRange { name, value, low, high }) }
    }
}
