use crate::{Spread, db};
use glam::DVec3;
use twin_antenna::{Orientation, PhaseControl, RisPanel, Steer};

#[test]
fn the_parabola_matches_the_element_sum_where_it_is_valid() {
    let mut spread = Spread(0.2);
    let (mut compared, mut declined) = (0, 0);
    for wavelength_m in [0.0857, 0.0107, 0.00214] {
        for (rows, columns) in [(48, 48), (16, 64), (33, 7)] {
            for phase in [PhaseControl::Continuous, PhaseControl::OneBit, PhaseControl::ThreeBits] {
                let orientation = Orientation::from_bearing(130.0, 5.0);
                let panel = RisPanel::new(DVec3::new(10.0, 20.0, 8.0), orientation, rows, columns, phase, wavelength_m);
                let mut point = |low, high| {
                    let direction = orientation.world_from_local(spread.around_x(1.4));
                    panel.position + direction * spread.range(low, high)
                };
                let (source, target) = (point(1.0, 80.0), point(1.0, 80.0));
                let config = panel.configure(source, Steer::Point(target), wavelength_m);
                let lit = panel.illuminate(&config, source, wavelength_m).expect("the source is in front");
                let gain = |receiver| lit.cascade_gain(receiver).expect("the receiver is in front");
                let exact = |receiver| lit.cascade_gain_exact(receiver).expect("the receiver is in front");
                let boundary = panel.width_m().max(panel.height_m());
                for index in 0..60 {
                    // On the beam, on its flank, anywhere; from near the boundary of validity to far away.
                    let receiver = match index % 3 {
                        0 => target,
                        1 => target + (point(1.0, 80.0) - target) * 0.002,
                        _ => point(boundary, 60.0),
                    };
                    if !lit.parabola_is_valid(receiver) {
                        declined += 1;
                        assert_eq!(gain(receiver), exact(receiver));
                        continue;
                    }
                    compared += 1;
                    let reference = exact(receiver);
                    // What the panel would give if all elements added up there, at this distance.
                    let best = panel.configure(source, Steer::Point(receiver), wavelength_m);
                    let peak =
                        panel.cascade_gain(&best, source, receiver, wavelength_m).expect("both are in front").norm();
                    assert!((gain(receiver) - reference).norm() < 0.003 * peak);
                    if reference.norm() > 0.1 * peak {
                        let off = db(gain(receiver).norm_sqr()) - db(reference.norm_sqr());
                        assert!(off.abs() < 0.1, "{rows}×{columns} {wavelength_m} {receiver}: {off} dB");
                    }
                }
            }
        }
    }
    assert!(compared > 500 && declined > 20, "{compared} compared, {declined} declined");
}

#[test]
fn the_parabola_is_declined_close_to_the_panel() {
    let wavelength_m = 0.0857;
    let orientation = Orientation::from_bearing(0.0, 0.0);
    let panel = RisPanel::new(DVec3::ZERO, orientation, 48, 48, PhaseControl::OneBit, wavelength_m);
    let source = DVec3::new(5.0, 40.0, 0.0);
    let config = panel.configure(source, Steer::Mirror, wavelength_m);
    let lit = panel.illuminate(&config, source, wavelength_m).expect("the source is in front");
    assert!(!lit.parabola_is_valid(DVec3::new(0.5, 2.0, 0.3)));
    assert!(lit.parabola_is_valid(DVec3::new(0.5, 30.0, 0.3)));
}
