//! Simulated time against the wall clock: pause, step, speed. The twin gets at most half of each frame, so the picture never waits for it.

use crate::platform::host_seconds;
use crate::record;
use crate::replay::Replay;
use bevy::prelude::*;
use bevy::time::Real;
use twin_sim::plan::Plan;
use twin_units::TICK_S;
use view_state::Pace;

/// Least host time for ticks in a frame, s.
const LEAST_BUDGET_S: f64 = 0.008;
/// Share of the last frame's time that ticks may take.
const FRAME_SHARE: f64 = 0.5;
/// Simulated time kept for later when the machine is too slow, s; more is given up, and the reached speed says so.
const MOST_BEHIND_S: f64 = 0.1;

/// Simulated time owed, and what was reached.
#[derive(Resource, Default)]
struct Owed {
    seconds: f64,
    simulated_s: f64,
    since_s: f64,
}

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Owed>().add_systems(PreUpdate, drive);
}

fn drive(world: &mut World) {
    if !world.contains_resource::<Plan>() || world.contains_resource::<Replay>() {
        return;
    }
    let frame_s = world.resource::<Time<Real>>().delta_secs_f64();
    let pace = *world.resource::<Pace>();
    let owed = &mut *world.resource_mut::<Owed>();
    owed.seconds += if pace.paused { f64::from(pace.steps) * TICK_S } else { frame_s * pace.speed };
    let mut left = owed.seconds;

    let start = host_seconds();
    let budget_s = LEAST_BUDGET_S.max(FRAME_SHARE * frame_s);
    let mut ticks = 0;
    while left + 1e-9 >= TICK_S && host_seconds() - start < budget_s {
        twin_sim::tick(world);
        record::after_tick(world);
        left -= TICK_S;
        ticks += 1;
    }

    let now = host_seconds();
    let owed = &mut *world.resource_mut::<Owed>();
    owed.seconds = left.clamp(0.0, MOST_BEHIND_S);
    owed.simulated_s += f64::from(ticks) * TICK_S;
    let reached = (now - owed.since_s >= 1.0).then(|| {
        let reached = owed.simulated_s / (now - owed.since_s);
        (owed.simulated_s, owed.since_s) = (0.0, now);
        reached
    });
    let fraction = if pace.paused { 1.0 } else { (owed.seconds / TICK_S).clamp(0.0, 1.0) };
    let pace = &mut *world.resource_mut::<Pace>();
    pace.steps = 0;
    pace.fraction = fraction;
    if let Some(reached) = reached {
        pace.reached = reached;
    }
}
