//! Where agents went, who served them there, and where they were handed over.

use recording::Recording;
use std::collections::BTreeMap;
use twin_sim::event::EventKind;

/// Most points of all tracks together; longer runs are drawn with fewer points per agent.
const MAX_POINTS: usize = 24_000;
/// Shorter moves are not drawn, m.
const STEP_M: f64 = 1.0;

/// A stretch of an agent's way under one cell; `None` while it had none. A single point where it stood.
pub(crate) struct Track {
    pub(crate) cell: Option<u32>,
    pub(crate) points: Vec<[f64; 2]>,
}

/// A place where something happened.
pub(crate) struct Mark {
    pub(crate) kind: MarkKind,
    pub(crate) at: [f64; 2],
}

/// What happened at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkKind {
    Handover,
    PingPong,
    LinkFailure,
}

/// Tracks of all agents and marks of mobility events, from one pass over the states.
pub(crate) fn tracks(recording: &Recording) -> (Vec<Track>, Vec<Mark>) {
    let n_states = recording.duration_s() as usize * 10 + 1;
    let per_agent = (MAX_POINTS / (recording.header().agents as usize).max(1)).max(2);
    let every = n_states.div_ceil(per_agent).max(5);
    let mut open: BTreeMap<usize, Track> = BTreeMap::new();
    let (mut done, mut marks) = (Vec::new(), Vec::new());
    let mut events = recording.events().iter().peekable();
    for (idx, state) in recording.snapshots().enumerate() {
        while let Some(event) = events.next_if(|event| event.tick <= state.tick) {
            let agent = event.ue.and_then(|ue| state.agents.get(ue.0 as usize));
            if let (Some(kind), Some(agent)) = (mark_kind(&event.kind), agent) {
                marks.push(Mark { kind, at: [agent.position[0], agent.position[1]] });
            }
        }
        for (ue, agent) in state.agents.iter().enumerate() {
            let at = [agent.position[0], agent.position[1]];
            let track = open.entry(ue).or_insert_with(|| Track { cell: agent.serving, points: vec![at] });
            let last = track.points.last().copied().unwrap_or(at);
            if track.cell != agent.serving {
                track.points.push(at);
                done.push(std::mem::replace(track, Track { cell: agent.serving, points: vec![at] }));
            } else if idx.is_multiple_of(every) && (at[0] - last[0]).hypot(at[1] - last[1]) >= STEP_M {
                track.points.push(at);
            }
        }
    }
    done.extend(open.into_values());
    (done, marks)
}

fn mark_kind(kind: &EventKind) -> Option<MarkKind> {
    match kind {
        EventKind::HandoverCompleted { ping_pong: true, .. } => Some(MarkKind::PingPong),
        EventKind::HandoverCompleted { .. } => Some(MarkKind::Handover),
        EventKind::RadioLinkFailed { .. } => Some(MarkKind::LinkFailure),
        _ => None,
    }
}
