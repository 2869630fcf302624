//! How many packets took how long: percentiles as far as the number of packets supports them.

use super::LatencyBudget;
use crate::RanError;
use hdrhistogram::Histogram;
use twin_units::hash::StateHash;

/// Shares of packets a latency distribution is reported at, up to 99.999 %.
pub const CDF_LEVELS: [f64; 8] = [0.05, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];

/// Longest delay told apart, µs: 100 s. Longer ones count as this.
const LONGEST_US: u64 = 100_000_000;

/// Significant digits: steps of 1 µs up to 2.048 ms, beyond that below 0.1 % of the delay.
const DIGITS: u8 = 3;

/// Delays of packets, 1 µs to 100 s.
///
/// A delay is rounded up to whole microseconds and then to the upper end of its step, so that what it reports is never better than what happened.
/// Two histograms of the same packets are equal whatever the order and however they were merged.
#[derive(Clone, Debug, PartialEq)]
pub struct LatencyHistogram {
    counts: Histogram<u64>,
}

impl Default for LatencyHistogram {
    fn default() -> Self {
        let counts = Histogram::new_with_bounds(1, LONGEST_US, DIGITS);
        Self { counts: counts.expect("1 µs to 100 s with three digits are bounds that fit together") }
    }
}

impl LatencyHistogram {
    /// Adds the delay of a packet, ns.
    pub fn record_ns(&mut self, delay_ns: u64) {
        self.counts.saturating_record(delay_ns.div_ceil(1000).clamp(1, LONGEST_US));
    }

    /// Adds a packet.
    pub fn record(&mut self, budget: &LatencyBudget) {
        self.record_ns(budget.total_ns());
    }

    /// Packets recorded.
    pub fn count(&self) -> u64 {
        self.counts.len()
    }

    /// Adds the packets of another.
    pub fn merge(&mut self, other: &Self) {
        self.counts.add(&other.counts).expect("all have the same bounds");
    }

    /// Packets needed before a percentile says anything: one in the tail beyond it, 100,000 for 99.999 %.
    ///
    /// # Errors
    /// [`RanError::OutOfRange`] for a share that is not within 0..1; 1 is excluded, no number of packets shows it.
    pub fn needed_for(share: f64) -> Result<u64, RanError> {
        if !(0.0..1.0).contains(&share) {
            return Err(RanError::OutOfRange { name: "share of packets", value: share, low: 0.0, high: 1.0 });
        }
        // 1 − 0.99999 is 1.0000000000065512e-5; the slack keeps round numbers round.
        Ok((1.0 / (1.0 - share) - 1e-4).ceil().max(1.0) as u64)
    }

    /// Delay that a share of packets, 0..1, does not exceed, s.
    ///
    /// `None` when there are too few packets for it ([`LatencyHistogram::needed_for`]) or the share is outside 0..1: an answer would be a guess.
    pub fn percentile_s(&self, share: f64) -> Option<f64> {
        let needed = Self::needed_for(share).ok()?;
        if self.count() < needed {
            return None;
        }
        let rank = ((share * self.count() as f64 - 1e-6).ceil() as u64).max(1);
        let mut so_far = 0;
        for step in self.counts.iter_recorded() {
            so_far += step.count_at_value();
            if so_far >= rank {
                return Some(self.upper_end_s(step.value_iterated_to()));
            }
        }
        None
    }

    /// The distribution at [`CDF_LEVELS`]: share of packets and the delay they do not exceed, s, `None` where packets are too few.
    pub fn cdf(&self) -> [(f64, Option<f64>); CDF_LEVELS.len()] {
        CDF_LEVELS.map(|share| (share, self.percentile_s(share)))
    }

    /// Every step that has packets: its delay, s, and the share of packets, 0..=1, up to it.
    pub fn cdf_points(&self) -> Vec<(f64, f64)> {
        let total = self.count() as f64;
        let mut so_far = 0;
        let points = self.counts.iter_recorded().map(|step| {
            so_far += step.count_at_value();
            (self.upper_end_s(step.value_iterated_to()), so_far as f64 / total)
        });
        points.collect()
    }

    /// Packets that took longer than a budget, s. One in the step that holds the budget counts as late unless the step ends there.
    pub fn count_above(&self, budget_s: f64) -> u64 {
        let budget_us = budget_s * 1e6 + 1e-6;
        let is_late = |value_us: u64| self.counts.highest_equivalent(value_us).min(LONGEST_US) as f64 > budget_us;
        let late = self.counts.iter_recorded().filter(|step| is_late(step.value_iterated_to()));
        late.map(|step| step.count_at_value()).sum()
    }

    /// The longest delay, s; `None` without packets.
    pub fn longest_s(&self) -> Option<f64> {
        (self.count() > 0).then(|| self.upper_end_s(self.counts.max()))
    }

