//! From the twin to a record, after each tick.

use crate::format::v1::Header;
use crate::write::TickRecord;
use bevy_ecs::prelude::*;
use twin_sim::TwinClock;
use twin_sim::command::{AppliedCommands, Queued};
use twin_sim::components::Roster;
use twin_sim::event::{TickEvents, TwinEvent};
use twin_sim::kpi::{KpiFrame, KpiHistory};
use twin_sim::plan::Plan;
use twin_sim::record::{StateHashAt, capture};
use twin_sim::snapshot::Snapshot;
use twin_units::Tick;

/// Ticks between recorded states: 10 a second.
pub(crate) const STATE_TICKS: u64 = 10;

/// What a tick left in the twin, taken out for the recorder.
#[derive(Clone, Debug, PartialEq)]
pub struct Collected {
    /// Ticks done.
    pub tick: Tick,
    /// Commands this tick applied.
    pub commands: Vec<Queued>,
    /// Events of this tick.
    pub events: Vec<TwinEvent>,
    /// The KPI frame, if this tick made one.
    pub kpi: Option<KpiFrame>,
    /// The visible state, ten times a second.
    pub state: Option<Snapshot>,
    /// The state hash, if this tick made one.
    pub hash: Option<u64>,
}

impl Collected {
    /// Takes what the tick just run left in `world`. Before the first tick it gives the state alone.
    pub fn of(world: &mut World) -> Self {
        let tick = world.get_resource::<TwinClock>().copied().unwrap_or_default().tick;
        let started = tick.0 > 0;
        let of_this_tick = |at: Tick| started && at == tick;
        let commands = world.get_resource::<AppliedCommands>().filter(|_| started).map(|list| list.0.clone());
        let events = world.get_resource::<TickEvents>().filter(|_| started).map(|list| list.0.clone());
        let last_frame = world.get_resource::<KpiHistory>().and_then(|history| history.frames.back());
        let kpi = last_frame.filter(|frame| of_this_tick(frame.tick)).cloned();
        let hash = world.get_resource::<StateHashAt>().filter(|hash| of_this_tick(hash.tick)).map(|hash| hash.hash);
        let state = tick.is_due(STATE_TICKS, 0).then(|| capture(world));
        Self { tick, commands: commands.unwrap_or_default(), events: events.unwrap_or_default(), kpi, state, hash }
    }

    /// The record to push.
    pub fn record(&self) -> TickRecord<'_> {
        TickRecord {
            tick: self.tick,
            commands: &self.commands,
            events: &self.events,
            kpi: self.kpi.as_ref(),
            state: self.state.as_ref(),
            hash: self.hash,
        }
    }
}

impl Header {
    /// The header for the twin loaded in `world`: `scene_id` names the scene file, `scene_text` is its content, `version` is the program's.
    pub fn of(world: &World, scene_id: &str, scene_text: &str, version: &str) -> Self {
        let plan = world.get_resource::<Plan>();
        Self {
            beamscape_version: version.into(),
            scene_id: scene_id.into(),
            scene_name: plan.map(|plan| plan.scene_name.clone()).unwrap_or_default(),
            scene_hash: Self::hash_of(scene_text),
            seed: world.get_resource::<TwinClock>().copied().unwrap_or_default().seed,
            agents: world.get_resource::<Roster>().map_or(0, |roster| roster.0.len() as u32),
            cells: plan.map_or(0, |plan| plan.cells.len() as u32),
            slices: plan.map(|plan| plan.slices.iter().map(|slice| slice.name.clone()).collect()).unwrap_or_default(),
            models: Default::default(),
        }
    }
}
