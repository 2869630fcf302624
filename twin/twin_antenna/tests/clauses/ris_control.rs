use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::{PI, TAU};
use twin_antenna::control::{self, RisSector};
use twin_antenna::{Angles, Orientation, PhaseControl, RisConfig, RisPanel, Steer};
use twin_units::math;

const WAVELENGTH_M: f64 = 0.0107;
const PHASES: [PhaseControl; 4] =
    [PhaseControl::OneBit, PhaseControl::TwoBits, PhaseControl::ThreeBits, PhaseControl::Continuous];

fn panel(rows: usize, columns: usize, phase: PhaseControl) -> RisPanel {
    RisPanel::new(DVec3::new(0.0, 0.0, 6.0), Orientation::from_bearing(90.0, 0.0), rows, columns, phase, WAVELENGTH_M)
}

fn gain(panel: &RisPanel, config: &RisConfig, source: DVec3, receiver: DVec3) -> f64 {
    panel.cascade_gain(config, source, receiver, WAVELENGTH_M).expect("both are in front").norm_sqr()
}

/// Free space between isotropic antennas, carrier phase included.
fn free_space(length_m: f64) -> Complex64 {
    math::phasor(-TAU * length_m / WAVELENGTH_M) * (WAVELENGTH_M / (4.0 * PI * length_m))
}

/// Around a corner: the source 40 m down one street, the user up to 30 m down the other. The direct way is bent around the corner
/// with a loss, and a facade sends a second path with a loss; the worst differences to the element-wise optimum, dB.
fn below_optimum_db(panel: &RisPanel, corner_db: f64, facade_db: f64) -> (f64, f64) {
    let source = DVec3::new(35.0, 18.0, 10.0);
    let mut spread = Spread(0.31);
    let (mut worst, mut worst_in_step): (f64, f64) = (0.0, 0.0);
    for _ in 0..12 {
        let user = DVec3::new(spread.range(8.0, 20.0), spread.range(-25.0, -10.0), 1.5);
        let path = |detour: f64, loss_db: f64| free_space(source.distance(user) * detour) * 10f64.powf(-loss_db / 20.0);
        let other = path(1.2, corner_db) + path(1.9, facade_db);
        let total = |config: &RisConfig| {
            let amplitude = panel.cascade_gain(config, source, user, WAVELENGTH_M).expect("both are in front");
            db((amplitude + other).norm_sqr())
        };
        let best = control::optimum(panel, source, user, other, WAVELENGTH_M).expect("both are in front");
        let focus = control::focus(panel, source, user, WAVELENGTH_M);
        let in_step = control::focus_in_step(panel, source, user, other, WAVELENGTH_M).expect("both are in front");
        for config in [&focus, &in_step, &control::mirror(panel), &control::absorbing()] {
            assert!(total(&best) > total(config) - 1e-9, "nothing beats the optimum");
        }
        assert!(total(&best) > total(&control::absorbing()) + 5.0, "the panel matters");
        worst = worst.max(total(&best) - total(&focus));
        worst_in_step = worst_in_step.max(total(&best) - total(&in_step));
    }
    (worst, worst_in_step)
}

#[test]
fn controllers_are_within_1_db_of_the_optimum_in_a_blocked_street() {
    for phase in PHASES {
        let panel = panel(64, 64, phase);
        let (blocked, _) = below_optimum_db(&panel, 50.0, 45.0);
        let (leaking, in_step) = below_optimum_db(&panel, 25.0, 20.0);
        println!(
            "64×64, {phase:?}, worst below the element-wise optimum: focus {blocked:.2} dB in a blocked street, {leaking:.2} dB in a leaking one, there {in_step:.2} dB in step"
        );
        assert!(blocked < 1.0, "{phase:?}: {blocked}");
        assert!(in_step < 1.0, "{phase:?}: {in_step}");
    }
}

#[test]
fn the_optimum_joins_other_paths_where_focusing_fights_them() {
    // With a direct path as strong as the panel's, focusing meets it in any phase; the optimum meets it in step.
    let panel = panel(32, 32, PhaseControl::OneBit);
    let (source, user) = (DVec3::new(20.0, 15.0, 8.0), DVec3::new(12.0, -9.0, 5.0));
    let focus = control::focus(&panel, source, user, WAVELENGTH_M);
    let alone = panel.cascade_gain(&focus, source, user, WAVELENGTH_M).expect("both are in front");
    let other = -alone;
    let best = control::optimum(&panel, source, user, other, WAVELENGTH_M).expect("both are in front");
    let joined = panel.cascade_gain(&best, source, user, WAVELENGTH_M).expect("both are in front") + other;
    assert!((alone + other).norm() < 1e-12 * alone.norm());
    assert!(joined.norm() > 1.95 * alone.norm(), "{}", joined.norm() / alone.norm());
    let in_step = control::focus_in_step(&panel, source, user, other, WAVELENGTH_M).expect("both are in front");
    let met = panel.cascade_gain(&in_step, source, user, WAVELENGTH_M).expect("both are in front") + other;
    assert!(met.norm() > 0.95 * joined.norm() && met.norm() <= joined.norm() * (1.0 + 1e-12));
    assert_eq!(control::focus_in_step(&panel, -source, user, other, WAVELENGTH_M), None);
    assert_eq!(control::optimum(&panel, source, DVec3::new(-1.0, 0.0, 0.0), other, WAVELENGTH_M), None);
}

