//! The state of the air over a district.

use crate::AirError;
use crate::error::in_range;

/// Air, rain and fog, the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weather {
    /// Air temperature, K; 180..=340.
    pub temperature_k: f64,
    /// Pressure of the **dry** air, hPa; 0..=1200.
    ///
    /// This is the `p` of ITU-R P.676; a barometer shows [`Self::total_pressure_hpa`].
    pub dry_pressure_hpa: f64,
    /// Water vapour density, g/m³; 0..=100.
    pub vapour_g_per_m3: f64,
    /// Rain rate, mm/h; 0..=1000.
    pub rain_mm_per_h: f64,
    /// Liquid water of fog or cloud, g/m³; 0..=10.
    ///
    /// About 0.05 in medium and 0.5 in thick fog; [`crate::fog::liquid_water_g_per_m3`] takes it from the visibility.
    pub fog_g_per_m3: f64,
}

impl Default for Weather {
    fn default() -> Self {
        Self::standard()
    }
}

impl Weather {
    /// 15 °C, 7.5 g/m³ of water vapour, no rain, no fog, and 1013.25 hPa read as the pressure of the dry air.
    ///
    /// These are the conditions of ITU-R P.676-13, Annex 1, Fig. 1, in the reading of its official validation examples:
    /// they take 1013.25 hPa as `p`, so that the total is 1023.2 hPa.
    /// With 1013.25 hPa as the total, losses at 28, 60 and 140 GHz are 0.8–0.9 % lower; see [`Self::with_total_pressure`].
    pub const fn standard() -> Self {
        Self {
            temperature_k: 288.15,
            dry_pressure_hpa: 1013.25,
            vapour_g_per_m3: 7.5,
            rain_mm_per_h: 0.0,
            fog_g_per_m3: 0.0,
        }
    }

    /// The same weather at the pressure a barometer shows, hPa: the dry air has what the vapour leaves.
    ///
    /// # Errors
    /// A pressure below that of the vapour or above 1200 hPa, and all that [`Self::check`] finds.
    pub fn with_total_pressure(self, total_hpa: f64) -> Result<Self, AirError> {
        let total_hpa = in_range("total pressure (hPa)", total_hpa, self.vapour_pressure_hpa(), 1200.0)?;
        let weather = Self { dry_pressure_hpa: total_hpa - self.vapour_pressure_hpa(), ..self };
        weather.check()?;
        Ok(weather)
    }

    /// Partial pressure of water vapour, hPa: `e = ρ T / 216.7`.
    ///
    /// Source: ITU-R P.676-13, Annex 1, eq. (4).
    pub fn vapour_pressure_hpa(&self) -> f64 {
        self.vapour_g_per_m3 * self.temperature_k / 216.7
    }

    /// Pressure of air and vapour together, hPa.
    pub fn total_pressure_hpa(&self) -> f64 {
        self.dry_pressure_hpa + self.vapour_pressure_hpa()
    }

    /// Whether every quantity is a number in its range.
    ///
    /// The ranges are ours: they hold all weather on Earth with room to spare, and no more is claimed.
    ///
    /// # Errors
    /// The first quantity that is not.
    pub fn check(&self) -> Result<(), AirError> {
        in_range("temperature (K)", self.temperature_k, 180.0, 340.0)?;
        in_range("dry pressure (hPa)", self.dry_pressure_hpa, 0.0, 1200.0)?;
        in_range("water vapour (g/m³)", self.vapour_g_per_m3, 0.0, 100.0)?;
        in_range("rain rate (mm/h)", self.rain_mm_per_h, 0.0, 1000.0)?;
        in_range("fog (g/m³)", self.fog_g_per_m3, 0.0, 10.0)?;
        Ok(())
    }
}
