//! Plots over time.

use crate::case::Case;
use crate::facts::{Facts, settled};
use crate::figure::{Figure, Line, Target, escape};
use crate::words::hex;
use maud::{Markup, PreEscaped, html};
use recording::Recording;
use std::fmt::Write;
use twin_sim::event::EventKind;
use twin_sim::kpi::{KpiFrame, SliceKpi};
use view_state::{OKABE_ITO, slice_color};

/// All plots.
pub(crate) fn section(recording: &Recording, case: &Case, facts: &Facts) -> Markup {
    let frames = settled(recording);
    html! {
        (rates(frames, case, facts).render())
        (latencies(frames, case, facts).render())
        (sinr(frames).render())
        (load(frames).render())
        (mobility(recording))
    }
}

fn series(frames: &[KpiFrame], of: impl Fn(&KpiFrame) -> f64) -> Vec<(f64, f64)> {
    frames.iter().map(|frame| (frame.tick.seconds(), of(frame))).collect()
}

fn slice_lines(frames: &[KpiFrame], case: &Case, facts: &Facts, unit: &str, of: fn(&SliceKpi) -> f64) -> Vec<Line> {
    let line = |slice: usize| Line {
        label: case.slice_name(slice),
        column: format!("{}_{unit}", case.slice_name(slice).replace([',', ' ', '\n'], "_")),
        color: hex(slice_color(slice)),
        points: series(frames, |frame| frame.slices.get(slice).map_or(f64::NAN, of)),
    };
    (0..facts.slices.len()).map(line).collect()
}

fn rates(frames: &[KpiFrame], case: &Case, facts: &Facts) -> Figure {
    Figure {
        title: "Served rate by slice".into(),
        axis: "Mbit/s".into(),
        caption: "All UEs of the slice together, mean of the last second.".into(),
        lines: slice_lines(frames, case, facts, "mbit_per_s", |kpi| kpi.rate_bps / 1e6),
        targets: Vec::new(),
        logarithmic: false,
        from_zero: true,
    }
}

fn latencies(frames: &[KpiFrame], case: &Case, facts: &Facts) -> Figure {
    let slices = case.plan.as_ref().map(|plan| plan.slices.as_slice()).unwrap_or_default();
    let target = |(idx, slice): (usize, &twin_sim::plan::Slice)| Target {
        label: format!("{} budget", slice.name),
        color: hex(slice_color(idx)),
        value: slice.sla.max_latency_ms,
    };
    Figure {
        title: "Packet delay that 95 % do not exceed, by slice".into(),
        axis: "ms, logarithmic".into(),
        caption:
            "Packets delivered in the last second, from arrival at the gNB to the end of the slot with their last bit. \
                  Dashed: the slice's delay budget."
                .into(),
        lines: slice_lines(frames, case, facts, "delay_p95_ms", |kpi| kpi.latency_p95_s * 1e3),
        targets: slices.iter().enumerate().map(target).collect(),
        logarithmic: true,
        from_zero: false,
    }
}

fn sinr(frames: &[KpiFrame]) -> Figure {
    let line = |idx: usize, label: &str, column: &str| Line {
        label: label.into(),
        column: column.into(),
        color: hex([OKABE_ITO[4], OKABE_ITO[0], OKABE_ITO[2]][idx]),
        points: series(frames, |frame| frame.sinr_percentiles_db[idx]),
    };
    Figure {
        title: "SINR of connected agents".into(),
        axis: "dB".into(),
        caption: "On the beam in use; 5 %, half and 95 % of the agents lie below the lines.".into(),
        lines: vec![line(0, "5 %", "sinr_p05_db"), line(1, "median", "sinr_p50_db"), line(2, "95 %", "sinr_p95_db")],
        targets: Vec::new(),
        logarithmic: false,
        from_zero: false,
    }
}

fn load(frames: &[KpiFrame]) -> Figure {
    Figure {
        title: "Mean load of the cells".into(),
        axis: "% of PRBs".into(),
        caption: "PRBs granted over PRBs of downlink slots, mean over cells.".into(),
        lines: vec![Line {
            label: "all cells".into(),
            column: "mean_load_percent".into(),
            color: hex(OKABE_ITO[0]),
            points: series(frames, |frame| frame.mean_load * 100.0),
        }],
        targets: Vec::new(),
        logarithmic: false,
        from_zero: true,
    }
}

/// Rows of marks: when handovers, ping-pongs and failures happened.
fn mobility(recording: &Recording) -> Markup {
    let rows: [(&str, &str, fn(&EventKind) -> bool); 4] = [
        ("handover", "#0072b2", |kind| matches!(kind, EventKind::HandoverCompleted { ping_pong: false, .. })),
        ("ping-pong", "#e69f00", |kind| matches!(kind, EventKind::HandoverCompleted { ping_pong: true, .. })),
        ("failed handover", "#cc79a7", |kind| matches!(kind, EventKind::HandoverFailed { .. })),
        ("link failure", "#d55e00", |kind| matches!(kind, EventKind::RadioLinkFailed { .. })),
    ];
    let (first, last) = (recording.first_tick().seconds(), recording.last_tick().seconds());
    let span = (last - first).max(0.1);
    let mut svg = String::from(r#"<svg viewBox="0 0 720 132" role="img" aria-label="Mobility events over time">"#);
    let mut csv = String::from("time_s,event");
    let mut put = |text: std::fmt::Arguments<'_>| svg.write_fmt(text).expect("text takes all");
    for (idx, (label, color, of)) in rows.iter().enumerate() {
        let y = 16.0 + 25.0 * idx as f64;
        let times: Vec<f64> =
            recording.events().iter().filter(|event| of(&event.kind)).map(|event| event.tick.seconds()).collect();
        let marks: String =
            times.iter().map(|t| format!("M{:.1} {:.1}v15", 112.0 + (t - first) / span * 534.0, y - 7.5)).collect();
        put(format_args!(
            r#"<path class="grid" d="M112 {y}H646"/><path stroke="{color}" stroke-width="2" stroke-opacity=".75" d="{marks}"/><text class="label" x="104" y="{:.1}" text-anchor="end" fill="{color}">{}</text><text class="tick" x="654" y="{:.1}">{}</text>"#,
            y + 4.0,
            escape(label),
            y + 4.0,
            times.len()
        ));
        for time in times {
            write!(csv, "\n{time:.2},{label}").expect("text takes all");
        }
    }
    for part in 0..=4 {
        let time = first + span * f64::from(part) / 4.0;
        put(format_args!(
            r#"<text class="tick" x="{:.1}" y="124" text-anchor="middle">{time:.0} s</text>"#,
            112.0 + 534.0 * f64::from(part) / 4.0
        ));
    }
    svg.push_str("</svg>");
    html! {
        figure {
            h3 { "Mobility events" }
            (PreEscaped(svg))
            figcaption { "One mark for each event over simulated time; the number at the right counts them." }
            details { summary { "Data as CSV (" (csv.lines().count() - 1) " rows)" } pre { (csv) } }
        }
    }
}
