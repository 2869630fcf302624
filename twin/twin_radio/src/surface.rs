//! A planar, reflecting polygon with an exact plane.

mod plate;

pub(crate) use plate::Plate;

use glam::{DVec2, DVec3};

/// How far outside its outline a point still counts as on a surface, m: keeps the seams between triangles closed.
const SEAM_M: f64 = 1e-9;
/// Surfaces of more faces than this look them up in cells.
const FEW_FACES: usize = 12;

/// A planar polygon that reflects on both sides and lets through what its slab lets through.
#[derive(Clone, Debug)]
pub struct Surface {
    /// Unit normal; outwards for prisms and boxes.
    pub normal: DVec3,
    /// Plane: `normal · p = offset_m`.
    pub offset_m: f64,
    /// Axes of the plane's own coordinates; for a vertical surface `axis_u` is horizontal and `axis_v` is up.
    axis_u: DVec3,
    axis_v: DVec3,
    /// Bounds in plane coordinates.
    uv_min: DVec2,
    uv_max: DVec2,
    /// Whether it fills its bounds: then these alone decide.
    is_rectangle: bool,
    /// Thickness of the slab, m; infinite for a half-space such as the ground.
    pub thickness_m: f64,
    /// What it is made of: an index into [`crate::Geometry::materials`].
    pub material: u16,
    /// Whether it was added as ground.
    pub is_ground: bool,
    /// Object it belongs to.
    pub object: u32,
    faces: Vec<Face>,
    cells: Option<Box<Cells>>,
    corner_min: DVec3,
    corner_max: DVec3,
}

/// One of the triangles of a surface.
#[derive(Clone, Copy, Debug)]
struct Face {
    /// In plane coordinates, counter-clockwise.
    corners: [DVec2; 3],
    /// Its number in its object.
    prim: u32,
}

/// What surfaces of one object share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Skin {
    pub(crate) material: u16,
    pub(crate) thickness_m: f64,
    pub(crate) object: u32,
    pub(crate) is_ground: bool,
}

impl Surface {
    /// A surface from coplanar triangles, numbered as in their object, and the plane's unit normal; `None` when no triangle has an area.
    pub(crate) fn from_triangles(normal: DVec3, triangles: &[(u32, [DVec3; 3])], skin: Skin) -> Option<Self> {
        let first = triangles.first()?.1[0];
        let horizontal = DVec3::Z.cross(normal);
        let axis_u = if horizontal.length_squared() > 1e-12 { horizontal.normalize() } else { DVec3::X };
        let axis_v = normal.cross(axis_u);
        let flatten = |p: DVec3| DVec2::new(axis_u.dot(p), axis_v.dot(p));
        let mut faces = Vec::with_capacity(triangles.len());
        let (mut uv_min, mut uv_max) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
        let (mut corner_min, mut corner_max) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
        let mut area = 0.0;
        for (prim, triangle) in triangles {
            let [a, mut b, mut c] = triangle.map(flatten);
            let twice_area = (b - a).perp_dot(c - a);
            if twice_area == 0.0 || !twice_area.is_finite() {
                continue;
            }
            if twice_area < 0.0 {
                std::mem::swap(&mut b, &mut c);
            }
            area += twice_area.abs() / 2.0;
            faces.push(Face { corners: [a, b, c], prim: *prim });
            for (corner, point) in [a, b, c].into_iter().zip(triangle) {
                uv_min = uv_min.min(corner);
                uv_max = uv_max.max(corner);
                corner_min = corner_min.min(*point);
                corner_max = corner_max.max(*point);
            }
        }
        if faces.is_empty() {
            return None;
        }
        // Two triangles that fill their bounds are a rectangle along the axes.
        let bounds_area = (uv_max - uv_min).element_product();
        let is_rectangle = faces.len() == 2 && (bounds_area - area).abs() <= 1e-12 * bounds_area;
        let Skin { material, thickness_m, object, is_ground } = skin;
        let mut surface = Self {
            normal,
            offset_m: normal.dot(first),
            axis_u,
            axis_v,
            uv_min,
            uv_max,
            is_rectangle,
            thickness_m,
            material,
            is_ground,
            object,
            faces,
            cells: None,
            corner_min,
            corner_max,
        };
        if surface.faces.len() > FEW_FACES {
            surface.cells = Some(Box::new(Cells::over(&surface)));
        }
        Some(surface)
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

    #[inline]
    fn flatten(&self, point: DVec3) -> DVec2 {
        DVec2::new(self.axis_u.dot(point), self.axis_v.dot(point))
    }

    #[inline]
    fn raise(&self, uv: DVec2) -> DVec3 {
        self.axis_u * uv.x + self.axis_v * uv.y + self.normal * self.offset_m
    }

    /// Whether a point of the plane lies on the surface; its outline is included.
    #[inline]
    pub fn contains(&self, point: DVec3) -> bool {
        let uv = self.flatten(point);
        if uv.x < self.uv_min.x - SEAM_M
            || uv.x > self.uv_max.x + SEAM_M
            || uv.y < self.uv_min.y - SEAM_M
            || uv.y > self.uv_max.y + SEAM_M
        {
            return false;
        }
        self.is_rectangle || self.face_at(uv).is_some()
    }

    fn face_at(&self, uv: DVec2) -> Option<&Face> {
        match &self.cells {
            None => self.faces.iter().find(|face| is_inside(&face.corners, uv)),
            Some(cells) => {
                cells.at(uv).iter().map(|&face| &self.faces[face as usize]).find(|face| is_inside(&face.corners, uv))
            }
        }
    }

    /// Number in its object of the triangle at a point of the plane; of the first triangle when the point is on none.
    pub fn prim_at(&self, point: DVec3) -> u32 {
        self.face_at(self.flatten(point)).map_or(self.faces[0].prim, |face| face.prim)
    }

    /// Whether one of its faces covers a place in its plane.
    #[inline]
    pub(crate) fn covers(&self, uv: DVec2) -> bool {
        self.face_at(uv).is_some()
    }

    /// Its triangles in space, m, with their numbers in the object.
    pub fn triangles(&self) -> impl Iterator<Item = (u32, [DVec3; 3])> + '_ {
        self.faces.iter().map(|face| (face.prim, face.corners.map(|uv| self.raise(uv))))
    }

