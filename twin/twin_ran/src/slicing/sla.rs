//! Whether a slice keeps its service level, and if not, why: the largest cause, with its numbers.
//!
//! Start at [`SlaWindow`], filled over a while, and [`SlaWindow::judge`].
//!
//! **Accuracy.** A late packet's delay and a missing bit are divided among causes by the caller, who knows where they waited; here they are summed and compared.
//! A cause is the largest part of what is too much, not proof that mending it would suffice.

/// What a slice was promised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlaTarget {
    /// Least rate of the slice, bit/s; 0 for none.
    pub least_rate_bps: f64,
    /// Greatest delay of a packet, s (packet delay budget, TS 23.501 cl. 5.7.3.4).
    pub delay_budget_s: f64,
    /// Least share of packets within the budget, 0..=1.
    pub reliability: f64,
}

/// Something divided among the causes of a missed target.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Causes {
    /// The channel: low rates, lost blocks and their repetition.
    pub radio: f64,
    /// Other traffic: waiting for PRBs that others got.
    pub load: f64,
    /// Inference and processing.
    pub compute: f64,
    /// Interruptions by handover and re-establishment.
    pub handover: f64,
}

/// A cause of a missed target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// See [`Causes::radio`].
    Radio,
    /// See [`Causes::load`].
    Load,
    /// See [`Causes::compute`].
    Compute,
    /// See [`Causes::handover`].
    Handover,
}

impl Cause {
    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Radio => "radio",
            Self::Load => "load",
            Self::Compute => "compute",
            Self::Handover => "handover",
        }
    }
}

impl Causes {
    /// Every part with its cause.
    pub fn parts(&self) -> [(Cause, f64); 4] {
        [
            (Cause::Radio, self.radio),
            (Cause::Load, self.load),
            (Cause::Compute, self.compute),
            (Cause::Handover, self.handover),
        ]
    }

    /// Sum of all parts.
    pub fn total(&self) -> f64 {
        self.parts().iter().map(|part| part.1).sum()
    }

    /// The largest part and its share of the whole, 0..=1; the first of equals. `None` when nothing is there.
    pub fn largest(&self) -> Option<(Cause, f64)> {
        let total = self.total();
        let parts = self.parts();
        let largest = parts.iter().fold(parts[0], |best, part| if part.1 > best.1 { *part } else { best });
        (total > 0.0).then(|| (largest.0, largest.1 / total))
    }

    /// Adds another's parts.
    pub fn add(&mut self, other: &Self) {
        self.radio += other.radio;
        self.load += other.load;
        self.compute += other.compute;
        self.handover += other.handover;
    }
}

/// What happened to a slice over a while.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SlaWindow {
    packets: u64,
    late_packets: u64,
    late_delay_s: Causes,
    offered_bits: f64,
    delivered_bits: f64,
    missing_bits: Causes,
    seconds: f64,
}

/// Which target was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// Too few packets were within the delay budget.
    Reliability,
    /// The rate was too low although more was offered.
    Rate,
}

/// A verdict with its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Nothing was offered.
    Unknown,
    /// Every target was kept.
    Met {
        /// Share of packets within the budget, 0..=1.
        reliability: f64,
        /// Rate, bit/s.
        rate_bps: f64,
    },
    /// A target was missed; of two the one missed by more, relative to what was promised.
    Missed {
        /// Which.
        missed: Missed,
        /// What was reached: a share of packets, or bit/s.
        reached: f64,
        /// What was promised, in the same unit.
        promised: f64,
        /// The largest cause and its share of all causes, 0..=1; `None` when none was stated.
        cause: Option<(Cause, f64)>,
    },
}

impl SlaWindow {
    /// A packet that was delivered or given up, with the parts of its delay, s.
    pub fn packet(&mut self, target: &SlaTarget, delay_s: &Causes) {
        self.packets += 1;
        if delay_s.total() > target.delay_budget_s {
            self.late_packets += 1;
            self.late_delay_s.add(delay_s);
        }
    }

    /// Time that passed, s, with the bits offered and delivered in it and what kept the rest from being delivered, bit.
    pub fn pass(&mut self, seconds: f64, offered_bits: f64, delivered_bits: f64, missing_bits: &Causes) {
        self.seconds += seconds;
        self.offered_bits += offered_bits;
        self.delivered_bits += delivered_bits;
        self.missing_bits.add(missing_bits);
    }

