//! What air, weather, leaves and walls take from a radio path, as named terms of a link budget.
//!
//! Start at [`Weather`] and [`link_terms`] for a table, at [`WeatherAt`] for a loop that runs over many paths.
//! Below them is one module per Recommendation, each a handful of plain functions:
//! [`gases`] (ITU-R P.676-13), [`rain`] (P.838-3, P.530-18), [`fog`] (P.840-9), [`vegetation`] (P.833-10), [`building_entry`] (P.2109-2).
//! Losses are positive dB.
//! Nothing here knows of scenes, paths or the ECS: a frequency, a length and an angle come in.
//!
//! # Two kinds of wrong input
//! - What has no meaning (NaN, a negative length, a rain rate of 10⁶ mm/h) is an [`AirError`].
//! - What has meaning but lies outside a Recommendation is computed as well as can be, and the [`Term`] says `valid: false` and why.
//!
//! So no NaN and no infinity comes out.
//!
//! # Accuracy
//! - The air is uniform over the path: attenuation is γ·d.
//!   This holds for paths near the ground; a path that climbs more than [`UNIFORM_RISE_M`] is marked.
//! - Rain falls on the whole path at the same rate, as one moment of weather over a district does.
//!   [`rain::effective_length_m`] has the reduction of P.530 for yearly statistics of long links; no live term uses it.
//! - Only absorption and extinction: no refraction, no scintillation, no scattering into the receiver, no depolarisation by rain.

pub mod building_entry;
mod error;
pub mod fog;
pub mod gases;
mod link;
mod quantile;
pub mod rain;
mod term;
pub mod vegetation;
mod weather;

pub use error::AirError;
pub use link::{MAX_PATH_LENGTH_M, UNIFORM_RISE_M, WeatherAt, link_terms};
pub use term::Term;
pub use weather::Weather;
