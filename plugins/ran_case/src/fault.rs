//! What is wrong with an input.

/// One sentence about an input that cannot be used, with the place in it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Fault {
    /// Where: a path of keys and indices such as `trace.rsrp_dbm[1][20]`, or a line and column.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

impl Fault {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}
