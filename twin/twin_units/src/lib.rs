//! The vocabulary every crate of the twin shares: quantities with units, identifiers, time, portable maths, random streams.
//!
//! Start at [`Db`] and [`Dbm`] for power, [`Tick`] for time, [`math`] for functions that give the same bits on every machine,
//! and [`rng`] for reproducible randomness. Nothing here knows of scenes, radio or the ECS.

mod frequency;
pub mod hash;
mod ids;
pub mod math;
mod power;
pub mod rng;
pub mod signalling;
mod time;

pub use frequency::Hertz;
pub use ids::{CellId, FiveQi, GnbId, Pci, RisId, SNssai, UeId};
pub use power::{Db, Dbm, Watts};
pub use time::{TICK_S, TICKS_PER_SECOND, Tick};

/// Speed of light in vacuum, m/s (exact by the SI).
pub const SPEED_OF_LIGHT_M_PER_S: f64 = 299_792_458.0;
/// Boltzmann constant, J/K (exact by the SI).
pub const BOLTZMANN_J_PER_K: f64 = 1.380_649e-23;
