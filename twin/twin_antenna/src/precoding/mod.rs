//! What the best possible precoder would give: channels from rays, maximum ratio transmission, singular values and capacity.
//!
//! These answer "what if": codebooks are what a network uses. Start at [`channel_vector`] and [`mrt_gain`] for one receiving
//! antenna, and at [`channel_matrix`], [`Svd::new`] and [`water_filled`] for several.
//!
//! # Accuracy
//! - Narrow band: all rays at the carrier, whole delay in the phase of their amplitude.
//! - One polarisation: the amplitude of a ray holds the coupling, see [`path_amplitude`](crate::path_amplitude).

mod capacity;
mod channel;
mod matrix;
mod svd;

pub use capacity::{WaterFilling, capacity_bits_per_s_per_hz, water_filled};
pub use channel::{ArrayEnd, Ray, channel_matrix, channel_vector};
pub use matrix::ComplexMatrix;
pub use svd::Svd;

use num_complex::Complex64;

/// Power gain of maximum ratio transmission: the sum of the squared amplitudes `h` of the channel, no weights of unit norm give more.
pub fn mrt_gain(channel: &[Complex64]) -> f64 {
    channel.iter().map(Complex64::norm_sqr).sum()
}

/// Weights of unit norm that give [`mrt_gain`], by `|Σ w_n h_n|²`: the conjugate channel; zeros for a channel of zeros.
pub fn mrt_weights(channel: &[Complex64]) -> Vec<Complex64> {
    let norm = mrt_gain(channel).sqrt();
    let scale = if norm > 0.0 { 1.0 / norm } else { 0.0 };
    channel.iter().map(|amplitude| amplitude.conj() * scale).collect()
}
