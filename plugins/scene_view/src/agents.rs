//! Draws the agents: a shared model per kind, a ring in the colour of the serving cell, a line to the ground for what flies.
//!
//! Between two ticks an agent is drawn where it would be; from afar it is drawn larger than life, so that it never vanishes.

use crate::camera::{SceneCamera, pixels_per_metre};
use crate::frame::{bevy_from_twin, rotation_from_heading};
use crate::ground::GROUND_TOP_M;
use crate::materials::ClayMaterials;
use crate::mesh_parts::{Triangles, grey};
use crate::models::model;
use crate::places::{AgentPlace, AgentPlaces, DragPreview, Place};
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;
use glam::DVec3;
use std::collections::BTreeMap;
use twin_scene::schema::AgentKind;
use twin_sim::components::{Pose, PreviousPose, RadioState, Ue};
use view_state::{Object, Pace};

/// Smallest size of an agent on the screen, logical pixels.
const MIN_SIZE_PX: f32 = 9.0;
/// Largest enlargement.
const MAX_SCALE: f32 = 14.0;
/// Smallest radius of a ring on the screen, logical pixels.
const MIN_RING_PX: f32 = 6.5;
/// Height of rings above maps laid on the ground, m; from afar a pixel more, where depth is coarse.
const RING_LIFT_M: f32 = 0.06;
/// Largest jump drawn as a movement between two ticks, m; what is put elsewhere by hand appears there at once.
const MAX_STEP_M: f64 = 5.0;

/// Meshes of one kind of agent.
struct KindMeshes {
    body: Handle<Mesh>,
    arm: Option<(Handle<Mesh>, Vec3)>,
    size_m: f32,
    center_m: f32,
}

/// Shared meshes, and the entities that draw each agent.
#[derive(Resource)]
pub(crate) struct AgentVisuals {
    kinds: BTreeMap<AgentKind, KindMeshes>,
    ring: Handle<Mesh>,
    stalk: Handle<Mesh>,
    drawn: BTreeMap<Entity, Visual>,
}

/// The entities that draw one agent.
struct Visual {
    kind: AgentKind,
    body: Entity,
    arm: Option<Entity>,
    ring: Entity,
    stalk: Option<Entity>,
    cell: Option<usize>,
}

impl FromWorld for AgentVisuals {
    fn from_world(world: &mut World) -> Self {
        let mut meshes = world.resource_mut::<Assets<Mesh>>();
        use AgentKind::{Agv, Camera, Car, Cobot, Drone, Pedestrian};
        let kinds = [Car, Pedestrian, Drone, Agv, Cobot, Camera]
            .into_iter()
            .map(|kind| {
                let model = model(kind);
                let arm = model.arm.map(|(arm, pivot)| (meshes.add(arm.into_mesh()), pivot));
                let body = meshes.add(model.body.into_mesh());
                (kind, KindMeshes { body, arm, size_m: model.size_m, center_m: model.center_m })
            })
            .collect();
        let mut ring = Triangles::default();
        ring.ring(Vec3::ZERO, 0.74, 1.0, 28, grey(1.0));
        let mut stalk = Triangles::default();
        stalk.cylinder(Vec3::ZERO, 1.0, [0.5, 0.5], 5, grey(1.0));
        Self { kinds, ring: meshes.add(ring.into_mesh()), stalk: meshes.add(stalk.into_mesh()), drawn: BTreeMap::new() }
    }
}

/// Marks the entities this module moves.
#[derive(Component)]
pub(crate) struct AgentPart;

fn floats(kind: AgentKind) -> bool {
    matches!(kind, AgentKind::Drone | AgentKind::Camera)
}

/// Makes and removes drawn agents as the twin's come and go.
pub(crate) fn follow_roster(
    mut commands: Commands,
    agents: Query<(Entity, &Ue)>,
    materials: Res<ClayMaterials>,
    mut visuals: ResMut<AgentVisuals>,
) {
    let gone: Vec<Entity> = visuals.drawn.keys().copied().filter(|agent| !agents.contains(*agent)).collect();
    for visual in gone.into_iter().filter_map(|agent| visuals.drawn.remove(&agent)) {
        let parts = [Some(visual.body), Some(visual.ring), visual.stalk];
        for part in parts.into_iter().flatten() {
            commands.entity(part).despawn();
        }
    }
    for (agent, ue) in &agents {
        if visuals.drawn.contains_key(&agent) {
            continue;
        }
        let Some(meshes) = visuals.kinds.get(&ue.kind) else {
            continue;
        };
        let material = MeshMaterial3d(materials.body.clone());
        let body =
            commands.spawn((AgentPart, Mesh3d(meshes.body.clone()), material.clone(), Transform::default())).id();
        let arm = meshes.arm.as_ref().map(|(mesh, pivot)| {
            let place = Transform::from_translation(*pivot);
            commands.spawn((AgentPart, Mesh3d(mesh.clone()), material.clone(), place, ChildOf(body))).id()
        });
        let unlit = (NotShadowCaster, NotShadowReceiver, Transform::default());
        let ring_material = MeshMaterial3d(materials.unserved.clone());
        let ring = commands.spawn((AgentPart, Mesh3d(visuals.ring.clone()), ring_material, unlit)).id();
        let stalk = floats(ue.kind).then(|| {
            let unlit = (NotShadowCaster, NotShadowReceiver, Transform::default());
            let material = MeshMaterial3d(materials.stalk.clone());
            commands.spawn((AgentPart, Mesh3d(visuals.stalk.clone()), material, unlit)).id()
        });
        visuals.drawn.insert(agent, Visual { kind: ue.kind, body, arm, ring, stalk, cell: None });
    }
}

