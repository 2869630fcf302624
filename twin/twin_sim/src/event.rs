//! What happened: mechanics emit events; log, KPIs, recorder and views consume them.

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use twin_ran::handover::Outcome;
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
    /// A handover, or a failure without one, was judged after the fact; comes seconds after it.
    HandoverJudged {
        /// Source.
        from: CellId,
        /// Target; of a failure without a handover the cell of the re-establishment.
        to: CellId,
        /// The judgement.
        outcome: HandoverOutcome,
        /// What failed, a short phrase; `None` if nothing did.
        cause: Option<String>,
        /// Where the agent was when it left the source, m.
        position: [f64; 3],
        /// When it was reported, or failed without a report, s.
        attempt_s: f64,
        /// Stay in the target until it was judged, s.
        dwell_s: f64,
        /// SINR won by it, mean over the stay, dB.
        mean_gain_db: f64,
    },
    /// A slice changed its SLA verdict.
    SlaChanged {
        /// Index of the slice.
        slice: usize,
        /// New verdict.
        verdict: SlaVerdict,
        /// What was reached and promised, and the largest cause of what is missing; empty when the target is kept.
        #[serde(default)]
        why: String,
    },
    /// A command changed the plan.
    Edited {
        /// What was done, a short phrase.
        what: String,
    },
}

/// How an attempt to change cells turned out (TS 38.300 cl. 15.5.2.2.2; unnecessary ones after TR 36.839).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverOutcome {
    /// Without it the link would have failed, or the stay was long and the SINR better.
    Useful,
    /// The source would have held, and the stay was short or the SINR no better.
    Unnecessary,
    /// Failed during or shortly after; the UE went back to the source.
    TooEarly,
    /// Failed during or shortly after; the UE went to a third cell.
    WrongCell,
    /// The UE lost the source before the command reached it.
    TooLate,
    /// A failure where no other cell serves.
    Coverage,
    /// Could not be judged.
    Censored,
}

impl HandoverOutcome {
    /// All, in order.
    pub const ALL: [Self; 7] = [
        Self::Useful,
        Self::Unnecessary,
        Self::TooEarly,
        Self::WrongCell,
        Self::TooLate,
        Self::Coverage,
        Self::Censored,
    ];

    /// Key of its counts and rates.
    pub fn key(self) -> &'static str {
        match self {
            Self::Useful => "useful",
            Self::Unnecessary => "unnecessary",
            Self::TooEarly => "too_early",
            Self::WrongCell => "wrong_cell",
            Self::TooLate => "too_late",
            Self::Coverage => "coverage",
            Self::Censored => "censored",
        }
    }

    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Useful => "useful",
            Self::Unnecessary => "unnecessary",
            Self::TooEarly => "too early",
            Self::WrongCell => "wrong cell",
            Self::TooLate => "too late",
            Self::Coverage => "no coverage",
            Self::Censored => "not judged",
        }
    }
}

impl From<Outcome> for HandoverOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Useful => Self::Useful,
            Outcome::Unnecessary => Self::Unnecessary,
            Outcome::TooEarly => Self::TooEarly,
            Outcome::WrongCell => Self::WrongCell,
            Outcome::TooLate => Self::TooLate,
            Outcome::Coverage => Self::Coverage,
            Outcome::Censored => Self::Censored,
        }
    }
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
