use super::*;
use crate::geometry::GeometryBuilder;
use crate::materials::Material;
use crate::solver::{Illumination, Mechanisms, solve};
use twin_units::Hertz;

const ONLY: Mechanisms =
    Mechanisms { line_of_sight: false, reflection: false, scattering: true, ..Mechanisms::SPECULAR };

/// A rough wall of metal at y = 0, `side` × `side` m, 40 m high in the middle.
fn wall(side: f64, coefficient: f64, lobe: u8) -> Geometry {
    let metal = Material::by_name("metal").expect("metal is in the table").clone();
    let metal = metal.with_scattering(Scattering { coefficient, lobe });
    let [low, high] = [-side / 2.0, side / 2.0];
    let [a, b, c, d] = [(low, low), (high, low), (high, high), (low, high)].map(|(x, z)| DVec3::new(x, 0.0, 40.0 + z));
    let mut builder = GeometryBuilder::new();
    builder.add_triangles(&[[a, b, c], [a, c, d]], &metal, 0.1).expect("a wall");
    builder.build()
}

fn received(geometry: &Geometry, ends: [DVec3; 2], scatter_tiles: usize, scatter_samples: usize) -> f64 {
    let settings = SolverSettings { mechanisms: ONLY, scatter_tiles, scatter_samples, ..SolverSettings::default() };
    let illumination = Illumination::new(geometry, ends[0], &settings);
    let mut paths = Vec::new();
    solve(geometry, &illumination, ends[1], &geometry.wave(Hertz::from_ghz(3.5)), &settings, &mut paths);
    assert!(paths.iter().all(|path| path.mechanism == Mechanism::Scattering));
    paths.iter().map(Path::power_gain_v).sum()
}

#[test]
fn patterns_have_a_norm_of_one_over_the_half_space() {
    for lobe in [0_u8, 1, 2, 3, 4, 5, 8, 10] {
        for cos in [1.0, 0.9, 0.5, 0.2, 0.03] {
            let sin = (1.0_f64 - cos * cos).sqrt();
            let mirrored = DVec3::new(sin, 0.0, cos);
            let n = 600;
            let mut sum = 0.0;
            for i in 0..n {
                for k in 0..n {
                    // Equal areas of the half sphere.
                    let z = (f64::from(i) + 0.5) / f64::from(n);
                    let phi = TAU * (f64::from(k) + 0.5) / f64::from(n);
                    let r = (1.0 - z * z).sqrt();
                    let way = DVec3::new(r * phi.cos(), r * phi.sin(), z);
                    sum += if lobe == 0 { z } else { (0.5 * (1.0 + mirrored.dot(way))).powi(i32::from(lobe)) };
                }
            }
            let integral = sum * TAU / f64::from(n * n);
            assert!((integral / norm(lobe, cos) - 1.0).abs() < 1e-4, "{lobe} {cos}: {integral} {}", norm(lobe, cos));
        }
    }
}

#[test]
fn the_power_is_that_of_the_integral_over_the_wall_at_any_fineness() {
    for lobe in [0, 4] {
        let geometry = wall(20.0, 0.5, lobe);
        let ends = [DVec3::new(-12.0, 25.0, 38.0), DVec3::new(9.0, 14.0, 45.0)];
        // The formula, integrated on a fine grid; metal reflects all.
        let n = 1_000;
        let mut expected = 0.0;
        for i in 0..n {
            for k in 0..n {
                let at = |i: i32| -10.0 + 20.0 * (f64::from(i) + 0.5) / f64::from(n);
                let point = DVec3::new(at(i), 0.0, 40.0 + at(k));
                let (first, second) = (point - ends[0], ends[1] - point);
                let (cos, out) = (-first.normalize().y, second.normalize());
                let incoming = first.normalize();
                let mirrored = DVec3::new(incoming.x, -incoming.y, incoming.z);
                let pattern =
                    if lobe == 0 { out.y } else { (0.5 * (1.0 + mirrored.dot(out))).powi(4) } / norm(lobe, cos);
                expected += 0.25 * cos * pattern / (first.length_squared() * second.length_squared());
            }
        }
        let wavelength = Hertz::from_ghz(3.5).wavelength_m();
        expected *= (20.0 / f64::from(n)).powi(2) * (wavelength / (4.0 * PI)).powi(2);
        for (tiles, samples) in [(400, 100_000), (10_000, 100_000), (10_000, 64), (100_000, 256)] {
            let ratio_db = 10.0 * (received(&geometry, ends, tiles, samples) / expected).log10();
            assert!(ratio_db.abs() < 0.05, "lobe {lobe}, {tiles} tiles, {samples} samples: {ratio_db} dB");
        }
    }
}

#[test]
fn nothing_scatters_behind_the_wall_nor_off_smooth_ones() {
    let ends = [DVec3::new(-12.0, 25.0, 38.0), DVec3::new(9.0, -14.0, 45.0)];
    assert_eq!(received(&wall(20.0, 0.5, 4), ends, 1_000, 100), 0.0);
    assert_eq!(received(&wall(20.0, 0.0, 4), [ends[0], ends[0] + DVec3::X], 1_000, 100), 0.0);
    assert!(received(&wall(20.0, 1.0, 4), [ends[0], ends[0] + DVec3::X], 1_000, 100) > 0.0);
}

#[test]
fn what_is_scattered_is_missing_in_the_mirror() {
    let ends = [DVec3::new(-5.0, 10.0, 40.0), DVec3::new(5.0, 10.0, 40.0)];
    let settings = SolverSettings { mechanisms: Mechanisms::SPECULAR, ..SolverSettings::default() };
    let reflected = |geometry: &Geometry| {
        let (illumination, mut paths) = (Illumination::new(geometry, ends[0], &settings), Vec::new());
        solve(geometry, &illumination, ends[1], &geometry.wave(Hertz::from_ghz(3.5)), &settings, &mut paths);
        let of = |path: &&Path| path.mechanism == Mechanism::Reflection;
        paths.iter().find(of).expect("the wall mirrors").power_gain_v()
    };
    let share = reflected(&wall(20.0, 0.6, 4)) / reflected(&wall(20.0, 0.0, 4));
    assert!((share - (1.0 - 0.36)).abs() < 1e-12, "{share}");
}

/// A rough slope turns no vertical field into a horizontal one, whatever the way.
#[test]
fn polarisation_is_kept_on_any_way() {
    let geometry = wall(20.0, 0.5, 0);
    let settings = SolverSettings { mechanisms: ONLY, scatter_samples: 100_000, ..SolverSettings::default() };
    let source = DVec3::new(-12.0, 25.0, 70.0);
    let (illumination, mut paths) = (Illumination::new(&geometry, source, &settings), Vec::new());
    let wave = geometry.wave(Hertz::from_ghz(3.5));
    solve(&geometry, &illumination, DVec3::new(9.0, 14.0, 25.0), &wave, &settings, &mut paths);
    assert!(paths.len() > 1_000);
    for path in &paths {
        let [[vv, vh], [hv, hh]] = path.transfer.map(|row| row.map(|entry| entry.norm_sqr()));
        assert!(vh + hv < 1e-24 * (vv + hh), "{path:?}");
        assert!((vv / hh - 1.0).abs() < 1e-3, "metal reflects both alike");
    }
}
