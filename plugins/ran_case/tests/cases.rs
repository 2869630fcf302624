//! The reference files through the formats, and files that are damaged.

use ran_case::handover::Vector;
use ran_case::slices::Examples;
use serde_json::{Value, json};

macro_rules! vectors {
    ($($file:literal)*) => {
        [$(($file, include_str!(concat!("../../../twin/twin_ran/tests/fixtures/handover/", $file, ".json")))),*]
    };
}

const VECTORS: [(&str, &str); 14] = vectors! {
    "open-ho-01" "open-ho-02" "open-ho-03" "open-ho-04" "open-ho-05" "open-ho-06" "open-ho-07" "open-ho-08"
    "open-cho-01" "open-cho-02" "open-cho-03" "open-daps-01" "open-ltm-01" "open-cltm-01"
};
const SLICES: &str = include_str!("../../../twin/twin_ran/tests/fixtures/slicing_examples.json");

fn difference(document: &Value) -> Option<String> {
    let vector = Vector::parse(document.to_string().as_bytes()).expect("a good vector");
    vector.run().first_difference().expect("it says what it expects")
}

#[test]
fn every_vector_agrees() {
    for (name, text) in VECTORS {
        let vector = Vector::parse(text.as_bytes()).expect("a good vector");
        assert_eq!(vector.id, name);
        let outcome = vector.run();
        assert_eq!(outcome.first_difference(), Ok(None), "{name}");
        assert!(outcome.to_string().contains("reports"), "{outcome}");
    }
}

#[test]
fn a_result_has_the_order_of_the_file() {
    for (name, text) in VECTORS {
        let document: Value = serde_json::from_str(text).expect("JSON");
        let ours = Vector::parse(text.as_bytes()).expect("a good vector").run().to_json();
        assert_eq!(ours["events"], document["expected"]["events"], "{name}");
        assert_eq!(ours["outcomes"], document["expected"]["outcomes"], "{name}");
        assert_eq!(ours["counts"], document["expected"]["counts"], "{name}");
    }
}

#[test]
fn every_difference_is_named() {
    let document: Value = serde_json::from_str(VECTORS[0].1).expect("JSON");
    for (path, value, found) in [
        ("/expected/initial_cell", json!(1), "initial_cell is 0, expected 1"),
        ("/expected/l3_alpha", json!(0.5), "l3_alpha is"),
        ("/expected/events/2/t", json!(3.582), "events, row 2: t is 3.58, expected 3.582"),
        ("/expected/events/0/cell", json!(0), "cell is 1, expected 0"),
        ("/expected/events/4/cause", json!("command_lost"), "cause is \"rlf_in_preparation\", expected"),
        ("/expected/outcomes/0/outcome", json!("useful"), "outcomes, row 0: outcome is \"too_late\""),
        ("/expected/outcomes/0/t_exec", json!(3.6), "t_exec is null, expected 3.6"),
        ("/expected/outcomes/0/mean_gain_db", json!(0.02), "mean_gain_db is 0.0"),
        ("/expected/counts/reports", json!(2), "counts.reports is 1, expected 2"),
        ("/expected/l3_checkpoints/3/2", json!(-75.4877), "l3_checkpoints, row 3"),
        ("/expected/rlm_checkpoints/1/3", json!(28.9), "rlm_checkpoints, row 1"),
        ("/expected/outcomes", json!([]), "which is not expected"),
    ] {
        let mut damaged = document.clone();
        *damaged.pointer_mut(path).expect(path) = value;
        let difference = difference(&damaged).expect(path);
        assert!(difference.contains(found), "{path}: {difference}");
    }
    let mut lacking = document.clone();
    lacking["expected"]["events"]
        .as_array_mut()
        .expect("a list")
        .push(json!({"t": 9.0, "type": "a3_enter", "cell": 1}));
    assert!(difference(&lacking).expect("one more").starts_with("events lacks"));
}

#[track_caller]
fn refused(document: &Value, expected: &str) {
    let fault = Vector::parse(document.to_string().as_bytes()).expect_err(expected).to_string();
    assert!(fault.contains(expected), "{fault}");
}

