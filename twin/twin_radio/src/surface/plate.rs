//! What of a surface is asked most: its plane and its bounds in it, in two cache lines.

use super::{SEAM_M, Surface};
use glam::{DVec2, DVec3};

/// Plane and bounds of a surface.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(crate) struct Plate {
    normal: DVec3,
    offset_m: f64,
    axis_u: DVec3,
    axis_v: DVec3,
    /// Bounds in plane coordinates, with the seam.
    low: DVec2,
    high: DVec2,
    /// Height of its highest corner, m.
    top_m: f64,
    is_full: bool,
}

impl Plate {
    pub(crate) fn of(surface: &Surface) -> Self {
        let &Surface { normal, offset_m, axis_u, axis_v, uv_min, uv_max, is_rectangle, .. } = surface;
        Self {
            normal,
            offset_m,
            axis_u,
            axis_v,
            low: uv_min - SEAM_M,
            high: uv_max + SEAM_M,
            top_m: surface.corner_max().z,
            is_full: is_rectangle,
        }
    }

    /// Where the segment from `a` to `b` meets the bounds: its fraction and the place in the plane; touching with an end does not count.
    #[inline]
    pub(crate) fn crossing(&self, a: DVec3, b: DVec3) -> Option<(f64, DVec2)> {
        let (from, to) = (self.normal.dot(a) - self.offset_m, self.normal.dot(b) - self.offset_m);
        if from * to >= 0.0 {
            return None;
        }
        let t = from / (from - to);
        let point = a + (b - a) * t;
        let uv = DVec2::new(self.axis_u.dot(point), self.axis_v.dot(point));
        (uv.cmpge(self.low).all() && uv.cmple(self.high).all()).then_some((t, uv))
    }

    /// For a wall, where its ground track crosses the track from `a` to `b`, as a fraction of the latter, and the height of its top, m.
    #[inline]
    pub(crate) fn track_crossing(&self, a: DVec2, b: DVec2) -> Option<(f64, f64)> {
        if self.normal.z.abs() > 1e-6 {
            return None;
        }
        let normal = self.normal.truncate();
        let (from, to) = (normal.dot(a) - self.offset_m, normal.dot(b) - self.offset_m);
        if from * to >= 0.0 {
            return None;
        }
        let t = from / (from - to);
        let u = self.axis_u.truncate().dot(a + (b - a) * t);
        (self.low.x <= u && u <= self.high.x).then_some((t, self.top_m))
    }

    /// Whether the surface fills its bounds: then these alone decide.
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }
}
