//! Who goes first in a slot: the scheduling rules behind one trait.

use super::Candidate;
use std::fmt::Debug;
use twin_units::math;

/// A rule that ranks the UEs of a slice in one slot.
pub trait Scheduler: Debug {
    /// The UE with the highest priority gets all it needs, then the next; the lowest index of equals first. Must not be NaN.
    fn priority(&self, candidate: &Candidate) -> f64;
}

/// The UE that has waited longest since its last grant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RoundRobin;

impl Scheduler for RoundRobin {
    fn priority(&self, candidate: &Candidate) -> f64 {
        candidate.waited_slots as f64
    }
}

/// The UE with the best radio; others starve when it never stops.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MaxRate;

impl Scheduler for MaxRate {
    fn priority(&self, candidate: &Candidate) -> f64 {
        candidate.bits_per_prb
    }
}

/// Possible over average rate, `w R / T`.
///
/// Source: A. Jalali, R. Padovani, R. Pankaj, "Data throughput of CDMA-HDR", IEEE VTC Spring 2000; the weight is that of weighted PF.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ProportionalFair;

impl Scheduler for ProportionalFair {
    fn priority(&self, candidate: &Candidate) -> f64 {
        candidate.weight * candidate.bits_per_prb / candidate.average.bits_per_slot()
    }
}

/// Alpha-fair, `w R / T^α`: 0 is max rate, 1 proportional fair, and with growing α it becomes max-min fair.
///
/// Source: J. Mo, J. Walrand, "Fair end-to-end window-based congestion control", IEEE/ACM Trans. Networking 8(5), 2000: the gradient of `T^(1−α)/(1−α)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlphaFair {
    /// The exponent, at least 0.
    pub alpha: f64,
}

impl Scheduler for AlphaFair {
    fn priority(&self, candidate: &Candidate) -> f64 {
        let average = math::powf(candidate.average.bits_per_slot(), self.alpha.max(0.0));
        candidate.weight * candidate.bits_per_prb / average.clamp(1e-300, 1e300)
    }
}

/// The rules a cell can be set to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum SchedulerRule {
    /// [`ProportionalFair`].
    #[default]
    ProportionalFair,
    /// [`RoundRobin`].
    RoundRobin,
    /// [`MaxRate`].
    MaxRate,
}

impl SchedulerRule {
    /// The rule itself.
    pub fn scheduler(self) -> &'static dyn Scheduler {
        match self {
            Self::ProportionalFair => &ProportionalFair,
            Self::RoundRobin => &RoundRobin,
            Self::MaxRate => &MaxRate,
        }
    }
}

#[cfg(test)]
mod tests;
