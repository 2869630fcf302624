//! Small multiples of KPIs over the last minute of simulated time, in the colours of the scene, labelled at the lines' ends.

use crate::style;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::{Panel, Slot, Tab};
use egui::{Align2, Color32, RichText, Ui, vec2};
use egui_plot::{GridMark, HoverPosition, Line, Plot, PlotBounds, PlotPoint, PlotPoints, Text, uniform_grid_spacer};
use twin_sim::kpi::KpiFrame;
use view_state::{OKABE_ITO, Theme, si, slice_color};

/// Length of the window, s: at ten frames a second, 600 points a line.
const WINDOW_S: f64 = 60.0;
/// Room for labels right of the present moment, s.
const LABELS_S: f64 = 15.0;
/// Most points drawn of a line.
const MAX_POINTS: usize = 600;
/// Least width of one plot, logical pixels.
const LEAST_WIDTH: f32 = 190.0;

/// One line of a plot.
struct Series {
    name: String,
    color: Color32,
    points: Vec<[f64; 2]>,
}

/// One plot.
struct Chart {
    title: &'static str,
    unit: &'static str,
    tip: &'static str,
    /// Least range of the y axis.
    least: (f64, f64),
    series: Vec<Series>,
}

/// The plots.
#[derive(Default)]
pub(crate) struct Plots;

impl Panel for Plots {
    fn name(&self) -> &'static str {
        "Plots"
    }

    fn slot(&self) -> Slot {
        Slot::Bottom(Tab::Plots)
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, _actions: &mut UiActions) {
        let charts = charts(twin, *state.theme);
        let room = ui.available_size();
        let n = ((room.x / LEAST_WIDTH) as usize).clamp(1, charts.len());
        let width = (room.x - 8.0 * (n as f32 - 1.0)) / n as f32;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            for chart in charts.into_iter().take(n) {
                ui.allocate_ui(vec2(width, room.y), |ui| {
                    chart_ui(ui, chart, twin.now_s(), vec2(width, room.y), *state.theme)
                });
            }
        });
    }
}

/// Frames of the window that ends now, thinned to the most points drawn.
fn window<'a>(twin: &'a TwinView<'_>) -> impl Iterator<Item = &'a KpiFrame> + Clone {
    let frames = &twin.history.frames;
    let now = twin.clock.tick;
    let end = frames.partition_point(|frame| frame.tick <= now);
    let start = frames.partition_point(|frame| frame.tick.seconds() < now.seconds() - WINDOW_S).min(end);
    let every = (end - start).div_ceil(MAX_POINTS).max(1);
    frames.range(start..end).step_by(every)
}

fn charts(twin: &TwinView<'_>, theme: Theme) -> Vec<Chart> {
    let frames = window(twin);
    let series = |name: &str, color: Color32, value: &dyn Fn(&KpiFrame) -> f64| Series {
        name: name.to_owned(),
        color,
        points: frames
            .clone()
            .map(|frame| [frame.tick.seconds(), value(frame)])
            .filter(|point| point[1].is_finite())
            .collect(),
    };
    let per_slice = |value: &dyn Fn(&twin_sim::kpi::SliceKpi) -> f64| -> Vec<Series> {
        let slices = twin.plan.slices.iter().enumerate();
        slices
            .map(|(idx, slice)| {
                series(&slice.name, style::color(slice_color(idx)), &|frame| {
                    frame.slices.get(idx).map_or(f64::NAN, value)
                })
            })
            .collect()
    };
    let shade = |share: f32| style::tint(theme, style::color(OKABE_ITO[0]), share);
    vec![
        Chart {
            title: "Rate",
            unit: "bit/s",
            tip: "Served downlink rate of each slice, mean of the last second.",
            least: (0.0, 1e6),
            series: per_slice(&|kpi| kpi.rate_bps),
        },
        Chart {
            title: "Latency p95",
            unit: "s",
            tip: "Latency that 95 % of a slice's packets of the last second stayed below, from arrival to the last bit on the air.",
            least: (0.0, 0.01),
            series: per_slice(&|kpi| kpi.latency_p95_s),
        },
        Chart {
            title: "SINR",
            unit: "dB",
            tip: "SINR of connected agents: 5th, 50th and 95th percentile.",
            least: (0.0, 20.0),
            series: vec![
                series("p95", shade(0.55), &|frame| frame.sinr_percentiles_db[2]),
                series("p50", shade(1.0), &|frame| frame.sinr_percentiles_db[1]),
                series("p5", shade(0.55), &|frame| frame.sinr_percentiles_db[0]),
            ],
        },
        Chart {
            title: "Cell load",
            unit: "%",
            tip: "Share of downlink PRBs in use, mean over all cells. The Cells tab has each.",
            least: (0.0, 100.0),
            series: vec![series("mean", style::color(OKABE_ITO[5]), &|frame| frame.mean_load * 100.0)],
        },
        Chart {
            title: "Beam choice right",
            unit: "%",
            tip: "Share of model decisions of the last second whose first choice was the best beam.",
            least: (0.0, 100.0),
            series: vec![series("top-1", style::color(OKABE_ITO[3]), &|frame| frame.beam_top1 * 100.0)],
        },
    ]
}