/// Moves, turns, scales and colours the drawn agents.
pub(crate) fn place_agents(
    agents: Query<(Entity, &Ue, &Pose, &PreviousPose, &RadioState)>,
    pace: Res<Pace>,
    preview: Res<DragPreview>,
    materials: Res<ClayMaterials>,
    camera: Single<(&Camera, &GlobalTransform), With<SceneCamera>>,
    mut visuals: ResMut<AgentVisuals>,
    mut places: ResMut<AgentPlaces>,
    mut parts: Query<(&mut Transform, &mut MeshMaterial3d<StandardMaterial>), With<AgentPart>>,
) {
    let (camera, eye) = *camera;
    let AgentVisuals { kinds, drawn, .. } = &mut *visuals;
    places.0.clear();
    for (agent, ue, tick_pose, previous, radio) in &agents {
        let Some(visual) = drawn.get_mut(&agent) else {
            continue;
        };
        let Some(meshes) = kinds.get(&visual.kind) else {
            continue;
        };
        let pose = between(&previous.0, tick_pose, pace.fraction);
        let position = preview.apply(Object::Agent(ue.id), pose.position);
        let point = bevy_from_twin(position);
        let pixels = pixels_per_metre(camera, eye, point);
        let scale = (MIN_SIZE_PX / (meshes.size_m * pixels)).clamp(1.0, MAX_SCALE);
        let rotation = rotation_from_heading(pose.heading_rad);

        if let Ok((mut transform, _)) = parts.get_mut(visual.body) {
            *transform = Transform { translation: point, rotation, scale: Vec3::splat(scale) };
        }
        if let Some((mut transform, _)) = visual.arm.and_then(|arm| parts.get_mut(arm).ok()) {
            transform.rotation = Quat::from_rotation_y(pose.arm_rad as f32);
        }
        let radius = (meshes.size_m * 0.62 * scale).max(MIN_RING_PX / pixels).min(meshes.size_m * MAX_SCALE);
        let cell = radio.serving.map(|cell| cell.0 as usize);
        if let Ok((mut transform, mut material)) = parts.get_mut(visual.ring) {
            let above = GROUND_TOP_M + RING_LIFT_M + (1.0 / pixels).min(0.6);
            let lift = if floats(visual.kind) { 0.0 } else { above };
            transform.translation = point + Vec3::Y * lift;
            transform.scale = Vec3::new(radius, 1.0, radius);
            if cell != visual.cell {
                material.0 = cell.map_or(&materials.unserved, |cell| materials.cell(cell)).clone();
                visual.cell = cell;
            }
        }
        if let Some((mut transform, _)) = visual.stalk.and_then(|stalk| parts.get_mut(stalk).ok()) {
            let width = 1.2 / pixels;
            transform.translation = point.with_y(0.0);
            transform.scale = Vec3::new(width, point.y.max(0.01), width);
        }

        let center = position + DVec3::Z * f64::from(meshes.center_m * scale);
        let place = Place { position, center, radius_m: f64::from(meshes.size_m * 0.5 * scale) };
        places.0.insert(ue.id, AgentPlace { place, in_twin: tick_pose.position, kind: ue.kind, name: ue.name.clone() });
    }
}

/// A pose between two ticks; `t` in 0..=1.
fn between(from: &Pose, to: &Pose, t: f64) -> Pose {
    if from.position.distance(to.position) > MAX_STEP_M {
        return *to;
    }
    let turn = |a: f64, b: f64| {
        let turns = (b - a) / std::f64::consts::TAU;
        a + (turns - turns.round()) * std::f64::consts::TAU * t
    };
    Pose {
        position: from.position.lerp(to.position, t),
        heading_rad: turn(from.heading_rad, to.heading_rad),
        arm_rad: turn(from.arm_rad, to.arm_rad),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_are_drawn_between_ticks_and_turn_the_short_way() {
        let from = Pose { position: DVec3::ZERO, heading_rad: 3.0, arm_rad: 0.0 };
        let to = Pose { position: DVec3::X, heading_rad: -3.0, arm_rad: 1.0 };
        let half = between(&from, &to, 0.5);
        assert!((half.position.x - 0.5).abs() < 1e-12);
        assert!((half.heading_rad - std::f64::consts::PI).abs() < 1e-9);
        assert_eq!(between(&from, &Pose { position: DVec3::X * 90.0, ..to }, 0.1).position, DVec3::X * 90.0);
    }
}