    /// Adds the counts to a hash.
    pub fn hash_into(&self, hash: &mut StateHash) {
        hash.word(self.count());
        for step in self.counts.iter_recorded() {
            hash.word(step.value_iterated_to());
            hash.word(step.count_at_value());
        }
    }

    fn upper_end_s(&self, value_us: u64) -> f64 {
        self.counts.highest_equivalent(value_us).min(LONGEST_US) as f64 / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_units::rng::{Purpose, Stream};

    #[test]
    fn a_percentile_needs_its_packets() {
        for (share, needed) in [(0.0, 1), (0.5, 2), (0.9, 10), (0.99, 100), (0.999, 1000), (0.99999, 100_000)] {
            assert_eq!(LatencyHistogram::needed_for(share), Ok(needed), "{share}");
        }
        let mut histogram = LatencyHistogram::default();
        assert_eq!((histogram.percentile_s(0.5), histogram.longest_s()), (None, None));
        (0..99_999).for_each(|_| histogram.record_ns(1_000_000));
        assert_eq!((histogram.percentile_s(0.99999), histogram.percentile_s(0.9999)), (None, Some(0.001)));
        histogram.record_ns(7_000);
        assert_eq!(histogram.percentile_s(0.99999), Some(0.001));
        assert_eq!(
            (histogram.percentile_s(1.0), histogram.percentile_s(-0.1), histogram.percentile_s(f64::NAN)),
            (None, None, None)
        );
        let fault = LatencyHistogram::needed_for(1.0).expect_err("no number of packets shows it");
        assert_eq!(fault.to_string(), "share of packets must be in 0..=1, found 1");
    }

    #[test]
    fn percentiles_are_those_of_the_sorted_delays() {
        let mut stream = Stream::new(8, 0, Purpose::Traffic);
        let mut delays_ns: Vec<u64> = (0..200_000).map(|_| (stream.exponential(2e6) + 40_000.0) as u64).collect();
        let mut histogram = LatencyHistogram::default();
        delays_ns.iter().for_each(|&delay_ns| histogram.record_ns(delay_ns));
        delays_ns.sort_unstable();
        for (share, found_s) in histogram.cdf() {
            let rank = ((share * 200_000.0 - 1e-6).ceil() as usize).max(1);
            let exact_s = delays_ns[rank - 1] as f64 / 1e9;
            let found_s = found_s.expect("200,000 packets support 99.999 %");
            assert!(found_s >= exact_s - 1e-12 && found_s <= exact_s * 1.001 + 1e-6, "{share}: {found_s} {exact_s}");
        }
        for budget_s in [0.001, 0.0023, 0.01] {
            let late = delays_ns.iter().filter(|&&delay_ns| delay_ns as f64 > budget_s * 1e9).count() as u64;
            let found = histogram.count_above(budget_s);
            assert!(found >= late && found <= late + late / 500 + 200, "{budget_s}: {found} {late}");
        }
        let exactly = delays_ns.iter().filter(|&&delay_ns| delay_ns > 1_000_000).count() as u64;
        assert_eq!(histogram.count_above(0.001), exactly, "steps are 1 µs here");
        let points = histogram.cdf_points();
        assert!(points.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1) && points.last().map(|point| point.1) == Some(1.0));
    }

    #[test]
    fn merging_in_any_order_gives_the_same_hash() {
        let hash_of = |histogram: &LatencyHistogram| {
            let mut hash = StateHash::default();
            histogram.hash_into(&mut hash);
            hash.value()
        };
        let mut stream = Stream::new(8, 1, Purpose::Traffic);
        let (mut whole, mut parts) = (LatencyHistogram::default(), [(); 3].map(|()| LatencyHistogram::default()));
        for index in 0..3000 {
            let delay_ns = (stream.uniform() * 3e7) as u64;
            whole.record(&LatencyBudget { load_ns: delay_ns, ..LatencyBudget::default() });
            parts[index % 3].record_ns(delay_ns);
        }
        let mut merged = LatencyHistogram::default();
        parts.iter().rev().for_each(|part| merged.merge(part));
        assert_eq!((merged.count(), hash_of(&merged)), (3000, hash_of(&whole)));
        assert_eq!(merged, whole);
        merged.record_ns(5);
        assert_ne!(hash_of(&merged), hash_of(&whole));
    }

    #[test]
    fn the_ends_are_1_us_and_100_s() {
        let mut histogram = LatencyHistogram::default();
        histogram.record_ns(0);
        histogram.record_ns(u64::MAX);
        assert_eq!((histogram.percentile_s(0.0), histogram.longest_s()), (Some(1e-6), Some(100.0)));
        assert_eq!((histogram.count_above(99.0), histogram.count_above(100.0), histogram.count_above(0.0)), (1, 0, 2));
    }
}
