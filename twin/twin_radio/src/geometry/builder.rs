//! Makes surfaces from ground, footprints, boxes and meshes.

use super::Geometry;
use super::flats::{Flat, find_flats};
use crate::materials::Material;
use crate::outline;
use crate::surface::{Skin, Surface};
use glam::{DVec2, DVec3};
use twin_units::math;

/// Undersides lower than this are taken to stand on the ground and get no surface, m.
const STANDS_M: f64 = 1e-3;

/// Why a shape was not added.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum GeometryError {
    /// A ring needs three distinct, finite points that enclose an area.
    #[error("outline encloses no area")]
    NoArea,
    /// A corner is not a finite number.
    #[error("triangle {triangle} has a corner that is not a finite number")]
    NotFinite {
        /// Number of the triangle in its mesh, from 0.
        triangle: usize,
    },
    /// A prism must have a positive, finite height.
    #[error("top at {top_m} m is not above base at {base_m} m")]
    NotAbove {
        /// Underside, m.
        base_m: f64,
        /// Top, m.
        top_m: f64,
    },
}

/// Collects the shapes of a scene; see [`Geometry`] for what they become.
#[derive(Default)]
pub struct GeometryBuilder {
    surfaces: Vec<Surface>,
    materials: Vec<Material>,
    n_objects: u32,
}

impl GeometryBuilder {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn next_object(&mut self) -> u32 {
        self.n_objects += 1;
        self.n_objects - 1
    }

    fn material_index(&mut self, material: &Material) -> u16 {
        let known = self.materials.iter().position(|known| known == material);
        // A scene of more than 65,535 different materials would share the last one; the parser allows far fewer.
        known.unwrap_or_else(|| {
            self.materials.push(material.clone());
            self.materials.len() - 1
        }) as u16
    }

    /// Adds flat ground at z = 0 over a rectangle, as a half-space; returns its object id.
    ///
    /// Paths are tried with and without a reflection on every ground added this way.
    pub fn add_ground(&mut self, min: (f64, f64), max: (f64, f64), material: &Material) -> u32 {
        let object = self.next_object();
        let corner = |x, y| DVec3::new(x, y, 0.0);
        let [a, b, c, d] = [corner(min.0, min.1), corner(max.0, min.1), corner(max.0, max.1), corner(min.0, max.1)];
        let material = self.material_index(material);
        let skin = Skin { material, thickness_m: f64::INFINITY, object, is_ground: true };
        self.surfaces.extend(Surface::from_triangles(DVec3::Z, &[(0, [a, b, c]), (1, [a, c, d])], skin));
        object
    }

    /// Adds a vertical prism over a footprint with holes: walls, roof, and an underside if it floats; returns its object id.
    ///
    /// Rings may turn either way and may repeat their first point. Holes without an area are left out.
    ///
    /// # Errors
    /// [`GeometryError`] when the footprint has no area or the prism no height.
    pub fn add_prism(
        &mut self,
        footprint: &[(f64, f64)],
        holes: &[Vec<(f64, f64)>],
        base_m: f64,
        top_m: f64,
        material: &Material,
        thickness_m: f64,
    ) -> Result<u32, GeometryError> {
        let height = top_m - base_m;
        if !(height > 0.0 && height.is_finite()) {
            return Err(GeometryError::NotAbove { base_m, top_m });
        }
        let outer = outline::tidy_ring(footprint, true).ok_or(GeometryError::NoArea)?;
        let holes: Vec<Vec<DVec2>> = holes.iter().filter_map(|hole| outline::tidy_ring(hole, false)).collect();
        let object = self.next_object();
        let material = self.material_index(material);
        let skin = Skin { material, thickness_m, object, is_ground: false };
        let mut prim = 0;
        let mut number = |triangles: Vec<[DVec3; 3]>| -> Vec<(u32, [DVec3; 3])> {
            let first = prim;
            prim += triangles.len() as u32;
            (first..).zip(triangles).collect()
        };
        for ring in std::iter::once(&outer).chain(&holes) {
            for (i, &a) in ring.iter().enumerate() {
                let b = ring[(i + 1) % ring.len()];
                let along = (b - a).normalize();
                let normal = DVec3::new(along.y, -along.x, 0.0);
                let [low_a, low_b, high_a, high_b] =
                    [a.extend(base_m), b.extend(base_m), a.extend(top_m), b.extend(top_m)];
                let quad = number(vec![[low_a, low_b, high_b], [low_a, high_b, high_a]]);
                self.surfaces.extend(Surface::from_triangles(normal, &quad, skin));
            }
        }
        let lid = outline::triangulate(&outer, &holes);
        let at = |z: f64| -> Vec<[DVec3; 3]> { lid.iter().map(|corners| corners.map(|p| p.extend(z))).collect() };
        self.surfaces.extend(Surface::from_triangles(DVec3::Z, &number(at(top_m)), skin));
        if base_m > STANDS_M {
            self.surfaces.extend(Surface::from_triangles(DVec3::NEG_Z, &number(at(base_m)), skin));
        }
        Ok(object)
    }

    /// Adds a box of full size `size`, turned about z by `yaw_rad`; returns its object id.
    ///
    /// # Errors
    /// [`GeometryError`] when a side of the box is not positive.
    pub fn add_box(
        &mut self,
        center: DVec3,
        size: DVec3,
        yaw_rad: f64,
        material: &Material,
        thickness_m: f64,
    ) -> Result<u32, GeometryError> {
        let (sin, cos) = math::sin_cos(yaw_rad);
        let half = size / 2.0;
        let footprint = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(sx, sy)| {
            let (x, y) = (sx * half.x, sy * half.y);
            (center.x + cos * x - sin * y, center.y + sin * x + cos * y)
        });
        self.add_prism(&footprint, &[], center.z - half.z, center.z + half.z, material, thickness_m)
    }

    /// Adds a mesh; coplanar triangles that share an edge become one surface; returns its object id.
    ///
    /// Triangles without an area and triangles that repeat another one's corners are left out; which way they turn does not matter.
    ///
    /// # Errors
    /// [`GeometryError::NotFinite`] for the first corner that is no number, [`GeometryError::NoArea`] when no triangle has an area.
    pub fn add_triangles(
        &mut self,
        triangles: &[[DVec3; 3]],
        material: &Material,
        thickness_m: f64,
    ) -> Result<u32, GeometryError> {
        if let Some(triangle) = triangles.iter().position(|corners| !corners.iter().all(|corner| corner.is_finite())) {
            return Err(GeometryError::NotFinite { triangle });
        }
        let flats = find_flats(triangles);
        if flats.is_empty() {
            return Err(GeometryError::NoArea);
        }
        let object = self.next_object();
        let material = self.material_index(material);
        let skin = Skin { material, thickness_m, object, is_ground: false };
        self.surfaces.extend(flats.iter().filter_map(|Flat { normal, members }| {
            let corners: Vec<_> = members.iter().map(|&prim| (prim, triangles[prim as usize])).collect();
            Surface::from_triangles(*normal, &corners, skin)
        }));
        Ok(object)
    }

    /// Takes an object id for something that has no surfaces.
    pub fn add_nothing(&mut self) -> u32 {
        self.next_object()
    }

    /// Builds the tree; surfaces keep the order in which they were added.
    pub fn build(self) -> Geometry {
        Geometry::new(self.surfaces, self.materials)
    }
}
