//! Rules of the mobility state machine that the recorded traces do not exercise, on hand-made ones.

use twin_ran::handover::{FailureCause, MobilityConfig, MobilityEventKind, MobilityLog, MobilityPhase, UeMobility};
use twin_units::hash::StateHash;
use twin_units::{CellId, Tick};

/// Without filter delay, so that times can be read off.
fn config() -> MobilityConfig {
    MobilityConfig { l3_k: 0, l1_period_s: 0.04, ttt_s: 0.1, ..MobilityConfig::default() }
}

/// Runs `ticks` ticks with constant levels.
fn hold(
    ue: &mut UeMobility,
    config: &MobilityConfig,
    from: u64,
    ticks: u64,
    rsrp: &[f64],
    sinr: &[f64],
    log: &mut MobilityLog,
) {
    for tick in from..from + ticks {
        ue.step(config, Tick(tick), config.is_l1_instant(tick).then_some(rsrp), sinr, log);
    }
}

fn times(log: &MobilityLog) -> Vec<(u32, MobilityEventKind)> {
    log.events.iter().map(|event| ((event.time_s * 1000.0 + 0.5) as u32, event.kind)).collect()
}

#[test]
fn a_time_to_trigger_may_end_between_two_measurements() {
    let (config, mut log) = (config(), MobilityLog::default());
    let mut ue = UeMobility::new(2, CellId(0));
    hold(&mut ue, &config, 0, 9, &[-80.0, -70.0], &[10.0, 10.0], &mut log);
    let view = ue.view(0.08);
    assert_eq!(view.pending_command, Some(CellId(1)));
    assert!((view.trigger.expect("A3 holds").elapsed_s - 0.08).abs() < 1e-12);
    hold(&mut ue, &config, 9, 20, &[-80.0, -70.0], &[10.0, 10.0], &mut log);
    assert_eq!(
        times(&log),
        [
            (0, MobilityEventKind::A3Entered),
            (100, MobilityEventKind::Reported),
            (150, MobilityEventKind::ExecutionStarted),
            (190, MobilityEventKind::HandoverCompleted { ping_pong: false }),
        ]
    );
    assert_eq!(ue.serving(), CellId(1));
    assert_eq!((log.events[1].serving_rsrp_dbm, log.events[1].other_rsrp_dbm), (-80.0, -70.0), "the log says why");
}

#[test]
fn t304_ends_an_execution_whose_target_cannot_be_joined() {
    let (config, mut log) = (config(), MobilityLog::default());
    let mut ue = UeMobility::new(2, CellId(0));
    hold(&mut ue, &config, 0, 60, &[-80.0, -70.0], &[10.0, -20.0], &mut log);
    let failed = (350, MobilityEventKind::Failed(FailureCause::ExecutionFailure));
    assert_eq!(times(&log)[3..], [failed, (550, MobilityEventKind::Reestablished)]);
    let once = MobilityConfig { t304_s: None, ..config };
    let (mut ue, mut log) = (UeMobility::new(2, CellId(0)), MobilityLog::default());
    hold(&mut ue, &once, 0, 20, &[-80.0, -70.0], &[10.0, -20.0], &mut log);
    assert_eq!(times(&log)[3], (190, MobilityEventKind::Failed(FailureCause::ExecutionFailure)));
    assert!(!ue.is_connected());
}

#[test]
fn a_cell_no_path_reaches_gives_failures_not_nonsense() {
    let (config, mut log) = (config(), MobilityLog::default());
    let mut ue = UeMobility::new(3, CellId(2));
    let (rsrp, sinr) = ([f64::NEG_INFINITY, f64::NAN, f64::NEG_INFINITY], [f64::NAN, f64::NEG_INFINITY]);
    hold(&mut ue, &config, 0, 500, &rsrp, &sinr, &mut log);
    assert!(log.events.iter().any(|event| matches!(event.kind, MobilityEventKind::Failed(_))));
    for event in &log.events {
        assert!(
            event.serving_rsrp_dbm.is_finite() && event.other_rsrp_dbm.is_finite() && event.serving_sinr_db.is_finite()
        );
    }
    hold(&mut ue, &config, 500, 100, &[-90.0, -60.0, -90.0], &[-5.0, 20.0, -5.0], &mut log);
    assert_eq!((ue.serving(), ue.view(6.0).phase), (CellId(1), MobilityPhase::Connected), "it recovers");
}

#[test]
fn equal_histories_hash_alike_and_others_do_not() {
    let run = |rsrp: f64| {
        let (config, mut log) = (config(), MobilityLog::default());
        let mut ue = UeMobility::new(2, CellId(0));
        hold(&mut ue, &config, 0, 50, &[-80.0, rsrp], &[10.0, 10.0], &mut log);
        let mut hash = StateHash::default();
        ue.hash_into(&mut hash);
        hash.value()
    };
    assert_eq!(run(-70.0), run(-70.0));
    assert_ne!(run(-70.0), run(-70.1));
}

#[test]
fn faults_in_settings_are_sentences() {
    let fault = |config: MobilityConfig| config.validate().expect_err("a fault").to_string();
    let default = MobilityConfig::default();
    assert_eq!(default.validate(), Ok(()));
    assert_eq!(fault(MobilityConfig { ttt_s: -0.1, ..default }), "ttt_s must not be negative, found -0.1");
    assert_eq!(
        fault(MobilityConfig { l1_period_s: 0.015, ..default }),
        "the L1 period must be a multiple of the 10 ms tick, found 0.015 s"
    );
    let mut swapped = default;
    swapped.rlm.qout_db = -5.0;
    assert_eq!(fault(swapped), "Qout (-5 dB) must not be above Qin (-6 dB)");
    assert!(fault(MobilityConfig { a3_offset_db: f64::NAN, ..default }).contains("finite"));
}
