//! What happened to a UE, with the numbers that answer "why?".

use super::AttemptOutcome;
use twin_units::CellId;

/// Why T310 stopped before it expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum T310Stop {
    /// N311 in-sync indications.
    InSync,
    /// A handover command was received, or a prepared cell's condition is met, and is executed.
    Command,
    /// The target was joined; the source had been monitored during the execution (DAPS).
    Joined,
    /// The attempt failed for another reason.
    Failure,
}

/// Why the UE lost its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureCause {
    /// The handover command arrived while T310 ran and was lost.
    CommandLost,
    /// T310 expired between report and command.
    RlfInPreparation,
    /// T310 expired shortly after a handover.
    RlfAfterHandover,
    /// T310 expired; no handover had been reported and another cell is stronger.
    RlfWithoutHandover,
    /// T310 expired; no handover had been reported and the serving cell still is the strongest: no cell covers the place.
    CoverageRlf,
    /// The target could not be joined before T304 ended, and no way back was left.
    ExecutionFailure,
    /// The target could not be joined before T304 ended and the UE fell back to the source, which still held (DAPS); it lost no cell.
    DapsFallback,
}

impl FailureCause {
    /// A short sentence for people.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::CommandLost => "the handover command arrived while T310 ran and was lost",
            Self::RlfInPreparation => "T310 expired between measurement report and handover command",
            Self::RlfAfterHandover => "T310 expired shortly after a handover",
            Self::RlfWithoutHandover => "T310 expired before any measurement report although another cell was stronger",
            Self::CoverageRlf => "T310 expired where no other cell is stronger",
            Self::ExecutionFailure => "the target cell could not be joined before T304 ended",
            Self::DapsFallback => {
                "the target cell could not be joined before T304 ended; the UE fell back to the source"
            }
        }
    }
}

/// Kind of a mobility event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MobilityEventKind {
    /// The entering condition of Event A3 became true for `other`; its time to trigger starts.
    A3Entered,
    /// The entering condition of Event A3 no longer holds for `other`.
    A3Left,
    /// The time to trigger passed and the measurement report for `other` was sent.
    Reported,
    /// The network prepares `other` and sends its configuration.
    Prepared,
    /// The configuration of `other` reached the UE.
    Configured,
    /// The configuration of `other` did not reach the UE.
    ConfigurationLost,
    /// `other` is no longer prepared.
    Released,
    /// The execution or switch condition of the prepared cell `other` became true.
    ConditionEntered,
    /// The execution or switch condition of the prepared cell `other` no longer holds.
    ConditionLeft,
    /// The network (LTM), or the UE itself (conditional LTM), decided to switch to `other`.
    SwitchCommanded,
    /// The execution towards `other` failed and the UE is back in `serving` (DAPS).
    FellBack,
    /// The link to the source `serving` failed during the execution towards `other`; no way back (DAPS).
    SourceLinkFailed,
    /// The recovery into a prepared cell failed; the UE re-establishes in `other`.
    RecoveryFailed,
    /// The handover command reached the UE, which leaves `serving` for `other`.
    ExecutionStarted,
    /// The UE left `serving` and joined `other`.
    HandoverCompleted {
        /// Whether this is a return to the cell before the last handover, sooner than the minimum time of stay.
        ping_pong: bool,
    },
    /// N310 out-of-sync indications started T310.
    T310Started,
    /// T310 stopped.
    T310Stopped(T310Stop),
    /// T310 expired: radio-link failure.
    T310Expired,
    /// The UE lost `serving`; it will re-establish in `other`.
    Failed(FailureCause),
    /// The UE, last served by `serving`, is connected to `other` again.
    Reestablished,
}

/// One event of one UE.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MobilityEvent {
    /// Time, s. A report whose time to trigger ends between two L1 instants carries that time, up to one L1 period ahead of the step.
    pub time_s: f64,
    /// What happened.
    pub kind: MobilityEventKind,
    /// The serving cell, or the source of a handover.
    pub serving: CellId,
    /// The other cell of the event, as its kind says; the serving cell when there is none.
    pub other: CellId,
    /// L3-filtered RSRP of `serving`, dBm.
    pub serving_rsrp_dbm: f64,
    /// L3-filtered RSRP of `other`, dBm.
    pub other_rsrp_dbm: f64,
    /// Out-of-sync-filtered SINR of the serving cell, dB.
    pub serving_sinr_db: f64,
}

/// Events and judged attempts, in the order they were found; the caller clears it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MobilityLog {
    /// Events.
    pub events: Vec<MobilityEvent>,
    /// Attempts whose outcome is now known.
    pub outcomes: Vec<AttemptOutcome>,
    /// Measurement reports sent; of neighbours to prepare, one for all of an instant.
    pub n_reports: u32,
}

impl MobilityLog {
    /// Empties the log, keeping its memory.
    pub fn clear(&mut self) {
        self.events.clear();
        self.outcomes.clear();
        self.n_reports = 0;
    }
}
