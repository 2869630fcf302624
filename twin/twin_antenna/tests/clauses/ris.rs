use crate::{Spread, db};
use glam::DVec3;
use std::f64::consts::{PI, TAU};
use twin_antenna::{Orientation, PhaseControl, RisConfig, RisPanel, Steer};

const WAVELENGTH_M: f64 = 0.010_706_873_5;

fn panel(rows: usize, columns: usize, phase: PhaseControl) -> RisPanel {
    RisPanel::new(DVec3::ZERO, Orientation::from_bearing(90.0, 0.0), rows, columns, phase, WAVELENGTH_M)
}

fn gain_db(panel: &RisPanel, config: &RisConfig, source: DVec3, receiver: DVec3) -> f64 {
    let amplitude = panel.cascade_gain(config, source, receiver, WAVELENGTH_M).expect("both are in front");
    db(amplitude.norm_sqr())
}

/// Gain of a panel steered from the source to the receiver.
fn steered_db(panel: &RisPanel, source: DVec3, receiver: DVec3) -> f64 {
    gain_db(panel, &panel.configure(source, Steer::Point(receiver), WAVELENGTH_M), source, receiver)
}

#[test]
fn tang2021_eq3_single_element_is_two_friis_hops_through_gain_pi() {
    let panel = panel(1, 1, PhaseControl::Continuous);
    let (source, receiver) = (DVec3::new(3.0, 4.0, 0.0), DVec3::new(6.0, 0.0, -8.0));
    let config = panel.configure(source, Steer::Mirror, WAVELENGTH_M);
    let hop = |distance: f64| (WAVELENGTH_M / (4.0 * PI * distance)).powi(2);
    // cos θ is 3/5 on both sides; the second hop's gain applies once for receiving, once for sending.
    let expected = hop(5.0) * PI * 0.6 * hop(10.0) * PI * 0.6 * 0.81;
    assert!((gain_db(&panel, &config, source, receiver) - db(expected)).abs() < 1e-9);
    let phase = panel.cascade_gain(&config, source, receiver, WAVELENGTH_M).expect("both are in front").arg();
    let turns = (phase + TAU * 15.0 / WAVELENGTH_M) / TAU;
    assert!((turns - turns.round()).abs() < 1e-6);
}

#[test]
fn doubling_the_elements_gives_6_db_in_the_far_field() {
    let (source, receiver) = (DVec3::new(400.0, 120.0, 30.0), DVec3::new(500.0, -300.0, -40.0));
    let gain = |rows, columns| steered_db(&panel(rows, columns, PhaseControl::Continuous), source, receiver);
    for (small, large) in [(gain(16, 16), gain(32, 16)), (gain(32, 16), gain(32, 32)), (gain(32, 32), gain(64, 32))] {
        assert!((large - small - 6.0206).abs() < 0.01, "{small} {large}");
    }
}

#[test]
fn quantisation_costs_sinc_squared_on_average() {
    let ideal = panel(32, 32, PhaseControl::Continuous);
    for (bits, expected_db) in [(1u8, 3.92), (2, 0.91), (3, 0.22)] {
        let coarse = RisPanel { phase: PhaseControl::from_bits(bits).expect("1 to 3 bits"), ..ideal };
        let mut spread = Spread(0.7);
        let n = 60;
        let mean = (0..n)
            .map(|_| {
                let source = spread.around_x(1.0) * 200.0;
                let receiver = spread.around_x(1.0) * 150.0;
                steered_db(&coarse, source, receiver) - steered_db(&ideal, source, receiver)
            })
            .sum::<f64>()
            / f64::from(n);
        assert!((mean + expected_db).abs() < 0.1, "{bits} bits: {mean} dB");
    }
}

#[test]
fn phases_are_quantised_to_the_nearest_level() {
    for (bits, levels) in [(1u8, 2.0), (2, 4.0), (3, 8.0)] {
        let control = PhaseControl::from_bits(bits).expect("1 to 3 bits");
        for index in -100..100 {
            let wanted = f64::from(index) * 0.173;
            let set = control.nearest(wanted);
            let level = set / (TAU / levels);
            assert!((level - level.round()).abs() < 1e-9 && (0.0..levels - 0.5).contains(&level));
            let off = (set - wanted) / TAU;
            assert!((off - off.round()).abs() <= 0.5 / levels + 1e-9);
        }
    }
    assert_eq!(PhaseControl::from_bits(0), Some(PhaseControl::Continuous));
    assert_eq!(PhaseControl::from_bits(4), None);
    assert!((PhaseControl::Continuous.nearest(-1.0) - (TAU - 1.0)).abs() < 1e-12);
}

#[test]
fn source_and_receiver_may_be_swapped() {
    let panel = panel(20, 12, PhaseControl::TwoBits);
    let (source, receiver) = (DVec3::new(8.0, 3.0, 2.0), DVec3::new(2.0, -1.5, -0.5));
    let config = panel.configure(source, Steer::Point(DVec3::new(5.0, -5.0, 0.0)), WAVELENGTH_M);
    let there = panel.cascade_gain(&config, source, receiver, WAVELENGTH_M).expect("both are in front");
    let back = panel.cascade_gain(&config, receiver, source, WAVELENGTH_M).expect("both are in front");
    assert!((there - back).norm() < 1e-12 * there.norm());
}

