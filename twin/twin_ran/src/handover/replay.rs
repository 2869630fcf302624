//! A recorded trace through the mobility rules of one UE, from start to end.

use super::{
    AttemptOutcome, MobilityConfig, MobilityEvent, MobilityEventKind, MobilityLog, MobilityPhase, Outcome, UeMobility,
};
use twin_units::{CellId, TICK_S, Tick};

/// L1 instants between two [`L3Checkpoint`]s.
const L3_CHECKPOINT_EVERY: u64 = 5;
/// Ticks between two [`RlmCheckpoint`]s.
const RLM_CHECKPOINT_EVERY: u64 = 20;

/// What one UE hears over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// L1 RSRP, dBm, `[n_cell][n_l1]`: sample j at j L1 periods.
    pub rsrp_dbm: Vec<Vec<f64>>,
    /// SINR the UE would have on each cell, dB, `[n_cell][n_steps]`: sample k at k ticks. Not derived from RSRP.
    pub sinr_db: Vec<Vec<f64>>,
}

/// L3-filtered RSRP at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct L3Checkpoint {
    /// Time, s.
    pub time_s: f64,
    /// Filtered RSRP by cell, dBm.
    pub rsrp_dbm: Vec<f64>,
}

/// Radio-link monitoring at an instant, of a connected UE, after the update of the step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RlmCheckpoint {
    /// Time, s.
    pub time_s: f64,
    /// Serving cell.
    pub serving: CellId,
    /// SINR through the out-of-sync window, dB.
    pub qout_sinr_db: f64,
    /// SINR through the in-sync window, dB.
    pub qin_sinr_db: f64,
}

/// How often things happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Attempts begun.
    pub attempts: u32,
    /// Executions begun.
    pub executions: u32,
    /// Handovers completed.
    pub handovers: u32,
    /// Failures: the UE lost its cell.
    pub failures: u32,
    /// Completed handovers that were ping-pongs.
    pub ping_pongs: u32,
    /// Measurement reports.
    pub reports: u32,
    /// Judged rows by outcome, in the order of [`Outcome::ALL`].
    pub outcomes: [u32; Outcome::ALL.len()],
}

/// What came of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    /// The cell the UE starts in: the one with the highest first RSRP sample.
    pub initial_cell: CellId,
    /// Events by time; of one time in the order of the rules.
    pub events: Vec<MobilityEvent>,
    /// Judged attempts and failures, in the order they were judged.
    pub outcomes: Vec<AttemptOutcome>,
    /// Counts of both.
    pub counts: Counts,
    /// Weight of a new sample in the L3 filter.
    pub l3_alpha: f64,
    /// Every fifth L1 instant.
    pub l3_checkpoints: Vec<L3Checkpoint>,
    /// Every twentieth tick on which the UE is connected after radio-link monitoring.
    pub rlm_checkpoints: Vec<RlmCheckpoint>,
}

/// Runs a trace; it ends with its shortest series. Without a cell or a sample nothing happens.
///
/// Check the settings with [`MobilityConfig::validate`] before.
pub fn replay(config: &MobilityConfig, trace: &Trace) -> Replay {
    let n_cells = trace.rsrp_dbm.len().min(trace.sinr_db.len());
    let shortest = |series: &[Vec<f64>]| series.iter().map(Vec::len).min().unwrap_or(0) as u64;
    let l1_ticks = config.l1_period_ticks();
    let n_steps = shortest(&trace.sinr_db).min(shortest(&trace.rsrp_dbm).saturating_mul(l1_ticks));
    let column = |series: &[Vec<f64>], index: u64, into: &mut Vec<f64>| {
        into.clear();
        into.extend(series[..n_cells].iter().map(|row| row[index as usize]));
    };
    let (mut l1, mut sinr) = (Vec::new(), Vec::new());
    if n_steps > 0 {
        column(&trace.rsrp_dbm, 0, &mut l1);
    }
    let first_dbm = |cell: usize| l1.get(cell).copied().unwrap_or(f64::NEG_INFINITY);
    let initial = (0..n_cells).fold(0, |best, cell| if first_dbm(cell) > first_dbm(best) { cell } else { best });
    let mut result = Replay {
        initial_cell: CellId(initial as u32),
        events: Vec::new(),
        outcomes: Vec::new(),
        counts: Counts::default(),
        l3_alpha: config.l3_alpha(),
        l3_checkpoints: Vec::new(),
        rlm_checkpoints: Vec::new(),
    };
    let mut ue = UeMobility::of_trace(n_cells, result.initial_cell);
    let mut log = MobilityLog::default();
    for step in 0..n_steps {
        let tick = Tick(step);
        column(&trace.sinr_db, step, &mut sinr);
        let is_l1 = config.is_l1_instant(step);
        if is_l1 {
            column(&trace.rsrp_dbm, step / l1_ticks, &mut l1);
        }
        let before = log.events.len();
        ue.step(config, tick, is_l1.then_some(l1.as_slice()), &sinr, &mut log);
        let view = ue.view(tick.seconds());
        if is_l1 && (step / l1_ticks).is_multiple_of(L3_CHECKPOINT_EVERY) {
            let rsrp_dbm = view.l3_rsrp_dbm.to_vec();
            result.l3_checkpoints.push(L3Checkpoint { time_s: tick.seconds(), rsrp_dbm });
        }
        if step.is_multiple_of(RLM_CHECKPOINT_EVERY) && was_connected(&view.phase, &log.events[before..]) {
            let (qout_sinr_db, qin_sinr_db) = (view.qout_sinr_db, view.qin_sinr_db);
            let (time_s, serving) = (tick.seconds(), view.serving);
            result.rlm_checkpoints.push(RlmCheckpoint { time_s, serving, qout_sinr_db, qin_sinr_db });
        }
    }
    ue.finish(config, n_steps as f64 * TICK_S, &mut log);
    log.events.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    result.counts = count(&log);
    (result.events, result.outcomes) = (log.events, log.outcomes);
    result
}

/// Whether the UE was connected after the radio-link monitoring of a step, from its phase and events at the end of the step.
fn was_connected(phase: &MobilityPhase, events: &[MobilityEvent]) -> bool {
    let left_later = |event: &MobilityEvent| {
        event.kind == MobilityEventKind::ExecutionStarted
            || event.kind == MobilityEventKind::Failed(super::FailureCause::CommandLost)
    };
    *phase == MobilityPhase::Connected || events.iter().any(left_later)
}

fn count(log: &MobilityLog) -> Counts {
    let mut counts = Counts { reports: log.n_reports, ..Counts::default() };
    for event in &log.events {
        match event.kind {
            MobilityEventKind::ExecutionStarted => counts.executions += 1,
            MobilityEventKind::HandoverCompleted { ping_pong } => {
                counts.handovers += 1;
                counts.ping_pongs += u32::from(ping_pong);
            }
            MobilityEventKind::Failed(_) => counts.failures += 1,
            _ => {}
        }
    }
    for row in &log.outcomes {
        counts.attempts += u32::from(row.is_attempt);
        counts.outcomes[row.outcome as usize] += 1;
    }
    counts
}
