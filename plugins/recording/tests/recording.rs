//! Recordings written to memory and read back: whole, cut, damaged and hostile.

use recording::{Header, Recording, RecordingError, RecordingWriter, TickRecord};
use std::io::Cursor;
use twin_sim::command::{Queued, TwinCommand};
use twin_sim::event::{EventKind, SlaVerdict, TwinEvent};
use twin_sim::kpi::{KpiFrame, SliceKpi};
use twin_sim::snapshot::{AgentSnapshot, Snapshot};
use twin_units::rng::{Purpose, Stream};
use twin_units::{CellId, Tick, UeId};

const SCENE: &str = "(version: 1, name: \"Teststraße\")";
const AGENTS: u32 = 156;

fn header() -> Header {
    Header {
        beamscape_version: "0.1.0".into(),
        scene_id: "test".into(),
        scene_name: "Teststraße".into(),
        scene_hash: Header::hash_of(SCENE),
        seed: u64::MAX,
        agents: AGENTS,
        cells: 3,
        slices: vec!["eMBB".into(), "URLLC".into()],
        models: [("beam".to_owned(), "00ff".to_owned())].into(),
    }
}

/// Agents that drive in circles at walking to driving speed, with levels that wander.
fn snapshot(tick: Tick) -> Snapshot {
    let t = tick.seconds();
    let agent = |idx: u32| {
        let phase = f64::from(idx) + t * 0.05;
        let wander = (t * (1.0 + f64::from(idx % 7)) + f64::from(idx)).sin();
        AgentSnapshot {
            position: [150.0 * phase.cos(), 150.0 * phase.sin(), f64::from(idx % 3)],
            heading_rad: phase,
            arm_rad: 0.0,
            serving: (!idx.is_multiple_of(11)).then_some(idx % 3),
            beam: (t as u32 + idx) % 64,
            sinr_db: 12.0 + 8.0 * wander,
            ss_rsrp_dbm: -90.0 + 10.0 * wander,
            rate_bps: 1e6 * (2.0 + wander),
        }
    };
    Snapshot {
        tick,
        agents: (0..AGENTS).map(agent).collect(),
        cell_load: vec![0.25, (0.5 + 0.4 * t.sin()) as f32, 0.0],
    }
}

fn frame(tick: Tick) -> KpiFrame {
    let slice = |rate_bps: f64| SliceKpi {
        offered_bps: rate_bps * 1.1,
        rate_bps,
        latency_mean_s: 0.004,
        in_budget: 0.99,
        ..SliceKpi::default()
    };
    let silent = SliceKpi {
        latency_mean_s: f64::NAN,
        latency_p95_s: f64::NAN,
        in_budget: f64::NAN,
        verdict: SlaVerdict::Breached,
        ..slice(0.0)
    };
    KpiFrame {
        tick,
        slices: vec![slice(1e8 + tick.0 as f64), silent],
        sinr_percentiles_db: [-1.5, 11.25, f64::NAN],
        mean_load: 1.0 / 3.0,
        handovers: tick.0 as u32 / 100,
        beam_top1: f64::NAN,
        ..KpiFrame::default()
    }
}

