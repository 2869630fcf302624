//! Capacity of parallel channels, with the power shared so that it is largest.

use super::{ComplexMatrix, Svd};
use twin_units::math;

/// How power is shared among parallel channels.
#[derive(Clone, Debug, PartialEq)]
pub struct WaterFilling {
    /// Power of each channel, in the order given.
    pub powers: Vec<f64>,
    /// `Σ log2(1 + p g)`, bit/s/Hz.
    pub capacity_bits_per_s_per_hz: f64,
}

/// Shares a power among channels of given gains over noise so that the capacity is largest: `p = max(0, µ − 1/g)`.
///
/// `gains` are signal-to-noise ratios per unit of power, linear; those that are not above 0 get nothing.
/// Source: T. M. Cover, J. A. Thomas, Elements of Information Theory, 2nd ed., cl. 9.4, eq. (9.73).
pub fn water_filled(gains: &[f64], power: f64) -> WaterFilling {
    let mut floors: Vec<f64> = gains.iter().filter(|gain| **gain > 0.0).map(|gain| 1.0 / gain).collect();
    floors.sort_by(f64::total_cmp);
    let mut level = 0.0;
    let mut sum = 0.0;
    for (index, floor) in floors.iter().enumerate() {
        sum += floor;
        let filled = (power.max(0.0) + sum) / (index as f64 + 1.0);
        if filled <= *floor {
            break;
        }
        level = filled;
    }
    let share = |gain: &f64| if *gain > 0.0 { (level - 1.0 / gain).max(0.0) } else { 0.0 };
    let powers: Vec<f64> = gains.iter().map(share).collect();
    let rate = |(gain, power): (&f64, &f64)| if *power > 0.0 { math::log2(1.0 + gain * power) } else { 0.0 };
    WaterFilling { capacity_bits_per_s_per_hz: gains.iter().zip(&powers).map(rate).sum(), powers }
}

/// Capacity of a channel known at both ends, bit/s/Hz: water filling over its squared singular values.
///
/// `snr` is transmitted power over the noise power at each receiving antenna, linear.
/// Source: E. Telatar, "Capacity of Multi-antenna Gaussian Channels", Eur. Trans. Telecommun. 10(6), 1999, cl. 3.1.
pub fn capacity_bits_per_s_per_hz(channel: &ComplexMatrix, snr: f64) -> f64 {
    let gains: Vec<f64> = Svd::new(channel).values.iter().map(|value| value * value).collect();
    water_filled(&gains, snr).capacity_bits_per_s_per_hz
}
