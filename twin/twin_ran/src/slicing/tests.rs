//! Worked examples of the allocation rule, and its faults.

use super::*;

fn snssai(sst: u8) -> SNssai {
    SNssai { sst, sd: None }
}

fn policy(sst: u8, max_ratio: u8, min_ratio: u8, dedicated_ratio: u8) -> SlicePolicy {
    SlicePolicy { snssai: snssai(sst), max_ratio, min_ratio, dedicated_ratio }
}

#[test]
fn worked_examples() {
    let text = include_str!("../../tests/fixtures/slicing_examples.json");
    let file: serde_json::Value = serde_json::from_str(text).expect("the fixture is JSON");
    let examples = file["examples"].as_array().expect("the fixture has examples");
    assert_eq!(examples.len(), 12);
    for example in examples {
        let name = &example["name"];
        let number = |value: &serde_json::Value| value.as_u64().expect("a whole number") as u32;
        let slices = example["slices"].as_array().expect("slices");
        let policies = slices.iter().enumerate().map(|(index, slice)| {
            let percent = |ratio: &str| number(&slice[ratio]) as u8;
            policy(
                index as u8 + 1,
                percent("rRMPolicyMaxRatio"),
                percent("rRMPolicyMinRatio"),
                percent("rRMPolicyDedicatedRatio"),
            )
        });
        let policies = SlicePolicies::new(policies.collect()).expect("the example's ratios are valid");
        let demand: Vec<u32> = slices.iter().map(|slice| number(&slice["demand_prb"])).collect();
        let n_prb = number(&example["n_prb"]);
        let mut alloc = vec![0; demand.len()];
        let idle = policies.allocate(n_prb, &demand, &mut alloc);
        policies.assert_well_formed(n_prb, &demand, &alloc);
        let expected: Vec<u32> =
            example["expected_alloc_prb"].as_array().expect("expected_alloc_prb").iter().map(number).collect();
        assert_eq!(alloc, expected, "{name}");
        assert_eq!(idle, number(&example["idle_prb"]), "{name}");
        for (index, quota) in example["quota_prb"].as_array().expect("quota_prb").iter().enumerate() {
            let (max_prb, min_prb) = (number(&quota["max"]), number(&quota["min"]));
            let expected = PrbQuota { max_prb, min_prb, dedicated_prb: number(&quota["dedicated"]) };
            assert_eq!(policies.as_slice()[index].quota(n_prb), expected, "{name}");
        }
    }
}

#[test]
fn every_small_case_is_well_formed() {
    let ratios = [(100, 0, 0), (60, 30, 10), (100, 40, 40), (25, 20, 0)];
    let policies = |a: usize, b: usize| {
        let (a, b) = (ratios[a], ratios[b]);
        SlicePolicies::new(vec![policy(1, a.0, a.1, a.2), policy(2, b.0, b.1, b.2), policy(3, 100, 0, 0)])
            .expect("the minima sum to at most 80 %")
    };
    for n_prb in [0, 1, 7, 52, 273] {
        for a in 0..ratios.len() {
            for b in 0..ratios.len() {
                for demand in 0..27 {
                    let demand: Vec<u32> = [demand % 3, demand / 3 % 3, demand / 9].map(|part| part * 60).to_vec();
                    let mut alloc = [0; 3];
                    policies(a, b).allocate(n_prb, &demand, &mut alloc);
                    policies(a, b).assert_well_formed(n_prb, &demand, &alloc);
                }
            }
        }
    }
}

#[test]
fn all_faults_are_found_and_readable() {
    let faults = SlicePolicies::new(vec![policy(1, 110, 70, 80), policy(1, 100, 40, 0)]).expect_err("four faults");
    let sentences: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        sentences,
        [
            "rRMPolicyMaxRatio of slice 1 must be at most 100 %, found 110 %",
            "slice 1 needs dedicated <= min <= max, found 80 %, 70 %, 110 %",
            "the rRMPolicyMinRatio of all slices must sum to at most 100 %, found 110 %",
            "slice 1 has more than one policy",
        ]
    );
    assert_eq!(SlicePolicies::new(Vec::new()), Err(vec![RanError::NoSlice]));
}

