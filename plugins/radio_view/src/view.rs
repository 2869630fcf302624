//! The camera as lines need it: which way is across, and how large a pixel is.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use scene_view::SceneCamera;

/// Height of a view whose size is not known yet, logical pixels.
const ASSUMED_HEIGHT_PX: f32 = 720.0;
/// Nearest distance used for widths, m.
const NEAREST_M: f32 = 0.3;

/// How the camera looks at the world in this frame, Bevy axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct View {
    /// Position of the eye, m.
    pub(crate) eye: Vec3,
    /// Unit vector of the line of sight.
    pub(crate) forward: Vec3,
    /// Unit vector to the right of the picture.
    pub(crate) right: Vec3,
    /// Unit vector up the picture.
    pub(crate) up: Vec3,
    /// Logical pixels that one metre covers at a distance of one metre.
    pub(crate) focal_px: f32,
}

impl View {
    /// Length of one logical pixel at a point, m.
    pub(crate) fn metres_per_pixel(&self, point: Vec3) -> f32 {
        (point - self.eye).dot(self.forward).max(NEAREST_M) / self.focal_px
    }
}

/// Answers how the scene camera looks.
#[derive(SystemParam)]
pub(crate) struct SceneEye<'w, 's> {
    cameras: Query<'w, 's, (&'static Camera, &'static GlobalTransform, &'static Projection), With<SceneCamera>>,
}

impl SceneEye<'_, '_> {
    /// The view of the scene camera; `None` while there is no perspective camera.
    pub(crate) fn view(&self) -> Option<View> {
        let (camera, place, projection) = self.cameras.single().ok()?;
        let Projection::Perspective(perspective) = projection else { return None };
        let height_px = camera.logical_viewport_size().map_or(ASSUMED_HEIGHT_PX, |size| size.y);
        Some(View {
            eye: place.translation(),
            forward: place.forward().as_vec3(),
            right: place.right().as_vec3(),
            up: place.up().as_vec3(),
            focal_px: height_px / (2.0 * (perspective.fov / 2.0).tan()),
        })
    }
}
