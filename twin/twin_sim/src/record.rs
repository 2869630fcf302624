//! `Record`: what a recorder takes from the twin after each tick, and how a replay puts it back.

use crate::RadioEngine;
use crate::command::{CommandQueue, Queued};
use crate::components::{
    CellsLive, Connection, Links, Pose, PreviousPose, RadioState, Roster, TrafficState, TwinClock, Ue,
};
use crate::plan::Plan;
use crate::snapshot::{AgentSnapshot, Snapshot};
use crate::stack::{Downlinks, UeStack};
use crate::statistical::Fading;
use crate::systems::links::Dirty;
use crate::systems::mobility::Movers;
use bevy_ecs::prelude::*;
use bevy_ecs::system::RunSystemOnce;
use glam::DVec3;
use twin_units::hash::StateHash;
use twin_units::{CellId, TICKS_PER_SECOND, Tick};

/// The last state hash, made each second.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateHashAt {
    /// Tick after which it was taken.
    pub tick: Tick,
    /// The hash.
    pub hash: u64,
}

/// Takes a state hash when a second is full.
pub(crate) fn hash_each_second(world: &mut World) {
    let tick = world.resource::<TwinClock>().tick;
    if tick.0.is_multiple_of(TICKS_PER_SECOND) {
        let hash = state_hash(world);
        world.insert_resource(StateHashAt { tick, hash });
    }
}

/// Hash of everything that decides the twin's future: movers, links, protocol state, queues, beams in use.
pub fn state_hash(world: &mut World) -> u64 {
    let mut hash = StateHash::default();
    hash.word(world.resource::<TwinClock>().tick.0);
    world.resource::<Movers>().0.hash_into(&mut hash);
    for downlink in &world.resource::<Downlinks>().0 {
        downlink.hash_into(&mut hash);
    }
    for cell in &world.resource::<CellsLive>().0 {
        hash.real(cell.load);
        cell.beam_activity.iter().for_each(|activity| hash.real(*activity));
    }
    let roster = world.resource::<Roster>().0.clone();
    let mut agents = world.query::<(&Pose, &Links, &Fading, &RadioState, &UeStack)>();
    for entity in roster {
        let Ok((pose, links, fading, radio, stack)) = agents.get(world, entity) else { continue };
        pose.position.to_array().into_iter().for_each(|coordinate| hash.real(coordinate));
        links.ss_rsrp_dbm.iter().for_each(|level| hash.real(*level));
        fading.hash_into(&mut hash);
        hash.real(radio.sinr_db);
        stack.hash_into(&mut hash);
    }
    hash.value()
}

/// The visible state of this moment.
pub fn capture(world: &mut World) -> Snapshot {
    let tick = world.resource::<TwinClock>().tick;
    let cell_load = world.resource::<CellsLive>().0.iter().map(|cell| cell.load as f32).collect();
    let roster = world.resource::<Roster>().0.clone();
    let mut query = world.query::<(&Pose, &RadioState, &TrafficState)>();
    let agent = |entity: &Entity| {
        query.get(world, *entity).map_or_else(
            |_| AgentSnapshot::default(),
            |(pose, radio, traffic)| AgentSnapshot {
                position: pose.position.to_array(),
                heading_rad: pose.heading_rad,
                arm_rad: pose.arm_rad,
                serving: radio.serving.map(|cell| cell.0),
                beam: radio.beam as u32,
                sinr_db: radio.sinr_db,
                ss_rsrp_dbm: radio.ss_rsrp_dbm,
                rate_bps: traffic.rate_bps,
            },
        )
    };
    let agents = roster.iter().map(agent).collect();
    Snapshot { tick, agents, cell_load }
}

