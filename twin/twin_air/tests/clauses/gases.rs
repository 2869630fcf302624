//! ITU-R P.676-13.

use crate::{near, number, other_air, rows, standard_air};
use twin_air::{AirError, Weather, gases};
use twin_units::Hertz;

fn total(frequency_ghz: f64, weather: &Weather) -> f64 {
    gases::specific_attenuation(Hertz::from_ghz(frequency_ghz), weather).expect("valid input").total_db_per_km()
}

/// Official validation examples: 1013.25 hPa as dry pressure, 288.15 K, 7.5 g/m³. Four or five digits are published, so 0.1 %.
#[test]
fn p676_13_annex_1_validation_examples() {
    for (frequency_ghz, expected) in [
        (28.0, 0.1018),
        (60.0, 14.778),
        (73.0, 0.3932),
        (100.0, 0.4581),
        (119.0, 1.924),
        (140.0, 0.9232),
        (160.0, 1.4705),
        (183.0, 27.678),
        (200.0, 2.8885),
        (220.0, 2.4868),
        (240.0, 2.8433),
        (275.0, 3.9124),
        (300.0, 5.2471),
        (325.0, 37.892),
        (350.0, 10.159),
    ] {
        near(&format!("{frequency_ghz} GHz"), total(frequency_ghz, &Weather::standard()), expected, 1e-3);
    }
}

/// Both readings of the pressure, oxygen and vapour apart. The fixture has ten digits.
#[test]
fn p676_standard_air_against_itu_rpy() {
    let fixture = standard_air();
    let dry = Weather::standard();
    let total = dry.with_total_pressure(1013.25).expect("valid pressure");
    near("vapour pressure", dry.vapour_pressure_hpa(), 9.972_888_786, 1e-9);
    near("total pressure", total.total_pressure_hpa(), 1013.25, 1e-12);
    for row in rows(&fixture, "gas") {
        let frequency_ghz = number(row, "f_GHz");
        for (reading, weather) in [("P_as_dry", dry), ("P_as_total", total)] {
            let gas = gases::specific_attenuation(Hertz::from_ghz(frequency_ghz), &weather).expect("valid input");
            let what = format!("{reading} {frequency_ghz} GHz");
            near(&what, gas.oxygen_db_per_km, number(&row[reading], "oxygen"), 1e-8);
            near(&what, gas.vapour_db_per_km, number(&row[reading], "water"), 1e-8);
        }
    }
}

/// Temperature, pressure and vapour enter as they should: cold and dry, hot and humid, and the air at 3 km.
#[test]
fn p676_other_air_against_itu_rpy() {
    let fixture = other_air();
    for row in rows(&fixture, "gas") {
        let weather = Weather {
            temperature_k: number(row, "T_K"),
            dry_pressure_hpa: number(row, "dry_hPa"),
            vapour_g_per_m3: number(row, "rho_g_m3"),
            ..Weather::standard()
        };
        let frequency_ghz = number(row, "f_GHz");
        let gas = gases::specific_attenuation(Hertz::from_ghz(frequency_ghz), &weather).expect("valid input");
        near(&row.to_string(), gas.oxygen_db_per_km, number(row, "oxygen"), 1e-8);
        near(&row.to_string(), gas.vapour_db_per_km, number(row, "water"), 1e-8);
    }
}

#[test]
fn p676_the_whole_band_is_positive_and_its_ends_belong_to_it() {
    for weather in [
        Weather::standard(),
        Weather { temperature_k: 180.0, ..Weather::standard() },
        Weather { temperature_k: 340.0, vapour_g_per_m3: 100.0, ..Weather::standard() },
    ] {
        for frequency_ghz in 1..=1000 {
            let gamma = total(f64::from(frequency_ghz), &weather);
            assert!(gamma.is_finite() && gamma > 0.0, "{frequency_ghz} GHz: {gamma}");
        }
    }
    for outside_ghz in [0.999, 1000.001] {
        let found = gases::specific_attenuation(Hertz::from_ghz(outside_ghz), &Weather::standard());
        assert!(matches!(found, Err(AirError::OutOfRange { .. })), "{found:?}");
    }
}

#[test]
fn no_air_takes_nothing() {
    let vacuum = Weather { dry_pressure_hpa: 0.0, vapour_g_per_m3: 0.0, ..Weather::standard() };
    assert!(total(60.0, &vacuum).abs() < 1e-15);
    let dry = Weather { vapour_g_per_m3: 0.0, ..Weather::standard() };
    let gas = gases::specific_attenuation(Hertz::from_ghz(183.0), &dry).expect("valid input");
    assert!(gas.vapour_db_per_km.abs() < 1e-15 && gas.oxygen_db_per_km > 0.0);
}
