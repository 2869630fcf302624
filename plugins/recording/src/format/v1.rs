//! Format version 1: an uncompressed MCAP file.
//!
//! | Part | Content |
//! |---|---|
//! | metadata `beamscape` | [`Header`], all values as text |
//! | attachment `scene.ron` | the scene's full text |
//! | channel `input` | JSON: tick, command, gesture; one message per applied command |
//! | channel `event` | JSON: tick, agent, kind |
//! | channel `kpi` | JSON: the KPI frame, ten a second; values without samples are `null` |
//! | channel `state` | binary blocks of about a second, see [`super::state`] |
//! | channel `hash` | JSON: tick and state hash, one a second |
//!
//! Message times are simulated nanoseconds from the start of the run. `tick` counts ticks of 10 ms done: a command with tick *n* was applied
//! by the *n*-th tick, so a replay queues it when *n* − 1 ticks are done.

use crate::RecordingError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use twin_sim::command::{Queued, TwinCommand};
use twin_sim::event::SlaVerdict;
use twin_sim::kpi::{KpiFrame, SliceKpi};
use twin_units::{TICK_S, Tick};

/// This format's version.
pub const VERSION: u32 = 1;
/// Name of the metadata record.
pub const HEADER_NAME: &str = "beamscape";
/// Name of the attachment.
pub const SCENE_NAME: &str = "scene.ron";
/// Name of the writing library in the file.
pub(crate) const LIBRARY: &str = "beamscape recording 1";

/// What a recording is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Version of the program that wrote it.
    pub beamscape_version: String,
    /// Name of the scene file without its ending, e.g. `"helsinki"`.
    pub scene_id: String,
    /// Name of the scene for people.
    pub scene_name: String,
    /// BLAKE3 of the scene's text, hexadecimal.
    pub scene_hash: String,
    /// Seed of the run.
    pub seed: u64,
    /// Number of agents.
    pub agents: u32,
    /// Number of cells.
    pub cells: u32,
    /// Names of the slices, in order.
    pub slices: Vec<String>,
    /// BLAKE3 of each model file in use, by its name.
    pub models: BTreeMap<String, String>,
}

impl Header {
    /// BLAKE3 of a scene's text, hexadecimal.
    pub fn hash_of(scene_text: &str) -> String {
        blake3::hash(scene_text.as_bytes()).to_hex().to_string()
    }

    pub(crate) fn to_map(&self) -> BTreeMap<String, String> {
        let json = |value: serde_json::Value| value.to_string();
        [
            ("format_version", VERSION.to_string()),
            ("beamscape_version", self.beamscape_version.clone()),
            ("scene_id", self.scene_id.clone()),
            ("scene_name", self.scene_name.clone()),
            ("scene_hash_blake3", self.scene_hash.clone()),
            ("seed", self.seed.to_string()),
            ("tick_s", TICK_S.to_string()),
            ("agents", self.agents.to_string()),
            ("cells", self.cells.to_string()),
            ("slices", json(self.slices.clone().into())),
            ("models_blake3", json(serde_json::json!(self.models))),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
    }

    pub(crate) fn from_map(map: &BTreeMap<String, String>) -> Result<Self, RecordingError> {
        let text = |key: &'static str| map.get(key).cloned().ok_or(RecordingError::BadHeader(key));
        fn number<N: std::str::FromStr>(text: String, key: &'static str) -> Result<N, RecordingError> {
            text.parse().ok().ok_or(RecordingError::BadHeader(key))
        }
        fn json<T: serde::de::DeserializeOwned>(text: String, key: &'static str) -> Result<T, RecordingError> {
            serde_json::from_str(&text).ok().ok_or(RecordingError::BadHeader(key))
        }
        let found = number(text("format_version")?, "format_version")?;
        if found > VERSION {
            return Err(RecordingError::Newer { found });
        }
        if found == 0 {
            return Err(RecordingError::BadHeader("format_version"));
        }
        Ok(Self {
            beamscape_version: text("beamscape_version")?,
            scene_id: text("scene_id")?,
            scene_name: text("scene_name")?,
            scene_hash: text("scene_hash_blake3")?,
            seed: number(text("seed")?, "seed")?,
            agents: number(text("agents")?, "agents")?,
            cells: number(text("cells")?, "cells")?,
            slices: json(text("slices")?, "slices")?,
            models: json(text("models_blake3")?, "models_blake3")?,
        })
    }
}

/// The channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// Applied commands.
    Input,
    /// Events.
    Event,
    /// KPI frames.
    Kpi,
    /// Visible state.
    State,
    /// State hashes.
    Hash,
}

impl Channel {
    /// All of them, in the order of their ids.
    pub const ALL: [Self; 5] = [Self::Input, Self::Event, Self::Kpi, Self::State, Self::Hash];

