//! A planar, reflecting polygon with an exact plane.

use crate::materials::Material;
use glam::{DVec2, DVec3};

/// How far outside its outline a point still counts as on a surface, m: keeps the seams between triangles closed.
const SEAM_M: f64 = 1e-9;

/// A planar polygon that reflects on both sides and blocks what would pass through it.
#[derive(Clone, Debug)]
pub struct Surface {
    /// Unit normal; outwards for prisms and boxes.
    pub normal: DVec3,
    /// Plane: `normal · p = offset_m`.
    pub offset_m: f64,
    /// What it is made of.
    pub material: &'static Material,
    /// Thickness of the slab, m; infinite for a half-space such as the ground.
    pub thickness_m: f64,
    /// Object it belongs to.
    pub object: u32,
    /// Whether it was added as ground.
    pub is_ground: bool,
    /// Axes of the plane's own coordinates; for a vertical surface `axis_u` is horizontal and `axis_v` is up.
    axis_u: DVec3,
    axis_v: DVec3,
    /// Bounds in plane coordinates.
    uv_min: DVec2,
    uv_max: DVec2,
    /// The outline as triangles in plane coordinates, counter-clockwise; empty when the surface fills its bounds.
    triangles: Vec<[DVec2; 3]>,
    corner_min: DVec3,
    corner_max: DVec3,
}

/// What surfaces of one object share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Skin {
    pub(crate) material: &'static Material,
    pub(crate) thickness_m: f64,
    pub(crate) object: u32,
    pub(crate) is_ground: bool,
}

impl Surface {
    /// A surface from coplanar triangles and the plane's unit normal; `None` when no triangle has an area.
    pub(crate) fn from_triangles(normal: DVec3, triangles: &[[DVec3; 3]], skin: Skin) -> Option<Self> {
        let first = triangles.first()?[0];
        let horizontal = DVec3::Z.cross(normal);
        let axis_u = if horizontal.length_squared() > 1e-12 { horizontal.normalize() } else { DVec3::X };
        let axis_v = normal.cross(axis_u);
        let flatten = |p: DVec3| DVec2::new(axis_u.dot(p), axis_v.dot(p));
        let mut flat = Vec::with_capacity(triangles.len());
        let (mut uv_min, mut uv_max) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
        let (mut corner_min, mut corner_max) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
        let mut area = 0.0;
        for triangle in triangles {
            let [a, mut b, mut c] = triangle.map(flatten);
            let twice_area = (b - a).perp_dot(c - a);
            if twice_area == 0.0 {
                continue;
            }
            if twice_area < 0.0 {
                std::mem::swap(&mut b, &mut c);
            }
            area += twice_area.abs() / 2.0;
            flat.push([a, b, c]);
            for (corner, point) in [a, b, c].into_iter().zip(triangle) {
                uv_min = uv_min.min(corner);
                uv_max = uv_max.max(corner);
                corner_min = corner_min.min(*point);
                corner_max = corner_max.max(*point);
            }
        }
        if flat.is_empty() {
            return None;
        }
        // Two triangles that fill their bounds are a rectangle along the axes: the bounds alone decide.
        let bounds_area = (uv_max - uv_min).element_product();
        if flat.len() == 2 && (bounds_area - area).abs() <= 1e-12 * bounds_area {
            flat.clear();
        }
        let Skin { material, thickness_m, object, is_ground } = skin;
        let offset_m = normal.dot(first);
        Some(Self {
            normal,
            offset_m,
            material,
            thickness_m,
            object,
            is_ground,
            axis_u,
            axis_v,
            uv_min,
            uv_max,
            triangles: flat,
            corner_min,
            corner_max,
        })
    }

    /// Distance from the plane, m, positive on the side the normal points to.
    #[inline]
    pub fn signed_distance_m(&self, point: DVec3) -> f64 {
        self.normal.dot(point) - self.offset_m
    }

    /// The point's mirror image in the plane.
    #[inline]
    pub fn mirror(&self, point: DVec3) -> DVec3 {
        point - self.normal * (2.0 * self.signed_distance_m(point))
    }

    /// Whether a point of the plane lies on the surface; its outline is included.
    #[inline]
    pub fn contains(&self, point: DVec3) -> bool {
        let uv = DVec2::new(self.axis_u.dot(point), self.axis_v.dot(point));
        if uv.x < self.uv_min.x - SEAM_M
            || uv.x > self.uv_max.x + SEAM_M
            || uv.y < self.uv_min.y - SEAM_M
            || uv.y > self.uv_max.y + SEAM_M
        {
            return false;
        }
        self.triangles.is_empty() || self.triangles.iter().any(|triangle| is_inside(triangle, uv))
    }

    /// Where the segment from `a` to `b` meets the surface, as a fraction of the segment; touching with an end does not count.
    #[inline]
    pub(crate) fn crossing(&self, a: DVec3, b: DVec3) -> Option<f64> {
        let (from, to) = (self.signed_distance_m(a), self.signed_distance_m(b));
        if from * to >= 0.0 {
            return None;
        }
        let t = from / (from - to);
        self.contains(a + (b - a) * t).then_some(t)
    }

    /// Lowest corner of the axis-aligned bounds, m.
    pub fn corner_min(&self) -> DVec3 {
        self.corner_min
    }

    /// Highest corner of the axis-aligned bounds, m.
    pub fn corner_max(&self) -> DVec3 {
        self.corner_max
    }

    /// For a vertical surface, where its ground track crosses the track from `a` to `b`, as a fraction of the latter.
    pub(crate) fn track_crossing(&self, a: DVec2, b: DVec2) -> Option<f64> {
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
        (self.uv_min.x <= u && u <= self.uv_max.x).then_some(t)
    }
}

/// Whether a point lies in a counter-clockwise triangle, its edges included.
fn is_inside([a, b, c]: &[DVec2; 3], p: DVec2) -> bool {
    let on_left = |from: DVec2, to: DVec2| {
        let edge = to - from;
        edge.perp_dot(p - from) >= -SEAM_M * edge.length()
    };
    on_left(*a, *b) && on_left(*b, *c) && on_left(*c, *a)
}

#[cfg(test)]
mod tests;
