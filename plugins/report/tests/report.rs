//! The report of a made-up run in a built-in scene: complete, well formed, self-contained.

use recording::{Header, Recording, RecordingWriter, TickRecord};
use report::{ReportOptions, render};
use std::io::Cursor;
use twin_sim::event::{EventKind, SlaVerdict, TwinEvent};
use twin_sim::kpi::{KpiFrame, SliceKpi};
use twin_sim::plan::Plan;
use twin_sim::snapshot::{AgentSnapshot, Snapshot};
use twin_sim::summary::DEFINITIONS;
use twin_units::{CellId, Tick, UeId};

const SECONDS: u64 = 30;

fn scene_text() -> &'static str {
    twin_scene::built_in::by_id("factory").expect("a built-in scene").text
}

/// Agents on circles; the second slice is late in the last third; frames without packets at the start.
fn recording() -> Recording {
    let text = scene_text();
    let plan = Plan::from_scene(&twin_scene::parse(text).expect("a sound scene"));
    let (agents, cells) = (14_u32, plan.cells.len() as u32);
    let header = Header {
        beamscape_version: "0.1.0".into(),
        scene_id: "factory".into(),
        scene_name: "Factory <hall> & \"yard\"".into(),
        scene_hash: Header::hash_of(text),
        seed: 7,
        agents,
        cells,
        slices: plan.slices.iter().map(|slice| slice.name.clone()).collect(),
        ..Header::default()
    };
    let mut writer = RecordingWriter::new(Cursor::new(Vec::new()), &header, text).expect("memory takes all");
    for tick in (0..=SECONDS * 100).map(Tick) {
        let t = tick.seconds();
        let late = t > 20.0;
        let slice = |idx: usize| {
            let rate_bps = 40e6 / 8_f64.powi(idx as i32) * (1.0 + 0.2 * (t * 1.7 + idx as f64).sin());
            SliceKpi {
                offered_bps: rate_bps * 1.01,
                rate_bps,
                latency_mean_s: if t < 2.0 { f64::NAN } else { 0.002 * (1 + idx) as f64 },
                latency_p95_s: if t < 2.0 { f64::NAN } else { 0.004 * (1 + idx) as f64 * if late { 4.0 } else { 1.0 } },
                in_budget: if idx == 1 && late { 0.8 } else { 0.99999 },
                prb_share: 0.3 / (1 + idx) as f64,
                backlog_bits: 0.0,
                verdict: if idx == 1 && late { SlaVerdict::Breached } else { SlaVerdict::Met },
            }
        };
        let frame = KpiFrame {
            tick,
            slices: (0..plan.slices.len()).map(slice).collect(),
            sinr_percentiles_db: [-2.0 + t.sin(), 14.0 + t.cos(), 27.0],
            mean_load: 0.4 + 0.1 * t.sin(),
            beam_top1: 0.82,
            beam_loss_db: 0.7,
            ..KpiFrame::default()
        };
        let agent = |idx: u32| {
            let phase = f64::from(idx) * 0.7 + t * 0.1;
            AgentSnapshot {
                position: [30.0 * phase.cos(), 18.0 * phase.sin(), 0.0],
                serving: (!(t as u32 + idx).is_multiple_of(13)).then_some((idx + (t / 9.0) as u32) % cells),
                sinr_db: 14.0 + 10.0 * phase.sin(),
                ..AgentSnapshot::default()
            }
        };
        let state = Snapshot { tick, agents: (0..agents).map(agent).collect(), cell_load: vec![0.4; cells as usize] };
        let (from, to) = (CellId(0), CellId(1));
        let kind = match tick.0 {
            900 => EventKind::RadioLinkFailed { cell: to, cause: "T310 expired".into() },
            2_000 => EventKind::SlaChanged { slice: 1, verdict: SlaVerdict::Breached, why: String::new() },
            1_500 => EventKind::HandoverFailed { from, to, cause: "T304 expired".into() },
            n => EventKind::HandoverCompleted { from, to, gain_db: 3.4, ping_pong: n.is_multiple_of(700) },
        };
        let events = [TwinEvent { tick, ue: Some(UeId(tick.0 as u32 / 50 % agents)), kind }];
        let ten = tick.0.is_multiple_of(10);
        let record = TickRecord {
            tick,
            events: if tick.0 > 0 && tick.0.is_multiple_of(50) { &events } else { &[] },
            kpi: (ten && tick.0 > 0).then_some(&frame),
            state: ten.then_some(&state),
            hash: tick.0.is_multiple_of(100).then_some(tick.0),
            ..TickRecord::default()
        };
        writer.push(&record).expect("memory takes all");
    }
    Recording::open(writer.finish().expect("memory takes all").into_inner()).expect("a recording")
}

