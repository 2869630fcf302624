//! Two seconds around a mobility event: levels of the strongest cells, SINR with its thresholds, and the messages in order.

use crate::plots::still;
use crate::style;
use crate::view::TwinView;
use egui::{Align, Color32, Layout, RichText, ScrollArea, Ui, vec2};
use egui_plot::{GridMark, HLine, Line, LineStyle, Plot, PlotBounds, PlotPoints, Span, VLine};
use twin_ran::handover::{FailureCause, MobilityEvent, MobilityEventKind, T310Stop};
use twin_sim::history::{Episode, MOST_EPISODES, Sample};
use twin_units::{CellId, Tick, UeId};
use view_state::{Theme, cell_color, dbm};

/// Width of the ladder, logical pixels.
const LADDER_WIDTH: f32 = 250.0;

/// Draws what surrounded an event; says why there is nothing to draw.
pub(crate) fn episode_ui(ui: &mut Ui, ue: UeId, at: Tick, twin: &TwinView<'_>, theme: Theme) {
    let Some(history) = twin.link_history else {
        ui.weak("Recordings keep no levels of cells; restart the scene live to see them around an event.");
        return;
    };
    let Some(episode) = history.episode(ue, at) else {
        let text = if history.is_waiting(ue, at) {
            "The second after the event is not over yet.".into()
        } else {
            format!(
                "Levels are kept around the last {MOST_EPISODES} events of this run; this one is older, or the run was rewound."
            )
        };
        ui.weak(text);
        return;
    };
    let room = ui.available_size();
    let plots = (room.x - LADDER_WIDTH - 24.0).max(160.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        rsrp_plot(ui, episode, twin, vec2(0.56 * plots, room.y), theme);
        sinr_plot(ui, episode, twin, vec2(0.44 * plots, room.y), theme);
        ui.allocate_ui(vec2(LADDER_WIDTH, room.y), |ui| ladder(ui, episode, twin, theme));
    });
}

/// Seconds of a tick relative to the event.
fn seconds(tick: Tick, episode: &Episode) -> f64 {
    tick.seconds() - episode.at.seconds()
}

