//! Recordings: what happened in a run, in one MCAP file that Beamscape replays and other MCAP readers can open.
//!
//! Start at [`RecordingWriter`] to make one and at [`Recording`] to read one; [`format::v1`] tells what is in the file. A host runs the twin,
//! calls [`Collected::of`] after each tick and pushes the result; nothing here knows files, windows or clocks. Seed, scene and commands
//! suffice to simulate the run anew; the states are for viewers without the engine and for seeking.

mod collect;
pub mod format;
mod read;
mod scan;
mod write;

pub use collect::Collected;
pub use format::v1::Header;
pub use read::{Command, Recording};
pub use write::{RecordingWriter, TickRecord};

/// Why a recording cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The bytes are no MCAP file.
    #[error("this is not an MCAP file: it does not begin with its signature")]
    NotMcap,
    /// An MCAP file of another program, or one cut before its header.
    #[error("this MCAP file holds no Beamscape header; it is from another program or was cut at its very start")]
    NoHeader,
    /// A header that lacks a field or whose field cannot be read.
    #[error("the header's field `{0}` is missing or cannot be read")]
    BadHeader(&'static str),
    /// Made by a later Beamscape.
    #[error("the recording has format version {found}; this program reads up to {known}", known = format::v1::VERSION)]
    Newer {
        /// Version of the file.
        found: u32,
    },
    /// The scene is missing.
    #[error("the recording does not contain its scene; it was cut at its very start or is damaged")]
    NoScene,
    /// Chunks in a compression this build cannot read.
    #[error("the recording is compressed with {0}; only uncompressed recordings can be read")]
    Compressed(String),
    /// Records must come in the order of their ticks.
    #[error("tick {tick} was pushed after tick {last}")]
    OutOfOrder {
        /// Tick pushed.
        tick: u64,
        /// Tick before.
        last: u64,
    },
    /// The writer failed.
    #[error("cannot write the recording: {0}")]
    Write(#[from] mcap::McapError),
    /// A value has no JSON form.
    #[error("cannot express a record in JSON: {0}")]
    Json(#[from] serde_json::Error),
}
