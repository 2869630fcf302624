//! Absorption by oxygen and water vapour, line by line (ITU-R P.676-13).
//!
//! `γ = 0.1820 f (N″_oxygen + N″_water)`: a sum over 44 lines of oxygen and 35 of water vapour, plus the dry continuum.
//! Start at [`specific_attenuation`].
//! Slant paths through the thinning atmosphere (Annex 1 cl. 2.2) are not here: on the ground the path loss is γ·d (cl. 2.1).
//!
//! # Pressure
//! `p` of the Recommendation is the pressure of the **dry** air; its validation examples put 1013.25 hPa there.
//! We do the same: see [`Weather::standard`] and [`Weather::with_total_pressure`].

mod lines;

use crate::error::Band;
use crate::{AirError, Weather};
use lines::{OXYGEN, WATER_VAPOUR};
use twin_units::{Hertz, math};

/// Range of the line-by-line method (ITU-R P.676-13, Annex 1).
pub(crate) const BAND: Band = Band { low_ghz: 1.0, high_ghz: 1000.0 };

/// Specific attenuation by the gases of the air.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GasAttenuation {
    /// By dry air: oxygen lines, its Debye spectrum, and nitrogen under pressure; dB/km.
    pub oxygen_db_per_km: f64,
    /// By water vapour, dB/km.
    pub vapour_db_per_km: f64,
}

impl GasAttenuation {
    /// Both, dB/km.
    pub fn total_db_per_km(&self) -> f64 {
        self.oxygen_db_per_km + self.vapour_db_per_km
    }
}

/// Specific attenuation by oxygen and water vapour.
///
/// Source: ITU-R P.676-13, Annex 1, eqs. (1)–(9), Tables 1 and 2. Valid 1–1000 GHz, ends included.
///
/// # Errors
/// [`AirError`] for a frequency outside the band and for weather that fails [`Weather::check`].
pub fn specific_attenuation(frequency: Hertz, weather: &Weather) -> Result<GasAttenuation, AirError> {
    weather.check()?;
    Ok(attenuation_at(BAND.check(frequency)?, weather))
}

/// The sum itself, for checked input.
pub(crate) fn attenuation_at(frequency_ghz: f64, weather: &Weather) -> GasAttenuation {
    let air = Air {
        theta: 300.0 / weather.temperature_k,
        dry_hpa: weather.dry_pressure_hpa,
        vapour_hpa: weather.vapour_pressure_hpa(),
    };
    let oxygen = air.oxygen_lines(frequency_ghz) + air.dry_continuum(frequency_ghz);
    let vapour = air.vapour_lines(frequency_ghz);
    GasAttenuation {
        oxygen_db_per_km: 0.1820 * frequency_ghz * oxygen,
        vapour_db_per_km: 0.1820 * frequency_ghz * vapour,
    }
}

/// The air in the units of the Recommendation.
struct Air {
    /// 300 K over the temperature.
    theta: f64,
    /// `p`.
    dry_hpa: f64,
    /// `e`.
    vapour_hpa: f64,
}

impl Air {
    /// Imaginary refractivity of the oxygen lines (eqs. (2), (3), (5)–(7)).
    fn oxygen_lines(&self, frequency_ghz: f64) -> f64 {
        let Self { theta, dry_hpa, vapour_hpa } = *self;
        let cubed = theta * theta * theta;
        let pressure = (dry_hpa + vapour_hpa) * math::powf(theta, 0.8);
        OXYGEN
            .iter()
            .map(|&[line_ghz, a1, a2, a3, a4, a5, a6]| {
                let strength = a1 * 1e-7 * dry_hpa * cubed * math::exp(a2 * (1.0 - theta));
                let collisions = a3 * 1e-4 * (dry_hpa * math::powf(theta, 0.8 - a4) + 1.1 * vapour_hpa * theta);
                // Zeeman splitting keeps the lines from becoming needles in thin air.
                let width_ghz = (collisions * collisions + 2.25e-6).sqrt();
                let interference = (a5 + a6 * theta) * 1e-4 * pressure;
                strength * shape(frequency_ghz, line_ghz, width_ghz, interference)
            })
            .sum()
    }

    /// Imaginary refractivity of the water vapour lines (eqs. (2), (3), (5)–(7)).
    fn vapour_lines(&self, frequency_ghz: f64) -> f64 {
        let Self { theta, dry_hpa, vapour_hpa } = *self;
        let power = theta * theta * theta * theta.sqrt();
        WATER_VAPOUR
            .iter()
            .map(|&[line_ghz, b1, b2, b3, b4, b5, b6]| {
                let strength = b1 * 1e-1 * vapour_hpa * power * math::exp(b2 * (1.0 - theta));
                let foreign = dry_hpa * math::powf(theta, b4);
                let own = b5 * vapour_hpa * math::powf(theta, b6);
                let collisions = b3 * 1e-4 * (foreign + own);
                // Doppler broadening.
                let doppler = 2.1316e-12 * line_ghz * line_ghz / theta;
                let width_ghz = 0.535 * collisions + (0.217 * collisions * collisions + doppler).sqrt();
                strength * shape(frequency_ghz, line_ghz, width_ghz, 0.0)
            })
            .sum()
    }

    /// Debye spectrum of oxygen below 10 GHz and absorption by nitrogen under pressure above 100 GHz (eqs. (8), (9)).
    fn dry_continuum(&self, frequency_ghz: f64) -> f64 {
        let Self { theta, dry_hpa, vapour_hpa } = *self;
        let debye_width_ghz = 5.6e-4 * (dry_hpa + vapour_hpa) * math::powf(theta, 0.8);
        if debye_width_ghz <= 0.0 {
            return 0.0; // A vacuum.
        }
        let ratio = frequency_ghz / debye_width_ghz;
        let debye = 6.14e-5 / (debye_width_ghz * (1.0 + ratio * ratio));
        let per_theta = theta * theta.sqrt();
        let per_frequency = frequency_ghz * frequency_ghz.sqrt();
        let nitrogen = 1.4e-12 * dry_hpa * per_theta / (1.0 + 1.9e-5 * per_frequency);
        frequency_ghz * dry_hpa * theta * theta * (debye + nitrogen)
    }
}

/// Shape of a line (eq. (5)); `interference` is the correction δ of overlapping oxygen lines.
fn shape(frequency_ghz: f64, line_ghz: f64, width_ghz: f64, interference: f64) -> f64 {
    let lobe =
        |offset_ghz: f64| (width_ghz - interference * offset_ghz) / (offset_ghz * offset_ghz + width_ghz * width_ghz);
    frequency_ghz / line_ghz * (lobe(line_ghz - frequency_ghz) + lobe(line_ghz + frequency_ghz))
}
