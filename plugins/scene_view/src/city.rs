//! Buildings and blocks as a clay model: walls and roofs in one mesh, darker where they meet the ground, edges faintly drawn.
//!
//! Hall walls are drawn solid to knee height and as glass above, ceilings as edges only, so that the inside is seen.

use crate::frame::bevy_from_plan;
use crate::mesh_parts::{Lines, Triangles, grey};
use crate::polygon::{oriented, outward_steps, ring_points, triangulate};
use bevy::prelude::*;
use glam::DVec2;
use twin_scene::schema::{Block, BlockKind, Building, Scene, Woodland};

/// Height up to which walls fade from their contact shade, m.
const CONTACT_HEIGHT_M: f64 = 4.0;
/// Width of the shade on the ground around buildings, m.
const CONTACT_WIDTH_M: f64 = 2.5;
/// Height of the shade above the ground, m; above roads.
const CONTACT_LIFT_M: f32 = 0.16;
/// Height to which hall walls are solid, m.
pub(crate) const CUT_HEIGHT_M: f64 = 1.2;
/// How far edges stand off their faces, m.
const EDGE_LIFT_M: f64 = 0.04;

/// The meshes of all buildings and blocks.
#[derive(Default)]
pub(crate) struct CityMeshes {
    /// Buildings and the lower part of hall walls.
    pub(crate) buildings: Triangles,
    /// Machines, racks and other blocks.
    pub(crate) blocks: Triangles,
    /// The upper part of hall walls.
    pub(crate) glass: Triangles,
    /// Tops and sides of woods.
    pub(crate) canopy: Triangles,
    /// Shade on the ground; black with falling alpha.
    pub(crate) contact: Triangles,
    /// Edges.
    pub(crate) edges: Lines,
}

impl CityMeshes {
    /// Builds the meshes of a scene.
    pub(crate) fn of(scene: &Scene) -> Self {
        let mut city = Self::default();
        for building in &scene.buildings {
            city.add_building(building);
        }
        for block in &scene.blocks {
            city.add_block(block);
        }
        for wood in scene.woodland.iter().filter(|wood| wood.ring.len() >= 3) {
            city.add_wood(wood);
        }
        city
    }

    /// A wood is seen through, as it lets radio through.
    fn add_wood(&mut self, wood: &Woodland) {
        let top = triangulate(&wood.ring, &wood.holes);
        for triangle in top.indices.chunks_exact(3) {
            let corners =
                [triangle[0], triangle[1], triangle[2]].map(|i| at(top.points[i as usize], wood.canopy_height_m));
            self.canopy.triangle(corners, grey(1.0));
        }
        let rings = std::iter::once((&wood.ring, true)).chain(wood.holes.iter().map(|hole| (hole, false)));
        for (ring, is_outer) in rings.filter(|(ring, _)| ring.len() >= 3) {
            let ring = oriented(ring_points(ring), is_outer);
            for i in 0..ring.len() {
                let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                let corners = [at(a, 0.0), at(b, 0.0), at(b, wood.canopy_height_m), at(a, wood.canopy_height_m)];
                self.canopy.quad(corners, [grey(0.8), grey(0.8), grey(1.0), grey(1.0)]);
            }
            self.add_edges(&ring, 0.0, wood.canopy_height_m);
        }
    }

    fn add_building(&mut self, building: &Building) {
        if building.footprint.len() < 3 || building.height_m <= building.base_m {
            return;
        }
        let (base, top) = (building.base_m, building.height_m);
        let tint = height_tint(top - base);
        let roof = triangulate(&building.footprint, &building.holes);
        for triangle in roof.indices.chunks_exact(3) {
            let [a, b, c] = [triangle[0], triangle[1], triangle[2]].map(|i| roof.points[i as usize]);
            self.buildings.triangle([at(a, top), at(b, top), at(c, top)], grey(tint));
            if base > 0.5 {
                self.buildings.triangle([at(a, base), at(c, base), at(b, base)], grey(0.7));
            }
        }
        let rings = std::iter::once((&building.footprint, true)).chain(building.holes.iter().map(|hole| (hole, false)));
        for (ring, is_outer) in rings.filter(|(ring, _)| ring.len() >= 3) {
            let ring = oriented(ring_points(ring), is_outer);
            self.add_walls(&ring, base, top, tint);
            self.add_edges(&ring, base, top);
            if base < 0.5 {
                self.add_contact(&ring);
            }
        }
    }

