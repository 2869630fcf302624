//! How fast simulated time runs against the wall clock.

use bevy_ecs::prelude::*;

/// Speeds offered, times real time.
pub const SPEEDS: [f64; 7] = [0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0];

/// Pause, single step and speed.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Whether time stands still.
    pub paused: bool,
    /// Wanted speed, times real time.
    pub speed: f64,
    /// Ticks to make although paused.
    pub steps: u32,
    /// Speed reached over the last second; less than wanted when the machine is too slow.
    pub reached: f64,
    /// How far the picture is between the last tick and the next, 0..=1, for interpolation.
    pub fraction: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { paused: false, speed: 1.0, steps: 0, reached: 0.0, fraction: 1.0 }
    }
}
