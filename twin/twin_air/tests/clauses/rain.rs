//! ITU-R P.838-3 and P.530-18.

use crate::{near, number, other_air, rows, standard_air};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};
use twin_air::{AirError, rain};
use twin_units::Hertz;

fn gamma(frequency_ghz: f64, rain_mm_per_h: f64, elevation_rad: f64, tilt_rad: f64) -> f64 {
    rain::specific_attenuation_db_per_km(Hertz::from_ghz(frequency_ghz), rain_mm_per_h, elevation_rad, tilt_rad)
        .expect("valid input")
}

/// Official validation examples, all digits of them.
#[test]
fn p838_3_eq1_validation_examples() {
    for (elevation_deg, frequency_ghz, rate, tilt_deg, expected) in [
        (31.076_991_24_f64, 14.25, 26.48052, 0.0_f64, 1.581_308_39),
        (31.076_991_24, 29.0, 26.48052, 0.0, 5.021_801_89),
        (52.678_984_86, 29.0, 78.299_499_3, 0.0, 13.592_900_86),
        (48.241_170_54, 14.25, 63.626_681_49, 90.0, 3.729_012_64),
        (20.143_358_09, 29.0, 42.910_071_83, 90.0, 6.833_645_56),
    ] {
        let found = gamma(frequency_ghz, rate, elevation_deg.to_radians(), tilt_deg.to_radians());
        near(&format!("{frequency_ghz} GHz, {rate} mm/h"), found, expected, 1e-6);
    }
}

/// Table 5 has four digits, hence half a unit of the fourth: 0.1 %, but for k below 10⁻³, which has three.
#[test]
fn p838_3_table_5_horizontal_and_vertical() {
    for (frequency_ghz, k_h, alpha_h, k_v, alpha_v) in [
        (1.0, 0.000_025_9, 0.9691, 0.000_030_8, 0.8592),
        (6.0, 0.000_705_6, 1.5900, 0.000_487_8, 1.5728),
        (10.0, 0.012_17, 1.2571, 0.011_29, 1.2156),
        (20.0, 0.091_64, 1.0568, 0.096_11, 0.9847),
        (30.0, 0.2403, 0.9485, 0.2291, 0.9129),
        (60.0, 0.8606, 0.7656, 0.8515, 0.7486),
        (100.0, 1.3671, 0.6815, 1.3680, 0.6765),
    ] {
        for (tilt_rad, k, alpha) in [(0.0, k_h, alpha_h), (FRAC_PI_2, k_v, alpha_v)] {
            let found = rain::coefficients(Hertz::from_ghz(frequency_ghz), 0.0, tilt_rad).expect("valid input");
            near(&format!("k at {frequency_ghz} GHz"), found.k, k, if k < 1e-3 { 2e-3 } else { 1e-3 });
            near(&format!("alpha at {frequency_ghz} GHz"), found.alpha, alpha, 1e-4);
        }
    }
}

/// The fixture has ten digits; `C` is circular polarisation.
#[test]
fn p838_3_rates_and_polarisations_against_itu_rpy() {
    let fixture = standard_air();
    for row in rows(&fixture, "rain") {
        let (frequency_ghz, rate) = (number(row, "f_GHz"), number(row, "R_mm_h"));
        for (name, tilt_rad) in [("H", 0.0), ("V", FRAC_PI_2), ("C", FRAC_PI_4)] {
            let what = format!("{name} {frequency_ghz} GHz {rate} mm/h");
            near(&what, gamma(frequency_ghz, rate, 0.0, tilt_rad), number(&row[name], "dB_km"), 1e-8);
        }
    }
}

#[test]
fn p838_3_eqs_4_and_5_angles_against_itu_rpy() {
    let fixture = other_air();
    for row in rows(&fixture, "rain") {
        let angle = |name| number(row, name).to_radians();
        let frequency = Hertz::from_ghz(number(row, "f_GHz"));
        let found = rain::coefficients(frequency, angle("elevation_deg"), angle("tilt_deg")).expect("valid input");
        near(&row.to_string(), found.k, number(row, "k"), 1e-8);
        near(&row.to_string(), found.alpha, number(row, "alpha"), 1e-8);
    }
}

#[test]
fn rain_grows_with_its_rate_and_vanishes_with_it() {
    for frequency_ghz in [1.0, 28.0, 140.0, 1000.0] {
        assert!(gamma(frequency_ghz, 0.0, 0.0, 0.0).abs() < 1e-15);
        let rates = [1e-6, 0.1, 5.0, 25.0, 100.0, 1000.0];
        assert!(
            rates
                .windows(2)
                .all(|pair| { gamma(frequency_ghz, pair[0], 0.0, 0.0) < gamma(frequency_ghz, pair[1], 0.0, 0.0) })
        );
    }
    let found = rain::specific_attenuation_db_per_km(Hertz::from_ghz(28.0), f64::NAN, 0.0, 0.0);
    assert!(matches!(found, Err(AirError::NotFinite { .. })), "{found:?}");
}

/// Expected values: eq. (32) evaluated apart, with `α` of ITU-Rpy, vertical polarisation.
#[test]
fn p530_18_eq_32_effective_length() {
    for (frequency_ghz, rate, length_m, expected_m) in [
        (28.0, 30.0, 200.0, 500.0), // `r` held at 2.5.
        (28.0, 30.0, 1000.0, 1_529.240_121_177),
        (28.0, 30.0, 5000.0, 3_817.304_696_572),
        (80.0, 50.0, 3000.0, 2_365.682_216_239),
        (38.0, 42.0, 10_000.0, 5_586.263_287_667),
    ] {
        let found = rain::effective_length_m(Hertz::from_ghz(frequency_ghz), rate, length_m, 0.0, FRAC_PI_2);
        near(&format!("{frequency_ghz} GHz, {length_m} m"), found.expect("valid input"), expected_m, 1e-9);
    }
    for (frequency_ghz, length_m) in [(101.0, 1000.0), (28.0, 60_001.0), (28.0, -1.0)] {
        assert!(rain::effective_length_m(Hertz::from_ghz(frequency_ghz), 30.0, length_m, 0.0, 0.0).is_err());
    }
}
