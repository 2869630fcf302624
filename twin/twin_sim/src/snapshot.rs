//! The visible state of a moment in plain values: what a recording keeps, what a replay puts back.

use serde::{Deserialize, Serialize};
use twin_units::Tick;

/// State of all agents and cells at a tick, enough to draw and inspect it without the engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// When.
    pub tick: Tick,
    /// Agents, index = `UeId`.
    pub agents: Vec<AgentSnapshot>,
    /// Load of each cell, 0..=1, index = `CellId`.
    pub cell_load: Vec<f32>,
}

/// State of an agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentSnapshot {
    /// Ground point, m.
    pub position: [f64; 3],
    /// Heading, counter-clockwise from east, rad.
    pub heading_rad: f64,
    /// Angle of arm or head, rad.
    pub arm_rad: f64,
    /// Serving cell.
    pub serving: Option<u32>,
    /// Beam used for data.
    pub beam: u32,
    /// SINR, dB.
    pub sinr_db: f64,
    /// SS-RSRP of the serving cell, dBm.
    pub ss_rsrp_dbm: f64,
    /// Served rate, bit/s.
    pub rate_bps: f64,
}
