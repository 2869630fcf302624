//! Settings of handover and radio-link monitoring.

use super::Procedure;
use crate::RanError;
use crate::measurement::{L3_REFERENCE_PERIOD_S, l3_alpha_from};
use twin_units::TICK_S;

/// What happens to a handover command that arrives while T310 runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CommandDuringT310 {
    /// It waits until the serving SINR is at least Qout, then stops T310 and is executed (TS 38.331 cl. 5.3.5.5.2).
    #[default]
    Received,
    /// It is lost and the handover has failed (TR 36.839 cl. 5.2.1.3).
    Lost,
}

/// Radio-link monitoring (TS 38.331 cl. 5.3.10, TS 38.133 cl. 8.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RlmConfig {
    /// Out-of-sync threshold on the filtered SINR, dB.
    pub qout_db: f64,
    /// In-sync threshold on the filtered SINR, dB.
    pub qin_db: f64,
    /// Time constant of the out-of-sync filter, s.
    pub qout_window_s: f64,
    /// Time constant of the in-sync filter, s.
    pub qin_window_s: f64,
    /// Out-of-sync indications that start T310.
    pub n310: u32,
    /// In-sync indications that stop T310.
    pub n311: u32,
    /// Length of T310, s.
    pub t310_s: f64,
    /// Time between indications, s; at least one tick.
    pub indication_period_s: f64,
    /// Time after joining a cell without out-of-sync indications, s.
    pub holdoff_s: f64,
}

impl Default for RlmConfig {
    /// TR 36.839 tables 5.2.1.3.1 (Qout, Qin) and its N310, N311, T310; windows of TS 38.133 cl. 8.1.2.2 (FR1, no DRX).
    fn default() -> Self {
        Self {
            qout_db: -8.0,
            qin_db: -6.0,
            qout_window_s: 0.2,
            qin_window_s: 0.1,
            n310: 1,
            n311: 1,
            t310_s: 1.0,
            indication_period_s: 0.02,
            holdoff_s: 0.2,
        }
    }
}

/// How an attempt is judged after the fact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutcomeConfig {
    /// Time between samples of the SINR gain, s.
    pub label_period_s: f64,
    /// A return to the previous cell within this time of the last handover is a ping-pong, s (TR 36.839 cl. 5.2.2: 1 s).
    pub ping_pong_s: f64,
    /// A stay shorter than this may be unnecessary, s.
    pub t_min_s: f64,
    /// A mean SINR gain below this may be unnecessary, dB.
    pub theta_q_db: f64,
}

impl Default for OutcomeConfig {
    /// Ping-pong: TR 36.839 cl. 5.2.2. The others are assumed; no standard gives them.
    fn default() -> Self {
        Self { label_period_s: 0.2, ping_pong_s: 1.0, t_min_s: 2.0, theta_q_db: 0.5 }
    }
}

/// Handover settings of all cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MobilityConfig {
    /// How the UE changes cells.
    pub procedure: Procedure,
    /// Time between L1 samples, s; a multiple of one tick.
    pub l1_period_s: f64,
    /// L3 filter coefficient k (TS 38.331 cl. 5.5.3.2).
    pub l3_k: u32,
    /// L1 period for which k is defined, s: 200 ms in FR1.
    pub l3_reference_period_s: f64,
    /// a3-Offset, dB (TS 38.331 cl. 5.5.4.4).
    pub a3_offset_db: f64,
    /// Hysteresis, dB (TS 38.331 cl. 5.5.4.4).
    pub hysteresis_db: f64,
    /// Time to trigger, s.
    pub ttt_s: f64,
    /// Measurement report to handover command, s.
    pub preparation_s: f64,
    /// Handover command to the first chance to join the target, s.
    pub execution_s: f64,
    /// Length of T304, s: until then a UE retries to join the target; `None` for one try.
    pub t304_s: Option<f64>,
    /// Whether a target below Qout cannot be joined; otherwise every execution and every recovery succeeds.
    pub execution_can_fail: bool,
    /// A command while T310 runs.
    pub command_during_t310: CommandDuringT310,
    /// Time without a cell after a failure, s.
    pub reestablishment_s: f64,
    /// Time without a cell after a failure when the selected cell was prepared, s (TS 38.331 cl. 5.3.7.3).
    pub recovery_s: f64,
    /// Time between periodic reports of neighbours to prepare, s.
    pub report_interval_s: f64,
    /// Radio-link monitoring.
    pub rlm: RlmConfig,
    /// Judging of attempts.
    pub outcome: OutcomeConfig,
}

