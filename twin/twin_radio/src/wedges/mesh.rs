//! Triangles with welded corners, and their sides grouped by their two ends.

use super::Facet;
use glam::DVec3;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Corners this close are one, m.
pub(super) const WELD_M: f64 = 1e-3;

/// A point this close to a line lies on it, m; more than [`WELD_M`], because welded corners move the line.
pub(super) const SNAP_M: f64 = 1.5e-3;

/// Cosine of 1°: sides whose air spans up to 181° are flat.
const COS_FLAT: f64 = 0.999_847_695_156_391_3;

/// Edge of the cells in which equal corners are looked for, m.
const CELL_M: f64 = 0.016;

/// Sides of triangles with the same two ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// First and last + 1 of [`Mesh::slots`].
    from: u32,
    to: u32,
}

/// The soup with its topology.
pub(super) struct Mesh<'a> {
    facets: &'a [Facet],
    /// Unit normals by winding; zero for triangles that are left out.
    normals: Vec<DVec3>,
    /// Welded corners of the triangles.
    ids: Vec<[u32; 3]>,
    weld: Weld,
    groups: Vec<Group>,
    /// Sides as `3 · facet + first corner`, group by group.
    slots: Vec<u32>,
    /// Group of each side; `u32::MAX` for sides of triangles that are left out.
    group_of: Vec<u32>,
}

impl<'a> Mesh<'a> {
    pub(super) fn new(facets: &'a [Facet]) -> Self {
        let mut weld = Weld::default();
        let mut normals = Vec::with_capacity(facets.len());
        let mut ids = Vec::with_capacity(facets.len());
        let mut sides: Vec<(u64, u32)> = Vec::with_capacity(3 * facets.len());
        for (facet, Facet { corners, .. }) in facets.iter().enumerate() {
            let normal = sound_normal(corners);
            normals.push(normal.unwrap_or(DVec3::ZERO));
            if normal.is_none() {
                ids.push([u32::MAX; 3]);
                continue;
            }
            // Neighbours in the list mostly share corners.
            let (known, known_ids) =
                facet.checked_sub(1).map_or((*corners, [u32::MAX; 3]), |k| (facets[k].corners, ids[k]));
            let welded = corners.map(|corner| {
                let shared = (0..3).find(|&k| known[k] == corner && known_ids[k] != u32::MAX);
                shared.map_or_else(|| weld.id(corner), |k| known_ids[k])
            });
            ids.push(welded);
            for k in 0..3 {
                let (a, b) = (welded[k], welded[(k + 1) % 3]);
                if a != b {
                    sides.push((u64::from(a.min(b)) << 32 | u64::from(a.max(b)), (3 * facet + k) as u32));
                }
            }
        }
        sides.sort_unstable();
        let mut group_of = vec![u32::MAX; 3 * facets.len()];
        let mut groups: Vec<Group> = Vec::new();
        for (k, &(ends, slot)) in sides.iter().enumerate() {
            if k == 0 || sides[k - 1].0 != ends {
                groups.push(Group { from: k as u32, to: k as u32 });
            }
            if let Some(group) = groups.last_mut() {
                group.to += 1;
            }
            group_of[slot as usize] = (groups.len() - 1) as u32;
        }
        let slots = sides.into_iter().map(|(_, slot)| slot).collect();
        Self { facets, normals, ids, weld, groups, slots, group_of }
    }

