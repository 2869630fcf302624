//! The KPI tables, with units and definitions.

use crate::case::Case;
use crate::facts::{Facts, SliceFacts};
use crate::words::{hex, percent};
use maud::{Markup, html};
use twin_sim::summary::{DEFINITIONS, KpiDefinition};
use view_state::{MISSING, db, duration, rate, verdict_mark};

/// Tables by slice and for the whole network, then what each number is.
pub(crate) fn section(case: &Case, facts: &Facts) -> Markup {
    let of_slices = DEFINITIONS.iter().filter(|kpi| slice_value(kpi, facts.slices.first()).is_some());
    let of_network = DEFINITIONS.iter().filter(|kpi| !is_of_slice(kpi));
    html! {
        table {
            thead { tr { th { "By slice" } @for slice in 0..facts.slices.len() { th.number { (case.slice_name(slice)) } } } }
            tbody {
                @for kpi in of_slices {
                    tr {
                        th scope="row" { (kpi.label) (unit(kpi)) }
                        @for slice in &facts.slices { td.number { (slice_value(kpi, Some(slice)).unwrap_or_default()) } }
                    }
                }
                tr {
                    th scope="row" { "SLA over the whole run" }
                    @for slice in &facts.slices {
                        @let (color, mark, word) = verdict_mark(slice.verdict);
                        td.number { span style={ "color:" (hex(color)) } { (mark) } " " (word) }
                    }
                }
                tr {
                    th scope="row" { "Time met · at risk · breached, %" }
                    @for slice in &facts.slices {
                        td.number { @if slice.time[0].is_finite() { (slice.time.map(percent).join(" · ")) } @else { (MISSING) } }
                    }
                }
            }
        }
        table {
            thead { tr { th { "Whole network" } th.number { "Value" } th { "Remark" } } }
            tbody {
                @for kpi in of_network {
                    @let (value, remark) = network_value(kpi, facts);
                    tr { th scope="row" { (kpi.label) (unit(kpi)) } td.number { (value) } td.remark { (remark) } }
                }
            }
        }
        p.remark {
            "Means are taken over the recorded KPI frames, ten a second, each over the second before it; the first second is left out because its \
             means are not full. The delay of 95 % is the mean of the frames' values, so it may differ slightly from that of the whole run. \
             SINR percentiles and time without a cell are over all agents in all recorded states, ten a second."
        }
        details {
            summary { "What the numbers are" }
            dl.definitions {
                @for kpi in DEFINITIONS {
                    dt { (kpi.label) (unit(kpi)) " " code { (kpi.key) } }
                    dd { (kpi.definition) " " span.remark { "Source: " (kpi.source) "." } }
                }
            }
        }
    }
}

fn unit(kpi: &KpiDefinition) -> String {
    if kpi.unit.is_empty() { String::new() } else { format!(", {}", kpi.unit) }
}

fn is_of_slice(kpi: &KpiDefinition) -> bool {
    ["dl.", "prb.", "sla."].iter().any(|prefix| kpi.key.starts_with(prefix))
}

/// Value of a slice's KPI; `None` for keys that are none, or are shown otherwise.
fn slice_value(kpi: &KpiDefinition, slice: Option<&SliceFacts>) -> Option<String> {
    let slice = slice?;
    Some(match kpi.key {
        "dl.offered_bps" => rate(slice.offered_bps),
        "dl.throughput_bps" => rate(slice.rate_bps),
        "dl.delay_mean_s" => duration(slice.latency_mean_s),
        "dl.delay_p95_s" => duration(slice.latency_p95_s),
        "dl.in_budget_ratio" => percent(slice.in_budget),
        "prb.share_ratio" => percent(slice.prb_share),
        _ => return None,
    })
}

/// Value of a network KPI and, where it is missing, why.
fn network_value(kpi: &KpiDefinition, facts: &Facts) -> (String, &'static str) {
    let no_states = "no states in the recording";
    let no_model = "no model decided, or none in a full second";
    let or = |text: String, why| if text == MISSING { (text, why) } else { (text, "") };
    match kpi.key {
        "sinr.p05_db" => or(db(facts.sinr_db[0]), no_states),
        "sinr.p50_db" => or(db(facts.sinr_db[1]), no_states),
        "sinr.p95_db" => or(db(facts.sinr_db[2]), no_states),
        "cell.load_ratio" => or(percent(facts.mean_load), "no KPI frames in the recording"),
        "handover.completed_count" => (facts.handovers.to_string(), ""),
        "handover.ping_pong_count" => (facts.ping_pongs.to_string(), "counted among the handovers"),
        "handover.failed_count" => (facts.failed_handovers.to_string(), ""),
        "rlf.count" => (facts.link_failures.to_string(), ""),
        "outage.ratio" => or(percent(facts.outage), no_states),
        "beam.top1_ratio" => or(percent(facts.beam_top1), no_model),
        "beam.loss_mean_db" => or(db(facts.beam_loss_db), no_model),
        _ => (MISSING.into(), "not kept in recordings; the command line's table at the end of a run has it"),
    }
}