#[test]
fn a_damaged_vector_is_refused_with_the_place() {
    let good: Value = serde_json::from_str(VECTORS[0].1).expect("JSON");
    for (path, value, expected) in [
        ("/schema", json!("handover-vector/2"), "schema: must be \"handover-vector/1\""),
        ("/config/a3/ttt_s", json!(0.09), "config.a3.ttt_s: timeToTrigger must be one of 0, 40, 64, 80, 100,"),
        ("/config/a3/offset_db", json!(2.3), "config.a3.offset_db: offset must be one of -15, -14.5,"),
        ("/config/a3/hysteresis_db", json!(-1), "config.a3.hysteresis_db: hysteresis must be one of 0, 0.5,"),
        ("/config/l3/k", json!(10), "config.l3.k: filterCoefficient must be one of"),
        ("/config/procedure", json!("cho2"), "config.procedure: must be ho, cho, daps, ltm or cltm"),
        ("/config/procedure", json!("cho"), "config.cho: is missing"),
        ("/config/step_s", json!(0.001), "config.step_s: must be 0.01 s"),
        ("/config/l1_period_s", json!(0.025), "the L1 period must be a multiple of the 10 ms tick"),
        ("/config/rlm/n310", json!(0), "config.rlm.n310: must be a whole number within 1 and"),
        ("/config/rlm/qout_db", json!(-5.0), "Qout (-5 dB) must not be above Qin (-6 dB)"),
        ("/config/ho/cmd_during_t310", json!(1), "config.ho.cmd_during_t310: must be a text, found 1"),
        ("/config/ho/prep_s", json!(1e9), "config.ho.prep_s: must be within 0 and 3600 s, found 1000000000"),
        ("/trace/cells", json!(3), "trace.rsrp_dbm: must have a row for each of 3 cells, found 2"),
        ("/trace/cells", json!([4, 4]), "trace.cells[1]: cell 4 is there twice"),
        ("/trace/cells", json!(1e12), "trace.cells: must be a whole number"),
        ("/trace/n_steps", json!(999), "trace.sinr_db[0]: must have 999 values, found 1000"),
        ("/trace/n_l1", json!(400), "trace.n_l1: must be 500 for 1000 steps, found 400"),
        ("/trace/rsrp_dbm/1/7", json!(null), "trace.rsrp_dbm[1][7]: must be a number, found null"),
        ("/trace/rsrp_dbm/1/7", json!("NaN"), "trace.rsrp_dbm[1][7]: must be a number, found \"NaN\""),
        ("/trace/sinr_db/0/999", json!(1e300), "trace.sinr_db[0][999]: must be within -300 and 100 dB"),
        ("/trace/sinr_db/1", json!([]), "trace.sinr_db[1]: must have 1000 values, found 0"),
        ("/trace", json!([]), "trace: must be an object, found a list"),
    ] {
        let mut damaged = good.clone();
        *damaged.pointer_mut(path).expect(path) = value;
        refused(&damaged, expected);
    }
    let text = VECTORS[0].1;
    let nan = text.replacen("-50.98", "NaN", 1);
    assert!(Vector::parse(nan.as_bytes()).expect_err("NaN").to_string().contains("NaN is no number of JSON"));
    for length in [0, 1, 100, text.len() / 2, text.len() - 2] {
        assert!(Vector::parse(&text.as_bytes()[..length]).is_err(), "cut after {length} bytes");
    }
    let mut without = good;
    without.as_object_mut().expect("an object").remove("expected");
    let vector = Vector::parse(without.to_string().as_bytes()).expect("runs without what is expected");
    assert_eq!(vector.run().first_difference().expect_err("nothing to compare").to_string(), "expected: is missing");
}

#[test]
fn cells_may_have_ids() {
    let mut document: Value = serde_json::from_str(VECTORS[0].1).expect("JSON");
    document["trace"]["cells"] = json!([17, 4]);
    let ours = Vector::parse(document.to_string().as_bytes()).expect("good").run().to_json();
    assert_eq!((&ours["initial_cell"], &ours["events"][0]["cell"]), (&json!(17), &json!(4)));
}

#[test]
fn slicing_examples_agree_and_damage_is_found() {
    let examples = Examples::parse(SLICES.as_bytes()).expect("good examples");
    assert_eq!((examples.len(), examples.first_difference()), (12, Ok(None)));
    assert!(examples.table().contains("under_load_all_satisfied"));
    let good: Value = serde_json::from_str(SLICES).expect("JSON");
    let with = |path: &str, value: Value| {
        let mut document = good.clone();
        *document.pointer_mut(path).expect(path) = value;
        document.to_string()
    };
    for (path, value, expected) in [
        ("/examples/2/slices/0/rRMPolicyMinRatio", json!(61), "examples[2].slices: the rRMPolicyMinRatio of all"),
        ("/examples/0/slices/1/slice", json!(0), "examples[0].slices[1]: slice 0 is there twice"),
        ("/examples/0/slices/1/rRMPolicyMaxRatio", json!(101), "must be a whole number within 0 and 100, found 101"),
        ("/examples/4/slices/0/rRMPolicyDedicatedRatio", json!(31), "slice 0 needs rRMPolicyDedicatedRatio <="),
        ("/examples/0/n_prb", json!(-5), "examples[0].n_prb: must be a whole number"),
        ("/examples/0/slices/0/demand_prb", json!(1e30), "examples[0].slices[0].demand_prb: must be a whole number"),
        ("/examples/0/slices", json!([]), "examples[0].slices: a cell needs at least one slice policy"),
        ("/examples", json!([]), "examples: must have 1 to"),
    ] {
        let fault = Examples::parse(with(path, value).as_bytes()).expect_err(expected).to_string();
        assert!(fault.contains(expected), "{fault}");
    }
    for (path, value, expected) in [
        ("/examples/3/idle_prb", json!(19), "max_cap_binds: idle_prb is 20, expected 19"),
        ("/examples/3/expected_alloc_prb/1", json!(31), "max_cap_binds: expected_alloc_prb is [40,30,10]"),
        ("/examples/9/quota_prb/2/max", json!(21), "fractional_quota_floor: quota_prb"),
    ] {
        let examples = Examples::parse(with(path, value).as_bytes()).expect("parses");
        let difference = examples.first_difference().expect("comparable").expect("differs");
        assert!(difference.starts_with(expected), "{difference}");
    }
}