#[test]
fn a_sector_is_lit_evenly() {
    let source = DVec3::new(30.0, 10.0, 9.0);
    for (rows, columns) in [(16, 32), (32, 64), (64, 128)] {
        for phase in [PhaseControl::Continuous, PhaseControl::TwoBits, PhaseControl::OneBit] {
            let panel = panel(rows, columns, phase);
            let sector = RisSector { azimuth_deg: [-50.0, -10.0], elevation_deg: [-20.0, 0.0] };
            let config = control::sector(&panel, source, sector, WAVELENGTH_M);
            let focus = control::focus(&panel, source, point(-30.0, -10.0), WAVELENGTH_M);
            let mut gains = Vec::new();
            let mut narrow = f64::INFINITY;
            for azimuth in (-49..=-11).step_by(2) {
                for elevation in (-19..=-1).step_by(2) {
                    let receiver = point(f64::from(azimuth), f64::from(elevation));
                    gains.push(gain(&panel, &config, source, receiver));
                    narrow = narrow.min(gain(&panel, &focus, source, receiver));
                }
            }
            gains.sort_by(f64::total_cmp);
            let median = gains[gains.len() / 2];
            let tenth = gains[gains.len() / 10];
            let outside = gain(&panel, &config, source, point(35.0, 30.0));
            println!(
                "sector 40°×20°, {rows}×{columns}, {phase:?}: least {:.1}, 10 % {:.1} dB below the median; focused panel {:.1} dB below; outside {:.1} dB below",
                db(median / gains[0]),
                db(median / tenth),
                db(median / narrow),
                db(median / outside)
            );
            if phase == PhaseControl::Continuous {
                assert!(db(median / gains[0]) < 6.5, "{rows} {columns}: {}", db(median / gains[0]));
            }
            assert!(db(median / tenth) < 6.5, "{rows} {columns} {phase:?}: {}", db(median / tenth));
            assert!(gains[0] > 5.0 * narrow, "{rows} {columns} {phase:?}");
        }
    }
}

/// A far point at angles from the panel's normal, degrees.
fn point(azimuth_deg: f64, elevation_deg: f64) -> DVec3 {
    let angles = Angles { zenith_rad: (90.0 - elevation_deg).to_radians(), azimuth_rad: azimuth_deg.to_radians() };
    DVec3::new(0.0, 0.0, 6.0) + Orientation::from_bearing(90.0, 0.0).world_from_local(angles.direction()) * 500.0
}

#[test]
fn a_sector_of_no_width_is_steering() {
    let panel = panel(16, 16, PhaseControl::Continuous);
    let source = DVec3::new(30.0, 10.0, 9.0);
    let toward = point(-25.0, -10.0);
    let around = RisSector::around(&panel, toward, 0.0, 0.0);
    assert!((around.azimuth_deg[0] + 25.0).abs() < 1e-9 && (around.elevation_deg[1] + 10.0).abs() < 1e-9);
    let config = control::sector(&panel, source, around, WAVELENGTH_M);
    let far = DVec3::new(0.0, 0.0, 6.0) + (toward - DVec3::new(0.0, 0.0, 6.0)) * 100.0;
    let steered = control::focus(&panel, source, far, WAVELENGTH_M);
    assert!((db(gain(&panel, &config, source, far)) - db(gain(&panel, &steered, source, far))).abs() < 1e-6);
    let wide = RisSector::around(&panel, toward, 30.0, 10.0);
    assert_eq!(wide.azimuth_deg.map(f64::round), [-40.0, -10.0]);
}

#[test]
fn off_is_a_mirror_or_nothing() {
    let panel = panel(12, 20, PhaseControl::OneBit);
    let (source, receiver) = (DVec3::new(9.0, 4.0, 7.0), DVec3::new(9.0, -4.0, 5.0));
    assert_eq!(control::mirror(&panel), panel.configure(source, Steer::Mirror, WAVELENGTH_M));
    assert!(gain(&panel, &control::mirror(&panel), source, receiver) > 0.0);
    let nothing = control::absorbing();
    assert!(nothing.phases_rad().is_empty());
    assert_eq!(gain(&panel, &nothing, source, receiver), 0.0);
    let lit = panel.illuminate(&nothing, source, WAVELENGTH_M).expect("the source is in front");
    assert_eq!(lit.cascade_gain(receiver).map(|amplitude| amplitude.norm()), Some(0.0));
}

#[test]
fn random_phases_add_up_in_power() {
    // The mean gain of random phases is the sum of the elements' gains; a focused panel has N times that.
    let panel = panel(24, 24, PhaseControl::TwoBits);
    let (source, receiver) = (DVec3::new(60.0, 14.0, 7.0), DVec3::new(70.0, -40.0, 5.0));
    let terms = panel.element_terms(source, receiver, WAVELENGTH_M).expect("both are in front");
    let expected: f64 = terms.iter().map(Complex64::norm_sqr).sum();
    let mut spread = twin_units::rng::Stream::new(2, 0, twin_units::rng::Purpose::Dataset);
    let n = 3000;
    let draws = (0..n).map(|_| {
        let config = control::random(&panel, || spread.uniform());
        let sum: Complex64 =
            terms.iter().zip(config.phases_rad()).map(|(term, &phase)| term * math::phasor(phase)).sum();
        sum.norm_sqr()
    });
    let mean = draws.sum::<f64>() / f64::from(n);
    assert!((mean / expected - 1.0).abs() < 0.08, "{}", mean / expected);
    let first = control::random(&panel, || 0.26);
    assert!(first.phases_rad().iter().all(|phase| (phase - TAU / 4.0).abs() < 1e-12));
}

#[test]
fn settings_take_as_many_phases_as_there_are_elements() {
    let panel = panel(2, 3, PhaseControl::OneBit);
    let config = RisConfig::from_phases(&panel, std::iter::repeat(3.0));
    assert_eq!(config.phases_rad(), &[PI; 6]);
    assert_eq!(RisConfig::from_phases(&panel, [1.0, 2.0]).phases_rad(), &[0.0, PI]);
}
