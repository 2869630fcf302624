//! ITU-R P.2109-2.

use std::f64::consts::FRAC_PI_2;
use twin_air::AirError;
use twin_air::building_entry::BuildingType::{ThermallyEfficient, Traditional};
use twin_air::building_entry::{BuildingType, building_entry_loss, building_entry_term};
use twin_units::Hertz;

fn loss(frequency_ghz: f64, building: BuildingType, probability: f64, elevation_deg: f64) -> f64 {
    building_entry_loss(Hertz::from_ghz(frequency_ghz), building, probability, elevation_deg.to_radians())
        .expect("valid input")
        .0
}

/// Values of the workbook, which gives three decimals and probabilities in percent with seven digits.
#[test]
fn p2109_cl_3_study_group_workbook() {
    const PERCENT: [f64; 6] = [1.0e-5, 0.01, 1.0, 10.0, 58.884_37, 99.770_01];
    for (frequency_ghz, elevation_deg, building, expected) in [
        (28.0, 0.0, Traditional, [-0.275, 1.003, 2.769, 6.891, 22.924, 55.440]),
        (28.0, 0.0, ThermallyEfficient, [-2.117, 1.733, 9.369, 19.484, 45.910, 95.448]),
        (2.0, 45.0, Traditional, [-2.484, -1.131, 3.508, 11.251, 25.778, 52.300]),
        (2.0, 45.0, ThermallyEfficient, [-2.882, -1.012, 8.605, 20.566, 41.151, 79.101]),
    ] {
        for (percent, expected) in PERCENT.iter().zip(expected) {
            let found = loss(frequency_ghz, building, percent / 100.0, elevation_deg);
            assert!(
                (found - expected).abs() < 1e-3,
                "{building:?} {frequency_ghz} GHz {percent} %: {found}, {expected}"
            );
        }
    }
}

#[test]
fn loss_grows_with_probability_elevation_and_insulation() {
    for frequency_ghz in [0.08, 1.0, 28.0, 100.0] {
        for building in [Traditional, ThermallyEfficient] {
            let share = |percent: i32| loss(frequency_ghz, building, f64::from(percent) / 100.0, 0.0);
            assert!((1..99).all(|percent| share(percent) < share(percent + 1)));
            assert!(loss(frequency_ghz, building, 0.5, 60.0) > loss(frequency_ghz, building, 0.5, 0.0));
            let [up, down] = [30.0, -30.0].map(|elevation_deg| loss(frequency_ghz, building, 0.5, elevation_deg));
            assert!((up - down).abs() < 1e-12);
        }
        assert!(loss(frequency_ghz, ThermallyEfficient, 0.5, 0.0) > loss(frequency_ghz, Traditional, 0.5, 0.0));
    }
}

#[test]
fn outside_the_band_is_computed_at_its_end_and_marked() {
    for (frequency, end_ghz, valid) in [
        (Hertz(80e6), 0.08, true),
        (Hertz(79e6), 0.08, false),
        (Hertz(100e9), 100.0, true),
        (Hertz(140e9), 100.0, false),
    ] {
        let term = building_entry_term(frequency, Traditional, 0.5, 0.0).expect("valid input");
        assert_eq!(term.valid, valid, "{frequency:?}");
        assert!((term.loss.0 - loss(end_ghz, Traditional, 0.5, 0.0)).abs() < 1e-12);
    }
}

#[test]
fn certainty_and_nonsense_are_refused() {
    let at = |frequency, probability, elevation_rad| {
        building_entry_loss(Hertz(frequency), Traditional, probability, elevation_rad)
    };
    for probability in [0.0, 1.0, -0.1, 1.1] {
        assert_eq!(at(28e9, probability, 0.0), Err(AirError::Probability { value: probability }));
    }
    assert!(matches!(at(28e9, f64::NAN, 0.0), Err(AirError::NotFinite { .. })));
    assert!(matches!(at(f64::NAN, 0.5, 0.0), Err(AirError::NotFinite { .. })));
    assert!(matches!(at(-1.0, 0.5, 0.0), Err(AirError::NotPositive { .. })));
    assert!(matches!(at(28e9, 0.5, 1.01 * FRAC_PI_2), Err(AirError::OutOfRange { .. })));
    for extreme in [5e-324, 1.0 - f64::EPSILON / 2.0] {
        assert!(at(28e9, extreme, FRAC_PI_2).expect("valid input").0.is_finite());
    }
}
