//! Replaying a recording: the twin's components are filled from the file instead of by ticks, so views have one code path.

use crate::loading;
use crate::platform::Platform;
use bevy::prelude::*;
use bevy::time::Real;
use glam::DVec3;
use panels::{HostStatus, MessageLevel, ReplayStatus};
use recording::Recording;
use std::path::Path;
use twin_sim::RadioEngine;
use twin_sim::components::{Links, Pose, Roster, TwinClock, Ue};
use twin_sim::engine::strongest;
use twin_sim::event::{EventLog, TickEvents};
use twin_sim::kpi::KpiHistory;
use twin_sim::plan::Plan;
use twin_sim::record::{restore, restore_plan};
use twin_units::Tick;
use view_state::{Object, Pace, Selection};

/// The open recording.
#[derive(Resource)]
pub(crate) struct Replay {
    pub(crate) recording: Recording,
    position_s: f64,
    shown: Option<Tick>,
    start_plan: Option<Plan>,
    n_commands: usize,
}

/// Opens a recording: its scene is loaded, then its states are shown.
pub(crate) fn open(world: &mut World, path: &Path) {
    crate::record::finish(world);
    let platform = *world.resource::<Platform>();
    let opened =
        (platform.read_bytes)(path).and_then(|bytes| Recording::open(bytes).map_err(|error| error.to_string()));
    let recording = match opened {
        Ok(recording) => recording,
        Err(error) => {
            world.resource_mut::<HostStatus>().message =
                Some((MessageLevel::Error, format!("The recording cannot be opened: {error}: {}", path.display())));
            return;
        }
    };
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (start_s, end_s) = (recording.first_tick().seconds(), recording.last_tick().seconds());
    {
        let mut status = world.resource_mut::<HostStatus>();
        status.replay = Some(ReplayStatus { name, start_s, end_s, position_s: start_s });
        if let Some(note) = recording.note() {
            status.message = Some((MessageLevel::Warning, note.to_owned()));
        }
    }
    let (id, seed) = (recording.header().scene_id.clone(), recording.header().seed);
    loading::start_loading(world, &platform, id, recording.scene_text().into(), seed);
    world.insert_resource(Replay { recording, position_s: start_s, shown: None, start_plan: None, n_commands: 0 });
    // The scene of the recording is not there yet: nothing is shown of it until then.
    world.remove_resource::<Plan>();
}

/// Leaves the replay.
pub(crate) fn close(world: &mut World) {
    world.remove_resource::<Replay>();
    world.resource_mut::<HostStatus>().replay = None;
}

/// Puts the replay to a moment.
pub(crate) fn seek(world: &mut World, seconds: f64) {
    if let Some(mut replay) = world.get_resource_mut::<Replay>() {
        let (first, last) = (replay.recording.first_tick().seconds(), replay.recording.last_tick().seconds());
        replay.position_s = seconds.clamp(first, last);
    }
}

/// Moves the replay on with the wall clock and shows its moment.
pub(crate) fn advance(world: &mut World) {
    if !world.contains_resource::<Plan>() || world.resource::<HostStatus>().loading.is_some() {
        return;
    }
    let Some(mut replay) = world.remove_resource::<Replay>() else { return };
    let frame_s = world.resource::<Time<Real>>().delta_secs_f64();
    let last_s = replay.recording.last_tick().seconds();
    let pace = &mut *world.resource_mut::<Pace>();
    replay.position_s += if pace.paused { f64::from(pace.steps) * twin_units::TICK_S } else { frame_s * pace.speed };
    replay.position_s = replay.position_s.min(last_s);
    (pace.steps, pace.fraction, pace.reached) = (0, 1.0, if pace.paused { 0.0 } else { pace.speed });
    if replay.start_plan.is_none() {
        replay.start_plan = world.get_resource::<Plan>().cloned();
    }
    let tick = Tick::from_seconds(replay.position_s);
    if replay.shown != Some(tick) {
        show(world, &mut replay, tick);
    }
    solve_selected(world);
    if let Some(status) = &mut world.resource_mut::<HostStatus>().replay {
        status.position_s = replay.position_s;
    }
    world.insert_resource(replay);
}

fn show(world: &mut World, replay: &mut Replay, tick: Tick) {
    let recording = &replay.recording;
    if let Some(snapshot) = recording.snapshot_at(tick) {
        restore(world, &snapshot);
    }
    world.insert_resource(TwinClock { tick, seed: recording.header().seed });

    let due: Vec<_> = recording
        .commands()
        .iter()
        .filter(|command| command.tick <= tick)
        .map(|command| command.queued.clone())
        .collect();
    if due.len() != replay.n_commands
        && let Some(plan) = &replay.start_plan
    {
        replay.n_commands = due.len();
        restore_plan(world, plan.clone(), due);
    }

    let backwards = replay.shown.is_some_and(|shown| tick < shown);
    let from = if backwards { None } else { replay.shown };
    let is_new = |at: Tick| at <= tick && from.is_none_or(|from| at > from);
    let mut history =
        if from.is_none() { KpiHistory::default() } else { std::mem::take(&mut *world.resource_mut::<KpiHistory>()) };
    recording.kpis().iter().filter(|frame| is_new(frame.tick)).for_each(|frame| history.push(frame.clone()));
    world.insert_resource(history);
    let mut log =
        if from.is_none() { EventLog::default() } else { std::mem::take(&mut *world.resource_mut::<EventLog>()) };
    let new: Vec<_> = recording.events().iter().filter(|event| is_new(event.tick)).cloned().collect();
    new.iter().for_each(|event| log.push(event.clone()));
    world.insert_resource(log);
    world.insert_resource(TickEvents(if from.is_none() { Vec::new() } else { new }));
    replay.shown = Some(tick);
}

/// Recordings keep no rays: those of the selected agent are traced anew where it stands; with the statistical channel it gets the mean link.
fn solve_selected(world: &mut World) {
    let Some(Object::Agent(ue)) = world.resource::<Selection>().selected else { return };
    let Some(&entity) = world.resource::<Roster>().0.get(ue.0 as usize) else { return };
    let (Some(pose), Some(agent)) = (world.get::<Pose>(entity), world.get::<Ue>(entity)) else { return };
    let antenna = pose.position + DVec3::Z * agent.antenna_height_m;
    let engine = world.resource::<RadioEngine>();
    let solution = engine.solve(antenna);
    let best_beam: Vec<usize> = solution.beam_gains.iter().map(|gains| strongest(gains)).collect();
    let level =
        |cell: usize| engine.ss_rsrp_dbm(cell, solution.beam_gains[cell].get(best_beam[cell]).copied().unwrap_or(0.0));
    let ss_rsrp_dbm = (0..engine.n_cells()).map(level).collect();
    let site_solved_at = vec![world.resource::<TwinClock>().tick; solution.paths.len()];
    if let Some(mut links) = world.get_mut::<Links>(entity) {
        let (paths, beam_gains) = (solution.paths, solution.beam_gains);
        *links = Links { site_solved_at, paths, beam_gains, best_beam, ss_rsrp_dbm, ..Links::default() };
    }
}
