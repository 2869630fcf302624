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
            "slice 1 has more than one policy",
            "the rRMPolicyMinRatio of all slices must sum to at most 100 %, found 110 %",
        ]
    );
    assert_eq!(SlicePolicies::new(Vec::new()), Err(vec![RanError::NoSlice]));
}
