//! What happened: mechanics emit events; log, KPIs, recorder and views consume them.

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use twin_units::{CellId, Tick, UeId};

/// One event with its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TwinEvent {
    /// When.
    pub tick: Tick,
    /// The agent it concerns.
    pub ue: Option<UeId>,
    /// What.
    pub kind: EventKind,
}

/// Kinds of events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EventKind {
    /// A handover was completed.
    HandoverCompleted {
        /// Source.
        from: CellId,
        /// Target.
        to: CellId,
        /// Target better than source by, dB, when it was reported (L3).
        gain_db: f64,
        /// Whether it returned within the minimum time of stay.
        ping_pong: bool,
    },
    /// An attempt failed.
    HandoverFailed {
        /// Source.
        from: CellId,
        /// Target.
        to: CellId,
        /// Why, a short phrase.
        cause: String,
    },
    /// Radio link failed.
    RadioLinkFailed {
        /// Cell lost.
        cell: CellId,
        /// Why, a short phrase.
        cause: String,
    },
    /// Connected again after a failure.
    Reestablished {
        /// New cell.
        cell: CellId,
    },
    /// A slice changed its SLA verdict.
    SlaChanged {
        /// Index of the slice.
        slice: usize,
        /// New verdict.
        verdict: SlaVerdict,
    },
    /// A command changed the plan.
    Edited {
        /// What was done, a short phrase.
        what: String,
    },
}

/// Verdict on a slice's target over the last second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlaVerdict {
    /// Nothing to judge yet.
    #[default]
    Unknown,
    /// Met with margin.
    Met,
    /// Met, but less than a fifth of the margin is left.
    AtRisk,
    /// Not met.
    Breached,
}

/// Events of the last tick.
#[derive(Resource, Clone, Debug, Default)]
pub struct TickEvents(pub Vec<TwinEvent>);

/// The last events, newest last, bounded to [`EventLog::CAPACITY`].
#[derive(Resource, Clone, Debug, Default)]
pub struct EventLog {
    /// Events, oldest first.
    pub events: std::collections::VecDeque<TwinEvent>,
    /// Events since the start, those dropped included.
    pub total: u64,
}

impl EventLog {
    /// Most events kept.
    pub const CAPACITY: usize = 5_000;

    /// Adds an event, dropping the oldest beyond the capacity.
    pub fn push(&mut self, event: TwinEvent) {
        if self.events.len() == Self::CAPACITY {
            self.events.pop_front();
        }
        self.events.push_back(event);
        self.total += 1;
    }
}
