//! Line plots as inline SVG with direct labels, and their data as CSV.

use maud::{Markup, PreEscaped, html};
use std::fmt::Write;

/// Most points of a line; longer ones are averaged over equal spans of time.
const MAX_POINTS: usize = 600;
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 250.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 118.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 34.0;

/// One line. Its label stands at its end, in its colour.
pub(crate) struct Line {
    pub(crate) label: String,
    /// Column in the CSV, with its unit.
    pub(crate) column: String,
    pub(crate) color: String,
    /// Time in s and value; a value that is not finite makes a gap.
    pub(crate) points: Vec<(f64, f64)>,
}

/// A horizontal, dashed target.
pub(crate) struct Target {
    pub(crate) label: String,
    pub(crate) color: String,
    pub(crate) value: f64,
}

/// A plot over time.
pub(crate) struct Figure {
    pub(crate) title: String,
    /// Quantity and unit of the vertical axis.
    pub(crate) axis: String,
    pub(crate) caption: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) targets: Vec<Target>,
    /// Decades instead of even steps.
    pub(crate) logarithmic: bool,
    /// Whether the axis starts at zero (even steps only).
    pub(crate) from_zero: bool,
}

impl Figure {
    /// The figure with its data; a sentence where there is nothing to plot.
    pub(crate) fn render(mut self) -> Markup {
        for line in &mut self.lines {
            line.points = thin(&line.points);
        }
        let logarithmic = self.logarithmic;
        let plotted = |value: f64| value.is_finite() && (!logarithmic || value > 0.0);
        let values =
            self.lines.iter().flat_map(|line| &line.points).map(|point| point.1).filter(|value| plotted(*value));
        if values.clone().next().is_none() {
            return html! { figure { h3 { (self.title) } p.none { "– The recording holds no values for this plot." } } };
        }
        let targets = self.targets.iter().map(|target| target.value).filter(|value| plotted(*value));
        let (low, high) = values.chain(targets).fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
        let y = if logarithmic {
            Axis::decades(low, high)
        } else {
            Axis::even(if self.from_zero { low.min(0.0) } else { low }, high)
        };
        let times = self.lines.iter().flat_map(|line| &line.points).map(|point| point.0);
        let (first, last) = times.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
        let x = Axis { low: first, high: last.max(first + 0.1), ..Axis::even(first, last.max(first + 0.1)) };
        html! {
            figure {
                h3 { (self.title) }
                (PreEscaped(self.svg(&x, &y)))
                figcaption { (self.caption) }
                (csv(&self.lines))
            }
        }
    }

