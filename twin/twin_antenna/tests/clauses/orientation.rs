use glam::DVec3;
use std::f64::consts::{FRAC_PI_2, PI};
use twin_antenna::{Angles, Orientation};

#[test]
fn bearings_run_clockwise_from_north() {
    for (azimuth_deg, expected) in [(0.0, DVec3::Y), (90.0, DVec3::X), (180.0, -DVec3::Y), (270.0, -DVec3::X)] {
        let orientation = Orientation::from_bearing(azimuth_deg, 0.0);
        assert!(orientation.boresight().distance(expected) < 1e-12, "{azimuth_deg}");
        assert!(orientation.up().distance(DVec3::Z) < 1e-12, "{azimuth_deg}");
    }
}

#[test]
fn downtilt_lowers_boresight_only() {
    let orientation = Orientation::from_bearing(90.0, 30.0);
    assert!((orientation.boresight() - DVec3::new(0.75f64.sqrt(), 0.0, -0.5)).length() < 1e-12);
    assert!((orientation.left() - DVec3::Y).length() < 1e-12);
}

#[test]
fn frames_are_right_handed_and_turn_back() {
    for azimuth_deg in [0.0, 37.0, 123.0, 311.0] {
        for downtilt_deg in [-20.0, 0.0, 8.0, 90.0] {
            let orientation = Orientation::from_bearing(azimuth_deg, downtilt_deg);
            assert!((orientation.boresight().cross(orientation.left()) - orientation.up()).length() < 1e-12);
            let vector = DVec3::new(1.0, -2.0, 0.5);
            let back = orientation.world_from_local(orientation.local_from_world(vector));
            assert!((back - vector).length() < 1e-12);
        }
    }
}

#[test]
fn tr38901_7_1_angles() {
    let check = |direction: DVec3, zenith_rad: f64, azimuth_rad: f64| {
        let angles = Angles::of(direction);
        assert!((angles.zenith_rad - zenith_rad).abs() < 1e-12, "{direction} {angles:?}");
        assert!((angles.azimuth_rad - azimuth_rad).abs() < 1e-12, "{direction} {angles:?}");
        assert!((angles.direction() - direction.normalize()).length() < 1e-12);
    };
    check(DVec3::X, FRAC_PI_2, 0.0);
    check(DVec3::Y * 3.0, FRAC_PI_2, FRAC_PI_2);
    check(DVec3::Z, 0.0, 0.0);
    check(-DVec3::Z, PI, 0.0);
    check(DVec3::new(-1.0, -1.0, 0.0), FRAC_PI_2, -0.75 * PI);
}
