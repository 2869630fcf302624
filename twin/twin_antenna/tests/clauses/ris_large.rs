use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use twin_antenna::{Illumination, Orientation, PhaseControl, RisPanel, Steer};

/// What is compared: how many by parabola, and the worst differences from the exact sum.
#[derive(Default)]
struct Compared {
    fast: usize,
    exact: usize,
    worst_db: f64,
    worst_share: f64,
}

impl Compared {
    fn add(&mut self, fast: Option<Complex64>, lit: &Illumination, receiver: DVec3, is_fast: bool) {
        let fast = fast.expect("the receiver is in front");
        let terms = lit.terms(receiver).expect("the receiver is in front");
        let reference: Complex64 = terms.iter().sum();
        let peak: f64 = terms.iter().map(|term| term.norm()).sum();
        if !is_fast {
            self.exact += 1;
            assert!((fast - reference).norm() < 1e-9 * peak);
            return;
        }
        self.fast += 1;
        self.worst_share = self.worst_share.max((fast - reference).norm() / peak);
        if reference.norm() > 0.1 * peak {
            self.worst_db = self.worst_db.max((db(fast.norm_sqr()) - db(reference.norm_sqr())).abs());
        }
    }
}

/// Panels up to 128×128 at 3.5, 28 and 140 GHz, targets on the beam and receivers on it, on its flank and anywhere.
fn compare(distances_m: [f64; 2], fast: impl Fn(&Illumination, DVec3) -> (Option<Complex64>, bool)) -> Compared {
    let mut compared = Compared::default();
    let mut spread = Spread(0.6);
    for wavelength_m in [0.0857, 0.0107, 0.00214] {
        for (rows, columns) in [(128, 128), (100, 128), (127, 61), (16, 128)] {
            for phase in [PhaseControl::Continuous, PhaseControl::OneBit] {
                let orientation = Orientation::from_bearing(200.0, 8.0);
                let panel = RisPanel::new(DVec3::new(3.0, 2.0, 9.0), orientation, rows, columns, phase, wavelength_m);
                let mut point = |[low, high]: [f64; 2]| {
                    let direction = orientation.world_from_local(spread.around_x(1.35));
                    panel.position + direction * spread.range(low, high)
                };
                let (source, target) = (point([5.0, 80.0]), point(distances_m));
                let config = panel.configure(source, Steer::Point(target), wavelength_m);
                let lit = panel.illuminate(&config, source, wavelength_m).expect("the source is in front");
                for index in 0..12 {
                    let anywhere = point(distances_m);
                    let receiver = match index % 3 {
                        0 => target,
                        1 => target + (anywhere - target) * 0.003,
                        _ => anywhere,
                    };
                    let (gain, is_fast) = fast(&lit, receiver);
                    compared.add(gain, &lit, receiver, is_fast);
                }
            }
        }
    }
    compared
}

#[test]
fn rows_match_the_element_sum_up_to_128_by_128() {
    for (name, distances_m) in [("near", [0.3, 10.0]), ("far", [10.0, 300.0])] {
        let by_rows = |lit: &Illumination, receiver| (lit.cascade_gain(receiver), lit.parabola_is_valid(receiver));
        let compared = compare(distances_m, by_rows);
        println!(
            "whole rows, {name}: {} fast, {} exact; worst {:.3} dB, {:.5} of the peak",
            compared.fast, compared.exact, compared.worst_db, compared.worst_share
        );
        assert!(compared.worst_db < 0.1 && compared.worst_share < 0.003, "{name}");
        assert!(compared.fast > 0);
    }
}

#[test]
fn pieces_match_the_element_sum_up_to_128_by_128() {
    for (name, distances_m) in [("near", [0.3, 10.0]), ("far", [10.0, 300.0])] {
        let by_pieces =
            |lit: &Illumination, receiver| (lit.cascade_gain_by_pieces(receiver), lit.pieces(receiver).is_some());
        let compared = compare(distances_m, by_pieces);
        println!(
            "pieces of rows, {name}: {} fast, {} exact; worst {:.3} dB, {:.5} of the peak",
            compared.fast, compared.exact, compared.worst_db, compared.worst_share
        );
        assert!(compared.worst_db < 0.1 && compared.worst_share < 0.003, "{name}");
        assert!(compared.fast > 2 * compared.exact, "{name}: {} {}", compared.fast, compared.exact);
    }
}

#[test]
fn pieces_are_whole_rows_where_those_are_valid() {
    let wavelength_m = 0.0107;
    let orientation = Orientation::from_bearing(0.0, 0.0);
    let panel = RisPanel::new(DVec3::ZERO, orientation, 128, 128, PhaseControl::OneBit, wavelength_m);
    let source = DVec3::new(5.0, 40.0, 0.0);
    let config = panel.configure(source, Steer::Mirror, wavelength_m);
    let lit = panel.illuminate(&config, source, wavelength_m).expect("the source is in front");
    for (distance_m, pieces) in [(60.0, Some(1)), (10.0, Some(1)), (5.0, Some(2)), (1.5, Some(4)), (0.02, None)] {
        let receiver = DVec3::new(0.2, distance_m, 0.1);
        assert_eq!(lit.pieces(receiver), pieces, "{distance_m}");
        if pieces == Some(1) {
            assert_eq!(lit.cascade_gain_by_pieces(receiver), lit.cascade_gain(receiver));
        }
    }
    assert_eq!(lit.cascade_gain_by_pieces(-source), None);
    let empty = RisPanel { rows: 0, columns: 0, ..panel };
    let lit = empty.illuminate(&config, source, wavelength_m).expect("the source is in front");
    assert_eq!(lit.cascade_gain_by_pieces(source), Some(Complex64::ZERO));
}