mod grants {
    //! Any policies, any demand, any UEs.

    use super::*;
    use crate::scheduler::{
        Candidate, MaxRate, PfAverage, ProportionalFair, RoundRobin, Scheduler, assert_grants_well_formed, grant_slot,
    };
    use proptest::prelude::*;

    /// Up to six slices whose ratios are nested and whose minima fit.
    fn policies() -> impl Strategy<Value = Vec<SlicePolicy>> {
        proptest::collection::vec((0u8..=100, 0u8..=100, 0u8..=100), 1..=6).prop_map(|shares| {
            let n = shares.len() as u8;
            let nested = |(index, (max, min, dedicated)): (usize, (u8, u8, u8))| {
                let min = (min / n).min(max);
                policy(index as u8 + 1, max, min, dedicated.min(min))
            };
            shares.into_iter().enumerate().map(nested).collect()
        })
    }

    proptest! {
        #[test]
        fn slices_get_what_they_may(policies in policies(), n_prb in 1u32..=275, demand in proptest::collection::vec(0u32..=600, 6)) {
            let policies = SlicePolicies::new(policies).expect("made valid");
            let demand = &demand[..policies.len()];
            let mut alloc = vec![0; policies.len()];
            let idle = policies.allocate(n_prb, demand, &mut alloc);
            policies.assert_well_formed(n_prb, demand, &alloc);
            prop_assert_eq!(idle + alloc.iter().sum::<u32>(), n_prb);
            // Nothing but unused dedicated PRBs is idle while a slice below its maximum needs more.
            let quotas: Vec<PrbQuota> = policies.as_slice().iter().map(|policy| policy.quota(n_prb)).collect();
            let blocked: u32 = quotas.iter().zip(demand).map(|(quota, &demand)| quota.dedicated_prb.saturating_sub(demand)).sum();
            let wants_more = (0..alloc.len()).any(|slice| alloc[slice] < demand[slice].min(quotas[slice].max_prb));
            prop_assert!(!wants_more || idle == blocked);
            // Dedicated PRBs are never lent: all others together leave them alone.
            for slice in 0..alloc.len() {
                let others: u32 = alloc.iter().sum::<u32>() - alloc[slice];
                prop_assert!(others + quotas[slice].dedicated_prb <= n_prb);
            }
        }

        #[test]
        fn grants_are_disjoint_and_within_the_carrier(
            policies in policies(),
            n_prb in 1u32..=275,
            ues in proptest::collection::vec((0usize..7, 0u32..=300, 0.0f64..2000.0, 0u64..100), 0..40),
        ) {
            let policies = SlicePolicies::new(policies).expect("made valid");
            let candidates: Vec<Candidate> = ues
                .iter()
                .map(|&(slice, demand_prb, bits_per_prb, waited_slots)| {
                    Candidate { slice, demand_prb, bits_per_prb, average: PfAverage::default(), waited_slots, weight: 1.0, is_repetition: false }
                })
                .collect();
            let mut demand = vec![0; policies.len()];
            for candidate in &candidates {
                if let Some(sum) = demand.get_mut(candidate.slice) {
                    *sum += candidate.demand_prb;
                }
            }
            let mut alloc = vec![0; policies.len()];
            policies.allocate(n_prb, &demand, &mut alloc);
            for scheduler in [&ProportionalFair as &dyn Scheduler, &RoundRobin, &MaxRate] {
                let (mut left, mut grants) = (candidates.clone(), Vec::new());
                grant_slot(scheduler, &mut left, &alloc, &mut grants);
                assert_grants_well_formed(&grants, n_prb);
                let mut given = vec![0; policies.len()];
                for grant in &grants {
                    prop_assert!(grant.n_prb <= candidates[grant.ue_idx].demand_prb);
                    given[candidates[grant.ue_idx].slice] += grant.n_prb;
                }
                prop_assert_eq!(&given, &alloc, "a slice's UEs get all of its PRBs");
            }
        }
    }
}
