//! RIS that follow an agent are steered anew ten times a second.

use crate::TwinClock;
use crate::plan::Plan;
use crate::ris_control;
use crate::systems::links::Dirty;
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_antenna::Orientation;
use twin_mobility::Mobility;

/// Ticks between re-steerings of a RIS that follows an agent: a control loop of 100 ms. Assumed; no standard gives one.
const STEER_TICKS: u64 = 10;

/// The antennas of the agents that a RIS follows, m.
pub(crate) fn target_of(plan: &Plan, mobility: &Mobility, ris: usize) -> Vec<DVec3> {
    let ris = &plan.ris[ris];
    if !ris_control::follows_agents(ris.target) {
        return Vec::new();
    }
    let antennas: Vec<DVec3> = mobility.agents().iter().map(twin_mobility::AgentState::antenna).collect();
    let boresight = Orientation::from_bearing(ris.azimuth_deg, 0.0).boresight();
    ris_control::agents_followed(ris.target, ris.position, boresight, &antennas)
}

/// Marks followers for re-steering.
pub(crate) fn follow_agents(plan: Res<Plan>, clock: Res<TwinClock>, mut dirty: ResMut<Dirty>) {
    for (ris_idx, ris) in plan.ris.iter().enumerate() {
        if ris_control::follows_agents(ris.target) && clock.tick.is_due(STEER_TICKS, ris_idx as u64) {
            dirty.steer(ris_idx);
        }
    }
}
