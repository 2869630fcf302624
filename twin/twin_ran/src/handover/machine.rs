//! The state machine of one UE: connected, executing a handover, or re-establishing. Here: the order of a step, and the baseline procedure.

use super::a3::{A3Change, A3Tracker};
use super::candidates::Candidates;
use super::outcome::OutcomeTracker;
use super::rlm::RadioLinkMonitor;
use super::{
    CommandDuringT310, FailureCause, MobilityConfig, MobilityEvent, MobilityEventKind, MobilityLog, MobilityPhase,
    MobilityView, T310Stop, reached,
};
use crate::measurement::{L3Filter, SINR_FLOOR_DB, at_least};
use twin_units::hash::StateHash;
use twin_units::{CellId, Tick};

/// Least level of a recorded trace, dBm or dB. Assumed; far below any receiver.
const TRACE_FLOOR: f64 = -400.0;

/// A handover or cell switch command on its way to the UE.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Command {
    pub(super) target: usize,
    pub(super) due_s: f64,
}

/// Mobility state of one UE.
#[derive(Clone, Debug, PartialEq)]
pub struct UeMobility {
    pub(super) serving: usize,
    pub(super) phase: MobilityPhase,
    pub(super) l3: L3Filter,
    pub(super) a3: A3Tracker,
    pub(super) rlm: RadioLinkMonitor,
    pub(super) command: Option<Command>,
    pub(super) candidates: Candidates,
    /// The link to the source failed during an execution (DAPS).
    pub(super) source_failed: bool,
    /// Time of the failure after which the UE recovers into a prepared cell, s.
    pub(super) recovery_since_s: Option<f64>,
    /// Cell before the last handover, and the time that completed, s.
    pub(super) previous: Option<(usize, f64)>,
    pub(super) outcomes: OutcomeTracker,
    /// SINR of every cell in this step, dB, made finite.
    pub(super) sinr_db: Vec<f64>,
    /// SINR of a cell that is not heard, dB.
    sinr_floor_db: f64,
}

impl UeMobility {
    /// A UE connected to `initial_cell` (the first cell if it is out of range) among `n_cells` cells; at least one.
    pub fn new(n_cells: usize, initial_cell: CellId) -> Self {
        let n_cells = n_cells.max(1);
        let initial = initial_cell.0 as usize;
        Self {
            serving: if initial < n_cells { initial } else { 0 },
            phase: MobilityPhase::Connected,
            l3: L3Filter::new(n_cells),
            a3: A3Tracker::new(n_cells),
            rlm: RadioLinkMonitor::new(),
            command: None,
            candidates: Candidates::default(),
            source_failed: false,
            recovery_since_s: None,
            previous: None,
            outcomes: OutcomeTracker::default(),
            sinr_db: vec![SINR_FLOOR_DB; n_cells],
            sinr_floor_db: SINR_FLOOR_DB,
        }
    }

    /// The same for a recorded trace, whose levels are taken as they are, however low.
    pub(super) fn of_trace(n_cells: usize, initial_cell: CellId) -> Self {
        let l3 = L3Filter::with_floor(n_cells.max(1), TRACE_FLOOR);
        Self { l3, sinr_floor_db: TRACE_FLOOR, ..Self::new(n_cells, initial_cell) }
    }

    /// Advances the UE to the tick `tick`.
    ///
    /// `l1_rsrp_dbm` is given at L1 instants ([`MobilityConfig::is_l1_instant`]); `sinr_db` is what the UE would have on each cell.
    /// Cells missing from a slice, and values that are not finite, count as the floors of [`crate::measurement`].
    pub fn step(
        &mut self,
        config: &MobilityConfig,
        tick: Tick,
        l1_rsrp_dbm: Option<&[f64]>,
        sinr_db: &[f64],
        log: &mut MobilityLog,
    ) {
        self.step_judged(config, tick, l1_rsrp_dbm, sinr_db, sinr_db, log);
    }

