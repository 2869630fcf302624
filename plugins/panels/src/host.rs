//! What panels and the program around them (files, windows, replay) tell each other. The host fills [`HostStatus`] and drains [`HostActions`].

use bevy_ecs::prelude::*;
use egui::Rect;
use raster_export::Format;
use std::path::PathBuf;

/// A wish only the host can fulfil.
#[derive(Clone, Debug, PartialEq)]
pub enum HostAction {
    /// Opens a scene by its id.
    LoadScene(String),
    /// Starts the scene again with the same seed.
    Restart,
    /// Starts the scene again with another seed.
    RestartWithSeed(u64),
    /// Starts or ends a recording.
    ToggleRecord,
    /// Opens a recording for replay.
    OpenRecording(PathBuf),
    /// Leaves the replay and returns to the live twin.
    CloseRecording,
    /// Puts the replay to a moment, s since the start of the run.
    Seek(f64),
    /// Writes a report of the run.
    ExportReport,
    /// Writes the map shown in a format.
    ExportMap(Format),
    /// Saves a picture of the window.
    Screenshot,
    /// Shows or hides the window's own frame (full screen).
    ToggleFullScreen,
    /// Removes the message, after the user closed it.
    DismissMessage,
}

/// Wishes of the panels, oldest first; the host takes them once a frame.
#[derive(Resource, Clone, Debug, Default)]
pub struct HostActions(pub Vec<HostAction>);

/// A scene on offer.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneEntry {
    /// Id by which the host loads it.
    pub id: String,
    /// Name for the menu.
    pub title: String,
}

/// A recording being written.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordingStatus {
    /// File, as shown to people.
    pub path: String,
    /// Simulated time recorded so far, s.
    pub seconds: f64,
    /// Bytes written so far.
    pub bytes: u64,
}

/// A recording being replayed. Whether it plays, and how fast, is `view_state::Pace`, as with the live twin.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplayStatus {
    /// File, as shown to people.
    pub name: String,
    /// First moment, s since the start of the run.
    pub start_s: f64,
    /// Last moment, s.
    pub end_s: f64,
    /// Moment shown, s.
    pub position_s: f64,
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageLevel {
    /// Something was done.
    Info,
    /// Done, but not as asked.
    Warning,
    /// Not done.
    Error,
}

/// What the host is doing, for the panels.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub struct HostStatus {
    /// Scenes on offer, in menu order.
    pub scenes: Vec<SceneEntry>,
    /// Id of the open scene.
    pub scene_id: String,
    /// Names of the scene's cameras, in the order of `CameraRequest::Named`.
    pub cameras: Vec<String>,
    /// Recording under way.
    pub recording: Option<RecordingStatus>,
    /// Replay under way; `None` while live.
    pub replay: Option<ReplayStatus>,
    /// What is being loaded, and the share done, 0..=1.
    pub loading: Option<(String, f32)>,
    /// One sentence for the user.
    pub message: Option<(MessageLevel, String)>,
    /// Recordings that can be opened, newest first.
    pub recordings: Vec<PathBuf>,
    /// Whether this is the browser, which has no folders.
    pub web: bool,
}

/// Part of the window the panels leave to the scene, logical pixels.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct CentralRect(pub Option<Rect>);

/// Whether the pointer is on the scene and not on a panel, menu or overlay: camera, picking and handles listen only then.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PointerOnScene(pub bool);

/// Ground point under the pointer, m; `None` off the ground. Filled by the scene view.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct PointerGround(pub Option<[f64; 2]>);

/// Describes a building or block by its object number: name, height and where that is from, material. Filled by the host.
#[derive(Resource)]
pub struct BuildingInfo(pub Box<dyn Fn(u32) -> Option<String> + Send + Sync>);

impl Default for BuildingInfo {
    fn default() -> Self {
        Self(Box::new(|_| None))
    }
}