/// Cells that were among the strongest, ascending.
fn cells(samples: &[Sample]) -> Vec<CellId> {
    let mut cells: Vec<CellId> =
        samples.iter().flat_map(|sample| sample.rsrp_dbm.iter().flatten().map(|one| one.0)).collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// Runs of points of one cell: a line is broken where the cell was not among the strongest.
fn runs(episode: &Episode, value: impl Fn(&Sample) -> Option<f64>) -> Vec<Vec<[f64; 2]>> {
    let mut runs: Vec<Vec<[f64; 2]>> = vec![Vec::new()];
    for sample in &episode.samples {
        match value(sample) {
            Some(value) => {
                if let Some(run) = runs.last_mut() {
                    run.push([seconds(sample.tick, episode), value]);
                }
            }
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

/// From entering a condition to the report or execution it led to, s relative to the event.
fn trigger_span(steps: &[MobilityEvent], at_s: f64) -> Option<(f64, f64)> {
    let end = steps.iter().rev().find(|step| {
        step.time_s <= at_s + 1e-6
            && matches!(
                step.kind,
                MobilityEventKind::Reported | MobilityEventKind::SwitchCommanded | MobilityEventKind::ExecutionStarted
            )
    })?;
    let begin = steps.iter().rev().find(|step| {
        step.time_s <= end.time_s
            && step.other == end.other
            && matches!(step.kind, MobilityEventKind::A3Entered | MobilityEventKind::ConditionEntered)
    })?;
    Some((begin.time_s - at_s, end.time_s - at_s))
}

fn frame<'a>(id: &'a str, size: egui::Vec2, unit: &'static str, theme: Theme) -> Plot<'a> {
    still(id, size, theme)
        .grid_spacing(24.0..=140.0)
        .y_axis_min_width(52.0)
        .x_axis_formatter(|mark: GridMark, _| {
            if mark.value.abs() < 1e-6 { "0 s".into() } else { format!("{:+.1} s", mark.value).replace('-', "−") }
        })
        .y_axis_formatter(move |mark: GridMark, _| format!("{:.0} {unit}", mark.value).replace('-', "−"))
}

/// Range of values with some air, at least `least` wide.
fn range(values: impl Iterator<Item = f64>, least: f64) -> (f64, f64) {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return (-least, 0.0);
    }
    let air = ((least - (high - low)) / 2.0).max(0.06 * (high - low));
    (low - air, high + air)
}

fn rsrp_plot(ui: &mut Ui, episode: &Episode, twin: &TwinView<'_>, size: egui::Vec2, theme: Theme) {
    ui.vertical(|ui| {
        ui.set_width(size.x);
        ui.label(RichText::new("SS-RSRP after L3 filter [dBm]").small().weak()).on_hover_text(
            "The serving cell thick, the strongest neighbours thin. Dashed: serving cell + A3 offset + hysteresis, above which a neighbour enters event A3. Shaded: time to trigger. 0 s is the event.",
        );
        let level = |sample: &Sample, cell: CellId| {
            sample.rsrp_dbm.iter().flatten().find(|one| one.0 == cell).map(|one| f64::from(one.1))
        };
        let all = episode.samples.iter().flat_map(|sample| sample.rsrp_dbm.iter().flatten().map(|one| f64::from(one.1)));
        let (low, high) = range(all, 12.0);
        let margin_db = crate::why::a3_margin_db(twin);
        frame("episode rsrp", size, "", theme).show(ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max([-1.0, low], [1.0, high]));
            if let Some((from, to)) = trigger_span(&episode.steps, episode.at.seconds()).filter(|(from, to)| to > from) {
                let fill = style::tint(theme, style::accent(theme), 0.16);
                plot.span(Span::new("TTT", from..=to).fill(fill).border_width(0.0));
            }
            plot.vline(VLine::new("event", 0.0).color(style::ink(theme)).width(1.0));
            for cell in cells(&episode.samples) {
                let color = style::color(cell_color(cell.0 as usize));
                let name = twin.cell_name(cell);
                for run in runs(episode, |sample| level(sample, cell)) {
                    plot.line(Line::new(name, PlotPoints::from(run)).color(color).width(1.4));
                }
                for run in runs(episode, |sample| level(sample, cell).filter(|_| sample.serving == Some(cell))) {
                    plot.line(Line::new(name, PlotPoints::from(run)).color(color).width(3.4));
                }
            }
            let entry = |sample: &Sample| Some(level(sample, sample.serving?)? + margin_db);
            for run in runs(episode, entry) {
                let line = Line::new("A3 entry", PlotPoints::from(run)).color(style::faint(theme));
                plot.line(line.width(1.0).style(LineStyle::dashed_loose()));
            }
        });
    });
}

fn sinr_plot(ui: &mut Ui, episode: &Episode, twin: &TwinView<'_>, size: egui::Vec2, theme: Theme) {
    ui.vertical(|ui| {
        ui.set_width(size.x);
        ui.label(RichText::new("SINR of data [dB]").small().weak())
            .on_hover_text("On the beam in use. Dashed: Qout, below which the link is out of sync, and Qin, above which it is in sync again.");
        let mobility = &twin.plan.mobility;
        let thresholds = [("Qout", mobility.qout_db), ("Qin", mobility.qin_db)];
        let values = episode.samples.iter().map(|sample| f64::from(sample.sinr_db).max(-30.0));
        let (low, high) = range(values.chain(thresholds.map(|one| one.1)), 20.0);
        frame("episode sinr", size, "", theme).show(ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max([-1.0, low], [1.0, high]));
            plot.vline(VLine::new("event", 0.0).color(style::ink(theme)).width(1.0));
            for (name, value) in thresholds {
                plot.hline(HLine::new(name, value).color(style::faint(theme)).style(LineStyle::dashed_loose()));
            }
            for run in runs(episode, |sample| sample.serving.map(|_| f64::from(sample.sinr_db).max(-30.0))) {
                plot.line(Line::new("SINR", PlotPoints::from(run)).color(style::accent(theme)).width(1.8));
            }
        });
    });
}

/// The steps of the procedure with their times, the event in the middle.
fn ladder(ui: &mut Ui, episode: &Episode, twin: &TwinView<'_>, theme: Theme) {
    ui.vertical(|ui| {
        ui.label(RichText::new("Messages and timers").small().weak());
        ui.spacing_mut().item_spacing.y = 2.0;
        let until_s = episode.at.seconds() + 1.0;
        ScrollArea::vertical().id_salt("ladder").auto_shrink([false, false]).show(ui, |ui| {
            for step in episode.steps.iter().filter(|step| step.time_s <= until_s) {
                let ms = (step.time_s - episode.at.seconds()) * 1e3;
                let (arrow, color) = direction(step.kind, theme);
                ui.horizontal_top(|ui| {
                    let time = format!("{ms:+.0} ms").replace('-', "−");
                    ui.allocate_ui_with_layout(vec2(56.0, 14.0), Layout::right_to_left(Align::Min), |ui| {
                        ui.set_min_width(56.0);
                        ui.label(RichText::new(time).small().weak());
                    });
                    ui.label(RichText::new(arrow).color(color));
                    ui.add(egui::Label::new(RichText::new(words(step, twin)).small()).wrap()).on_hover_text(format!(
                        "{}: {}; {}: {}",
                        twin.cell_name(step.serving),
                        dbm(step.serving_rsrp_dbm),
                        twin.cell_name(step.other),
                        dbm(step.other_rsrp_dbm)
                    ));
                });
            }
        });
    });
}

