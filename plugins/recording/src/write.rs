//! The writer: one record after each tick, a finished chunk at least each simulated second.

use crate::RecordingError;
use crate::format::state::encode;
use crate::format::v1::{self, Channel, Header};
use mcap::records::MessageHeader;
use mcap::{Attachment, WriteOptions, Writer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Seek, Write};
use twin_sim::command::Queued;
use twin_sim::event::TwinEvent;
use twin_sim::kpi::KpiFrame;
use twin_sim::snapshot::Snapshot;
use twin_units::{TICKS_PER_SECOND, Tick};

/// Most snapshots in one block: with ten a second, a second and both its ends.
const MAX_BLOCK_FRAMES: usize = 11;

/// What a tick brought.
#[derive(Clone, Copy, Debug, Default)]
pub struct TickRecord<'a> {
    /// Ticks done when it was taken.
    pub tick: Tick,
    /// Commands this tick applied.
    pub commands: &'a [Queued],
    /// Events of this tick.
    pub events: &'a [TwinEvent],
    /// The KPI frame, if this tick made one.
    pub kpi: Option<&'a KpiFrame>,
    /// The visible state, if it is to be kept.
    pub state: Option<&'a Snapshot>,
    /// The state hash, if this tick made one.
    pub hash: Option<u64>,
}

/// Writes a recording to any seekable writer. Equal records give equal bytes.
pub struct RecordingWriter<W: Write + Seek> {
    mcap: Writer<W>,
    channels: BTreeMap<Channel, u16>,
    pending: Vec<Snapshot>,
    sequence: u32,
    last: Option<Tick>,
    flush_at: Tick,
}

impl<W: Write + Seek> RecordingWriter<W> {
    /// Begins a recording: writes header, scene and channels.
    ///
    /// # Errors
    /// [`RecordingError::Write`] when `w` fails.
    pub fn new(w: W, header: &Header, scene_text: &str) -> Result<Self, RecordingError> {
        let options = WriteOptions::new().compression(None).profile("beamscape").library(v1::LIBRARY);
        let mut mcap = options.create(w)?;
        mcap.write_metadata(&mcap::records::Metadata { name: v1::HEADER_NAME.into(), metadata: header.to_map() })?;
        mcap.attach(&Attachment {
            log_time: 0,
            create_time: 0,
            name: v1::SCENE_NAME.into(),
            media_type: "text/plain".into(),
            data: Cow::Borrowed(scene_text.as_bytes()),
        })?;
        let mut channels = BTreeMap::new();
        for channel in Channel::ALL {
            let schema = match channel.json_schema() {
                Some(schema) => mcap.add_schema(channel.schema_name(), "jsonschema", schema.as_bytes())?,
                None => 0,
            };
            let id = mcap.add_channel(schema, channel.topic(), channel.encoding(), &BTreeMap::new())?;
            channels.insert(channel, id);
        }
        mcap.flush()?;
        Ok(Self { mcap, channels, pending: Vec::new(), sequence: 0, last: None, flush_at: Tick(TICKS_PER_SECOND) })
    }

    /// Adds what a tick brought. After each simulated second everything so far is handed to the writer, so that an interrupted run loses
    /// a second at most.
    ///
    /// # Errors
    /// [`RecordingError::OutOfOrder`] for a tick not later than the one before, [`RecordingError::Write`] when the writer fails.
    pub fn push(&mut self, record: &TickRecord<'_>) -> Result<(), RecordingError> {
        let tick = record.tick;
        if let Some(last) = self.last.filter(|last| *last >= tick) {
            return Err(RecordingError::OutOfOrder { tick: tick.0, last: last.0 });
        }
        self.last = Some(tick);
        for queued in record.commands {
            self.write(Channel::Input, tick, &v1::input_json(tick, queued)?)?;
        }
        for event in record.events {
            self.write(Channel::Event, tick, &serde_json::to_vec(event)?)?;
        }
        if let Some(frame) = record.kpi {
            self.write(Channel::Kpi, tick, &v1::kpi_json(frame)?)?;
        }
        if let Some(state) = record.state {
            self.push_state(state)?;
        }
        if let Some(hash) = record.hash {
            self.write(Channel::Hash, tick, &v1::hash_json(tick, hash)?)?;
        }
        if tick >= self.flush_at {
            self.flush_at = Tick(tick.0 + TICKS_PER_SECOND);
            self.write_states()?;
            self.mcap.flush()?;
        }
        Ok(())
    }

    /// Writes what is left and the index, and gives the writer back.
    ///
    /// # Errors
    /// [`RecordingError::Write`] when the writer fails.
    pub fn finish(mut self) -> Result<W, RecordingError> {
        self.write_states()?;
        self.mcap.finish()?;
        let mut w = self.mcap.into_inner();
        w.flush().map_err(mcap::McapError::from)?;
        Ok(w)
    }

    fn push_state(&mut self, state: &Snapshot) -> Result<(), RecordingError> {
        let fits = self.pending.first().is_none_or(|first| {
            first.agents.len() == state.agents.len() && first.cell_load.len() == state.cell_load.len()
        });
        if !fits || self.pending.len() == MAX_BLOCK_FRAMES {
            self.write_states()?;
        }
        self.pending.push(state.clone());
        Ok(())
    }

    fn write_states(&mut self) -> Result<(), RecordingError> {
        if let Some(first) = self.pending.first() {
            let (tick, block) = (first.tick, encode(&self.pending));
            self.pending.clear();
            self.write(Channel::State, tick, &block)?;
        }
        Ok(())
    }

    fn write(&mut self, channel: Channel, tick: Tick, data: &[u8]) -> Result<(), RecordingError> {
        let time = v1::nanoseconds(tick);
        let sequence = self.sequence;
        self.sequence = self.sequence.wrapping_add(1);
        let header =
            MessageHeader { channel_id: self.channels[&channel], sequence, log_time: time, publish_time: time };
        Ok(self.mcap.write_to_known_channel(&header, data)?)
    }
}
