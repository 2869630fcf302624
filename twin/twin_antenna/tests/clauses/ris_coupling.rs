use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::PI;
use twin_antenna::{
    Orientation, PhaseControl, RisConfig, RisPanel, control, relay_error_rad, relay_gain, relay_gain_exact,
};

const WAVELENGTH_M: f64 = 0.0107;

/// Two panels of 8×8 that look at each other at an angle across a corner, a distance apart.
fn pair(distance_m: f64, phase: PhaseControl) -> (RisPanel, RisPanel) {
    let first = RisPanel::new(DVec3::ZERO, Orientation::from_bearing(90.0, 0.0), 8, 8, phase, WAVELENGTH_M);
    let at = DVec3::new(0.8, 0.55, 0.24).normalize() * distance_m;
    let second = RisPanel::new(at, Orientation::from_bearing(225.0, 5.0), 8, 8, phase, WAVELENGTH_M);
    (first, second)
}

struct Case {
    first: RisPanel,
    second: RisPanel,
    source: DVec3,
    receiver: DVec3,
    first_config: RisConfig,
    second_config: RisConfig,
}

impl Case {
    fn new(distance_m: f64, phase: PhaseControl) -> Self {
        let (first, second) = pair(distance_m, phase);
        let source = DVec3::new(9.0, -6.0, 2.0);
        let receiver = second.position + DVec3::new(-7.0, 1.0, -3.0);
        let first_config = control::focus(&first, source, second.position, WAVELENGTH_M);
        let second_config = control::focus(&second, first.position, receiver, WAVELENGTH_M);
        Self { first, second, source, receiver, first_config, second_config }
    }

    fn exact(&self) -> Complex64 {
        let (first, second) = ((&self.first, &self.first_config), (&self.second, &self.second_config));
        relay_gain_exact(first, second, self.source, self.receiver, WAVELENGTH_M).expect("all face each other")
    }

    fn fast(&self) -> Complex64 {
        let lit = self.first.illuminate(&self.first_config, self.source, WAVELENGTH_M).expect("the source is in front");
        relay_gain(&lit, &self.second, &self.second_config, self.receiver, WAVELENGTH_M).expect("all face each other")
    }
}

#[test]
fn one_element_each_is_three_friis_hops() {
    let (mut case, distance_m) = (Case::new(5.0, PhaseControl::Continuous), 5.0);
    for panel in [&mut case.first, &mut case.second] {
        (panel.rows, panel.columns) = (1, 1);
    }
    let hop = |length: f64| (WAVELENGTH_M / (4.0 * PI * length)).powi(2);
    let cosine =
        |panel: &RisPanel, point: DVec3| panel.orientation.boresight().dot((point - panel.position).normalize());
    let (to_second, to_first) = (case.second.position, case.first.position);
    let cosines = cosine(&case.first, case.source)
        * cosine(&case.first, to_second)
        * cosine(&case.second, to_first)
        * cosine(&case.second, case.receiver);
    let lengths = [case.source.distance(to_first), distance_m, case.receiver.distance(to_second)];
    let expected = lengths.map(hop).iter().product::<f64>() * cosines * PI.powi(4) * 0.9f64.powi(4);
    assert!((db(case.exact().norm_sqr()) - db(expected)).abs() < 1e-9);
    assert!((case.fast() - case.exact()).norm() < 1e-9 * case.exact().norm());
}

#[test]
fn the_fast_way_is_within_0_1_db_of_all_pairs_where_its_error_is_small() {
    let mut last = f64::INFINITY;
    for distance_m in [0.3, 0.6, 1.2, 2.5, 5.0, 20.0] {
        for phase in [PhaseControl::Continuous, PhaseControl::OneBit] {
            let case = Case::new(distance_m, phase);
            let (exact, fast) = (case.exact(), case.fast());
            let off_db = db(fast.norm_sqr()) - db(exact.norm_sqr());
            let error = relay_error_rad(&case.first, &case.second, WAVELENGTH_M);
            let turned = (fast / exact).arg();
            println!(
                "8×8 to 8×8 at {distance_m} m, {phase:?}: {off_db:+.3} dB, {turned:+.3} rad; stated error {error:.3} rad"
            );
            if error < 0.4 {
                assert!(off_db.abs() < 0.1 && turned.abs() < 0.05, "{distance_m} {phase:?}: {off_db} {turned}");
            }
            if phase == PhaseControl::Continuous {
                assert!(off_db.abs() <= last + 1e-3, "it gets better with distance");
                last = off_db.abs();
            }
        }
    }
}

#[test]
fn off_the_beam_the_error_is_bounded_by_what_all_pairs_could_give() {
    let mut spread = Spread(0.7);
    let case = Case::new(5.0, PhaseControl::TwoBits);
    let error = relay_error_rad(&case.first, &case.second, WAVELENGTH_M);
    let lit = case.first.illuminate(&case.first_config, case.source, WAVELENGTH_M).expect("the source is in front");
    let toward = case.second.orientation.boresight();
    let peak = case.exact().norm();
    for _ in 0..60 {
        let local = spread.around_x(1.2);
        let receiver = case.second.position + case.second.orientation.world_from_local(local) * 8.0;
        assert!(toward.dot(receiver - case.second.position) > 0.0);
        let (first, second) = ((&case.first, &case.first_config), (&case.second, &case.second_config));
        let exact = relay_gain_exact(first, second, case.source, receiver, WAVELENGTH_M).expect("it is in front");
        let fast = relay_gain(&lit, &case.second, &case.second_config, receiver, WAVELENGTH_M).expect("it is in front");
        assert!((fast - exact).norm() < error * peak, "{receiver}: {} {}", (fast - exact).norm() / peak, error);
    }
}

#[test]
fn the_way_over_two_panels_may_be_walked_backwards() {
    let case = Case::new(2.0, PhaseControl::TwoBits);
    let (first, second) = ((&case.first, &case.first_config), (&case.second, &case.second_config));
    let back = relay_gain_exact(second, first, case.receiver, case.source, WAVELENGTH_M).expect("all face each other");
    assert!((back - case.exact()).norm() < 1e-9 * back.norm());
}

#[test]
fn panels_that_do_not_face_each_other_give_nothing() {
    let case = Case::new(5.0, PhaseControl::OneBit);
    let away = RisPanel { orientation: Orientation::from_bearing(45.0, 0.0), ..case.second };
    let lit = case.first.illuminate(&case.first_config, case.source, WAVELENGTH_M).expect("the source is in front");
    let beyond = case.second.position * 2.0;
    assert_eq!(relay_gain(&lit, &away, &case.second_config, beyond, WAVELENGTH_M), None);
    let first = (&case.first, &case.first_config);
    let none = relay_gain_exact(first, (&away, &case.second_config), case.source, beyond, WAVELENGTH_M);
    assert_eq!(none.map(|gain| gain.norm()), Some(0.0));
    assert_eq!(relay_gain_exact(first, (&away, &case.second_config), -case.source, beyond, WAVELENGTH_M), None);
    let behind = RisPanel { position: DVec3::new(-3.0, 0.0, 0.0), ..case.second };
    assert_eq!(relay_gain(&lit, &behind, &case.second_config, beyond, WAVELENGTH_M), None);
}
