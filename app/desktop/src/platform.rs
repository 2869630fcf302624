//! What the desktop and the browser provide differently.

use bevy::prelude::*;
use coverage_map::MapWorker;
use std::sync::OnceLock;
use web_time::Instant;

/// A piece of work for another thread.
pub type Work = Box<dyn FnOnce() + Send>;

/// Abilities of the place the app runs in.
#[derive(Resource, Clone, Copy)]
pub struct Platform {
    /// Starts a thread; `None` where there are none: work is then done in slices of frames.
    pub spawn: Option<fn(Work)>,
    /// The same for the coverage map's worker.
    pub map_thread: Option<fn(MapWorker)>,
    /// Reads a scene file that is not built in.
    pub read_text: fn(&str) -> Result<String, String>,
    /// Reads a recording.
    pub read_bytes: fn(&std::path::Path) -> Result<Vec<u8>, String>,
    /// Saves bytes under a suggested name and says where they are.
    pub save: fn(&str, &[u8]) -> Result<String, String>,
    /// Opens a file for a recording of a suggested name: where it is, and what to write to.
    pub record_to: fn(&str) -> Result<(String, Box<dyn crate::record::Sink>), String>,
    /// Recordings that can be opened, newest first.
    pub recordings: fn() -> Vec<std::path::PathBuf>,
    /// Whether this is the browser.
    pub web: bool,
    /// Draw shadows.
    pub shadows: bool,
    /// Four samples per pixel.
    pub msaa: bool,
    /// Draw nothing until the graphics pipelines are compiled: for pictures, so that the first one is whole.
    pub wait_for_pipelines: bool,
}

/// Seconds since the first call.
pub(crate) fn host_seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64()
}
