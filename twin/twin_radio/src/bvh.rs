//! Bounding-volume tree over surfaces: four f32 boxes a node are tested at once; the caller's f64 planes decide.
//!
//! Boxes are grown by more than an f32 step at city scale, so no candidate is lost to rounding, and results do not depend on the tree.
//! Built by binned surface-area splits (Wald 2007, "On fast construction of SAH-based bounding volume hierarchies"), straight into nodes of four.

use glam::DVec3;
use std::ops::Range;
use wide::f32x4;

/// Growth of every box, as a length in m and as a share of the coordinate.
const GROWTH_M: f32 = 2e-3;
const GROWTH_SHARE: f32 = 1e-6;
/// Boxes of a node.
const WIDTH: usize = 4;
/// Most surfaces of a leaf; must fit two bits when one less.
const LEAF_SIZE: usize = 2;
/// Bins along an axis.
const BINS: usize = 16;
/// Below this depth ranges are halved, so that no input makes the tree deep.
const DEEP: usize = 40;
/// A traversal never has more nodes waiting: three for each of at most `DEEP + 24` levels.
const STACK: usize = 3 * (DEEP + 24) + 1;
/// Marks a child as a leaf: two bits of its size less one and 29 bits of its first place follow.
const LEAF: u32 = 1 << 31;
/// A child that is not there.
const NONE: u32 = u32::MAX;

/// Axis-aligned bounds of one surface, m.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) min: DVec3,
    pub(crate) max: DVec3,
}

/// Four boxes side by side, so that one instruction tests all.
#[derive(Clone)]
struct Node {
    /// Lowest and highest corner along each axis.
    borders: [[f32x4; 2]; 3],
    child: [u32; WIDTH],
}

/// A tree over bounds; leaves are their indices.
#[derive(Clone, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    items: Vec<u32>,
}

/// One box while the tree is built.
#[derive(Clone, Copy)]
struct Item {
    min: [f32; 3],
    max: [f32; 3],
    index: u32,
}

impl Item {
    fn center(&self, axis: usize) -> f32 {
        0.5 * (self.min[axis] + self.max[axis])
    }
}

/// Bounds of several items.
#[derive(Clone, Copy)]
struct Extent {
    min: [f32; 3],
    max: [f32; 3],
}

impl Extent {
    const EMPTY: Self = Self { min: [f32::INFINITY; 3], max: [f32::NEG_INFINITY; 3] };

    fn of(items: &[Item]) -> Self {
        items.iter().fold(Self::EMPTY, |extent, item| extent.with(&item.min, &item.max))
    }

    fn with(mut self, low: &[f32; 3], high: &[f32; 3]) -> Self {
        for axis in 0..3 {
            self.min[axis] = min(self.min[axis], low[axis]);
            self.max[axis] = max(self.max[axis], high[axis]);
        }
        self
    }

    /// Half the surface area; 0 when empty.
    fn area(&self) -> f32 {
        let d = [0, 1, 2].map(|axis| max(self.max[axis] - self.min[axis], 0.0));
        d[0] * d[1] + d[1] * d[2] + d[2] * d[0]
    }
}

impl Tree {
    pub(crate) fn new(bounds: impl Iterator<Item = Bounds>) -> Self {
        let mut items: Vec<Item> = bounds
            .enumerate()
            .map(|(index, bounds)| Item {
                min: bounds.min.to_array().map(|v| v as f32 - (GROWTH_M + (v as f32).abs() * GROWTH_SHARE)),
                max: bounds.max.to_array().map(|v| v as f32 + (GROWTH_M + (v as f32).abs() * GROWTH_SHARE)),
                index: index as u32,
            })
            .collect();
        let mut tree = Self { nodes: Vec::with_capacity(items.len() / 2 + 1), items: Vec::with_capacity(items.len()) };
        if !items.is_empty() {
            tree.add(&mut items, 0);
        }
        tree
    }

