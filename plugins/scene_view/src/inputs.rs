//! What the host and the panels hand in, and the order of this plugin's systems.

use bevy::prelude::*;
use std::sync::Arc;

/// The scene to draw; inserting another one rebuilds everything.
#[derive(Resource, Clone)]
pub struct LoadedScene(pub Arc<twin_scene::Scene>);

/// The scene's surfaces, for picking buildings and for what hides what; without it only sites, RIS and agents can be picked.
#[derive(Resource, Clone)]
pub struct PickGeometry(pub Arc<twin_radio::Geometry>);

/// The part of the window that panels leave to the 3D view, in logical pixels from the top left corner of the window.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct SceneViewport {
    /// Top left corner.
    pub min: Vec2,
    /// Width and height; zero for the whole window.
    pub size: Vec2,
}

/// What the machine can afford; set by the host.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quality {
    /// Shadows of the sun; off in browsers and on software renderers.
    pub shadows: bool,
    /// Four samples per pixel.
    pub msaa: bool,
}

impl Default for Quality {
    fn default() -> Self {
        Self { shadows: true, msaa: true }
    }
}

/// Order of this plugin's systems in `Update`.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SceneViewSystems {
    /// Meshes and entities follow scene, plan, roster and theme.
    Build,
    /// Things move to where they are drawn in this frame.
    Place,
    /// Pointer, picking, dragging and camera.
    Interact,
    /// Marks of selection and handles.
    Mark,
}