/// Range of the y axis: the least range, widened to the data with a little air.
fn y_range(chart: &Chart) -> (f64, f64) {
    let values = || chart.series.iter().flat_map(|series| series.points.iter().map(|point| point[1]));
    let low = values().fold(chart.least.0, f64::min);
    let high = values().fold(chart.least.1, f64::max);
    let air = (high - low) * 0.06;
    (low - air, high + air)
}

/// Heights of the labels: at the lines' ends, pushed apart where they would touch.
fn label_heights(ends: &[f64], gap: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|a, b| ends[*a].total_cmp(&ends[*b]));
    let mut heights = ends.to_vec();
    for pair in 1..order.len() {
        let (below, above) = (order[pair - 1], order[pair]);
        heights[above] = heights[above].max(heights[below] + gap);
    }
    heights
}

fn value_text(value: f64, unit: &str) -> String {
    match unit {
        "%" => format!("{value:.0} %"),
        "dB" => format!("{}{:.0} dB", if value < -0.5 { "−" } else { "" }, value.abs()),
        _ => si(value, unit),
    }
}

/// A plot that stays as it is under the pointer, below a line of text.
pub(crate) fn still<'a>(id: &str, size: egui::Vec2, theme: Theme) -> Plot<'a> {
    Plot::new(id)
        .height((size.y - 20.0).max(40.0))
        .width(size.x)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .set_margin_fraction(vec2(0.0, 0.0))
        .grid_color(style::separator(theme))
}

fn chart_ui(ui: &mut Ui, chart: Chart, now: f64, size: egui::Vec2, theme: Theme) {
    ui.vertical(|ui| {
        ui.set_width(size.x);
        ui.label(RichText::new(format!("{} [{}]", chart.title, chart.unit)).small().weak()).on_hover_text(chart.tip);
        let (low, high) = y_range(&chart);
        let unit = chart.unit;
        let plot = still(chart.title, size, theme)
            .x_grid_spacer(uniform_grid_spacer(|_| [60.0, 30.0, 10.0]))
            .grid_spacing(20.0..=120.0)
            .y_axis_min_width(44.0)
            .x_axis_formatter(
                move |mark: GridMark, _| {
                    if mark.value > now + 0.5 { String::new() } else { format!("{:.0} s", mark.value) }
                },
            )
            .y_axis_formatter(move |mark: GridMark, _| value_text(mark.value, unit))
            .label_formatter(move |hover| match hover {
                HoverPosition::NearDataPoint { plot_name, position, .. } => {
                    Some(format!("{plot_name}: {} at {:.1} s", value_text_fine(position.y, unit), position.x))
                }
                HoverPosition::Elsewhere { .. } => None,
            });
        plot.show(ui, move |plot_ui| {
            plot_ui.set_plot_bounds(PlotBounds::from_min_max([now - WINDOW_S, low], [now + LABELS_S, high]));
            let ends: Vec<f64> =
                chart.series.iter().map(|series| series.points.last().map_or(f64::NAN, |point| point[1])).collect();
            let gap = (high - low) * 13.0 / f64::from((size.y - 44.0).max(30.0));
            for (series, height) in chart.series.into_iter().zip(label_heights(&ends, gap)) {
                let Some(end) = series.points.last().copied() else { continue };
                plot_ui.line(
                    Line::new(series.name.clone(), PlotPoints::from(series.points)).color(series.color).width(1.6),
                );
                let text = RichText::new(&series.name).size(style::SMALL_PX).color(series.color);
                let at = PlotPoint::new(end[0] + 1.0, height);
                plot_ui.text(Text::new(series.name, at, text).anchor(Align2::LEFT_CENTER).allow_hover(false));
            }
        });
    });
}

fn value_text_fine(value: f64, unit: &str) -> String {
    match unit {
        "%" => format!("{value:.1} %"),
        "dB" => view_state::db(value),
        _ => si(value, unit),
    }
}

#[cfg(test)]
mod tests {
    use super::label_heights;

    #[test]
    fn labels_do_not_touch() {
        assert_eq!(label_heights(&[1.0, 1.1, 5.0], 1.0), vec![1.0, 2.0, 5.0]);
        assert_eq!(label_heights(&[3.0, 1.0], 0.5), vec![3.0, 1.0]);
    }
}
