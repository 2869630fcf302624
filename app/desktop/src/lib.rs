//! The desktop program and the web page: one Bevy app around the twin.
//!
//! [`build_app`] is the one list of plugins. `native` and `web` are the only places that know files, threads, windows or the browser; they hand
//! what they have to the app as a [`Platform`].
//!
//! | Part | File |
//! |---|---|
//! | loading scenes | `loading` |
//! | simulated time against the wall clock | `drive` |
//! | what panels ask of the host | `session`, `record`, `replay` |
//! | maps to files | `export` |
//! | pictures | `shot` (desktop) |

mod drive;
mod export;
mod glue;
mod loading;
mod platform;
mod record;
mod replay;
mod session;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(not(target_arch = "wasm32"))]
mod shot;
#[cfg(target_arch = "wasm32")]
mod web;

pub use loading::OpenScene;
pub use platform::{Platform, Work};

#[cfg(not(target_arch = "wasm32"))]
pub use native::main;
#[cfg(target_arch = "wasm32")]
pub use web::main;

use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::window::{PresentMode, WindowResolution};

/// What to open, and how big.
#[derive(Clone, Debug)]
pub struct Start {
    /// Id of a built-in scene, or a path the platform can read.
    pub scene: String,
    /// Seed of the run.
    pub seed: u64,
    /// Size of the window, logical pixels.
    pub size: (u32, u32),
}

impl Default for Start {
    fn default() -> Self {
        Self { scene: twin_scene::built_in::SCENES[0].id.into(), seed: 1, size: (1440, 900) }
    }
}

/// The app with all its plugins, ready to run.
pub fn build_app(start: &Start, platform: Platform) -> App {
    let window = Window {
        title: "Beamscape".into(),
        resolution: WindowResolution::new(start.size.0, start.size.1),
        present_mode: PresentMode::AutoVsync,
        canvas: Some("#beamscape".into()),
        fit_canvas_to_parent: true,
        prevent_default_event_handling: true,
        ..Window::default()
    };
    let mut app = App::new();
    let plugins = DefaultPlugins
        .set(WindowPlugin { primary_window: Some(window), ..WindowPlugin::default() })
        .set(LogPlugin { filter: "error,beamscape=info".into(), ..LogPlugin::default() })
        .set(RenderPlugin { synchronous_pipeline_compilation: platform.wait_for_pipelines, ..RenderPlugin::default() });
    app.add_plugins(plugins)
        .add_plugins(twin_sim::TwinPlugin)
        .add_plugins(coverage_map::CoverageMapPlugin { spawn: platform.map_thread })
        .add_plugins(scene_view::SceneViewPlugin)
        .add_plugins(radio_view::RadioViewPlugin)
        .add_plugins(panels::PanelsPlugin)
        .insert_resource(scene_view::Quality { shadows: platform.shadows, msaa: platform.msaa })
        .insert_resource(twin_sim::components::HostClock(platform::host_seconds))
        .insert_resource(platform)
        .insert_resource(OpenScene { scene: start.scene.clone(), seed: start.seed })
        .add_plugins((loading::plugin, drive::plugin, session::plugin, glue::plugin));
    app
}
