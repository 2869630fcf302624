//! The terms of a link, and the weather ready for a loop.

use crate::near;
use std::f64::consts::FRAC_PI_2;
use twin_air::{AirError, Term, Weather, WeatherAt, fog, gases, link_terms, rain};
use twin_units::Hertz;

/// Heavy rain in thick fog: no such weather, but every term shows.
const STORM: Weather = Weather { rain_mm_per_h: 25.0, fog_g_per_m3: 0.5, ..Weather::standard() };

fn terms(weather: &Weather, frequency_ghz: f64, length_m: f64, elevation_rad: f64) -> Vec<Term> {
    link_terms(weather, Hertz::from_ghz(frequency_ghz), length_m, elevation_rad, FRAC_PI_2).expect("valid input")
}

#[test]
fn each_term_is_its_recommendation_times_the_length() {
    for frequency_ghz in [3.5, 28.0, 60.0, 140.0] {
        let frequency = Hertz::from_ghz(frequency_ghz);
        let gas = gases::specific_attenuation(frequency, &STORM).expect("valid input");
        let expected = [
            ("Oxygen", gas.oxygen_db_per_km),
            ("Water vapour", gas.vapour_db_per_km),
            ("Rain", rain::specific_attenuation_db_per_km(frequency, 25.0, 0.2, FRAC_PI_2).expect("valid input")),
            ("Fog", fog::specific_attenuation_db_per_km(frequency, 288.15, 0.5).expect("valid input")),
        ];
        let found = terms(&STORM, frequency_ghz, 350.0, 0.2);
        assert_eq!(found.len(), expected.len());
        for (term, (name, db_per_km)) in found.iter().zip(expected) {
            assert_eq!(term.name, name);
            assert!(term.valid && term.source.starts_with("ITU-R P."));
            near(name, term.loss.0, 0.35 * db_per_km, 1e-12);
        }
    }
}

#[test]
fn the_loop_applies_what_the_table_shows() {
    for frequency_ghz in [0.7, 3.5, 28.0, 140.0, 300.0] {
        let at = WeatherAt::new(&STORM, Hertz::from_ghz(frequency_ghz), 0.0, FRAC_PI_2).expect("valid input");
        for length_m in [0.0, 1.0, 87.3, 2500.0] {
            let table: f64 = terms(&STORM, frequency_ghz, length_m, 0.0).iter().map(|term| term.loss.0).sum();
            assert!((at.loss(length_m).0 - table).abs() <= 1e-12 * table);
        }
        near("dB/km", at.db_per_km(), at.loss(1000.0).0, 1e-12);
    }
}

#[test]
fn the_loop_never_fails() {
    let at = WeatherAt::new(&STORM, Hertz::from_ghz(140.0), 0.0, 0.0).expect("valid input");
    assert!(at.loss(f64::NAN).0.abs() < 1e-15 && at.loss(-5.0).0.abs() < 1e-15);
    assert!(at.loss(f64::INFINITY).0.is_finite());
    assert!(at.terms(f64::NAN).iter().all(|term| term.loss.0.abs() < 1e-15));
}

/// What is not there cannot be outside its range: only gases are marked in dry, clear air.
#[test]
fn terms_outside_their_range_are_marked() {
    let marked = |weather: &Weather, frequency_ghz: f64, length_m: f64, elevation_rad: f64| -> Vec<&'static str> {
        let terms = terms(weather, frequency_ghz, length_m, elevation_rad);
        assert!(terms.iter().all(|term| term.valid || !term.note.is_empty()));
        terms.iter().filter(|term| !term.valid).map(|term| term.name).collect()
    };
    let clear = Weather::standard();
    assert_eq!(marked(&STORM, 28.0, 200.0, 0.0), [""; 0]);
    assert_eq!(marked(&STORM, 300.0, 200.0, 0.0), ["Fog"]);
    assert_eq!(marked(&clear, 300.0, 200.0, 0.0), [""; 0]);
    assert_eq!(marked(&clear, 0.7, 200.0, 0.0), ["Oxygen", "Water vapour"]);
    assert_eq!(marked(&STORM, 0.7, 200.0, 0.0), ["Oxygen", "Water vapour", "Rain", "Fog"]);
    assert_eq!(marked(&clear, 28.0, 700.0, 0.7), [""; 0]);
    assert_eq!(marked(&clear, 28.0, 700.0, -0.9), ["Oxygen", "Water vapour"]);
}

