//! Mobility of one UE in connected mode: handover, radio-link monitoring, failure and re-establishment.
//!
//! Five procedures ([`Procedure`]): baseline and DAPS handover on Event A3, conditional handover, LTM and conditional LTM on prepared cells.
//!
//! Start at [`UeMobility::step`], called once per tick. It writes what happened, with the numbers that explain it, into a
//! [`MobilityLog`]. [`MobilityConfig`] is passed to each step, so settings may change while the twin runs.
//!
//! The order within a step is: end of an execution or re-establishment (`execution.rs`), radio-link monitoring (`rlm.rs`), commands and
//! configurations that reach the UE, then, at L1 instants, L3 filter, outcome sampling (`outcome.rs`), and Event A3 (`a3.rs`) or
//! the conditions and preparations of candidates (`conditional.rs`, `candidates.rs`).
//!
//! **Accuracy.** Random access succeeds when the target's SINR is at least Qout; re-establishment always succeeds; the leaving
//! condition of A3 is "the entering condition no longer holds", without a separate hysteresis; measurement reports are never lost.
//! DAPS between FR2 cells (TS 38.300 cl. 9.2.3.1 excludes it) is not refused here: the machine knows no frequencies.

mod a3;
mod candidates;
mod conditional;
mod config;
mod event;
mod execution;
mod machine;
mod outcome;
mod procedure;
mod replay;
mod rlm;
mod view;

pub use a3::RunningTrigger;
pub use config::{CommandDuringT310, MobilityConfig, OutcomeConfig, RlmConfig};
pub use event::{FailureCause, MobilityEvent, MobilityEventKind, MobilityLog, T310Stop};
pub use machine::UeMobility;
pub use outcome::{AttemptOutcome, Outcome};
pub use procedure::{ConditionalConfig, LtmConfig, MOST_PREPARED_CELLS, PreparationConfig, Procedure};
pub use replay::{Counts, L3Checkpoint, Replay, RlmCheckpoint, Trace, replay};
pub use view::{MobilityPhase, MobilityView};

/// Slack in comparisons of times, s: times are sums of decimal fractions.
pub(crate) const TIME_TOLERANCE_S: f64 = 1e-9;

/// Whether `now` is at or after `due`, both in seconds.
pub(crate) fn reached(now_s: f64, due_s: f64) -> bool {
    now_s + TIME_TOLERANCE_S >= due_s
}
