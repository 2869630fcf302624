use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use serde_json::Value;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};
use twin_antenna::{Angles, Element, Field, FieldPattern, Orientation, SlantModel, path_amplitude, spherical_basis};
use twin_units::math;

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/sionna_fields.json")).expect("the fixture is JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn direction(zenith_deg: f64, azimuth_deg: f64) -> DVec3 {
    Angles { zenith_rad: zenith_deg.to_radians(), azimuth_rad: azimuth_deg.to_radians() }.direction()
}

#[test]
fn tr38901_7_3_2_slanted_elements_match_the_reference() {
    for case in fixture()["plus45"].as_array().expect("a list") {
        let toward = direction(number(&case["theta_deg"]), number(&case["phi_deg"]));
        let amplitude = Element::Tr38901.gain_local(toward).sqrt();
        for (name, model) in [("model_1", SlantModel::One), ("model_2", SlantModel::Two)] {
            let slanted = FieldPattern { model, ..FieldPattern::slanted(Element::Tr38901, 45.0) };
            let field = slanted.field_local(toward);
            assert!((field.theta / amplitude - number(&case[name][0])).abs() < 1e-6, "{name} {toward} {field:?}");
            assert!((field.phi / amplitude - number(&case[name][1])).abs() < 1e-6, "{name} {toward} {field:?}");
        }
    }
}

#[test]
fn dipoles_match_the_reference_and_radiate_what_they_are_fed() {
    let reference = fixture();
    // The reference rounds the half-wave dipole's directivity to 1.643, which radiates 0.13 % more than it is fed.
    for (name, element, tolerance_db) in
        [("dipole_dbi", Element::ShortDipole, 1e-3), ("hw_dipole_dbi", Element::HalfWaveDipole, 6e-3)]
    {
        let gains = reference[name].as_array().expect("a list");
        for (zenith_deg, expected) in reference["theta_deg"].as_array().expect("a list").iter().zip(gains) {
            let gain = element.gain_local(direction(number(zenith_deg), 33.0));
            match expected.as_f64() {
                Some(expected) => {
                    assert!((db(gain) - expected).abs() < tolerance_db, "{name} {zenith_deg}: {}", db(gain))
                }
                None => assert!(gain < 1e-12, "{name} {zenith_deg}: {gain}"),
            }
        }
        let n = 20_000;
        let height = |index: usize| (index as f64 + 0.5) / n as f64 * 2.0 - 1.0;
        let gain = |z: f64| element.gain_local(DVec3::new((1.0 - z * z).sqrt(), 0.0, z));
        let mean = (0..n).map(|index| gain(height(index))).sum::<f64>() / n as f64;
        assert!((mean - 1.0).abs() < 1e-6, "{name}: {mean}");
    }
}

#[test]
fn squares_of_components_add_up_to_the_power_gain() {
    let mut spread = Spread(0.15);
    for _ in 0..500 {
        let toward = spread.around_x(3.1);
        for model in [SlantModel::One, SlantModel::Two] {
            let slant_deg = spread.range(-90.0, 90.0);
            let antenna = FieldPattern { model, ..FieldPattern::slanted(Element::Tr38901, slant_deg) };
            let orientation = Orientation::from_bearing(spread.range(0.0, 360.0), spread.range(-20.0, 30.0));
            let world = orientation.world_from_local(toward);
            let expected = Element::Tr38901.gain_local(toward);
            assert!((antenna.field_local(toward).power_gain() / expected - 1.0).abs() < 1e-9);
            assert!((antenna.field(&orientation, world).power_gain() / expected - 1.0).abs() < 1e-9);
            assert!((antenna.gain(&orientation, world) / expected - 1.0).abs() < 1e-9);
        }
    }
}

/// The angle ψ between local and world field components (TR 38.901 V17 eq. 7.1-15 with no slant of the panel).
fn psi_rad(bearing_deg: f64, downtilt_deg: f64, toward: DVec3) -> f64 {
    let (alpha, beta) = ((90.0 - bearing_deg).to_radians(), downtilt_deg.to_radians());
    let angles = Angles::of(toward);
    let (theta, phi) = (angles.zenith_rad, angles.azimuth_rad);
    let real = beta.cos() * theta.sin() - beta.sin() * theta.cos() * (phi - alpha).cos();
    math::atan2(beta.sin() * (phi - alpha).sin(), real)
}

