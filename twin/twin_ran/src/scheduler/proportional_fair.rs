//! Proportional fair in one slot: the UE with the highest ratio of possible to average rate goes first.

/// Exponentially weighted average of a UE's scheduled rate, bits per slot.
///
/// Scheduled, not delivered: a UE whose blocks all fail would otherwise claim every slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PfAverage(f64);

impl Default for PfAverage {
    /// 1 bit per slot: a new UE goes first.
    fn default() -> Self {
        Self(1.0)
    }
}

impl PfAverage {
    /// Takes the bits scheduled in a slot: `T ← T + (bits − T) / window`; at least 10⁻³ bits, so that ratios stay finite.
    pub fn update(&mut self, window_slots: f64, bits: f64) {
        self.0 = (self.0 + (bits - self.0) / window_slots.max(1.0)).max(1e-3);
    }

    /// The average, bits per slot.
    pub fn bits_per_slot(self) -> f64 {
        self.0
    }
}

/// A UE that could be scheduled in a slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Index of its slice.
    pub slice: usize,
    /// PRBs it needs; 0 when it needs none or has been granted.
    pub demand_prb: u32,
    /// Bits one PRB carries for it in this slot.
    pub bits_per_prb: f64,
    /// Its average rate.
    pub average: PfAverage,
}

/// PRBs `first_prb..first_prb + n_prb` for one UE in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Index of the UE among the candidates.
    pub ue_idx: usize,
    /// First PRB.
    pub first_prb: u32,
    /// Number of PRBs, at least 1.
    pub n_prb: u32,
}

/// Gives each slice's PRBs to its candidates, replacing what is in `grants`.
///
/// In each slice the candidate with the highest `bits_per_prb / average` gets all it needs, then the next, while PRBs last; the lowest index of
/// equals first. Candidates' demands are used up by this.
///
/// Source: A. Jalali, R. Padovani, R. Pankaj, "Data throughput of CDMA-HDR", IEEE VTC Spring 2000 (the rule `R_i / T_i`).
pub fn grant_slot(candidates: &mut [Candidate], slice_prb: &[u32], grants: &mut Vec<Grant>) {
    grants.clear();
    let mut first_prb = 0;
    for (slice, &prb) in slice_prb.iter().enumerate() {
        let mut left = prb;
        while left > 0 {
            let mut best: Option<(usize, f64)> = None;
            for (index, candidate) in candidates.iter().enumerate() {
                if candidate.slice != slice || candidate.demand_prb == 0 {
                    continue;
                }
                let metric = candidate.bits_per_prb / candidate.average.0;
                if best.is_none_or(|(_, highest)| metric > highest) {
                    best = Some((index, metric));
                }
            }
            let Some((ue_idx, _)) = best else { break };
            let n_prb = candidates[ue_idx].demand_prb.min(left);
            candidates[ue_idx].demand_prb = 0;
            grants.push(Grant { ue_idx, first_prb, n_prb });
            first_prb += n_prb;
            left -= n_prb;
        }
    }
}

