//! Handover procedures against recorded traces: events exact to 1 ms, outcomes, counts, L3 and radio-link checkpoints.
//!
//! The traces and expected values are described, with their origin and licence, in `fixtures/README.md`.

use serde_json::Value;
use std::collections::BTreeMap;
use twin_ran::handover::{
    AttemptOutcome, CommandDuringT310, ConditionalConfig, FailureCause, LtmConfig, MobilityConfig, MobilityEvent,
    MobilityEventKind, Outcome, OutcomeConfig, PreparationConfig, Procedure, Replay, RlmConfig, T310Stop, Trace,
    replay,
};

fn real(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn whole(value: &Value) -> u32 {
    value.as_u64().expect("a whole number") as u32
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn series(value: &Value) -> Vec<Vec<f64>> {
    array(value).iter().map(|row| array(row).iter().map(real).collect()).collect()
}

fn preparation(own: &Value) -> PreparationConfig {
    PreparationConfig {
        offset_db: real(&own["prep_offset_db"]),
        ttt_s: real(&own["ttt_prep_s"]),
        n_max: whole(&own["n_max"]),
        release_hysteresis_db: real(&own["release_hys_db"]),
    }
}

fn ltm(own: &Value) -> LtmConfig {
    LtmConfig {
        preparation: preparation(own),
        switch_offset_db: real(&own["switch_offset_db"]),
        switch_ttt_s: real(&own["ttt_switch_s"]),
        command_delay_s: real(&own["cmd_delay_s"]),
    }
}

fn config(vector: &Value) -> MobilityConfig {
    let config = &vector["config"];
    let (a3, rlm, ho, outcome) = (&config["a3"], &config["rlm"], &config["ho"], &config["outcome"]);
    let procedure = config["procedure"].as_str().expect("a procedure");
    let own = &config[procedure.trim_start_matches('c')];
    MobilityConfig {
        procedure: match procedure {
            "ho" => Procedure::Baseline,
            "daps" => Procedure::Daps,
            "cho" => Procedure::Conditional(ConditionalConfig {
                preparation: preparation(&config["cho"]),
                execution_offset_db: real(&config["cho"]["exec_offset_db"]),
                execution_ttt_s: real(&config["cho"]["ttt_exec_s"]),
            }),
            "ltm" => Procedure::Ltm(ltm(own)),
            "cltm" => Procedure::ConditionalLtm(ltm(own)),
            other => panic!("unknown procedure {other:?}"),
        },
        l1_period_s: real(&config["l1_period_s"]),
        l3_k: whole(&config["l3"]["k"]),
        l3_reference_period_s: real(&config["l3"]["ref_period_s"]),
        a3_offset_db: a3["offset_db"].as_f64().unwrap_or(0.0),
        hysteresis_db: a3["hysteresis_db"].as_f64().unwrap_or(0.0),
        ttt_s: a3["ttt_s"].as_f64().unwrap_or(0.0),
        preparation_s: real(&ho["prep_s"]),
        execution_s: real(&ho["exec_s"]),
        t304_s: ho["t304_s"].as_f64(),
        execution_can_fail: ho["exec_can_fail"].as_bool().expect("a truth value"),
        command_during_t310: match ho["cmd_during_t310"].as_str() {
            Some("receive") => CommandDuringT310::Received,
            Some("lost") => CommandDuringT310::Lost,
            other => panic!("unknown rule {other:?}"),
        },
        reestablishment_s: real(&ho["reest_s"]),
        recovery_s: real(&ho["recovery_s"]),
        report_interval_s: real(&ho["report_interval_s"]),
        rlm: RlmConfig {
            qout_db: real(&rlm["qout_db"]),
            qin_db: real(&rlm["qin_db"]),
            qout_window_s: real(&rlm["qout_window_s"]),
            qin_window_s: real(&rlm["qin_window_s"]),
            n310: whole(&rlm["n310"]),
            n311: whole(&rlm["n311"]),
            t310_s: real(&rlm["t310_s"]),
            indication_period_s: real(&rlm["indication_period_s"]),
            holdoff_s: real(&rlm["holdoff_s"]),
        },
        outcome: OutcomeConfig {
            label_period_s: real(&outcome["label_period_s"]),
            ping_pong_s: real(&outcome["pingpong_s"]),
            t_min_s: real(&outcome["t_min_s"]),
            theta_q_db: real(&outcome["theta_q_db"]),
        },
    }
}

fn cause_name(cause: FailureCause) -> &'static str {
    match cause {
        FailureCause::CommandLost => "command_lost",
        FailureCause::RlfInPreparation => "rlf_in_preparation",
        FailureCause::RlfAfterHandover => "rlf_after_handover",
        FailureCause::RlfWithoutHandover => "rlf_without_handover",
        FailureCause::CoverageRlf => "coverage_rlf",
        FailureCause::ExecutionFailure => "execution_failure",
        FailureCause::DapsFallback => "daps_fallback",
    }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Useful => "useful",
        Outcome::Unnecessary => "unnecessary",
        Outcome::TooEarly => "too_early",
        Outcome::WrongCell => "wrong_cell",
        Outcome::TooLate => "too_late",
        Outcome::Coverage => "coverage",
        Outcome::Censored => "censored",
    }
}

