//! Woodland between or around the antennas (ITU-R P.833-10).
//!
//! Excess over free space grows by `γ` per metre at first and levels off at `A_m`, where the wave finds its way around and over the trees:
//! `A_ev = A_m (1 − exp(−d γ / A_m))`.
//! Start at [`woodland_term`]; [`Woodland`] takes measured values of another wood.
//!
//! # Where the numbers come from
//! - 105.9–2117.5 MHz: Table 1, a mixed forest near St. Petersburg with trees of about 16 m; interpolated on logarithmic axes.
//! - 2.1175–30 GHz: `γ` from Fig. 2, which the Recommendation prints without a table.
//!   Our reading of it is `0.19 f_GHz^1.02` dB/m, good to about a quarter; the step of 20 % where it meets Table 1 is of that size.
//! - `A_m = 1.37 f_MHz^0.42` (eq. (2), the same forest), given for 105.9–2117.5 MHz.
//!   Above it is an extrapolation: 42.7 dB at 3605 MHz, where the Recommendation reports 46 dB in a wood in southern England.
//!
//! So only the first range is marked valid.
//! Above about 1 GHz one tree is not a wood: for single trees the Recommendation has a scattering model (cl. 3.2), which is not here.
//!
//! # Accuracy
//! Woods differ: at 900–2200 MHz measured losses scatter around such a law with a standard deviation of 8.7 dB.
//! In leaf, γ is some 20 % greater than without leaves near 1 GHz (cl. 2.1); the curves here do not distinguish.
//! Table 1 has horizontal and slant polarisation; below 1 GHz vertical polarisation suffers more, from the trunks.

use crate::error::{Band, in_range, positive_ghz};
use crate::{AirError, Term};
use twin_units::{Db, Hertz, math};

/// Table 1: `[frequency in MHz, γ in dB/m]`.
const TABLE_1: [[f64; 2]; 5] = [[105.9, 0.04], [466.475, 0.12], [949.0, 0.17], [1852.2, 0.30], [2117.5, 0.34]];
/// Range of Table 1 and of `A_m`.
const MEASURED: Band = Band { low_ghz: 0.1059, high_ghz: 2.1175 };
/// Upper end of Fig. 2, GHz.
const FIGURE_2_END_GHZ: f64 = 30.0;
/// Deepest wood: beyond any meaning, every loss has levelled off.
const MAX_DEPTH_M: f64 = 1e6;

/// A wood at one frequency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Woodland {
    /// Specific attenuation for very short paths, dB/m.
    pub db_per_m: f64,
    /// Greatest attenuation with one terminal within the wood, dB.
    pub max_db: f64,
}

impl Woodland {
    /// The typical wood of the module docs; outside 105.9 MHz – 30 GHz, that of the nearer end.
    ///
    /// Source: ITU-R P.833-10 (09/2021), Annex 1, cl. 2.1, Table 1, Fig. 2, eq. (2).
    ///
    /// # Errors
    /// [`AirError`] for a frequency that is not a positive number.
    pub fn typical(frequency: Hertz) -> Result<Self, AirError> {
        let frequency_ghz = positive_ghz(frequency)?.clamp(MEASURED.low_ghz, FIGURE_2_END_GHZ);
        let frequency_mhz = frequency_ghz * 1e3;
        let db_per_m = if MEASURED.contains(frequency_ghz) {
            table_1_db_per_m(frequency_mhz)
        } else {
            0.19 * math::powf(frequency_ghz, 1.02)
        };
        Ok(Self { db_per_m, max_db: 1.37 * math::powf(frequency_mhz, 0.42) })
    }

    /// Excess loss of a path that runs `depth_m` within the wood, one terminal in it, dB.
    ///
    /// Source: ITU-R P.833-10, Annex 1, cl. 2.1, eq. (1).
    ///
    /// # Errors
    /// [`AirError`] for a depth outside 0..=10⁶ m, or values of the wood that are negative or not finite.
    pub fn loss(&self, depth_m: f64) -> Result<Db, AirError> {
        let depth_m = in_range("depth of the wood (m)", depth_m, 0.0, MAX_DEPTH_M)?;
        let db_per_m = in_range("specific attenuation of the wood (dB/m)", self.db_per_m, 0.0, 1e3)?;
        let max_db = in_range("greatest attenuation of the wood (dB)", self.max_db, 0.0, 1e3)?;
        if max_db <= 0.0 {
            return Ok(Db::ZERO);
        }
        Ok(Db(max_db * (1.0 - math::exp(-depth_m * db_per_m / max_db))))
    }
}

/// Excess loss of a path that runs `depth_m` within a typical wood, as a term of a link budget.
///
/// Source: ITU-R P.833-10, Annex 1, cl. 2.1. Valid 105.9–2117.5 MHz; elsewhere computed and marked, see the module docs.
///
/// # Errors
/// [`AirError`] for a frequency that is not positive and a depth outside 0..=10⁶ m.
pub fn woodland_term(frequency: Hertz, depth_m: f64) -> Result<Term, AirError> {
    let loss = Woodland::typical(frequency)?.loss(depth_m)?;
    let frequency_ghz = positive_ghz(frequency)?;
    let valid = MEASURED.contains(frequency_ghz);
    let note = if valid {
        "a typical wood; measured woods scatter by 9 dB"
    } else if frequency_ghz < MEASURED.low_ghz {
        "below 105.9 MHz: computed there"
    } else if frequency_ghz <= FIGURE_2_END_GHZ {
        "above 2.1 GHz: γ read from Fig. 2 (±25 %), greatest loss extrapolated"
    } else {
        "above 30 GHz: computed there"
    };
    Ok(Term { name: "Woodland", loss, source: "ITU-R P.833-10 cl. 2.1", valid, note })
}

/// γ of Table 1, by straight lines on logarithmic axes.
fn table_1_db_per_m(frequency_mhz: f64) -> f64 {
    let above = TABLE_1.iter().position(|row| row[0] >= frequency_mhz).unwrap_or(TABLE_1.len() - 1).max(1);
    let ([f0, g0], [f1, g1]) = (TABLE_1[above - 1], TABLE_1[above]);
    g0 * math::powf(frequency_mhz / f0, math::ln(g1 / g0) / math::ln(f1 / f0))
}
