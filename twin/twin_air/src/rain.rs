//! Rain: specific attenuation (ITU-R P.838-3) and the effective length of long links (P.530-18).
//!
//! Start at [`specific_attenuation_db_per_km`].
//!
//! # Accuracy
//! On a path of a few hundred metres the live loss is `γ·d`: it rains alike over the whole path.
//! P.530 answers another question: its [`effective_length_m`] turns the rain rate exceeded for 0.01 % of an average year into the
//! attenuation exceeded as often.
//! On short links it is longer than the link (2.5 times at 200 m and 28 GHz), so that it must not be mixed with the rain of a moment.

use crate::AirError;
use crate::error::{Band, finite, in_range};
use twin_units::{Hertz, math};

/// Range of the coefficients (ITU-R P.838-3, Annex 1).
pub(crate) const BAND: Band = Band { low_ghz: 1.0, high_ghz: 1000.0 };
/// Range in which P.530-18 cl. 2.4.1 has been tested: up to 100 GHz and 60 km.
const LINK_BAND: Band = Band { low_ghz: 1.0, high_ghz: 100.0 };

/// The power law `γ = k R^α`, `R` in mm/h and `γ` in dB/km.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RainCoefficients {
    /// `k`.
    pub k: f64,
    /// `α`.
    pub alpha: f64,
}

impl RainCoefficients {
    /// `k R^α`, dB/km, for a rain rate in mm/h; 0 without rain.
    pub fn db_per_km(&self, rain_mm_per_h: f64) -> f64 {
        if rain_mm_per_h > 0.0 { self.k * math::powf(rain_mm_per_h, self.alpha) } else { 0.0 }
    }
}

/// Coefficients for a path's elevation and the tilt of its polarisation.
///
/// `tilt_rad` is the angle of the electric field to the horizontal: 0 horizontal, π/2 vertical, π/4 also stands for circular.
///
/// Source: ITU-R P.838-3, eqs. (2)–(5), Tables 1–4. Valid 1–1000 GHz, ends included.
///
/// # Errors
/// [`AirError`] for a frequency outside the band and angles that are not finite.
pub fn coefficients(frequency: Hertz, elevation_rad: f64, tilt_rad: f64) -> Result<RainCoefficients, AirError> {
    finite("elevation (rad)", elevation_rad)?;
    finite("polarisation tilt (rad)", tilt_rad)?;
    Ok(coefficients_at(BAND.check(frequency)?, elevation_rad, tilt_rad))
}

/// Specific attenuation by rain, dB/km.
///
/// Source: ITU-R P.838-3, eq. (1). Valid 1–1000 GHz; see [`coefficients`] for the angles.
///
/// # Errors
/// As [`coefficients`], and a rain rate outside 0..=1000 mm/h.
pub fn specific_attenuation_db_per_km(
    frequency: Hertz,
    rain_mm_per_h: f64,
    elevation_rad: f64,
    tilt_rad: f64,
) -> Result<f64, AirError> {
    let rain_mm_per_h = in_range("rain rate (mm/h)", rain_mm_per_h, 0.0, 1000.0)?;
    Ok(coefficients(frequency, elevation_rad, tilt_rad)?.db_per_km(rain_mm_per_h))
}

/// Effective length of a terrestrial link for the rain rate exceeded during 0.01 % of a year, m: `d_eff = d · r`.
///
/// `1/r = 0.477 d^0.633 R^(0.073 α) f^0.123 − 10.579 (1 − e^(−0.024 d))`, `d` in km, `f` in GHz, and `r` at most 2.5.
/// Multiplied by the specific attenuation at that rate it gives the attenuation exceeded during 0.01 % of a year.
/// It is for planning by statistics, not for the weather of a moment.
///
/// Source: ITU-R P.530-18, Annex 1, cl. 2.4.1, eq. (32). Valid 1–100 GHz and up to 60 km.
///
/// # Errors
/// [`AirError`] outside that range and for a rain rate outside 0..=1000 mm/h.
pub fn effective_length_m(
    frequency: Hertz,
    rain_mm_per_h: f64,
    length_m: f64,
    elevation_rad: f64,
    tilt_rad: f64,
) -> Result<f64, AirError> {
    let frequency_ghz = LINK_BAND.check(frequency)?;
    let length_m = in_range("path length (m)", length_m, 0.0, 60_000.0)?;
    let rain_mm_per_h = in_range("rain rate (mm/h)", rain_mm_per_h, 0.0, 1000.0)?;
    let alpha = coefficients(frequency, elevation_rad, tilt_rad)?.alpha;
    let length_km = length_m / 1e3;
    let spread = 0.477
        * math::powf(length_km, 0.633)
        * math::powf(rain_mm_per_h, 0.073 * alpha)
        * math::powf(frequency_ghz, 0.123);
    let inverse = spread - 10.579 * (1.0 - math::exp(-0.024 * length_km));
    Ok(length_m / inverse.max(0.4))
}