/// An event in the words of the vectors, without its time.
fn event_text(event: &MobilityEvent) -> String {
    let (serving, other) = (event.serving.0, event.other.0);
    match event.kind {
        MobilityEventKind::A3Entered => format!("a3_enter {other}"),
        MobilityEventKind::A3Left => format!("a3_leave {other}"),
        MobilityEventKind::Reported => format!("report {serving} {other}"),
        MobilityEventKind::ExecutionStarted => format!("exec_start {serving} {other}"),
        MobilityEventKind::HandoverCompleted { ping_pong } => {
            format!("ho_complete {serving} {other} {ping_pong}")
        }
        MobilityEventKind::T310Started => format!("t310_start {serving}"),
        MobilityEventKind::T310Stopped(T310Stop::InSync) => "t310_stop n311".to_owned(),
        MobilityEventKind::T310Stopped(T310Stop::Command) => "t310_stop command".to_owned(),
        MobilityEventKind::T310Stopped(T310Stop::Joined) => "t310_stop attach".to_owned(),
        MobilityEventKind::T310Stopped(T310Stop::Failure) => "t310_stop failure".to_owned(),
        MobilityEventKind::T310Expired => format!("t310_expiry {serving}"),
        MobilityEventKind::Failed(cause) => {
            format!("failure {} {serving} {other}", cause_name(cause))
        }
        MobilityEventKind::Reestablished => format!("reestablished {serving} {other}"),
        MobilityEventKind::Prepared => format!("prepare {serving} {other}"),
        MobilityEventKind::Configured => format!("config {serving} {other}"),
        MobilityEventKind::ConfigurationLost => format!("config_lost {serving} {other}"),
        MobilityEventKind::Released => format!("release {serving} {other}"),
        MobilityEventKind::ConditionEntered => format!("cond_enter {other}"),
        MobilityEventKind::ConditionLeft => format!("cond_leave {other}"),
        MobilityEventKind::SwitchCommanded => format!("switch_command {serving} {other}"),
        MobilityEventKind::FellBack => format!("fallback {serving} {other}"),
        MobilityEventKind::SourceLinkFailed => format!("source_rlf {serving} {other}"),
        MobilityEventKind::RecoveryFailed => format!("recovery_failed {serving} {other}"),
    }
}

/// An expected event in the same words.
fn expected_text(event: &Value) -> String {
    let name = event["type"].as_str().expect("a type");
    let fields: &[&str] = match name {
        "report" | "exec_start" | "reestablished" | "prepare" | "config" | "config_lost" | "release"
        | "switch_command" | "fallback" => &["src", "cell"],
        "ho_complete" => &["src", "cell", "pingpong"],
        "t310_stop" => &["reason"],
        "failure" => &["cause", "cell", "reest_cell"],
        _ => &["cell"],
    };
    let mut text = name.to_owned();
    for field in fields {
        text = format!("{text} {}", event[*field].to_string().trim_matches('"'));
    }
    text
}

#[track_caller]
fn check_outcome(name: &str, procedure: &str, row: &AttemptOutcome, expected: &Value) {
    assert_eq!(outcome_name(row.outcome), expected["outcome"], "{name}: {row:?}");
    assert_eq!(row.cause.map_or("", cause_name), expected["cause"], "{name}: {row:?}");
    assert_eq!(if row.is_attempt { procedure } else { "rlf" }, expected["kind"], "{name}: {row:?}");
    assert_eq!((row.source.0, row.target.0), (whole(&expected["src"]), whole(&expected["tgt"])), "{name}: {row:?}");
    assert_eq!(row.executed_s.is_some(), !expected["t_exec"].is_null(), "{name}: {row:?}");
    let executed_s = expected["t_exec"].as_f64().unwrap_or(0.0);
    for (ours, theirs, tolerance) in [
        (row.attempt_s, real(&expected["t_attempt"]), 1e-3),
        (row.executed_s.unwrap_or(0.0), executed_s, 1e-3),
        (row.end_s, real(&expected["t_end"]), 1e-3),
        (row.dwell_s, real(&expected["dwell_s"]), 1e-3),
        (row.mean_gain_db, real(&expected["mean_gain_db"]), 0.01),
    ] {
        assert!((ours - theirs).abs() < tolerance, "{name}: {ours} is not {theirs} in {row:?}");
    }
}

