//! Does what panels ask of the host.

use crate::loading::{CurrentScene, OpenScene};
use crate::platform::Platform;
use crate::{export, record, replay};
use bevy::prelude::*;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use bevy::window::{MonitorSelection, PrimaryWindow, WindowMode};
use coverage_map::CoverageMap;
use panels::{HostAction, HostActions, HostStatus, MessageLevel};
use recording::{Collected, Header, Recording, RecordingWriter};
use std::io::Cursor;
use twin_sim::TwinClock;
use twin_sim::event::EventLog;
use twin_sim::kpi::KpiHistory;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Startup, list_recordings).add_systems(PreUpdate, (act, replay::advance).chain());
}

fn list_recordings(platform: Res<Platform>, mut status: ResMut<HostStatus>) {
    status.recordings = (platform.recordings)();
}

/// Takes the wishes of the last frame.
fn act(world: &mut World) {
    let actions = std::mem::take(&mut world.resource_mut::<HostActions>().0);
    for action in actions {
        match action {
            HostAction::LoadScene(scene) => open(world, scene, None),
            HostAction::Restart => restart(world, None),
            HostAction::RestartWithSeed(seed) => restart(world, Some(seed)),
            HostAction::ToggleRecord => record::toggle(world),
            HostAction::OpenRecording(path) => replay::open(world, &path),
            HostAction::CloseRecording => {
                replay::close(world);
                restart(world, None);
            }
            HostAction::Seek(seconds) => replay::seek(world, seconds),
            HostAction::ExportReport => export_report(world),
            HostAction::ExportMap(format) => {
                let result = export::export_map(world, format);
                say(world, result);
            }
            HostAction::Screenshot => save_picture(world),
            HostAction::ToggleFullScreen => toggle_full_screen(world),
            HostAction::DismissMessage => world.resource_mut::<HostStatus>().message = None,
        }
    }
}

fn open(world: &mut World, scene: String, seed: Option<u64>) {
    record::finish(world);
    replay::close(world);
    let seed = seed.unwrap_or_else(|| world.get_resource::<TwinClock>().map_or(1, |clock| clock.seed));
    world.insert_resource(OpenScene { scene, seed });
}

fn restart(world: &mut World, seed: Option<u64>) {
    let scene = world.resource::<CurrentScene>().id.clone();
    if scene.is_empty() {
        return;
    }
    open(world, scene, seed);
}

fn say(world: &mut World, result: Result<String, String>) {
    world.resource_mut::<HostStatus>().message = Some(match result {
        Ok(sentence) => (MessageLevel::Info, sentence),
        Err(sentence) => (MessageLevel::Error, sentence),
    });
}

/// Writes a report of the run so far (live) or of the open recording.
fn export_report(world: &mut World) {
    let result = report_page(world).and_then(|page| {
        let save = world.resource::<Platform>().save;
        save("beamscape-report.html", page.as_bytes()).map(|place| format!("Report saved: {place}"))
    });
    say(world, result);
}

fn report_page(world: &mut World) -> Result<String, String> {
    if let Some(replay) = world.get_resource::<replay::Replay>() {
        return Ok(report::render(&replay.recording, &report::ReportOptions::default()));
    }
    let recording = recording_of_run(world).map_err(|error| error.to_string())?;
    let map = world.get_resource::<CoverageMap>().filter(|map| map.generation > 0);
    Ok(report::render(&recording, &report::ReportOptions { map, ..report::ReportOptions::default() }))
}

/// What the app remembers of the live run, as a recording: KPI frames, events and the present state.
fn recording_of_run(world: &mut World) -> Result<Recording, recording::RecordingError> {
    let scene = world.resource::<CurrentScene>().clone();
    let header = Header::of(world, &scene.id, &scene.text, env!("CARGO_PKG_VERSION"));
    let mut writer = RecordingWriter::new(Cursor::new(Vec::new()), &header, &scene.text)?;
    let now = Collected::of(world);
    let (history, log) = (world.resource::<KpiHistory>(), world.resource::<EventLog>());
    let mut events = log.events.iter().peekable();
    for frame in history.frames.iter().filter(|frame| frame.tick <= now.tick) {
        let mut until = Vec::new();
        while let Some(event) = events.next_if(|event| event.tick < frame.tick) {
            until.push(event.clone());
        }
        let state = (frame.tick == now.tick).then_some(now.state.as_ref()).flatten();
        writer.push(&recording::TickRecord {
            tick: frame.tick,
            commands: &[],
            events: &until,
            kpi: Some(frame),
            state,
            hash: None,
        })?;
    }
    Recording::open(writer.finish()?.into_inner())
}

/// Saves a picture of the window.
fn save_picture(world: &mut World) {
    let save = world.resource::<Platform>().save;
    world.spawn(Screenshot::primary_window()).observe(
        move |shot: On<ScreenshotCaptured>, mut status: ResMut<HostStatus>| {
            let result = crate::glue::png_of(&shot.image).and_then(|png| save("beamscape.png", &png));
            status.message = Some(match result {
                Ok(place) => (MessageLevel::Info, format!("Picture saved: {place}")),
                Err(error) => (MessageLevel::Error, format!("The picture could not be saved: {error}")),
            });
        },
    );
}

fn toggle_full_screen(world: &mut World) {
    let mut windows = world.query_filtered::<&mut Window, With<PrimaryWindow>>();
    for mut window in windows.iter_mut(world) {
        window.mode = match window.mode {
            WindowMode::Windowed => WindowMode::BorderlessFullscreen(MonitorSelection::Current),
            _ => WindowMode::Windowed,
        };
    }
}
