//! The grants of one slot, and the average rate that fairness goes by.

use super::Scheduler;

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
        self.weigh(1.0 / window_slots.max(1.0), bits);
    }

    /// The same with the inverse of the window, which is the same for every UE of a cell.
    pub(crate) fn weigh(&mut self, share: f64, bits: f64) {
        self.0 = (self.0 + (bits - self.0) * share).max(1e-3);
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
    /// Slots since its last grant; very many if it never had one.
    pub waited_slots: u64,
    /// Its weight, above 0; 1 for equal UEs.
    pub weight: f64,
    /// Whether it would repeat a lost block: that goes before any new one, in all rules.
    pub is_repetition: bool,
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
/// In each slice repetitions go first, then the candidate with the highest priority gets all it needs, then the next, while PRBs last; the lowest index of
/// equals first. Candidates' demands are used up by this.
pub fn grant_slot(scheduler: &dyn Scheduler, candidates: &mut [Candidate], slice_prb: &[u32], grants: &mut Vec<Grant>) {
    grants.clear();
    let mut first_prb = 0;
    // Of hundreds of candidates few need anything in a slot: only those are looked at again for each grant.
    let mut waiting: Vec<usize> = Vec::new();
    for (slice, &prb) in slice_prb.iter().enumerate() {
        let mut left = prb;
        if left > 0 {
            let waits = |index: &usize| candidates[*index].slice == slice && candidates[*index].demand_prb > 0;
            waiting.clear();
            waiting.extend((0..candidates.len()).filter(waits));
        }
        while left > 0 {
            let mut best: Option<(usize, f64)> = None;
            for (index, candidate) in waiting.iter().map(|&index| (index, &candidates[index])) {
                if candidate.demand_prb == 0 {
                    continue;
                }
                let metric = if candidate.is_repetition { f64::INFINITY } else { scheduler.priority(candidate) };
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
    #[test]
    fn slices_keep_to_their_prbs() {
        let candidate = |slice, demand_prb, bits_per_prb| Candidate {
            slice,
            demand_prb,
            bits_per_prb,
            average: PfAverage::default(),
            waited_slots: 0,
            weight: 1.0,
            is_repetition: false,
        };
        let mut candidates =
            [candidate(0, 30, 1.0), candidate(1, 10, 9.0), candidate(0, 15, 2.0), candidate(7, 5, 9.0)];
        let mut grants = Vec::new();
        grant_slot(&crate::scheduler::ProportionalFair, &mut candidates, &[40, 20], &mut grants);
        assert_grants_well_formed(&grants, 60);
        let expected = [(2, 0, 15), (0, 15, 25), (1, 40, 10)];
        assert_eq!(grants, expected.map(|(ue_idx, first_prb, n_prb)| Grant { ue_idx, first_prb, n_prb }));
    }
}
