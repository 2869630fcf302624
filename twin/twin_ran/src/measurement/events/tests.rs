//! The conditions on and beside their edges, and the time to trigger.

use super::super::legal::Quantity;
use super::*;

fn threshold(dbm: f64) -> Threshold {
    Threshold::new(Quantity::Rsrp, dbm).expect("a legal threshold")
}

fn offset(db: f64) -> EventOffset {
    EventOffset::from_db(db).expect("a legal offset")
}

fn level(level: f64) -> Measured {
    Measured { level, ..Measured::default() }
}

fn with(level: f64, frequency_db: f64, cell_db: f64) -> Measured {
    let db = |value| CellOffset::from_db(value).expect("a legal offset");
    Measured { level, frequency_offset: db(frequency_db), cell_offset: db(cell_db) }
}

#[test]
fn t38331_5_5_4_conditions_are_strict_on_both_edges() {
    let hys = Hysteresis::from_db(1.5).expect("legal");
    let (a1, a2) = (Event::A1 { threshold: threshold(-90.0) }, Event::A2 { threshold: threshold(-90.0) });
    let (a3, a4) = (Event::A3 { offset: offset(3.0) }, Event::A4 { threshold: threshold(-90.0) });
    let a5 = Event::A5 { serving: threshold(-100.0), neighbour: threshold(-90.0) };
    let a6 = Event::A6 { offset: offset(-2.0) };
    // Event, serving, neighbour, enters, leaves. Edges lie 1.5 dB to either side.
    let table = [
        (a1, level(-88.5), level(0.0), false, false),
        (a1, level(-88.4), level(0.0), true, false),
        (a1, level(-91.5), level(0.0), false, false),
        (a1, level(-91.6), level(0.0), false, true),
        (a2, level(-91.5), level(0.0), false, false),
        (a2, level(-91.6), level(0.0), true, false),
        (a2, level(-88.5), level(0.0), false, false),
        (a2, level(-88.4), level(0.0), false, true),
        (a3, level(-80.0), level(-75.5), false, false),
        (a3, level(-80.0), level(-75.4), true, false),
        (a3, level(-80.0), level(-78.5), false, false),
        (a3, level(-80.0), level(-78.6), false, true),
        (a3, with(-80.0, 1.0, 2.0), with(-75.5, 4.0, 0.0), true, false),
        (a3, with(-80.0, 1.0, 2.0), with(-75.5, 3.0, 0.0), false, false),
        (a4, level(0.0), level(-88.5), false, false),
        (a4, level(0.0), level(-88.25), true, false),
        (a4, level(0.0), level(-91.5), false, false),
        (a4, level(0.0), level(-91.75), false, true),
        (a4, level(0.0), with(-90.0, 1.0, 1.0), true, false),
        (a5, level(-101.5), level(-88.0), false, false),
        (a5, level(-101.75), level(-88.5), false, false),
        (a5, level(-101.75), level(-88.25), true, false),
        (a5, level(-98.5), level(-91.5), false, false),
        (a5, level(-98.25), level(-88.0), false, true),
        (a5, level(-101.75), level(-91.75), false, true),
        (a6, level(-80.0), level(-80.5), false, false),
        (a6, level(-80.0), level(-80.25), true, false),
        (a6, level(-80.0), level(-83.5), false, false),
        (a6, level(-80.0), level(-83.75), false, true),
        (a6, with(-80.0, 24.0, 0.0), with(-80.5, 0.0, 1.0), true, false),
    ];
    for (event, serving, neighbour, enters, leaves) in table {
        assert_eq!(event.enters(hys, serving, neighbour), enters, "{event:?} {serving:?} {neighbour:?}");
        assert_eq!(event.leaves(hys, serving, neighbour), leaves, "{event:?} {serving:?} {neighbour:?}");
    }
}

#[test]
fn every_legal_a3_setting_has_its_edge_where_it_says() {
    for half_offset in -30..=30 {
        for half_hys in 0..=30 {
            let (off, hys_db) = (f64::from(half_offset) / 2.0, f64::from(half_hys) / 2.0);
            let hys = Hysteresis::from_db(hys_db).expect("legal");
            let event = Event::A3 { offset: offset(off) };
            let (enter_edge, leave_edge) = (-80.0 + off + hys_db, -80.0 + off - hys_db);
            for (neighbour, enters, leaves) in [
                (enter_edge, false, leave_edge > enter_edge),
                (enter_edge + 0.25, true, false),
                (leave_edge, false, false),
                (leave_edge - 0.25, false, true),
            ] {
                assert_eq!(event.enters(hys, level(-80.0), level(neighbour)), enters, "{off} {hys_db} {neighbour}");
                assert_eq!(event.leaves(hys, level(-80.0), level(neighbour)), leaves, "{off} {hys_db} {neighbour}");
            }
        }
    }
}

#[test]
fn every_legal_time_to_trigger_is_kept_at_both_edges() {
    for ms in super::super::legal::TIMES_TO_TRIGGER_MS {
        let config = EventConfig {
            event: Event::A3 { offset: offset(2.0) },
            hysteresis: Hysteresis::from_db(1.0).expect("legal"),
            time_to_trigger: TimeToTrigger::from_seconds(f64::from(ms) / 1e3).expect("legal"),
        };
        let mut trigger = Trigger::default();
        let mut changes = Vec::new();
        // Measurements every 40 ms: the neighbour rises after 0.2 s and falls after 10 s.
        for step in 0..500u32 {
            let now_s = f64::from(step) * 0.04;
            let neighbour = if (5..250).contains(&step) { -70.0 } else { -90.0 };
            changes.extend(trigger.update(&config, now_s, level(-80.0), level(neighbour)).map(|change| (step, change)));
        }
        let steps = u32::from(ms).div_ceil(40);
        assert_eq!(changes, [(5 + steps, TriggerChange::Triggered), (250 + steps, TriggerChange::Left)], "{ms} ms");
        assert_eq!((trigger.is_triggered(), trigger.running_since_s()), (false, None));
    }
}

#[test]
fn a_condition_interrupted_starts_anew() {
    let config = EventConfig {
        event: Event::A2 { threshold: threshold(-100.0) },
        hysteresis: Hysteresis::default(),
        time_to_trigger: TimeToTrigger::from_seconds(0.08).expect("legal"),
    };
    let mut trigger = Trigger::default();
    let levels = [-101.0, -101.0, -100.0, -101.0, -101.0, -101.0, -99.0, -100.0, -99.0, -99.0, -99.0];
    let mut changes = Vec::new();
    for (step, dbm) in levels.into_iter().enumerate() {
        let change = trigger.update(&config, step as f64 * 0.04, level(dbm), level(0.0));
        changes.extend(change.map(|change| (step, change)));
    }
    assert_eq!(changes, [(5, TriggerChange::Triggered), (10, TriggerChange::Left)], "−100 dBm is on the edge of both");
}
