//! The two cameras: one looks at the world through the viewport the panels leave, one carries the panels over the whole window.

use crate::frame::bevy_from_plan;
use crate::inputs::{LoadedScene, SceneViewport};
use crate::pointer::Pointer;
use bevy::camera::visibility::RenderLayers;
use bevy::camera::{CameraOutputMode, Viewport};
use bevy::core_pipeline::tonemapping::Tonemapping;
use bevy::prelude::*;
use bevy::render::render_resource::BlendState;
use bevy_egui::input::EguiWantsInput;
use bevy_egui::{EguiGlobalSettings, PrimaryEguiContext};
use bevy_panorbit_camera::{FocusBoundsShape, PanOrbitCamera};
use twin_scene::Scene;
use twin_scene::schema;

/// Vertical field of view, rad.
const FIELD_OF_VIEW_RAD: f32 = 0.70;
/// Pitch of a view that no scene camera gives, rad above the horizon.
const DEFAULT_PITCH_RAD: f32 = 0.72;
/// Lowest and highest pitch, rad: the eye never goes below the ground.
const PITCH_LIMITS_RAD: (f32, f32) = (0.02, 1.55);
/// Far end of the frustum, m; beyond the sky dome.
const FAR_M: f32 = 30_000.0;

/// The camera that looks at the world.
#[derive(Component)]
pub struct SceneCamera;

/// The camera that carries the panels.
#[derive(Component)]
pub struct UiCamera;

/// Where the camera looks from: a point it turns around, two angles in rad, and a distance in m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct View {
    pub(crate) focus: Vec3,
    pub(crate) yaw: f32,
    pub(crate) pitch: f32,
    pub(crate) radius: f32,
}

impl View {
    /// The view from an eye to a target, Bevy axes.
    pub(crate) fn looking(eye: Vec3, target: Vec3) -> Self {
        let arm = eye - target;
        let radius = arm.length().max(1.0);
        let pitch = (arm.y / radius).clamp(-1.0, 1.0).asin().clamp(PITCH_LIMITS_RAD.0, PITCH_LIMITS_RAD.1);
        Self { focus: target, yaw: arm.x.atan2(arm.z), pitch, radius }
    }

    /// A camera of a scene.
    pub(crate) fn of(camera: &schema::Camera) -> Self {
        let point = |(x, y, z): schema::Point3| bevy_from_plan((x, y), z as f32);
        Self::looking(point(camera.eye), point(camera.target))
    }

    /// The start view of a scene: its first camera, or its bounds from the south.
    pub(crate) fn start(scene: &Scene) -> Self {
        if let Some(camera) = scene.cameras.first() {
            return Self::of(camera);
        }
        let (min, max) = (scene.bounds.min, scene.bounds.max);
        let focus = bevy_from_plan(((min.0 + max.0) / 2.0, (min.1 + max.1) / 2.0), 0.0);
        Self { focus, yaw: 0.0, pitch: DEFAULT_PITCH_RAD, radius: scene_diagonal(scene) }
    }

    /// Where the camera is going.
    pub(crate) fn target_of(orbit: &PanOrbitCamera) -> Self {
        Self {
            focus: orbit.target_focus,
            yaw: orbit.target_yaw,
            pitch: orbit.target_pitch,
            radius: orbit.target_radius,
        }
    }

    /// Puts the camera here at once.
    pub(crate) fn apply(self, orbit: &mut PanOrbitCamera) {
        orbit.target_focus = self.focus;
        orbit.target_yaw = self.yaw;
        orbit.target_pitch = self.pitch;
        orbit.target_radius = self.radius;
        orbit.focus = self.focus;
        orbit.yaw = Some(self.yaw);
        orbit.pitch = Some(self.pitch);
        orbit.radius = Some(self.radius);
        orbit.force_update = true;
    }
}

/// Diagonal of a scene's bounds, m.
pub(crate) fn scene_diagonal(scene: &Scene) -> f32 {
    let (min, max) = (scene.bounds.min, scene.bounds.max);
    glam::DVec2::new(max.0 - min.0, max.1 - min.1).length().max(10.0) as f32
}

