//! Triangle meshes as the clay model has buildings: flat faces, a little darker at the foot, edges where faces meet at an angle.
//!
//! Faces are drawn from both sides, as waves meet them. What lies flat and lowest is ground and has the ground's colour.

use crate::frame::bevy_from_twin;
use crate::mesh_parts::{Lines, Triangles, grey};
use bevy::prelude::*;
use glam::DVec3;
use std::collections::BTreeMap;
use twin_scene::schema::Mesh as SceneMesh;

/// Faces that meet flatter than this show no edge: cosine of 25°.
const SHARP_COSINE: f64 = 0.906;
/// Corners this close are one, m.
const SAME_CORNER_M: f64 = 1e-3;
/// Height over which walls fade from their contact shade, m.
const CONTACT_HEIGHT_M: f64 = 4.0;
/// How far edges stand off their faces, m.
const EDGE_LIFT_M: f64 = 0.04;
/// Share of a floor's area that is level.
const LEVEL_SHARE: f64 = 0.9;
/// Least share of the scene's rectangle that a floor covers.
const FLOOR_SHARE: f64 = 0.15;
/// A floor lies at most this far above the lowest corner of all meshes, m.
const FLOOR_HEIGHT_M: f64 = 1.0;

/// The parts of all meshes of a scene.
#[derive(Default)]
pub(crate) struct SolidMeshes {
    /// Everything but floors.
    pub(crate) solids: Triangles,
    /// Ground that meshes bring with them.
    pub(crate) floors: Triangles,
    /// Edges of the solids.
    pub(crate) edges: Lines,
}

/// Lowest and highest corner of meshes; `None` without corners.
pub(crate) fn extent<'a>(meshes: impl IntoIterator<Item = &'a SceneMesh>) -> Option<(DVec3, DVec3)> {
    let corners = meshes.into_iter().flat_map(|mesh| &mesh.vertices).map(|&(x, y, z)| DVec3::new(x, y, z));
    corners.fold(None, |extent, corner| {
        let (low, high) = extent.unwrap_or((corner, corner));
        Some((low.min(corner), high.max(corner)))
    })
}

/// Which meshes are the ground, in their order.
pub(crate) fn floors(meshes: &[SceneMesh]) -> Vec<bool> {
    let Some((low, high)) = extent(meshes) else { return Vec::new() };
    let plan_area = (high.x - low.x) * (high.y - low.y);
    meshes.iter().map(|mesh| is_floor(&faces_of(mesh), low.z, plan_area)).collect()
}

impl SolidMeshes {
    /// Builds the parts.
    pub(crate) fn of(meshes: &[SceneMesh]) -> Self {
        let mut parts = Self::default();
        let Some((low, _)) = extent(meshes) else { return parts };
        for (mesh, is_floor) in meshes.iter().zip(floors(meshes)) {
            let faces = faces_of(mesh);
            if is_floor {
                for face in &faces {
                    parts.floors.triangle(face.upward().map(bevy_from_twin), grey(1.0));
                }
            } else {
                parts.add_solid(&faces, low.z);
            }
        }
        parts
    }

    fn add_solid(&mut self, faces: &[Face], foot_m: f64) {
        for face in faces {
            let normal = bevy_from_twin(face.normal);
            let corners = face.corners.map(|corner| {
                let color = grey(shade(face.normal, corner.z - foot_m));
                self.solids.vertex(bevy_from_twin(corner), normal, color)
            });
            self.solids.face(corners[0], corners[1], corners[2]);
        }
        for (a, b) in sharp_edges(faces) {
            self.edges.segment(bevy_from_twin(a), bevy_from_twin(b));
        }
    }
}

/// A triangle with an area.
struct Face {
    corners: [DVec3; 3],
    normal: DVec3,
    area: f64,
}

impl Face {
    /// Its corners, counter-clockwise seen from above.
    fn upward(&self) -> [DVec3; 3] {
        let [a, b, c] = self.corners;
        if self.normal.z < 0.0 { [a, c, b] } else { [a, b, c] }
    }
}

fn faces_of(mesh: &SceneMesh) -> Vec<Face> {
    let corner = |index: u32| mesh.vertices.get(index as usize).map(|&(x, y, z)| DVec3::new(x, y, z));
    let face = |&(a, b, c): &(u32, u32, u32)| {
        let corners = [corner(a)?, corner(b)?, corner(c)?];
        let cross = (corners[1] - corners[0]).cross(corners[2] - corners[0]);
        Some(Face { corners, normal: cross.try_normalize()?, area: cross.length() / 2.0 })
    };
    mesh.triangles.iter().filter_map(face).collect()
}