#[test]
fn tr38901_eq_7_1_15_local_components_turn_by_psi() {
    let mut spread = Spread(0.6);
    for _ in 0..300 {
        let (bearing_deg, downtilt_deg) = (spread.range(0.0, 360.0), spread.range(-30.0, 40.0));
        let orientation = Orientation::from_bearing(bearing_deg, downtilt_deg);
        let toward = orientation.world_from_local(spread.around_x(2.5)) * 40.0;
        let antenna = FieldPattern::slanted(Element::Tr38901, -45.0);
        let local = antenna.field_local(orientation.local_from_world(toward));
        let world = antenna.field(&orientation, toward);
        let (sin, cos) = psi_rad(bearing_deg, downtilt_deg, toward).sin_cos();
        // Eq. (7.1-11) of the same clause.
        assert!((world.theta - (cos * local.theta - sin * local.phi)).abs() < 1e-9, "{toward}");
        assert!((world.phi - (sin * local.theta + cos * local.phi)).abs() < 1e-9, "{toward}");
    }
}

#[test]
fn model_1_is_a_turned_vertical_element() {
    // The field of an isotropic vertical element is along the turned z″; turning about boresight by ζ moves z″ to (0, −sin ζ, cos ζ)
    // or (0, sin ζ, cos ζ), and model 1 of positive slant leans towards increasing azimuth in front.
    let mut spread = Spread(0.33);
    for slant_deg in [-45.0f64, 30.0, 45.0, 90.0] {
        let slant = slant_deg.to_radians();
        let antenna = FieldPattern { model: SlantModel::One, ..FieldPattern::slanted(Element::Isotropic, slant_deg) };
        for _ in 0..100 {
            let toward = spread.around_x(1.4);
            let up = DVec3::new(0.0, -slant.sin(), slant.cos());
            let across = (toward * up.dot(toward) - up).normalize();
            let vector = antenna.field_local(toward).vector(toward);
            assert!((vector - across).length() < 1e-9, "{slant_deg} {toward}: {vector} {across}");
        }
    }
}

#[test]
fn a_pair_is_orthogonal_in_every_direction_by_model_2() {
    let [plus, minus] = FieldPattern::cross_polarised(Element::Isotropic);
    let mut spread = Spread(0.77);
    for _ in 0..100 {
        let toward = spread.around_x(3.0);
        let (a, b) = (plus.field_local(toward), minus.field_local(toward));
        assert!((a.theta * b.theta + a.phi * b.phi).abs() < 1e-12);
        assert!((plus.slant_rad - FRAC_PI_4).abs() < 1e-12 && (minus.slant_rad + FRAC_PI_4).abs() < 1e-12);
    }
}

#[test]
fn vertical_elements_have_no_horizontal_field_when_upright() {
    let upright = Orientation::from_bearing(123.0, 0.0);
    let tilted = Orientation::from_bearing(123.0, 10.0);
    let antenna = FieldPattern::vertical(Element::Isotropic);
    let aside = upright.left() * 20.0 + upright.boresight() * 5.0 + DVec3::Z * 4.0;
    assert!(antenna.field(&upright, aside).phi.abs() < 1e-12);
    assert!(antenna.field(&tilted, aside).phi.abs() > 0.1, "a tilted panel has some, to the side");
    assert!(antenna.field(&tilted, upright.boresight()).phi.abs() < 1e-9, "in its own vertical plane it has none");
}

#[test]
fn tr38901_eq_7_5_29_facing_slants_meet_their_opposites() {
    let one = Complex64::new(1.0, 0.0);
    let zero = Complex64::new(0.0, 0.0);
    let line_of_sight = [[one, zero], [zero, -one]];
    let (sender, receiver) = (Orientation::from_bearing(40.0, 5.0), Orientation::from_bearing(220.0, -5.0));
    let toward = sender.boresight();
    let [plus, minus] = FieldPattern::cross_polarised(Element::Isotropic);
    let amplitude = |a: &FieldPattern, b: &FieldPattern| {
        path_amplitude(a.field(&sender, toward), &line_of_sight, b.field(&receiver, -toward)).norm()
    };
    assert!((amplitude(&plus, &minus) - 1.0).abs() < 1e-9);
    assert!(amplitude(&plus, &plus) < 1e-9);
    let vertical = FieldPattern::vertical(Element::Isotropic);
    assert!((amplitude(&vertical, &vertical) - 1.0).abs() < 1e-9);
    assert!((db(amplitude(&vertical, &plus).powi(2)) + 3.0103).abs() < 1e-3);
}

#[test]
fn the_poles_are_finite() {
    for toward in [DVec3::Z, -DVec3::Z, DVec3::new(1e-15, 0.0, 3.0)] {
        let [theta, phi] = spherical_basis(toward);
        assert!((theta.length() - 1.0).abs() < 1e-9 && (phi.length() - 1.0).abs() < 1e-9);
        for model in [SlantModel::One, SlantModel::Two] {
            for slant_rad in [0.0, FRAC_PI_4, FRAC_PI_2] {
                let antenna = FieldPattern { pattern: Element::Tr38901.into(), slant_rad, model };
                let field = antenna.field_local(toward);
                assert!(field.theta.is_finite() && field.phi.is_finite() && field.power_gain() > 0.0);
            }
        }
    }
    assert_eq!(Field::default().power_gain(), 0.0);
}
