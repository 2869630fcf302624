//! Bounding-volume tree over surfaces: f32 boxes find candidates; the caller's f64 planes decide.
//!
//! The only file that sees parry's types. Boxes are grown by more than an f32 step at city scale, so no candidate is lost to rounding.

use crate::surface::Surface;
use glam::{DVec2, DVec3};
use parry3d::bounding_volume::Aabb;
use parry3d::math::Vector;
use parry3d::partitioning::{Bvh, BvhBuildStrategy, BvhNode, TraversalAction};
use std::cell::Cell;

/// Growth of every box, as a length in m and as a share of the coordinate.
const GROWTH_M: f32 = 2e-3;
const GROWTH_SHARE: f32 = 1e-6;

/// A tree over the surfaces of a geometry; leaves are surface indices.
pub(crate) struct SurfaceTree(Bvh);

impl SurfaceTree {
    pub(crate) fn new(surfaces: &[Surface]) -> Self {
        let boxes = surfaces.iter().enumerate().map(|(index, surface)| {
            let low = surface.corner_min().as_vec3();
            let high = surface.corner_max().as_vec3();
            let low = low - (GROWTH_M + low.abs() * GROWTH_SHARE);
            let high = high + (GROWTH_M + high.abs() * GROWTH_SHARE);
            (index, Aabb::new(Vector::new(low.x, low.y, low.z), Vector::new(high.x, high.y, high.z)))
        });
        Self(Bvh::from_iter(BvhBuildStrategy::Binned, boxes))
    }

    /// Whether `blocks` holds for any surface whose box the segment touches.
    pub(crate) fn any_on_segment(&self, a: DVec3, b: DVec3, mut blocks: impl FnMut(u32) -> bool) -> bool {
        let ray = Slabs::new(a, b - a);
        let mut found = false;
        self.0.traverse(|node| {
            if ray.entry(node, 1.0).is_none() {
                return TraversalAction::Prune;
            }
            match node.leaf_data() {
                Some(surface) if blocks(surface) => {
                    found = true;
                    TraversalAction::EarlyExit
                }
                _ => TraversalAction::Continue,
            }
        });
        found
    }

    /// The nearest surface on the segment from `a` along `span`, with its fraction of `span`; `hit` decides in f64, nearest first.
    pub(crate) fn nearest(&self, a: DVec3, span: DVec3, hit: impl Fn(u32) -> Option<f64>) -> Option<(u32, f64)> {
        let ray = Slabs::new(a, span);
        let best = Cell::new((u32::MAX, f64::INFINITY));
        self.0.find_best(
            f32::MAX,
            |node, _| {
                // Slightly early, so that a box is never skipped because its f32 entry rounded past an f64 hit.
                let limit = (best.get().1 as f32 * (1.0 + 1e-5) + 1e-6).min(1.0);
                ray.entry(node, limit).unwrap_or(f32::MAX)
            },
            |surface, _| {
                let t = hit(surface)?;
                let (known, best_t) = best.get();
                if t < best_t || (t == best_t && surface < known) {
                    best.set((surface, t));
                }
                Some(t as f32 * (1.0 + 1e-5) + 1e-6)
            },
        );
        let (surface, t) = best.get();
        (t < f64::INFINITY).then_some((surface, t))
    }

    #[inline]
    /// Calls `visit` for every surface whose box, seen from above, the track from `a` to `b` touches.
    pub(crate) fn each_under_track(&self, a: DVec2, b: DVec2, mut visit: impl FnMut(u32)) {
        let ray = Slabs::new(a.extend(0.0), (b - a).extend(0.0));
        self.0.traverse(|node| {
            if ray.entry_flat(node).is_none() {
                return TraversalAction::Prune;
            }
            if let Some(surface) = node.leaf_data() {
                visit(surface);
            }
            TraversalAction::Continue
        });
    }
}

/// A segment prepared for slab tests against boxes.
struct Slabs {
    origin: Vector,
    inverse: Vector,
}

impl Slabs {
    fn new(origin: DVec3, span: DVec3) -> Self {
        let invert = |d: f64| if d.abs() < 1e-9 { 1e9_f64.copysign(d) } else { 1.0 / d } as f32;
        Self {
            origin: Vector::new(origin.x as f32, origin.y as f32, origin.z as f32),
            inverse: Vector::new(invert(span.x), invert(span.y), invert(span.z)),
        }
    }

    /// Fraction of the segment at which it enters a box, if it does before `limit`.
    #[inline]
    fn entry(&self, node: &BvhNode, limit: f32) -> Option<f32> {
        let (low, high) = (node.mins(), node.maxs());
        let (x0, x1) = ((low.x - self.origin.x) * self.inverse.x, (high.x - self.origin.x) * self.inverse.x);
        let (y0, y1) = ((low.y - self.origin.y) * self.inverse.y, (high.y - self.origin.y) * self.inverse.y);
        let (z0, z1) = ((low.z - self.origin.z) * self.inverse.z, (high.z - self.origin.z) * self.inverse.z);
        let enter = min(x0, x1).max(min(y0, y1)).max(min(z0, z1)).max(0.0);
        let leave = max(x0, x1).min(max(y0, y1)).min(max(z0, z1)).min(limit);
        (enter <= leave).then_some(enter)
    }

    /// As `entry`, seen from above.
    #[inline]
    fn entry_flat(&self, node: &BvhNode) -> Option<f32> {
        let (low, high) = (node.mins(), node.maxs());
        let (x0, x1) = ((low.x - self.origin.x) * self.inverse.x, (high.x - self.origin.x) * self.inverse.x);
        let (y0, y1) = ((low.y - self.origin.y) * self.inverse.y, (high.y - self.origin.y) * self.inverse.y);
        let enter = min(x0, x1).max(min(y0, y1)).max(0.0);
        let leave = max(x0, x1).min(max(y0, y1)).min(1.0);
        (enter <= leave).then_some(enter)
    }
}

#[inline]
fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

#[inline]
fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}
