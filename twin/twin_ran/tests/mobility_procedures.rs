//! Rules of conditional handover, DAPS, LTM and radio-link monitoring that the recorded traces do not exercise, on hand-made traces.

use twin_ran::handover::{
    CommandDuringT310, ConditionalConfig, FailureCause, LtmConfig, MobilityConfig, MobilityEventKind as Kind, Outcome,
    PreparationConfig, Procedure, Replay, RlmConfig, T310Stop, Trace, replay,
};

/// RSRP and SINR of each cell at a time.
type Level<'a> = &'a dyn Fn(f64) -> Vec<f64>;

/// Runs `seconds` of levels that are functions of time, s.
fn run(config: &MobilityConfig, seconds: f64, rsrp: Level<'_>, sinr: Level<'_>) -> Replay {
    config.validate().expect("valid settings");
    let n_steps = (seconds * 100.0 + 0.5) as usize;
    let n_cells = rsrp(0.0).len();
    let series = |level: Level<'_>, n: usize, period_s: f64| -> Vec<Vec<f64>> {
        let columns: Vec<Vec<f64>> = (0..n).map(|j| level(j as f64 * period_s)).collect();
        (0..n_cells).map(|cell| columns.iter().map(|column| column[cell]).collect()).collect()
    };
    let n_l1 = n_steps.div_ceil(config.l1_period_ticks() as usize);
    let trace = Trace { rsrp_dbm: series(rsrp, n_l1, config.l1_period_s), sinr_db: series(sinr, n_steps, 0.01) };
    replay(config, &trace)
}

/// Times in ms, kinds and the other cell of all events, without A3's and conditions' own.
fn story(result: &Replay) -> Vec<(u32, Kind, u32)> {
    let is_shown =
        |kind: &Kind| !matches!(kind, Kind::A3Entered | Kind::A3Left | Kind::ConditionEntered | Kind::ConditionLeft);
    let shown = result.events.iter().filter(|event| is_shown(&event.kind));
    shown.map(|event| ((event.time_s * 1e3 + 0.5) as u32, event.kind, event.other.0)).collect()
}

fn base(procedure: Procedure) -> MobilityConfig {
    MobilityConfig {
        procedure,
        l1_period_s: 0.04,
        l3_k: 0,
        a3_offset_db: 2.0,
        hysteresis_db: 0.0,
        ttt_s: 0.08,
        preparation_s: 0.05,
        execution_s: 0.04,
        t304_s: Some(0.5),
        reestablishment_s: 0.3,
        recovery_s: 0.1,
        report_interval_s: 0.12,
        rlm: RlmConfig { qout_window_s: 0.0, qin_window_s: 0.0, t310_s: 0.2, ..RlmConfig::default() },
        ..MobilityConfig::default()
    }
}

const PREPARATION: PreparationConfig =
    PreparationConfig { offset_db: -4.0, ttt_s: 0.0, n_max: 4, release_hysteresis_db: 3.0 };

fn conditional(offset_db: f64, ttt_s: f64) -> ConditionalConfig {
    ConditionalConfig { preparation: PREPARATION, execution_offset_db: offset_db, execution_ttt_s: ttt_s }
}

fn ltm() -> LtmConfig {
    LtmConfig { preparation: PREPARATION, switch_offset_db: 2.0, switch_ttt_s: 0.04, command_delay_s: 0.05 }
}

/// A value that changes at some times.
fn steps(time_s: f64, first: f64, changes: &[(f64, f64)]) -> f64 {
    changes.iter().fold(first, |value, &(from_s, next)| if time_s >= from_s - 1e-9 { next } else { value })
}

#[test]
fn daps_source_failure_leaves_no_way_back() {
    // Report at 0.48, execution at 0.53; the source fails meanwhile, the target is never there.
    let rsrp = |t: f64| vec![-80.0, steps(t, -90.0, &[(0.4, -70.0)])];
    let sinr = |t: f64| vec![steps(t, 10.0, &[(0.6, -20.0)]), -20.0];
    let result = run(&base(Procedure::Daps), 1.2, &rsrp, &sinr);
    assert_eq!(
        story(&result)[..6],
        [
            (480, Kind::Reported, 1),
            (530, Kind::ExecutionStarted, 1),
            (600, Kind::T310Started, 0),
            (800, Kind::T310Expired, 0),
            (800, Kind::SourceLinkFailed, 1),
            (1030, Kind::Failed(FailureCause::ExecutionFailure), 1),
        ]
    );
    // Re-establishment in the target itself: in none of the MRO classes.
    assert_eq!((result.outcomes[0].outcome, result.counts.failures), (Outcome::Coverage, 1));
}

