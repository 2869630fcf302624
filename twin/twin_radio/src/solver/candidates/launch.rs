//! Follows the rays of a source through their reflections, and lists the sequences of walls by the cells they pass over.

use super::{Grid, Key};
use crate::geometry::Geometry;
use crate::solver::{MAX_ORDER, SolverSettings};
use glam::DVec3;
use rustc_hash::FxHashMap;
use twin_units::math;

/// Most ground reflections followed along one ray.
const MAX_GROUND_HITS: usize = 2;

/// One stretch of a ray after at least one reflection that is not the ground's.
struct Segment {
    key: Key,
    from: DVec3,
    to: DVec3,
}

/// What the rays of a source reach.
pub(super) struct Reached {
    /// Distinct sequences of walls, the ground left out, in the order in which rays found them; the first is none at all.
    pub(super) walls: Vec<Key>,
    /// `cell << 32 | index in walls`, ascending, each once.
    pub(super) entries: Vec<u64>,
}

impl Reached {
    /// No walls but the empty sequence.
    pub(super) fn nothing() -> Self {
        Self { walls: vec![NO_WALLS], entries: Vec::new() }
    }

    /// Adds what further rays reached.
    fn add(&mut self, known: &mut FxHashMap<Key, u32>, other: Self) {
        let names: Vec<u64> = other.walls.iter().map(|key| u64::from(self.name(known, *key))).collect();
        self.entries.extend(other.entries.iter().map(|entry| (entry >> 32 << 32) | names[(*entry as u32) as usize]));
    }

    /// Index of a sequence of walls, which is added when it is new.
    fn name(&mut self, known: &mut FxHashMap<Key, u32>, key: Key) -> u32 {
        *known.entry(key).or_insert_with(|| {
            self.walls.push(key);
            (self.walls.len() - 1) as u32
        })
    }
}

/// Sequence of no walls.
const NO_WALLS: Key = [u32::MAX; MAX_ORDER];
/// Rays followed and listed together.
const RAYS_PER_BATCH: u32 = 1_024;

/// Launches `settings.candidate_rays` rays and lists what they reach in the cells under them. The result does not depend on the number of threads.
pub(super) fn reach(
    geometry: &Geometry,
    source: DVec3,
    settings: &SolverSettings,
    max_order: usize,
    grid: &Grid,
    ceiling_m: f64,
) -> Reached {
    let n = settings.candidate_rays;
    let top = highest_sine(geometry, source);
    let batch = |first: u32| {
        let mut reached = Reached::nothing();
        let mut known = FxHashMap::default();
        known.insert(NO_WALLS, 0);
        for i in first..n.min(first + RAYS_PER_BATCH) {
            for segment in follow(geometry, source, lattice_direction(i, n, top), settings, max_order) {
                let name = u64::from(reached.name(&mut known, segment.key));
                grid.each_cell_under(segment.from, segment.to, ceiling_m, |cell| {
                    reached.entries.push((u64::from(cell) << 32) | name);
                });
            }
        }
        reached.entries.sort_unstable();
        reached.entries.dedup();
        reached
    };
    let firsts = (0..n.div_ceil(RAYS_PER_BATCH)).map(|k| k * RAYS_PER_BATCH);
    #[cfg(feature = "parallel")]
    let batches: Vec<Reached> = {
        use rayon::prelude::*;
        firsts.collect::<Vec<_>>().into_par_iter().map(batch).collect()
    };
    #[cfg(not(feature = "parallel"))]
    let batches = firsts.map(batch);

    let mut all = Reached::nothing();
    let mut known = FxHashMap::default();
    known.insert(NO_WALLS, 0);
    for reached in batches {
        all.add(&mut known, reached);
    }
    #[cfg(feature = "parallel")]
    rayon::slice::ParallelSliceMut::par_sort_unstable(&mut all.entries[..]);
    #[cfg(not(feature = "parallel"))]
    all.entries.sort_unstable();
    all.entries.dedup();
    all
}