    /// The same with another SINR for judging handovers after the fact, such as one with every neighbour on the air.
    pub fn step_judged(
        &mut self,
        config: &MobilityConfig,
        tick: Tick,
        l1_rsrp_dbm: Option<&[f64]>,
        sinr_db: &[f64],
        judged_sinr_db: &[f64],
        log: &mut MobilityLog,
    ) {
        let now_s = tick.seconds();
        for (cell, sinr) in self.sinr_db.iter_mut().enumerate() {
            *sinr = sinr_db.get(cell).map_or(self.sinr_floor_db, |&value| at_least(value, self.sinr_floor_db));
        }
        self.end_execution_or_reestablishment(config, now_s, log);
        self.monitor_radio_link(config, tick, now_s, log);
        self.receive_configurations(config, now_s, log);
        self.receive_command(config, now_s, log);
        if let Some(l1_rsrp_dbm) = l1_rsrp_dbm {
            self.measure(config, tick, now_s, l1_rsrp_dbm, judged_sinr_db, log);
        }
    }

    /// Forgets commands on their way, prepared cells and running conditions: the network changed the procedure or its settings.
    pub fn reconfigure(&mut self) {
        self.command = None;
        self.candidates = Candidates::default();
        self.a3.clear();
    }

    /// The cells prepared for the UE, configurations on their way included.
    pub fn prepared_cells(&self) -> impl Iterator<Item = CellId> + '_ {
        self.candidates.held_but(None).into_iter().map(|cell| CellId(cell as u32))
    }

    /// Judges what is still open at the end of a run, at `end_s`.
    pub fn finish(&mut self, config: &MobilityConfig, end_s: f64, log: &mut MobilityLog) {
        self.outcomes.finish(config, end_s, log);
    }

    /// Serving cell, or the last one.
    pub fn serving(&self) -> CellId {
        CellId(self.serving as u32)
    }

    /// Whether the UE can send and receive data.
    pub fn is_connected(&self) -> bool {
        self.phase == MobilityPhase::Connected
    }

    /// The state at `now_s`.
    pub fn view(&self, now_s: f64) -> MobilityView<'_> {
        let (qout_sinr_db, qin_sinr_db) = self.rlm.filtered_db();
        let (n310_count, n311_count) = self.rlm.counters();
        MobilityView {
            serving: self.serving(),
            phase: self.phase,
            trigger: self.a3.longest(now_s),
            pending_command: self.command.map(|command| CellId(command.target as u32)),
            t310_elapsed_s: self.rlm.t310_elapsed_s(now_s),
            n310_count,
            n311_count,
            qout_sinr_db,
            qin_sinr_db,
            l3_rsrp_dbm: self.l3.values_dbm(),
        }
    }

    /// Adds the state to a hash.
    pub fn hash_into(&self, hash: &mut StateHash) {
        hash.word(self.serving as u64);
        match self.phase {
            MobilityPhase::Connected => hash.word(0),
            MobilityPhase::Executing { target, started_s } => {
                hash.word(u64::from(target.0) + 1);
                hash.real(started_s);
            }
            MobilityPhase::Reestablishing { cell, until_s } => {
                hash.word((u64::from(cell.0) + 1) << 32);
                hash.real(until_s);
            }
        }
        self.l3.hash_into(hash);
        self.a3.hash_into(hash);
        self.rlm.hash_into(hash);
        hash.word(self.command.map_or(0, |command| command.target as u64 + 1));
        hash.real(self.command.map_or(-1.0, |command| command.due_s));
        let (previous, completed_s) = self.previous.map_or((0, -1.0), |(cell, time_s)| (cell as u64 + 1, time_s));
        hash.word(previous);
        hash.real(completed_s);
        self.candidates.hash_into(hash);
        if let Some(since_s) = self.recovery_since_s {
            hash.real(since_s);
        }
        if self.source_failed {
            hash.word(1);
        }
        self.outcomes.hash_into(hash);
    }

    /// Step (2). The filters run in every state; the link is monitored while connected, and the source's during a DAPS execution.
    fn monitor_radio_link(&mut self, config: &MobilityConfig, tick: Tick, now_s: f64, log: &mut MobilityLog) {
        if matches!(self.phase, MobilityPhase::Reestablishing { .. }) {
            return;
        }
        self.rlm.filter(&config.rlm, self.sinr_db[self.serving]);
        let source_only = match self.phase {
            MobilityPhase::Executing { target, .. } => Some(target.0 as usize),
            _ => None,
        };
        if source_only.is_some() && (!config.monitors_source_in_execution() || self.source_failed) {
            return;
        }
        let changes = self.rlm.indicate(&config.rlm, tick.0, now_s);
        if changes.started {
            self.emit(log, now_s, MobilityEventKind::T310Started, self.serving);
        }
        if changes.in_sync {
            self.emit(log, now_s, MobilityEventKind::T310Stopped(T310Stop::InSync), self.serving);
        }
        if !changes.expired {
            return;
        }
        self.emit(log, now_s, MobilityEventKind::T310Expired, self.serving);
        if let Some(target) = source_only {
            self.source_failed = true;
            self.emit(log, now_s, MobilityEventKind::SourceLinkFailed, target);
            return;
        }
        let cause = if self.outcomes.has_window() {
            FailureCause::RlfAfterHandover
        } else if self.outcomes.has_attempt() {
            FailureCause::RlfInPreparation
        } else if self.reestablishment_cell() == self.serving {
            FailureCause::CoverageRlf
        } else {
            FailureCause::RlfWithoutHandover
        };
        self.fail(config, now_s, cause, log);
    }

    /// Step (3): a command that reaches the UE.
    fn receive_command(&mut self, config: &MobilityConfig, now_s: f64, log: &mut MobilityLog) {
        let Some(command) = self.command else { return };
        if !self.is_connected() || !reached(now_s, command.due_s) {
            return;
        }
        if self.rlm.t310_runs() {
            match config.command_during_t310 {
                CommandDuringT310::Lost => {
                    return self.fail(config, now_s, FailureCause::CommandLost, log);
                }
                CommandDuringT310::Received if self.sinr_db[self.serving] < config.rlm.qout_db => {
                    return;
                }
                CommandDuringT310::Received => {
                    self.rlm.stop();
                    self.emit(log, now_s, MobilityEventKind::T310Stopped(T310Stop::Command), self.serving);
                }
            }
        }
        self.start_execution(config, now_s, command.target, log);
    }

    /// Step (4): an L1 instant.
    fn measure(
        &mut self,
        config: &MobilityConfig,
        tick: Tick,
        now_s: f64,
        l1_rsrp_dbm: &[f64],
        judged_sinr_db: &[f64],
        log: &mut MobilityLog,
    ) {
        self.l3.update(config.l3_alpha(), l1_rsrp_dbm);
        if !self.is_connected() {
            self.candidates.pause();
            return;
        }
        let l1_ticks = config.l1_period_ticks();
        let label_every = ((config.outcome.label_period_s / config.l1_period_s + 0.5) as u64).max(1);
        if (tick.0 / l1_ticks).is_multiple_of(label_every) {
            let judged = |cell: usize| {
                let floor_db = self.sinr_floor_db;
                judged_sinr_db.get(cell).map_or(floor_db, |&value| at_least(value, floor_db))
            };
            self.outcomes.sample(config, now_s, self.serving, judged, log);
        }
        if config.procedure.preparation().is_some() {
            return self.measure_candidates(config, tick, now_s, l1_rsrp_dbm, log);
        }
        let mut changes = std::mem::take(&mut self.a3);
        changes.evaluate(config, now_s, self.serving, self.l3.values_dbm(), |change| {
            let (kind, cell) = match change {
                A3Change::Entered(cell) => (MobilityEventKind::A3Entered, cell),
                A3Change::Left(cell) => (MobilityEventKind::A3Left, cell),
            };
            self.emit(log, now_s, kind, cell);
        });
        self.a3 = changes;
        if self.command.is_some() {
            return;
        }
        if let Some((target, report_s)) = self.a3.due(config, now_s, self.l3.values_dbm()) {
            self.emit(log, report_s, MobilityEventKind::Reported, target);
            log.n_reports += 1;
            self.outcomes.reported(report_s, self.serving, target);
            self.command = Some(Command { target, due_s: report_s + config.preparation_s });
        }
    }

    pub(super) fn emit(&self, log: &mut MobilityLog, time_s: f64, kind: MobilityEventKind, other: usize) {
        let l3_rsrp_dbm = self.l3.values_dbm();
        log.events.push(MobilityEvent {
            time_s,
            kind,
            serving: self.serving(),
            other: CellId(other as u32),
            serving_rsrp_dbm: l3_rsrp_dbm[self.serving],
            other_rsrp_dbm: l3_rsrp_dbm[other],
            serving_sinr_db: self.rlm.filtered_db().0,
        });
    }
}
