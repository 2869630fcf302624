use crate::{Spread, db};
use glam::DVec3;
use std::fmt::Write;
use twin_antenna::{
    Angles, CellAntenna, Codebook, Cut, Element, ImportedPattern, Orientation, Pattern, PlanarArray, parse_msi,
};
use twin_units::Hertz;

/// A direction by azimuth clockwise and angle below the horizon, degrees, in front of +x: the angles of a file.
pub(crate) fn toward(azimuth_deg: f64, below_deg: f64) -> DVec3 {
    let (azimuth_rad, zenith_rad) = (-azimuth_deg.to_radians(), (90.0 + below_deg).to_radians());
    Angles { zenith_rad, azimuth_rad }.direction()
}

/// A file with cuts sampled from functions of the angle in degrees.
pub(crate) fn file(head: &str, horizontal: impl Fn(f64) -> f64, vertical: impl Fn(f64) -> f64) -> String {
    let mut text = head.to_owned();
    for (name, loss) in [("HORIZONTAL", &horizontal as &dyn Fn(f64) -> f64), ("VERTICAL", &vertical)] {
        writeln!(text, "{name} 360").expect("writing to a string works");
        for angle in 0..360 {
            writeln!(text, "{angle}\t{:.2}", loss(f64::from(angle)) + 0.0).expect("writing to a string works");
        }
    }
    text
}

/// Attenuation of the TR 38.901 element in one plane, dB.
fn element_cut(angle_deg: f64) -> f64 {
    let off = if angle_deg > 180.0 { angle_deg - 360.0 } else { angle_deg };
    (12.0 * (off / 65.0).powi(2)).min(30.0)
}

pub(crate) const HEAD: &str = "NAME Test panel\nMAKE Nobody\nFREQUENCY 3500\nH_WIDTH 65\nGAIN 8.00 dBi\nTILT ELECTRICAL\nPOLARIZATION +45\nCOMMENT none\n";

fn element_file() -> ImportedPattern {
    parse_msi(&file(HEAD, element_cut, element_cut)).expect("the file is sound")
}

#[test]
fn a_file_is_read_as_written() {
    let pattern = element_file();
    assert_eq!(pattern.name(), "Test panel");
    assert_eq!((pattern.make(), pattern.polarisation()), (Some("Nobody"), Some("+45")));
    assert_eq!(pattern.frequency(), Some(Hertz(3.5e9)));
    assert_eq!(pattern.gain_dbi().0, 8.0);
    assert_eq!(pattern.electrical_tilt_deg(), None);
    assert_eq!((pattern.horizontal().points().len(), pattern.vertical().points().len()), (360, 360));
    assert!(pattern.notes().is_empty(), "{:?}", pattern.notes());
    // Half a degree lies halfway between the lines around it, also across 359° to 0°.
    let (low, high) = (pattern.horizontal().loss_db(20.0), pattern.horizontal().loss_db(21.0));
    assert!((pattern.horizontal().loss_db(20.5) - 0.5 * (low + high)).abs() < 1e-12);
    assert!((pattern.horizontal().loss_db(-0.5) - 0.5 * pattern.horizontal().loss_db(359.0)).abs() < 1e-12);
    assert_eq!(pattern.horizontal().loss_db(740.0), pattern.horizontal().loss_db(20.0));
}

#[test]
fn both_cuts_come_back_all_around() {
    // An antenna with an uneven back, so that front and back, left and right, up and down are told apart.
    let horizontal = |angle: f64| 10.0 - 10.0 * angle.to_radians().cos() + 2.0 * angle.to_radians().sin().max(0.0);
    let vertical = |angle: f64| 10.0 - 10.0 * angle.to_radians().cos() + 6.0 * angle.to_radians().sin().powi(2);
    let pattern = parse_msi(&file(HEAD, horizontal, vertical)).expect("the file is sound");
    for angle in (0..360).step_by(7).map(f64::from) {
        let level = pattern.loss_db(toward(angle, 0.0));
        assert!((level - horizontal(angle)).abs() < 0.006, "{angle}: {level} {}", horizontal(angle));
        let upright = pattern.loss_db(toward(0.0, angle));
        // At a right angle up and down every azimuth gives its own value; the cut's is that of azimuth 0.
        if (angle - 90.0).abs() > 1.0 && (angle - 270.0).abs() > 1.0 {
            assert!((upright - vertical(angle)).abs() < 0.006, "{angle}: {upright} {}", vertical(angle));
        }
    }
    assert!(pattern.loss_db(toward(90.0, 0.0)) > pattern.loss_db(toward(-90.0, 0.0)) + 1.9, "90° is to the right");
}

