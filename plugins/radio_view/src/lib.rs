//! The radio data over the clay world: rays, links, beams, the coverage map and brief marks where something happened.
//!
//! Start at [`RadioViewPlugin`]; it needs `scene_view`'s plugin for the camera and for where things are drawn. With no twin loaded nothing is
//! drawn.
//!
//! | Part | Modules |
//! |---|---|
//! | lines of a width in pixels | `marks` (pure geometry), `canvas` (one mesh per layer), `view` (the camera as they need it) |
//! | what is drawn with them | `rays`, `links`, `events`, `handovers`, `rings` |
//! | lobes | `lobe` (pure, from gains), `beams` (cells), `ris_beams` (panels), `shapes` (the entities) |
//! | the map on the ground | `coverage` |
//!
//! Everything works on WebGL2 and on a software renderer: meshes with vertex colours and one texture, no shader of our own, no compute.
//! May not depend on: panels, files, clocks other than Bevy's. Reads twin data, writes none.
//!
//! # Accuracy
//! - A lobe's radius is linear in dB over the 20 dB below the peak of the cell's strongest beam; its length in metres has no meaning.
//!   Arcs of equal gain around a selected site are in the horizontal plane of its antennas, on the same scale, in dBi.
//! - The beam of a RIS is drawn as a cone of the half-power width of its aperture, not with its side lobes.
//! - The map is computed at its receiver height and laid on the ground.

mod beams;
mod canvas;
mod coverage;
mod events;
mod handovers;
mod links;
mod lobe;
mod marks;
mod rays;
mod rings;
mod ris_beams;
mod shapes;
mod view;

use bevy::prelude::*;
use scene_view::SceneViewSystems;
use view_state::{Rgb, ViewStatePlugin};

/// Draws rays, links, beams, coverage map and events.
pub struct RadioViewPlugin;

/// This plugin's systems in `Update`, after the scene's things are placed.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RadioViewSystems;

impl Plugin for RadioViewPlugin {
    fn build(&self, app: &mut App) {
        if !app.is_plugin_added::<ViewStatePlugin>() {
            app.add_plugins(ViewStatePlugin);
        }
        app.init_resource::<beams::LobeMeshes>()
            .init_resource::<beams::ShownActivity>()
            .init_resource::<shapes::BeamMaterials>()
            .init_resource::<shapes::BeamShapes>()
            .init_resource::<ris_beams::ConeMesh>()
            .init_resource::<coverage::DrawnMap>()
            .init_resource::<events::FailurePlaces>()
            .configure_sets(Update, RadioViewSystems.after(SceneViewSystems::Interact))
            .add_systems(Startup, canvas::spawn_canvases)
            .add_systems(
                Update,
                (
                    rays::draw_rays,
                    links::draw_links,
                    events::draw_events,
                    handovers::draw_handovers,
                    coverage::draw_map,
                    rings::draw_rings,
                    (shapes::follow_theme, beams::draw_beams).chain(),
                )
                    .in_set(RadioViewSystems),
            );
    }
}

/// A colour of the palette with an opacity of 0..=1, as vertex colours need it.
fn ink(Rgb(r, g, b): Rgb, alpha: f32) -> LinearRgba {
    Color::srgb_u8(r, g, b).to_linear().with_alpha(alpha)
}
