//! What must hold in any scene: reciprocity, energy, completeness, determinism.

use super::*;

/// Sites on roofs, street receivers and a drone of the town.
fn links(geometry: &Geometry, n: u32) -> Vec<(DVec3, DVec3)> {
    let mut links = Vec::new();
    for i in 0..n {
        let roof = f64::from(40 * (i % 3));
        let site = DVec3::new(roof + 1.0, roof - 2.0, geometry.height_at(roof, roof) + 3.0);
        let height = if i % 5 == 4 { 40.0 } else { 1.5 };
        links.push((site, DVec3::new(20.0 + 0.37 * f64::from(i), 3.1 * f64::from(i % 40) - 12.0, height)));
    }
    links
}

#[test]
fn exchanging_the_ends_transposes_every_path() {
    let geometry = town(3);
    let settings = SolverSettings { candidate_rays: 60_000, max_paths: 100, ..SolverSettings::default() };
    let frequency = Hertz::from_ghz(3.5);
    let mut n = 0;
    for (a, b) in links(&geometry, 25) {
        let there = paths(&geometry, a, b, frequency, &settings);
        let back = paths(&geometry, b, a, frequency, &settings);
        assert_eq!(there.len(), back.len(), "between {a} and {b}");
        for path in &there {
            let same = |other: &&Path| {
                other.mechanism == path.mechanism
                    && other.vertices.len() == path.vertices.len()
                    && other.vertices.iter().rev().zip(&path.vertices).all(|(p, q)| p.distance(*q) < 1e-6)
            };
            let other = back.iter().find(same).expect("the reversed path exists");
            assert!((path.length_m - other.length_m).abs() < 1e-9);
            let scale = strength(path).sqrt();
            for receive in 0..2 {
                for transmit in 0..2 {
                    let difference = path.transfer[receive][transmit] - other.transfer[transmit][receive];
                    assert!(difference.norm() < 1e-9 * scale, "{path:?} {other:?}");
                }
            }
            n += 1;
        }
    }
    assert!(n > 50, "only {n} paths compared");
}

#[test]
fn no_path_beats_free_space_over_its_length() {
    let geometry = town(3);
    for (a, b) in links(&geometry, 20) {
        for path in paths(&geometry, a, b, Hertz::from_ghz(28.0), &SolverSettings::default()) {
            let bound = field::free_space_amplitude(a.distance(b).min(path.length_m), Hertz::from_ghz(28.0)).powi(2);
            for transmit in 0..2 {
                let gain = path.transfer[0][transmit].norm_sqr() + path.transfer[1][transmit].norm_sqr();
                assert!(gain <= bound * (1.0 + 1e-12), "{path:?}");
            }
            assert!((path.departure.length() - 1.0).abs() < 1e-12 && (path.arrival.length() - 1.0).abs() < 1e-12);
        }
    }
}

/// Against all sequences by beam tracing: rays miss little, and nothing that matters.
#[test]
fn sampled_candidates_are_nearly_complete() {
    let geometry = town(4);
    let settings = SolverSettings { mechanisms: Mechanisms::SPECULAR, max_paths: 1000, ..SolverSettings::default() };
    let wave = geometry.wave(Hertz::from_ghz(28.0));
    let (mut n_all, mut n_found, mut power_all, mut power_found) = (0, 0, 0.0, 0.0);
    for (site, receiver) in links(&geometry, 90) {
        let count = |illumination: &Illumination| {
            let mut found = Vec::new();
            solve(&geometry, illumination, receiver, &wave, &settings, &mut found);
            let reflected = found.iter().filter(|path| path.mechanism == Mechanism::Reflection);
            (reflected.clone().count(), reflected.map(strength).sum::<f64>())
        };
        let (n, power) = count(&Illumination::new(&geometry, site, &settings));
        (n_found, power_found) = (n_found + n, power_found + power);
        let all = Illumination::exhaustive(&geometry, site, 2, 100_000).expect("a small scene");
        let (n, power) = count(&all);
        (n_all, power_all) = (n_all + n, power_all + power);
    }
    assert!(n_all > 100 && n_found <= n_all, "{n_found} of {n_all}");
    assert!(n_found as f64 >= 0.97 * n_all as f64, "{n_found} of {n_all} paths");
    assert!(power_found >= 0.999 * power_all, "{power_found} of {power_all}");
}

#[test]
fn two_builds_give_the_same_bits() {
    let settings = SolverSettings::default();
    let all = || -> Vec<Vec<Path>> {
        let geometry = town(3);
        links(&geometry, 12).iter().map(|(a, b)| paths(&geometry, *a, *b, Hertz::from_ghz(28.0), &settings)).collect()
    };
    assert_eq!(all(), all());
}

#[test]
fn paths_come_strongest_first_and_are_cut_there() {
    let geometry = town(3);
    let settings = SolverSettings::default();
    let few = SolverSettings { max_paths: 2, ..SolverSettings::default() };
    for (a, b) in links(&geometry, 10) {
        let found = paths(&geometry, a, b, Hertz::from_ghz(28.0), &settings);
        assert!(found.windows(2).all(|pair| strength(&pair[0]) >= strength(&pair[1])));
        assert_eq!(paths(&geometry, a, b, Hertz::from_ghz(28.0), &few)[..], found[..found.len().min(2)]);
    }
}

#[test]
fn settings_switch_mechanisms_off() {
    let geometry = town(3);
    let settings = SolverSettings { max_order: 0, mechanisms: Mechanisms::SPECULAR, ..SolverSettings::default() };
    for (a, b) in links(&geometry, 10) {
        let found = paths(&geometry, a, b, Hertz::from_ghz(28.0), &settings);
        assert_eq!(found.len(), usize::from(!geometry.is_occluded(a, b)));
    }
}

#[test]
fn coincident_walls_reflect_once() {
    let mut builder = GeometryBuilder::new();
    for depth in [2.0, 4.0] {
        let footprint = [(-20.0, 0.0), (20.0, 0.0), (20.0, depth), (-20.0, depth)];
        builder.add_prism(&footprint, &[], 0.0, 10.0, material("brick"), 0.3).expect("a valid footprint");
    }
    let geometry = builder.build();
    let ends = [DVec3::new(-3.0, -5.0, 4.0), DVec3::new(6.0, -7.0, 3.0)];
    assert_eq!(paths(&geometry, ends[0], ends[1], Hertz::from_ghz(3.5), &SolverSettings::default()).len(), 2);
}