#[test]
fn a_single_element_comes_back_within_the_known_error() {
    let pattern = element_file();
    let mut spread = Spread(0.21);
    let mut worst: f64 = 0.0;
    for _ in 0..4000 {
        let direction = spread.around_x(3.1);
        let (gain, expected) = (db(pattern.gain_local(direction)), db(Element::Tr38901.gain_local(direction)));
        if expected > 8.0 - 10.0 {
            worst = worst.max((gain - expected).abs());
        }
    }
    println!("TR 38.901 element from its cuts, within 10 dB of the maximum: worst error {worst:.2} dB");
    assert!(worst < 0.8, "{worst}");
}

/// A column of eight TR 38.901 elements, its beam electrically tilted: the true pattern, and the file of its cuts.
fn column(tilt_deg: f64) -> (impl Fn(DVec3) -> f64, ImportedPattern) {
    let array = PlanarArray::new(8, 1);
    let beam = array.response(toward(0.0, tilt_deg));
    let truth = move |direction: DVec3| {
        let sum: num_complex::Complex64 =
            array.response(direction).iter().zip(&beam).map(|(phasor, weight)| phasor * weight.conj()).sum();
        db((Element::Tr38901.gain_local(direction) * sum.norm_sqr() / 8.0).max(1e-9))
    };
    let peak = truth(toward(0.0, tilt_deg));
    let head = format!("NAME column\nGAIN {peak:.4} dBi\nTILT ELECTRICAL {tilt_deg}\n");
    // The horizontal cut is taken on the cone of the tilt, as ranges do.
    let text = file(&head, |angle| peak - truth(toward(angle, tilt_deg)), |angle| peak - truth(toward(0.0, angle)));
    (truth, parse_msi(&text).expect("the file is sound"))
}

#[test]
fn a_column_comes_back_within_the_known_error() {
    for tilt_deg in [0.0, 4.0] {
        let (truth, pattern) = column(tilt_deg);
        let peak = pattern.gain_dbi().0;
        let (mut worst, mut sum, mut count, mut worst_anywhere) = (0.0f64, 0.0, 0, 0.0f64);
        for azimuth in (-60..=60).step_by(3) {
            for below in (-30..=30).map(|half| f64::from(half) + 0.5) {
                let direction = toward(f64::from(azimuth), below);
                let (gain, expected) = (db(pattern.gain_local(direction)), truth(direction));
                if expected > peak - 20.0 {
                    worst = worst.max((gain - expected).abs());
                    sum += (gain - expected).abs();
                    count += 1;
                }
            }
        }
        for azimuth in (-180..180).step_by(5) {
            for below in (-85..=85).step_by(5) {
                let direction = toward(f64::from(azimuth), f64::from(below));
                let (gain, expected) = (db(pattern.gain_local(direction)), truth(direction));
                if expected > peak - 40.0 {
                    worst_anywhere = worst_anywhere.max((gain - expected).abs());
                }
            }
        }
        let mean = sum / f64::from(count);
        println!(
            "column tilted {tilt_deg}°: in front mean {mean:.2} worst {worst:.2} dB, within 40 dB anywhere {worst_anywhere:.2} dB"
        );
        assert!(worst < 0.6 && worst_anywhere < 5.0, "{worst} {worst_anywhere}");
    }
}

#[test]
fn a_downtilt_points_down() {
    let (_, pattern) = column(4.0);
    assert_eq!(pattern.vertical().peak_deg(), 4.0);
    assert!((pattern.peak_direction() - toward(0.0, 4.0)).length() < 1e-9);
    assert!(pattern.gain_local(toward(0.0, 4.0)) > 2.0 * pattern.gain_local(toward(0.0, -4.0)));
    assert!(pattern.notes().is_empty(), "{:?}", pattern.notes());
    let turned = pattern.with_vertical_upside_down();
    assert!((turned.peak_direction() - toward(0.0, -4.0)).length() < 1e-9);
    assert_eq!(turned.with_vertical_upside_down(), pattern);
}

