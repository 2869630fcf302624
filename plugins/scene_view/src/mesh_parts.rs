//! Triangles and lines gathered into one mesh each, so that the whole city is a handful of draw calls.
//!
//! Vertex colours are shading factors (linear); the colour itself is the material's, so a change of theme touches no mesh.

use bevy::asset::RenderAssetUsages;
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;

/// A shading factor as a vertex colour.
pub(crate) const fn grey(factor: f32) -> [f32; 4] {
    [factor, factor, factor, 1.0]
}

/// Triangles with flat normals and vertex colours.
#[derive(Default)]
pub(crate) struct Triangles {
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    colors: Vec<[f32; 4]>,
    indices: Vec<u32>,
}

impl Triangles {
    /// Whether there is nothing to draw.
    pub(crate) fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// Adds a vertex.
    pub(crate) fn vertex(&mut self, position: Vec3, normal: Vec3, color: [f32; 4]) -> u32 {
        self.positions.push(position.to_array());
        self.normals.push(normal.to_array());
        self.colors.push(color);
        self.positions.len() as u32 - 1
    }

    /// Joins three vertices, counter-clockwise seen from outside.
    pub(crate) fn face(&mut self, a: u32, b: u32, c: u32) {
        self.indices.extend([a, b, c]);
    }

    /// Adds a flat triangle, counter-clockwise seen from outside.
    pub(crate) fn triangle(&mut self, corners: [Vec3; 3], color: [f32; 4]) {
        let normal = (corners[1] - corners[0]).cross(corners[2] - corners[0]).normalize_or_zero();
        let [a, b, c] = corners.map(|corner| self.vertex(corner, normal, color));
        self.face(a, b, c);
    }

    /// Adds a flat quadrangle, counter-clockwise seen from outside, with a colour per corner.
    pub(crate) fn quad(&mut self, corners: [Vec3; 4], colors: [[f32; 4]; 4]) {
        let normal = (corners[2] - corners[0]).cross(corners[3] - corners[1]).normalize_or_zero();
        let at: Vec<u32> =
            corners.into_iter().zip(colors).map(|(corner, color)| self.vertex(corner, normal, color)).collect();
        self.face(at[0], at[1], at[2]);
        self.face(at[0], at[2], at[3]);
    }

    /// Adds a box given by its frame: `frame` maps −½..½ to the box.
    pub(crate) fn cuboid(&mut self, frame: Transform, color: [f32; 4]) {
        self.prismatoid(frame, 1.0, color);
    }

    /// Adds a box whose top is smaller than its bottom by the factor `taper`; `frame` maps −½..½ to the box.
    pub(crate) fn prismatoid(&mut self, frame: Transform, taper: f32, color: [f32; 4]) {
        let corner = |x: f32, y: f32, z: f32| {
            let narrow = if y > 0.0 { taper } else { 1.0 };
            frame.transform_point(Vec3::new(x * narrow, y, z * narrow) * 0.5)
        };
        const SIDES: [[[f32; 3]; 4]; 6] = [
            [[-1., 1., 1.], [1., 1., 1.], [1., 1., -1.], [-1., 1., -1.]],
            [[-1., -1., -1.], [1., -1., -1.], [1., -1., 1.], [-1., -1., 1.]],
            [[-1., -1., 1.], [1., -1., 1.], [1., 1., 1.], [-1., 1., 1.]],
            [[1., -1., -1.], [-1., -1., -1.], [-1., 1., -1.], [1., 1., -1.]],
            [[1., -1., 1.], [1., -1., -1.], [1., 1., -1.], [1., 1., 1.]],
            [[-1., -1., -1.], [-1., -1., 1.], [-1., 1., 1.], [-1., 1., -1.]],
        ];
        for side in SIDES {
            self.quad(side.map(|[x, y, z]| corner(x, y, z)), [color; 4]);
        }
    }

