//! State of the window's frame: which panels are open, which tab is shown, what is typed.

use bevy_ecs::prelude::*;
use twin_units::UeId;

/// Tabs of the lower panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// KPIs over time.
    #[default]
    Plots,
    /// Event log.
    Events,
    /// Table of cells.
    Cells,
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Plots, Self::Events, Self::Cells];

    /// Name on the tab.
    pub fn label(self) -> &'static str {
        match self {
            Self::Plots => "Plots",
            Self::Events => "Events",
            Self::Cells => "Cells",
        }
    }
}

/// Tabs under the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SideTab {
    /// Slices.
    #[default]
    Slices,
    /// Mechanisms and weather.
    Propagation,
}

impl SideTab {
    /// All, in order.
    pub const ALL: [Self; 2] = [Self::Slices, Self::Propagation];

    /// Name on the tab.
    pub fn label(self) -> &'static str {
        match self {
            Self::Slices => "Slices",
            Self::Propagation => "Propagation",
        }
    }
}

/// Pages of the inspector for an agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AgentTab {
    /// What it is, why, and how it is served.
    #[default]
    Overview,
    /// Link budget, paths, ages of links.
    Link,
    /// Beam model.
    Model,
}

impl AgentTab {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Overview, Self::Link, Self::Model];

    /// Name on the tab.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Link => "Link",
            Self::Model => "Beam model",
        }
    }
}

/// Which first-run hints were used or closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// "Click a car".
    pub clicked: bool,
    /// "Move a slider".
    pub edited: bool,
    /// "Drag a panel".
    pub searched: bool,
}

/// State of the frame.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct Shell {
    /// Whether everything but the scene is hidden.
    pub only_scene: bool,
    /// Whether the scene tree is open.
    pub left_open: bool,
    /// Whether inspector and slices are open.
    pub right_open: bool,
    /// Whether the lower panel is open.
    pub bottom_open: bool,
    /// Tab of the lower panel.
    pub tab: Tab,
    /// Tab under the inspector.
    pub side: SideTab,
    /// Page of the inspector for an agent.
    pub agent_tab: AgentTab,
    /// Path looked at: whose serving link, and its number, strongest first; the strongest without a choice.
    pub path: Option<(UeId, usize)>,
    /// Whether the command palette is open.
    pub palette_open: bool,
    /// Text in the command palette.
    pub palette_query: String,
    /// Chosen row of the command palette.
    pub palette_row: usize,
    /// Whether the help is open.
    pub help_open: bool,
    /// Whether the format of a map's export is asked for.
    pub export_open: bool,
    /// First-run hints.
    pub hints: Hints,
    /// Whether the start layout was fitted to the window.
    pub fitted: bool,
}

impl Default for Shell {
    fn default() -> Self {
        Self {
            only_scene: false,
            left_open: true,
            right_open: true,
            bottom_open: true,
            tab: Tab::Plots,
            side: SideTab::Slices,
            agent_tab: AgentTab::Overview,
            path: None,
            palette_open: false,
            palette_query: String::new(),
            palette_row: 0,
            help_open: false,
            export_open: false,
            hints: Hints::default(),
            fitted: false,
        }
    }
}

impl Shell {
    /// Opens the command palette, empty.
    pub fn open_palette(&mut self) {
        self.palette_open = true;
        self.palette_query.clear();
        self.palette_row = 0;
        self.hints.searched = true;
    }

    /// Folds panels that would crowd a small window; done once, at the start.
    pub fn fit(&mut self, width: f32, height: f32) {
        if self.fitted {
            return;
        }
        self.fitted = true;
        self.left_open = width >= 1100.0;
        self.right_open = width >= 760.0;
        self.bottom_open = height >= 560.0;
    }
}