impl Default for MobilityConfig {
    /// Preparation and execution of TR 36.839 table 5.2.4.1; A3 settings, T304, report interval, times of re-establishment and recovery assumed.
    fn default() -> Self {
        Self {
            procedure: Procedure::Baseline,
            l1_period_s: 0.04,
            l3_k: 4,
            l3_reference_period_s: L3_REFERENCE_PERIOD_S,
            a3_offset_db: 2.0,
            hysteresis_db: 1.0,
            ttt_s: 0.16,
            preparation_s: 0.05,
            execution_s: 0.04,
            t304_s: Some(0.2),
            execution_can_fail: true,
            command_during_t310: CommandDuringT310::Received,
            reestablishment_s: 0.2,
            recovery_s: 0.1,
            report_interval_s: 0.12,
            rlm: RlmConfig::default(),
            outcome: OutcomeConfig::default(),
        }
    }
}

/// A duration as a whole number of ticks, at least one.
pub(crate) fn whole_ticks(duration_s: f64) -> u64 {
    ((duration_s / TICK_S + 0.5) as u64).max(1)
}

impl MobilityConfig {
    /// Ticks between L1 samples.
    pub fn l1_period_ticks(&self) -> u64 {
        whole_ticks(self.l1_period_s)
    }

    /// Whether a tick is an L1 instant.
    pub fn is_l1_instant(&self, step: u64) -> bool {
        step.is_multiple_of(self.l1_period_ticks())
    }

    /// Weight of a new sample in the L3 filter.
    pub fn l3_alpha(&self) -> f64 {
        l3_alpha_from(self.l3_k, self.l1_period_s, self.l3_reference_period_s)
    }

    /// Margin a neighbour must exceed for Event A3, dB.
    pub fn a3_margin_db(&self) -> f64 {
        self.a3_offset_db + self.hysteresis_db
    }

    /// Whether the source is still monitored during an execution: DAPS with T304 (TS 38.331 cl. 5.3.10.1).
    pub fn monitors_source_in_execution(&self) -> bool {
        self.procedure == Procedure::Daps && self.t304_s.is_some()
    }

    /// L1 instants between periodic reports of neighbours to prepare; at least one.
    pub(crate) fn report_every(&self) -> u64 {
        ((self.report_interval_s / self.l1_period_s + 0.5) as u64).max(1)
    }

    /// Checks every value.
    ///
    /// # Errors
    /// [`RanError::NotFinite`], [`RanError::Negative`], [`RanError::OutOfRange`], [`RanError::L1Period`] or [`RanError::QoutAboveQin`].
    pub fn validate(&self) -> Result<(), RanError> {
        let rlm = &self.rlm;
        for (name, value) in [
            ("a3_offset_db", self.a3_offset_db),
            ("qout_db", rlm.qout_db),
            ("qin_db", rlm.qin_db),
            ("theta_q_db", self.outcome.theta_q_db),
        ] {
            if !value.is_finite() {
                return Err(RanError::NotFinite { name, value });
            }
        }
        for (name, value) in [
            ("l1_period_s", self.l1_period_s),
            ("hysteresis_db", self.hysteresis_db),
            ("ttt_s", self.ttt_s),
            ("preparation_s", self.preparation_s),
            ("execution_s", self.execution_s),
            ("t304_s", self.t304_s.unwrap_or(0.0)),
            ("reestablishment_s", self.reestablishment_s),
            ("recovery_s", self.recovery_s),
            ("report_interval_s", self.report_interval_s),
            ("qout_window_s", rlm.qout_window_s),
            ("qin_window_s", rlm.qin_window_s),
            ("t310_s", rlm.t310_s),
            ("indication_period_s", rlm.indication_period_s),
            ("holdoff_s", rlm.holdoff_s),
            ("label_period_s", self.outcome.label_period_s),
            ("ping_pong_s", self.outcome.ping_pong_s),
            ("t_min_s", self.outcome.t_min_s),
        ] {
            if !value.is_finite() {
                return Err(RanError::NotFinite { name, value });
            }
            if value < 0.0 {
                return Err(RanError::Negative { name, value });
            }
        }
        for (name, value) in [("n310", rlm.n310), ("n311", rlm.n311)] {
            if value == 0 {
                return Err(RanError::OutOfRange { name, value: 0.0, low: 1.0, high: f64::from(u32::MAX) });
            }
        }
        self.procedure.validate()?;
        let (low, high) = (TICK_S, 10.0);
        if !(low..=high).contains(&self.l3_reference_period_s) {
            let value = self.l3_reference_period_s;
            return Err(RanError::OutOfRange { name: "l3_reference_period_s", value, low, high });
        }
        let period_ticks = self.l1_period_s / TICK_S;
        if period_ticks < 0.5 || (period_ticks - self.l1_period_ticks() as f64).abs() > 1e-6 {
            return Err(RanError::L1Period { period_s: self.l1_period_s });
        }
        if rlm.qout_db > rlm.qin_db {
            return Err(RanError::QoutAboveQin { qout_db: rlm.qout_db, qin_db: rlm.qin_db });
        }
        Ok(())
    }
}