fn page() -> String {
    render(&recording(), &ReportOptions::default())
}

#[test]
fn every_kpi_is_there_with_its_unit_and_definition() {
    let page = page();
    for kpi in DEFINITIONS {
        let label = if kpi.unit.is_empty() { kpi.label.to_owned() } else { format!("{}, {}", kpi.label, kpi.unit) };
        assert!(page.contains(&label), "{label}");
        assert!(page.contains(kpi.key), "{}", kpi.key);
    }
}

#[test]
fn the_findings_are_said_in_words() {
    let page = page();
    let slices = recording().header().slices.clone();
    assert!(page.contains(&format!("{} met its target", slices[0])));
    assert!(page.contains(&format!("{} breached its target", slices[1])));
    assert!(page.contains("T310 expired") && page.contains("ping-pong"));
    assert!(page.contains("There were 57 handovers"), "60 events less a failed one, a lost link and a verdict");
}

#[test]
fn nothing_is_missing_without_a_word_and_nothing_is_loaded() {
    let page = page();
    for word in ["NaN", "inf ", "http://", "https://", "<script", "src=\"/", "url("] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("not kept in recordings"));
}

#[test]
fn tags_are_balanced_and_text_is_escaped() {
    let page = page();
    assert!(page.contains("Factory &lt;hall&gt; &amp; &quot;yard&quot;"));
    check_tags(&page);
}

/// Every tag that is opened is closed, in order; attributes are quoted.
#[track_caller]
fn check_tags(page: &str) {
    let body = page.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    let mut open = Vec::new();
    for part in body.split('<').skip(1) {
        let tag = part.split('>').next().expect("split gives at least one part");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().expect("split gives at least one part");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closing {name}");
        } else if !tag.ends_with('/') && !matches!(name, "meta" | "img" | "br") {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn an_empty_run_and_an_unreadable_scene_still_give_a_page() {
    let writer =
        RecordingWriter::new(Cursor::new(Vec::new()), &Header::default(), "no scene").expect("memory takes all");
    let bytes = writer.finish().expect("memory takes all").into_inner();
    let page = render(&Recording::open(bytes).expect("a recording"), &ReportOptions::default());
    assert!(page.contains("The scene in the recording cannot be read"));
    assert!(!page.contains("NaN"));
    check_tags(&page);
}

#[test]
fn pictures_and_maps_are_put_into_the_page() {
    let grid = coverage_map::MapGrid { origin: [-40.0, -25.0], cell_m: 10.0, nx: 8, ny: 5, height_m: 1.5 };
    let sinr_db = (0..40).map(|n| if n == 3 { f32::NAN } else { n as f32 - 10.0 }).collect();
    let map = coverage_map::CoverageMap { grid, sinr_db, ..Default::default() };
    let options = ReportOptions {
        title: "A picture".into(),
        picture_png: Some(vec![1, 2, 3]),
        map: Some(&map),
        command: Some("beamscape run factory --seed 7".into()),
    };
    let page = render(&recording(), &options);
    assert!(page.contains("data:image/png;base64,AQID") && page.contains("viridis"));
    assert!(page.contains("beamscape run factory --seed 7") && page.contains("<h1>A picture</h1>"));
    check_tags(&page);
}
