//! The reader: opens whole, cut and interrupted recordings from bytes in memory.

use crate::RecordingError;
use crate::format::state;
use crate::format::v1::{self, Channel, Header};
use crate::scan::{self, Found};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use twin_sim::command::Queued;
use twin_sim::event::TwinEvent;
use twin_sim::kpi::KpiFrame;
use twin_sim::snapshot::Snapshot;
use twin_units::Tick;

/// A recorded command.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// The tick that applied it: to repeat the run, queue it when `tick` − 1 ticks are done.
    pub tick: Tick,
    /// The command and its gesture.
    pub queued: Queued,
}

/// An opened recording. States stay packed in the file's bytes; [`Recording::snapshot_at`] unpacks one second at a time.
#[derive(Clone, Debug)]
pub struct Recording {
    bytes: Arc<[u8]>,
    header: Header,
    scene_text: String,
    blocks: Vec<Block>,
    events: Vec<TwinEvent>,
    kpis: Vec<KpiFrame>,
    commands: Vec<Command>,
    hashes: Vec<(Tick, u64)>,
    note: Option<String>,
}

#[derive(Clone, Debug)]
struct Block {
    first: Tick,
    last: Tick,
    data: Range<usize>,
}

impl Recording {
    /// Opens a recording. A file that was cut or whose writing was interrupted opens up to there, and [`Recording::note`] says so; damaged
    /// parts are left out and counted there too.
    ///
    /// # Errors
    /// [`RecordingError`] when the bytes are no recording, or its header or scene cannot be read.
    pub fn open(bytes: impl Into<Arc<[u8]>>) -> Result<Self, RecordingError> {
        let bytes = bytes.into();
        let mut builder = Builder::default();
        let end = scan::scan(&bytes, &mut |found| builder.take(found, &bytes))?;
        let header = builder.header.ok_or(RecordingError::NoHeader)??;
        let scene_text = builder.scene_text.ok_or(RecordingError::NoScene)?;
        // The writer keeps the order of ticks; a damaged or foreign file need not.
        builder.blocks.sort_by_key(|block| block.first);
        builder.events.sort_by_key(|event| event.tick);
        builder.kpis.sort_by_key(|frame| frame.tick);
        builder.commands.sort_by_key(|command| command.tick);
        builder.hashes.sort_by_key(|hash| hash.0);
        let mut recording = Self {
            header,
            scene_text,
            blocks: builder.blocks,
            events: builder.events,
            kpis: builder.kpis,
            commands: builder.commands,
            hashes: builder.hashes,
            note: None,
            bytes,
        };
        recording.note = note(&recording, &end, builder.unreadable);
        Ok(recording)
    }

    /// What the recording is of.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Full text of the scene.
    pub fn scene_text(&self) -> &str {
        &self.scene_text
    }

    /// What is missing from the file, as a sentence; `None` for a whole one.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Tick of the first record; 0 if there is none.
    pub fn first_tick(&self) -> Tick {
        let state = self.blocks.first().map(|block| block.first);
        state.into_iter().chain(self.kpis.first().map(|frame| frame.tick)).min().unwrap_or_default()
    }

    /// Tick of the last record; 0 if there is none.
    pub fn last_tick(&self) -> Tick {
        let states = self.blocks.iter().map(|block| block.last);
        states
            .chain(self.kpis.last().map(|frame| frame.tick))
            .chain(self.hashes.last().map(|hash| hash.0))
            .max()
            .unwrap_or_default()
    }

    /// From the first to the last record, s.
    pub fn duration_s(&self) -> f64 {
        self.last_tick().seconds() - self.first_tick().seconds()
    }

    /// The last recorded state at or before a tick, or the first of all if none is earlier; `None` without states.
    pub fn snapshot_at(&self, tick: Tick) -> Option<Snapshot> {
        let after = self.blocks.partition_point(|block| block.first <= tick);
        let frames = self.block(after.saturating_sub(1))?;
        let after = frames.partition_point(|frame| frame.tick <= tick);
        frames.into_iter().nth(after.saturating_sub(1))
    }

    /// All recorded states, oldest first, unpacked a second at a time.
    pub fn snapshots(&self) -> impl Iterator<Item = Snapshot> {
        (0..self.blocks.len()).filter_map(|idx| self.block(idx)).flatten()
    }

    /// Events, oldest first.
    pub fn events(&self) -> &[TwinEvent] {
        &self.events
    }

    /// KPI frames, oldest first.
    pub fn kpis(&self) -> &[KpiFrame] {
        &self.kpis
    }

    /// Applied commands, oldest first.
    pub fn commands(&self) -> &[Command] {
        &self.commands
    }

    /// State hashes with the number of ticks done, oldest first.
    pub fn hashes(&self) -> &[(Tick, u64)] {
        &self.hashes
    }

    fn block(&self, idx: usize) -> Option<Vec<Snapshot>> {
        state::decode(self.bytes.get(self.blocks.get(idx)?.data.clone())?)
    }
}

/// Says what a file lacks.
fn note(recording: &Recording, end: &scan::End, unreadable: usize) -> Option<String> {
    let mut parts = Vec::new();
    if !end.whole {
        let seconds = recording.last_tick().seconds();
        parts.push(format!("the file ends at {seconds:.1} s; its end is missing (cut or interrupted)"));
    }
    if end.damaged_chunks > 0 {
        parts.push(format!("{} damaged part(s) were left out", end.damaged_chunks));
    }
    if unreadable > 0 {
        parts.push(format!("{unreadable} message(s) could not be read and were left out"));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

#[derive(Default)]
struct Builder {
    header: Option<Result<Header, RecordingError>>,
    scene_text: Option<String>,
    channels: BTreeMap<u16, Channel>,
    blocks: Vec<Block>,
    events: Vec<TwinEvent>,
    kpis: Vec<KpiFrame>,
    commands: Vec<Command>,
    hashes: Vec<(Tick, u64)>,
    unreadable: usize,
}

impl Builder {
    fn take(&mut self, found: Found<'_>, bytes: &[u8]) {
        match found {
            Found::Metadata { name, map } if name == v1::HEADER_NAME => {
                self.header.get_or_insert_with(|| Header::from_map(&map));
            }
            Found::Attachment { name, data } if name == v1::SCENE_NAME => {
                self.scene_text = std::str::from_utf8(data).ok().map(str::to_owned).or(self.scene_text.take());
            }
            Found::Channel { id, topic } => {
                if let Some(channel) = Channel::from_topic(topic) {
                    self.channels.insert(id, channel);
                }
            }
            Found::Message { channel, data } => {
                // Channels of other programs may be in the file; they are theirs.
                if let Some(channel) = self.channels.get(&channel)
                    && self.message(*channel, bytes, data).is_none()
                {
                    self.unreadable += 1;
                }
            }
            Found::Metadata { .. } | Found::Attachment { .. } => {}
        }
    }

    fn message(&mut self, channel: Channel, bytes: &[u8], range: Range<usize>) -> Option<()> {
        let data = bytes.get(range.clone())?;
        match channel {
            Channel::Input => {
                let (tick, queued) = v1::input_from_json(data).ok()?;
                self.commands.push(Command { tick, queued });
            }
            Channel::Event => self.events.push(serde_json::from_slice(data).ok()?),
            Channel::Kpi => self.kpis.push(v1::kpi_from_json(data).ok()?),
            Channel::Hash => self.hashes.push(v1::hash_from_json(data)?),
            Channel::State => {
                let (first, last) = state::span(data)?;
                self.blocks.push(Block { first, last, data: range });
            }
        }
        Some(())
    }
}
