//! Which sequences of surfaces a fixed source can reach a receiver by, found once per source and looked up by map cell.
//!
//! Rays of a Fibonacci lattice are followed through their reflections. Every segment after a reflection registers the sequence of surfaces so
//! far in the cells of its ground track. Ground reflections are left out of the sequence, since they do not change the track, and put
//! back in every possible place afterwards: distant receivers see the ground under so flat an angle that rays would miss it.

use super::edges::SeenEdges;
use super::{MAX_ORDER, SolverSettings, beams};
use crate::geometry::Geometry;
use glam::{DVec2, DVec3};
use std::collections::HashMap;
use twin_units::math;

/// Side of a map cell, m.
const CELL_M: f64 = 16.0;
/// Most cells along a side of the map; larger scenes get larger cells.
const MAX_CELLS: f64 = 512.0;
/// Receivers are expected below this height above the highest surface, m.
const HEADROOM_M: f64 = 60.0;
/// Most ground reflections followed along one ray.
const MAX_GROUND_HITS: usize = 2;
/// Surfaces in their order along a path, padded with `u32::MAX`.
type Key = [u32; MAX_ORDER];

/// A sequence of surfaces with the source's successive mirror images.
pub(crate) struct Sequence {
    key: Key,
    order: usize,
    images: [DVec3; MAX_ORDER],
}

impl Sequence {
    pub(super) fn new(geometry: &Geometry, source: DVec3, surfaces: &[u32]) -> Self {
        let (mut key, mut images) = ([u32::MAX; MAX_ORDER], [DVec3::ZERO; MAX_ORDER]);
        let mut image = source;
        for (k, &surface) in surfaces.iter().enumerate() {
            image = geometry.surfaces()[surface as usize].mirror(image);
            (key[k], images[k]) = (surface, image);
        }
        Self { key, order: surfaces.len(), images }
    }

    pub(crate) fn order(&self) -> usize {
        self.order
    }

    pub(crate) fn surfaces(&self) -> &[u32] {
        &self.key[..self.order]
    }

    /// The source mirrored in the first surface, then in the second, and so on, m.
    pub(crate) fn images(&self) -> &[DVec3] {
        &self.images[..self.order]
    }
}

/// What a fixed source (a site or a RIS) can reach, by map cell; made once, used by [`super::solve`] for every receiver.
pub struct Illumination {
    source: DVec3,
    sequences: Vec<Sequence>,
    /// `family_starts[f]..family_starts[f + 1]` are the sequences of family f: one order of walls, with and without ground.
    family_starts: Vec<u32>,
    grid: Grid,
    /// `cell_starts[c]..cell_starts[c + 1]` are the families of cell c in `cell_families`, ascending.
    cell_starts: Vec<u32>,
    cell_families: Vec<u32>,
    /// Edges the source sees; `None` where all are tried, or none.
    edges: Option<SeenEdges>,
    is_exhaustive: bool,
}

impl Illumination {
    /// Launches `settings.candidate_rays` rays from a source and records what they reach.
    pub fn new(geometry: &Geometry, source: DVec3, settings: &SolverSettings) -> Self {
        let max_order = usize::from(settings.max_order).min(MAX_ORDER);
        let max_order = if settings.mechanisms.reflection { max_order } else { 0 };
        let grid = Grid::over(geometry);
        let ceiling_m = geometry.max().z + HEADROOM_M;
        // Family 0 is the ground alone: it belongs to every cell and is not listed.
        let mut families: HashMap<Key, u32> = HashMap::new();
        let mut walls: Vec<Key> = vec![[u32::MAX; MAX_ORDER]];
        let mut entries: Vec<u64> = Vec::new();
        if max_order > 0 && source.is_finite() {
            for track in launch(geometry, source, settings, max_order) {
                for segment in &track {
                    let family = *families.entry(segment.key).or_insert_with(|| {
                        walls.push(segment.key);
                        (walls.len() - 1) as u32
                    });
                    grid.each_cell_under(segment.from, segment.to, ceiling_m, |cell| {
                        entries.push((u64::from(cell) << 32) | u64::from(family));
                    });
                }
            }
        }
        entries.sort_unstable();
        entries.dedup();
        let mut cell_starts = vec![0; grid.n_cells() + 1];
        for entry in &entries {
            cell_starts[(entry >> 32) as usize + 1] += 1;
        }
        for cell in 0..grid.n_cells() {
            cell_starts[cell + 1] += cell_starts[cell];
        }
        let cell_families = entries.iter().map(|entry| *entry as u32).collect();

        let mut sequences = Vec::new();
        let mut family_starts = vec![0];
        for key in &walls {
            with_ground(key, geometry.grounds(), max_order, |surfaces| {
                sequences.push(Sequence::new(geometry, source, surfaces));
            });
            family_starts.push(sequences.len() as u32);
        }
        let edges = (settings.mechanisms.diffraction && source.is_finite())
            .then(|| SeenEdges::of(geometry, source, settings.max_range_m));
        Self { source, sequences, family_starts, grid, cell_starts, cell_families, edges, is_exhaustive: false }
    }

