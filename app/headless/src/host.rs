//! A twin without a window: a Bevy app that holds it, ticked as fast as it goes.

use anyhow::Result;
use bevy_app::App;
use coverage_map::CoverageMap;
use recording::{Collected, Header, RecordingWriter};
use std::io::Cursor;
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use twin_sim::components::{CellsLive, HostClock, Timings};
use twin_sim::kpi::{KpiFrame, KpiHistory};
use twin_sim::load::{LoadedTwin, install};
use twin_sim::plan::Plan;
use twin_sim::summary::{Summary, summarise};
use twin_sim::{BeamPolicy, RadioEngine, TwinPlugin};

/// Seconds since the program's first look at the clock.
fn host_seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64()
}

/// The app and, if wanted, its recorder.
pub(crate) struct Host {
    app: App,
    recorder: Option<RecordingWriter<Cursor<Vec<u8>>>>,
    scene_id: String,
}

impl Host {
    /// An app with a loaded twin; with the beam predictor unless `no_model`.
    pub(crate) fn new(twin: LoadedTwin, scene_id: &str, no_model: bool) -> Result<Self> {
        let mut app = App::new();
        app.add_plugins(TwinPlugin).insert_resource(HostClock(host_seconds));
        let model = if no_model { None } else { Some(Arc::new(onnx_policy::beam_predictor()?) as Arc<_>) };
        app.insert_resource(BeamPolicy { enabled: !no_model, model, fault: None });
        install(app.world_mut(), twin);
        Ok(Self { app, recorder: None, scene_id: scene_id.into() })
    }

    /// Starts recording.
    pub(crate) fn record(&mut self, scene_text: &str) -> Result<()> {
        let header = Header::of(self.app.world(), &self.scene_id, scene_text, env!("CARGO_PKG_VERSION"));
        let mut recorder = RecordingWriter::new(Cursor::new(Vec::new()), &header, scene_text)?;
        recorder.push(&Collected::of(self.app.world_mut()).record())?;
        self.recorder = Some(recorder);
        Ok(())
    }

    /// Runs one tick.
    pub(crate) fn tick(&mut self) -> Result<()> {
        twin_sim::tick(self.app.world_mut());
        if let Some(recorder) = &mut self.recorder {
            recorder.push(&Collected::of(self.app.world_mut()).record())?;
        }
        Ok(())
    }

    /// Ends the recording and gives its bytes; empty if none was started.
    pub(crate) fn finish_recording(&mut self) -> Result<Vec<u8>> {
        Ok(match self.recorder.take() {
            Some(recorder) => recorder.finish()?.into_inner(),
            None => Vec::new(),
        })
    }

    pub(crate) fn summary(&mut self) -> Summary {
        summarise(self.app.world_mut())
    }

    pub(crate) fn timings(&self) -> Timings {
        *self.app.world().resource::<Timings>()
    }

    pub(crate) fn model_fault(&self) -> Option<String> {
        self.app.world().resource::<BeamPolicy>().fault.clone()
    }

    pub(crate) fn kpi_frames(&self) -> Vec<KpiFrame> {
        self.app.world().resource::<KpiHistory>().frames.iter().cloned().collect()
    }

    pub(crate) fn slice_names(&self) -> Vec<String> {
        self.app.world().resource::<Plan>().slices.iter().map(|slice| slice.name.clone()).collect()
    }

    /// The coverage map of this moment.
    pub(crate) fn map(&self) -> CoverageMap {
        let world = self.app.world();
        coverage_map::compute(world.resource::<Plan>(), world.resource::<RadioEngine>(), world.resource::<CellsLive>())
    }
}
