//! Sharing a cell's PRBs among network slices by RRMPolicyRatio (TS 28.541 cl. 4.3.36 and 4.4.1).
//!
//! Start at [`SlicePolicies::new`], which checks the ratios, and [`SlicePolicies::allocate`]. [`RrmPolicies`] is the same for policies that
//! several slices and networks share; [`sla`] says whether a slice keeps its promise, and why not.
//!
//! A slice gets its minimum when it needs it; unused minimum is lent to others, an unused dedicated share is not.
//! How the shared pool is split among slices that contend for it is left open by TS 28.541: here it is max-min fair in whole PRBs,
//! the lowest slice index first when fewer PRBs than contenders are left. Quotas are rounded down, also a choice.

mod policy;
pub mod sla;

pub use policy::{Plmn, RrmPolicies, RrmPolicyMember, RrmPolicyRatio};

use crate::RanError;
use twin_units::SNssai;

/// Shares of one slice, in percent of the cell's PRBs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlicePolicy {
    /// The slice.
    pub snssai: SNssai,
    /// rRMPolicyMaxRatio: the most it may use.
    pub max_ratio: u8,
    /// rRMPolicyMinRatio: what it gets when it needs it.
    pub min_ratio: u8,
    /// rRMPolicyDedicatedRatio: what only it may use; part of the minimum.
    pub dedicated_ratio: u8,
}

/// Shares of one slice in whole PRBs of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrbQuota {
    /// The most it may use.
    pub max_prb: u32,
    /// What it gets when it needs it.
    pub min_prb: u32,
    /// What only it may use.
    pub dedicated_prb: u32,
}

impl SlicePolicy {
    /// A slice without guarantee or limit: the defaults of TS 28.541 (100, 0, 0).
    pub fn unrestricted(snssai: SNssai) -> Self {
        Self { snssai, max_ratio: 100, min_ratio: 0, dedicated_ratio: 0 }
    }

    /// The shares of a cell of `n_prb` PRBs, rounded down.
    pub fn quota(&self, n_prb: u32) -> PrbQuota {
        let share = |percent: u8| (u64::from(percent) * u64::from(n_prb) / 100) as u32;
        PrbQuota {
            max_prb: share(self.max_ratio),
            min_prb: share(self.min_ratio),
            dedicated_prb: share(self.dedicated_ratio),
        }
    }
}

/// The policies of all slices of a cell, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlicePolicies {
    policies: Vec<SlicePolicy>,
}

impl SlicePolicies {
    /// Checks the policies; slices are later named by their index here.
    ///
    /// # Errors
    /// Every fault found: [`RanError::NoSlice`], [`RanError::SliceTwice`], [`RanError::RatioAbove100`],
    /// [`RanError::RatiosNotNested`], [`RanError::MinSumAbove100`]. (The dedicated ratios then sum to at most 100 % too.)
    pub fn new(policies: Vec<SlicePolicy>) -> Result<Self, Vec<RanError>> {
        let unchecked = Self { policies };
        let mut faults = unchecked.faults_of_ratios();
        for (index, policy) in unchecked.policies.iter().enumerate() {
            let snssai = policy.snssai;
            if unchecked.policies[..index].iter().any(|other| other.snssai == snssai) {
                faults.push(RanError::SliceTwice { snssai });
            }
        }
        if faults.is_empty() { Ok(unchecked) } else { Err(faults) }
    }

    /// What is wrong with the ratios.
    fn faults_of_ratios(&self) -> Vec<RanError> {
        let mut faults = Vec::new();
        if self.policies.is_empty() {
            faults.push(RanError::NoSlice);
        }
        for policy in &self.policies {
            let snssai = policy.snssai;
            for (ratio, percent) in [
                ("rRMPolicyMaxRatio", policy.max_ratio),
                ("rRMPolicyMinRatio", policy.min_ratio),
                ("rRMPolicyDedicatedRatio", policy.dedicated_ratio),
            ] {
                if percent > 100 {
                    faults.push(RanError::RatioAbove100 { snssai, ratio, percent });
                }
            }
            let SlicePolicy { max_ratio: max, min_ratio: min, dedicated_ratio: dedicated, .. } = *policy;
            if dedicated > min || min > max {
                faults.push(RanError::RatiosNotNested { snssai, dedicated, min, max });
            }
        }
        let sum = self.policies.iter().map(|policy| u32::from(policy.min_ratio)).sum();
        if sum > 100 {
            faults.push(RanError::MinSumAbove100 { sum });
        }
        faults
    }

