//! Judging handover attempts: useful, unnecessary, too early, too late, to the wrong cell (after TS 38.300 cl. 15.5.2.2.2).
//!
//! A window opens when a handover completes and closes after `t_min_s`, at the next execution, at a radio-link failure or at the end of the run.
//! (A lost command does not close it: the handover before it is still judged by its own stay.)

use super::{FailureCause, MobilityConfig, MobilityLog, reached};
use twin_units::CellId;
use twin_units::hash::StateHash;

/// How an attempt turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Completed, and either the source would have failed or the stay was long and the SINR better.
    Useful,
    /// Completed, but the source would have held and the stay was short or the SINR no better.
    Unnecessary,
    /// Failed during or shortly after, and the UE went back to the source.
    TooEarly,
    /// Failed during or shortly after, and the UE went to a third cell.
    WrongCell,
    /// The UE lost the source before the command reached it, and went to another cell.
    TooLate,
    /// A failure after which the UE stayed in the cell that served it.
    Coverage,
    /// The run ended, or an older handover failed, before the attempt could be judged.
    Censored,
}

impl Outcome {
    /// All outcomes, in order.
    pub const ALL: [Self; 7] = [
        Self::Useful,
        Self::Unnecessary,
        Self::TooEarly,
        Self::WrongCell,
        Self::TooLate,
        Self::Coverage,
        Self::Censored,
    ];
}

/// One judged attempt, or a radio-link failure without one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttemptOutcome {
    /// Time of the report, or of the failure when nothing was reported, s.
    pub attempt_s: f64,
    /// Time the execution started, s; `None` if it never did.
    pub executed_s: Option<f64>,
    /// Time the judgement was made, s.
    pub end_s: f64,
    /// Whether a measurement report had started an attempt; otherwise a bare radio-link failure.
    pub is_attempt: bool,
    /// Source cell.
    pub source: CellId,
    /// Target cell; of a bare failure the cell of the re-establishment.
    pub target: CellId,
    /// The judgement.
    pub outcome: Outcome,
    /// What failed, if something did.
    pub cause: Option<FailureCause>,
    /// Stay in the target until the window closed, s.
    pub dwell_s: f64,
    /// Mean of target minus source SINR over the window, dB.
    pub mean_gain_db: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct Attempt {
    attempt_s: f64,
    executed_s: Option<f64>,
    source: usize,
    target: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Window {
    attempt: Attempt,
    completed_s: f64,
    gain_sum_db: f64,
    n_samples: u32,
    source_below_s: f64,
    source_would_fail: bool,
}

impl Window {
    fn row(&self, end_s: f64, outcome: Outcome, cause: Option<FailureCause>) -> AttemptOutcome {
        AttemptOutcome {
            dwell_s: end_s - self.completed_s,
            mean_gain_db: if self.n_samples == 0 { 0.0 } else { self.gain_sum_db / f64::from(self.n_samples) },
            ..self.attempt.row(end_s, outcome, cause)
        }
    }

    /// Useful or unnecessary.
    fn judged(&self, config: &MobilityConfig, end_s: f64) -> AttemptOutcome {
        let mut row = self.row(end_s, Outcome::Useful, None);
        let short = !reached(row.dwell_s, config.outcome.t_min_s);
        if !self.source_would_fail && (short || row.mean_gain_db < config.outcome.theta_q_db) {
            row.outcome = Outcome::Unnecessary;
        }
        row
    }
}

impl Attempt {
    fn row(&self, end_s: f64, outcome: Outcome, cause: Option<FailureCause>) -> AttemptOutcome {
        AttemptOutcome {
            attempt_s: self.attempt_s,
            executed_s: self.executed_s,
            end_s,
            is_attempt: true,
            source: CellId(self.source as u32),
            target: CellId(self.target as u32),
            outcome,
            cause,
            dwell_s: 0.0,
            mean_gain_db: 0.0,
        }
    }

    /// Outcome of a failure during the execution, or after it in the cell `reached`.
    fn after_failure(&self, reached: usize, reestablishment: usize) -> Outcome {
        if reestablishment == self.source {
            Outcome::TooEarly
        } else if reestablishment == reached {
            Outcome::Coverage
        } else {
            Outcome::WrongCell
        }
    }
}

/// Follows one UE's attempts until they can be judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OutcomeTracker {
    attempt: Option<Attempt>,
    window: Option<Window>,
}

impl OutcomeTracker {
    pub(crate) fn reported(&mut self, report_s: f64, source: usize, target: usize) {
        self.attempt = Some(Attempt { attempt_s: report_s, executed_s: None, source, target });
    }

    pub(crate) fn has_attempt(&self) -> bool {
        self.attempt.is_some()
    }

    pub(crate) fn has_window(&self) -> bool {
        self.window.is_some()
    }

