//! Recorded traces of one UE in the schema `handover-vector/1`: parsed, run through the rules of `twin_ran`, written, compared.

mod compare;
mod names;
mod parse;
mod table;
mod write;

use serde_json::Value;
use twin_ran::handover::{MobilityConfig, Replay, Trace, replay};

/// The schema's name.
pub const SCHEMA: &str = "handover-vector/1";

/// One trace with its settings, checked.
#[derive(Clone, Debug)]
pub struct Vector {
    /// Its name.
    pub id: String,
    /// Name of each cell, by index: the index itself unless the file lists ids.
    pub cell_ids: Vec<u32>,
    /// Settings.
    pub config: MobilityConfig,
    /// RSRP and SINR.
    pub trace: Trace,
    /// What the file says should come of it.
    expected: Option<Value>,
}

impl Vector {
    /// Runs the trace.
    pub fn run(&self) -> Outcome<'_> {
        Outcome { vector: self, replay: replay(&self.config, &self.trace) }
    }
}

/// What came of a trace.
#[derive(Clone, Debug)]
pub struct Outcome<'a> {
    vector: &'a Vector,
    /// Events, outcomes, counts, checkpoints.
    pub replay: Replay,
}
