//! What panels read, what they may change of the view, and what they ask for. No engine in sight, so panels are tested without one.

use crate::host::{HostAction, HostStatus};
use crate::insight::RadioInsight;
use crate::shell::Shell;
use coverage_map::CoverageMap;
use twin_sim::command::TwinCommand;
use twin_sim::components::{
    CellsLive, Links, Mind, MobilityState, Pose, RadioState, Timings, TrafficState, TwinClock, Ue, Velocity,
};
use twin_sim::event::EventLog;
use twin_sim::history::LinkHistory;
use twin_sim::kpi::{KpiFrame, KpiHistory};
use twin_sim::plan::Plan;
use twin_units::{CellId, GnbId, RisId, UeId};
use view_state::{CameraRequest, Gesture, Layers, Object, Pace, Selection, Theme};

/// All that is known of one agent.
#[derive(Clone, Copy)]
pub struct AgentRow<'a> {
    /// Identity.
    pub ue: &'a Ue,
    /// Where it is.
    pub pose: &'a Pose,
    /// Velocity, m/s.
    pub velocity: &'a Velocity,
    /// Radio as it sees it.
    pub radio: &'a RadioState,
    /// Handover procedures.
    pub mobility: &'a MobilityState,
    /// Traffic.
    pub traffic: &'a TrafficState,
    /// Its model's last decision.
    pub mind: &'a Mind,
    /// Paths and beams.
    pub links: &'a Links,
}

/// The twin of this moment, to read.
pub struct TwinView<'a> {
    /// What may be edited.
    pub plan: &'a Plan,
    /// Clock and seed.
    pub clock: &'a TwinClock,
    /// Host time spent.
    pub timings: &'a Timings,
    /// Load of each cell, index = `CellId`.
    pub cells: &'a CellsLive,
    /// KPI frames of the run.
    pub history: &'a KpiHistory,
    /// Events of the run.
    pub log: &'a EventLog,
    /// Levels around mobility events; `None` in a replay.
    pub link_history: Option<&'a LinkHistory>,
    /// Agents, index = `UeId`.
    pub agents: &'a [AgentRow<'a>],
    /// Coverage map.
    pub map: &'a CoverageMap,
    /// What the radio engine says.
    pub radio: &'a RadioInsight,
    /// What undo would take back; `None` when there is nothing.
    pub undo: Option<&'a str>,
    /// What redo would do again.
    pub redo: Option<&'a str>,
    /// Files, recordings, replay.
    pub host: &'a HostStatus,
    /// Ground point under the pointer, m.
    pub pointer: Option<[f64; 2]>,
    /// Describes a building by its object number.
    pub building_info: &'a dyn Fn(u32) -> Option<String>,
}

impl TwinView<'_> {
    /// Moment shown, s since the start of the run.
    pub fn now_s(&self) -> f64 {
        self.clock.tick.seconds()
    }

    /// KPIs of this moment: the last frame not later than the clock.
    pub fn frame(&self) -> Option<&KpiFrame> {
        let after = self.history.frames.partition_point(|frame| frame.tick <= self.clock.tick);
        after.checked_sub(1).and_then(|idx| self.history.frames.get(idx))
    }

    /// The agent with this id.
    pub fn agent(&self, ue: UeId) -> Option<&AgentRow<'_>> {
        self.agents.get(ue.0 as usize)
    }

    /// Name of a cell.
    pub fn cell_name(&self, cell: CellId) -> &str {
        self.plan.cells.get(cell.0 as usize).map_or("unknown cell", |cell| &cell.name)
    }

    /// Name of a site.
    pub fn site_name(&self, site: GnbId) -> &str {
        self.plan.sites.get(site.0 as usize).map_or("unknown site", |site| &site.name)
    }

    /// Name of a RIS.
    pub fn ris_name(&self, ris: RisId) -> &str {
        self.plan.ris.get(ris.0 as usize).map_or("unknown RIS", |ris| &ris.name)
    }

    /// Name of an agent.
    pub fn agent_name(&self, ue: UeId) -> &str {
        self.agents.get(ue.0 as usize).map_or("unknown agent", |agent| &agent.ue.name)
    }

    /// Name of anything that can be pointed at.
    pub fn object_name(&self, object: Object) -> String {
        match object {
            Object::Site(site) => self.site_name(site).to_owned(),
            Object::Ris(ris) => self.ris_name(ris).to_owned(),
            Object::Agent(ue) => self.agent_name(ue).to_owned(),
            Object::Building(number) => (self.building_info)(number).unwrap_or_else(|| format!("object {number}")),
        }
    }
}

/// The state of the view, to change.
pub struct ViewStateMut<'a> {
    /// Selected and hovered object.
    pub selection: &'a mut Selection,
    /// Layers of the picture.
    pub layers: &'a mut Layers,
    /// Pause and speed.
    pub pace: &'a mut Pace,
    /// Light or dark.
    pub theme: &'a mut Theme,
    /// Numbers of gestures, for undo.
    pub gesture: &'a mut Gesture,
    /// Where the camera shall go.
    pub camera: &'a mut CameraRequest,
    /// Which panels are open, and what is typed into them.
    pub shell: &'a mut Shell,
}

/// What the panels asked for in this frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UiActions {
    /// Commands to the twin, each with its gesture (0 for none).
    pub commands: Vec<(TwinCommand, u64)>,
    /// Wishes to the host.
    pub host: Vec<HostAction>,
}

impl UiActions {
    /// Sends a command of its own.
    pub fn send(&mut self, command: TwinCommand) {
        self.commands.push((command, 0));
    }
}
