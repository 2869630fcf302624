//! `Mobility`: agents move; their poses are copied to their entities.

use crate::components::{HostClock, Pose, PreviousPose, Roster, Timings, Velocity};
use bevy_ecs::prelude::*;
use twin_mobility::Mobility;
use twin_units::TICK_S;

/// All that moves.
#[derive(Resource)]
pub struct Movers(pub Mobility);

/// Moves all agents by one tick.
pub(crate) fn move_agents(
    mut movers: ResMut<Movers>,
    roster: Res<Roster>,
    mut poses: Query<(&mut Pose, &mut PreviousPose, &mut Velocity)>,
    host: Res<HostClock>,
    mut timings: ResMut<Timings>,
) {
    let start = (host.0)();
    movers.0.step(TICK_S);
    for (agent, entity) in movers.0.agents().iter().zip(&roster.0) {
        let Ok((mut pose, mut previous, mut velocity)) = poses.get_mut(*entity) else { continue };
        previous.0 = *pose;
        *pose = Pose { position: agent.position, heading_rad: agent.heading_rad, arm_rad: agent.arm_rad };
        velocity.0 = agent.velocity;
    }
    timings.mobility_s = Timings::smooth(timings.mobility_s, (host.0)() - start);
}