    fn svg(&self, x: &Axis, y: &Axis) -> String {
        let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
        let px = |t: f64| LEFT + x.part(t) * (right - LEFT);
        let py = |v: f64| bottom - y.part(v) * (bottom - TOP);
        let mut svg =
            format!(r#"<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{}">"#, escape(&self.title));
        let mut put = |text: std::fmt::Arguments<'_>| svg.write_fmt(text).expect("text takes all");
        for (value, text) in &y.ticks {
            let at = py(*value);
            put(format_args!(
                r#"<path class="grid" d="M{LEFT} {at:.1}H{right}"/><text class="tick" x="{:.1}" y="{:.1}" text-anchor="end">{text}</text>"#,
                LEFT - 6.0,
                at + 4.0
            ));
        }
        for (value, text) in x.ticks.iter().filter(|tick| (x.low..=x.high).contains(&tick.0)) {
            let at = px(*value);
            put(format_args!(
                r#"<path class="grid" d="M{at:.1} {bottom}v4"/><text class="tick" x="{at:.1}" y="{:.1}" text-anchor="middle">{text}</text>"#,
                bottom + 17.0
            ));
        }
        put(format_args!(r#"<path class="axis" d="M{LEFT} {bottom}H{right}"/>"#));
        put(format_args!(
            r#"<text class="tick" x="{right}" y="{:.1}" text-anchor="end">simulated time, s</text>"#,
            HEIGHT - 3.0
        ));
        put(format_args!(
            r#"<text class="unit" transform="translate(11 {:.1}) rotate(-90)" text-anchor="middle">{}</text>"#,
            (TOP + bottom) / 2.0,
            escape(&self.axis)
        ));
        let mut labels = Vec::new();
        for target in self.targets.iter().filter(|target| y.holds(target.value)) {
            let at = py(target.value);
            put(format_args!(
                r#"<path fill="none" stroke="{}" stroke-dasharray="5 4" stroke-opacity=".8" d="M{LEFT} {at:.1}H{right}"/>"#,
                target.color
            ));
            labels.push((at, target.label.as_str(), target.color.as_str(), "target"));
        }
        for line in &self.lines {
            let mut path = String::new();
            let mut pen = 'M';
            let mut end = None;
            for (time, value) in &line.points {
                if y.holds(*value) {
                    write!(path, "{pen}{:.1} {:.1}", px(*time), py(*value)).expect("text takes all");
                    end = Some(py(*value));
                    pen = 'L';
                } else {
                    pen = 'M';
                }
            }
            put(format_args!(
                r#"<path fill="none" stroke="{}" stroke-width="1.8" stroke-linejoin="round" d="{path}"/>"#,
                line.color
            ));
            labels.extend(end.map(|at| (at, line.label.as_str(), line.color.as_str(), "label")));
        }
        for (at, (_, text, color, class)) in spread(&mut labels) {
            put(format_args!(
                r#"<text class="{class}" x="{:.1}" y="{:.1}" fill="{color}">{}</text>"#,
                right + 7.0,
                at + 4.0,
                escape(text)
            ));
        }
        svg.push_str("</svg>");
        svg
    }
}

/// Moves labels apart downwards, then back up from the lower edge.
fn spread<'a, T: Copy>(labels: &'a mut [(f64, &'a str, &'a str, T)]) -> Vec<(f64, (f64, &'a str, &'a str, T))> {
    const STEP: f64 = 14.0;
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut places: Vec<f64> = labels.iter().map(|label| label.0).collect();
    for idx in 1..places.len() {
        places[idx] = places[idx].max(places[idx - 1] + STEP);
    }
    let mut limit = HEIGHT - BOTTOM + 2.0;
    for place in places.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - STEP;
    }
    places.into_iter().zip(labels.iter().copied()).collect()
}

/// At most [`MAX_POINTS`] points: means of the finite values over equal runs of points.
fn thin(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let run = points.len().div_ceil(MAX_POINTS).max(1);
    points
        .chunks(run)
        .map(|chunk| (chunk[chunk.len() / 2].0, crate::facts::mean(chunk.iter().map(|point| point.1))))
        .collect()
}

/// The data of lines that share their times, folded away.
fn csv(lines: &[Line]) -> Markup {
    let header: Vec<&str> = std::iter::once("time_s").chain(lines.iter().map(|line| line.column.as_str())).collect();
    let mut text = header.join(",");
    let n = lines.iter().map(|line| line.points.len()).max().unwrap_or(0);
    for row in 0..n {
        let time = lines.iter().find_map(|line| line.points.get(row)).map_or(0.0, |point| point.0);
        write!(text, "\n{time:.2}").expect("text takes all");
        for line in lines {
            match line.points.get(row) {
                Some((_, value)) if value.is_finite() => {
                    write!(text, ",{}", significant(*value)).expect("text takes all")
                }
                _ => text.push(','),
            }
        }
    }
    html! { details { summary { "Data as CSV (" (n) " rows)" } pre { (text) } } }
}

/// Five significant digits.
fn significant(value: f64) -> f64 {
    format!("{value:.4e}").parse().unwrap_or(value)
}

/// Escapes text for SVG written by hand.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

struct Axis {
    low: f64,
    high: f64,
    logarithmic: bool,
    ticks: Vec<(f64, String)>,
}

impl Axis {
    /// Even steps of 1, 2 or 5 times a power of ten.
    fn even(low: f64, high: f64) -> Self {
        let span = (high - low).max(high.abs() * 1e-3).max(1e-9);
        let rough = span / 5.0;
        let decade = 10_f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * decade).find(|step| *step >= rough).unwrap_or(decade * 10.0);
        let (first, last) = ((low / step).floor() as i64, (high / step).ceil() as i64);
        let last = last.max(first + 1);
        let digits = (-step.log10().floor()).max(0.0) as usize;
        let ticks = (first..=last)
            .map(|n| (n as f64 * step, format!("{:.digits$}", n as f64 * step).replace('-', "−")))
            .collect();
        Self { low: first as f64 * step, high: last as f64 * step, logarithmic: false, ticks }
    }

    /// Whole decades, labelled at each power of ten.
    fn decades(low: f64, high: f64) -> Self {
        let first = low.log10().floor() as i32;
        let last = (high.log10().ceil() as i32).max(first + 1);
        let label = |n: i32| {
            if n >= 0 {
                format!("{}", 10_f64.powi(n))
            } else {
                format!("{:.*}", n.unsigned_abs() as usize, 10_f64.powi(n))
            }
        };
        let ticks = (first..=last).map(|n| (10_f64.powi(n), label(n))).collect();
        Self { low: 10_f64.powi(first), high: 10_f64.powi(last), logarithmic: true, ticks }
    }

    fn holds(&self, value: f64) -> bool {
        let slack = (self.high - self.low) * 1e-9;
        value.is_finite() && value >= self.low - slack && value <= self.high + slack
    }

    fn part(&self, value: f64) -> f64 {
        if self.logarithmic {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }
}
