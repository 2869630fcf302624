//! Builds what does not move, once per scene: a dozen entities under one root, which takes all of them away again.

use crate::city::CityMeshes;
use crate::ground::GroundMeshes;
use crate::inputs::LoadedScene;
use crate::materials::ClayMaterials;
use crate::solids::SolidMeshes;
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;
use view_state::Selection;

/// Root of everything built for one scene.
#[derive(Component)]
pub(crate) struct SceneRoot;

/// Rebuilds the static world when another scene was loaded.
pub(crate) fn build_world(
    mut commands: Commands,
    scene: Option<Res<LoadedScene>>,
    roots: Query<Entity, With<SceneRoot>>,
    materials: Res<ClayMaterials>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut selection: ResMut<Selection>,
) {
    let Some(scene) = scene else {
        for root in &roots {
            commands.entity(root).despawn();
        }
        return;
    };
    if !scene.is_changed() {
        return;
    }
    for root in &roots {
        commands.entity(root).despawn();
    }
    // What was selected belongs to the scene before.
    *selection = Selection::default();
    let ground = GroundMeshes::of(&scene.0);
    let city = CityMeshes::of(&scene.0);
    let solids = SolidMeshes::of(&scene.0.meshes);
    let root = commands.spawn((SceneRoot, Transform::default(), Visibility::default())).id();

    let flat = [
        (ground.plane, &materials.ground),
        (solids.floors, &materials.floor),
        (ground.park, &materials.park),
        (ground.foot, &materials.foot),
        (ground.water, &materials.water),
        (ground.road, &materials.road),
        (ground.marking, &materials.marking),
    ];
    for (parts, material) in flat.into_iter().filter(|(parts, _)| !parts.is_empty()) {
        let mesh = Mesh3d(meshes.add(parts.into_mesh()));
        commands.spawn((mesh, MeshMaterial3d(material.clone()), NotShadowCaster, ChildOf(root)));
    }
    let clay =
        [(city.buildings, &materials.building), (city.blocks, &materials.block), (solids.solids, &materials.solid)];
    for (parts, material) in clay {
        if !parts.is_empty() {
            commands.spawn((Mesh3d(meshes.add(parts.into_mesh())), MeshMaterial3d(material.clone()), ChildOf(root)));
        }
    }
    for (parts, material) in
        [(city.contact, &materials.contact), (city.glass, &materials.glass), (city.canopy, &materials.canopy)]
    {
        if !parts.is_empty() {
            let mesh = Mesh3d(meshes.add(parts.into_mesh()));
            commands.spawn((mesh, MeshMaterial3d(material.clone()), NotShadowCaster, NotShadowReceiver, ChildOf(root)));
        }
    }
    for edges in [city.edges, solids.edges].into_iter().filter(|edges| !edges.is_empty()) {
        let mesh = Mesh3d(meshes.add(edges.into_mesh()));
        commands.spawn((
            mesh,
            MeshMaterial3d(materials.edge.clone()),
            NotShadowCaster,
            NotShadowReceiver,
            ChildOf(root),
        ));
    }
}
