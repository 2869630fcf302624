//! The ground: plane, water, parks, squares, streets, footways and lanes, each a mesh a little above the one below.

use crate::frame::bevy_from_plan;
use crate::mesh_parts::{Triangles, grey};
use crate::polygon::triangulate;
use bevy::prelude::*;
use glam::DVec2;
use twin_scene::schema::{Area, AreaKind, Scene, Way, WayKind};

/// Height above all ground meshes, m: the lowest at which overlays such as a coverage map are free of them.
pub const GROUND_TOP_M: f32 = 0.2;
/// How far the plane reaches beyond the scene, m; the fog hides its end.
const REACH_M: f64 = 9_000.0;
/// Step between the layers, m.
const LAYER_M: f32 = 0.03;
/// Corners of a round end; more than enough at street widths.
const ROUND_SIDES: u32 = 10;
/// Dash and gap of the lane markings, m.
const DASH_M: f64 = 0.7;

/// The meshes of the ground, from below to above.
#[derive(Default)]
pub(crate) struct GroundMeshes {
    /// Endless plane; none where the scene has no ground of its own.
    pub(crate) plane: Triangles,
    /// Parks.
    pub(crate) park: Triangles,
    /// Squares and footways.
    pub(crate) foot: Triangles,
    /// Water.
    pub(crate) water: Triangles,
    /// Streets and lanes.
    pub(crate) road: Triangles,
    /// Lane markings.
    pub(crate) marking: Triangles,
}

impl GroundMeshes {
    /// Builds the meshes of a scene.
    pub(crate) fn of(scene: &Scene) -> Self {
        let mut ground = Self::default();
        let (min, max) = (scene.bounds.min, scene.bounds.max);
        let (west, east, south, north) = (min.0 - REACH_M, max.0 + REACH_M, min.1 - REACH_M, max.1 + REACH_M);
        let corners = [(west, south), (east, south), (east, north), (west, north)].map(|p| bevy_from_plan(p, 0.0));
        if scene.ground_material.is_present() {
            ground.plane.quad(corners, [grey(1.0); 4]);
        }
        for area in &scene.areas {
            ground.add_area(area);
        }
        for way in &scene.ways {
            ground.add_way(way);
        }
        ground
    }

    fn add_area(&mut self, area: &Area) {
        let (into, lift) = match area.kind {
            AreaKind::Park => (&mut self.park, LAYER_M),
            AreaKind::Square => (&mut self.foot, LAYER_M * 2.0),
            AreaKind::Water => (&mut self.water, LAYER_M * 2.5),
        };
        let cut = triangulate(&area.ring, &area.holes);
        for triangle in cut.indices.chunks_exact(3) {
            let corners = [triangle[0], triangle[1], triangle[2]].map(|i| {
                let point = cut.points[i as usize];
                bevy_from_plan((point.x, point.y), lift)
            });
            into.triangle(corners, grey(1.0));
        }
    }

    fn add_way(&mut self, way: &Way) {
        let points: Vec<DVec2> = way.points.iter().map(|&(x, y)| DVec2::new(x, y)).collect();
        match way.kind {
            WayKind::Foot => ribbon(&mut self.foot, &points, way.width_m, LAYER_M * 3.0),
            WayKind::Road => ribbon(&mut self.road, &points, way.width_m, LAYER_M * 4.0),
            WayKind::Agv => {
                ribbon(&mut self.foot, &points, way.width_m, LAYER_M * 3.0);
                dashes(&mut self.marking, &points, 0.09, LAYER_M * 5.0);
            }
        }
    }
}

/// Adds a band along a line, with round joins and ends; overlaps lie in one plane and have one colour, so they do not show.
fn ribbon(into: &mut Triangles, points: &[DVec2], width_m: f64, lift: f32) {
    let half = width_m / 2.0;
    for pair in points.windows(2) {
        let side = (pair[1] - pair[0]).perp().normalize_or_zero() * half;
        let corners = [pair[0] - side, pair[1] - side, pair[1] + side, pair[0] + side];
        into.quad(corners.map(|p| bevy_from_plan((p.x, p.y), lift)), [grey(1.0); 4]);
    }
    for (i, point) in points.iter().enumerate() {
        let turns = i > 0 && i + 1 < points.len() && {
            let (before, after) = (*point - points[i - 1], points[i + 1] - *point);
            before.normalize_or_zero().dot(after.normalize_or_zero()) < 0.995
        };
        if turns || i == 0 || i + 1 == points.len() {
            disc(into, *point, half, lift);
        }
    }
}

fn disc(into: &mut Triangles, center: DVec2, radius_m: f64, lift: f32) {
    let middle = into.vertex(bevy_from_plan((center.x, center.y), lift), Vec3::Y, grey(1.0));
    let rim: Vec<u32> = (0..ROUND_SIDES)
        .map(|i| {
            let step = DVec2::from_angle(f64::from(i) / f64::from(ROUND_SIDES) * std::f64::consts::TAU) * radius_m;
            into.vertex(bevy_from_plan((center.x + step.x, center.y + step.y), lift), Vec3::Y, grey(1.0))
        })
        .collect();
    for i in 0..rim.len() {
        into.face(middle, rim[i], rim[(i + 1) % rim.len()]);
    }
}

fn dashes(into: &mut Triangles, points: &[DVec2], width_m: f64, lift: f32) {
    for pair in points.windows(2) {
        let along = (pair[1] - pair[0]).normalize_or_zero();
        let side = along.perp() * (width_m / 2.0);
        let length = pair[0].distance(pair[1]);
        let mut start = DASH_M / 2.0;
        while start < length {
            let (a, b) = (pair[0] + along * start, pair[0] + along * (start + DASH_M).min(length));
            let corners = [a - side, b - side, b + side, a + side];
            into.quad(corners.map(|p| bevy_from_plan((p.x, p.y), lift)), [grey(1.0); 4]);
            start += 2.0 * DASH_M;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disc_area(radius: f64) -> f64 {
        let sides = f64::from(ROUND_SIDES);
        sides / 2.0 * (std::f64::consts::TAU / sides).sin() * radius * radius
    }

    #[test]
    fn a_street_has_its_width_and_round_ends() {
        let mut parts = Triangles::default();
        ribbon(&mut parts, &[DVec2::ZERO, DVec2::new(50.0, 0.0), DVec2::new(100.0, 0.0)], 8.0, 0.1);
        let expected = 100.0 * 8.0 + 2.0 * disc_area(4.0);
        assert!((f64::from(parts.area()) - expected).abs() < 1e-2);
        assert!(parts.all_faces_agree_with_normals());
    }

    #[test]
    fn a_bend_is_joined() {
        let mut parts = Triangles::default();
        ribbon(&mut parts, &[DVec2::ZERO, DVec2::new(10.0, 0.0), DVec2::new(10.0, 10.0)], 2.0, 0.1);
        assert!((f64::from(parts.area()) - (40.0 + 3.0 * disc_area(1.0))).abs() < 1e-3);
    }

    #[test]
    fn dashes_cover_half_of_a_lane() {
        let mut parts = Triangles::default();
        dashes(&mut parts, &[DVec2::ZERO, DVec2::new(DASH_M * 20.0, 0.0)], 0.1, 0.1);
        assert!((f64::from(parts.area()) - DASH_M * 10.0 * 0.1).abs() < 1e-4);
    }
}
