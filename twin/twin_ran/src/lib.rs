//! The radio access network of the twin as plain functions and state machines: no ECS, no geometry, no files.
//!
//! What goes in are RSRP and SINR per cell and UE; what comes out are handovers, grants, bits and delays.
//! Per tick of 10 ms and UE: [`handover::UeMobility::step`]. Per tick and cell: [`traffic::TrafficSource::arrivals_until`] for each UE,
//! then [`scheduler::schedule_frame`], which uses [`slicing`] and [`link_adaptation`].
//!
//! Everything is deterministic: the same inputs and seeds give the same bits.

pub mod energy;
mod error;
pub mod handover;
pub mod latency;
pub mod link_adaptation;
pub mod measurement;
pub mod scheduler;
pub mod slicing;
pub mod targets;
pub mod traffic;

pub use error::RanError;
