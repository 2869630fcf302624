//! Thermal noise of a receiver.

use twin_units::{BOLTZMANN_J_PER_K, Db, Hertz, Watts};

/// Reference temperature of noise figures, K (ITU-R P.372-16 cl. 2).
pub const REFERENCE_TEMPERATURE_K: f64 = 290.0;

/// Noise power `k T0 B F` referred to the receiver's input, with `T0` = 290 K.
///
/// `bandwidth` is one subcarrier's spacing for a resource element; −174 dBm/Hz before the noise figure.
pub fn thermal_noise(bandwidth: Hertz, noise_figure: Db) -> Watts {
    Watts(BOLTZMANN_J_PER_K * REFERENCE_TEMPERATURE_K * bandwidth.0 * noise_figure.linear())
}
