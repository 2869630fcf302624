//! Mobility of one UE in connected mode: Event A3, handover, radio-link monitoring, failure and re-establishment.
//!
//! Start at [`UeMobility::step`], called once per tick. It writes what happened, with the numbers that explain it, into a
//! [`MobilityLog`]. [`MobilityConfig`] is passed to each step, so settings may change while the twin runs.
//!
//! The order within a step is: end of an execution or re-establishment (`machine.rs`), radio-link monitoring (`rlm.rs`), commands that
//! reach the UE, then, at L1 instants, L3 filter, outcome sampling (`outcome.rs`) and Event A3 (`a3.rs`).
//!
//! **Accuracy.** Random access succeeds when the target's SINR is at least Qout; re-establishment always succeeds; the leaving
//! condition of A3 is "the entering condition no longer holds", without a separate hysteresis; measurement reports are never lost.

mod a3;
mod config;
mod event;
mod machine;
mod outcome;
mod rlm;
mod view;

pub use a3::RunningTrigger;
pub use config::{CommandDuringT310, MobilityConfig, OutcomeConfig, RlmConfig};
pub use event::{FailureCause, MobilityEvent, MobilityEventKind, MobilityLog, T310Stop};
pub use machine::UeMobility;
pub use outcome::{AttemptOutcome, Outcome};
pub use view::{MobilityPhase, MobilityView};

/// Slack in comparisons of times, s: times are sums of decimal fractions.
pub(crate) const TIME_TOLERANCE_S: f64 = 1e-9;

/// Whether `now` is at or after `due`, both in seconds.
pub(crate) fn reached(now_s: f64, due_s: f64) -> bool {
    now_s + TIME_TOLERANCE_S >= due_s
}