    /// All sequences of surfaces, by beam tracing instead of rays, each tried for every receiver: complete but slow.
    ///
    /// `None` for a scene with more than `most` sequences, or one that would take more than some seconds.
    pub fn exhaustive(geometry: &Geometry, source: DVec3, max_order: u8, most: usize) -> Option<Self> {
        let mut keys = Vec::new();
        if source.is_finite() {
            keys = beams::all_sequences(geometry, source, usize::from(max_order), most)?;
        }
        let sequences: Vec<_> = keys.iter().map(|key| Sequence::new(geometry, source, key)).collect();
        let grid = Grid { min: DVec2::ZERO, cell_m: 1.0, n_x: 1, n_y: 1 };
        let family_starts = vec![0, sequences.len() as u32];
        Some(Self {
            source,
            sequences,
            family_starts,
            grid,
            cell_starts: vec![0, 0],
            cell_families: Vec::new(),
            edges: None,
            is_exhaustive: true,
        })
    }

    /// Where the source is, m.
    pub fn source(&self) -> DVec3 {
        self.source
    }

    /// Distinct sequences of surfaces found.
    pub fn n_sequences(&self) -> usize {
        self.sequences.len()
    }

    /// All sequences.
    pub(crate) fn sequences(&self) -> &[Sequence] {
        &self.sequences
    }

    /// Edges the source sees, where they were looked for.
    pub(crate) fn seen_edges(&self) -> Option<&SeenEdges> {
        self.edges.as_ref()
    }

    /// Whether it holds all sequences there are.
    pub(crate) fn is_exhaustive(&self) -> bool {
        self.is_exhaustive
    }

    /// Entries of all cells: a measure of memory, 4 bytes each.
    pub fn n_entries(&self) -> usize {
        self.cell_families.len()
    }

    /// Calls `test` for every sequence registered within half a cell of the receiver, each once, in a fixed order.
    pub(crate) fn for_each_candidate(&self, receiver: DVec3, mut test: impl FnMut(&Sequence)) {
        let mut test_family = |family: u32| {
            let range = self.family_starts[family as usize] as usize..self.family_starts[family as usize + 1] as usize;
            self.sequences[range].iter().for_each(&mut test);
        };
        test_family(0);
        let mut lists = self.grid.window(receiver).map(|cell| {
            cell.map_or(&[][..], |c| {
                &self.cell_families[self.cell_starts[c] as usize..self.cell_starts[c + 1] as usize]
            })
        });
        // Merge the ascending lists, so that a family in several of them is tested once.
        while let Some(next) = lists.iter().filter_map(|list| list.first().copied()).min() {
            test_family(next);
            for list in &mut lists {
                if list.first() == Some(&next) {
                    *list = &list[1..];
                }
            }
        }
    }
}

/// One stretch of a ray after at least one reflection that is not the ground's.
struct Segment {
    key: Key,
    from: DVec3,
    to: DVec3,
}