/// Who speaks: the UE to the network ↑, the network to the UE ↓, or nobody.
fn direction(kind: MobilityEventKind, theme: Theme) -> (&'static str, Color32) {
    use MobilityEventKind as Kind;
    match kind {
        Kind::Reported | Kind::Reestablished | Kind::HandoverCompleted { .. } => ("↑", style::accent(theme)),
        Kind::Configured | Kind::ConfigurationLost | Kind::SwitchCommanded | Kind::ExecutionStarted => {
            ("↓", style::accent(theme))
        }
        Kind::Failed(_) | Kind::T310Expired | Kind::RecoveryFailed | Kind::SourceLinkFailed => {
            ("✖", style::color(view_state::verdict_mark(twin_sim::event::SlaVerdict::Breached).0))
        }
        _ => ("·", style::faint(theme)),
    }
}

fn words(step: &MobilityEvent, twin: &TwinView<'_>) -> String {
    use MobilityEventKind as Kind;
    let other = twin.cell_name(step.other);
    match step.kind {
        Kind::A3Entered => format!("event A3 entered: {other}"),
        Kind::A3Left => format!("event A3 left: {other}"),
        Kind::Reported => format!("measurement report: {other}"),
        Kind::Prepared => format!("{other} is being prepared"),
        Kind::Configured => format!("configuration of {other} received"),
        Kind::ConfigurationLost => format!("configuration of {other} lost"),
        Kind::Released => format!("{other} released"),
        Kind::ConditionEntered => format!("condition holds: {other}"),
        Kind::ConditionLeft => format!("condition no longer holds: {other}"),
        Kind::SwitchCommanded => format!("cell switch decided: {other}"),
        Kind::FellBack => "back in the source".into(),
        Kind::SourceLinkFailed => "the link to the source failed".into(),
        Kind::RecoveryFailed => format!("recovery failed, re-establishes in {other}"),
        Kind::ExecutionStarted => format!("command received, joins {other}"),
        Kind::HandoverCompleted { ping_pong: true } => format!("joined {other} (ping-pong)"),
        Kind::HandoverCompleted { ping_pong: false } => format!("joined {other}"),
        Kind::T310Started => "T310 started: out of sync".into(),
        Kind::T310Stopped(T310Stop::InSync) => "T310 stopped: in sync".into(),
        Kind::T310Stopped(_) => "T310 stopped".into(),
        Kind::T310Expired => "T310 expired".into(),
        Kind::Failed(FailureCause::DapsFallback) => "target not joined".into(),
        Kind::Failed(cause) => format!("failed: {}", cause.explanation()),
        Kind::Reestablished => format!("connected again to {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(time_s: f64, kind: MobilityEventKind, other: u32) -> MobilityEvent {
        MobilityEvent {
            time_s,
            kind,
            serving: CellId(0),
            other: CellId(other),
            serving_rsrp_dbm: -90.0,
            other_rsrp_dbm: -85.0,
            serving_sinr_db: 3.0,
        }
    }

    #[test]
    fn the_time_to_trigger_is_that_of_the_reported_cell() {
        use MobilityEventKind::{A3Entered, ExecutionStarted, Reported};
        let steps = [step(9.2, A3Entered, 2), step(9.6, A3Entered, 1), step(9.76, Reported, 1)];
        assert_eq!(
            trigger_span(&steps, 10.0).map(|(from, to)| ((from * 100.0).round(), (to * 100.0).round())),
            Some((-40.0, -24.0))
        );
        assert_eq!(trigger_span(&steps[..2], 10.0), None);
        let conditional = [step(9.5, MobilityEventKind::ConditionEntered, 3), step(9.58, ExecutionStarted, 3)];
        assert!(trigger_span(&conditional, 10.0).is_some());
    }

    #[test]
    fn lines_break_where_a_cell_is_not_heard() {
        let sample = |tick: u64, level: Option<f32>| Sample {
            tick: Tick(tick),
            serving: Some(CellId(1)),
            sinr_db: 1.0,
            rsrp_dbm: [level.map(|level| (CellId(1), level)), None, None, None],
        };
        let samples = [Some(-80.0), Some(-81.0), None, Some(-82.0), Some(-83.0), Some(-84.0)];
        let samples = samples.into_iter().enumerate().map(|(tick, level)| sample(tick as u64, level)).collect();
        let episode = Episode { ue: UeId(0), at: Tick(3), samples, steps: Vec::new() };
        let lengths: Vec<usize> =
            runs(&episode, |sample| sample.rsrp_dbm[0].map(|one| f64::from(one.1))).iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 3]);
    }
}
