//! What the window shows and how, apart from any renderer: selection, layers, pace, theme, colours and number formats.
//!
//! Both the 3D views and the panels read and write these resources; neither knows the other. Nothing here changes the twin.

mod format;
mod layers;
mod map_scale;
mod pace;
mod palette;
mod selection;

pub use coverage_map::{Kind as MapKind, MapQuantity};
pub use format::{MISSING, db, dbm, duration, metres, percent, rate, ratio_percent, si, sim_time};
pub use layers::{HIGHEST_DRAPED_M, Layers};
pub use map_scale::{MapScale, map_color, map_title, map_value};
pub use pace::{Pace, SPEEDS};
pub use palette::{
    OKABE_ITO, Rgb, Theme, agent_label_color, cell_color, cyclic, mechanism_color, outcome_mark, sequential,
    slice_color, verdict_mark,
};
pub use selection::{CameraRequest, Gesture, Object, Selection};

use bevy_app::{App, Plugin};

/// Inserts the view resources with their defaults.
pub struct ViewStatePlugin;

impl Plugin for ViewStatePlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Selection>()
            .init_resource::<Layers>()
            .init_resource::<Pace>()
            .init_resource::<Theme>()
            .init_resource::<Gesture>()
            .init_resource::<CameraRequest>();
    }
}