/// Panics unless no PRB is given twice and all lie within the carrier. For tests and the `validate` mode of hosts.
#[track_caller]
pub fn assert_grants_well_formed(grants: &[Grant], n_prb: u32) {
    let mut sorted = grants.to_vec();
    sorted.sort_by_key(|grant| grant.first_prb);
    let mut end = 0;
    for grant in sorted {
        assert!(grant.n_prb > 0, "an empty grant for UE {}", grant.ue_idx);
        assert!(grant.first_prb >= end, "PRB {} is given twice", grant.first_prb);
        end = grant.first_prb + grant.n_prb;
    }
    assert!(end <= n_prb, "PRBs up to {end} given, the carrier has {n_prb}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_units::UeId;
    use twin_units::rng::{Purpose, Stream};

    const WINDOW_SLOTS: f64 = 2000.0;
    const WARM_UP_SLOTS: u32 = 20_000;
    const SLOTS: u32 = 180_000;

    /// Mean rate of full-buffer UEs that share one PRB, with rates drawn by `rate(ue_idx)` each slot.
    fn simulate(n_ues: usize, mut rate: impl FnMut(usize) -> f64) -> Vec<f64> {
        let mut averages = vec![PfAverage::default(); n_ues];
        let mut sums = vec![0.0; n_ues];
        let mut grants = Vec::new();
        for slot in 0..WARM_UP_SLOTS + SLOTS {
            let mut candidates: Vec<Candidate> = (0..n_ues)
                .map(|ue| Candidate { slice: 0, demand_prb: 1, bits_per_prb: rate(ue), average: averages[ue] })
                .collect();
            let rates: Vec<f64> = candidates.iter().map(|candidate| candidate.bits_per_prb).collect();
            grant_slot(&mut candidates, &[1], &mut grants);
            assert_eq!(grants.len(), 1);
            for ue in 0..n_ues {
                let bits = if grants[0].ue_idx == ue { rates[ue] } else { 0.0 };
                averages[ue].update(WINDOW_SLOTS, bits);
                if slot >= WARM_UP_SLOTS {
                    sums[ue] += bits;
                }
            }
        }
        sums.iter().map(|sum| sum / f64::from(SLOTS)).collect()
    }

    /// Rows of a case of the closed forms: fields split at commas outside quotes.
    fn rows(case: &str) -> Vec<Vec<String>> {
        let text = include_str!("../../tests/fixtures/pf_closed_form.csv");
        text.lines()
            .filter(|line| line.starts_with(case))
            .map(|line| {
                let mut quoted = false;
                line.split(|c: char| {
                    quoted ^= c == '"';
                    c == ',' && !quoted
                })
                .map(|field| field.trim_matches('"').to_owned())
                .collect()
            })
            .collect()
    }

    fn number(text: &str) -> f64 {
        text.parse().expect("a number")
    }

    #[test]
    fn static_full_buffer_gives_equal_time() {
        let rows = rows("static_full_buffer");
        let mut checked = 0;
        for row in rows.iter().filter(|row| row[4] == "throughput_mbps") {
            let rates: Vec<f64> = row[3].trim_start_matches("rate_mbps=").split('/').map(number).collect();
            let throughput = simulate(rates.len(), |ue| 1000.0 * rates[ue]);
            let (ue, expected) = (number(&row[2]) as usize, number(&row[5]));
            assert!((throughput[ue] / (1000.0 * expected) - 1.0).abs() < 0.005, "{row:?}: {throughput:?}");
            checked += 1;
        }
        assert!(checked >= 2);
    }

    #[test]
    fn two_state_fading_gives_the_mean_of_the_maximum() {
        let mut checked = 0;
        for row in rows("two_state_symmetric").iter().filter(|row| row[4] == "pf_throughput") {
            let n_ues = number(&row[1]) as usize;
            let probability = row[3].split("w.p. ").nth(1).and_then(|rest| rest.split(',').next()).map(number);
            let probability = probability.expect("the row states the probability of the high rate");
            let mut stream = Stream::new(11, UeId(n_ues as u32).0, Purpose::Bler);
            let throughput = simulate(n_ues, |_| if stream.chance(probability) { 800.0 } else { 200.0 });
            for mean in throughput {
                assert!((mean / (100.0 * number(&row[5])) - 1.0).abs() < 0.02, "{row:?}: {mean}");
            }
            checked += 1;
        }
        assert!(checked >= 6);
    }

    #[test]
    fn slices_keep_to_their_prbs() {
        let candidate = |slice, demand_prb, bits_per_prb| Candidate {
            slice,
            demand_prb,
            bits_per_prb,
            average: PfAverage::default(),
        };
        let mut candidates =
            [candidate(0, 30, 1.0), candidate(1, 10, 9.0), candidate(0, 15, 2.0), candidate(7, 5, 9.0)];
        let mut grants = Vec::new();
        grant_slot(&mut candidates, &[40, 20], &mut grants);
        assert_grants_well_formed(&grants, 60);
        let expected = [(2, 0, 15), (0, 15, 25), (1, 40, 10)];
        assert_eq!(grants, expected.map(|(ue_idx, first_prb, n_prb)| Grant { ue_idx, first_prb, n_prb }));
    }
}