#[track_caller]
fn check_counts(name: &str, result: &Replay, expected: &Value) {
    let counts = &result.counts;
    let mut ours = BTreeMap::from([
        ("attempts", counts.attempts),
        ("executions", counts.executions),
        ("handovers", counts.handovers),
        ("failures", counts.failures),
        ("pingpong", counts.ping_pongs),
        ("reports", counts.reports),
    ]);
    ours.extend(Outcome::ALL.iter().map(|&outcome| (outcome_name(outcome), counts.outcomes[outcome as usize])));
    for (key, value) in expected.as_object().expect("counts") {
        assert_eq!(ours.get(key.as_str()), Some(&whole(value)), "{name}: count of {key}");
    }
}

#[track_caller]
fn check(name: &str, text: &str) {
    let vector: Value = serde_json::from_str(text).expect("the vector is JSON");
    let config = config(&vector);
    config.validate().expect("the vector's settings are valid");
    let trace = Trace { rsrp_dbm: series(&vector["trace"]["rsrp_dbm"]), sinr_db: series(&vector["trace"]["sinr_db"]) };
    let result = replay(&config, &trace);
    let expected = &vector["expected"];
    assert_eq!(result.initial_cell.0, whole(&expected["initial_cell"]));
    assert!((result.l3_alpha - real(&expected["l3_alpha"])).abs() < 1e-12);
    let l3 = series(&expected["l3_checkpoints"]);
    assert_eq!(result.l3_checkpoints.len(), l3.len(), "{name}");
    for (point, row) in result.l3_checkpoints.iter().zip(&l3) {
        assert!((point.time_s - row[0]).abs() < 1e-6, "{name}: {point:?} is not of {} s", row[0]);
        for (ours, theirs) in point.rsrp_dbm.iter().zip(&row[1..]) {
            assert!((ours - theirs).abs() < 1e-4, "{name}: L3 at {} s: {ours} is not {theirs}", row[0]);
        }
    }
    let rlm = series(&expected["rlm_checkpoints"]);
    assert_eq!(result.rlm_checkpoints.len(), rlm.len(), "{name}");
    for (point, row) in result.rlm_checkpoints.iter().zip(&rlm) {
        assert!((point.time_s - row[0]).abs() < 1e-6, "{name}: {point:?} is not of {} s", row[0]);
        assert_eq!(f64::from(point.serving.0), row[1], "{name}: serving at {} s", row[0]);
        for (ours, theirs) in [point.qout_sinr_db, point.qin_sinr_db].iter().zip(&row[2..]) {
            assert!((ours - theirs).abs() < 1e-3, "{name}: SINR at {} s: {ours} is not {theirs}", row[0]);
        }
    }

    let line = |time_s: f64, text: String| format!("{time_s:.3} {text}");
    let ours: Vec<String> = result.events.iter().map(|event| line(event.time_s, event_text(event))).collect();
    let theirs: Vec<String> =
        array(&expected["events"]).iter().map(|event| line(real(&event["t"]), expected_text(event))).collect();
    assert_eq!(ours, theirs, "{name}");
    assert_eq!(result.outcomes.len(), array(&expected["outcomes"]).len(), "{name}: {:?}", result.outcomes);
    let procedure = vector["config"]["procedure"].as_str().expect("a procedure");
    for (row, expected) in result.outcomes.iter().zip(array(&expected["outcomes"])) {
        check_outcome(name, procedure, row, expected);
    }
    check_counts(name, &result, &expected["counts"]);
}

macro_rules! vectors {
    ($($test:ident $file:literal)*) => {$(
        #[test]
        fn $test() {
            check($file, include_str!(concat!("fixtures/handover/", $file, ".json")));
        }
    )*};
}

vectors! {
    rlf_in_preparation "open-ho-01"
    useful_then_command_lost "open-ho-02"
    coverage_hole "open-ho-03"
    ping_pong_and_unnecessary "open-ho-04"
    useful "open-ho-05"
    too_early "open-ho-06"
    too_late_twice "open-ho-07"
    wrong_cell "open-ho-08"
    conditional_execution_failure "open-cho-01"
    conditional_recovery "open-cho-02"
    conditional_wrong_cell "open-cho-03"
    daps_fallback "open-daps-01"
    ltm_there_and_back "open-ltm-01"
    conditional_ltm "open-cltm-01"
}
