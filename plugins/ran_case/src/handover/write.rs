//! What came of a trace, in the schema.

use super::{Outcome, SCHEMA, names};
use serde_json::{Map, Value, json};
use twin_ran::handover::{AttemptOutcome, MobilityEvent, MobilityEventKind, Outcome as Judgement, T310Stop};
use twin_units::CellId;

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    let rounded = (value * scale).round() / scale;
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// Events of one time: what the UE does before what the network prepares for it.
fn rank(kind: MobilityEventKind) -> u8 {
    match kind {
        MobilityEventKind::Prepared
        | MobilityEventKind::Configured
        | MobilityEventKind::ConfigurationLost
        | MobilityEventKind::Released
        | MobilityEventKind::SwitchCommanded => 1,
        _ => 0,
    }
}

impl Outcome<'_> {
    /// The result as an object with the keys of the schema's `expected`, and `schema` and `id` before them.
    pub fn to_json(&self) -> Value {
        let replay = &self.replay;
        let mut events: Vec<&MobilityEvent> = replay.events.iter().collect();
        events.sort_by(|a, b| a.time_s.total_cmp(&b.time_s).then(rank(a.kind).cmp(&rank(b.kind))));
        let l3 = replay.l3_checkpoints.iter().map(|point| {
            let levels = point.rsrp_dbm.iter().map(|&level| rounded(level, 5));
            std::iter::once(rounded(point.time_s, 6)).chain(levels).collect::<Vec<f64>>()
        });
        let rlm = replay.rlm_checkpoints.iter().map(|point| {
            let (qout, qin) = (rounded(point.qout_sinr_db, 4), rounded(point.qin_sinr_db, 4));
            json!([rounded(point.time_s, 6), self.id(point.serving), qout, qin])
        });
        json!({
            "schema": SCHEMA,
            "id": self.vector.id,
            "procedure": names::procedure(&self.vector.config.procedure),
            "initial_cell": self.id(replay.initial_cell),
            "events": events.into_iter().map(|event| self.event(event)).collect::<Vec<Value>>(),
            "outcomes": replay.outcomes.iter().map(|row| self.row(row)).collect::<Vec<Value>>(),
            "counts": self.counts(),
            "l3_alpha": replay.l3_alpha,
            "l3_checkpoints": l3.collect::<Vec<_>>(),
            "rlm_checkpoints": rlm.collect::<Vec<_>>(),
        })
    }

    /// A cell's name in the file.
    pub(super) fn id(&self, cell: CellId) -> u32 {
        self.vector.cell_ids.get(cell.0 as usize).copied().unwrap_or(cell.0)
    }

    fn event(&self, event: &MobilityEvent) -> Value {
        let mut object = Map::new();
        object.insert("t".into(), rounded(event.time_s, 6).into());
        object.insert("type".into(), names::event(event.kind).into());
        let (serving, other) = (self.id(event.serving), self.id(event.other));
        match event.kind {
            MobilityEventKind::A3Entered
            | MobilityEventKind::A3Left
            | MobilityEventKind::ConditionEntered
            | MobilityEventKind::ConditionLeft => {
                object.insert("cell".into(), other.into());
            }
            MobilityEventKind::T310Started | MobilityEventKind::T310Expired => {
                object.insert("cell".into(), serving.into());
            }
            MobilityEventKind::T310Stopped(reason) => {
                object.insert("reason".into(), names::t310_stop(reason).into());
            }
            MobilityEventKind::Failed(cause) => {
                object.insert("cause".into(), names::cause(cause).into());
                object.insert("cell".into(), serving.into());
                object.insert("reest_cell".into(), other.into());
            }
            kind => {
                object.insert("src".into(), serving.into());
                object.insert("cell".into(), other.into());
                if let MobilityEventKind::HandoverCompleted { ping_pong } = kind {
                    object.insert("pingpong".into(), ping_pong.into());
                }
            }
        }
        Value::Object(object)
    }

    fn row(&self, row: &AttemptOutcome) -> Value {
        let procedure = names::procedure(&self.vector.config.procedure);
        json!({
            "t_attempt": rounded(row.attempt_s, 6),
            "t_exec": row.executed_s.map(|time_s| rounded(time_s, 6)),
            "t_end": rounded(row.end_s, 6),
            "kind": if row.is_attempt { procedure } else { "rlf" },
            "src": self.id(row.source),
            "tgt": self.id(row.target),
            "outcome": names::outcome(row.outcome),
            "cause": row.cause.map_or("", names::cause),
            "dwell_s": rounded(row.dwell_s, 6),
            "mean_gain_db": rounded(row.mean_gain_db, 3),
        })
    }

    fn counts(&self) -> Value {
        let counts = &self.replay.counts;
        let mut object = json!({
            "attempts": counts.attempts,
            "executions": counts.executions,
            "handovers": counts.handovers,
            "failures": counts.failures,
            "pingpong": counts.ping_pongs,
            "reports": counts.reports,
        });
        for outcome in Judgement::ALL {
            object[names::outcome(outcome)] = counts.outcomes[outcome as usize].into();
        }
        object
    }

    /// An event as a line for people: time, name, cells and numbers.
    pub(super) fn line(&self, event: &MobilityEvent) -> String {
        let (serving, other) = (self.id(event.serving), self.id(event.other));
        let levels = format!("RSRP {:.1} → {:.1} dBm", event.serving_rsrp_dbm, event.other_rsrp_dbm);
        let tail = match event.kind {
            MobilityEventKind::T310Started | MobilityEventKind::T310Expired => {
                format!("cell {serving}, SINR {:.1} dB", event.serving_sinr_db)
            }
            MobilityEventKind::T310Stopped(reason) => {
                let why = match reason {
                    T310Stop::InSync => "in sync again",
                    T310Stop::Command => "a command is executed",
                    T310Stop::Joined => "the target is joined",
                    T310Stop::Failure => "the attempt failed",
                };
                format!("cell {serving}: {why}")
            }
            MobilityEventKind::Failed(cause) => format!("cell {serving} → {other}: {}", cause.explanation()),
            MobilityEventKind::HandoverCompleted { ping_pong: true } => {
                format!("cell {serving} → {other}, {levels}, a ping-pong")
            }
            _ => format!("cell {serving} → {other}, {levels}"),
        };
        format!("{:>9.3} s  {:<16} {tail}", event.time_s, names::event(event.kind))
    }
}
