//! What is under the pointer: agents, RIS and sites by their distance on the screen, buildings by a ray. Writes [`Selection`].

use crate::camera::SceneCamera;
use crate::city::block_ring;
use crate::drag::Drag;
use crate::frame::{bevy_from_twin, twin_from_bevy};
use crate::inputs::{LoadedScene, PickGeometry};
use crate::places::{Places, SceneIndex};
use crate::pointer::Pointer;
use bevy::prelude::*;
use glam::{DVec2, DVec3};
use twin_radio::{Geometry, Hit};
use twin_scene::Scene;
use twin_scene::schema::BlockKind;
use view_state::{Layers, Object, Selection};

/// Reach of the pointer around small things, logical pixels.
const REACH_PX: f32 = 12.0;
/// Farthest a ray is followed, m.
const RAY_M: f64 = 20_000.0;
/// Most see-through surfaces a ray passes.
const MAX_PASSES: usize = 12;
/// Slack before something in front hides an object, m.
const HIDDEN_SLACK_M: f64 = 1.5;

/// The point under the pointer of the ground, or of a map drawn above it: (x east, y north), m; `None` when something else, a panel or nothing
/// is there.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct GroundPointer(pub Option<[f64; 2]>);

/// Finds the point of the ground, or of a raised map, under the pointer.
pub(crate) fn point_at_ground(
    pointer: Res<Pointer>,
    geometry: Option<Res<PickGeometry>>,
    scene: Option<Res<LoadedScene>>,
    camera: Single<(&Camera, &GlobalTransform), With<SceneCamera>>,
    layers: Res<Layers>,
    mut ground: ResMut<GroundPointer>,
) {
    let (camera, eye) = *camera;
    let point = pointer.free_at().and_then(|at| {
        let ray = camera.viewport_to_world(eye, at).ok()?;
        let (origin, direction) = (twin_from_bevy(ray.origin), twin_from_bevy(*ray.direction));
        let distance = (layers.pointer_plane_m() - origin.z) / direction.z;
        if !(distance > 0.0 && distance < RAY_M) {
            return None;
        }
        let is_hidden = geometry.zip(scene).is_some_and(|(geometry, scene)| {
            first_solid(&geometry.0, &scene.0, origin, direction, distance - 0.1).is_some()
        });
        let point = origin + direction * distance;
        (!is_hidden).then_some([point.x, point.y])
    });
    ground.set_if_neq(GroundPointer(point));
}

/// Updates what is hovered and, on a click, what is selected.
pub(crate) fn pick(
    pointer: Res<Pointer>,
    drag: Res<Drag>,
    geometry: Option<Res<PickGeometry>>,
    scene: Option<Res<LoadedScene>>,
    places: Places,
    camera: Single<(&Camera, &GlobalTransform), With<SceneCamera>>,
    mut selection: ResMut<Selection>,
) {
    if drag.is_active() || drag.handle_hovered() {
        return;
    }
    let (camera, eye) = *camera;
    let sight = geometry.zip(scene).map(|(geometry, scene)| (geometry.0.clone(), scene.0.clone()));
    let sight = sight.as_ref().map(|(geometry, scene)| (&**geometry, &**scene));
    let hovered = pointer.free_at().filter(|_| pointer.clicked || !pointer.is_down).and_then(|at| {
        small_object_at(at, camera, eye, &places, sight).or_else(|| building_at(at, camera, eye, &places, sight))
    });
    if pointer.clicked && selection.selected != hovered {
        selection.selected = hovered;
    }
    if selection.hovered != hovered {
        selection.hovered = hovered;
    }
}

/// The nearest visible agent, RIS or site within reach of a point on the screen.
fn small_object_at(
    at: Vec2,
    camera: &Camera,
    eye: &GlobalTransform,
    places: &Places,
    sight: Option<(&Geometry, &Scene)>,
) -> Option<Object> {
    let mut candidates: Vec<(f32, Object, DVec3)> = places
        .objects()
        .into_iter()
        .filter_map(|object| {
            let place = places.of(object)?;
            let center = bevy_from_twin(place.center);
            let on_screen = camera.world_to_viewport(eye, center).ok()?;
            let rim = camera.world_to_viewport(eye, center + eye.up() * place.radius_m as f32).ok()?;
            let beyond = on_screen.distance(at) - on_screen.distance(rim) * 0.8;
            (beyond <= REACH_PX).then_some((on_screen.distance(at), object, place.center))
        })
        .collect();
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let eye = twin_from_bevy(eye.translation());
    let is_visible = |center: DVec3| {
        sight.is_none_or(|(geometry, scene)| {
            let distance = eye.distance(center);
            first_solid(geometry, scene, eye, center - eye, distance)
                .is_none_or(|hit| hit.point.distance(eye) > distance - HIDDEN_SLACK_M)
        })
    };
    candidates.into_iter().find(|(_, _, center)| is_visible(*center)).map(|(_, object, _)| object)
}

fn building_at(
    at: Vec2,
    camera: &Camera,
    eye: &GlobalTransform,
    places: &Places,
    sight: Option<(&Geometry, &Scene)>,
) -> Option<Object> {
    let (geometry, scene) = sight?;
    let ray = camera.viewport_to_world(eye, at).ok()?;
    let hit = first_solid(geometry, scene, twin_from_bevy(ray.origin), twin_from_bevy(*ray.direction), RAY_M)?;
    let is_ground = geometry.surfaces().get(hit.surface as usize).is_some_and(|surface| surface.is_ground);
    let is_floor = places.scene_index(hit.object) == Some(SceneIndex::Floor);
    (!is_ground && !is_floor).then_some(Object::Building(hit.object))
}

/// The first surface along a ray that is drawn solid: ceilings and the glass part of hall walls are passed.
pub(crate) fn first_solid(
    geometry: &Geometry,
    scene: &Scene,
    origin: DVec3,
    direction: DVec3,
    max_m: f64,
) -> Option<Hit> {
    let direction = direction.try_normalize()?;
    let mut from = 0.0;
    for _ in 0..MAX_PASSES {
        let hit = geometry.cast_ray(origin + direction * from, direction, max_m - from)?;
        if !is_see_through(scene, hit.point) {
            return Some(hit);
        }
        from += hit.distance_m + 0.01;
        if from >= max_m {
            return None;
        }
    }
    None
}

/// Whether a point on a surface belongs to a block that is drawn as glass or not at all.
fn is_see_through(scene: &Scene, point: DVec3) -> bool {
    const MARGIN_M: f64 = 0.02;
    scene.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Ceiling | BlockKind::Wall)).any(|block| {
        let bottom = block.center.2 - block.size.2 / 2.0;
        let solid = if block.kind == BlockKind::Wall { crate::city::CUT_HEIGHT_M } else { 0.0 };
        if point.z < bottom + solid - MARGIN_M || point.z > bottom + block.size.2 + MARGIN_M {
            return false;
        }
        let ring = block_ring(block);
        let (origin, x, y) = (ring[0], ring[1] - ring[0], ring[3] - ring[0]);
        let inside = |axis: DVec2| {
            let along = (point.truncate() - origin).dot(axis.normalize_or_zero());
            along >= -MARGIN_M && along <= axis.length() + MARGIN_M
        };
        inside(x) && inside(y)
    })
}
