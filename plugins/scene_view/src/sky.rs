//! The sky: a dome around the camera, pale at the horizon, a little deeper above, and fog of the same colour that hides where the ground ends.

use crate::camera::{SceneCamera, scene_diagonal};
use crate::inputs::LoadedScene;
use crate::materials::color;
use crate::mesh_parts::Triangles;
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;
use bevy_panorbit_camera::PanOrbitCamera;
use view_state::Theme;

/// Radius of the dome, m; within the camera's far plane, beyond the fog.
const DOME_RADIUS_M: f32 = 15_000.0;
/// Share of the water's colour in the zenith.
const ZENITH_SHARE: f32 = 0.75;

/// The dome.
#[derive(Component)]
pub(crate) struct SkyDome;

/// Makes the dome, and remakes it in the colours of a new theme.
pub(crate) fn build_sky(
    mut commands: Commands,
    theme: Res<Theme>,
    dome: Option<Single<Entity, With<SkyDome>>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut clear: ResMut<ClearColor>,
) {
    if dome.is_some() && !theme.is_changed() {
        return;
    }
    clear.0 = color(theme.sky());
    let mesh = Mesh3d(meshes.add(dome_mesh(*theme)));
    match dome {
        Some(dome) => {
            commands.entity(*dome).insert(mesh);
        }
        None => {
            let material = StandardMaterial { unlit: true, fog_enabled: false, cull_mode: None, ..default() };
            let material = MeshMaterial3d(materials.add(material));
            commands.spawn((SkyDome, mesh, material, NotShadowCaster, NotShadowReceiver, Transform::default()));
        }
    }
}

/// Keeps the dome around the camera and the fog beyond what the camera looks at.
pub(crate) fn place_sky(
    camera: Single<(&Transform, &PanOrbitCamera, &mut DistanceFog), (With<SceneCamera>, Without<SkyDome>)>,
    mut dome: Single<&mut Transform, With<SkyDome>>,
    theme: Res<Theme>,
    scene: Option<Res<LoadedScene>>,
) {
    let (transform, orbit, mut fog) = camera.into_inner();
    dome.translation = transform.translation;
    let reach = scene.map_or(1_000.0, |scene| scene_diagonal(&scene.0)).max(150.0);
    let radius = orbit.radius.unwrap_or(reach);
    fog.color = color(theme.sky());
    fog.falloff = FogFalloff::Linear { start: radius + reach * 0.8, end: radius + reach * 4.5 };
}

fn dome_mesh(theme: Theme) -> Mesh {
    const BANDS: [f32; 7] = [-30.0, 0.0, 4.0, 12.0, 28.0, 55.0, 90.0];
    const SIDES: u32 = 24;
    let horizon = color(theme.sky()).to_linear();
    let zenith = color(theme.sky()).mix(&color(theme.water()), ZENITH_SHARE).to_linear();
    let shade = |elevation: f32| horizon.mix(&zenith, (elevation / 60.0).clamp(0.0, 1.0).sqrt()).to_f32_array();
    let at = |side: u32, elevation: f32| {
        let (sin, cos) = (side as f32 / SIDES as f32 * std::f32::consts::TAU).sin_cos();
        let (up, out) = elevation.to_radians().sin_cos();
        Vec3::new(cos * out, up, sin * out) * DOME_RADIUS_M
    };
    let mut parts = Triangles::default();
    for pair in BANDS.windows(2) {
        for side in 0..SIDES {
            let corners = [at(side, pair[0]), at(side + 1, pair[0]), at(side + 1, pair[1]), at(side, pair[1])];
            parts.quad(corners, [shade(pair[0]), shade(pair[0]), shade(pair[1]), shade(pair[1])]);
        }
    }
    parts.into_mesh()
}