/// Follows one ray through its reflections; where slabs let through, also straight on.
fn follow(
    geometry: &Geometry,
    source: DVec3,
    direction: DVec3,
    settings: &SolverSettings,
    max_order: usize,
) -> Vec<Segment> {
    /// A ray about to go on.
    struct Ray {
        at: DVec3,
        direction: DVec3,
        left_m: f64,
        on: u32,
        key: Key,
        order: usize,
        passed: usize,
        ground_hits: usize,
    }
    let start = Ray {
        at: source,
        direction,
        left_m: settings.max_range_m,
        on: u32::MAX,
        key: [u32::MAX; MAX_ORDER],
        order: 0,
        passed: 0,
        ground_hits: 0,
    };
    let mut waiting = vec![start];
    let mut segments = Vec::new();
    while let Some(mut ray) = waiting.pop() {
        let hit = geometry.cast_from_surface(ray.at, ray.direction, ray.left_m, ray.on);
        if ray.order > 0 {
            let to = hit.map_or(ray.at + ray.direction * ray.left_m, |hit| hit.point);
            segments.push(Segment { key: ray.key, from: ray.at, to });
        }
        let Some(hit) = hit else { continue };
        ray.left_m -= hit.distance_m;
        (ray.at, ray.on) = (hit.point, hit.surface);
        let surface = &geometry.surfaces()[hit.surface as usize];
        let may_go_on = ray.order + ray.passed < max_order && ray.left_m > 0.0;
        if settings.mechanisms.transmission && may_go_on && surface.thickness_m.is_finite() {
            waiting.push(Ray { passed: ray.passed + 1, ..ray });
        }
        if surface.is_ground {
            ray.ground_hits += 1;
            if ray.ground_hits > MAX_GROUND_HITS || ray.left_m <= 0.0 {
                continue;
            }
        } else {
            if !may_go_on {
                continue;
            }
            ray.key[ray.order] = hit.surface;
            ray.order += 1;
        }
        ray.direction -= hit.normal * (2.0 * ray.direction.dot(hit.normal));
        waiting.push(ray);
    }
    segments
}

/// Largest sine of the elevation at which the source sees anything: rays above it meet nothing.
fn highest_sine(geometry: &Geometry, source: DVec3) -> f64 {
    let mut highest = -1.0_f64;
    for surface in geometry.surfaces() {
        let (low, high) = (surface.corner_min(), surface.corner_max());
        let beside = (low - source).max(source - high).max(DVec3::ZERO).truncate().length();
        let above = high.z - source.z;
        // The nearest point of the bounds is the steepest above the source; below, the farthest is the flattest.
        let sine = if above > 0.0 {
            above / (above * above + beside * beside).sqrt()
        } else {
            let far = (low - source).abs().max((high - source).abs()).truncate().length();
            above / (above * above + far * far).sqrt().max(1e-9)
        };
        highest = highest.max(sine);
    }
    highest.min(1.0)
}

/// Direction i of n on a Fibonacci lattice over the sphere below the sine `top`, denser towards the horizon.
///
/// Far walls lie close to the horizon, where equal solid angles would leave them few rays: the sine of the elevation goes with the square of the index,
/// counted from the horizon, or from the top when that is lower.
pub(super) fn lattice_direction(i: u32, n: u32, top: f64) -> DVec3 {
    /// Turn between neighbours, as a share of a circle: 2 − the golden ratio.
    const TURN: f64 = 0.381_966_011_250_105_1;
    let dense = top.min(0.0);
    let (below, above) = (dense + 1.0, top - dense);
    // From −1 (straight down) over 0 (where rays are densest) to `above / below`.
    let place = (below + above) * (f64::from(i) + 0.5) / f64::from(n) - below;
    let z = if place < 0.0 { dense - place * place / below } else { dense + place * place / above };
    let (sin, cos) = math::sin_cos(std::f64::consts::TAU * (f64::from(i) * TURN).fract());
    let radius = (1.0 - z * z).max(0.0).sqrt();
    DVec3::new(radius * cos, radius * sin, z)
}
