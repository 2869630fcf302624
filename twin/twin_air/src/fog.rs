//! Fog and low cloud: liquid water too fine to fall (ITU-R P.840-9).
//!
//! `γ = K_l · M`: a coefficient from the permittivity of water, times the liquid water in the air.
//! Start at [`attenuation_coefficient`]; [`liquid_water_g_per_m3`] takes the water from the visibility.
//!
//! # Accuracy
//! Droplets are small against the wavelength (Rayleigh), which P.840-9 grants up to 200 GHz.
//! P.840-6 and -7 gave the same equations up to 1000 GHz, so they are evaluated there too; a [`crate::Term`] above 200 GHz is marked.

use crate::AirError;
use crate::error::{Band, in_range};
use twin_units::{Hertz, math};

/// Range of ITU-R P.840-9 cl. 2, GHz; the lower end is that of its slant-path method.
pub(crate) const BAND: Band = Band { low_ghz: 1.0, high_ghz: 200.0 };
/// Range of the permittivity of water (ITU-R P.840-7).
pub(crate) const WATER_BAND: Band = Band { low_ghz: 0.0, high_ghz: 1000.0 };

/// Attenuation coefficient of liquid water droplets, (dB/km)/(g/m³).
///
/// `K_l = 0.819 f / (ε″ (1 + η²))`, `η = (2 + ε′)/ε″`, with the double-Debye permittivity of water.
/// `temperature_k` is that of the water, 180..=340 K; the Recommendation states no limit.
///
/// Source: ITU-R P.840-9 (08/2023), Annex 1, cl. 2, eqs. (2)–(11), unchanged since P.840-6.
/// Valid up to 200 GHz by P.840-9; accepted up to 1000 GHz, as in P.840-6 and -7.
///
/// # Errors
/// [`AirError`] for a frequency that is not positive or above 1000 GHz, and a temperature outside its range.
pub fn attenuation_coefficient(frequency: Hertz, temperature_k: f64) -> Result<f64, AirError> {
    let temperature_k = in_range("temperature (K)", temperature_k, 180.0, 340.0)?;
    Ok(coefficient_at(WATER_BAND.check(frequency)?, temperature_k))
}

/// Specific attenuation by fog with liquid water `fog_g_per_m3` (0..=10 g/m³), dB/km.
///
/// Source: ITU-R P.840-9, Annex 1, eq. (1).
///
/// # Errors
/// As [`attenuation_coefficient`], and liquid water outside its range.
pub fn specific_attenuation_db_per_km(
    frequency: Hertz,
    temperature_k: f64,
    fog_g_per_m3: f64,
) -> Result<f64, AirError> {
    let fog_g_per_m3 = in_range("fog (g/m³)", fog_g_per_m3, 0.0, 10.0)?;
    Ok(attenuation_coefficient(frequency, temperature_k)? * fog_g_per_m3)
}

/// Liquid water of fog one can see `visibility_m` through, g/m³.
///
/// ITU-R P.840-9, Annex 1 gives two points: about 0.05 g/m³ where one sees of the order of 300 m (medium fog), 0.5 g/m³ at 50 m (thick fog).
/// The straight line through them on logarithmic axes, `0.05 (300/V)^1.285`, is ours.
/// The same visibility may hide several times more or less water: it depends on the size of the drops.
///
/// # Errors
/// [`AirError`] outside 50..=1000 m; beyond 1000 m it is mist by convention.
pub fn liquid_water_g_per_m3(visibility_m: f64) -> Result<f64, AirError> {
    let visibility_m = in_range("visibility (m)", visibility_m, 50.0, 1000.0)?;
    let slope = math::ln(0.5 / 0.05) / math::ln(300.0 / 50.0);
    Ok(0.05 * math::powf(300.0 / visibility_m, slope))
}

/// The coefficient for checked input.
pub(crate) fn coefficient_at(frequency_ghz: f64, temperature_k: f64) -> f64 {
    let [real, imaginary] = water_permittivity(frequency_ghz, temperature_k);
    // The same as 0.819 f / (ε″ (1 + η²)), without the division that fails where ε″ vanishes.
    0.819 * frequency_ghz * imaginary / (imaginary * imaginary + (2.0 + real) * (2.0 + real))
}

/// `[ε′, ε″]` of water by two Debye relaxations (ITU-R P.840-9, eqs. (4)–(11)).
fn water_permittivity(frequency_ghz: f64, temperature_k: f64) -> [f64; 2] {
    let cold = 300.0 / temperature_k - 1.0;
    let at_rest = 77.66 + 103.3 * cold;
    let between = 0.0671 * at_rest;
    let beyond = 3.52;
    // Never 0: the quadratic has no real root.
    let first_ghz = 20.20 - 146.0 * cold + 316.0 * cold * cold;
    let second_ghz = 39.8 * first_ghz;
    let (x, y) = (frequency_ghz / first_ghz, frequency_ghz / second_ghz);
    let (first, second) = ((at_rest - between) / (1.0 + x * x), (between - beyond) / (1.0 + y * y));
    [first + second + beyond, x * first + y * second]
}
