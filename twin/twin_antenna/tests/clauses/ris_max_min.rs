use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use twin_antenna::control::{self, RisUser, max_min};
use twin_antenna::{Orientation, PhaseControl, RisPanel};
use twin_units::math;

const WAVELENGTH_M: f64 = 0.0107;

fn panel(n: usize, phase: PhaseControl) -> RisPanel {
    RisPanel::new(DVec3::ZERO, Orientation::from_bearing(90.0, 0.0), n, n, phase, WAVELENGTH_M)
}

fn users(n: usize, spread: &mut Spread) -> Vec<RisUser> {
    let user = |_| RisUser { position: spread.around_x(1.1) * spread.range(20.0, 60.0), other: Complex64::ZERO };
    (0..n).map(user).collect()
}

/// Gain of the worst user with a setting.
fn worst(panel: &RisPanel, config: &twin_antenna::RisConfig, source: DVec3, users: &[RisUser]) -> f64 {
    let gain = |user: &RisUser| {
        let amplitude = panel.cascade_gain(config, source, user.position, WAVELENGTH_M).expect("all are in front");
        (amplitude + user.other).norm_sqr()
    };
    users.iter().map(gain).fold(f64::INFINITY, f64::min)
}

#[test]
fn the_worst_user_is_near_the_bound_and_far_above_other_settings() {
    let source = DVec3::new(30.0, 8.0, 3.0);
    let mut spread = Spread(0.44);
    for (n_users, phase, gap_db) in [
        (2, PhaseControl::Continuous, 2.0),
        (3, PhaseControl::Continuous, 2.0),
        (4, PhaseControl::Continuous, 2.0),
        (4, PhaseControl::TwoBits, 2.5),
        (4, PhaseControl::OneBit, 5.5),
        (8, PhaseControl::Continuous, 2.0),
    ] {
        let panel = panel(32, phase);
        let users = users(n_users, &mut spread);
        let found = max_min(&panel, source, &users, WAVELENGTH_M).expect("all are in front");
        let check = worst(&panel, &found.config, source, &users);
        assert!((found.worst_gain / check - 1.0).abs() < 1e-9);
        assert!(found.worst_gain <= found.bound);
        let gap = db(found.bound / found.worst_gain);
        let one = users
            .iter()
            .map(|user| worst(&panel, &control::focus(&panel, source, user.position, WAVELENGTH_M), source, &users));
        let lead = db(found.worst_gain / one.fold(0.0, f64::max));
        let mirror = db(found.worst_gain / worst(&panel, &control::mirror(&panel), source, &users));
        println!(
            "{n_users} users, {phase:?}: {gap:.2} dB below the bound, {lead:.1} dB above the best focus, {mirror:.1} dB above a mirror"
        );
        assert!(gap < gap_db, "{n_users} {phase:?}: {gap}");
        assert!(lead > 6.0 && mirror > 6.0);
    }
}

#[test]
fn two_equal_users_get_what_two_beams_can_give() {
    // Far users mirrored about the normal, source on it: the best is a real pattern with alternating sign between two beams; each gets
    // (2/π)² of what it would have alone.
    let panel = panel(32, PhaseControl::Continuous);
    let source = DVec3::new(4000.0, 0.0, 0.0);
    let user = |side: f64| RisUser { position: DVec3::new(4000.0, side * 2000.0, 0.0), other: Complex64::ZERO };
    let found = max_min(&panel, source, &[user(1.0), user(-1.0)], WAVELENGTH_M).expect("all are in front");
    let alone = max_min(&panel, source, &[user(1.0)], WAVELENGTH_M).expect("it is in front");
    assert!((db(alone.bound / alone.worst_gain)).abs() < 1e-6, "one user reaches its bound");
    let share = db(alone.worst_gain / found.worst_gain);
    assert!((share - db((std::f64::consts::PI / 2.0).powi(2))).abs() < 0.15, "{share}");
}

#[test]
fn one_user_gets_the_element_wise_optimum() {
    let source = DVec3::new(30.0, 8.0, 3.0);
    for phase in [PhaseControl::OneBit, PhaseControl::ThreeBits] {
        let panel = panel(24, phase);
        let user = RisUser { position: DVec3::new(20.0, -12.0, 2.0), other: math::phasor(1.0) * 1e-6 };
        let found = max_min(&panel, source, &[user], WAVELENGTH_M).expect("it is in front");
        let best = control::optimum(&panel, source, user.position, user.other, WAVELENGTH_M).expect("it is in front");
        assert!((found.worst_gain / worst(&panel, &best, source, &[user]) - 1.0).abs() < 1e-9);
    }
}

#[test]
fn results_are_repeatable_and_users_behind_are_left_out() {
    let source = DVec3::new(30.0, 8.0, 3.0);
    let panel = panel(16, PhaseControl::TwoBits);
    let mut list = users(3, &mut Spread(0.2));
    let first = max_min(&panel, source, &list, WAVELENGTH_M);
    assert_eq!(first, max_min(&panel, source, &list, WAVELENGTH_M));
    list.push(RisUser { position: DVec3::new(-5.0, 0.0, 0.0), other: Complex64::ZERO });
    assert_eq!(first, max_min(&panel, source, &list, WAVELENGTH_M));
    assert_eq!(max_min(&panel, source, &list[3..], WAVELENGTH_M), None);
    assert_eq!(max_min(&panel, -source, &list, WAVELENGTH_M), None);
    assert_eq!(max_min(&panel, source, &[], WAVELENGTH_M), None);
    let empty = RisPanel { rows: 0, ..panel };
    assert_eq!(max_min(&empty, source, &list, WAVELENGTH_M), None);
}
