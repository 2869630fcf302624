//! ITU-R P.840-9.

use crate::{near, number, other_air, rows, standard_air};
use twin_air::fog;
use twin_units::Hertz;

fn coefficient(frequency_ghz: f64, temperature_c: f64) -> f64 {
    fog::attenuation_coefficient(Hertz::from_ghz(frequency_ghz), temperature_c + 273.15).expect("valid input")
}

/// The fixture has ten digits.
#[test]
fn p840_cl_2_droplets_against_itu_rpy() {
    for row in rows(&standard_air(), "fog") {
        for (name, temperature_c) in [("T0C", 0.0), ("T8C", 8.0), ("T15C", 15.0), ("T20C", 20.0)] {
            near(&row.to_string(), coefficient(number(row, "f_GHz"), temperature_c), number(row, name), 1e-8);
        }
    }
    for row in rows(&other_air(), "fog") {
        near(&row.to_string(), coefficient(number(row, "f_GHz"), number(row, "T_C")), number(row, "K_l"), 1e-8);
    }
}

#[test]
fn p840_eq_1_is_proportional_to_the_water() {
    let frequency = Hertz::from_ghz(140.0);
    let at = |water| fog::specific_attenuation_db_per_km(frequency, 283.15, water).expect("valid input");
    near("ten times the water", at(0.5), 10.0 * at(0.05), 1e-12);
    assert!(at(0.0).abs() < 1e-15);
    assert!(fog::specific_attenuation_db_per_km(frequency, 283.15, -0.1).is_err());
}

/// The two points P.840-9 gives, and no fog denser or thinner than is called fog.
#[test]
fn p840_annex_1_visibility() {
    let water = |visibility_m| fog::liquid_water_g_per_m3(visibility_m).expect("a fog");
    near("thick", water(50.0), 0.5, 1e-12);
    near("medium", water(300.0), 0.05, 1e-12);
    assert!(water(1000.0) < 0.02);
    for visibility_m in [0.0, 49.0, 1001.0, f64::NAN] {
        assert!(fog::liquid_water_g_per_m3(visibility_m).is_err());
    }
}

#[test]
fn water_has_no_resonance_to_divide_by() {
    for frequency_hz in [5e-324, 1e-300, 1.0, 1e9, 1e12] {
        for temperature_k in [180.0, 243.7, 340.0] {
            let found = fog::attenuation_coefficient(Hertz(frequency_hz), temperature_k).expect("valid input");
            assert!(found.is_finite() && found >= 0.0, "{frequency_hz} Hz: {found}");
        }
    }
}
