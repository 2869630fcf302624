//! Read-only state of a UE's mobility, for people and observations.

use super::RunningTrigger;
use twin_units::CellId;

/// What a UE is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MobilityPhase {
    /// Served by its cell.
    Connected,
    /// Between a handover command and joining the target; no data.
    Executing {
        /// The target.
        target: CellId,
        /// Time the command was received, s.
        started_s: f64,
    },
    /// Without a cell after a failure; no data.
    Reestablishing {
        /// The cell it will join.
        cell: CellId,
        /// Time it joins, s.
        until_s: f64,
    },
}

/// Read-only state of a UE, for people and observations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MobilityView<'a> {
    /// Serving cell, or the last one.
    pub serving: CellId,
    /// What the UE is doing.
    pub phase: MobilityPhase,
    /// The time to trigger that has run longest.
    pub trigger: Option<RunningTrigger>,
    /// Target of a command that is being prepared.
    pub pending_command: Option<CellId>,
    /// Time since T310 started, s.
    pub t310_elapsed_s: Option<f64>,
    /// Out-of-sync indications counted.
    pub n310_count: u32,
    /// In-sync indications counted.
    pub n311_count: u32,
    /// Serving SINR through the out-of-sync window, dB.
    pub qout_sinr_db: f64,
    /// Serving SINR through the in-sync window, dB.
    pub qin_sinr_db: f64,
    /// L3-filtered RSRP per cell, dBm.
    pub l3_rsrp_dbm: &'a [f64],
}