    /// Adds a node over all `items` and what is below it; returns its index.
    fn add(&mut self, items: &mut [Item], depth: usize) -> u32 {
        let place = self.nodes.len();
        let empty = [f32x4::splat(f32::INFINITY), f32x4::splat(f32::NEG_INFINITY)];
        self.nodes.push(Node { borders: [empty; 3], child: [NONE; WIDTH] });
        let mut parts: Vec<&mut [Item]> = vec![items];
        while parts.len() < WIDTH {
            // Split the part that is most often entered with most to test.
            let cost = |part: &[Item]| Extent::of(part).area() * part.len() as f32;
            let Some(widest) = (0..parts.len())
                .filter(|&k| parts[k].len() > LEAF_SIZE)
                .max_by(|&a, &b| cost(parts[a]).total_cmp(&cost(parts[b])))
            else {
                break;
            };
            let part = parts.swap_remove(widest);
            let (low, high) = split(part, depth);
            parts.push(low);
            parts.push(high);
        }
        for (lane, part) in parts.into_iter().enumerate() {
            let extent = Extent::of(part);
            let child = if part.len() <= LEAF_SIZE {
                let first = self.items.len() as u32;
                self.items.extend(part.iter().map(|item| item.index));
                LEAF | ((part.len() as u32 - 1) << 29) | first
            } else {
                self.add(part, depth + 1)
            };
            let node = &mut self.nodes[place];
            node.child[lane] = child;
            for axis in 0..3 {
                node.borders[axis][0].as_mut_array()[lane] = extent.min[axis];
                node.borders[axis][1].as_mut_array()[lane] = extent.max[axis];
            }
        }
        place as u32
    }

    /// The surfaces of a leaf child.
    #[inline]
    fn leaf(&self, child: u32) -> &[u32] {
        let first = (child & 0x1FFF_FFFF) as usize;
        &self.items[first..first + 1 + (child >> 29 & 3) as usize]
    }

    /// Whether `stop` holds for any surface whose box the segment touches; each is asked at most once, until one holds.
    #[inline]
    pub(crate) fn any_on_segment(&self, a: DVec3, b: DVec3, stop: impl FnMut(u32) -> bool) -> bool {
        let ray = Slabs::new(a, b - a);
        self.any(|node| ray.enter(node, 1.0).1, stop)
    }

    /// Calls `visit` for every surface whose box the line from `a` to `b` passes through or under.
    pub(crate) fn each_under_line(&self, a: DVec3, b: DVec3, mut visit: impl FnMut(u32)) {
        let ray = Slabs::new(a, b - a);
        self.any(
            |node| ray.enter_below(node),
            |surface| {
                visit(surface);
                false
            },
        );
    }

    /// Whether `stop` holds for any surface in the boxes that `touched` names, one bit each, from node to node.
    #[inline(always)]
    fn any(&self, touched: impl Fn(&Node) -> u32, mut stop: impl FnMut(u32) -> bool) -> bool {
        if self.nodes.is_empty() {
            return false;
        }
        let mut stack = [0_u32; STACK];
        let mut waiting = 1;
        while waiting > 0 {
            waiting -= 1;
            let node = &self.nodes[stack[waiting] as usize];
            let mut touched = touched(node);
            while touched != 0 {
                let child = node.child[touched.trailing_zeros() as usize];
                touched &= touched - 1;
                if child & LEAF == 0 {
                    stack[waiting] = child;
                    waiting += 1;
                } else if child != NONE && self.leaf(child).iter().any(|&surface| stop(surface)) {
                    return true;
                }
            }
        }
        false
    }

    /// The nearest surface on the segment from `a` along `span`, with its fraction of `span`; `hit` decides in f64. Of equally near ones, the lowest index.
    pub(crate) fn nearest(&self, a: DVec3, span: DVec3, hit: impl Fn(u32) -> Option<f64>) -> Option<(u32, f64)> {
        if self.nodes.is_empty() {
            return None;
        }
        let ray = Slabs::new(a, span);
        let mut best: Option<(u32, f64)> = None;
        // Slightly late, so that a box is never skipped because its f32 entry rounded past an f64 hit.
        let mut limit = 1.0_f32;
        let mut stack = [(0_u32, 0.0_f32); STACK];
        let mut waiting = 1;
        while waiting > 0 {
            waiting -= 1;
            let (place, entry) = stack[waiting];
            if entry > limit {
                continue;
            }
            let node = &self.nodes[place as usize];
            let (enter, mut touched) = ray.enter(node, limit);
            let first = waiting;
            while touched != 0 {
                let lane = touched.trailing_zeros() as usize;
                touched &= touched - 1;
                let child = node.child[lane];
                if child & LEAF == 0 {
                    // Farthest first, so that the nearest is taken next.
                    let mut at = waiting;
                    while at > first && stack[at - 1].1 < enter[lane] {
                        stack[at] = stack[at - 1];
                        at -= 1;
                    }
                    stack[at] = (child, enter[lane]);
                    waiting += 1;
                } else if child != NONE {
                    for &surface in self.leaf(child) {
                        let Some(t) = hit(surface) else { continue };
                        if best.is_none_or(|(known, best_t)| t < best_t || (t == best_t && surface < known)) {
                            best = Some((surface, t));
                            limit = (t as f32 * (1.0 + 1e-5) + 1e-6).min(1.0);
                        }
                    }
                }
            }
        }
        best
    }
}