#[test]
fn daps_joins_while_the_source_is_failing() {
    let rsrp = |t: f64| vec![-80.0, steps(t, -90.0, &[(0.4, -70.0)])];
    let sinr = |t: f64| vec![steps(t, 10.0, &[(0.54, -20.0)]), steps(t, -20.0, &[(0.65, 10.0)])];
    let result = run(&base(Procedure::Daps), 1.0, &rsrp, &sinr);
    assert_eq!(
        story(&result)[2..],
        [
            (540, Kind::T310Started, 0),
            (650, Kind::T310Stopped(T310Stop::Joined), 0),
            (650, Kind::HandoverCompleted { ping_pong: false }, 1),
        ]
    );
    let joined_later = MobilityConfig { t304_s: Some(0.1), ..base(Procedure::Daps) };
    let fell_back = run(&joined_later, 0.7, &rsrp, &sinr);
    assert_eq!(story(&fell_back)[3], (630, Kind::FellBack, 1), "T310 that runs does not keep it from falling back");
    assert_eq!(story(&fell_back).len(), 4, "and goes on: it has not stopped");
}

#[test]
fn daps_without_t304_falls_back_by_the_source_sinr() {
    let config = MobilityConfig { t304_s: None, ..base(Procedure::Daps) };
    let rsrp = |t: f64| vec![-80.0, steps(t, -90.0, &[(0.4, -70.0)])];
    let holds = run(&config, 0.6, &rsrp, &|_| vec![10.0, -20.0]);
    assert_eq!(story(&holds)[2..], [(570, Kind::FellBack, 1)]);
    assert_eq!(holds.outcomes[0].cause, Some(FailureCause::DapsFallback));
    assert_eq!((holds.outcomes[0].outcome, holds.counts.failures), (Outcome::TooEarly, 0));
    let lost = run(&config, 0.6, &rsrp, &|t| vec![steps(t, 10.0, &[(0.55, -20.0)]), -20.0]);
    assert_eq!(
        story(&lost)[2..],
        [(570, Kind::Failed(FailureCause::ExecutionFailure), 1)],
        "the source is not monitored"
    );
}

#[test]
fn a_condition_without_time_to_trigger_is_executed_on_delivery() {
    let config = base(Procedure::Conditional(conditional(2.0, 0.0)));
    let rsrp = |t: f64| vec![-80.0, steps(t, -90.0, &[(0.4, -70.0)])];
    let result = run(&config, 0.6, &rsrp, &|_| vec![10.0, 10.0]);
    let expected = [
        (400, Kind::Prepared, 1),
        (450, Kind::Configured, 1),
        (450, Kind::ExecutionStarted, 1),
        (490, Kind::HandoverCompleted { ping_pong: false }, 1),
    ];
    assert_eq!(story(&result)[..4], expected);
    assert_eq!(result.outcomes[0].attempt_s, 0.45, "the attempt begins with the execution");
}

#[test]
fn a_time_to_trigger_of_a_condition_may_end_between_instants() {
    let config = base(Procedure::Conditional(conditional(2.0, 0.1)));
    let rsrp = |t: f64| vec![-80.0, steps(t, -82.0, &[(0.4, -70.0)]), steps(t, -83.0, &[(0.4, -69.0)])];
    let result = run(&config, 0.6, &rsrp, &|_| vec![10.0; 3]);
    let expected = [
        (0, Kind::Prepared, 1),
        (0, Kind::Prepared, 2),
        (50, Kind::Configured, 1),
        (50, Kind::Configured, 2),
        (500, Kind::ExecutionStarted, 2),
        (540, Kind::Released, 1),
        (540, Kind::HandoverCompleted { ping_pong: false }, 2),
    ];
    assert_eq!(story(&result)[..7], expected, "the best of two, 100 ms after both conditions; the other is released");
    let released = result.events.iter().find(|event| event.kind == Kind::Released).expect("a release");
    assert_eq!(released.serving.0, 0, "before the join");
}

