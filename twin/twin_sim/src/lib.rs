//! The twin itself: components, resources and the `TwinTick` schedule that joins mobility, rays, links, RAN and models on one clock.
//!
//! Start at [`TwinPlugin`] and [`load::TwinLoader`]. Systems here are thin; the arithmetic is in the kernel crates. The twin never draws, never
//! reads a clock and never opens a file: hosts feed it scenes and commands, run [`TwinTick`] and read its components.

pub mod bodies;
pub mod budget;
pub mod cascade;
pub mod cell_totals;
pub mod command;
pub mod components;
pub mod engine;
pub mod event;
pub mod history;
pub mod kpi;
pub mod load;
mod mobility_config;
mod parallel;
pub mod patterns;
pub mod plan;
pub mod record;
pub mod ris_control;
pub mod ris_facts;
pub mod sections;
pub mod site_power;
pub mod snapshot;
mod stack;
pub mod statistical;
pub mod summary;
pub mod surroundings;
mod systems;
pub mod totals;
mod undo;

pub use components::TwinClock;
pub use engine::RadioEngine;
pub use systems::links::{LINK_TICKS, paths_to};
pub use systems::mind::{BeamPolicy, DECIDE_TICKS, device_of};
pub use systems::mobility::Movers;
pub use undo::UndoLog;

use bevy_app::{App, Plugin};
use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings, ScheduleLabel, SingleThreadedExecutor};
use components::{HostClock, Timings};

/// The schedule of one tick of 10 ms.
#[derive(ScheduleLabel, Clone, Debug, PartialEq, Eq, Hash)]
pub struct TwinTick;

/// The sets of a tick, in order. Data flows one way: commands in, events out.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TwinSystems {
    /// Queued commands become edits.
    Input,
    /// Agents move.
    Mobility,
    /// RIS follow, rays and beam gains are solved.
    Links,
    /// Levels, SINR, measurements, handover.
    Handover,
    /// Packets arrive.
    Traffic,
    /// Cells serve their UEs.
    Scheduling,
    /// Policies decide for the next tick.
    Agents,
    /// KPIs and event log.
    Kpi,
    /// The clock steps, hashes are taken, recorders look.
    Record,
}

/// Adds the `TwinTick` schedule. A twin is put in by [`load::install`].
pub struct TwinPlugin;

impl Plugin for TwinPlugin {
    fn build(&self, app: &mut App) {
        use TwinSystems::{Agents, Handover, Input, Kpi, Links, Mobility, Record, Scheduling, Traffic};
        let mut schedule = Schedule::new(TwinTick);
        schedule.set_executor(SingleThreadedExecutor::new());
        schedule.set_build_settings(ScheduleBuildSettings {
            ambiguity_detection: LogLevel::Error,
            ..ScheduleBuildSettings::default()
        });
        schedule.configure_sets((Input, Mobility, Links, Handover, Traffic, Scheduling, Agents, Kpi, Record).chain());
        schedule.add_systems((
            (start_timing, systems::input::apply_commands).chain().in_set(Input),
            systems::mobility::move_agents.in_set(Mobility),
            (systems::ris::follow_agents, systems::links::solve_links).chain().in_set(Links),
            systems::ran::measure_and_hand_over.in_set(Handover),
            systems::scheduling::arrive.in_set(Traffic),
            systems::scheduling::serve.in_set(Scheduling),
            systems::mind::decide.in_set(Agents),
            systems::kpi::make_frame.in_set(Kpi),
            (step_clock, record::hash_each_second, stop_timing).chain().in_set(Record),
        ));
        app.add_schedule(schedule).init_resource::<HostClock>().init_resource::<BeamPolicy>();
    }
}

/// Host time at the start of the tick.
#[derive(Resource, Default)]
struct TickStart(f64);

fn start_timing(host: Res<HostClock>, mut commands: Commands) {
    commands.insert_resource(TickStart((host.0)()));
}

fn step_clock(mut clock: ResMut<TwinClock>) {
    clock.tick = clock.tick.next();
}

fn stop_timing(host: Res<HostClock>, start: Res<TickStart>, mut timings: ResMut<Timings>) {
    let spent = (host.0)() - start.0;
    timings.tick_s = Timings::smooth(timings.tick_s, spent);
    timings.total_s += spent;
}

/// Runs one tick. Does nothing while no twin is loaded.
pub fn tick(world: &mut World) {
    if world.contains_resource::<plan::Plan>() {
        world.run_schedule(TwinTick);
    }
}