fn write(seconds: u64, finish: bool) -> Vec<u8> {
    let mut writer = RecordingWriter::new(Cursor::new(Vec::new()), &header(), SCENE).expect("memory takes all");
    for tick in (0..=seconds * 100).map(Tick) {
        let (kpi, state) = (frame(tick), snapshot(tick));
        let events = [TwinEvent {
            tick,
            ue: Some(UeId(7)),
            kind: EventKind::HandoverCompleted { from: CellId(0), to: CellId(2), gain_db: 3.25, ping_pong: true },
        }];
        let commands = [Queued { command: TwinCommand::UseModels(true), gesture: tick.0 }];
        let (ten, second) = (tick.0.is_multiple_of(10), tick.0 % 100 == 50);
        let record = TickRecord {
            tick,
            commands: if second { &commands } else { &[] },
            events: if second { &events } else { &[] },
            kpi: (ten && tick.0 > 0).then_some(&kpi),
            state: ten.then_some(&state),
            hash: tick.0.is_multiple_of(100).then_some(tick.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        };
        writer.push(&record).expect("memory takes all");
    }
    if finish {
        return writer.finish().expect("memory takes all").into_inner();
    }
    // As if the program had been killed: what the writer handed over so far is all there is.
    let mut bytes = writer.finish().expect("memory takes all").into_inner();
    bytes.truncate(bytes.len() * 9 / 10);
    bytes
}

#[track_caller]
fn open(bytes: Vec<u8>) -> Recording {
    Recording::open(bytes).expect("a recording")
}

/// Within a quantisation step.
#[track_caller]
fn assert_alike(found: &Snapshot, made: &Snapshot) {
    assert_eq!((found.tick, found.agents.len()), (made.tick, made.agents.len()));
    for (found, made) in found.agents.iter().zip(&made.agents) {
        for axis in 0..3 {
            assert!((found.position[axis] - made.position[axis]).abs() <= 0.0051);
        }
        assert!((found.heading_rad - made.heading_rad).abs() <= 0.00051);
        assert_eq!((found.serving, found.beam), (made.serving, made.beam));
        assert!((found.sinr_db - made.sinr_db).abs() <= 0.051);
        assert!((found.ss_rsrp_dbm - made.ss_rsrp_dbm).abs() <= 0.051);
        assert!((found.rate_bps - made.rate_bps).abs() <= 50.1);
    }
    for (found, made) in found.cell_load.iter().zip(&made.cell_load) {
        assert!((found - made).abs() <= 0.000_051);
    }
}

#[test]
fn what_was_written_is_read() {
    let recording = open(write(5, true));
    assert_eq!(recording.note(), None);
    assert_eq!((recording.header(), recording.scene_text()), (&header(), SCENE));
    assert_eq!((recording.first_tick(), recording.last_tick(), recording.duration_s()), (Tick(0), Tick(500), 5.0));
    for tick in [0, 10, 100, 110, 250, 490, 500].map(Tick) {
        assert_alike(&recording.snapshot_at(tick).expect("recorded"), &snapshot(tick));
    }
    assert_eq!(recording.snapshot_at(Tick(99)).expect("recorded").tick, Tick(90), "the last one before");
    assert_eq!(recording.snapshot_at(Tick(9_999)).expect("recorded").tick, Tick(500), "the last of all");
    assert_eq!(recording.snapshots().count(), 51);
    // NaN differs from itself: compare as text.
    let made: Vec<KpiFrame> = (1..=50).map(|n| frame(Tick(n * 10))).collect();
    assert_eq!(format!("{:?}", recording.kpis()), format!("{made:?}"));
    assert_eq!(recording.hashes()[1], (Tick(100), 100_u64.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    assert_eq!(recording.events().len(), 5);
    assert!(matches!(recording.events()[0].kind, EventKind::HandoverCompleted { ping_pong: true, .. }));
    assert_eq!((recording.commands().len(), recording.commands()[4].tick), (5, Tick(450)));
    assert_eq!(recording.commands()[4].queued, Queued { command: TwinCommand::UseModels(true), gesture: 450 });
}

#[test]
fn other_mcap_readers_find_everything() {
    let bytes = write(2, true);
    let topics: Vec<String> = mcap::MessageStream::new(&bytes)
        .expect("an MCAP file")
        .map(|message| message.expect("sound").channel.topic.clone())
        .collect();
    let count = |topic: &str| topics.iter().filter(|found| *found == topic).count();
    assert_eq!((count("kpi"), count("event"), count("input"), count("hash")), (20, 2, 2, 3));
    assert!(count("state") >= 2);
    let summary = mcap::Summary::read(&bytes).expect("sound").expect("a summary");
    assert_eq!((summary.attachment_indexes.len(), summary.metadata_indexes.len()), (1, 1));
}

#[test]
fn json_schemas_are_json() {
    for channel in recording::format::v1::Channel::ALL {
        if let Some(schema) = channel.json_schema() {
            let schema: serde_json::Value = serde_json::from_str(schema).expect("JSON");
            assert_eq!(schema["type"], "object");
        }
    }
}

#[test]
fn a_cut_file_opens_up_to_the_cut_and_says_so() {
    let bytes = write(20, true);
    let cut = bytes.len() * 7 / 10;
    let recording = open(bytes[..cut].to_vec());
    let seconds = recording.last_tick().seconds();
    assert!((12.0..=14.5).contains(&seconds), "70 % of 20 s, less the index and a second: {seconds}");
    assert!(recording.note().expect("a note").contains("its end is missing"), "{:?}", recording.note());
    assert_alike(&recording.snapshot_at(Tick(700)).expect("recorded"), &snapshot(Tick(700)));
    assert!(open(write(3, false)).note().is_some());
}

#[test]
fn cuts_anywhere_open_or_say_why() {
    let bytes = write(4, true);
    let mut last = Tick(0);
    for percent in 0..100 {
        match Recording::open(bytes[..bytes.len() * percent / 100].to_vec()) {
            Ok(recording) => {
                assert!(recording.last_tick() >= last, "a longer file never holds less");
                last = recording.last_tick();
            }
            Err(error) => assert!(percent < 5, "{percent} %: {error}"),
        }
    }
    assert!(last >= Tick(300));
}

#[test]
fn equal_runs_give_equal_bytes() {
    assert!(write(3, true) == write(3, true));
}

#[test]
fn damage_is_noticed_or_harmless() {
    let bytes = write(2, true);
    let mut rng = Stream::new(1, 0, Purpose::Dataset);
    let mut noticed = 0;
    for _ in 0..500 {
        let mut hostile = bytes.clone();
        for _ in 0..=rng.index(4) {
            let at = rng.index(hostile.len());
            hostile[at] = rng.index(256) as u8;
        }
        match Recording::open(hostile) {
            Ok(recording) => {
                noticed += usize::from(recording.note().is_some());
                assert!(recording.snapshots().count() <= 100);
            }
            Err(_) => noticed += 1,
        }
    }
    assert!(noticed > 250, "checksums find most: {noticed} of 500");
}

#[test]
fn lists_are_in_order_whatever_the_file_says() {
    let mut bytes = write(2, true);
    // Chunks have their checksum 24 bytes into their body; 0 is none.
    let mut at = 8;
    while let Some(length) = bytes.get(at + 1..at + 9).map(|b| u64::from_le_bytes(b.try_into().expect("eight bytes"))) {
        if bytes[at] == 0x06 {
            bytes[at + 33..at + 37].fill(0);
        }
        at += 9 + length as usize;
    }
    let (from, to) = (b"\"tick\":10,", b"\"tick\":99,");
    let place = bytes.windows(from.len()).position(|window| window == from).expect("the first KPI frame");
    bytes[place..place + to.len()].copy_from_slice(to);
    let recording = open(bytes);
    assert_eq!((recording.kpis().len(), recording.kpis()[0].tick), (20, Tick(20)));
    assert!(recording.kpis().is_sorted_by_key(|frame| frame.tick));
}

#[test]
fn damaged_state_blocks_never_panic() {
    let frames: Vec<Snapshot> = (0..10).map(|n| snapshot(Tick(n * 10))).collect();
    let block = recording::format::state::encode(&frames);
    assert!(recording::format::state::decode(&block).is_some());
    let mut rng = Stream::new(2, 0, Purpose::Dataset);
    for _ in 0..500 {
        let mut hostile = block.clone();
        let at = rng.index(40.min(hostile.len()));
        hostile[at] = rng.index(256) as u8;
        let _ = recording::format::state::decode(&hostile);
        let _ = recording::format::state::decode(&hostile[..rng.index(hostile.len())]);
    }
    assert_eq!(
        recording::format::state::decode(&[1, 0, 255, 255, 255, 127, 255, 255, 127, 1]),
        None,
        "too large to be true"
    );
}

#[test]
fn odd_values_survive() {
    let agent = AgentSnapshot {
        sinr_db: f64::NAN,
        ss_rsrp_dbm: -160.0,
        position: [-1e7, 0.0, 1e7],
        ..AgentSnapshot::default()
    };
    let frames = [Snapshot { tick: Tick(3), agents: vec![agent, AgentSnapshot::default()], cell_load: Vec::new() }];
    let back = recording::format::state::decode(&recording::format::state::encode(&frames)).expect("sound");
    assert!(back[0].agents[0].sinr_db.is_nan());
    assert_eq!((back[0].agents[0].ss_rsrp_dbm, back[0].agents[0].position), (-160.0, [-1e7, 0.0, 1e7]));
}

#[test]
fn an_hour_of_a_city_stays_small() {
    let bytes = write(60, true);
    let recording = open(bytes.clone());
    let per_hour_mb = bytes.len() as f64 * 60.0 / 1e6;
    println!("{AGENTS} agents, 60 s: {:.2} MB, {per_hour_mb:.0} MB an hour", bytes.len() as f64 / 1e6);
    assert!(per_hour_mb < 100.0, "{per_hour_mb} MB an hour");
    assert_eq!(recording.snapshots().count(), 601);
}

#[test]
fn what_is_no_recording_is_refused_in_words() {
    assert!(matches!(Recording::open(b"<html>".to_vec()), Err(RecordingError::NotMcap)));
    let mut foreign = Cursor::new(Vec::new());
    mcap::Writer::new(&mut foreign).expect("memory takes all").finish().expect("memory takes all");
    assert!(matches!(Recording::open(foreign.into_inner()), Err(RecordingError::NoHeader)));
    let mut writer = RecordingWriter::new(Cursor::new(Vec::new()), &header(), SCENE).expect("memory takes all");
    writer.push(&TickRecord { tick: Tick(5), ..TickRecord::default() }).expect("memory takes all");
    let late = writer.push(&TickRecord { tick: Tick(5), ..TickRecord::default() });
    assert!(matches!(late, Err(RecordingError::OutOfOrder { tick: 5, last: 5 })));
}