#[test]
fn losses_are_finite_and_positive_for_all_weather_and_frequencies() {
    for temperature_k in [180.0, 288.15, 340.0] {
        for dry_pressure_hpa in [0.0, 500.0, 1200.0] {
            for vapour_g_per_m3 in [0.0, 7.5, 100.0] {
                let weather = Weather {
                    temperature_k,
                    dry_pressure_hpa,
                    vapour_g_per_m3,
                    rain_mm_per_h: 1000.0,
                    fog_g_per_m3: 10.0,
                };
                for frequency_hz in [5e-324, 1.0, 7e8, 22.235_08e9, 60.306_056e9, 1e12, 1e15, f64::MAX] {
                    let terms = link_terms(&weather, Hertz(frequency_hz), 1e6, 0.3, 0.7).expect("valid input");
                    assert!(
                        terms.iter().all(|term| term.loss.0.is_finite() && term.loss.0 >= 0.0),
                        "{frequency_hz} Hz, {weather:?}: {terms:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn meaningless_input_is_an_error() {
    let run = |weather: Weather, frequency_hz, length_m, elevation_rad, tilt_rad| {
        link_terms(&weather, Hertz(frequency_hz), length_m, elevation_rad, tilt_rad).err()
    };
    let air = Weather::standard();
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for error in [
            run(air, bad, 100.0, 0.0, 0.0),
            run(air, 28e9, bad, 0.0, 0.0),
            run(air, 28e9, 100.0, bad, 0.0),
            run(air, 28e9, 100.0, 0.0, bad),
            run(Weather { temperature_k: bad, ..air }, 28e9, 100.0, 0.0, 0.0),
            run(Weather { dry_pressure_hpa: bad, ..air }, 28e9, 100.0, 0.0, 0.0),
            run(Weather { vapour_g_per_m3: bad, ..air }, 28e9, 100.0, 0.0, 0.0),
            run(Weather { rain_mm_per_h: bad, ..air }, 28e9, 100.0, 0.0, 0.0),
            run(Weather { fog_g_per_m3: bad, ..air }, 28e9, 100.0, 0.0, 0.0),
        ] {
            assert!(matches!(error, Some(AirError::NotFinite { .. })), "{error:?}");
        }
    }
    assert!(matches!(run(air, 0.0, 100.0, 0.0, 0.0), Some(AirError::NotPositive { .. })));
    assert!(matches!(run(air, -1e9, 100.0, 0.0, 0.0), Some(AirError::NotPositive { .. })));
    for error in [
        run(air, 28e9, -1.0, 0.0, 0.0),
        run(air, 28e9, 1.1e6, 0.0, 0.0),
        run(Weather { temperature_k: 0.0, ..air }, 28e9, 100.0, 0.0, 0.0),
        run(Weather { rain_mm_per_h: -1.0, ..air }, 28e9, 100.0, 0.0, 0.0),
        run(Weather { rain_mm_per_h: 1e6, ..air }, 28e9, 100.0, 0.0, 0.0),
    ] {
        assert!(matches!(error, Some(AirError::OutOfRange { .. })), "{error:?}");
    }
    let text = run(Weather { fog_g_per_m3: -1.0, ..air }, 28e9, 1.0, 0.0, 0.0).map(|error| error.to_string());
    assert_eq!(text.as_deref(), Some("fog (g/m³) must be in 0..=10, found -1"));
}

#[test]
fn a_barometer_reads_air_and_vapour() {
    let weather = Weather::standard().with_total_pressure(1000.0).expect("valid pressure");
    near("total", weather.total_pressure_hpa(), 1000.0, 1e-12);
    assert!(Weather::standard().with_total_pressure(5.0).is_err());
    assert!(Weather::standard().with_total_pressure(f64::NAN).is_err());
    assert!(Weather { temperature_k: f64::NAN, ..Weather::standard() }.with_total_pressure(1000.0).is_err());
}
