//! Exact reflection points of a sequence of surfaces, in f64, and what the legs between them go through.

use super::MAX_ORDER;
use super::candidates::Sequence;
use super::field::Stop;
use crate::geometry::Geometry;
use crate::path::Interaction;
use glam::DVec3;

/// Shorter legs mean that a path runs into an edge, m; such paths belong to neither surface.
const MIN_LEG_M: f64 = 1e-6;

/// The reflection points in their order from the source, if the sequence makes a path to the receiver; unused places are zero.
///
/// From the receiver backwards, each point is where the line to the source's image crosses the surface. Points must lie on their surfaces;
/// nothing is said of what stands between them.
pub(crate) fn reflection_points(
    geometry: &Geometry,
    source: DVec3,
    sequence: &Sequence,
    receiver: DVec3,
    max_range_m: f64,
) -> Option<[DVec3; MAX_ORDER]> {
    let (surfaces, images) = (sequence.surfaces(), sequence.images());
    let last = images.len().checked_sub(1)?;
    if images[last].distance_squared(receiver) > max_range_m * max_range_m {
        return None;
    }
    let mut points = [DVec3::ZERO; MAX_ORDER];
    let mut target = receiver;
    for (k, (&surface, &image)) in surfaces.iter().zip(images).enumerate().rev() {
        let t = geometry.crossing(surface, image, target)?;
        let point = image + (target - image) * t;
        if point.distance_squared(target) < MIN_LEG_M * MIN_LEG_M {
            return None;
        }
        points[k] = point;
        target = point;
    }
    (target.distance_squared(source) >= MIN_LEG_M * MIN_LEG_M).then_some(points)
}

/// Fills `stops` with the reflections and all slabs the legs go through, if these are at most `most_crossings`; false when the way is blocked.
pub(crate) fn join_legs(
    geometry: &Geometry,
    source: DVec3,
    surfaces: &[u32],
    points: &[DVec3],
    receiver: DVec3,
    most_crossings: usize,
    stops: &mut Vec<Stop>,
) -> bool {
    stops.clear();
    let surface_at = |k: usize| surfaces.get(k).copied().unwrap_or(u32::MAX);
    let point_at = |k: usize| points.get(k).copied().unwrap_or(receiver);
    if most_crossings == 0 {
        // The last leg first: near the ground it is the one that is most often blocked.
        for k in (0..=surfaces.len()).rev() {
            let (from, on) = if k == 0 { (source, u32::MAX) } else { (points[k - 1], surfaces[k - 1]) };
            if geometry.is_leg_blocked(from, point_at(k), &[on, surface_at(k)]) {
                return false;
            }
        }
        let reflected = |(&surface, &point)| Stop { point, surface, interaction: Interaction::Specular };
        stops.extend(surfaces.iter().zip(points).map(reflected));
        return true;
    }
    let (mut left, mut crossings) = (most_crossings, Vec::new());
    for k in 0..=surfaces.len() {
        let (from, on) = if k == 0 { (source, u32::MAX) } else { (points[k - 1], surfaces[k - 1]) };
        let to = point_at(k);
        crossings.clear();
        if !geometry.leg_crossings(from, to, [on, surface_at(k)], left, &mut crossings) {
            return false;
        }
        left -= crossings.len();
        stops.extend(crossings.iter().map(|&(t, surface)| Stop {
            point: from + (to - from) * t,
            surface,
            interaction: Interaction::Transmission,
        }));
        if k < surfaces.len() {
            stops.push(Stop { point: to, surface: surfaces[k], interaction: Interaction::Specular });
        }
    }
    true
}

/// All sequences that end at a receiver and leave room for one more interaction, seen from the receiver; none where there are too many.
pub(super) fn sequences_at(geometry: &Geometry, receiver: DVec3, reflection: bool, max_order: usize) -> Vec<Sequence> {
    /// Sequences up to which all are tried.
    const MOST: usize = 20_000;
    let order = if reflection { max_order.saturating_sub(1) } else { 0 };
    let keys = super::beams::all_sequences(geometry, receiver, order, MOST).unwrap_or_default();
    keys.iter().map(|key| Sequence::new(geometry, receiver, key)).collect()
}
