//! The scene as reflecting and blocking surfaces, and the questions asked of it.

mod builder;
pub(crate) mod edges;
mod flats;

pub use builder::{GeometryBuilder, GeometryError};

use crate::bvh::{Bounds, Tree};
use crate::materials::{self, Material, Reflection};
use crate::surface::{Plate, Surface};
use edges::Edges;
use glam::DVec3;
use num_complex::Complex64;
use std::sync::OnceLock;
use twin_units::Hertz;

/// How far the ends of a tested segment are pulled in, m, so that a point on a surface is not blocked by it.
const PULL_M: f64 = 1e-4;

/// Where a ray meets a surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Distance from the origin of the ray, m.
    pub distance_m: f64,
    /// The point on the surface, m.
    pub point: DVec3,
    /// Unit normal of the surface, turned against the ray.
    pub normal: DVec3,
    /// Index of the surface.
    pub surface: u32,
    /// Object the surface belongs to.
    pub object: u32,
}

/// All surfaces of a scene with a tree over them; made by [`GeometryBuilder::build`] and then fixed.
pub struct Geometry {
    surfaces: Vec<Surface>,
    /// The same, for crossings.
    plates: Vec<Plate>,
    materials: Vec<Material>,
    tree: Tree,
    grounds: Vec<u32>,
    min: DVec3,
    max: DVec3,
    edges: OnceLock<Edges>,
}

impl Geometry {
    fn new(surfaces: Vec<Surface>, materials: Vec<Material>) -> Self {
        let bounds = |surface: &Surface| Bounds { min: surface.corner_min(), max: surface.corner_max() };
        let tree = Tree::new(surfaces.iter().map(bounds));
        let mut grounds = Vec::new();
        let (mut min, mut max) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
        for (index, surface) in surfaces.iter().enumerate() {
            if surface.is_ground {
                grounds.push(index as u32);
            }
            min = min.min(surface.corner_min());
            max = max.max(surface.corner_max());
        }
        if surfaces.is_empty() {
            (min, max) = (DVec3::ZERO, DVec3::ZERO);
        }
        let plates = surfaces.iter().map(Plate::of).collect();
        Self { surfaces, plates, materials, tree, grounds, min, max, edges: OnceLock::new() }
    }

    /// All surfaces; their positions are the surface indices used everywhere.
    pub fn surfaces(&self) -> &[Surface] {
        &self.surfaces
    }

    /// All materials; surfaces refer to them by position.
    pub fn materials(&self) -> &[Material] {
        &self.materials
    }

    /// What a surface is made of.
    pub fn material_of(&self, surface: &Surface) -> &Material {
        &self.materials[usize::from(surface.material)]
    }

    /// The materials as a wave of one frequency meets them.
    pub fn wave(&self, frequency: Hertz) -> Wave {
        Wave {
            frequency,
            permittivities: self.materials.iter().map(|material| material.complex_permittivity(frequency)).collect(),
            specular_shares: self.materials.iter().map(|material| material.scattering.specular_share()).collect(),
        }
    }

    /// The diffracting edges; found when first asked for.
    pub(crate) fn edges(&self) -> &Edges {
        self.edges.get_or_init(|| Edges::of(self))
    }

    /// Lowest corner of everything, m; the origin when there is nothing.
    pub fn min(&self) -> DVec3 {
        self.min
    }

    /// Highest corner of everything, m; the origin when there is nothing.
    pub fn max(&self) -> DVec3 {
        self.max
    }

    /// The object a surface belongs to, as returned by the builder; `None` for an index that does not exist.
    pub fn object_of(&self, surface: u32) -> Option<u32> {
        self.surfaces.get(surface as usize).map(|surface| surface.object)
    }

    /// Where the segment from `a` to `b` meets a surface, as a fraction of the segment; touching with an end does not count.
    #[inline]
    pub(crate) fn crossing(&self, index: u32, a: DVec3, b: DVec3) -> Option<f64> {
        let plate = &self.plates[index as usize];
        let (t, uv) = plate.crossing(a, b)?;
        (plate.is_full() || self.surfaces[index as usize].covers(uv)).then_some(t)
    }

    /// Whether anything lies on the open segment from `a` to `b`; 0.1 mm at each end do not count.
    pub fn is_occluded(&self, a: DVec3, b: DVec3) -> bool {
        self.is_leg_blocked(a, b, &[])
    }