/// Makes both cameras.
pub(crate) fn spawn_cameras(mut commands: Commands, egui: Option<ResMut<EguiGlobalSettings>>) {
    if let Some(mut egui) = egui {
        egui.auto_create_primary_context = false;
    }
    commands.spawn((
        SceneCamera,
        Camera3d::default(),
        Projection::Perspective(PerspectiveProjection { fov: FIELD_OF_VIEW_RAD, far: FAR_M, ..default() }),
        Tonemapping::None,
        Msaa::Sample4,
        DistanceFog::default(),
        PanOrbitCamera {
            // Dragging the ground is done by `camera_moves`, which keeps the point under the pointer; a button no mouse has.
            button_pan: MouseButton::Other(u16::MAX),
            pitch_lower_limit: Some(PITCH_LIMITS_RAD.0),
            pitch_upper_limit: Some(PITCH_LIMITS_RAD.1),
            orbit_sensitivity: 0.8,
            zoom_sensitivity: 0.6,
            zoom_lower_limit: 2.0,
            use_real_time: true,
            ..default()
        },
        Transform::from_xyz(0.0, 300.0, 400.0).looking_at(Vec3::ZERO, Vec3::Y),
    ));
    commands.spawn((
        UiCamera,
        PrimaryEguiContext,
        Camera2d,
        Msaa::Off,
        RenderLayers::none(),
        Camera {
            order: 1,
            output_mode: CameraOutputMode::Write {
                // egui leaves premultiplied colours on the transparent target.
                blend_state: Some(BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                clear_color: ClearColorConfig::None,
            },
            clear_color: ClearColorConfig::Custom(Color::NONE),
            ..default()
        },
    ));
}

/// Gives the camera the limits and the start view of a new scene.
pub(crate) fn follow_scene(scene: Option<Res<LoadedScene>>, mut orbit: Single<&mut PanOrbitCamera, With<SceneCamera>>) {
    let Some(scene) = scene.filter(|scene| scene.is_changed()) else {
        return;
    };
    let (min, max) = (scene.0.bounds.min, scene.0.bounds.max);
    let diagonal = scene_diagonal(&scene.0);
    let size = Vec3::new((max.0 - min.0) as f32 * 1.4, diagonal * 0.25, (max.1 - min.1) as f32 * 1.4);
    orbit.focus_bounds_origin = bevy_from_plan(((min.0 + max.0) / 2.0, (min.1 + max.1) / 2.0), size.y / 2.0);
    orbit.focus_bounds_shape = Some(FocusBoundsShape::Cuboid(Cuboid::from_size(size)));
    orbit.zoom_upper_limit = Some(diagonal * 2.2);
    orbit.initialized = true;
    View::start(&scene.0).apply(&mut orbit);
}

/// Keeps the world inside the area the panels leave, and the near plane where depth stays sharp.
pub(crate) fn fit_viewport(
    viewport: Res<SceneViewport>,
    camera: Single<(&mut Camera, &mut Projection, &PanOrbitCamera), With<SceneCamera>>,
) {
    let (mut camera, mut projection, orbit) = camera.into_inner();
    let near = (orbit.radius.unwrap_or(100.0) * 0.02).clamp(0.1, 4.0);
    if let Projection::Perspective(perspective) = &*projection
        && (perspective.near / near - 1.0).abs() > 0.05
        && let Projection::Perspective(perspective) = &mut *projection
    {
        perspective.near = near;
    }
    let (Some(target), Some(scale)) = (camera.physical_target_size(), camera.target_scaling_factor()) else {
        return;
    };
    let wanted = if viewport.size.min_element() < 8.0 {
        None
    } else {
        let min = (viewport.min * scale).round().as_uvec2().min(target.saturating_sub(UVec2::splat(2)));
        let size = (viewport.size * scale).round().as_uvec2().min(target - min).max(UVec2::ONE);
        Some((min, size))
    };
    let present = camera.viewport.as_ref().map(|viewport| (viewport.physical_position, viewport.physical_size));
    if wanted != present {
        camera.viewport = wanted.map(|(physical_position, physical_size)| Viewport {
            physical_position,
            physical_size,
            depth: 0.0..1.0,
        });
    }
}

/// Lets the orbit controls see the pointer only when it is the scene's and no handle is held.
pub(crate) fn gate_orbit(
    pointer: Res<Pointer>,
    wants: Res<EguiWantsInput>,
    drag: Res<crate::drag::Drag>,
    buttons: Res<ButtonInput<MouseButton>>,
    mut orbit: Single<&mut PanOrbitCamera, With<SceneCamera>>,
) {
    let is_held = buttons.get_pressed().len() > 0 && buttons.get_just_pressed().len() == 0;
    let enabled = if drag.is_active() {
        false
    } else if is_held {
        orbit.enabled && !wants.is_using_pointer()
    } else {
        pointer.is_free
    };
    if orbit.enabled != enabled {
        orbit.enabled = enabled;
    }
}

/// Passes the eye's new place on before labels are written, so that they do not trail behind the picture.
pub(crate) fn settle_eye(eye: Single<(&Transform, &mut GlobalTransform), With<SceneCamera>>) {
    let (transform, mut global) = eye.into_inner();
    global.set_if_neq(GlobalTransform::from(*transform));
}

/// Logical pixels per metre at a point, for a camera.
pub(crate) fn pixels_per_metre(camera: &Camera, eye: &GlobalTransform, point: Vec3) -> f32 {
    let height = camera.logical_viewport_size().map_or(720.0, |size| size.y);
    let distance = (point - eye.translation()).dot(eye.forward().as_vec3()).max(0.5);
    height / (2.0 * (FIELD_OF_VIEW_RAD / 2.0).tan() * distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_keep_eye_and_target() {
        let (eye, target) = (Vec3::new(30.0, 40.0, -20.0), Vec3::new(5.0, 0.0, 10.0));
        let view = View::looking(eye, target);
        let rotation = Quat::from_rotation_y(view.yaw) * Quat::from_rotation_x(-view.pitch);
        let back = view.focus + rotation * Vec3::new(0.0, 0.0, view.radius);
        assert!((back - eye).length() < 1e-3);
    }

    #[test]
    fn views_from_below_are_lifted() {
        let view = View::looking(Vec3::new(10.0, -50.0, 0.0), Vec3::ZERO);
        assert!(view.pitch >= PITCH_LIMITS_RAD.0);
    }
}