#[test]
fn the_best_few_are_kept_and_the_held_have_a_bonus() {
    let mut settings = conditional(10.0, 0.0);
    settings.preparation.n_max = 2;
    let config = base(Procedure::Conditional(settings));
    // Cell 3 overtakes cell 2 by 0.5 dB at 0.2 s (not enough), by 1.5 dB at 0.4 s (enough); cell 1 falls out at 0.6 s.
    let rsrp =
        |t: f64| vec![-80.0, steps(t, -80.2, &[(0.6, -87.5)]), -81.0, steps(t, -83.0, &[(0.2, -80.5), (0.4, -79.5)])];
    let result = run(&config, 0.7, &rsrp, &|_| vec![10.0; 4]);
    let changes: Vec<_> =
        story(&result).into_iter().filter(|event| matches!(event.1, Kind::Prepared | Kind::Released)).collect();
    assert_eq!(
        changes,
        [
            (0, Kind::Prepared, 1),
            (0, Kind::Prepared, 2),
            (480, Kind::Released, 2),
            (480, Kind::Prepared, 3),
            (600, Kind::Released, 1),
            (600, Kind::Prepared, 2),
        ],
        "acted upon at every third instant: 0.36, 0.48, 0.6 s"
    );
}

#[test]
fn a_prepared_cell_is_released_below_the_hysteresis_only() {
    let config = base(Procedure::Conditional(conditional(10.0, 0.0)));
    let rsrp = |t: f64| vec![-80.0, steps(t, -83.0, &[(0.3, -86.9), (0.7, -87.1)])];
    let result = run(&config, 1.0, &rsrp, &|_| vec![10.0; 2]);
    assert_eq!(
        story(&result),
        [(0, Kind::Prepared, 1), (50, Kind::Configured, 1), (720, Kind::Released, 1)],
        "kept at 6.9 dB below, released at 7.1"
    );
    assert_eq!(result.counts.reports, 3, "reports at 0, 0.12 and 0.24 s; later the cell is not reported any more");
}

#[test]
fn a_new_cell_is_reported_at_once_and_after_its_time_to_trigger() {
    let mut settings = conditional(10.0, 0.0);
    settings.preparation.ttt_s = 0.08;
    let config = MobilityConfig { report_interval_s: 10.0, ..base(Procedure::Conditional(settings)) };
    let rsrp = |t: f64| vec![-80.0, steps(t, -90.0, &[(0.2, -82.0), (0.24, -90.0), (0.32, -82.0)])];
    let result = run(&config, 0.6, &rsrp, &|_| vec![10.0; 2]);
    assert_eq!(story(&result), [(400, Kind::Prepared, 1), (450, Kind::Configured, 1)]);
}

#[test]
fn a_configuration_during_t310_waits_or_is_lost() {
    let rsrp = |t: f64| vec![-80.0, steps(t, -90.0, &[(0.4, -82.0)])];
    let sinr = |t: f64| vec![steps(t, 10.0, &[(0.42, -20.0), (0.5, -7.0)]), 10.0];
    let received = base(Procedure::Conditional(conditional(10.0, 0.0)));
    let result = run(&received, 0.6, &rsrp, &sinr);
    let expected = [(400, Kind::Prepared, 1), (420, Kind::T310Started, 0), (500, Kind::Configured, 1)];
    assert_eq!(story(&result), expected, "at the first step at or above Qout; T310 goes on");
    let lost = MobilityConfig { command_during_t310: CommandDuringT310::Lost, ..received };
    let result = run(&lost, 0.6, &rsrp, &sinr);
    assert_eq!(story(&result)[2], (450, Kind::ConfigurationLost, 1));
    assert_eq!(story(&result)[3], (480, Kind::Prepared, 1), "and is prepared again at the next periodic instant");
}

#[test]
fn a_recovery_ends_with_t304() {
    let config = base(Procedure::Conditional(conditional(30.0, 0.0)));
    let rsrp = |t: f64| vec![steps(t, -80.0, &[(0.5, -90.0)]), -81.0, steps(t, -100.0, &[(1.0, -70.0)])];
    let fails = |joinable_s: f64| {
        move |t: f64| vec![steps(t, 10.0, &[(0.6, -20.0)]), steps(t, -20.0, &[(joinable_s, 5.0)]), 5.0]
    };
    let recovered = run(&config, 2.0, &rsrp, &fails(1.1));
    assert_eq!(
        story(&recovered)[4..6],
        [(800, Kind::Failed(FailureCause::RlfWithoutHandover), 1), (1100, Kind::Reestablished, 1)],
        "retried until it succeeds"
    );
    let failed = run(&config, 2.0, &rsrp, &fails(9.0));
    assert_eq!(
        story(&failed)[5..7],
        [(1300, Kind::RecoveryFailed, 2), (1600, Kind::Reestablished, 2)],
        "T304 runs from the failure; then the best cell of that time"
    );
    let once = run(&MobilityConfig { t304_s: None, ..config }, 2.0, &rsrp, &fails(9.0));
    assert_eq!(story(&once)[5].0, 900, "without T304 there is one try");
    let always = run(&MobilityConfig { execution_can_fail: false, ..config }, 2.0, &rsrp, &fails(9.0));
    assert_eq!(story(&always)[5], (900, Kind::Reestablished, 1));
}

