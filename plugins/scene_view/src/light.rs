//! One sun with soft shadows and a strong sky, balanced so that a horizontal surface in the sun has exactly the palette's colour.

use crate::camera::SceneCamera;
use crate::frame::bevy_from_twin;
use crate::inputs::Quality;
use bevy::light::{CascadeShadowConfig, CascadeShadowConfigBuilder, DirectionalLightShadowMap};
use bevy::prelude::*;
use bevy_panorbit_camera::PanOrbitCamera;
use glam::DVec3;
use view_state::Theme;

/// Towards the sun: high in the south-west.
const TO_SUN: DVec3 = DVec3::new(-0.46, -0.52, 0.72);
/// Luminance that the default exposure (EV100 9.7) shows as full scale, cd/m²: 1.2 · 2^9.7.
const FULL_SCALE: f32 = 998.0;
/// Share of ambient light that Bevy's ambient term reflects from a rough white surface: its environment BRDF at roughness 1.
const AMBIENT_RESPONSE: f32 = 0.4524;
/// Share of a sunlit horizontal surface's light that comes from the sun.
const SUN_SHARE: f32 = 0.40;
/// Edge of the shadow maps, texels.
const SHADOW_MAP: usize = 2048;

/// The sun.
#[derive(Component)]
pub(crate) struct Sun {
    reach_m: f32,
}

/// Makes the sun and the sky light.
pub(crate) fn spawn_light(mut commands: Commands, quality: Res<Quality>) {
    let sine = (TO_SUN.z / TO_SUN.length()) as f32;
    let illuminance = SUN_SHARE * FULL_SCALE * std::f32::consts::PI / sine;
    commands.insert_resource(DirectionalLightShadowMap { size: SHADOW_MAP });
    commands.insert_resource(GlobalAmbientLight {
        brightness: (1.0 - SUN_SHARE) * FULL_SCALE / AMBIENT_RESPONSE,
        ..default()
    });
    commands.spawn((
        Sun { reach_m: 0.0 },
        DirectionalLight {
            illuminance,
            shadow_maps_enabled: quality.shadows,
            shadow_depth_bias: 0.04,
            shadow_normal_bias: 1.2,
            ..default()
        },
        Transform::IDENTITY.looking_to(-bevy_from_twin(TO_SUN), Vec3::Y),
    ));
}

/// Fits the shadow cascades to what the camera sees, and follows quality and theme.
pub(crate) fn tune_light(
    quality: Res<Quality>,
    theme: Res<Theme>,
    camera: Single<(&PanOrbitCamera, &mut Msaa), With<SceneCamera>>,
    sun: Single<(&mut Sun, &mut DirectionalLight, &mut CascadeShadowConfig)>,
) {
    let (orbit, mut msaa) = camera.into_inner();
    let (mut sun, mut light, mut cascades) = sun.into_inner();
    if quality.is_changed() || theme.is_changed() {
        light.shadow_maps_enabled = quality.shadows;
        *msaa = if quality.msaa { Msaa::Sample4 } else { Msaa::Off };
    }
    let reach = orbit.radius.unwrap_or(500.0) * 2.6;
    if quality.shadows && (reach / sun.reach_m.max(1.0) - 1.0).abs() > 0.15 {
        sun.reach_m = reach;
        let default = CascadeShadowConfigBuilder::default();
        *cascades = CascadeShadowConfigBuilder {
            num_cascades: default.num_cascades.min(3),
            minimum_distance: 0.5,
            first_cascade_far_bound: reach * 0.35,
            maximum_distance: reach,
            overlap_proportion: 0.15,
        }
        .build();
    }
}
