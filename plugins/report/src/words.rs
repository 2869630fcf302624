//! The findings in plain sentences.

use crate::case::Case;
use crate::facts::{Facts, SliceFacts};
use maud::{Markup, html};
use recording::Recording;
use twin_sim::event::SlaVerdict;
use view_state::{db, duration, rate, verdict_mark};

/// One sentence: what was simulated.
pub(crate) fn subject(recording: &Recording, case: &Case) -> String {
    let header = recording.header();
    let carrier = case.scene.as_ref().map_or(String::new(), |scene| {
        format!(" on {} MHz at {} GHz", scene.carrier.bandwidth_mhz, scene.carrier.frequency_ghz)
    });
    let description = case.scene.as_ref().map_or("", |scene| scene.description.as_str());
    format!(
        "{description}{}{} agents in {} cells{carrier}, {:.1} s simulated in steps of 10 ms.",
        if description.is_empty() { "" } else { " " },
        header.agents,
        header.cells,
        recording.duration_s(),
    )
}

/// A card for each slice, then sentences on mobility and models.
pub(crate) fn answer(case: &Case, facts: &Facts) -> Markup {
    html! {
        div.cards {
            @for (idx, slice) in facts.slices.iter().enumerate() {
                @let (color, mark, word) = verdict_mark(slice.verdict);
                div.card {
                    p.verdict { span style={ "color:" (hex(color)) } { (mark) } " " strong { (case.slice_name(idx)) } " – " (word) }
                    p { (slice_sentence(idx, slice, case)) }
                }
            }
        }
        p { (mobility_sentence(facts)) " " (radio_sentence(facts)) }
    }
}

/// `#rrggbb`.
pub(crate) fn hex(color: view_state::Rgb) -> String {
    format!("#{:02x}{:02x}{:02x}", color.0, color.1, color.2)
}

/// A share as percent that never rounds to all or nothing unless it is: `"99.9987 %"`, `"under 0.01 %"`, `"0 %"`.
pub(crate) fn percent(share: f64) -> String {
    let missing = 1.0 - share;
    if share == 0.0 || share == 1.0 {
        format!("{:.0} %", share * 100.0)
    } else if share > 0.0 && share < 1e-4 {
        "under 0.01 %".into()
    } else if (0.0..0.005).contains(&missing) {
        // Two digits of what is missing; at most six, the precision of the recording's counts.
        let digits = (-(missing * 100.0).log10().floor() as usize + 1).min(6);
        format!("{:.digits$} %", share * 100.0)
    } else {
        view_state::percent(share)
    }
}

fn slice_sentence(idx: usize, slice: &SliceFacts, case: &Case) -> String {
    let name = case.slice_name(idx);
    let served = format!("{} of {} offered were served", rate(slice.rate_bps), rate(slice.offered_bps));
    let budget_s =
        case.plan.as_ref().and_then(|plan| plan.slices.get(idx)).map(|slice| slice.sla.max_latency_ms * 1e-3);
    let late = match budget_s {
        Some(budget_s) if slice.in_budget.is_finite() => {
            let late = 1.0 - slice.in_budget;
            let share = if late <= 0.0 {
                "none of the packets was".into()
            } else {
                format!("{} of the packets were", percent(late))
            };
            format!("{share} later than {}", duration(budget_s))
        }
        _ => "no packet was delivered".into(),
    };
    let breached = slice.time[2];
    let time = if breached > 0.0 && breached.is_finite() {
        format!(" It missed its target for {} of the time.", percent(breached))
    } else {
        String::new()
    };
    match slice.verdict {
        SlaVerdict::Met => format!("{name} met its target: {served} and {late}.{time}"),
        SlaVerdict::AtRisk => format!("{name} met its target, but barely: {late}; {served}.{time}"),
        SlaVerdict::Breached if slice.too_slow && !slice.too_late => {
            format!("{name} breached its target: only {served}; {late}.{time}")
        }
        SlaVerdict::Breached => format!("{name} breached its target: {late}; {served}.{time}"),
        SlaVerdict::Unknown => {
            format!("{name} cannot be judged: it had no traffic, or its target is not in the recording.")
        }
    }
}

fn mobility_sentence(facts: &Facts) -> String {
    let handovers = match facts.handovers {
        0 => "There was no handover".to_owned(),
        1 => "There was one handover".to_owned(),
        n => format!("There were {n} handovers"),
    };
    let back = match (facts.handovers, facts.ping_pongs) {
        (0, _) => String::new(),
        (_, 0) => ", none of them a ping-pong".into(),
        (n, back) => format!(", {back} of them ping-pongs ({})", percent(back as f64 / n as f64)),
    };
    let lost = match facts.link_failures {
        0 => "no radio link failed".to_owned(),
        1 => "one radio link failed".to_owned(),
        n => format!("{n} radio links failed"),
    };
    let outage = if facts.outage > 0.0 {
        format!(" Agents were without a cell for {} of their time.", percent(facts.outage))
    } else {
        String::new()
    };
    format!("{handovers}{back}, and {lost}.{outage}")
}

fn radio_sentence(facts: &Facts) -> String {
    let [low, median, _] = facts.sinr_db;
    let sinr = if median.is_finite() {
        format!("Half of the agents' time was spent above {} SINR, and 95 % of it above {}.", db(median), db(low))
    } else {
        "The recording holds no states, so nothing is said about SINR.".into()
    };
    if facts.beam_top1.is_finite() {
        format!("{sinr} The agents' beam model chose the best beam in {} of its decisions.", percent(facts.beam_top1))
    } else {
        sinr
    }
}