    /// Compares with the target. A rate below the promised one is no fault of the network when no more was offered.
    pub fn judge(&self, target: &SlaTarget) -> Verdict {
        if self.packets == 0 && self.offered_bits <= 0.0 {
            return Verdict::Unknown;
        }
        let reliability = if self.packets == 0 { 1.0 } else { 1.0 - self.late_packets as f64 / self.packets as f64 };
        let per_second = |bits: f64| if self.seconds > 0.0 { bits / self.seconds } else { 0.0 };
        let rate_bps = per_second(self.delivered_bits);
        let promised_bps = target.least_rate_bps.min(per_second(self.offered_bits));
        let missing = |reached: f64, promised: f64| if promised > 0.0 { (promised - reached) / promised } else { 0.0 };
        let (late, slow) = (missing(reliability, target.reliability), missing(rate_bps, promised_bps));
        if late <= 0.0 && slow <= 0.0 {
            return Verdict::Met { reliability, rate_bps };
        }
        if late >= slow {
            let (reached, promised, cause) = (reliability, target.reliability, self.late_delay_s.largest());
            Verdict::Missed { missed: Missed::Reliability, reached, promised, cause }
        } else {
            let (reached, promised, cause) = (rate_bps, promised_bps, self.missing_bits.largest());
            Verdict::Missed { missed: Missed::Rate, reached, promised, cause }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: SlaTarget = SlaTarget { least_rate_bps: 10e6, delay_budget_s: 0.01, reliability: 0.99 };

    fn delay(radio: f64, load: f64, compute: f64, handover: f64) -> Causes {
        Causes { radio, load, compute, handover }
    }

    #[test]
    fn nothing_offered_and_everything_kept() {
        let mut window = SlaWindow::default();
        assert_eq!(window.judge(&TARGET), Verdict::Unknown);
        (0..100).for_each(|_| window.packet(&TARGET, &delay(0.004, 0.004, 0.002, 0.0)));
        window.pass(1.0, 4e6, 4e6, &Causes::default());
        assert_eq!(window.judge(&TARGET), Verdict::Met { reliability: 1.0, rate_bps: 4e6 }, "no more was offered");
    }

    #[test]
    fn late_packets_name_their_largest_cause() {
        for (parts, cause, share) in [
            (delay(0.012, 0.002, 0.001, 0.001), Cause::Radio, 0.75),
            (delay(0.002, 0.012, 0.001, 0.001), Cause::Load, 0.75),
            (delay(0.001, 0.001, 0.008, 0.002), Cause::Compute, 8.0 / 12.0),
            (delay(0.001, 0.001, 0.002, 0.056), Cause::Handover, 56.0 / 60.0),
        ] {
            let mut window = SlaWindow::default();
            (0..98).for_each(|_| window.packet(&TARGET, &delay(0.001, 0.001, 0.001, 0.0)));
            (0..2).for_each(|_| window.packet(&TARGET, &parts));
            let Verdict::Missed { missed, reached, promised, cause: Some((found, found_share)) } =
                window.judge(&TARGET)
            else {
                panic!("{:?}", window.judge(&TARGET));
            };
            assert_eq!((missed, promised, found), (Missed::Reliability, 0.99, cause));
            assert!((reached - 0.98).abs() < 1e-12 && (found_share - share).abs() < 1e-12);
        }
    }

    #[test]
    fn a_low_rate_names_its_largest_cause() {
        let mut window = SlaWindow::default();
        window.pass(2.0, 40e6, 12e6, &Causes { load: 20e6, radio: 8e6, ..Causes::default() });
        let expected = Verdict::Missed {
            missed: Missed::Rate,
            reached: 6e6,
            promised: 10e6,
            cause: Some((Cause::Load, 20.0 / 28.0)),
        };
        assert_eq!(window.judge(&TARGET), expected);
        // Late packets by less, relative to what was promised, do not hide it.
        (0..100).for_each(|index| {
            window.packet(&TARGET, &delay(if index < 5 { 0.02 } else { 0.001 }, 0.0, 0.0, 0.0));
        });
        assert_eq!(window.judge(&TARGET), expected);
    }
}