/// Coefficients for checked input.
pub(crate) fn coefficients_at(frequency_ghz: f64, elevation_rad: f64, tilt_rad: f64) -> RainCoefficients {
    let log_f = math::log10(frequency_ghz);
    let (k_h, k_v) = (math::exp10(K_HORIZONTAL.at(log_f)), math::exp10(K_VERTICAL.at(log_f)));
    let (alpha_h, alpha_v) = (ALPHA_HORIZONTAL.at(log_f), ALPHA_VERTICAL.at(log_f));
    let cos = math::cos(elevation_rad);
    let weight = cos * cos * math::cos(2.0 * tilt_rad);
    let k = (k_h + k_v + (k_h - k_v) * weight) / 2.0;
    let k_alpha = (k_h * alpha_h + k_v * alpha_v + (k_h * alpha_h - k_v * alpha_v) * weight) / 2.0;
    RainCoefficients { k, alpha: k_alpha / k }
}

/// `Σ a exp(−((lg f − b)/c)²) + m lg f + c` (eqs. (2) and (3)).
struct Curve<const N: usize> {
    /// `[a, b, c]` of each bell.
    bells: [[f64; 3]; N],
    /// `m`.
    slope: f64,
    /// `c`.
    offset: f64,
}

impl<const N: usize> Curve<N> {
    fn at(&self, log_f: f64) -> f64 {
        let bell = |&[height, center, width]: &[f64; 3]| {
            let x = (log_f - center) / width;
            height * math::exp(-x * x)
        };
        self.bells.iter().map(bell).sum::<f64>() + self.slope * log_f + self.offset
    }
}

/// Table 1: `lg k`, horizontal.
const K_HORIZONTAL: Curve<4> = Curve {
    bells: [
        [-5.339_80, -0.100_08, 1.130_98],
        [-0.353_51, 1.269_70, 0.454_00],
        [-0.237_89, 0.860_36, 0.153_54],
        [-0.941_58, 0.645_52, 0.168_17],
    ],
    slope: -0.189_61,
    offset: 0.711_47,
};

/// Table 2: `lg k`, vertical.
const K_VERTICAL: Curve<4> = Curve {
    bells: [
        [-3.805_95, 0.569_34, 0.810_61],
        [-3.449_65, -0.229_11, 0.510_59],
        [-0.399_02, 0.730_42, 0.118_99],
        [0.501_67, 1.073_19, 0.271_95],
    ],
    slope: -0.163_98,
    offset: 0.632_97,
};

/// Table 3: `α`, horizontal.
const ALPHA_HORIZONTAL: Curve<5> = Curve {
    bells: [
        [-0.143_18, 1.824_42, -0.551_87],
        [0.295_91, 0.775_64, 0.198_22],
        [0.321_77, 0.637_73, 0.131_64],
        [-5.376_10, -0.962_30, 1.478_28],
        [16.172_1, -3.299_80, 3.439_90],
    ],
    slope: 0.678_49,
    offset: -1.955_37,
};

/// Table 4: `α`, vertical.
const ALPHA_VERTICAL: Curve<5> = Curve {
    bells: [
        [-0.077_71, 2.338_40, -0.762_84],
        [0.567_27, 0.955_45, 0.540_39],
        [-0.202_38, 1.145_20, 0.268_09],
        [-48.299_1, 0.791_669, 0.116_226],
        [48.583_3, 0.791_459, 0.116_479],
    ],
    slope: -0.053_739,
    offset: 0.834_33,
};
