//! The twin's clock: whole ticks of one NR radio frame.

/// Ticks in a simulated second.
pub const TICKS_PER_SECOND: u64 = 100;
/// Length of a tick, s: one NR radio frame (TS 38.211 cl. 4.3.1).
pub const TICK_S: f64 = 0.01;

/// A point in simulated time, counted in ticks of 10 ms from the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Tick(pub u64);

impl Tick {
    /// Seconds since the start of the run.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / TICKS_PER_SECOND as f64
    }

    /// The tick at or just before a time in seconds; negative times give tick 0.
    pub fn from_seconds(seconds: f64) -> Self {
        Self((seconds * TICKS_PER_SECOND as f64 + 1e-6).max(0.0) as u64)
    }

    /// The next tick.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Whether work done every `n` ticks is due, for the `phase`-th of several staggered workers.
    pub fn is_due(self, n: u64, phase: u64) -> bool {
        n > 0 && self.0 % n == phase % n
    }
}
