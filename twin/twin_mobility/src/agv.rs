//! Stops of AGVs: each trip ends with a stop to load, in the middle of its last edge.

use std::collections::VecDeque;
use twin_units::hash::StateHash;
use twin_units::rng::Stream;

/// Shortest and longest stop, s (assumed).
const DWELL_S: (f64, f64) = (4.0, 10.0);
/// A vehicle has stopped when it is this near, m, and this slow, m/s.
const STOPPED: (f64, f64) = (0.6, 0.05);

/// A planned stop.
#[derive(Clone, Copy, Debug)]
struct Stop {
    /// Odometer reading, m.
    at_m: f64,
    /// Time still to stand, s.
    left_s: f64,
}

/// Stops ahead, the nearest first: at most that of this trip and the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dwell {
    stops: VecDeque<Stop>,
}

impl Dwell {
    /// Plans the stop of a new trip; a detour replaces the stop of the trip it cuts short.
    pub(crate) fn plan(&mut self, at_m: Option<f64>, is_detour: bool, draws: &mut Stream) {
        if is_detour {
            self.stops.clear();
        }
        let left_s = draws.range(DWELL_S.0, DWELL_S.1);
        self.stops.extend(at_m.map(|at_m| Stop { at_m, left_s }));
    }

    /// Forgets all stops.
    pub(crate) fn clear(&mut self) {
        self.stops.clear();
    }

    /// Odometer reading of the next stop, m.
    pub(crate) fn next_m(&self) -> Option<f64> {
        self.stops.front().map(|stop| stop.at_m)
    }

    /// Whether a stop comes before an odometer reading, so that a junction there is no matter yet.
    pub(crate) fn is_before(&self, at_m: f64) -> bool {
        self.next_m().is_some_and(|stop_m| stop_m < at_m)
    }

    /// Lets time pass: stands out the stop when the vehicle is there.
    pub(crate) fn pass_time(&mut self, odometer_m: f64, speed_m_per_s: f64, dt_s: f64) {
        let Some(stop) = self.stops.front_mut() else { return };
        if (stop.at_m - odometer_m).abs() < STOPPED.0 && speed_m_per_s < STOPPED.1 {
            stop.left_s -= dt_s;
        }
        if stop.left_s <= 0.0 || odometer_m > stop.at_m + STOPPED.0 {
            self.stops.pop_front();
        }
    }

    /// Adds all that decides future motion.
    pub(crate) fn hash_into(&self, hash: &mut StateHash) {
        for stop in &self.stops {
            hash.real(stop.at_m);
            hash.real(stop.left_s);
        }
    }
}