    /// Triangles that are not left out.
    pub(super) fn sound_facets(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.facets.len() as u32).filter(|&facet| self.normals[facet as usize] != DVec3::ZERO)
    }

    pub(super) fn n_facets(&self) -> usize {
        self.facets.len()
    }

    pub(super) fn n_groups(&self) -> usize {
        self.groups.len()
    }

    pub(super) fn surface(&self, facet: u32) -> u32 {
        self.facets[facet as usize].surface
    }

    pub(super) fn corners(&self, facet: u32) -> &[DVec3; 3] {
        &self.facets[facet as usize].corners
    }

    /// Unit normal by winding.
    pub(super) fn normal(&self, facet: u32) -> DVec3 {
        self.normals[facet as usize]
    }

    /// Group of the side from corner `k` of a triangle to the next one.
    pub(super) fn group_of(&self, facet: u32, k: usize) -> u32 {
        self.group_of[3 * facet as usize + k]
    }

    /// Welded corner, m, and the welded corner for a point.
    pub(super) fn point(&self, id: u32) -> DVec3 {
        self.weld.points[id as usize]
    }

    pub(super) fn weld(&mut self, point: DVec3) -> u32 {
        self.weld.id(point)
    }

    /// The two ends of a group, smaller index first.
    pub(super) fn ends(&self, group: usize) -> [u32; 2] {
        let slot = self.slots[self.groups[group].from as usize];
        let (a, b) = self.side(slot);
        [a.min(b), a.max(b)]
    }

    /// Sides of a group, each once: triangle, welded corner across from it, whether the triangle's winding runs from the first to the second end.
    pub(super) fn sides(&self, group: usize) -> impl Iterator<Item = Side> + '_ {
        let Group { from, to } = self.groups[group];
        let slots = &self.slots[from as usize..to as usize];
        slots.iter().enumerate().filter_map(move |(k, &slot)| {
            let side = self.side_of(slot);
            // The same triangle given twice counts once.
            let is_known = slots[..k].iter().any(|&known| {
                let known = self.side_of(known);
                (known.across, known.is_forward) == (side.across, side.is_forward)
            });
            (!is_known).then_some(side)
        })
    }

    /// Whether an edge is possible there; more triangles around the line only narrow the air.
    pub(super) fn may_diffract(&self, group: usize, solid: &[bool]) -> bool {
        let mut sides = self.sides(group);
        let (Some(first), Some(second), None) = (sides.next(), sides.next(), sides.next()) else {
            return true;
        };
        let [a, b] = self.ends(group);
        let (start, axis) = (self.point(a), (self.point(b) - self.point(a)).normalize_or_zero());
        let [u, v] = [first, second].map(|side| {
            let span = self.point(side.across) - start;
            (span - axis * span.dot(axis)).normalize_or_zero()
        });
        if u.dot(v) < -COS_FLAT {
            return false;
        }
        // The inner corner of a solid.
        !(solid[first.facet as usize] && solid[second.facet as usize] && self.normal(first.facet).dot(v) > 0.0)
    }

    fn side(&self, slot: u32) -> (u32, u32) {
        let (ids, k) = (&self.ids[slot as usize / 3], slot as usize % 3);
        (ids[k], ids[(k + 1) % 3])
    }

    fn side_of(&self, slot: u32) -> Side {
        let (ids, k) = (&self.ids[slot as usize / 3], slot as usize % 3);
        Side { facet: slot / 3, across: ids[(k + 2) % 3], is_forward: ids[k] < ids[(k + 1) % 3] }
    }
}

/// One triangle's side in a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    pub(super) facet: u32,
    pub(super) across: u32,
    pub(super) is_forward: bool,
}

/// The unit normal of a triangle that is finite and nowhere lower than [`SNAP_M`].
fn sound_normal([a, b, c]: &[DVec3; 3]) -> Option<DVec3> {
    let double_area = (*b - *a).cross(*c - *a);
    let longest2 = a.distance_squared(*b).max(b.distance_squared(*c)).max(c.distance_squared(*a));
    let normal = double_area.try_normalize()?;
    (double_area.length_squared() > longest2 * SNAP_M * SNAP_M).then_some(normal)
}

/// Gives points within [`WELD_M`] of each other one index.
#[derive(Default)]
struct Weld {
    points: Vec<DVec3>,
    /// Next point in the same cell, or `u32::MAX`.
    next: Vec<u32>,
    cells: HashMap<u64, u32, BuildHasherDefault<Mixed>>,
}

impl Weld {
    fn id(&mut self, point: DVec3) -> u32 {
        let cell = |p: DVec3| (p / CELL_M).floor();
        let own = cell(point);
        let (low, high) = (cell(point - WELD_M), cell(point + WELD_M));
        if let Some(known) = self.find(own, point) {
            return known;
        }
        if low != high {
            // At most two cells along each axis.
            for corner in 0..8 {
                let pick = |bit: u32, low: f64, high: f64| if corner >> bit & 1 == 0 { low } else { high };
                let other = DVec3::new(pick(0, low.x, high.x), pick(1, low.y, high.y), pick(2, low.z, high.z));
                if other != own
                    && let Some(known) = self.find(other, point)
                {
                    return known;
                }
            }
        }
        let id = self.points.len() as u32;
        self.points.push(point);
        self.next.push(self.cells.insert(key(own), id).unwrap_or(u32::MAX));
        id
    }

    fn find(&self, cell: DVec3, point: DVec3) -> Option<u32> {
        let mut id = *self.cells.get(&key(cell))?;
        while id != u32::MAX {
            if self.points[id as usize].distance_squared(point) <= WELD_M * WELD_M {
                return Some(id);
            }
            id = self.next[id as usize];
        }
        None
    }
}

/// Mixes the whole numbers of a cell; two cells with one key only share a list.
fn key(cell: DVec3) -> u64 {
    cell.to_array().iter().fold(0, |mixed: u64, &x| {
        let mixed = (mixed ^ (x as i64 as u64)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    })
}

/// Hashes keys that are mixed already.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