    fn add_walls(&mut self, ring: &[DVec2], base: f64, top: f64, tint: f32) {
        let knee = (base + CONTACT_HEIGHT_M).min(base + (top - base) * 0.6);
        for i in 0..ring.len() {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            let shade = tint * wall_shade(a, b);
            let (foot, middle) = (grey(shade * if base < 0.5 { 0.74 } else { 0.95 }), grey(shade * 0.97));
            let head = grey(shade);
            self.buildings.quad([at(a, base), at(b, base), at(b, knee), at(a, knee)], [foot, foot, middle, middle]);
            self.buildings.quad([at(a, knee), at(b, knee), at(b, top), at(a, top)], [middle, middle, head, head]);
        }
    }

    fn add_edges(&mut self, ring: &[DVec2], base: f64, top: f64) {
        let steps = outward_steps(ring);
        let n = ring.len();
        for i in 0..n {
            let (here, next) = (ring[i] + steps[i] * EDGE_LIFT_M, ring[(i + 1) % n] + steps[(i + 1) % n] * EDGE_LIFT_M);
            self.edges.segment(at(here, top + EDGE_LIFT_M), at(next, top + EDGE_LIFT_M));
            let before = (ring[i] - ring[(i + n - 1) % n]).normalize_or_zero();
            let after = (ring[(i + 1) % n] - ring[i]).normalize_or_zero();
            if before.dot(after) < 0.9 {
                self.edges.segment(at(here, base), at(here, top + EDGE_LIFT_M));
            }
        }
    }

    fn add_contact(&mut self, ring: &[DVec2]) {
        let steps = outward_steps(ring);
        let (inner, outer) = ([0.0, 0.0, 0.0, 0.24], [0.0; 4]);
        for i in 0..ring.len() {
            let j = (i + 1) % ring.len();
            let (a, b) = (ring[i], ring[j]);
            let (far_a, far_b) = (a + steps[i] * CONTACT_WIDTH_M, b + steps[j] * CONTACT_WIDTH_M);
            let corners = [a, far_a, far_b, b].map(|p| bevy_from_plan((p.x, p.y), CONTACT_LIFT_M));
            self.contact.quad(corners, [inner, outer, outer, inner]);
        }
    }

    fn add_block(&mut self, block: &Block) {
        let (bottom, top) = (block.center.2 - block.size.2 / 2.0, block.center.2 + block.size.2 / 2.0);
        let ring = block_ring(block);
        self.add_edges(&ring, bottom, top);
        if bottom < 0.5 && block.kind != BlockKind::Ceiling {
            self.add_contact_narrow(&ring);
        }
        let cut = top.min(bottom + CUT_HEIGHT_M);
        match block.kind {
            BlockKind::Ceiling => {}
            BlockKind::Wall => {
                add_box(&mut self.buildings, &ring, bottom, cut, 0.96, true);
                if top > cut {
                    add_box(&mut self.glass, &ring, cut, top, 1.0, false);
                }
            }
            BlockKind::Rack => add_box(&mut self.blocks, &ring, bottom, top, 0.9, true),
            BlockKind::Machine => add_box(&mut self.blocks, &ring, bottom, top, 1.0, true),
            BlockKind::Column => add_box(&mut self.blocks, &ring, bottom, top, 0.95, true),
            BlockKind::Bench => add_box(&mut self.blocks, &ring, bottom, top, 1.06, true),
        }
    }

