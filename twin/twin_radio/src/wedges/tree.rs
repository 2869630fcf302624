//! A packed tree of boxes over triangles, for the triangles near a segment.

use super::Facet;
use super::mesh::SNAP_M;
use glam::DVec3;

/// Boxes under one node.
const FAN: usize = 8;

#[derive(Clone, Copy)]
struct Aabb {
    centre: DVec3,
    half: DVec3,
}

impl Aabb {
    fn of(points: &[DVec3; 3]) -> Self {
        let [a, b, c] = points;
        Self::between(a.min(*b).min(*c), a.max(*b).max(*c))
    }

    fn between(min: DVec3, max: DVec3) -> Self {
        Self { centre: (min + max) * 0.5, half: (max - min) * 0.5 }
    }

    fn around(boxes: &[Self]) -> Self {
        let min = boxes.iter().fold(DVec3::INFINITY, |min, b| min.min(b.centre - b.half));
        let max = boxes.iter().fold(DVec3::NEG_INFINITY, |max, b| max.max(b.centre + b.half));
        Self::between(min, max)
    }
}

/// A segment, prepared for tests against boxes.
struct Probe {
    middle: DVec3,
    half: DVec3,
    half_abs: DVec3,
    pad: DVec3,
}

impl Probe {
    /// Separating axes: those of the box, then those across the segment.
    fn touches(&self, b: &Aabb) -> bool {
        let (offset, half, size) = (b.centre - self.middle, self.half, b.half + self.pad);
        let reach = size + self.half_abs;
        if offset.x.abs() > reach.x || offset.y.abs() > reach.y || offset.z.abs() > reach.z {
            return false;
        }
        let across = half.cross(offset);
        let h = self.half_abs;
        across.x.abs() <= size.y * h.z + size.z * h.y
            && across.y.abs() <= size.x * h.z + size.z * h.x
            && across.z.abs() <= size.x * h.y + size.y * h.x
    }
}

/// Triangles in Morton order under levels of boxes, eight to one.
pub(super) struct Tree {
    /// Triangle of each box of the lowest level.
    facets: Vec<u32>,
    /// Boxes, lowest level first.
    levels: Vec<Vec<Aabb>>,
}

impl Tree {
    pub(super) fn new(all: &[Facet], used: impl Iterator<Item = u32>) -> Self {
        let boxes: Vec<(u32, Aabb)> = used.map(|facet| (facet, Aabb::of(&all[facet as usize].corners))).collect();
        let whole = boxes
            .iter()
            .fold((DVec3::INFINITY, DVec3::NEG_INFINITY), |(min, max), (_, b)| (min.min(b.centre), max.max(b.centre)));
        let scale = f64::from((1_u32 << 21) - 1) / (whole.1 - whole.0).max_element().max(1e-9);
        let mut order: Vec<(u64, u32)> = boxes
            .iter()
            .enumerate()
            .map(|(k, (_, b))| {
                let cell = (b.centre - whole.0) * scale;
                (spread(cell.x) | spread(cell.y) << 1 | spread(cell.z) << 2, k as u32)
            })
            .collect();
        order.sort_unstable();
        let facets = order.iter().map(|&(_, k)| boxes[k as usize].0).collect();
        let mut levels = vec![order.iter().map(|&(_, k)| boxes[k as usize].1).collect::<Vec<_>>()];
        while let Some(last) = levels.last()
            && last.len() > FAN
        {
            let above = last.chunks(FAN).map(Aabb::around).collect();
            levels.push(above);
        }
        Self { facets, levels }
    }

    /// Calls `visit` for every triangle whose box comes within [`SNAP_M`] of the segment; `stack` is scratch space.
    pub(super) fn each_near(&self, a: DVec3, b: DVec3, stack: &mut Vec<(u32, u32)>, mut visit: impl FnMut(u32)) {
        let half = (b - a) * 0.5;
        let probe = Probe { middle: (a + b) * 0.5, half, half_abs: half.abs(), pad: DVec3::splat(SNAP_M) };
        let touched = |level: &[Aabb], node: usize| {
            let first = node * FAN;
            let boxes = &level[first..(first + FAN).min(level.len())];
            boxes.iter().fold((first, 1_u32, 0), |(first, bit, bits), b| {
                (first, bit << 1, if probe.touches(b) { bits | bit } else { bits })
            })
        };
        stack.clear();
        stack.push((self.levels.len() as u32 - 1, 0));
        while let Some((level, node)) = stack.pop() {
            let (first, _, mut bits) = touched(&self.levels[level as usize], node as usize);
            while bits != 0 {
                let child = first as u32 + bits.trailing_zeros();
                bits &= bits - 1;
                if level == 0 {
                    visit(self.facets[child as usize]);
                } else {
                    stack.push((level - 1, child));
                }
            }
        }
    }
}

/// Spreads 21 bits to every third bit.
fn spread(x: f64) -> u64 {
    let mut bits = x as u64 & 0x1f_ffff;
    bits = (bits | bits << 32) & 0x001f_0000_0000_ffff;
    bits = (bits | bits << 16) & 0x001f_0000_ff00_00ff;
    bits = (bits | bits << 8) & 0x100f_00f0_0f00_f00f;
    bits = (bits | bits << 4) & 0x10c3_0c30_c30c_30c3;
    (bits | bits << 2) & 0x1249_2492_4924_9249
}
