//! Recordings: MCAP of the program's own writer, with its checksums and without, and blocks of states alone.

use recording::format::state;
use recording::{Header, Recording, RecordingWriter, TickRecord};
use std::io::Cursor;
use twin_sim::command::{Queued, TwinCommand};
use twin_sim::event::{EventKind, TwinEvent};
use twin_sim::kpi::{KpiFrame, SliceKpi};
use twin_sim::snapshot::{AgentSnapshot, Snapshot};
use twin_units::{CellId, Tick, UeId};

use crate::seed::{Kind, Outcome, Seed, no_sentence};

const WORDS: &[&str] = &[
    "\u{5}",
    "\u{6}",
    "\u{9}",
    "\u{c}",
    "\u{f}",
    "zstd",
    "lz4",
    "kpi",
    "event",
    "input",
    "state",
    "hash",
    "null",
    "1e999",
    "\u{4}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
];

pub(super) const RECORDING: Kind = Kind { name: "recording", seeds, words: WORDS, protobuf: false, judge };

/// Name of a seed that is a block of states and no file.
const STATE: &str = "state";

fn seeds() -> Vec<Seed> {
    let whole = write();
    let frames: Vec<Snapshot> = (0..10).map(|n| snapshot(Tick(n * 10))).collect();
    let unchecked = without_checksums(&whole);
    assert_ne!(whole, unchecked, "checksums were found");
    vec![Seed::alone("a.mcap", whole), Seed::alone("a.mcap", unchecked), Seed::alone(STATE, state::encode(&frames))]
}

fn snapshot(tick: Tick) -> Snapshot {
    let agent = |idx: u32| AgentSnapshot {
        position: [3.0 * tick.seconds(), f64::from(idx), 1.5],
        heading_rad: f64::from(idx),
        serving: (!idx.is_multiple_of(3)).then_some(idx),
        beam: idx,
        sinr_db: if idx == 2 { f64::NAN } else { 12.0 + tick.seconds().sin() },
        ss_rsrp_dbm: -90.0,
        rate_bps: 1e6,
        ..AgentSnapshot::default()
    };
    Snapshot { tick, agents: (0..8).map(agent).collect(), cell_load: vec![0.25, 0.5, 0.0] }
}

/// Two seconds of a small twin.
fn write() -> Vec<u8> {
    let scene = "(version: 1, name: \"Teststraße\")";
    let header = Header {
        beamscape_version: "0.1.0".into(),
        scene_id: "test".into(),
        scene_name: "Teststraße".into(),
        scene_hash: Header::hash_of(scene),
        seed: 1,
        agents: 8,
        cells: 3,
        slices: vec!["eMBB".into()],
        models: [("beam".to_owned(), "00ff".to_owned())].into(),
    };
    let mut writer = RecordingWriter::new(Cursor::new(Vec::new()), &header, scene).expect("memory takes all");
    for tick in (0..=200).map(Tick) {
        let kpi = KpiFrame { tick, slices: vec![SliceKpi::default()], ..KpiFrame::default() };
        let state = snapshot(tick);
        let kind = EventKind::HandoverCompleted { from: CellId(0), to: CellId(2), gain_db: 3.25, ping_pong: true };
        let events = [TwinEvent { tick, ue: Some(UeId(7)), kind }];
        let commands = [Queued { command: TwinCommand::UseModels(true), gesture: tick.0 }];
        let (ten, second) = (tick.0.is_multiple_of(10), tick.0 % 100 == 50);
        let record = TickRecord {
            tick,
            commands: if second { &commands } else { &[] },
            events: if second { &events } else { &[] },
            kpi: (ten && tick.0 > 0).then_some(&kpi),
            state: ten.then_some(&state),
            hash: tick.0.is_multiple_of(100).then_some(tick.0),
        };
        writer.push(&record).expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}

/// The file with the checksums of chunks and attachments set to 0, which means that there is none: so damage reaches what is behind them.
fn without_checksums(file: &[u8]) -> Vec<u8> {
    let mut out = file.to_vec();
    let mut at = 8;
    while let Some(length) = file.get(at + 1..at + 9).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes) {
        let (body, end) = (at + 9, at + 9 + length as usize);
        match file[at] {
            0x06 => out[body + 24..body + 28].fill(0),
            0x09 => out[end - 4..end].fill(0),
            _ => {}
        }
        at = end;
    }
    out
}

fn judge(file: &Seed, _deep: bool) -> Outcome {
    if file.name == STATE {
        return Outcome { read: state::decode(&file.bytes).is_some(), wrong: None };
    }
    match Recording::open(file.bytes.clone()) {
        Ok(recording) => Outcome::read(faults_of(&recording)),
        Err(fault) => Outcome::refused(&fault.to_string()),
    }
}

/// What a player does with a recording.
fn faults_of(recording: &Recording) -> Option<String> {
    let (first, last) = (recording.first_tick(), recording.last_tick());
    if first > last {
        return Some(format!("it ends at {last:?}, before it begins at {first:?}"));
    }
    if !recording.duration_s().is_finite() {
        return Some("it lasts for no time".to_owned());
    }
    for tick in [first, Tick(first.0 / 2 + last.0 / 2), last, Tick(u64::MAX)] {
        recording.snapshot_at(tick);
    }
    recording.snapshots().for_each(drop);
    recording.note().and_then(no_sentence)
}