/// Puts a recorded moment into the components that views read. The twin must not tick until it is loaded anew.
pub fn restore(world: &mut World, snapshot: &Snapshot) {
    if let Some(mut clock) = world.get_resource_mut::<TwinClock>() {
        clock.tick = snapshot.tick;
    }
    if let Some(mut cells) = world.get_resource_mut::<CellsLive>() {
        for (cell_idx, (cell, load)) in cells.0.iter_mut().zip(&snapshot.cell_load).enumerate() {
            cell.load = f64::from(*load);
            cell.beam_activity = spread_over_beams(cell.load, cell_idx, cell.beam_activity.len(), &snapshot.agents);
        }
    }
    let roster = world.get_resource::<Roster>().cloned().unwrap_or_default().0;
    let mut query = world.query::<(&Ue, &mut Pose, &mut PreviousPose, &mut RadioState, &mut TrafficState)>();
    for (entity, agent) in roster.iter().zip(&snapshot.agents) {
        let Ok((_, mut pose, mut previous, mut radio, mut traffic)) = query.get_mut(world, *entity) else { continue };
        *pose = Pose {
            position: DVec3::from_array(agent.position),
            heading_rad: agent.heading_rad,
            arm_rad: agent.arm_rad,
        };
        previous.0 = *pose;
        radio.serving = agent.serving.map(CellId);
        radio.connection = if agent.serving.is_some() { Connection::Connected } else { Connection::Reestablishing };
        radio.beam = agent.beam as usize;
        radio.sinr_db = agent.sinr_db;
        radio.ss_rsrp_dbm = agent.ss_rsrp_dbm;
        traffic.rate_bps = agent.rate_bps;
    }
}

/// A cell's load on the beams of the agents it serves, as many beams as it has.
///
/// Recordings keep no activity per beam: each agent's beam gets a share in proportion to the rate it was served, as if PRBs were equally
/// useful to all; without rates, all beams carry the same. It is what interference in a replayed map is made of.
fn spread_over_beams(load: f64, cell: usize, n_beams: usize, agents: &[AgentSnapshot]) -> Vec<f64> {
    let mut activity = vec![0.0; n_beams];
    for agent in agents.iter().filter(|agent| agent.serving == Some(cell as u32)) {
        if let Some(share) = activity.get_mut(agent.beam as usize) {
            *share += agent.rate_bps.max(0.0);
        }
    }
    let total: f64 = activity.iter().sum();
    if total > 0.0 {
        activity.iter_mut().for_each(|share| *share *= load / total);
    } else {
        activity.fill(load / n_beams.max(1) as f64);
    }
    activity
}

/// Puts a plan back and applies recorded commands to it, without a tick; the radio engine follows. For replays.
pub fn restore_plan(world: &mut World, plan: Plan, commands: Vec<Queued>) {
    if let Some(mut engine) = world.get_resource_mut::<RadioEngine>() {
        plan.cells.iter().for_each(|cell| engine.set_cell(cell));
    }
    let mut dirty = Dirty::everything();
    (0..plan.sites.len()).for_each(|site| dirty.site(site));
    (0..plan.ris.len()).for_each(|ris| dirty.ris(ris));
    world.insert_resource(dirty);
    world.insert_resource(crate::UndoLog::default());
    world.insert_resource(plan);
    let mut queue = CommandQueue::default();
    commands.into_iter().for_each(|queued| queue.push_gesture(queued.command, queued.gesture));
    world.insert_resource(queue);
    // Both systems only fail to run when a resource of an installed twin is missing.
    drop(world.run_system_once(crate::systems::input::apply_commands));
    drop(world.run_system_once(crate::systems::links::solve_links));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replayed_load_lies_on_the_beams_in_use() {
        let agent = |beam, rate_bps| AgentSnapshot { serving: Some(1), beam, rate_bps, ..AgentSnapshot::default() };
        let agents = [agent(0, 3e6), agent(2, 1e6), AgentSnapshot { serving: Some(0), rate_bps: 9e6, ..agent(1, 0.0) }];
        assert_eq!(spread_over_beams(0.8, 1, 3, &agents), [0.8 * 0.75, 0.0, 0.2]);
        assert_eq!(spread_over_beams(0.6, 2, 3, &agents), [0.6 / 3.0; 3]);
    }
}
