//! Paths that bend once at an edge, reflected before and after.
//!
//! # Accuracy
//! - One edge a path; legs must be free (nothing is passed through on a bent path).
//! - In live links only edges that the source sees, near the receiver or the source, are tried, and of these the ones with the shortest detours.

use super::candidates::Sequence;
use super::field::{self, Field, Stop, Walk};
use super::image_method;
use crate::geometry::{Geometry, Wave, edges::NEAR_M};
use crate::path::{Interaction, Mechanism, Path};
use crate::utd;
use glam::DVec3;

/// Most edges tried for a live link, shortest detours first.
const MOST_TRIED: usize = 8;
/// How far off an edge it is looked at from a source, m.
const BESIDE_M: f64 = 0.02;

/// Edges a source sees, one bit each.
pub(crate) struct SeenEdges {
    bits: Vec<u64>,
    /// Place of the source along each edge and its distance from the edge's line, m.
    places: Vec<(f64, f64)>,
    /// Seen ones near the source.
    near_source: Vec<u32>,
}

impl SeenEdges {
    /// Tests three points along every edge within `max_range_m`.
    pub(super) fn of(geometry: &Geometry, source: DVec3, max_range_m: f64) -> Self {
        let edges = geometry.edges();
        let is_seen = |index: usize| {
            let edge = &edges.all[index];
            let outwards = edge.normals[0] + edge.normals[1];
            let beside = outwards.try_normalize().unwrap_or(-edge.along[0]) * BESIDE_M;
            [0.5, 0.05, 0.95].iter().any(|&share| {
                let point = edge.a.lerp(edge.b, share) + beside;
                point.distance_squared(source) <= max_range_m * max_range_m && !geometry.is_occluded(source, point)
            })
        };
        let mut seen = Self {
            bits: vec![0; edges.all.len().div_ceil(64)],
            places: edges.lines.iter().map(|line| line.place(source)).collect(),
            near_source: Vec::new(),
        };
        #[cfg(feature = "parallel")]
        let found: Vec<usize> = {
            use rayon::prelude::*;
            (0..edges.all.len()).into_par_iter().filter(|&index| is_seen(index)).collect()
        };
        #[cfg(not(feature = "parallel"))]
        let found = (0..edges.all.len()).filter(|&index| is_seen(index));
        for index in found {
            seen.bits[index / 64] |= 1 << (index % 64);
            let edge = &edges.all[index];
            if edge.a.distance(source).min(edge.b.distance(source)) < NEAR_M {
                seen.near_source.push(index as u32);
            }
        }
        seen
    }

    fn has(&self, edge: u32) -> bool {
        self.bits[edge as usize / 64] >> (edge % 64) & 1 == 1
    }
}

/// Adds the unreflected bent paths of a live link; true when there are any.
pub(super) fn add_near(
    geometry: &Geometry,
    wave: &Wave,
    source: DVec3,
    seen: &SeenEdges,
    receiver: DVec3,
    out: &mut Vec<Path>,
) -> bool {
    let edges = geometry.edges();
    let mut tried: [(f64, u32); MOST_TRIED] = [(f64::INFINITY, u32::MAX); MOST_TRIED];
    let mut offer = |edge: u32| {
        let line = &edges.lines[edge as usize];
        if let Some(way) = line.squared_way_m2(seen.places[edge as usize], line.place(receiver)) {
            let candidate = (way, edge);
            if candidate < tried[MOST_TRIED - 1] && !tried.contains(&candidate) {
                let place = tried.partition_point(|known| *known < candidate);
                tried[place..].rotate_right(1);
                tried[place] = candidate;
            }
        }
    };
    edges.near(receiver).iter().copied().filter(|&edge| seen.has(edge)).for_each(&mut offer);
    seen.near_source.iter().copied().for_each(&mut offer);
    let n_before = out.len();
    for &(_, edge) in tried.iter().filter(|(_, edge)| *edge != u32::MAX) {
        out.extend(bent_path(geometry, wave, edge, [source, receiver], [None, None], f64::INFINITY));
    }
    out.len() > n_before
}

/// Adds the unreflected bent paths over every edge the source sees.
pub(super) fn add_seen(
    geometry: &Geometry,
    wave: &Wave,
    source: DVec3,
    seen: &SeenEdges,
    receiver: DVec3,
    out: &mut Vec<Path>,
) {
    for edge in (0..geometry.edges().all.len() as u32).filter(|&edge| seen.has(edge)) {
        out.extend(bent_path(geometry, wave, edge, [source, receiver], [None, None], f64::INFINITY));
    }
}