    /// Adds an upright cylinder or cone from `bottom` to a height above it, m, with caps.
    pub(crate) fn cylinder(&mut self, bottom: Vec3, height: f32, radii: [f32; 2], sides: u32, color: [f32; 4]) {
        let rim = |i: u32, level: usize| {
            let (sin, cos) = (i as f32 / sides as f32 * std::f32::consts::TAU).sin_cos();
            bottom + Vec3::new(cos * radii[level], height * level as f32, -sin * radii[level])
        };
        for i in 0..sides {
            self.quad([rim(i, 0), rim(i + 1, 0), rim(i + 1, 1), rim(i, 1)], [color; 4]);
            self.triangle([bottom + Vec3::Y * height, rim(i, 1), rim(i + 1, 1)], color);
            self.triangle([bottom, rim(i + 1, 0), rim(i, 0)], color);
        }
    }

    /// Adds a flat ring facing up.
    pub(crate) fn ring(&mut self, center: Vec3, inner: f32, outer: f32, sides: u32, color: [f32; 4]) {
        let at = |i: u32, radius: f32| {
            let (sin, cos) = (i as f32 / sides as f32 * std::f32::consts::TAU).sin_cos();
            center + Vec3::new(cos * radius, 0.0, -sin * radius)
        };
        for i in 0..sides {
            self.quad([at(i, inner), at(i, outer), at(i + 1, outer), at(i + 1, inner)], [color; 4]);
        }
    }

    /// The mesh.
    pub(crate) fn into_mesh(self) -> Mesh {
        Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
            .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions)
            .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, self.normals)
            .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, self.colors)
            .with_inserted_indices(Indices::U32(self.indices))
    }

    /// Area of all triangles, m².
    #[cfg(test)]
    pub(crate) fn area(&self) -> f32 {
        let p = |i: u32| Vec3::from(self.positions[i as usize]);
        self.indices.chunks_exact(3).map(|t| (p(t[1]) - p(t[0])).cross(p(t[2]) - p(t[0])).length() / 2.0).sum()
    }

    /// Sum over triangles of the angle test: 1 for each whose normal agrees with its corners' order.
    #[cfg(test)]
    pub(crate) fn all_faces_agree_with_normals(&self) -> bool {
        let p = |i: u32| Vec3::from(self.positions[i as usize]);
        self.indices
            .chunks_exact(3)
            .all(|t| (p(t[1]) - p(t[0])).cross(p(t[2]) - p(t[0])).dot(Vec3::from(self.normals[t[0] as usize])) >= -1e-6)
    }
}

/// Line segments.
#[derive(Default)]
pub(crate) struct Lines(Vec<[f32; 3]>);

impl Lines {
    /// Whether there is nothing to draw.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a segment.
    pub(crate) fn segment(&mut self, a: Vec3, b: Vec3) {
        self.0.extend([a.to_array(), b.to_array()]);
    }

    /// The mesh.
    pub(crate) fn into_mesh(self) -> Mesh {
        let n = self.0.len();
        Mesh::new(PrimitiveTopology::LineList, RenderAssetUsages::default())
            .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.0)
            .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, vec![[0.0, 1.0, 0.0]; n])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_face_outwards_and_have_their_area() {
        let mut parts = Triangles::default();
        parts.cuboid(Transform::from_scale(Vec3::new(1.0, 2.0, 3.0)), grey(1.0));
        assert!((parts.area() - 22.0).abs() < 1e-4);
        assert!(parts.all_faces_agree_with_normals());
        let outwards =
            parts.positions.iter().zip(&parts.normals).all(|(p, n)| Vec3::from(*p).dot(Vec3::from(*n)) > 0.0);
        assert!(outwards);
    }

    #[test]
    fn rings_have_their_area_and_face_up() {
        let mut parts = Triangles::default();
        parts.ring(Vec3::ZERO, 1.0, 2.0, 256, grey(1.0));
        assert!((parts.area() - 3.0 * std::f32::consts::PI).abs() < 0.01);
        assert!(parts.normals.iter().all(|n| n[1] > 0.99));
    }
}
