use crate::db;
use glam::DVec3;
use serde_json::Value;
use twin_antenna::{Angles, Element, Orientation, PlanarArray};
use twin_units::math;

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/sionna_antennas.json")).expect("the fixture is JSON")
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().expect("a list");
    list.iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn direction(zenith_deg: f64, azimuth_deg: f64) -> DVec3 {
    Angles { zenith_rad: zenith_deg.to_radians(), azimuth_rad: azimuth_deg.to_radians() }.direction()
}

#[test]
fn tr38901_table_7_3_1_element_over_the_sphere() {
    let reference = fixture();
    let azimuths = numbers(&reference["phi_deg"]);
    let rows = reference["tr38901_dbi"].as_array().expect("a list");
    let mut compared = 0;
    for (zenith_deg, row) in numbers(&reference["theta_deg"]).into_iter().zip(rows) {
        for (&azimuth_deg, expected) in azimuths.iter().zip(numbers(row)) {
            // At the poles the azimuth of a direction is undefined; the reference takes it as a parameter.
            if zenith_deg == 0.0 || zenith_deg == 180.0 {
                continue;
            }
            let gain = db(Element::Tr38901.gain_local(direction(zenith_deg, azimuth_deg)));
            assert!((gain - expected).abs() < 1e-3, "{zenith_deg} {azimuth_deg}: {gain} {expected}");
            compared += 1;
        }
    }
    assert_eq!(compared, 17 * 37);
}

#[test]
fn tr38901_table_7_3_1_half_power_beamwidth_and_limit() {
    let gain = |zenith_deg: f64, azimuth_deg: f64| db(Element::Tr38901.gain_local(direction(zenith_deg, azimuth_deg)));
    assert!((gain(90.0, 0.0) - 8.0).abs() < 1e-9);
    assert!((gain(90.0, 32.5) - 5.0).abs() < 1e-9);
    assert!((gain(57.5, 0.0) - 5.0).abs() < 1e-9);
    assert!((gain(90.0, 180.0) - -22.0).abs() < 1e-9);
}

#[test]
fn an_oriented_element_looks_along_its_boresight() {
    let orientation = Orientation::from_bearing(200.0, 12.0);
    assert!((db(Element::Tr38901.gain(&orientation, orientation.boresight() * 40.0)) - 8.0).abs() < 1e-9);
    assert_eq!(Element::Isotropic.gain(&orientation, DVec3::new(0.3, 2.0, -1.0)), 1.0);
}

#[test]
fn dft_beams_of_planar_arrays_match_the_reference() {
    let reference = fixture();
    for (name, n) in [("4x4", 4usize), ("8x8", 8)] {
        let array = PlanarArray::new(n, n);
        for case in reference["arrays"][name].as_array().expect("a list") {
            let toward =
                direction(case["theta_deg"].as_f64().expect("a number"), case["phi_deg"].as_f64().expect("a number"));
            let element = Element::Tr38901.gain_local(toward);
            let response = array.response(toward);
            for (m, row) in case["all_dbi"].as_array().expect("a list").iter().enumerate() {
                for (k, expected) in numbers(row).into_iter().enumerate() {
                    let weight = |index: usize| {
                        let turns = (m * (index / n) + k * (index % n)) as f64 / n as f64;
                        math::phasor(-std::f64::consts::TAU * turns) / n as f64
                    };
                    let sum: num_complex::Complex64 =
                        response.iter().enumerate().map(|(index, phasor)| phasor * weight(index)).sum();
                    let gain = element * sum.norm_sqr();
                    // Below −40 dBi the reference is float32 rounding.
                    if expected > -40.0 {
                        assert!((db(gain) - expected).abs() < 0.01, "{name} {m} {k}: {} {expected}", db(gain));
                    } else {
                        assert!(gain < 1e-3, "{name} {m} {k}: {gain} {expected}");
                    }
                }
            }
        }
    }
}
