//! RIS that follow an agent are steered anew ten times a second.

use crate::TwinClock;
use crate::plan::Plan;
use crate::systems::links::Dirty;
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_mobility::Mobility;
use twin_scene::schema::RisTarget;

/// Ticks between re-steerings of a RIS that follows an agent: a control loop of 100 ms. Assumed; no standard gives one.
const STEER_TICKS: u64 = 10;

/// Where the antenna of the agent is that a RIS follows.
pub(crate) fn target_of(plan: &Plan, mobility: &Mobility, ris: usize) -> Option<DVec3> {
    match plan.ris[ris].target {
        RisTarget::Agent(ue) => mobility.agents().get(ue as usize).map(|agent| agent.antenna()),
        RisTarget::Mirror | RisTarget::Point(_) => None,
    }
}

/// Marks followers for re-steering.
pub(crate) fn follow_agents(plan: Res<Plan>, clock: Res<TwinClock>, mut dirty: ResMut<Dirty>) {
    for (ris_idx, ris) in plan.ris.iter().enumerate() {
        if matches!(ris.target, RisTarget::Agent(_)) && clock.tick.is_due(STEER_TICKS, ris_idx as u64) {
            dirty.steer(ris_idx);
        }
    }
}
