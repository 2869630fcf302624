//! What was simulated: the recording's scene, and names for its parts.

use recording::Recording;
use twin_scene::Scene;
use twin_scene::schema::AgentKind;
use twin_sim::plan::Plan;
use twin_units::{CellId, UeId};

/// The scene and plan of a recording, if its text can be read.
pub(crate) struct Case {
    pub(crate) scene: Option<Scene>,
    pub(crate) plan: Option<Plan>,
    /// Why there is no scene.
    pub(crate) fault: Option<String>,
    /// Names of the slices, from the header.
    pub(crate) slices: Vec<String>,
}

impl Case {
    pub(crate) fn new(recording: &Recording) -> Self {
        let parsed = twin_scene::parse(recording.scene_text());
        let fault = parsed.as_ref().err().and_then(|faults| faults.first()).map(ToString::to_string);
        let scene = parsed.ok();
        let plan = scene.as_ref().map(Plan::from_scene);
        Self { scene, plan, fault, slices: recording.header().slices.clone() }
    }

    pub(crate) fn title(&self, recording: &Recording) -> String {
        let header = recording.header();
        if header.scene_name.is_empty() { header.scene_id.clone() } else { header.scene_name.clone() }
    }

    pub(crate) fn attribution(&self) -> &str {
        self.scene.as_ref().map_or("", |scene| &scene.attribution)
    }

    pub(crate) fn slice_name(&self, slice: usize) -> String {
        self.slices.get(slice).cloned().unwrap_or_else(|| format!("slice {}", slice + 1))
    }

    /// Name of a cell, e.g. `"Kamppi / 2"`.
    pub(crate) fn cell_name(&self, cell: CellId) -> String {
        let cells = self.plan.as_ref().map(|plan| plan.cells.as_slice()).unwrap_or_default();
        cells.get(cell.0 as usize).map_or_else(|| cell.to_string(), |cell| cell.name.clone())
    }

    /// Name of an agent, e.g. `"car 12"`.
    pub(crate) fn agent_name(&self, ue: UeId) -> String {
        let kind = match self.group_of(ue).map(|group| group.kind) {
            Some(AgentKind::Car) => "car",
            Some(AgentKind::Pedestrian) => "pedestrian",
            Some(AgentKind::Drone) => "drone",
            Some(AgentKind::Agv) => "AGV",
            Some(AgentKind::Cobot) => "cobot",
            Some(AgentKind::Camera) => "camera",
            None => "UE",
        };
        format!("{kind} {}", ue.0)
    }

    fn group_of(&self, ue: UeId) -> Option<&twin_scene::schema::AgentGroup> {
        let mut first = 0;
        self.scene.as_ref()?.agents.iter().find(|group| {
            first += group.count;
            ue.0 < first
        })
    }

    /// UEs of a slice; `None` without a scene.
    pub(crate) fn members(&self, slice: usize) -> Option<u32> {
        let groups = &self.scene.as_ref()?.agents;
        Some(groups.iter().filter(|group| group.slice as usize == slice).map(|group| group.count).sum())
    }
}
