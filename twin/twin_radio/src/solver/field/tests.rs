use super::*;

#[test]
fn the_basis_is_right_handed_everywhere() {
    for direction in [
        DVec3::X,
        DVec3::Z,
        DVec3::NEG_Z,
        DVec3::new(0.2, -0.7, 0.3).normalize(),
        DVec3::new(-0.9, 0.1, -0.8).normalize(),
    ] {
        let [theta, phi] = spherical_basis(direction);
        assert!(theta.cross(phi).distance(direction) < 1e-12, "{direction}");
    }
}

#[test]
fn theta_points_down_at_the_horizon() {
    let [theta, phi] = spherical_basis(DVec3::X);
    assert!(theta.distance(DVec3::NEG_Z) < 1e-12 && phi.distance(DVec3::Y) < 1e-12);
}