/// Splits items in two, neither empty, by the cheapest of the bins' borders; deep down, or where centres coincide, in halves.
fn split(items: &mut [Item], depth: usize) -> (&mut [Item], &mut [Item]) {
    let half = items.len() / 2;
    let (mut low, mut high) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
    for item in items.iter() {
        for axis in 0..3 {
            low[axis] = min(low[axis], item.center(axis));
            high[axis] = max(high[axis], item.center(axis));
        }
    }
    let bin_of = |item: &Item, axis: usize| {
        let place = (item.center(axis) - low[axis]) / (high[axis] - low[axis]) * BINS as f32;
        (place as usize).min(BINS - 1)
    };
    let mut best: Option<(f32, usize, usize)> = None;
    if depth < DEEP {
        for axis in (0..3).filter(|&axis| high[axis] > low[axis]) {
            let mut bins = [(Extent::EMPTY, 0_usize); BINS];
            for item in items.iter() {
                let bin = &mut bins[bin_of(item, axis)];
                *bin = (bin.0.with(&item.min, &item.max), bin.1 + 1);
            }
            let mut above = [(0.0_f32, 0_usize); BINS];
            let mut extent = Extent::EMPTY;
            let mut count = 0;
            for k in (1..BINS).rev() {
                extent = extent.with(&bins[k].0.min, &bins[k].0.max);
                count += bins[k].1;
                above[k] = (extent.area(), count);
            }
            let (mut extent, mut count) = (Extent::EMPTY, 0);
            for k in 1..BINS {
                extent = extent.with(&bins[k - 1].0.min, &bins[k - 1].0.max);
                count += bins[k - 1].1;
                let cost = extent.area() * count as f32 + above[k].0 * above[k].1 as f32;
                if count > 0 && above[k].1 > 0 && best.is_none_or(|(known, _, _)| cost < known) {
                    best = Some((cost, axis, k));
                }
            }
        }
    }
    let Some((_, axis, border)) = best else { return items.split_at_mut(half) };
    // A stable partition by bins would need memory; sorting by bin keeps the build deterministic and simple.
    items.sort_by_key(|item| bin_of(item, axis) >= border);
    let at = items.partition_point(|item| bin_of(item, axis) < border);
    items.split_at_mut(at)
}

/// A segment prepared for slab tests against boxes.
struct Slabs {
    origin: [f32x4; 3],
    inverse: [f32x4; 3],
    /// Which of a box's two borders the segment meets first along each axis.
    near: [usize; 3],
}

impl Slabs {
    #[inline]
    fn new(origin: DVec3, span: DVec3) -> Self {
        let inverse = span.to_array().map(|d| if d.abs() < 1e-9 { 1e9_f64.copysign(d) } else { 1.0 / d } as f32);
        Self {
            origin: origin.to_array().map(|v| f32x4::splat(v as f32)),
            inverse: inverse.map(f32x4::splat),
            near: inverse.map(|v| usize::from(v < 0.0)),
        }
    }

    /// Fractions of the segment at which it enters each box of a node, and one bit for each box it does not leave before.
    #[inline(always)]
    fn enter(&self, node: &Node, limit: f32) -> ([f32; WIDTH], u32) {
        let (enter, leave) = self.between(&node.borders, 0..3, f32x4::ZERO, f32x4::splat(limit));
        (enter.to_array(), enter.simd_le(leave).to_bitmask())
    }

    /// One bit for each box that the segment enters or passes under.
    #[inline(always)]
    fn enter_below(&self, node: &Node) -> u32 {
        let (mut enter, mut leave) = self.between(&node.borders, 0..2, f32x4::ZERO, f32x4::ONE);
        // The top is the border it meets last on its way up, and first on its way down.
        let top = (node.borders[2][1] - self.origin[2]) * self.inverse[2];
        if self.near[2] == 0 {
            leave = top.fast_min(leave);
        } else {
            enter = top.fast_max(enter);
        }
        enter.simd_le(leave).to_bitmask()
    }

    /// Narrows fractions of the segment to where it is between the borders along some axes.
    #[inline(always)]
    fn between(
        &self,
        borders: &[[f32x4; 2]; 3],
        axes: Range<usize>,
        mut enter: f32x4,
        mut leave: f32x4,
    ) -> (f32x4, f32x4) {
        for axis in axes {
            let near = self.near[axis] & 1;
            let (near, far) = (borders[axis][near], borders[axis][1 - near]);
            enter = ((near - self.origin[axis]) * self.inverse[axis]).fast_max(enter);
            leave = ((far - self.origin[axis]) * self.inverse[axis]).fast_min(leave);
        }
        (enter, leave)
    }
}

#[inline(always)]
fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

#[inline(always)]
fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[cfg(test)]
mod tests;