    /// Topic in the file.
    pub fn topic(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Event => "event",
            Self::Kpi => "kpi",
            Self::State => "state",
            Self::Hash => "hash",
        }
    }

    pub(crate) fn from_topic(topic: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.topic() == topic)
    }

    pub(crate) fn encoding(self) -> &'static str {
        if self == Self::State { "beamscape.state" } else { "json" }
    }

    pub(crate) fn schema_name(self) -> &'static str {
        match self {
            Self::Input => "beamscape.Input",
            Self::Event => "beamscape.Event",
            Self::Kpi => "beamscape.Kpi",
            Self::State => "beamscape.State",
            Self::Hash => "beamscape.Hash",
        }
    }

    /// JSON Schema of the messages; `None` for the binary channel.
    pub fn json_schema(self) -> Option<&'static str> {
        match self {
            Self::Input => Some(include_str!("schema/input.json")),
            Self::Event => Some(include_str!("schema/event.json")),
            Self::Kpi => Some(include_str!("schema/kpi.json")),
            Self::Hash => Some(include_str!("schema/hash.json")),
            Self::State => None,
        }
    }
}

pub(crate) fn nanoseconds(tick: Tick) -> u64 {
    tick.0.saturating_mul(10_000_000)
}

#[derive(Serialize, Deserialize)]
struct Input {
    tick: Tick,
    command: TwinCommand,
    gesture: u64,
}

pub(crate) fn input_json(tick: Tick, queued: &Queued) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Input { tick, command: queued.command.clone(), gesture: queued.gesture })
}

pub(crate) fn input_from_json(data: &[u8]) -> serde_json::Result<(Tick, Queued)> {
    let Input { tick, command, gesture } = serde_json::from_slice(data)?;
    Ok((tick, Queued { command, gesture }))
}

#[derive(Serialize, Deserialize)]
struct Hash {
    tick: Tick,
    /// Hexadecimal: JSON numbers are exact only to 2⁵³.
    hash: String,
}

pub(crate) fn hash_json(tick: Tick, hash: u64) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Hash { tick, hash: format!("{hash:016x}") })
}

pub(crate) fn hash_from_json(data: &[u8]) -> Option<(Tick, u64)> {
    let Hash { tick, hash } = serde_json::from_slice(data).ok()?;
    Some((tick, u64::from_str_radix(&hash, 16).ok()?))
}

/// A KPI frame as written: NaN is `null`.
#[derive(Serialize, Deserialize)]
struct Kpi {
    tick: Tick,
    slices: Vec<KpiOfSlice>,
    sinr_p05_db: Option<f64>,
    sinr_p50_db: Option<f64>,
    sinr_p95_db: Option<f64>,
    mean_load: Option<f64>,
    total_rate_bps: Option<f64>,
    handovers: u32,
    ping_pongs: u32,
    failures: u32,
    beam_top1: Option<f64>,
    beam_loss_db: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct KpiOfSlice {
    offered_bps: Option<f64>,
    rate_bps: Option<f64>,
    latency_mean_s: Option<f64>,
    latency_p95_s: Option<f64>,
    in_budget: Option<f64>,
    prb_share: Option<f64>,
    backlog_bits: Option<f64>,
    verdict: SlaVerdict,
}

fn some(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn number(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

pub(crate) fn kpi_json(frame: &KpiFrame) -> serde_json::Result<Vec<u8>> {
    let slice = |kpi: &SliceKpi| KpiOfSlice {
        offered_bps: some(kpi.offered_bps),
        rate_bps: some(kpi.rate_bps),
        latency_mean_s: some(kpi.latency_mean_s),
        latency_p95_s: some(kpi.latency_p95_s),
        in_budget: some(kpi.in_budget),
        prb_share: some(kpi.prb_share),
        backlog_bits: some(kpi.backlog_bits),
        verdict: kpi.verdict,
    };
    let [sinr_p05_db, sinr_p50_db, sinr_p95_db] = frame.sinr_percentiles_db.map(some);
    serde_json::to_vec(&Kpi {
        tick: frame.tick,
        slices: frame.slices.iter().map(slice).collect(),
        sinr_p05_db,
        sinr_p50_db,
        sinr_p95_db,
        mean_load: some(frame.mean_load),
        total_rate_bps: some(frame.total_rate_bps),
        handovers: frame.handovers,
        ping_pongs: frame.ping_pongs,
        failures: frame.failures,
        beam_top1: some(frame.beam_top1),
        beam_loss_db: some(frame.beam_loss_db),
    })
}

pub(crate) fn kpi_from_json(data: &[u8]) -> serde_json::Result<KpiFrame> {
    let kpi: Kpi = serde_json::from_slice(data)?;
    let slice = |kpi: &KpiOfSlice| SliceKpi {
        offered_bps: number(kpi.offered_bps),
        rate_bps: number(kpi.rate_bps),
        latency_mean_s: number(kpi.latency_mean_s),
        latency_p95_s: number(kpi.latency_p95_s),
        in_budget: number(kpi.in_budget),
        prb_share: number(kpi.prb_share),
        backlog_bits: number(kpi.backlog_bits),
        verdict: kpi.verdict,
    };
    Ok(KpiFrame {
        tick: kpi.tick,
        slices: kpi.slices.iter().map(slice).collect(),
        sinr_percentiles_db: [kpi.sinr_p05_db, kpi.sinr_p50_db, kpi.sinr_p95_db].map(number),
        mean_load: number(kpi.mean_load),
        total_rate_bps: number(kpi.total_rate_bps),
        handovers: kpi.handovers,
        ping_pongs: kpi.ping_pongs,
        failures: kpi.failures,
        beam_top1: number(kpi.beam_top1),
        beam_loss_db: number(kpi.beam_loss_db),
    })
}
