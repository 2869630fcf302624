//! From the street into a building (ITU-R P.2109-2).
//!
//! A statistical loss over many buildings and places within them, relative to the same path without the building.
//! Start at [`building_entry_term`].
//! It holds for a terminal anywhere inside; it is not the loss of one wall, and must not be added to a traced path that already crosses walls.

use crate::error::{Band, finite, in_range, positive_ghz};
use crate::quantile::normal_quantile;
use crate::{AirError, Term};
use std::f64::consts::FRAC_PI_2;
use twin_units::{Db, Hertz, math};

/// Range of the model: about 80 MHz to 100 GHz.
const BAND: Band = Band { low_ghz: 0.08, high_ghz: 100.0 };

/// How a building keeps its warmth, which decides how well it keeps radio out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuildingType {
    /// Plain glass, walls without metal.
    Traditional,
    /// Metallised glass or foil-backed panels.
    ThermallyEfficient,
}

/// Building entry loss that a share `probability` of places does not exceed.
///
/// `elevation_rad` is that of the path at the façade, −π/2..=π/2; its sign does not matter.
/// A frequency outside 80 MHz – 100 GHz is taken at the nearer end.
/// The loss can be below 0 by up to 3 dB at small probabilities.
///
/// Source: ITU-R P.2109-2, Annex 1, cl. 3, eqs. (1)–(10), Table 1; the same numbers as in P.2109-1. Valid 80 MHz – 100 GHz.
///
/// # Errors
/// [`AirError`] for a frequency that is not positive, a probability not within 0..1 and an elevation outside its range.
pub fn building_entry_loss(
    frequency: Hertz,
    building: BuildingType,
    probability: f64,
    elevation_rad: f64,
) -> Result<Db, AirError> {
    let frequency_ghz = BAND.nearest_ghz(positive_ghz(frequency)?);
    let elevation_rad = in_range("elevation (rad)", elevation_rad, -FRAC_PI_2, FRAC_PI_2)?;
    let probability = finite("probability", probability)?;
    if probability <= 0.0 || probability >= 1.0 {
        return Err(AirError::Probability { value: probability });
    }
    let quantile = normal_quantile(probability);
    let log_f = math::log10(frequency_ghz);
    let [r, s, t, u, v, w, x, y, z] = building.table_1();
    let median_horizontal = r + s * log_f + t * log_f * log_f;
    let elevated = 0.212 * elevation_rad.abs().to_degrees();
    let a = quantile * (u + v * log_f) + median_horizontal + elevated;
    let b = quantile * (y + z * log_f) + w + x * log_f;
    let floor = Db(-3.0);
    Ok(Db::from_linear(Db(a).linear() + Db(b).linear() + floor.linear()))
}

/// Building entry loss as a term of a link budget; arguments as for [`building_entry_loss`].
///
/// # Errors
/// As [`building_entry_loss`].
pub fn building_entry_term(
    frequency: Hertz,
    building: BuildingType,
    probability: f64,
    elevation_rad: f64,
) -> Result<Term, AirError> {
    let loss = building_entry_loss(frequency, building, probability, elevation_rad)?;
    let valid = BAND.contains(frequency.ghz());
    let note = match (valid, building) {
        (false, _) => "outside 80 MHz – 100 GHz: computed at the nearer end",
        (true, BuildingType::Traditional) => "traditional building",
        (true, BuildingType::ThermallyEfficient) => "thermally efficient building",
    };
    Ok(Term { name: "Building entry", loss, source: "ITU-R P.2109-2 cl. 3", valid, note })
}

impl BuildingType {
    /// Row of Table 1: `r, s, t, u, v, w, x, y, z`.
    fn table_1(self) -> [f64; 9] {
        match self {
            Self::Traditional => [12.64, 3.72, 0.96, 9.6, 2.0, 9.1, -3.0, 4.5, -2.0],
            Self::ThermallyEfficient => [28.19, -3.00, 8.48, 13.5, 3.8, 27.8, -2.9, 9.4, -2.1],
        }
    }
}
