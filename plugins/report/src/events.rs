//! The event table: the first of them in words, and how many there were.

use crate::case::Case;
use maud::{Markup, html};
use recording::Recording;
use twin_sim::event::{EventKind, TwinEvent};
use view_state::{MISSING, db, duration, sim_time, verdict_mark};

/// Events shown.
const SHOWN: usize = 50;

/// The table.
pub(crate) fn section(recording: &Recording, case: &Case) -> Markup {
    let events = recording.events();
    html! {
        @if events.is_empty() {
            p { "Nothing happened: no handover, failure, edit or change of a verdict was recorded." }
        } @else {
            p { (events.len()) " events" @if events.len() > SHOWN { "; the first " (SHOWN) " are listed" } "." }
            table.events {
                thead { tr { th { "Time" } th { "Who" } th { "What" } } }
                tbody {
                    @for event in events.iter().take(SHOWN) {
                        tr {
                            td.number { (sim_time(event.tick.seconds())) }
                            td { (event.ue.map_or_else(|| MISSING.to_owned(), |ue| case.agent_name(ue))) }
                            td { (sentence(event, case)) }
                        }
                    }
                }
            }
        }
    }
}

fn sentence(event: &TwinEvent, case: &Case) -> String {
    let cell = |id| case.cell_name(id);
    match &event.kind {
        EventKind::HandoverCompleted { from, to, gain_db, ping_pong } => {
            let back = if *ping_pong { " (ping-pong)" } else { "" };
            format!("handed over from {} to {}, {} better{back}", cell(*from), cell(*to), db(*gain_db))
        }
        EventKind::HandoverFailed { from, to, cause } => {
            format!("handover from {} to {} failed: {cause}", cell(*from), cell(*to))
        }
        EventKind::RadioLinkFailed { cell: lost, cause } => format!("lost {}: {cause}", cell(*lost)),
        EventKind::Reestablished { cell: new } => format!("connected again to {}", cell(*new)),
        EventKind::HandoverJudged { from, to, outcome, cause, dwell_s, mean_gain_db, .. } => {
            let why = match cause {
                Some(cause) => cause.clone(),
                None => format!("stayed {}, SINR {} better", duration(*dwell_s), db(*mean_gain_db)),
            };
            format!("{} to {} judged {}: {why}", cell(*from), cell(*to), outcome.name())
        }
        EventKind::SlaChanged { slice, verdict, why } => {
            let (_, mark, word) = verdict_mark(*verdict);
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            format!("{}: target {mark} {word}{why}", case.slice_name(*slice))
        }
        EventKind::Edited { what } => format!("edit: {what}"),
    }
}
