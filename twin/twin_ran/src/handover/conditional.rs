//! Procedures that prepare cells ahead: conditional handover, LTM and conditional LTM.

use super::candidates::{CandidateChange, Preparation};
use super::machine::{Command, UeMobility};
use super::{CommandDuringT310, MobilityConfig, MobilityEventKind, MobilityLog, Procedure, reached};
use twin_units::Tick;

impl UeMobility {
    /// Step (3): configurations that reach the UE, and conditions whose time to trigger ended since the last L1 instant.
    ///
    /// A configuration meets T310 as a command does, but T310 goes on; without a serving cell it is lost.
    pub(super) fn receive_configurations(&mut self, config: &MobilityConfig, now_s: f64, log: &mut MobilityLog) {
        for cell in 0..self.candidates.len() {
            let Preparation::OnItsWay(due_s) = self.candidates.preparation(cell) else { continue };
            if !reached(now_s, due_s) {
                continue;
            }
            let is_received = config.command_during_t310 == CommandDuringT310::Received;
            let t310_runs = self.rlm.t310_runs();
            if self.is_connected() && t310_runs && is_received && self.sinr_db[self.serving] < config.rlm.qout_db {
                continue;
            }
            if self.is_connected() && (!t310_runs || is_received) {
                self.candidates.set(cell, Preparation::Configured);
                self.emit(log, now_s, MobilityEventKind::Configured, cell);
                if self.executes_on_delivery(config, cell) {
                    self.start_execution(config, now_s, cell, log);
                }
            } else {
                self.candidates.set(cell, Preparation::None);
                self.emit(log, now_s, MobilityEventKind::ConfigurationLost, cell);
            }
        }
        if let Some((due_s, target)) = self.candidates.execution.filter(|(due_s, _)| reached(now_s, *due_s)) {
            debug_assert!(due_s.is_finite());
            self.candidates.execution = None;
            if self.is_connected() && self.candidates.is_configured(target) {
                self.start_execution(config, now_s, target, log);
            }
        }
    }

    /// Without a time to trigger, the condition is evaluated as soon as the configuration arrives.
    fn executes_on_delivery(&self, config: &MobilityConfig, cell: usize) -> bool {
        let Procedure::Conditional(conditional) = config.procedure else { return false };
        let l3_dbm = self.l3.values_dbm();
        conditional.execution_ttt_s <= 0.0 && l3_dbm[cell] - l3_dbm[self.serving] > conditional.execution_offset_db
    }

    /// Step (4) of a connected UE: conditions of the prepared cells, then the report and what the network makes of it.
    pub(super) fn measure_candidates(
        &mut self,
        config: &MobilityConfig,
        tick: Tick,
        now_s: f64,
        l1_rsrp_dbm: &[f64],
        log: &mut MobilityLog,
    ) {
        let n_cells = self.sinr_db.len();
        self.candidates.grow(n_cells);
        let l3_dbm = self.l3.values_dbm();
        let l3_gap_db: Vec<f64> = l3_dbm.iter().map(|level_dbm| level_dbm - l3_dbm[self.serving]).collect();
        match config.procedure {
            Procedure::Baseline | Procedure::Daps => return,
            Procedure::Conditional(conditional) => {
                self.evaluate(now_s, &l3_gap_db, conditional.execution_offset_db, log);
                let ttt_s = conditional.execution_ttt_s;
                if let Some(target) = self.candidates.ready(now_s, ttt_s, &l3_gap_db) {
                    self.start_execution(config, now_s, target, log);
                } else {
                    self.candidates.execution =
                        self.candidates.ready_before(now_s + config.l1_period_s, ttt_s, &l3_gap_db);
                }
            }
            Procedure::Ltm(ltm) | Procedure::ConditionalLtm(ltm) => {
                if self.command.is_none() {
                    let l1_dbm: Vec<f64> =
                        (0..n_cells).map(|cell| self.l3.made_finite(l1_rsrp_dbm.get(cell))).collect();
                    let gap_db: Vec<f64> = l1_dbm.iter().map(|level| level - l1_dbm[self.serving]).collect();
                    self.evaluate(now_s, &gap_db, ltm.switch_offset_db, log);
                    if let Some(target) = self.candidates.ready(now_s, ltm.switch_ttt_s, &gap_db) {
                        self.switch(config, now_s, target, ltm.command_delay_s, log);
                    }
                }
            }
        }
        if self.is_connected() {
            self.report_candidates(config, tick, now_s, &l3_gap_db, log);
        } else {
            self.candidates.pause();
        }
    }

