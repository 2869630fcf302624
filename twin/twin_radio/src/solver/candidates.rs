//! Which sequences of surfaces a fixed source can reach a receiver by, found once per source and looked up by map cell.
//!
//! Rays of a Fibonacci lattice are followed through their reflections. Every segment after a reflection registers the sequence of surfaces so
//! far in the cells of its ground track. Ground reflections are left out of the sequence, since they do not change the track, and put
//! back in every possible place afterwards: distant receivers see the ground under so flat an angle that rays would miss it.

mod grid;
mod launch;

use super::edges::SeenEdges;
use super::scattering::{self, Tile};
use super::{MAX_ORDER, SolverSettings, beams};
use crate::geometry::Geometry;
use glam::{DVec2, DVec3};
use grid::Grid;
use launch::Reached;

/// Receivers are expected below this height above the highest surface, m.
const HEADROOM_M: f64 = 60.0;
/// Surfaces in their order along a path, padded with `u32::MAX`.
pub(super) type Key = [u32; MAX_ORDER];

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
    /// Tiles of rough surfaces the source sees; none where nothing is to scatter.
    tiles: Vec<Tile>,
    is_exhaustive: bool,
}

impl Illumination {
    /// Launches `settings.candidate_rays` rays from a source and records what they reach.
    pub fn new(geometry: &Geometry, source: DVec3, settings: &SolverSettings) -> Self {
        let max_order = usize::from(settings.max_order).min(MAX_ORDER);
        let max_order = if settings.mechanisms.reflection { max_order } else { 0 };
        let grid = Grid::over(geometry);
        let ceiling_m = geometry.max().z + HEADROOM_M;
        let lit = max_order > 0 && source.is_finite();
        let Reached { walls, entries } = if lit {
            launch::reach(geometry, source, settings, max_order, &grid, ceiling_m)
        } else {
            Reached::nothing()
        };
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
        let all = Self {
            source,
            sequences,
            family_starts,
            grid,
            cell_starts,
            cell_families,
            edges,
            tiles: Vec::new(),
            is_exhaustive: false,
        };
        all.with_tiles(geometry, settings)
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
            tiles: Vec::new(),
            is_exhaustive: true,
        })
    }

    /// Adds the tiles that the source lights, where the settings ask for scattering.
    #[must_use]
    pub fn with_tiles(mut self, geometry: &Geometry, settings: &SolverSettings) -> Self {
        if settings.mechanisms.scattering {
            self.tiles = scattering::lit_tiles(geometry, self.source, settings);
        }
        self
    }

    /// Tiles of rough surfaces the source sees.
    pub(super) fn tiles(&self) -> &[Tile] {
        &self.tiles
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

#[cfg(test)]
mod tests;
