//! Wedge, azimuths, bases, diffraction point.

use super::*;

/// The shortest way over the edge, found by golden-section search.
fn shortest(wedge: &Wedge, source: DVec3, receiver: DVec3) -> f64 {
    let length = |t: f64| {
        let point = wedge.origin + wedge.axis * t;
        source.distance(point) + receiver.distance(point)
    };
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.0, wedge.length_m);
    for _ in 0..200 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if length(a) < length(b) { high = b } else { low = a }
    }
    0.5 * (low + high)
}

#[test]
fn the_bend_is_the_shortest_way_on_the_keller_cone() {
    let wedge =
        Wedge::new(DVec3::new(1.0, 2.0, 3.0), DVec3::new(9.0, -4.0, 6.0), DVec3::X, DVec3::Z, 1.5).expect("valid");
    for (source, receiver) in [
        (DVec3::new(3.0, 9.0, 12.0), DVec3::new(7.0, -8.0, 1.0)),
        (DVec3::new(-3.0, -2.0, 9.0), DVec3::new(12.0, 1.0, 4.0)),
    ] {
        let bend = wedge.edge_point(source, receiver).expect("on the edge");
        let along_m = (bend.point - wedge.origin).dot(wedge.axis);
        assert!((along_m - shortest(&wedge, source, receiver)).abs() < 1e-6, "{along_m}");
        let incident = (bend.point - source) / bend.s_in_m;
        let diffracted = (receiver - bend.point) / bend.s_out_m;
        assert!((incident.dot(wedge.axis) - diffracted.dot(wedge.axis)).abs() < 1e-12);
    }
}

/// Over the ground and then around a corner of a house: the image below the ground gives the bend, and the first leg mirrored back is the real one.
#[test]
fn an_image_of_the_source_bends_as_the_reflected_ray_does() {
    let wedge = Wedge::new(DVec3::ZERO, DVec3::Z * 10.0, DVec3::X, DVec3::Y, 1.5).expect("valid");
    let (source, receiver) = (around(9.0, 40.0, 3.0), around(4.0, 250.0, 5.0));
    let frequency = Hertz::from_ghz(3.5);
    let image = source * DVec3::new(1.0, 1.0, -1.0);
    let bend = diffract(&wedge, image, receiver, frequency, [&conductor, &conductor]).expect("on the edge");
    let on_ground = image.lerp(bend.point, -image.z / (bend.point.z - image.z));
    assert!(on_ground.z.abs() < 1e-12 && bend.point.z > 0.0);
    assert!((source.distance(on_ground) + on_ground.distance(bend.point) - bend.s_in_m).abs() < 1e-12);
    assert!((bend.point - on_ground).normalize().distance(bend.directions[0]) < 1e-12);
    // The image of the receiver instead: the same ray the other way round, upside down.
    let mirrored = diffract(&wedge, source, receiver * DVec3::new(1.0, 1.0, -1.0), frequency, [&conductor, &conductor]);
    assert!(mirrored.is_none(), "its bend lies below the ground");
}

#[test]
fn a_bend_off_the_edge_or_an_end_on_its_line_is_none() {
    let wedge = Wedge::new(DVec3::ZERO, DVec3::Z * 3.0, DVec3::X, DVec3::Y, 1.5).expect("valid");
    let at = |z_m: f64| wedge.edge_point(around(4.0, 30.0, z_m), around(8.0, 200.0, z_m));
    assert!(at(-0.001).is_none() && at(3.001).is_none());
    assert!(at(0.0).is_some() && at(3.0).is_some() && at(1.7).is_some());
    for odd in [DVec3::Z * 5.0, DVec3::Z, DVec3::NAN, DVec3::X * f64::INFINITY] {
        assert!(wedge.edge_point(odd, around(8.0, 200.0, 1.0)).is_none(), "{odd}");
        assert!(wedge.edge_point(around(8.0, 200.0, 1.0), odd).is_none(), "{odd}");
    }
}

