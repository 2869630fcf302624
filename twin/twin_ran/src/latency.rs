//! Where the time of a packet goes, how often it is too late, and how soon it could be there at best.
//!
//! [`LatencyBudget`] comes with every packet the scheduler delivers; [`LatencyHistogram`] collects them up to the 99.999th percentile;
//! [`UserPlane`] is the latency without load that a numerology and its slots allow: below a millisecond is counted, not assumed.
//!
//! **Accuracy.** Times are whole nanoseconds, so that parts sum to their whole without rounding. A budget counts from the packet's arrival
//! at the base station to the end of the slot, or mini-slot, that completed it. Processing in base station and UE is not part of it: the
//! caller adds it as compute where it matters.

mod clock;
mod histogram;
mod user_plane;

pub(crate) use clock::{Wait, WaitClock, Waits, nanoseconds};
pub use histogram::{CDF_LEVELS, LatencyHistogram};
pub use user_plane::{Access, Duplex, OneWayLatency, ProcessingCapability, UserPlane};

use crate::slicing::sla::Causes;

/// Nanoseconds in a second.
pub(crate) const NS_PER_S: f64 = 1e9;

/// The parts of one packet's delay, ns; their sum is the delay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatencyBudget {
    /// Until a slot of its direction begins: arrival within a slot, and slots of the other direction (TR 37.910 cl. 5.7.1.1: frame alignment).
    pub alignment_ns: u64,
    /// Waiting for PRBs that others got, or that the slice's policy withheld.
    pub load_ns: u64,
    /// More slots than one because the rate is low: out of range of every MCS, or behind the UE's own earlier bits.
    pub radio_ns: u64,
    /// The slot or mini-slot that carried its last bit for the first time.
    pub air_ns: u64,
    /// Repetition of lost blocks by HARQ and RLC, its own and those it must be delivered after.
    pub harq_ns: u64,
    /// Time without a cell: handover, radio-link failure and re-establishment.
    pub handover_ns: u64,
    /// Beyond the base station: fronthaul, backhaul, core. Added by the caller.
    pub transport_ns: u64,
    /// Inference and processing. Added by the caller.
    pub compute_ns: u64,
}

impl LatencyBudget {
    /// Every part with its name, in the order they are passed.
    pub fn parts(&self) -> [(&'static str, u64); 8] {
        [
            ("transport", self.transport_ns),
            ("compute", self.compute_ns),
            ("alignment", self.alignment_ns),
            ("load", self.load_ns),
            ("radio", self.radio_ns),
            ("air", self.air_ns),
            ("HARQ", self.harq_ns),
            ("handover", self.handover_ns),
        ]
    }

    /// The delay, ns.
    pub fn total_ns(&self) -> u64 {
        self.parts().iter().map(|part| part.1).sum()
    }

    /// The delay, s.
    pub fn total_s(&self) -> f64 {
        self.total_ns() as f64 / NS_PER_S
    }

    /// With time added for what lies beyond the base station, s; a negative or undefined time adds nothing.
    #[must_use]
    pub fn with_transport_s(self, seconds: f64) -> Self {
        Self { transport_ns: self.transport_ns + nanoseconds(seconds), ..self }
    }

    /// With time added for inference and processing, s; a negative or undefined time adds nothing.
    #[must_use]
    pub fn with_compute_s(self, seconds: f64) -> Self {
        Self { compute_ns: self.compute_ns + nanoseconds(seconds), ..self }
    }

    /// The delay by cause, s, for [`crate::slicing::sla::SlaWindow::packet`].
    ///
    /// Alignment, air and repetitions are the radio's. Transport counts as compute: the verdict knows no cause beyond the radio network but that.
    pub fn causes(&self) -> Causes {
        let seconds = |ns: u64| ns as f64 / NS_PER_S;
        Causes {
            radio: seconds(self.alignment_ns + self.radio_ns + self.air_ns + self.harq_ns),
            load: seconds(self.load_ns),
            compute: seconds(self.transport_ns + self.compute_ns),
            handover: seconds(self.handover_ns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slicing::sla::{Cause, SlaTarget, SlaWindow, Verdict};

    #[test]
    fn parts_sum_and_map_onto_causes() {
        let budget = LatencyBudget {
            alignment_ns: 1,
            load_ns: 9_000_000,
            radio_ns: 30,
            air_ns: 500_000,
            harq_ns: 4_000_000,
            handover_ns: 600,
            ..LatencyBudget::default()
        }
        .with_transport_s(1e-3)
        .with_compute_s(2e-3)
        .with_compute_s(f64::NAN)
        .with_transport_s(-1.0);
        assert_eq!((budget.transport_ns, budget.compute_ns), (1_000_000, 2_000_000));
        assert_eq!(budget.total_ns(), 16_500_631);
        assert!((budget.causes().total() - budget.total_s()).abs() < 1e-15);
        assert_eq!(budget.causes().largest().map(|largest| largest.0), Some(Cause::Load));
        let target = SlaTarget { least_rate_bps: 0.0, delay_budget_s: 0.01, reliability: 0.999 };
        let mut window = SlaWindow::default();
        window.packet(&target, &budget.causes());
        assert!(matches!(window.judge(&target), Verdict::Missed { cause: Some((Cause::Load, _)), .. }));
    }
}