#[test]
fn an_imported_antenna_is_a_codebook_of_one_beam() {
    let (truth, pattern) = column(4.0);
    let orientation = Orientation::from_bearing(75.0, 2.0);
    let antenna = CellAntenna::new(orientation, Codebook::single(pattern.clone()));
    assert_eq!(antenna.codebook.beam_count(), 1);
    let mut spread = Spread(0.4);
    for _ in 0..100 {
        let local = spread.around_x(3.0);
        let world = orientation.world_from_local(local) * 70.0;
        let mut gains = [0.0];
        antenna.power_gains(world, &mut gains);
        assert!((gains[0] / pattern.gain(&orientation, world) - 1.0).abs() < 1e-9);
        assert!((antenna.gain(0, world) / gains[0] - 1.0).abs() < 1e-9);
    }
    let beam = antenna.beam_direction(0).expect("beam 0 exists");
    assert!((beam - orientation.world_from_local(toward(0.0, 4.0))).length() < 1e-9, "the beam is where the gain is");
    assert!((db(antenna.gain(0, beam)) - truth(toward(0.0, 4.0))).abs() < 0.01);
    assert_eq!(antenna.codebook.pattern(), &Pattern::from(pattern));
}

#[test]
fn columns_of_an_imported_pattern_steer_to_the_side() {
    let (_, pattern) = column(0.0);
    let codebook = Codebook::oversampled_dft(PlanarArray::new(1, 4), pattern.clone(), 4, 1);
    assert_eq!(codebook.beam_count(), 16);
    let direction = toward(0.0, 0.0);
    let best = codebook.peak_beam_toward(direction);
    assert!((codebook.gain_local(best, direction) / (4.0 * pattern.gain_local(direction)) - 1.0).abs() < 1e-9);
}

#[test]
fn cuts_reject_what_is_no_cut() {
    assert_eq!(Cut::new(Vec::new()), None);
    assert_eq!(Cut::new(vec![(0.0, 1.0), (0.0, 2.0)]), None);
    assert_eq!(Cut::new(vec![(360.0, 1.0)]), None);
    assert_eq!(Cut::new(vec![(f64::NAN, 1.0)]), None);
    assert_eq!(Cut::new(vec![(1.0, f64::INFINITY)]), None);
    let constant = Cut::new(vec![(77.0, 3.0)]).expect("one point is a circle");
    assert_eq!((constant.loss_db(0.0), constant.peak_deg()), (3.0, 77.0));
    let cut = Cut::new(vec![(350.0, 4.0), (10.0, 0.0)]).expect("two points are a cut");
    assert!((cut.loss_db(0.0) - 2.0).abs() < 1e-12 && (cut.loss_db(180.0) - 2.0).abs() < 1e-12);
    assert!((cut.mirrored().loss_db(350.0) - 0.0).abs() < 1e-12);
}

#[test]
fn half_power_widths_are_read_back() {
    let width = |cut: &Cut| cut.half_power_width_deg();
    // 12 (a / 65°)² dB is 3 dB at 32.5° to both sides; losses are written to 0.01 dB and linear within a degree.
    let element = element_file();
    assert!((width(element.horizontal()).expect("a lobe") - 65.0).abs() < 0.1);
    assert!((width(element.vertical()).expect("a lobe") - 65.0).abs() < 0.1);
    // Across 0° and off centre.
    let cut = Cut::new(vec![(350.0, 6.0), (0.0, 0.0), (10.0, 6.0), (180.0, 20.0)]).expect("a cut");
    assert!((width(&cut).expect("a lobe") - 10.0).abs() < 1e-9);
    let cut = Cut::new(vec![(0.0, 10.0), (90.0, 4.0), (100.0, 10.0), (300.0, 12.0)]).expect("a cut");
    assert!((width(&cut).expect("a lobe") - 50.0).abs() < 1e-9);
    assert_eq!(width(&Cut::new(vec![(0.0, 1.0), (180.0, 2.0)]).expect("a cut")), None);
    assert_eq!(width(&Cut::new(vec![(77.0, 1.0)]).expect("a cut")), None);
}