    /// As [`Self::is_occluded`], but the surfaces on which the leg begins and ends cannot block it.
    pub(crate) fn is_leg_blocked(&self, a: DVec3, b: DVec3, ends: &[u32]) -> bool {
        let span = b - a;
        let length = span.length();
        if length <= 2.0 * PULL_M {
            return false;
        }
        let pull = span * (PULL_M / length);
        let (a, b) = (a + pull, b - pull);
        self.tree.any_on_segment(a, b, |index| !ends.contains(&index) && self.crossing(index, a, b).is_some())
    }

    /// As [`Self::is_leg_blocked`], but slabs let through: adds what the leg crosses to `out`, nearest first, as fraction of the leg and surface.
    ///
    /// False when the leg crosses more than `most` surfaces or one of infinite thickness; what is in `out` is then of no use.
    pub(crate) fn leg_crossings(
        &self,
        a: DVec3,
        b: DVec3,
        ends: [u32; 2],
        most: usize,
        out: &mut Vec<(f64, u32)>,
    ) -> bool {
        let first = out.len();
        let span = b - a;
        let length = span.length();
        if length <= 2.0 * PULL_M {
            return true;
        }
        let pull = span * (PULL_M / length);
        let (a, b) = (a + pull, b - pull);
        let stopped = self.tree.any_on_segment(a, b, |index| match self.crossing(index, a, b) {
            Some(t) if !ends.contains(&index) => {
                out.push((t, index));
                self.surfaces[index as usize].thickness_m.is_infinite() || out.len() - first > most
            }
            _ => false,
        });
        out[first..].sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        !stopped
    }

    /// The first surface within `max_m` along a ray; for picking and for snapping to roofs. `direction` need not be a unit vector.
    pub fn cast_ray(&self, origin: DVec3, direction: DVec3, max_m: f64) -> Option<Hit> {
        self.cast_from_surface(origin, direction, max_m, u32::MAX)
    }

    /// As [`Self::cast_ray`], for a ray that starts on the surface `from`.
    pub(crate) fn cast_from_surface(&self, origin: DVec3, direction: DVec3, max_m: f64, from: u32) -> Option<Hit> {
        let direction = direction.try_normalize()?;
        let span = direction * max_m;
        if !span.is_finite() {
            return None;
        }
        let (surface, t) = self.tree.nearest(origin, span, |index| {
            if index == from { None } else { self.crossing(index, origin, origin + span) }
        })?;
        let Surface { normal, object, .. } = self.surfaces[surface as usize];
        let against = if normal.dot(direction) > 0.0 { -normal } else { normal };
        Some(Hit { distance_m: t * max_m, point: origin + span * t, normal: against, surface, object })
    }

    /// Height of the topmost surface at a point of the map, m; 0 where there is none.
    pub fn height_at(&self, x: f64, y: f64) -> f64 {
        let start = self.max.z + 1.0;
        self.cast_ray(DVec3::new(x, y, start), DVec3::NEG_Z, start - self.min.z + 1.0).map_or(0.0, |hit| hit.point.z)
    }

    /// Indices of the surfaces added as ground.
    pub(crate) fn grounds(&self) -> &[u32] {
        &self.grounds
    }

    /// Calls `visit(t, top_m)` for every wall under the line from `a` to `b` that may reach above it, `t` being the fraction of the line.
    pub(crate) fn each_wall_in_way(&self, a: DVec3, b: DVec3, mut visit: impl FnMut(f64, f64)) {
        self.tree.each_under_line(a, b, |index| {
            if let Some((t, top_m)) = self.plates[index as usize].track_crossing(a.truncate(), b.truncate()) {
                visit(t, top_m);
            }
        });
    }
}

/// The materials of a geometry as a wave of one frequency meets them: computed once, used at every reflection.
#[derive(Clone, Debug, PartialEq)]
pub struct Wave {
    /// Carrier frequency.
    pub frequency: Hertz,
    /// Complex relative permittivity of each material.
    permittivities: Vec<Complex64>,
    /// What a mirror of each material keeps of its amplitude; 1 for smooth ones.
    specular_shares: Vec<f64>,
}

impl Wave {
    /// Complex relative permittivity of a surface's material.
    #[inline]
    pub(crate) fn permittivity(&self, surface: &Surface) -> Complex64 {
        self.permittivities[usize::from(surface.material)]
    }

    /// Specular reflection of a surface's slab; a rough one keeps what it does not scatter (Degli-Esposti et al. 2007).
    #[inline]
    pub(crate) fn reflection(&self, surface: &Surface, cos_incidence: f64) -> Reflection {
        let slab =
            materials::slab_reflection(self.permittivity(surface), cos_incidence, surface.thickness_m, self.frequency);
        let kept = self.specular_shares[usize::from(surface.material)];
        Reflection { te: slab.te * kept, tm: slab.tm * kept }
    }
}

#[cfg(test)]
mod tests;
