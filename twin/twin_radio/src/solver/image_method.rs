//! Exact reflection points of a sequence of surfaces, in f64.

use super::MAX_ORDER;
use super::candidates::Sequence;
use crate::geometry::Geometry;
use glam::DVec3;

/// Shorter legs mean that a path runs into an edge, m; such paths belong to neither surface.
const MIN_LEG_M: f64 = 1e-6;

/// The reflection points in their order from the source, if the sequence makes a path to the receiver; unused places are zero.
///
/// From the receiver backwards, each point is where the line to the source's image crosses the surface. Points must lie on their surfaces and legs
/// must be free; cheap tests come first.
pub(crate) fn reflect(
    geometry: &Geometry,
    source: DVec3,
    sequence: &Sequence,
    receiver: DVec3,
    max_range_m: f64,
) -> Option<[DVec3; MAX_ORDER]> {
    let (surfaces, images) = (sequence.surfaces(), sequence.images());
    let mut points = [DVec3::ZERO; MAX_ORDER];
    let mut target = receiver;
    for (k, (&surface, &image)) in surfaces.iter().zip(images).enumerate().rev() {
        let t = geometry.surfaces()[surface as usize].crossing(image, target)?;
        let point = image + (target - image) * t;
        if point.distance_squared(target) < MIN_LEG_M * MIN_LEG_M {
            return None;
        }
        points[k] = point;
        target = point;
    }
    let last = images.len().checked_sub(1)?;
    if images[last].distance_squared(receiver) > max_range_m * max_range_m
        || target.distance_squared(source) < MIN_LEG_M * MIN_LEG_M
    {
        return None;
    }
    let (mut to, mut to_surface) = (receiver, u32::MAX);
    for k in (0..surfaces.len()).rev() {
        if geometry.is_leg_blocked(points[k], to, [surfaces[k], to_surface]) {
            return None;
        }
        (to, to_surface) = (points[k], surfaces[k]);
    }
    (!geometry.is_leg_blocked(source, to, [to_surface, u32::MAX])).then_some(points)
}
