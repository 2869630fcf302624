//! Damaged files for everything that reads what strangers made.
//!
//! Start at [`KINDS`]: a [`Kind`] has files to damage, words of its format, and a judgement of what comes of a damaged file.
//! [`rounds`] runs one kind and judges what is the same for all: no panic, no second of work, no gigabyte of memory. `damage` breaks bytes,
//! [`wire`] breaks Protocol Buffers from within, [`pbf`] writes OpenStreetMap's. The binary `fuzz` runs for minutes, the test `smoke` for seconds.

mod damage;
mod kinds;
pub mod pbf;
mod rounds;
mod seed;
pub mod watch;
pub mod wire;

pub use damage::{Random, damage};
pub use kinds::KINDS;
pub use rounds::{Rounds, rounds};
pub use seed::{Kind, Outcome, Seed, repository_file};
