use crate::db;
use glam::DVec3;
use num_complex::Complex64;
use twin_antenna::control::{self, fraunhofer_distance_m, steering_loss};
use twin_antenna::{Orientation, PhaseControl, RisPanel};

const WAVELENGTH_M: f64 = 0.0107;

fn panel(n: usize, phase: PhaseControl) -> RisPanel {
    RisPanel::new(DVec3::ZERO, Orientation::from_bearing(90.0, 0.0), n, n, phase, WAVELENGTH_M)
}

/// Gain of a setting over the largest any setting can give at a receiver: all amplitudes in step, as `N²` has it.
fn share(panel: &RisPanel, config: &twin_antenna::RisConfig, source: DVec3, receiver: DVec3) -> f64 {
    let terms = panel.element_terms(source, receiver, WAVELENGTH_M).expect("both are in front");
    let full: f64 = terms.iter().map(|term| term.norm()).sum();
    let gain = panel.cascade_gain(config, source, receiver, WAVELENGTH_M).expect("both are in front");
    gain.norm_sqr() / (full * full)
}

#[test]
fn focusing_recovers_n_squared_where_steering_loses_it_as_fresnel_says() {
    // The source is a thousand Fraunhofer distances away, so that its wave is plane.
    for n in [32, 64, 128] {
        let panel = panel(n, PhaseControl::Continuous);
        let far = fraunhofer_distance_m(&panel, WAVELENGTH_M);
        let source = DVec3::new(1000.0 * far, 0.0, 0.0);
        for part in [2.0, 1.0, 0.5, 0.2, 0.1, 0.05] {
            let receiver = DVec3::new(part * far, 0.0, 0.0);
            if receiver.x < 1.2 * panel.width_m() {
                continue;
            }
            let focused = share(&panel, &control::focus(&panel, source, receiver, WAVELENGTH_M), source, receiver);
            let plane = control::focus(&panel, source, receiver * 1e5, WAVELENGTH_M);
            let steered = share(&panel, &plane, source, receiver);
            let expected = steering_loss(panel.width_m(), receiver.x, WAVELENGTH_M);
            println!(
                "{n}×{n} at {part} of {far:.1} m: focused {:.3} dB, steered {:.2} dB, Fresnel {:.2} dB of N²",
                db(focused),
                db(steered),
                db(expected)
            );
            assert!((focused - 1.0).abs() < 1e-9, "{n} {part}: {focused}");
            // Down to 20 dB; in the deepest fades the even amplitudes of the closed form do not hold.
            if expected > 0.01 {
                assert!((db(steered) - db(expected)).abs() < 0.3, "{n} {part}: {} {}", db(steered), db(expected));
            }
        }
    }
}

#[test]
fn the_loss_at_the_fraunhofer_distance_is_small_and_a_tenth_of_it_is_large() {
    // d = 2 D²/λ with D² = 2 s². A tenth of it is where half the power is lost (Björnson et al. 2021).
    let side = 1.0;
    let distance = 4.0 * side * side / WAVELENGTH_M;
    let loss_db = |distance: f64| db(steering_loss(side, distance, WAVELENGTH_M));
    assert!((loss_db(distance) + 0.03).abs() < 0.005, "{}", loss_db(distance));
    assert!((loss_db(distance / 10.0) + 3.05).abs() < 0.05, "{}", loss_db(distance / 10.0));
    assert_eq!(steering_loss(0.0, 1.0, WAVELENGTH_M), 1.0);
    assert_eq!(steering_loss(1.0, 0.0, WAVELENGTH_M), 0.0);
    // Fresnel's integrals at 1: C = 0.779893, S = 0.438259.
    let at_one = steering_loss((2.0 * WAVELENGTH_M).sqrt(), 1.0, WAVELENGTH_M);
    assert!((at_one - (0.779_893f64.powi(2) + 0.438_259f64.powi(2)).powi(2)).abs() < 1e-5, "{at_one}");
}

#[test]
fn a_focus_has_a_depth_near_and_none_far() {
    let panel = panel(128, PhaseControl::TwoBits);
    let far = fraunhofer_distance_m(&panel, WAVELENGTH_M);
    let source = DVec3::new(40.0, 25.0, 0.0);
    let along = DVec3::new(0.94, -0.34, 0.0);
    let relative = |focus: f64, at: f64| {
        let config = control::focus(&panel, source, along * focus, WAVELENGTH_M);
        share(&panel, &config, source, along * at) / share(&panel, &config, source, along * focus)
    };
    assert!(db(relative(0.03 * far, 0.06 * far)) < -6.0, "twice as far, a near focus is lost");
    assert!(db(relative(far, 5.0 * far)) > -1.0, "a far one is not");
}

#[test]
fn terms_add_up_to_the_gain() {
    let panel = RisPanel { amplitude: 0.8, ..panel(20, PhaseControl::OneBit) };
    let (source, receiver) = (DVec3::new(9.0, 4.0, 1.0), DVec3::new(3.0, -2.0, 0.5));
    let config = control::focus(&panel, source, receiver, WAVELENGTH_M);
    let lit = panel.illuminate(&config, source, WAVELENGTH_M).expect("the source is in front");
    let sum: Complex64 = lit.terms(receiver).expect("the receiver is in front").iter().sum();
    let gain = panel.cascade_gain(&config, source, receiver, WAVELENGTH_M).expect("both are in front");
    assert!((sum - gain).norm() < 1e-12 * gain.norm());
    assert_eq!(lit.terms(-receiver), None);
    assert_eq!(panel.element_terms(-source, receiver, WAVELENGTH_M), None);
}
