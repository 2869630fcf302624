//! Recording the live run to a file.

use crate::loading::CurrentScene;
use crate::platform::Platform;
use bevy::prelude::*;
use panels::{HostStatus, MessageLevel, RecordingStatus};
use recording::{Collected, Header, RecordingWriter};
use std::io::{Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use twin_sim::TwinClock;

/// Where a recording goes.
pub trait Sink: Write + Seek + Send + Sync {}

impl<T: Write + Seek + Send + Sync> Sink for T {}

/// Counts what goes through.
struct Counted {
    sink: Box<dyn Sink>,
    written: Arc<AtomicU64>,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.sink.write(bytes)?;
        self.written.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.sink.flush()
    }
}

impl Seek for Counted {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        self.sink.seek(position)
    }
}

/// The recording under way.
#[derive(Resource)]
pub(crate) struct Recorder {
    writer: RecordingWriter<Counted>,
    written: Arc<AtomicU64>,
    path: String,
    started_s: f64,
}

/// Starts a recording, or ends the one under way.
pub(crate) fn toggle(world: &mut World) {
    if world.contains_resource::<Recorder>() {
        return finish(world);
    }
    let result = start(world);
    let mut status = world.resource_mut::<HostStatus>();
    match result {
        Ok(path) => {
            status.recording = Some(RecordingStatus { path, seconds: 0.0, bytes: 0 });
        }
        Err(error) => status.message = Some((MessageLevel::Error, format!("Cannot record: {error}"))),
    }
}

fn start(world: &mut World) -> Result<String, String> {
    let scene = world.resource::<CurrentScene>().clone();
    let clock = *world.resource::<TwinClock>();
    let name =
        format!("{}-seed{}-{:05}s.mcap", scene.id.replace(['/', '\\', '.'], "_"), clock.seed, clock.tick.seconds());
    let (path, sink) = (world.resource::<Platform>().record_to)(&name)?;
    let header = Header::of(world, &scene.id, &scene.text, env!("CARGO_PKG_VERSION"));
    let written = Arc::new(AtomicU64::new(0));
    let counted = Counted { sink, written: written.clone() };
    let mut writer = RecordingWriter::new(counted, &header, &scene.text).map_err(|error| error.to_string())?;
    writer.push(&Collected::of(world).record()).map_err(|error| error.to_string())?;
    world.insert_resource(Recorder { writer, written, path: path.clone(), started_s: clock.tick.seconds() });
    Ok(path)
}

/// Adds the tick just made; a failed write ends the recording, not the run.
pub(crate) fn after_tick(world: &mut World) {
    let Some(mut recorder) = world.remove_resource::<Recorder>() else { return };
    let collected = Collected::of(world);
    if let Err(error) = recorder.writer.push(&collected.record()) {
        let mut status = world.resource_mut::<HostStatus>();
        status.recording = None;
        status.message = Some((
            MessageLevel::Error,
            format!("Recording stopped: {error}. What was written until then can be opened: {}", recorder.path),
        ));
        return;
    }
    if let Some(shown) = &mut world.resource_mut::<HostStatus>().recording {
        shown.seconds = collected.tick.seconds() - recorder.started_s;
        shown.bytes = recorder.written.load(Ordering::Relaxed);
    }
    world.insert_resource(recorder);
}

/// Ends the recording, if there is one.
pub(crate) fn finish(world: &mut World) {
    let Some(recorder) = world.remove_resource::<Recorder>() else { return };
    let recordings = world.resource::<Platform>().recordings;
    let message = match recorder.writer.finish() {
        Ok(_) => (MessageLevel::Info, format!("Recording saved: {}", recorder.path)),
        Err(error) => (MessageLevel::Error, format!("The recording's end could not be written: {error}")),
    };
    let mut status = world.resource_mut::<HostStatus>();
    status.recording = None;
    status.message = Some(message);
    status.recordings = recordings();
}