    /// Area of its bounds in the plane, m².
    pub(crate) fn bounds_area_m2(&self) -> f64 {
        (self.uv_max - self.uv_min).element_product()
    }

    /// Middles of tiles of some `edge_m` that lie on the surface, and the area each stands for, m²: together the area of the surface.
    pub(crate) fn tile_points(&self, edge_m: f64) -> (Vec<DVec3>, f64) {
        let size = self.uv_max - self.uv_min;
        let count = |length: f64| (length / edge_m).round().clamp(1.0, 65_536.0) as u32;
        let (n_u, n_v) = (count(size.x), count(size.y));
        let at = |i: u32, n: u32| (f64::from(i) + 0.5) / f64::from(n);
        let places = (0..n_v).flat_map(|v| (0..n_u).map(move |u| DVec2::new(at(u, n_u), at(v, n_v))));
        let points: Vec<DVec3> = places
            .map(|place| self.uv_min + size * place)
            .filter(|&uv| self.is_rectangle || self.face_at(uv).is_some())
            .map(|uv| self.raise(uv))
            .collect();
        let twice = |face: &Face| (face.corners[1] - face.corners[0]).perp_dot(face.corners[2] - face.corners[0]);
        let area_m2 = self.faces.iter().map(twice).sum::<f64>() / 2.0;
        let each_m2 = area_m2 / points.len().max(1) as f64;
        (points, each_m2)
    }

    /// The corners of its bounds in the plane, in turn, m: a rectangle that holds all of it.
    pub(crate) fn rectangle(&self) -> [DVec3; 4] {
        let (low, high) = (self.uv_min, self.uv_max);
        [low, DVec2::new(high.x, low.y), high, DVec2::new(low.x, high.y)].map(|uv| self.raise(uv))
    }

    /// Lowest corner of the axis-aligned bounds, m.
    pub fn corner_min(&self) -> DVec3 {
        self.corner_min
    }

    /// Highest corner of the axis-aligned bounds, m.
    pub fn corner_max(&self) -> DVec3 {
        self.corner_max
    }
}

/// Whether a point lies in a counter-clockwise triangle, its edges included.
#[inline]
fn is_inside([a, b, c]: &[DVec2; 3], p: DVec2) -> bool {
    let on_left = |from: DVec2, to: DVec2| {
        let edge = to - from;
        edge.perp_dot(p - from) >= -SEAM_M * edge.length()
    };
    on_left(*a, *b) && on_left(*b, *c) && on_left(*c, *a)
}

/// Which faces of a surface touch which cell of its bounds.
#[derive(Clone, Debug)]
struct Cells {
    min: DVec2,
    per_m: DVec2,
    n: usize,
    starts: Vec<u32>,
    faces: Vec<u32>,
}

impl Cells {
    fn over(surface: &Surface) -> Self {
        let n = ((surface.faces.len() as f64).sqrt() as usize).clamp(2, 256);
        let size = (surface.uv_max - surface.uv_min).max(DVec2::splat(1e-9));
        let mut cells = Self {
            min: surface.uv_min,
            per_m: DVec2::splat(n as f64) / size,
            n,
            starts: vec![0; n * n + 1],
            faces: Vec::new(),
        };
        let mut entries = Vec::new();
        for (index, face) in surface.faces.iter().enumerate() {
            let [a, b, c] = face.corners;
            let (low_x, low_y) = cells.place(a.min(b).min(c) - SEAM_M);
            let (high_x, high_y) = cells.place(a.max(b).max(c) + SEAM_M);
            for y in low_y..=high_y {
                entries.extend((low_x..=high_x).map(|x| (y * n + x, index as u32)));
            }
        }
        entries.sort_unstable();
        for (cell, _) in &entries {
            cells.starts[cell + 1] += 1;
        }
        for cell in 0..n * n {
            cells.starts[cell + 1] += cells.starts[cell];
        }
        cells.faces = entries.into_iter().map(|(_, face)| face).collect();
        cells
    }

    fn place(&self, uv: DVec2) -> (usize, usize) {
        let along = |v: f64| (v.max(0.0) as usize).min(self.n - 1);
        let place = (uv - self.min) * self.per_m;
        (along(place.x), along(place.y))
    }

    fn at(&self, uv: DVec2) -> &[u32] {
        let (x, y) = self.place(uv);
        let cell = y * self.n + x;
        &self.faces[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }
}

#[cfg(test)]
mod tests;