    /// The policies, by slice index.
    pub fn as_slice(&self) -> &[SlicePolicy] {
        &self.policies
    }

    /// Number of slices.
    pub fn len(&self) -> usize {
        self.policies.len()
    }

    /// Never true: a cell has at least one slice.
    pub fn is_empty(&self) -> bool {
        self.policies.is_empty()
    }

    /// Writes the PRBs of each slice into `alloc_prb` and returns the idle PRBs.
    ///
    /// Both slices are by slice index; a missing demand is 0, a missing place in `alloc_prb` gets nothing.
    pub fn allocate(&self, n_prb: u32, demand_prb: &[u32], alloc_prb: &mut [u32]) -> u32 {
        alloc_prb.fill(0);
        let demand = |slice: usize| demand_prb.get(slice).copied().unwrap_or(0);
        let n_slices = self.len().min(alloc_prb.len());
        let mut pool = n_prb;
        for (slice, policy) in self.policies[..n_slices].iter().enumerate() {
            let quota = policy.quota(n_prb);
            let guaranteed = demand(slice).min(quota.min_prb);
            alloc_prb[slice] = guaranteed;
            pool -= guaranteed + quota.dedicated_prb.saturating_sub(demand(slice));
        }
        let ceiling = |slice: usize| demand(slice).min(self.policies[slice].quota(n_prb).max_prb);
        while pool > 0 {
            let unmet = |alloc_prb: &[u32], slice: usize| ceiling(slice) - alloc_prb[slice];
            let contenders = (0..n_slices).filter(|&slice| unmet(alloc_prb, slice) > 0).count() as u32;
            if contenders == 0 {
                break;
            }
            let least_unmet =
                (0..n_slices).map(|slice| unmet(alloc_prb, slice)).filter(|&unmet| unmet > 0).min().unwrap_or(0);
            let step = least_unmet.min(pool / contenders);
            for slice in 0..n_slices {
                if unmet(alloc_prb, slice) > 0 && pool > 0 {
                    let given = step.max(1).min(pool);
                    alloc_prb[slice] += given;
                    pool -= given;
                }
            }
        }
        n_prb - alloc_prb[..n_slices].iter().sum::<u32>()
    }

    /// Panics unless an allocation keeps every rule: no PRB twice, no maximum exceeded, no minimum or dedicated share violated.
    ///
    /// For tests and the `validate` mode of hosts.
    #[track_caller]
    pub fn assert_well_formed(&self, n_prb: u32, demand_prb: &[u32], alloc_prb: &[u32]) {
        assert_eq!(alloc_prb.len(), self.len(), "one allocation per slice");
        let used: u32 = alloc_prb.iter().sum();
        let mut blocked = 0;
        for (slice, policy) in self.policies.iter().enumerate() {
            let quota = policy.quota(n_prb);
            let (demand, alloc) = (demand_prb[slice], alloc_prb[slice]);
            assert!(alloc <= demand.min(quota.max_prb), "slice {slice} got {alloc} PRBs, more than it may or needs");
            assert!(alloc >= demand.min(quota.min_prb), "slice {slice} got {alloc} PRBs, less than its guarantee");
            blocked += quota.dedicated_prb.saturating_sub(demand);
        }
        assert!(used + blocked <= n_prb, "{used} PRBs used and {blocked} reserved of {n_prb}");
        let unmet = (0..self.len())
            .any(|slice| alloc_prb[slice] < demand_prb[slice].min(self.policies[slice].quota(n_prb).max_prb));
        assert!(!unmet || used + blocked == n_prb, "PRBs left idle although a slice needs them");
    }
}

#[cfg(test)]
mod tests;
