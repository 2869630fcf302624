//! How selected and hovered objects look: corner brackets around small things and meshes, the outline of buildings; accent for selected, faint for hovered.

use crate::camera::{SceneCamera, pixels_per_metre};
use crate::city::block_ring;
use crate::drag::DISC_PX;
use crate::frame::{bevy_from_plan, bevy_from_twin};
use crate::handles::MarkLines;
use crate::inputs::LoadedScene;
use crate::materials::color;
use crate::places::{Places, SceneIndex};
use crate::polygon::ring_points;
use crate::solids::extent;
use bevy::prelude::*;
use glam::DVec2;
use twin_scene::Scene;
use view_state::{Object, Selection, Theme};

/// Smallest half size of brackets, logical pixels.
const MIN_HALF_PX: f32 = 11.0;
/// Share of an edge that a bracket covers.
const BRACKET_SHARE: f32 = 0.28;

/// Draws the marks of selection and hover.
pub(crate) fn draw_outlines(
    mut lines: Gizmos<MarkLines>,
    selection: Res<Selection>,
    theme: Res<Theme>,
    scene: Option<Res<LoadedScene>>,
    places: Places,
    camera: Single<(&Camera, &GlobalTransform), With<SceneCamera>>,
) {
    let (camera, eye) = *camera;
    let hovered = selection.hovered.filter(|object| selection.selected != Some(*object));
    let accent = color(theme.accent());
    for (object, shade) in [(hovered, accent.with_alpha(0.45)), (selection.selected, accent)] {
        let Some(object) = object else { continue };
        if let Object::Building(number) = object {
            if let (Some(scene), Some(index)) = (&scene, places.scene_index(number)) {
                outline_solid(&mut lines, &scene.0, index, shade);
            }
        } else if let Some(place) = places.of(object) {
            let center = bevy_from_twin(place.center);
            let pixels = pixels_per_metre(camera, eye, center);
            let half = (place.radius_m as f32 * 1.15).max(MIN_HALF_PX / pixels);
            // Around a small selected thing the handle is mark enough.
            if selection.selected != Some(object) || half * pixels > DISC_PX {
                bracket_box(&mut lines, center, Vec3::splat(half), shade);
            }
        }
    }
}

fn bracket_box(lines: &mut Gizmos<MarkLines>, center: Vec3, half: Vec3, shade: Color) {
    for corner in 0..8 {
        let sign = |bit: u32| if corner >> bit & 1 == 0 { -1.0 } else { 1.0 };
        let from = Vec3::new(sign(0), sign(1), sign(2)) * half;
        for axis in [Vec3::X, Vec3::Y, Vec3::Z] {
            let inward = -from * axis * 2.0 * BRACKET_SHARE;
            lines.line(center + from, center + from + inward, shade);
        }
    }
}

fn outline_solid(lines: &mut Gizmos<MarkLines>, scene: &Scene, index: SceneIndex, shade: Color) {
    if let SceneIndex::Mesh(i) = index {
        if let Some((low, high)) = scene.meshes.get(i).and_then(|mesh| extent([mesh])) {
            let (a, b) = (bevy_from_twin(low), bevy_from_twin(high));
            bracket_box(lines, (a + b) / 2.0, (b - a).abs() / 2.0 + Vec3::splat(0.1), shade);
        }
        return;
    }
    let prism = match index {
        SceneIndex::Building(i) => scene
            .buildings
            .get(i)
            .map(|building| (ring_points(&building.footprint), building.base_m, building.height_m)),
        SceneIndex::Mesh(_) | SceneIndex::Floor => None,
        SceneIndex::Block(i) => scene
            .blocks
            .get(i)
            .map(|block| (block_ring(block), block.center.2 - block.size.2 / 2.0, block.center.2 + block.size.2 / 2.0)),
    };
    let Some((ring, bottom, top)) = prism else {
        return;
    };
    let at = |point: DVec2, height: f64| bevy_from_plan((point.x, point.y), height as f32 + 0.1);
    lines.lineloop(ring.iter().map(|point| at(*point, top)), shade);
    lines.lineloop(ring.iter().map(|point| at(*point, bottom)), shade);
    for point in ring {
        lines.line(at(point, bottom), at(point, top), shade);
    }
}