#[test]
fn ltm_switches_on_unfiltered_levels_and_keeps_the_others() {
    let config = MobilityConfig { l3_k: 19, ..base(Procedure::Ltm(ltm())) };
    let rsrp = |t: f64| vec![-80.0, steps(t, -82.0, &[(0.4, -70.0)]), -81.0];
    let result = run(&config, 0.8, &rsrp, &|_| vec![10.0; 3]);
    assert_eq!(
        story(&result)[4..7],
        [
            (440, Kind::SwitchCommanded, 1),
            (490, Kind::ExecutionStarted, 1),
            (530, Kind::HandoverCompleted { ping_pong: false }, 1),
        ]
    );
    assert!(story(&result).iter().all(|event| event.1 != Kind::Released), "cell 2 stays configured");
    let at_once =
        run(&MobilityConfig { procedure: Procedure::ConditionalLtm(ltm()), ..config }, 0.8, &rsrp, &|_| vec![10.0; 3]);
    assert_eq!(story(&at_once)[4..6], [(440, Kind::ExecutionStarted, 1), (440, Kind::SwitchCommanded, 1)]);
    assert_eq!((at_once.outcomes[0].attempt_s, at_once.outcomes[0].executed_s), (0.44, Some(0.44)));
}

#[test]
fn a_switch_command_meets_t310_as_a_handover_command() {
    let config = base(Procedure::Ltm(ltm()));
    let rsrp = |t: f64| vec![-80.0, steps(t, -82.0, &[(0.4, -70.0)])];
    let sinr = |t: f64| vec![steps(t, 10.0, &[(0.46, -20.0), (0.6, -7.0)]), 10.0];
    let received = run(&config, 0.7, &rsrp, &sinr);
    assert_eq!(
        story(&received)[2..6],
        [
            (440, Kind::SwitchCommanded, 1),
            (460, Kind::T310Started, 0),
            (600, Kind::T310Stopped(T310Stop::Command), 0),
            (600, Kind::ExecutionStarted, 1),
        ]
    );
    let lost = MobilityConfig { command_during_t310: CommandDuringT310::Lost, ..config };
    let result = run(&lost, 0.7, &rsrp, &sinr);
    assert_eq!(
        story(&result)[4..6],
        [(490, Kind::T310Stopped(T310Stop::Failure), 0), (490, Kind::Failed(FailureCause::CommandLost), 1),]
    );
    assert_eq!(result.outcomes[0].outcome, Outcome::TooLate);
    let expires = |t: f64| vec![steps(t, 10.0, &[(0.26, -20.0)]), 10.0];
    let in_preparation = run(&config, 0.7, &rsrp, &expires);
    let failed = in_preparation.events.iter().find(|event| matches!(event.kind, Kind::Failed(_))).expect("a failure");
    assert_eq!(
        failed.kind,
        Kind::Failed(FailureCause::RlfInPreparation),
        "T310 ends at 0.46, the command comes at 0.49"
    );
}

