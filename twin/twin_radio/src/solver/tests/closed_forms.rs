//! Scenes small enough to solve on paper.

use super::*;
use num_complex::Complex64;
use std::f64::consts::{PI, TAU};

fn close(a: DVec3, b: DVec3) -> bool {
    a.distance(b) < 1e-9
}

#[test]
fn free_space_is_friis() {
    let geometry = GeometryBuilder::new().build();
    for (ghz, distance) in [(3.5, 10.0), (28.0, 250.0), (140.0, 1_999.0)] {
        let frequency = Hertz::from_ghz(ghz);
        let receiver = DVec3::new(1.0, 2.0, 2.0) * (distance / 3.0);
        let found = paths(&geometry, DVec3::ZERO, receiver, frequency, &SolverSettings::default());
        assert_eq!(found.len(), 1);
        let gain = (299_792_458.0 / (ghz * 1e9) / (4.0 * PI * distance)).powi(2);
        assert!((found[0].power_gain_v() - gain).abs() < 1e-12 * gain);
        assert!(
            close(found[0].departure, DVec3::new(1.0, 2.0, 2.0) / 3.0) && close(found[0].arrival, -found[0].departure)
        );
        assert!((found[0].delay_s() - distance / 299_792_458.0).abs() < 1e-18);
    }
}

#[test]
fn too_far_or_coincident_ends_have_no_path() {
    let geometry = GeometryBuilder::new().build();
    let settings = SolverSettings { max_range_m: 100.0, ..SolverSettings::default() };
    for receiver in [DVec3::X * 100.1, DVec3::ZERO, DVec3::NAN] {
        assert!(paths(&geometry, DVec3::ZERO, receiver, Hertz::from_ghz(3.5), &settings).is_empty());
    }
}

/// Two rays over flat ground, written with the grazing angle as textbooks do.
#[test]
fn flat_ground_is_the_two_ray_model() {
    let mut builder = GeometryBuilder::new();
    let ground = material("medium_dry_ground");
    builder.add_ground((-10.0, -1000.0), (1000.0, 1000.0), ground);
    let geometry = builder.build();
    let frequency = Hertz::from_ghz(3.5);
    let wavelength = frequency.wavelength_m();
    let (h_tx, h_rx) = (10.0, 1.5);
    let source = DVec3::new(0.0, 0.0, h_tx);
    let illumination = Illumination::new(&geometry, source, &SolverSettings::default());
    let eta = ground.complex_permittivity(frequency);
    let mut found = Vec::new();
    for i in 1..200 {
        let d = 4.9 * f64::from(i);
        let receiver = DVec3::new(0.6 * d, 0.8 * d, h_rx);
        solve(&geometry, &illumination, receiver, &geometry.wave(frequency), &SolverSettings::default(), &mut found);
        assert_eq!(found.len(), 2, "at {d} m");
        let direct = (d * d + (h_tx - h_rx).powi(2)).sqrt();
        let bounced = (d * d + (h_tx + h_rx).powi(2)).sqrt();
        let (sin, cos) = ((h_tx + h_rx) / bounced, d / bounced);
        let root = (eta - cos * cos).sqrt();
        let vertical = (eta * sin - root) / (eta * sin + root);
        let horizontal = (sin - root) / (sin + root);
        let wave = |length: f64| Complex64::from_polar(wavelength / (4.0 * PI * length), -TAU * length / wavelength);
        for (pol, reflection) in [(0, vertical), (1, horizontal)] {
            let expected = wave(direct) + wave(bounced) * reflection;
            let got: Complex64 = found
                .iter()
                .map(|path| path.transfer[pol][pol] * Complex64::from_polar(1.0, -TAU * path.length_m / wavelength))
                .sum();
            // At the receiver the azimuth axis points the other way.
            let sign = if pol == 0 { 1.0 } else { -1.0 };
            assert!((got * sign - expected).norm() < 1e-9 * wave(direct).norm(), "polarisation {pol} at {d} m");
        }
    }
}

/// Inner faces x = 10 and y = 10 meet in a corner; transmitter at (0, 0, 5), receiver at (4, −2, 3).
#[test]
fn two_walls_and_their_corner() {
    let mut builder = GeometryBuilder::new();
    let at = DVec3::new;
    builder.add_box(at(10.5, 0.0, 15.0), at(1.0, 100.0, 30.0), 0.0, material("metal"), 0.1).expect("a valid box");
    builder.add_box(at(-20.0, 10.5, 15.0), at(60.0, 1.0, 30.0), 0.0, material("metal"), 0.1).expect("a valid box");
    let geometry = builder.build();
    let (source, receiver) = (at(0.0, 0.0, 5.0), at(4.0, -2.0, 3.0));
    let found = paths(&geometry, source, receiver, Hertz::from_ghz(28.0), &SolverSettings::default());
    // Images: (20, 0, 5); (0, 20, 5); both mirrored (20, 20, 5), which only works over y = 10 first.
    let expected = [
        (vec![], 24.0_f64.sqrt()),
        (vec![at(10.0, -1.25, 3.75)], 264.0_f64.sqrt()),
        (vec![at(20.0 / 11.0, 10.0, 45.0 / 11.0)], 504.0_f64.sqrt()),
        (vec![at(80.0 / 11.0, 10.0, 45.0 / 11.0), at(10.0, 6.25, 3.75)], 744.0_f64.sqrt()),
    ];
    assert_eq!(found.len(), expected.len());
    for (path, (points, length)) in found.iter().zip(&expected) {
        assert!((path.length_m - length).abs() < 1e-12);
        assert_eq!(path.vertices.len(), points.len());
        assert!(path.vertices.iter().zip(points).all(|(a, b)| close(*a, *b)), "{:?}", path.vertices);
        let first = points.first().copied().unwrap_or(receiver);
        let last = points.last().copied().unwrap_or(source);
        assert!(
            close(path.departure, (first - source).normalize()) && close(path.arrival, (last - receiver).normalize())
        );
    }
}

#[test]
fn a_wall_reflects_from_both_of_its_sides() {
    let mut builder = GeometryBuilder::new();
    let [a, b, c, d] = [(-9.0, 0.0), (9.0, 0.0), (9.0, 9.0), (-9.0, 9.0)].map(|(x, z)| DVec3::new(x, 0.0, z));
    builder.add_triangles(&[[a, b, c], [a, c, d]], material("glass"), 0.01).expect("the quad has an area");
    let geometry = builder.build();
    for side in [-1.0, 1.0] {
        let ends = [-2.0, 3.0].map(|x| DVec3::new(x, 4.0 * side, 4.0));
        let found = paths(&geometry, ends[0], ends[1], Hertz::from_ghz(28.0), &SolverSettings::default());
        assert_eq!(found.len(), 2);
        assert!(close(found[1].vertices[0], DVec3::new(0.5, 0.0, 4.0)));
    }
}