#[test]
fn the_edge_runs_along_cross_normal_whichever_end_comes_first() {
    let (a, b) = (DVec3::new(0.0, 0.0, 1.0), DVec3::new(0.0, 0.0, 4.0));
    for (from, to) in [(a, b), (b, a)] {
        let wedge = Wedge::new(from, to, DVec3::new(2.0, 0.0, 7.0), DVec3::new(-3.0, 1.0, 0.2), 1.25).expect("valid");
        assert_eq!((wedge.origin, wedge.length_m), (a, 3.0));
        let [zero, other] = wedge.faces;
        assert!(zero.along.distance(DVec3::X) < 1e-15 && zero.normal.distance(DVec3::Y) < 1e-15);
        assert!(wedge.axis.distance(DVec3::Z) < 1e-15);
        // 225°: the face runs down to the left, its normal up to the left.
        let half = 0.5_f64.sqrt();
        assert!(other.along.distance(DVec3::new(-half, -half, 0.0)) < 1e-15);
        assert!(other.normal.distance(DVec3::new(-half, half, 0.0)) < 1e-15);
    }
}

#[test]
fn what_is_no_wedge_is_none() {
    let make = |b: DVec3, along: DVec3, normal: DVec3, n: f64| Wedge::new(DVec3::ZERO, b, along, normal, n);
    assert!(make(DVec3::ZERO, DVec3::X, DVec3::Y, 1.5).is_none());
    assert!(make(DVec3::Z, DVec3::Z, DVec3::Y, 1.5).is_none());
    assert!(make(DVec3::Z, DVec3::X, DVec3::X, 1.5).is_none());
    for n in [1.0, 0.5, 2.1, f64::NAN] {
        assert!(make(DVec3::Z, DVec3::X, DVec3::Y, n).is_none(), "{n}");
    }
}

#[test]
fn azimuths_run_from_face_to_face_and_the_inside_is_known() {
    let wedge = upright(1.5);
    for azimuth_deg in [0.0, 30.0, 90.0, 181.0, 269.0, 270.0] {
        let point = around(5.0, azimuth_deg, 2.0);
        assert!((wedge.azimuth_rad(point) - azimuth_deg.to_radians()).abs() < 1e-12);
        assert!(!wedge.is_inside(point));
    }
    assert!((wedge.azimuth_rad(around(5.0, 280.0, 0.0)) - 1.5 * PI).abs() < 1e-12);
    assert_eq!(wedge.azimuth_rad(around(5.0, 350.0, 0.0)), 0.0);
    assert!(wedge.is_inside(around(5.0, 280.0, 0.0)) && wedge.is_inside(around(5.0, 350.0, 0.0)));
    assert!(!wedge.is_inside(DVec3::new(5.0, -1e-7, 0.0)));
    let frequency = Hertz::from_ghz(3.5);
    assert!(
        diffract(&wedge, around(5.0, 300.0, 0.0), around(5.0, 40.0, 0.0), frequency, [&conductor, &conductor])
            .is_none()
    );
    let screen = upright(2.0);
    assert!(!screen.is_inside(around(5.0, 359.9, 0.0)));
    assert!((screen.azimuth_rad(around(5.0, 359.0, 0.0)) - 359.0_f64.to_radians()).abs() < 1e-12);
}

/// KP eqs. (1)–(4): direction = β̂0 × φ̂ on both sides, φ̂ along increasing azimuth.
#[test]
fn bases_are_right_handed_and_turn_with_the_azimuth() {
    let wedge = upright(1.5);
    let source = around(4.0, 50.0, 3.0);
    let receiver = around(6.0, 160.0, -2.0);
    let there =
        diffract(&wedge, source, receiver, Hertz::from_ghz(3.5), [&conductor, &conductor]).expect("on the edge");
    for (basis, direction, azimuth_deg) in
        [(there.incident_basis, there.directions[0], 50.0_f64), (there.diffracted_basis, there.directions[1], 160.0)]
    {
        assert!(basis[0].cross(basis[1]).distance(direction) < 1e-12);
        let (sin, cos) = math::sin_cos(azimuth_deg.to_radians());
        assert!(basis[1].distance(DVec3::new(-sin, cos, 0.0)) < 1e-12);
    }
    // At a right angle to the edge β̂0' is the axis, β̂0 its opposite.
    assert!(wedge.incident_basis(DVec3::NEG_X)[0].distance(DVec3::Z) < 1e-15);
    assert!(wedge.diffracted_basis(DVec3::NEG_X)[0].distance(DVec3::NEG_Z) < 1e-15);
}