/// Adds all bent paths with up to `max_order` interactions: every edge, every sequence of reflections before and after.
pub(super) fn add_all(
    geometry: &Geometry,
    wave: &Wave,
    ends: [DVec3; 2],
    before: &[Sequence],
    after: &[Sequence],
    max_order: usize,
    max_range_m: f64,
    out: &mut Vec<Path>,
) {
    let Some(max_reflections) = max_order.checked_sub(1) else { return };
    let sequences = |list: &'_ [Sequence]| -> Vec<Option<usize>> {
        let fits = (0..list.len()).filter(|&k| list[k].order() <= max_reflections).map(Some);
        std::iter::once(None).chain(fits).collect()
    };
    let order = |list: &[Sequence], k: Option<usize>| k.map_or(0, |k| list[k].order());
    for first in sequences(before) {
        for second in sequences(after) {
            if order(before, first) + order(after, second) > max_reflections {
                continue;
            }
            let ways = [first.map(|k| &before[k]), second.map(|k| &after[k])];
            for edge in 0..geometry.edges().all.len() as u32 {
                out.extend(bent_path(geometry, wave, edge, ends, ways, max_range_m));
            }
        }
    }
}

/// The path over one edge with given reflections before (seen from the source) and after (seen from the receiver), if there is one.
fn bent_path(
    geometry: &Geometry,
    wave: &Wave,
    edge_idx: u32,
    [source, receiver]: [DVec3; 2],
    [before, after]: [Option<&Sequence>; 2],
    max_range_m: f64,
) -> Option<Path> {
    let (edge, wedge) = (&geometry.edges().all[edge_idx as usize], &geometry.edges().wedges[edge_idx as usize]);
    let image = |way: Option<&Sequence>, end: DVec3| way.and_then(|way| way.images().last().copied()).unwrap_or(end);
    let [from, to] = [image(before, source), image(after, receiver)];
    let at = wedge.edge_point(from, to)?;
    if at.s_in_m + at.s_out_m > max_range_m || wedge.is_inside(from) || wedge.is_inside(to) {
        return None;
    }
    // A path that reflects on a face of its own edge right at the edge is the edge's doing already.
    let reflections = |way: Option<&Sequence>, end: DVec3| {
        let Some(way) = way else { return Some(Vec::new()) };
        if way.surfaces().last().is_some_and(|last| edge.faces.contains(last)) {
            return None;
        }
        let points = image_method::reflection_points(geometry, end, way, at.point, f64::INFINITY)?;
        Some(way.surfaces().iter().zip(points).map(|(&surface, point)| (surface, point)).collect::<Vec<_>>())
    };
    let (first, mut second) = (reflections(before, source)?, reflections(after, receiver)?);
    // The receiver's side first: it is short, and blocked more often.
    for (end, way) in [(receiver, &second), (source, &first)] {
        // The leg at the edge before those behind it, for the same reason.
        let (last, on) = way.last().map_or((end, u32::MAX), |&(surface, point)| (point, surface));
        if geometry.is_leg_blocked(last, at.point, &[on, edge.faces[0], edge.faces[1]]) {
            return None;
        }
        let (mut point, mut on) = (end, u32::MAX);
        for &(surface, next) in way {
            if geometry.is_leg_blocked(point, next, &[on, surface]) {
                return None;
            }
            (point, on) = (next, surface);
        }
    }
    second.reverse();

    let reflection = |face: usize| {
        let surface = &geometry.surfaces()[edge.faces[face] as usize];
        move |cos: f64| wave.reflection(surface, cos)
    };
    let (zero_face, n_face) = (reflection(0), reflection(1));
    let diffracted = utd::diffract(wedge, from, to, wave.frequency, [&zero_face, &n_face])?;

    let stop = |&(surface, point): &(u32, DVec3)| Stop { point, surface, interaction: Interaction::Specular };
    let bend = Stop { point: at.point, surface: edge.faces[0], interaction: Interaction::Diffraction };
    let stops: Vec<Stop> = first.iter().map(stop).chain([bend]).chain(second.iter().map(stop)).collect();
    let corner = |k: usize| stops.get(k).map_or(receiver, |stop| stop.point);
    let departure = (corner(0) - source).try_normalize()?;
    let mut walk = Walk::start(geometry, wave, departure);
    for (k, stop) in stops.iter().enumerate() {
        let next = (corner(k + 1) - stop.point).try_normalize()?;
        if stop.interaction == Interaction::Diffraction {
            walk.fields = walk.fields.map(|field| Field::from_vectors(diffracted.carry(field.vectors())));
            walk.direction = next;
        } else {
            walk.meet(stop, next);
        }
    }
    let length_m = diffracted.length_m();
    Some(Path {
        mechanism: Mechanism::Diffraction,
        interactions: stops.iter().map(|stop| stop.interaction).collect(),
        vertices: stops.iter().map(|stop| stop.point).collect(),
        surfaces: stops.iter().map(|stop| stop.surface).collect(),
        length_m,
        departure,
        arrival: -walk.direction,
        transfer: walk.transfer(field::free_space_amplitude(length_m, wave.frequency)),
    })
}