    fn evaluate(&mut self, now_s: f64, gap_db: &[f64], offset_db: f64, log: &mut MobilityLog) {
        let mut changes = Vec::new();
        self.candidates.evaluate(now_s, gap_db, offset_db, &mut changes);
        self.emit_changes(now_s, &changes, log);
    }

    /// The decision to switch: by the network, whose command is on its way (LTM), or by the UE at once (conditional LTM).
    fn switch(
        &mut self,
        config: &MobilityConfig,
        now_s: f64,
        target: usize,
        command_delay_s: f64,
        log: &mut MobilityLog,
    ) {
        self.outcomes.reported(now_s, self.serving, target);
        if matches!(config.procedure, Procedure::ConditionalLtm(_)) {
            let source = self.serving;
            self.start_execution(config, now_s, target, log);
            debug_assert_eq!(source, self.serving);
            self.emit(log, now_s, MobilityEventKind::SwitchCommanded, target);
        } else {
            self.emit(log, now_s, MobilityEventKind::SwitchCommanded, target);
            self.command = Some(Command { target, due_s: now_s + command_delay_s });
        }
        self.candidates.forget_conditions();
    }

    fn report_candidates(
        &mut self,
        config: &MobilityConfig,
        tick: Tick,
        now_s: f64,
        gap_db: &[f64],
        log: &mut MobilityLog,
    ) {
        let Some(preparation) = config.procedure.preparation() else { return };
        let is_periodic = (tick.0 / config.l1_period_ticks()).is_multiple_of(config.report_every());
        let mut changes = Vec::new();
        let is_reported = self.candidates.report(
            preparation,
            now_s,
            self.serving,
            gap_db,
            is_periodic,
            config.preparation_s,
            &mut changes,
        );
        log.n_reports += u32::from(is_reported);
        self.emit_changes(now_s, &changes, log);
    }

    fn emit_changes(&self, now_s: f64, changes: &[CandidateChange], log: &mut MobilityLog) {
        for change in changes {
            let (kind, cell) = match *change {
                CandidateChange::Entered(cell) => (MobilityEventKind::ConditionEntered, cell),
                CandidateChange::Left(cell) => (MobilityEventKind::ConditionLeft, cell),
                CandidateChange::Prepared(cell) => (MobilityEventKind::Prepared, cell),
                CandidateChange::Released(cell) => (MobilityEventKind::Released, cell),
            };
            self.emit(log, now_s, kind, cell);
        }
    }

    /// What is left of the preparations when `target` has been joined.
    pub(super) fn candidates_after_handover(
        &mut self,
        config: &MobilityConfig,
        now_s: f64,
        target: usize,
        log: &mut MobilityLog,
    ) {
        match config.procedure {
            Procedure::Ltm(_) | Procedure::ConditionalLtm(_) if self.candidates.len() > 0 => {
                self.candidates.switched_to(target);
            }
            _ => self.release_all_but(Some(target), now_s, log),
        }
    }

    /// Drops all preparations; those of other cells than `used` are released, with an event each.
    pub(super) fn release_all_but(&mut self, used: Option<usize>, now_s: f64, log: &mut MobilityLog) {
        for cell in self.candidates.held_but(used) {
            self.emit(log, now_s, MobilityEventKind::Released, cell);
        }
        self.candidates.clear();
    }
}
