//! Handover and radio-link monitoring: only what TS 38.331 can signal.

use super::Checker;
use crate::schema::{HandoverProcedure, MobilitySettings, Preparation};
use twin_units::signalling::{
    FILTER_COEFFICIENTS, MOST_OFFSET_DB, N310, N311, T304_MS, T310_MS, TIMES_TO_TRIGGER_MS, is_half_db, is_listed, list,
};

impl Checker {
    /// A value of a list of TS 38.331.
    fn listed(&mut self, field: &str, value: f64, legal: &[u16], unit: &str) {
        if !is_listed(value, legal) {
            let message = format!("{value}{unit} cannot be signalled (TS 38.331)");
            self.fault(format!("mobility.{field}"), message, format!("use {}", list(legal, unit)));
        }
    }

    /// An offset in half decibels.
    fn offset(&mut self, field: &str, value_db: f64, low_db: f64) {
        if !(low_db..=MOST_OFFSET_DB).contains(&value_db) || !is_half_db(value_db) {
            let message = format!("{value_db} dB cannot be signalled (TS 38.331)");
            self.fault(
                format!("mobility.{field}"),
                message,
                format!("use {low_db} to {MOST_OFFSET_DB} dB in steps of 0.5 dB"),
            );
        }
    }

    fn preparation(&mut self, of: &str, preparation: &Preparation) {
        let path = |field: &str| format!("procedure.{of}.preparation.{field}");
        self.offset(&path("offset_db"), preparation.offset_db, -MOST_OFFSET_DB);
        self.listed(&path("time_to_trigger_ms"), preparation.time_to_trigger_ms, &TIMES_TO_TRIGGER_MS, " ms");
        let cells = format!("mobility.{}", path("max_cells"));
        self.range(cells, f64::from(preparation.max_cells), 1.0, 8.0, "number of prepared cells");
        let hysteresis = format!("mobility.{}", path("release_hysteresis_db"));
        self.range(hysteresis, preparation.release_hysteresis_db, 0.0, 30.0, "level in dB");
    }
}

pub(super) fn check(m: &MobilitySettings, to: &mut Checker) {
    to.offset("a3_offset_db", m.a3_offset_db, -MOST_OFFSET_DB);
    to.offset("hysteresis_db", m.hysteresis_db, 0.0);
    for (field, value) in [("qout_db", m.qout_db), ("qin_db", m.qin_db)] {
        to.range(format!("mobility.{field}"), value, -30.0, 30.0, "level in dB");
    }
    if m.qin_db < m.qout_db {
        to.fault("mobility.qin_db", "in-sync lies below out-of-sync", "qin_db must be at least qout_db");
    }
    to.range("mobility.l1_period_ms".into(), m.l1_period_ms, 10.0, 10_000.0, "measurement period in ms");
    if (m.l1_period_ms / 10.0).fract() != 0.0 {
        let message = format!("{} ms is no whole number of ticks", m.l1_period_ms);
        to.fault("mobility.l1_period_ms", message, "use a multiple of 10 ms");
    }
    to.listed("time_to_trigger_ms", m.time_to_trigger_ms, &TIMES_TO_TRIGGER_MS, " ms");
    to.listed("filter_k", f64::from(m.filter_k), &FILTER_COEFFICIENTS, "");
    to.listed("t304_ms", m.t304_ms, &T304_MS, " ms");
    to.listed("t310_ms", m.t310_ms, &T310_MS, " ms");
    to.listed("n310", f64::from(m.n310), &N310, "");
    to.listed("n311", f64::from(m.n311), &N311, "");
    let times = [
        ("preparation_ms", m.preparation_ms),
        ("execution_ms", m.execution_ms),
        ("reestablishment_ms", m.reestablishment_ms),
        ("ping_pong_ms", m.ping_pong_ms),
    ];
    for (field, value) in times {
        to.range(format!("mobility.{field}"), value, 0.0, 60_000.0, "time in ms");
    }
    match &m.procedure {
        HandoverProcedure::Baseline | HandoverProcedure::Daps => {}
        HandoverProcedure::Conditional(cho) => {
            to.preparation("conditional", &cho.preparation);
            to.offset("procedure.conditional.execution_offset_db", cho.execution_offset_db, -MOST_OFFSET_DB);
            to.listed("procedure.conditional.execution_ttt_ms", cho.execution_ttt_ms, &TIMES_TO_TRIGGER_MS, " ms");
        }
        HandoverProcedure::Ltm(ltm) | HandoverProcedure::ConditionalLtm(ltm) => {
            to.preparation("ltm", &ltm.preparation);
            to.offset("procedure.ltm.switch_offset_db", ltm.switch_offset_db, -MOST_OFFSET_DB);
            to.listed("procedure.ltm.switch_ttt_ms", ltm.switch_ttt_ms, &TIMES_TO_TRIGGER_MS, " ms");
            let delay = "mobility.procedure.ltm.command_delay_ms".into();
            to.range(delay, ltm.command_delay_ms, 0.0, 1_000.0, "time in ms");
        }
    }
}

/// The first fault of handover settings as a sentence with its remedy; `None` when all can be signalled.
pub fn mobility_fault(settings: &MobilitySettings) -> Option<String> {
    let mut to = Checker::default();
    check(settings, &mut to);
    to.faults.into_iter().next().map(|fault| format!("{}: {}; {}", fault.path, fault.message, fault.remedy))
}
