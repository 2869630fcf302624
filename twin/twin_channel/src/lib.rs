//! The statistical channel of the twin: path loss, shadowing and losses of TR 38.901 as plain functions, where no geometry is traced.
//!
//! Start at [`street_canyon::StreetCanyon`] for path loss, [`line_of_sight::is_clear`] for who sees whom,
//! [`shadowing::Shadowing`] for what varies along a way, [`car::loss_db`] for a UE in a car.
//!
//! The other channel model, rays over real geometry, is `twin_radio`. Neither knows the other.

pub mod car;
mod error;
pub mod line_of_sight;
pub mod shadowing;
pub mod street_canyon;

pub use error::ChannelError;