#[test]
fn a_mirror_reflects_at_the_angle_of_incidence() {
    let panel = panel(32, 32, PhaseControl::Continuous);
    for incidence_deg in [0.0f64, 20.0, 45.0] {
        let toward = |angle_deg: f64| {
            let angle = angle_deg.to_radians();
            DVec3::new(angle.cos(), angle.sin(), 0.0) * 500.0
        };
        let source = toward(incidence_deg);
        let config = panel.configure(source, Steer::Mirror, WAVELENGTH_M);
        let peak = (-160..=160)
            .map(|half_degrees| f64::from(half_degrees) / 2.0)
            .max_by(|&a, &b| {
                let gain = |angle_deg| gain_db(&panel, &config, source, toward(angle_deg));
                gain(a).total_cmp(&gain(b))
            })
            .expect("there are angles");
        assert!((peak + incidence_deg).abs() <= 0.5, "in at {incidence_deg}, out at {peak}");
    }
}

#[test]
fn a_large_lossless_mirror_is_the_image_of_the_source() {
    let source = DVec3::new(3.0, 0.0, 0.0);
    for receiver in [DVec3::new(2.0, 0.0, 0.0), DVec3::new(3.0, 1.5, -0.5)] {
        // The specular point moves off the centre; shift the panel so that it does not.
        let share = 3.0 / (3.0 + receiver.x);
        let specular = DVec3::new(0.0, receiver.y * share, receiver.z * share);
        let image = DVec3::new(-source.x, source.y, source.z);
        let expected = db((WAVELENGTH_M / (4.0 * PI * image.distance(receiver))).powi(2));
        // Edges ripple with size; the mean over sizes does not.
        let sizes: Vec<usize> = (150..230).step_by(8).collect();
        let mean = sizes
            .iter()
            .map(|&n| {
                let panel = RisPanel { position: specular, amplitude: 1.0, ..panel(n, n, PhaseControl::Continuous) };
                let config = panel.configure(source, Steer::Mirror, WAVELENGTH_M);
                let amplitude = panel.cascade_gain(&config, source, receiver, WAVELENGTH_M).expect("both are in front");
                amplitude.norm_sqr()
            })
            .sum::<f64>()
            / sizes.len() as f64;
        assert!((db(mean) - expected).abs() < 0.2, "{receiver}: {} {expected}", db(mean));
    }
}

#[test]
fn focusing_near_beats_phases_for_the_same_direction_far_away() {
    let panel = panel(48, 48, PhaseControl::Continuous);
    let source = DVec3::new(60.0, 20.0, 5.0);
    let near = DVec3::new(1.0, -0.4, 0.1);
    let focus = panel.configure(source, Steer::Point(near), WAVELENGTH_M);
    let direction = panel.configure(source, Steer::Point(near * 1e4), WAVELENGTH_M);
    let advantage = gain_db(&panel, &focus, source, near) - gain_db(&panel, &direction, source, near);
    assert!(advantage > 3.0, "{advantage}");
    let far = near * 1e4;
    let loss = gain_db(&panel, &focus, source, far) - gain_db(&panel, &direction, source, far);
    assert!(loss < -3.0, "{loss}");
}

#[test]
fn the_back_reflects_nothing() {
    let panel = panel(8, 8, PhaseControl::OneBit);
    let (front, back) = (DVec3::new(5.0, 1.0, 0.0), DVec3::new(-5.0, 1.0, 0.0));
    let config = panel.configure(front, Steer::Mirror, WAVELENGTH_M);
    assert!(panel.faces(front) && !panel.faces(back));
    assert_eq!(panel.cascade_gain(&config, back, front, WAVELENGTH_M), None);
    assert_eq!(panel.cascade_gain(&config, front, back, WAVELENGTH_M), None);
    assert!(panel.illuminate(&config, back, WAVELENGTH_M).is_none());
    let lit = panel.illuminate(&config, front, WAVELENGTH_M).expect("the source is in front");
    assert_eq!(lit.cascade_gain(back), None);
}

#[test]
fn elements_are_row_major_from_the_top_right() {
    let panel = panel(2, 3, PhaseControl::Continuous);
    let points: Vec<DVec3> = panel.element_points().collect();
    assert_eq!(points.len(), 6);
    let half = WAVELENGTH_M / 2.0;
    // Looking east, right is south.
    assert!((points[0] - DVec3::new(0.0, -half, half / 2.0)).length() < 1e-12);
    assert!((points[5] - DVec3::new(0.0, half, -half / 2.0)).length() < 1e-12);
}

#[test]
fn an_empty_panel_reflects_no_power() {
    let panel = panel(0, 0, PhaseControl::OneBit);
    let point = DVec3::new(5.0, 0.0, 0.0);
    let config = panel.configure(point, Steer::Point(point), WAVELENGTH_M);
    let lit = panel.illuminate(&config, point, WAVELENGTH_M).expect("the source is in front");
    assert_eq!(lit.cascade_gain(point).map(|amplitude| amplitude.norm()), Some(0.0));
}
