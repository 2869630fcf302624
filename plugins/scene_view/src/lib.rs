//! The quiet clay world: city or hall, sites, RIS and agents, the cameras, and pointing at and dragging things.
//!
//! Start at [`SceneViewPlugin`]. The host inserts [`LoadedScene`] (and [`PickGeometry`], if it has one); the rest comes from the twin's own
//! components and `Plan`. Inserting another [`LoadedScene`] rebuilds everything. The host also sets [`SceneViewport`] and [`Quality`] and may
//! read [`GroundPointer`]. Add this plugin after Bevy's own.
//!
//! | Part | Modules |
//! |---|---|
//! | static world | `city`, `solids`, `ground`, `sky`, `light`, built by `world` from `mesh_parts` and `polygon` |
//! | what the twin moves | `agents` (shapes in `models`), `sites`, `ris` |
//! | cameras | `camera`, `camera_moves` |
//! | pointing and dragging | `pointer`, `picking`, `drag`, `outline`, `handles` |
//! | writing on the picture | `labels`, `scale_bar` |
//!
//! May not depend on: panels, `radio_view`, files, clocks other than Bevy's, compute shaders. Reads twin data, writes none: edits are
//! `TwinCommand`s.

mod agents;
mod camera;
mod camera_moves;
mod city;
mod drag;
mod frame;
mod ground;
mod handles;
mod inputs;
mod labels;
mod light;
mod materials;
mod mesh_parts;
mod models;
mod outline;
mod picking;
mod places;
mod pointer;
mod polygon;
mod ris;
mod scale_bar;
mod sites;
mod sky;
mod solids;
mod world;

pub use camera::{SceneCamera, UiCamera};
pub use frame::{bevy_from_twin, twin_from_bevy};
pub use ground::GROUND_TOP_M;
pub use inputs::{LoadedScene, PickGeometry, Quality, SceneViewSystems, SceneViewport};
pub use labels::SceneNotes;
pub use picking::GroundPointer;
pub use places::{Place, Places, label_anchors};

use bevy::prelude::*;
use bevy_egui::{EguiPlugin, EguiPostUpdateSet, EguiPrimaryContextPass};
use bevy_panorbit_camera::{PanOrbitCameraPlugin, PanOrbitCameraSystemSet};
use twin_sim::command::CommandQueue;
use view_state::ViewStatePlugin;

/// Draws the world and handles cameras, picking and dragging.
pub struct SceneViewPlugin;

impl Plugin for SceneViewPlugin {
    fn build(&self, app: &mut App) {
        if !app.is_plugin_added::<ViewStatePlugin>() {
            app.add_plugins(ViewStatePlugin);
        }
        if !app.is_plugin_added::<EguiPlugin>() {
            app.add_plugins(EguiPlugin::default());
        }
        app.add_plugins(PanOrbitCameraPlugin)
            .init_resource::<CommandQueue>()
            .init_resource::<SceneViewport>()
            .init_resource::<Quality>()
            .init_resource::<pointer::Pointer>()
            .init_resource::<GroundPointer>()
            .init_resource::<places::AgentPlaces>()
            .init_resource::<places::DrawnScales>()
            .init_resource::<places::DragPreview>()
            .init_resource::<places::ObjectIndex>()
            .init_resource::<labels::SceneNotes>()
            .init_resource::<drag::Drag>()
            .init_resource::<camera_moves::CameraMotion>()
            .init_resource::<materials::ClayMaterials>()
            .init_resource::<agents::AgentVisuals>()
            .init_resource::<sites::SiteMeshes>();
        handles::register(app);
        add_systems(app);
    }
}

fn add_systems(app: &mut App) {
    use SceneViewSystems::{Build, Interact, Mark, Place};
    app.configure_sets(Update, (Build, Place, Interact, Mark).chain())
        .add_systems(PreStartup, (camera::spawn_cameras, light::spawn_light))
        .add_systems(
            Update,
            (
                (materials::follow_theme, world::build_world, sky::build_sky, places::index_objects),
                (camera::follow_scene, agents::follow_roster, sites::follow_plan, ris::follow_plan),
            )
                .chain()
                .in_set(Build),
        )
        .add_systems(
            Update,
            (
                camera::fit_viewport,
                agents::place_agents,
                sites::place_sites,
                ris::place_ris,
                sky::place_sky,
                light::tune_light,
            )
                .chain()
                .in_set(Place),
        )
        .add_systems(
            Update,
            (
                pointer::read_pointer,
                drag::drag_object,
                drag::preview_drag,
                drag::turn_by_keys,
                picking::pick,
                picking::point_at_ground,
                camera_moves::take_requests,
                camera_moves::drag_ground,
                camera_moves::fly_by_keys,
                camera_moves::fly_and_follow,
                camera::gate_orbit,
            )
                .chain()
                .in_set(Interact),
        )
        .add_systems(PostUpdate, camera::settle_eye.after(PanOrbitCameraSystemSet).before(EguiPostUpdateSet::EndPass))
        .add_systems(Update, (outline::draw_outlines, drag::draw_handle).in_set(Mark))
        .add_systems(
            EguiPrimaryContextPass,
            (labels::draw_labels, scale_bar::draw_scale_bar, pointer::watch_floating_layers).chain(),
        );
}