#[test]
fn counters_of_radio_link_monitoring() {
    let config = |rlm: RlmConfig| MobilityConfig { rlm, ..base(Procedure::Baseline) };
    let alone = |_: f64| vec![-80.0, -120.0];
    let rlm = RlmConfig { n310: 3, n311: 2, t310_s: 0.5, ..base(Procedure::Baseline).rlm };
    // Out of sync at 0.1, 0.12, 0.14: T310 starts. Between the thresholds nothing counts. In sync at 0.3, out at 0.32, in at 0.34, 0.36: stops.
    let sinr = |t: f64| vec![steps(t, 0.0, &[(0.1, -9.0), (0.15, -7.0), (0.3, 0.0), (0.32, -9.0), (0.34, 0.0)]), -30.0];
    let result = run(&config(rlm), 0.5, &alone, &sinr);
    assert_eq!(
        story(&result),
        [(140, Kind::T310Started, 0), (360, Kind::T310Stopped(T310Stop::InSync), 0)],
        "the first cell is monitored from the start, without hold-off"
    );
    // An in-sync between resets N310.
    let interrupted = |t: f64| vec![steps(t, 0.0, &[(0.1, -9.0), (0.14, 0.0), (0.16, -9.0), (0.2, 0.0)]), -30.0];
    assert_eq!(story(&run(&config(rlm), 0.5, &alone, &interrupted)), []);
    // Slow Qout filter, fast Qin filter: out-of-sync and in-sync at one instant reset both counters.
    let mixed = RlmConfig { n310: 1, qout_window_s: 10.0, qin_window_s: 0.0, ..rlm };
    let recovering = |t: f64| vec![steps(t, -30.0, &[(0.02, 0.0)]), -30.0];
    let result = run(&config(RlmConfig { t310_s: 0.3, ..mixed }), 0.5, &alone, &recovering);
    assert_eq!(story(&result)[..2], [(0, Kind::T310Started, 0), (300, Kind::T310Expired, 0)], "N311 never gets to 2");
    // T310 of 0 ms expires in the step it starts in.
    let zero = RlmConfig { n310: 1, t310_s: 0.0, ..rlm };
    let result = run(&config(zero), 0.3, &alone, &sinr);
    assert_eq!(story(&result)[..2], [(100, Kind::T310Started, 0), (100, Kind::T310Expired, 0)]);
}

#[test]
fn a_cell_just_joined_has_a_hold_off() {
    let rlm = RlmConfig { holdoff_s: 0.1, ..base(Procedure::Baseline).rlm };
    let config = MobilityConfig { rlm, ..base(Procedure::Baseline) };
    let rsrp = |t: f64| vec![-80.0, steps(t, -90.0, &[(0.4, -70.0)])];
    let sinr = |t: f64| vec![10.0, steps(t, 10.0, &[(0.58, -20.0)])];
    let result = run(&config, 0.75, &rsrp, &sinr);
    assert_eq!(
        story(&result)[2..4],
        [(570, Kind::HandoverCompleted { ping_pong: false }, 1), (680, Kind::T310Started, 1)]
    );
}

#[test]
fn a_lost_command_leaves_the_handover_before_it_to_be_judged() {
    let mut config = MobilityConfig { command_during_t310: CommandDuringT310::Lost, ..base(Procedure::Baseline) };
    config.outcome.t_min_s = 2.0;
    config.rlm.t310_s = 1.0;
    let rsrp = |t: f64| vec![steps(t, -80.0, &[(1.2, -60.0)]), steps(t, -90.0, &[(0.4, -70.0)])];
    let sinr = |t: f64| vec![0.0, steps(t, 10.0, &[(1.25, -20.0)])];
    let result = run(&config, 4.0, &rsrp, &sinr);
    let causes: Vec<_> = result.outcomes.iter().map(|row| (row.outcome, row.cause, row.source.0)).collect();
    assert_eq!(
        causes,
        [(Outcome::TooLate, Some(FailureCause::CommandLost), 1), (Outcome::Useful, None, 0)],
        "the first handover is judged when its window ends, though the UE is elsewhere by then"
    );
    assert!((result.outcomes[1].dwell_s - 2.03).abs() < 1e-9, "{:?}", result.outcomes[1]);
}

#[test]
fn settings_of_procedures_are_checked() {
    let refused = |procedure: Procedure| base(procedure).validate().expect_err("refused").to_string();
    let mut settings = conditional(2.0, 0.0);
    settings.preparation.n_max = 9;
    assert_eq!(refused(Procedure::Conditional(settings)), "n_max must be in 1..=8, found 9");
    assert!(refused(Procedure::Conditional(conditional(f64::NAN, 0.0))).contains("execution_offset_db"));
    assert!(refused(Procedure::Ltm(LtmConfig { command_delay_s: -1.0, ..ltm() })).contains("command_delay_s"));
    let none = MobilityConfig { rlm: RlmConfig { n310: 0, ..RlmConfig::default() }, ..base(Procedure::Daps) };
    assert!(none.validate().expect_err("refused").to_string().contains("n310"));
}
