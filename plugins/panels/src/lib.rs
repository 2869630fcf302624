//! Panels: everything around and over the 3D scene, in egui.
//!
//! A panel is a plain function over a read-only [`TwinView`]; what it wants changed it returns in [`UiActions`]. So panels are tested without an
//! engine. To add one: a new file with a type that implements [`Panel`], and a line in [`registry`]. [`frame_ui`] puts panels into their places;
//! [`PanelsPlugin`] is the only part that knows Bevy.
//!
//! | Part | Files |
//! |---|---|
//! | what goes in and out | `view`, `insight`, `host`, `shell` |
//! | frame and look | `frame`, `style`, `widgets`, `number` |
//! | bars | `top_bar` (`map_menu`), `status`, `timeline` |
//! | sides | `tree`, `inspector` (`inspect_agent`, `inspect_link` (`link_paths`), `inspect_site`, `inspect_ris`, `phase_picture`, `mobility`, `why`), `slices` (`slice_rules`), `propagation` (`weather`) |
//! | lower tabs | `plots`, `events` (`episode`), `cells` |
//! | over the scene | `overlay`, `legend`, `handover_legend`, `palette`, `help` |
//! | keys and commands | `action` |

mod action;
mod cells;
mod episode;
mod events;
mod frame;
mod handover_legend;
mod help;
mod host;
mod insight;
mod inspect_agent;
mod inspect_link;
mod inspect_ris;
mod inspect_site;
mod inspector;
mod legend;
mod link_paths;
mod map_menu;
mod mobility;
mod number;
mod overlay;
mod palette;
mod phase_picture;
mod plots;
mod plugin;
mod propagation;
mod shell;
mod slice_rules;
mod slices;
mod status;
pub mod style;
mod timeline;
mod top_bar;
mod tree;
mod view;
mod weather;
mod why;
mod widgets;

pub use action::Action;
pub use frame::{Panels, frame_ui, loading_ui};
pub use host::{
    BuildingInfo, CentralRect, HostAction, HostActions, HostStatus, MessageLevel, PointerGround, PointerOnScene,
    RecordingStatus, ReplayStatus, SceneEntry,
};
pub use insight::{AirTerm, LinkInsight, PathCounts, RadioInsight};
pub use plugin::{PanelsPlugin, PanelsSystems};
pub use shell::{AgentTab, Hints, Shell, SideTab, Tab};
pub use slice_rules::{Ratio, set_ratio};
pub use view::{AgentRow, TwinView, UiActions, ViewStateMut};
pub use why::sentences as why_sentences;

/// Where a panel sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Top bar.
    Top,
    /// Left side.
    Left,
    /// Right side, upper part.
    RightUpper,
    /// Right side, lower part, under a tab.
    RightLower(SideTab),
    /// Lower panel, under a tab.
    Bottom(Tab),
    /// Strip under the lower panel.
    Timeline,
    /// Last line.
    Status,
}

/// A part of the frame.
pub trait Panel: Send + Sync {
    /// Name, unique among panels.
    fn name(&self) -> &'static str;
    /// Its place.
    fn slot(&self) -> Slot;
    /// Draws it.
    fn ui(&mut self, ui: &mut egui::Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions);
}

/// All panels.
pub fn registry() -> Vec<Box<dyn Panel>> {
    vec![
        Box::new(top_bar::TopBar),
        Box::new(tree::Tree::default()),
        Box::new(inspector::Inspector::default()),
        Box::new(slices::Slices::default()),
        Box::new(propagation::PropagationPanel),
        Box::new(plots::Plots),
        Box::new(events::Events::default()),
        Box::new(cells::Cells),
        Box::new(timeline::Timeline),
        Box::new(status::Status),
    ]
}
