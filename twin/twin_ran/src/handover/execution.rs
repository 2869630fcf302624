//! Leaving a cell and joining one: executions, DAPS fallback, failures, recovery and re-establishment.

use super::machine::UeMobility;
use super::{FailureCause, MobilityConfig, MobilityEventKind, MobilityLog, MobilityPhase, T310Stop, reached};
use twin_units::CellId;

impl UeMobility {
    /// Step (1): the target is joined, or T304 ends, or the re-establishment is over.
    pub(super) fn end_execution_or_reestablishment(
        &mut self,
        config: &MobilityConfig,
        now_s: f64,
        log: &mut MobilityLog,
    ) {
        match self.phase {
            MobilityPhase::Executing { target, started_s } if reached(now_s, started_s + config.execution_s) => {
                let target = target.0 as usize;
                if self.can_join(config, target) {
                    self.complete_handover(config, now_s, target, log);
                } else if config.t304_s.is_none_or(|t304_s| reached(now_s, started_s + t304_s)) {
                    if self.can_fall_back(config) {
                        self.fall_back(now_s, target, log);
                    } else {
                        self.fail(config, now_s, FailureCause::ExecutionFailure, log);
                    }
                }
            }
            MobilityPhase::Reestablishing { cell, until_s } if reached(now_s, until_s) => {
                let cell = cell.0 as usize;
                if self.recovery_ends(config, now_s, cell, log) {
                    self.emit(log, now_s, MobilityEventKind::Reestablished, cell);
                    self.join(now_s, cell);
                }
            }
            _ => {}
        }
    }

    fn can_join(&self, config: &MobilityConfig, cell: usize) -> bool {
        !config.execution_can_fail || self.sinr_db[cell] >= config.rlm.qout_db
    }

    /// Whether a UE without a cell joins `cell` now.
    ///
    /// A recovery is a reconfiguration with sync of its own: it succeeds once the SINR is at least Qout, while T304 runs from the failure on; then the
    /// UE re-establishes in the best cell (TS 38.331 cl. 5.3.7.3 and 5.3.5.8.3). A re-establishment always succeeds.
    fn recovery_ends(&mut self, config: &MobilityConfig, now_s: f64, cell: usize, log: &mut MobilityLog) -> bool {
        let Some(since_s) = self.recovery_since_s else { return true };
        if self.can_join(config, cell) {
            return true;
        }
        if config.t304_s.is_some_and(|t304_s| !reached(now_s, since_s + t304_s)) {
            return false;
        }
        self.recovery_since_s = None;
        let cell = self.reestablishment_cell();
        self.emit(log, now_s, MobilityEventKind::RecoveryFailed, cell);
        self.phase =
            MobilityPhase::Reestablishing { cell: CellId(cell as u32), until_s: now_s + config.reestablishment_s };
        false
    }

    /// The UE leaves its cell for `target`; the attempt starts now unless it has been reported.
    pub(super) fn start_execution(
        &mut self,
        config: &MobilityConfig,
        now_s: f64,
        target: usize,
        log: &mut MobilityLog,
    ) {
        self.outcomes.executed(config, now_s, self.serving, target, log);
        self.command = None;
        if config.monitors_source_in_execution() {
            self.rlm.reset_counters();
        } else if self.rlm.stop() {
            self.emit(log, now_s, MobilityEventKind::T310Stopped(T310Stop::Command), self.serving);
        }
        self.a3.clear();
        self.candidates.execution = None;
        self.source_failed = false;
        self.emit(log, now_s, MobilityEventKind::ExecutionStarted, target);
        self.phase = MobilityPhase::Executing { target: CellId(target as u32), started_s: now_s };
    }

    fn complete_handover(&mut self, config: &MobilityConfig, now_s: f64, target: usize, log: &mut MobilityLog) {
        let ping_pong = self.previous.is_some_and(|(cell, completed_s)| {
            cell == target && !reached(now_s, completed_s + config.outcome.ping_pong_s)
        });
        self.candidates_after_handover(config, now_s, target, log);
        if self.rlm.stop() {
            self.emit(log, now_s, MobilityEventKind::T310Stopped(T310Stop::Joined), self.serving);
        }
        self.emit(log, now_s, MobilityEventKind::HandoverCompleted { ping_pong }, target);
        self.outcomes.completed(now_s);
        self.previous = Some((self.serving, now_s));
        self.join(now_s, target);
    }

    pub(super) fn join(&mut self, now_s: f64, cell: usize) {
        self.serving = cell;
        self.phase = MobilityPhase::Connected;
        self.source_failed = false;
        self.recovery_since_s = None;
        self.a3.clear();
        self.rlm.join(now_s, self.sinr_db[cell]);
    }

    /// DAPS: back to the source unless its link failed while T304 ran (TS 38.331 cl. 5.3.5.8.3); without T304, if its SINR is at least Qout.
    fn can_fall_back(&self, config: &MobilityConfig) -> bool {
        let is_daps = config.procedure == super::Procedure::Daps;
        let source_holds = if config.monitors_source_in_execution() {
            !self.source_failed
        } else {
            self.sinr_db[self.serving] >= config.rlm.qout_db
        };
        is_daps && source_holds
    }

    /// The radio-link monitoring of the source goes on as it stands.
    fn fall_back(&mut self, now_s: f64, target: usize, log: &mut MobilityLog) {
        self.emit(log, now_s, MobilityEventKind::FellBack, target);
        self.outcomes.fell_back(now_s, log);
        self.a3.clear();
        self.phase = MobilityPhase::Connected;
    }

    pub(super) fn reestablishment_cell(&self) -> usize {
        if self.l3.has_sample() { self.l3.strongest() } else { self.serving }
    }

    /// The UE loses its cell: it recovers into the strongest cell if that was prepared, or re-establishes there.
    pub(super) fn fail(&mut self, config: &MobilityConfig, now_s: f64, cause: FailureCause, log: &mut MobilityLog) {
        let cell = self.reestablishment_cell();
        if self.rlm.stop() {
            self.emit(log, now_s, MobilityEventKind::T310Stopped(T310Stop::Failure), self.serving);
        }
        self.emit(log, now_s, MobilityEventKind::Failed(cause), cell);
        self.outcomes.failed(now_s, cause, self.serving, cell, log);
        let recovers = self.candidates.is_configured(cell);
        self.release_all_but(recovers.then_some(cell), now_s, log);
        self.recovery_since_s = recovers.then_some(now_s);
        self.command = None;
        self.previous = None;
        self.a3.clear();
        let without_cell_s = if recovers { config.recovery_s } else { config.reestablishment_s };
        self.phase = MobilityPhase::Reestablishing { cell: CellId(cell as u32), until_s: now_s + without_cell_s };
    }
}
