//! The path solver on its own: one geometry, any transmitter and receivers, paths and maps as tables.
//!
//! What `beamscape paths`, `coverage` and `bench radio` do, as functions: [`Case`] is a geometry with the names of its objects,
//! [`trace::trace`] lists paths, [`json`] writes them in the schema of Sionna RT's path lists, [`map::map`] fills a grid.

pub mod bench;
pub mod bench_live;
mod case;
pub mod facade;
pub mod json;
pub mod map;
pub mod ris;
pub mod trace;

pub use case::{Case, CaseError};
