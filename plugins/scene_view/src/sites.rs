//! Draws the sites: a mast on the roof below the antennas, and a panel per sector in the colour of its cell, turned and tilted as planned.

use crate::camera::{SceneCamera, pixels_per_metre};
use crate::frame::{bevy_from_twin, heading_from_bearing};
use crate::inputs::LoadedScene;
use crate::materials::ClayMaterials;
use crate::mesh_parts::{Triangles, grey};
use crate::places::{DragPreview, DrawnScales};
use crate::polygon::ring_contains;
use bevy::prelude::*;
use glam::DVec3;
use twin_scene::Scene;
use twin_sim::plan::{Cell, Plan, Site};
use twin_units::GnbId;
use view_state::Object;

/// Smallest size of a site's head on the screen, logical pixels.
const MIN_SIZE_PX: f32 = 24.0;
/// Size of a site's head: its panels, m.
const HEAD_M: f32 = 2.0;
/// Largest enlargement.
const MAX_SCALE: f32 = 16.0;
/// Distance of panels from the mast's axis, m.
const PANEL_OUT_M: f32 = 0.42;

/// Shared meshes of sites.
#[derive(Resource)]
pub(crate) struct SiteMeshes {
    mast: Handle<Mesh>,
    panel: Handle<Mesh>,
    face: Handle<Mesh>,
}

impl FromWorld for SiteMeshes {
    fn from_world(world: &mut World) -> Self {
        let mut meshes = world.resource_mut::<Assets<Mesh>>();
        let mut mast = Triangles::default();
        mast.cylinder(Vec3::ZERO, 1.0, [0.11, 0.09], 10, grey(0.8));
        let mut panel = Triangles::default();
        panel.cuboid(Transform::from_xyz(-0.06, 0.0, 0.0).with_scale(Vec3::new(0.16, 1.5, 0.46)), grey(1.2));
        let mut face = Triangles::default();
        face.cuboid(Transform::from_xyz(0.05, 0.0, 0.0).with_scale(Vec3::new(0.06, 1.42, 0.4)), grey(1.0));
        Self {
            mast: meshes.add(mast.into_mesh()),
            panel: meshes.add(panel.into_mesh()),
            face: meshes.add(face.into_mesh()),
        }
    }
}

/// A drawn site.
#[derive(Component)]
pub(crate) struct SiteVisual(GnbId);

/// The mast of a drawn site, and where it stands, m above the ground.
#[derive(Component)]
pub(crate) struct Mast(GnbId);

/// Rebuilds the sites when they or their cells changed.
pub(crate) fn follow_plan(
    mut commands: Commands,
    plan: Option<Res<Plan>>,
    old: Query<Entity, Or<(With<SiteVisual>, With<Mast>)>>,
    meshes: Res<SiteMeshes>,
    materials: Res<ClayMaterials>,
    mut drawn: Local<Option<(Vec<Site>, Vec<Cell>)>>,
) {
    let Some(plan) = plan.filter(|plan| plan.is_changed()) else {
        return;
    };
    if drawn.as_ref().is_some_and(|(sites, cells)| *sites == plan.sites && *cells == plan.cells) {
        return;
    }
    *drawn = Some((plan.sites.clone(), plan.cells.clone()));
    for entity in &old {
        commands.entity(entity).despawn();
    }
    for site in &plan.sites {
        let place = Transform::from_translation(bevy_from_twin(site.position));
        let head = commands.spawn((SiteVisual(site.id), place, Visibility::default())).id();
        let mast = (Mesh3d(meshes.mast.clone()), MeshMaterial3d(materials.body.clone()));
        commands.spawn((Mast(site.id), mast, Transform::default()));
        for cell in plan.cells_of(site.id) {
            let turn = Quat::from_rotation_y(heading_from_bearing(cell.azimuth_deg) as f32);
            let tilt = Quat::from_rotation_z(-cell.downtilt_deg.to_radians() as f32);
            let place = Transform::from_translation(turn * Vec3::X * PANEL_OUT_M).with_rotation(turn * tilt);
            let color = MeshMaterial3d(materials.cell(cell.id.0 as usize).clone());
            let panel = (Mesh3d(meshes.panel.clone()), MeshMaterial3d(materials.body.clone()));
            commands.spawn((panel, place, ChildOf(head)));
            commands.spawn((Mesh3d(meshes.face.clone()), color, place, ChildOf(head)));
        }
    }
}

/// Moves and scales the sites, and stands their masts on what is below.
pub(crate) fn place_sites(
    plan: Option<Res<Plan>>,
    scene: Option<Res<LoadedScene>>,
    preview: Res<DragPreview>,
    camera: Single<(&Camera, &GlobalTransform), With<SceneCamera>>,
    mut heads: Query<(&SiteVisual, &mut Transform), Without<Mast>>,
    mut masts: Query<(&Mast, &mut Transform), Without<SiteVisual>>,
    mut scales: ResMut<DrawnScales>,
    mut footings: Local<Vec<(DVec3, f64)>>,
) {
    let Some(plan) = plan else { return };
    let (camera, eye) = *camera;
    scales.sites.resize(plan.sites.len(), 1.0);
    footings.resize(plan.sites.len(), (DVec3::NAN, 0.0));
    let is_new_scene = scene.as_ref().is_some_and(|scene| scene.is_changed());
    for (visual, mut transform) in &mut heads {
        let Some(site) = plan.sites.get(visual.0.0 as usize) else {
            continue;
        };
        let position = preview.apply(Object::Site(site.id), site.position);
        let point = bevy_from_twin(position);
        let scale = (MIN_SIZE_PX / (HEAD_M * pixels_per_metre(camera, eye, point))).clamp(1.0, MAX_SCALE);
        scales.sites[visual.0.0 as usize] = scale;
        transform.translation = point;
        transform.scale = Vec3::splat(scale);
    }
    for (mast, mut transform) in &mut masts {
        let index = mast.0.0 as usize;
        let Some(site) = plan.sites.get(index) else {
            continue;
        };
        let position = preview.apply(Object::Site(site.id), site.position);
        if is_new_scene || footings[index].0 != position {
            footings[index] = (position, scene.as_ref().map_or(0.0, |scene| footing(&scene.0, position)));
        }
        let foot = footings[index].1;
        let width = scales.sites[index];
        let top = position.z + 0.9 * f64::from(width);
        transform.translation = bevy_from_twin(position.with_z(foot));
        transform.scale = Vec3::new(width, ((top - foot) as f32).max(0.1), width);
    }
}

/// Height of the highest roof at or below a point, m; the ground when there is none.
fn footing(scene: &Scene, point: DVec3) -> f64 {
    scene
        .buildings
        .iter()
        .filter(|building| building.height_m <= point.z + 0.01 && ring_contains(&building.footprint, point.truncate()))
        .filter(|building| !building.holes.iter().any(|hole| ring_contains(hole, point.truncate())))
        .map(|building| building.height_m)
        .fold(0.0, f64::max)
}