    /// The execution towards `target` starts; so does the attempt, unless it was reported before.
    pub(crate) fn executed(
        &mut self,
        config: &MobilityConfig,
        now_s: f64,
        source: usize,
        target: usize,
        log: &mut MobilityLog,
    ) {
        self.close_window(config, now_s, log);
        let new = Attempt { attempt_s: now_s, executed_s: None, source, target };
        self.attempt.get_or_insert(new).executed_s = Some(now_s);
    }

    pub(crate) fn completed(&mut self, now_s: f64) {
        self.window = self.attempt.take().map(|attempt| Window {
            attempt,
            completed_s: now_s,
            gain_sum_db: 0.0,
            n_samples: 0,
            source_below_s: 0.0,
            source_would_fail: false,
        });
    }

    /// A failed execution that lost no cell: the UE is back in the source.
    pub(crate) fn fell_back(&mut self, now_s: f64, log: &mut MobilityLog) {
        if let Some(attempt) = self.attempt.take() {
            log.outcomes.push(attempt.row(now_s, Outcome::TooEarly, Some(FailureCause::DapsFallback)));
        }
    }

    /// Takes a sample of the SINR gain at a label instant while connected to `serving`: the target, unless a lost command led on from there.
    pub(crate) fn sample(
        &mut self,
        config: &MobilityConfig,
        now_s: f64,
        serving: usize,
        sinr_db: impl Fn(usize) -> f64,
        log: &mut MobilityLog,
    ) {
        let Some(window) = &mut self.window else {
            return;
        };
        let source_db = sinr_db(window.attempt.source);
        window.gain_sum_db += sinr_db(serving) - source_db;
        window.n_samples += 1;
        if source_db < config.rlm.qout_db {
            window.source_below_s += config.outcome.label_period_s;
            window.source_would_fail |= reached(window.source_below_s, config.rlm.t310_s);
        } else {
            window.source_below_s = 0.0;
        }
        if reached(now_s, window.completed_s + config.outcome.t_min_s) {
            self.close_window(config, now_s, log);
        }
    }

    /// Judges what a failure ends. `RlfAfterHandover` belongs to the open window, every other cause to the attempt in flight.
    pub(crate) fn failed(
        &mut self,
        now_s: f64,
        cause: FailureCause,
        serving: usize,
        reestablishment: usize,
        log: &mut MobilityLog,
    ) {
        if cause == FailureCause::RlfAfterHandover {
            if let Some(window) = self.window.take() {
                let outcome = window.attempt.after_failure(serving, reestablishment);
                log.outcomes.push(window.row(now_s, outcome, Some(cause)));
            }
            if let Some(attempt) = self.attempt.take() {
                log.outcomes.push(attempt.row(now_s, Outcome::Censored, Some(cause)));
            }
            return;
        }
        let before_execution = if reestablishment == serving { Outcome::Coverage } else { Outcome::TooLate };
        match self.attempt.take() {
            Some(attempt) => {
                let outcome = match attempt.executed_s {
                    Some(_) => attempt.after_failure(attempt.target, reestablishment),
                    None => before_execution,
                };
                log.outcomes.push(attempt.row(now_s, outcome, Some(cause)));
            }
            None => {
                let bare = Attempt { attempt_s: now_s, executed_s: None, source: serving, target: reestablishment };
                log.outcomes
                    .push(AttemptOutcome { is_attempt: false, ..bare.row(now_s, before_execution, Some(cause)) });
            }
        }
    }

    /// Closes everything at the end of a run.
    pub(crate) fn finish(&mut self, config: &MobilityConfig, end_s: f64, log: &mut MobilityLog) {
        if let Some(window) = self.window.take() {
            let mut row = window.judged(config, end_s);
            if !reached(row.dwell_s, config.outcome.t_min_s) {
                row.outcome = Outcome::Censored;
            }
            log.outcomes.push(row);
        }
        if let Some(attempt) = self.attempt.take() {
            log.outcomes.push(attempt.row(end_s, Outcome::Censored, None));
        }
    }

    pub(crate) fn hash_into(&self, hash: &mut StateHash) {
        let mut attempt = |attempt: Option<&Attempt>| {
            let Some(attempt) = attempt else {
                return hash.word(0);
            };
            hash.real(attempt.attempt_s);
            hash.real(attempt.executed_s.unwrap_or(-1.0));
            hash.word((attempt.source as u64) << 32 | attempt.target as u64);
        };
        attempt(self.attempt.as_ref());
        attempt(self.window.as_ref().map(|window| &window.attempt));
        if let Some(window) = &self.window {
            hash.real(window.completed_s);
            hash.real(window.gain_sum_db);
            hash.word(u64::from(window.n_samples) << 1 | u64::from(window.source_would_fail));
            hash.real(window.source_below_s);
        }
    }

    fn close_window(&mut self, config: &MobilityConfig, now_s: f64, log: &mut MobilityLog) {
        if let Some(window) = self.window.take() {
            log.outcomes.push(window.judged(config, now_s));
        }
    }
}