/// The segments of every ray, by ray.
fn launch(geometry: &Geometry, source: DVec3, settings: &SolverSettings, max_order: usize) -> Vec<Vec<Segment>> {
    let n = settings.candidate_rays;
    let top = highest_sine(geometry, source);
    let follow_ray = |i: u32| follow(geometry, source, lattice_direction(i, n, top), settings, max_order);
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        (0..n).into_par_iter().map(follow_ray).collect()
    }
    #[cfg(not(feature = "parallel"))]
    (0..n).map(follow_ray).collect()
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
fn lattice_direction(i: u32, n: u32, top: f64) -> DVec3 {
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

/// Calls `emit` for a sequence of walls with each ground put in every possible place, up to `max_order` surfaces in all.
fn with_ground(walls: &Key, grounds: &[u32], max_order: usize, mut emit: impl FnMut(&[u32])) {
    let n_walls = walls.iter().take_while(|surface| **surface != u32::MAX).count();
    if n_walls > 0 {
        emit(&walls[..n_walls]);
    }
    for ground in grounds {
        // Bit k: a ground reflection before wall k; bit n: after the last wall.
        for places in 1_u32..1 << (n_walls + 1) {
            if n_walls + places.count_ones() as usize > max_order {
                continue;
            }
            let (mut surfaces, mut n) = ([u32::MAX; MAX_ORDER], 0);
            let mut push = |surface| {
                surfaces[n] = surface;
                n += 1;
            };
            for (k, wall) in walls[..n_walls].iter().map(Some).chain([None]).enumerate() {
                if places >> k & 1 == 1 {
                    push(*ground);
                }
                if let Some(wall) = wall {
                    push(*wall);
                }
            }
            emit(&surfaces[..n]);
        }
    }
}

/// Square cells over the map.
struct Grid {
    min: DVec2,
    cell_m: f64,
    n_x: usize,
    n_y: usize,
}

impl Grid {
    fn over(geometry: &Geometry) -> Self {
        let (min, max) = (geometry.min().truncate(), geometry.max().truncate());
        let size = max - min;
        let cell_m = CELL_M.max(size.max_element() / MAX_CELLS);
        let count = |length: f64| (length / cell_m) as usize + 1;
        Self { min, cell_m, n_x: count(size.x), n_y: count(size.y) }
    }

    fn n_cells(&self) -> usize {
        self.n_x * self.n_y
    }

    /// Calls `visit` for the cells under a segment's part below a height, sampled every half cell.
    fn each_cell_under(&self, from: DVec3, to: DVec3, ceiling_m: f64, mut visit: impl FnMut(u32)) {
        let span = to - from;
        let end = if to.z > ceiling_m {
            if from.z >= ceiling_m {
                return;
            }
            (ceiling_m - from.z) / span.z
        } else {
            1.0
        };
        let n_steps = (span.truncate().length() * end / (0.5 * self.cell_m)) as usize + 1;
        let mut last = usize::MAX;
        for step in 0..=n_steps {
            let point = from.truncate() + span.truncate() * (end * step as f64 / n_steps as f64);
            let place = (point - self.min) / self.cell_m;
            if place.x < 0.0 || place.y < 0.0 || place.x >= self.n_x as f64 || place.y >= self.n_y as f64 {
                continue;
            }
            let cell = place.y as usize * self.n_x + place.x as usize;
            if cell != last {
                visit(cell as u32);
                last = cell;
            }
        }
    }

    /// The four cells nearest to a point; a point off the map uses the cells at the edge.
    fn window(&self, point: DVec3) -> [Option<usize>; 4] {
        let place = (point.truncate() - self.min) / self.cell_m - 0.5;
        let along = |p: f64, n: usize| {
            let low = p.floor().clamp(0.0, (n - 1) as f64) as usize;
            let high = (p.floor() + 1.0).clamp(0.0, (n - 1) as f64) as usize;
            (low, (high != low).then_some(high))
        };
        let ((x0, x1), (y0, y1)) = (along(place.x, self.n_x), along(place.y, self.n_y));
        let cell = |x: Option<usize>, y: Option<usize>| Some(y? * self.n_x + x?);
        [cell(Some(x0), Some(y0)), cell(x1, Some(y0)), cell(Some(x0), y1), cell(x1, y1)]
    }
}

#[cfg(test)]
mod tests;
