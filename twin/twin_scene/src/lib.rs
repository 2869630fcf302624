//! The RON schema of `scenes/`: what a scene file may say, how it is parsed, and how every fault in it is reported.
//!
//! Start at [`schema::Scene`], then [`parse`]. `validate` holds the rules, `positions` finds the line and column a rule speaks of, and
//! [`to_ron`] writes. These are file types, not run-time types: `twin_sim` converts them.

pub mod built_in;
mod fault;
mod parse;
mod positions;
pub mod schema;
mod validate;
mod write;

pub use fault::Fault;
pub use parse::{LARGEST_FILE_BYTES, parse};
pub use schema::Scene;
pub use validate::{MATERIALS, mobility_fault, weather_is_sound};
pub use write::to_ron;
