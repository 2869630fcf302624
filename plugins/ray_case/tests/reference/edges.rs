//! Diffraction in whole scenes: continuous across the shadow boundaries, and what the depth allows.

use crate::{case, rough_case};
use glam::DVec3;
use num_complex::Complex64;
use ray_case::trace::{Query, illuminate, trace};
use twin_radio::{Interaction, Mechanisms, Path};
use twin_units::{Hertz, math};

const FREQUENCY: Hertz = Hertz(3.5e9);

fn query(max_depth: u8) -> Query {
    Query { mechanisms: Mechanisms { diffraction: true, ..Mechanisms::SPECULAR }, max_depth }
}

/// Total field with carrier phase, from θ to θ.
fn total(paths: &[Path]) -> Complex64 {
    let phase = |path: &Path| -std::f64::consts::TAU * (path.length_m / FREQUENCY.wavelength_m()).fract();
    paths.iter().map(|path| path.transfer[0][0] * math::phasor(phase(path))).sum()
}

#[test]
fn the_field_is_continuous_across_both_shadow_boundaries() {
    is_continuous(0.0);
}

/// The edge takes over what the mirror loses, so it must know that a rough mirror has less.
#[test]
fn so_it_is_at_a_rough_wedge() {
    is_continuous(0.7);
}

/// A concrete wedge with its edge on the z axis, lit from 60°: the reflection ends at 120°, the direct path at 240°.
fn is_continuous(scattering_coefficient: f64) {
    let case = rough_case("simple_wedge", scattering_coefficient);
    let transmitter = DVec3::new(5.0, 75_f64.sqrt(), 1.0);
    let (illumination, _) = illuminate(&case, transmitter, &query(1), 1);
    let solve = |angle_deg: f64| {
        let (sin, cos) = math::sin_cos(angle_deg.to_radians());
        let receiver = DVec3::new(10.0 * cos, 10.0 * sin, -0.5);
        trace(&case, &illumination, receiver, &[FREQUENCY], &query(1)).remove(0)
    };
    for (boundary_deg, fewer_by) in [(120.0, 1), (240.0, 1)] {
        let (before, after) = (solve(boundary_deg - 0.01), solve(boundary_deg + 0.01));
        assert_eq!(before.len(), after.len() + fewer_by, "one path ends at {boundary_deg}°");
        let step_db = 20.0 * (total(&before).norm() / total(&after).norm()).log10();
        println!("{boundary_deg}°: step {step_db:+.4} dB");
        assert!(step_db.abs() <= 0.3, "{boundary_deg}°: {step_db} dB");
    }
}

#[test]
fn edges_combine_with_reflections_before_and_after() {
    let case = case("simple_street_canyon");
    let (transmitter, receiver) = (DVec3::new(-40.0, 2.0, 10.0), DVec3::new(24.0, 25.0, 1.5));
    let find = |max_depth| {
        let (illumination, _) = illuminate(&case, transmitter, &query(max_depth), 1);
        trace(&case, &illumination, receiver, &[FREQUENCY], &query(max_depth)).remove(0)
    };
    let bent = |paths: &[Path], kinds: &[Interaction]| paths.iter().filter(|path| path.interactions == kinds).count();
    use Interaction::{Diffraction, Specular};
    let (shallow, deep) = (find(1), find(2));
    assert_eq!(bent(&shallow, &[Diffraction]), bent(&deep, &[Diffraction]));
    assert!(bent(&deep, &[Diffraction]) > 0, "the receiver is in a yard without line of sight");
    assert!(bent(&deep, &[Specular, Diffraction]) > 0 && bent(&deep, &[Diffraction, Specular]) > 0);
    // Exchanging the ends reverses every path.
    let (back, _) = illuminate(&case, receiver, &query(2), 1);
    let back = trace(&case, &back, transmitter, &[FREQUENCY], &query(2)).remove(0);
    assert_eq!(deep.len(), back.len());
    let power = |paths: &[Path]| -> f64 { paths.iter().map(|path| path.transfer[0][0].norm_sqr()).sum() };
    let step_db = 10.0 * (power(&deep) / power(&back)).log10();
    println!("{} paths, reversed {step_db:+.2e} dB", deep.len());
    assert!(step_db.abs() <= 0.01, "{step_db} dB");
}