    fn add_contact_narrow(&mut self, ring: &[DVec2]) {
        let steps = outward_steps(ring);
        for i in 0..ring.len() {
            let j = (i + 1) % ring.len();
            let corners = [ring[i], ring[i] + steps[i] * 0.6, ring[j] + steps[j] * 0.6, ring[j]]
                .map(|p| bevy_from_plan((p.x, p.y), CONTACT_LIFT_M / 4.0));
            self.contact.quad(corners, [[0.0, 0.0, 0.0, 0.26], [0.0; 4], [0.0; 4], [0.0, 0.0, 0.0, 0.26]]);
        }
    }
}

/// Corners of a block on the ground plan, counter-clockwise.
pub(crate) fn block_ring(block: &Block) -> Vec<DVec2> {
    let center = DVec2::new(block.center.0, block.center.1);
    let turn = DVec2::from_angle(block.yaw_deg.to_radians());
    let (x, y) = (block.size.0 / 2.0, block.size.1 / 2.0);
    [(-x, -y), (x, -y), (x, y), (-x, y)].into_iter().map(|(x, y)| center + turn.rotate(DVec2::new(x, y))).collect()
}

fn add_box(into: &mut Triangles, ring: &[DVec2], bottom: f64, top: f64, tint: f32, contact: bool) {
    for i in 0..ring.len() {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        let shade = tint * wall_shade(a, b);
        let foot = grey(if contact && bottom < 0.5 { shade * 0.8 } else { shade });
        let head = grey(shade);
        into.quad([at(a, bottom), at(b, bottom), at(b, top), at(a, top)], [foot, foot, head, head]);
    }
    if let [a, b, c, d] = *ring {
        into.quad([a, b, c, d].map(|p| at(p, top)), [grey(tint); 4]);
    }
}

fn at(point: DVec2, height_m: f64) -> Vec3 {
    bevy_from_plan((point.x, point.y), height_m as f32)
}

/// Low buildings a trace darker than high ones.
fn height_tint(height_m: f64) -> f32 {
    (0.93 + 0.07 * (height_m / 30.0).clamp(0.0, 1.0)) as f32
}

/// A little light from the north-west, so that walls out of the sun differ.
fn wall_shade(a: DVec2, b: DVec2) -> f32 {
    let outward = -(b - a).perp().normalize_or_zero();
    (0.93 + 0.05 * outward.dot(DVec2::new(-0.6, 0.8))) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_scene::schema::HeightSource;

    fn tower() -> Building {
        Building {
            id: 1,
            name: String::new(),
            footprint: vec![(0.0, 0.0), (10.0, 0.0), (10.0, 20.0), (0.0, 20.0)],
            holes: vec![vec![(4.0, 4.0), (4.0, 6.0), (6.0, 6.0), (6.0, 4.0)]],
            base_m: 0.0,
            height_m: 12.0,
            height_source: HeightSource::Measured,
            material: "concrete".into(),
            class: Default::default(),
        }
    }

    #[test]
    fn a_building_has_its_roof_and_walls() {
        let mut city = CityMeshes::default();
        city.add_building(&tower());
        let roof = 10.0 * 20.0 - 4.0;
        let walls = (60.0 + 8.0) * 12.0;
        assert!((city.buildings.area() - (roof + walls)).abs() < 1e-2);
        assert!(city.buildings.all_faces_agree_with_normals());
        assert!(!city.edges.is_empty());
    }

    #[test]
    fn a_flat_building_draws_nothing() {
        let mut city = CityMeshes::default();
        city.add_building(&Building { height_m: 0.0, ..tower() });
        assert!(city.buildings.is_empty() && city.edges.is_empty());
    }

    #[test]
    fn a_hall_wall_is_cut_at_knee_height() {
        let wall = Block {
            name: String::new(),
            kind: BlockKind::Wall,
            center: (0.0, 0.0, 4.0),
            size: (10.0, 0.2, 8.0),
            yaw_deg: 0.0,
            material: "concrete".into(),
        };
        let mut city = CityMeshes::default();
        city.add_block(&wall);
        let around = 2.0 * (10.0 + 0.2);
        assert!((city.buildings.area() - (around * 1.2 + 2.0)).abs() < 1e-3);
        assert!((city.glass.area() - (around * 6.8 + 2.0)).abs() < 1e-3);
    }
}
