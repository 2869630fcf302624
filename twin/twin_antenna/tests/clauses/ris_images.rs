use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::{PI, TAU};
use twin_antenna::{ELEMENT_GAIN, Orientation, PhaseControl, RisConfig, RisPanel, VirtualEnd, control, image_in_plane};
use twin_units::math;

const WAVELENGTH_M: f64 = 0.0107;
/// A street along x; the panel looks across it from the south, the wall opposite it is a perfect mirror, as is one to the east.
const NORTH: (DVec3, DVec3) = (DVec3::new(0.0, 12.0, 0.0), DVec3::new(0.0, -1.0, 0.0));
const EAST: (DVec3, DVec3) = (DVec3::new(25.0, 0.0, 0.0), DVec3::new(-2.0, 0.0, 0.0));

fn panel(phase: PhaseControl) -> RisPanel {
    RisPanel::new(DVec3::new(0.0, 0.0, 5.0), Orientation::from_bearing(0.0, 0.0), 12, 16, phase, WAVELENGTH_M)
}

/// The corner points of the way from a point to an element over walls, in order, by intersection with each wall in turn.
fn corners(from: DVec3, walls: &[(DVec3, DVec3)], element: DVec3) -> Vec<DVec3> {
    let Some((&(on_plane, normal), before)) = walls.split_last() else { return vec![from] };
    let image = walls.iter().fold(from, |image, &(on_plane, normal)| image_in_plane(image, on_plane, normal));
    let along = image - element;
    let part = normal.dot(on_plane - element) / normal.dot(along);
    assert!(part > 0.0 && part < 1.0, "the way exists: its wall lies between");
    let hit = element + along * part;
    let mut points = corners(from, before, hit);
    points.push(hit);
    points
}

/// Length of a way over corner points to an element, and the cosine at the element.
fn way(panel: &RisPanel, points: &[DVec3], element: DVec3) -> (f64, f64) {
    let last = *points.last().expect("there is a start");
    let length = points.windows(2).map(|pair| pair[0].distance(pair[1])).sum::<f64>() + last.distance(element);
    (length, panel.orientation.boresight().dot((last - element).normalize()))
}

/// The element sum along the true, broken ways: every mirror turns the phase by half a turn.
fn along_true_ways(
    panel: &RisPanel,
    config: &RisConfig,
    (source, in_walls): (DVec3, &[(DVec3, DVec3)]),
    (receiver, out_walls): (DVec3, &[(DVec3, DVec3)]),
) -> Complex64 {
    let aperture = panel.spacing_m * WAVELENGTH_M;
    let scale = (ELEMENT_GAIN * aperture * aperture / (64.0 * PI * PI * PI)).sqrt() * panel.amplitude;
    let sign = if (in_walls.len() + out_walls.len()) % 2 == 0 { 1.0 } else { -1.0 };
    let term = |(element, phase): (DVec3, &f64)| {
        let (length_in, cosine_in) = way(panel, &corners(source, in_walls, element), element);
        let (length_out, cosine_out) = way(panel, &corners(receiver, out_walls, element), element);
        let amplitude = (cosine_in * cosine_out).sqrt() / (length_in * length_out);
        math::phasor(phase - TAU / WAVELENGTH_M * (length_in + length_out)) * amplitude
    };
    panel.element_points().zip(config.phases_rad()).map(term).sum::<Complex64>() * (scale * sign)
}

fn end(position: DVec3, walls: &[(DVec3, DVec3)]) -> VirtualEnd {
    let metal = Complex64::from(-1.0);
    walls.iter().fold(VirtualEnd::direct(position), |end, &(on_plane, normal)| end.reflected(on_plane, normal, metal))
}

#[test]
fn images_equal_the_element_sum_along_the_true_ways() {
    let (source, receiver) = (DVec3::new(14.0, 7.0, 9.0), DVec3::new(-9.0, 4.0, 1.5));
    let none: &[(DVec3, DVec3)] = &[];
    for phase in [PhaseControl::Continuous, PhaseControl::OneBit] {
        let panel = panel(phase);
        // Set for the way over the north wall.
        let config = control::focus(&panel, end(source, &[NORTH]).image, receiver, WAVELENGTH_M);
        for (in_walls, out_walls) in [
            (none, none),
            (&[NORTH], none),
            (none, &[NORTH]),
            (&[NORTH], &[NORTH]),
            (&[EAST], none),
            (&[NORTH, EAST], none),
            (&[NORTH, EAST], &[NORTH]),
            (&[EAST], &[NORTH]),
        ] {
            let (incoming, outgoing) = (end(source, in_walls), end(receiver, out_walls));
            let by_images = panel.response(&config, &incoming, &outgoing, WAVELENGTH_M).expect("both are in front");
            let exact = along_true_ways(&panel, &config, (source, in_walls), (receiver, out_walls));
            assert!(
                (by_images - exact).norm() < 1e-9 * exact.norm(),
                "{} {}: {by_images} {exact}",
                in_walls.len(),
                out_walls.len()
            );
            // The same in two steps, the way a solver does it for many receivers.
            let lit = panel.illuminate(&config, incoming.image, WAVELENGTH_M).expect("the image is in front");
            let fast =
                lit.cascade_gain(outgoing.image).expect("the image is in front") * incoming.factor * outgoing.factor;
            assert!((db(fast.norm_sqr()) - db(exact.norm_sqr())).abs() < 0.1);
        }
    }
}

#[test]
fn a_setting_for_the_image_makes_the_detour_the_strongest() {
    let (source, receiver) = (DVec3::new(14.0, 7.0, 9.0), DVec3::new(-9.0, 4.0, 1.5));
    let panel = panel(PhaseControl::TwoBits);
    let over = end(source, &[NORTH]);
    let (straight, out) = (VirtualEnd::direct(source), VirtualEnd::direct(receiver));
    let config = control::focus(&panel, over.image, receiver, WAVELENGTH_M);
    let gain = |incoming| db(panel.response(&config, incoming, &out, WAVELENGTH_M).expect("in front").norm_sqr());
    assert!(gain(&over) > gain(&straight) + 10.0, "{} {}", gain(&over), gain(&straight));
}

#[test]
fn images_are_mirrored_and_ends_are_seen_at_their_length() {
    let mut spread = Spread(0.3);
    for _ in 0..50 {
        let (point, on_plane, normal) =
            (spread.around_x(3.0) * 9.0, spread.around_x(3.0) * 4.0, spread.around_x(3.0) * 0.3);
        let image = image_in_plane(point, on_plane, normal);
        assert!((image_in_plane(image, on_plane, normal) - point).length() < 1e-12);
        let middle = (point + image) * 0.5;
        assert!(normal.dot(middle - on_plane).abs() < 1e-12 && (point - image).cross(normal).length() < 1e-10);
    }
    let panel = panel(PhaseControl::OneBit);
    let along = VirtualEnd::along(&panel, DVec3::new(3.0, 4.0, 0.0), 20.0, Complex64::I);
    assert!((along.image - DVec3::new(12.0, 16.0, 5.0)).length() < 1e-12);
    assert_eq!(along.factor, Complex64::I);
    let behind = VirtualEnd::direct(DVec3::new(0.0, -1.0, 5.0));
    assert_eq!(panel.response(&control::mirror(&panel), &behind, &along, WAVELENGTH_M), None);
}