/// Whether faces are the ground: level, lowest, and a good part of the whole.
fn is_floor(faces: &[Face], foot_m: f64, plan_area: f64) -> bool {
    let area: f64 = faces.iter().map(|face| face.area).sum();
    let level: f64 = faces.iter().filter(|face| face.normal.z.abs() > LEVEL_SHARE).map(|face| face.area).sum();
    let lowest = faces.iter().flat_map(|face| face.corners).map(|corner| corner.z).fold(f64::INFINITY, f64::min);
    level > LEVEL_SHARE * area && level > FLOOR_SHARE * plan_area && lowest < foot_m + FLOOR_HEIGHT_M
}

/// Walls darker at their foot, and a little by the way they face, as buildings are.
fn shade(normal: DVec3, above_foot_m: f64) -> f32 {
    let upright = 1.0 - normal.z.abs();
    let foot = 1.0 - 0.18 * upright * (1.0 - above_foot_m / CONTACT_HEIGHT_M).clamp(0.0, 1.0);
    let facing = 1.0 - upright * (0.05 - 0.05 * normal.dot(DVec3::new(-0.6, 0.8, 0.0)));
    (foot * facing) as f32
}

/// Edges of one face, and edges where two faces meet at an angle; each once, a little off the faces.
fn sharp_edges(faces: &[Face]) -> Vec<(DVec3, DVec3)> {
    let key = |corner: DVec3| {
        let at = (corner / SAME_CORNER_M).round();
        [at.x as i64, at.y as i64, at.z as i64]
    };
    let mut edges: BTreeMap<[[i64; 3]; 2], (DVec3, DVec3, Vec<DVec3>)> = BTreeMap::new();
    for face in faces {
        for i in 0..3 {
            let (a, b) = (face.corners[i], face.corners[(i + 1) % 3]);
            let mut ends = [key(a), key(b)];
            ends.sort_unstable();
            edges.entry(ends).or_insert_with(|| (a, b, Vec::new())).2.push(face.normal);
        }
    }
    let sharp = |(a, b, normals): (DVec3, DVec3, Vec<DVec3>)| {
        let first = normals[0];
        // A face turned over is flat too.
        let is_flat = normals.len() > 1 && normals.iter().all(|normal| normal.dot(first).abs() > SHARP_COSINE);
        let lift = normals.iter().sum::<DVec3>().normalize_or_zero() * EDGE_LIFT_M;
        (!is_flat).then_some((a + lift, b + lift))
    };
    edges.into_values().filter_map(sharp).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mesh(vertices: Vec<(f64, f64, f64)>, triangles: Vec<(u32, u32, u32)>) -> SceneMesh {
        SceneMesh { name: "m".into(), material: "concrete".into(), thickness_m: None, vertices, triangles }
    }

    /// A box of 10 × 20 × 30 m on the ground.
    fn tower() -> SceneMesh {
        let corner = |i: usize| (10.0 * (i & 1) as f64, 20.0 * (i >> 1 & 1) as f64, 30.0 * (i >> 2) as f64);
        let quad = |[a, b, c, d]: [u32; 4]| [(a, b, c), (a, c, d)];
        let sides = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [1, 3, 7, 5], [3, 2, 6, 7], [2, 0, 4, 6]];
        mesh((0..8).map(corner).collect(), sides.into_iter().flat_map(quad).collect())
    }

    #[test]
    fn a_box_has_its_area_and_twelve_edges_without_diagonals() {
        let parts = SolidMeshes::of(&[tower()]);
        assert!((parts.solids.area() - 2.0 * (200.0 + 300.0 + 600.0)).abs() < 1e-2);
        assert!(parts.solids.all_faces_agree_with_normals());
        assert_eq!(sharp_edges(&faces_of(&tower())).len(), 12);
        assert!(parts.floors.is_empty());
    }

    #[test]
    fn what_lies_flat_and_low_is_ground() {
        let plane = |z: f64| {
            let corners = vec![(-50.0, -50.0, z), (50.0, -50.0, z), (50.0, 50.0, z), (-50.0, 50.0, z)];
            // Turned over: it is drawn facing up all the same.
            mesh(corners, vec![(0, 2, 1), (0, 3, 2)])
        };
        let parts = SolidMeshes::of(&[plane(0.0), tower(), plane(30.0)]);
        assert!((parts.floors.area() - 10_000.0).abs() < 1.0, "the lower plane only");
        assert!((parts.solids.area() - 2_200.0 - 10_000.0).abs() < 1.0);
    }

    #[test]
    fn faces_without_area_are_left_out() {
        let parts = SolidMeshes::of(&[mesh(
            vec![(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (2.0, 0.0, 0.0)],
            vec![(0, 1, 2), (0, 1, 9)],
        )]);
        assert!(parts.solids.is_empty() && parts.edges.is_empty());
        assert!(extent(&[]).is_none());
    }
}
