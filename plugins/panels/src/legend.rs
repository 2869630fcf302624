//! The map's legend: what is shown, on which plane, in which colours, how much of the area, and the value under the pointer.

use crate::style;
use crate::view::TwinView;
use coverage_map::{ServiceRule, share_percent};
use egui::{Align2, CornerRadius, FontId, Id, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};
use egui_phosphor::regular as icon;
use twin_radio::Mechanism;
use twin_sim::plan::Slice;
use view_state::{
    MISSING, MapQuantity, MapScale, Theme, cell_color, db, duration, map_color, map_title, map_value, metres, percent,
    rate, sequential,
};

/// Most cells named in the legend of the serving-cell map.
const MAX_CELLS: usize = 6;
/// Steps of the gradient.
const STEPS: usize = 64;
/// Width of the legend, logical pixels.
const WIDTH: f32 = 236.0;

/// Draws the legend of a quantity.
pub(crate) fn legend(ui: &mut Ui, twin: &TwinView<'_>, quantity: MapQuantity, theme: Theme) {
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing.y = 3.0;
    let slice_name = |slice: usize| twin.plan.slices.get(slice).map(|slice| slice.name.as_str());
    let title = map_title(quantity, slice_name);
    let unit = MapScale::of(quantity).map_or(String::new(), |scale| format!(", {}", scale.unit));
    ui.label(RichText::new(format!("{title}{unit}")).strong());
    small(ui, &format!("at {} above ground, {}", metres(twin.map.grid.height_m), what(quantity)));
    let probed = twin.pointer.map(|at| probe(twin, quantity, at));
    match quantity {
        MapQuantity::ServingCell => cells(ui, twin),
        MapQuantity::BestBeam => small(ui, "a colour for each beam of a cell; point to read"),
        MapQuantity::Mechanism => mechanisms(ui, twin),
        MapQuantity::LineOfSight => {
            let seen = share(ui, twin, quantity, 1);
            yes_no(ui, quantity, ["in sight", "out of sight or no signal"], seen);
        }
        MapQuantity::Service(slice) => service(ui, twin, quantity, usize::from(slice)),
        _ => gradient(ui, quantity, probed.flatten(), theme),
    }
    ui.label(RichText::new(format!("under the pointer: {}", reading(twin, quantity, probed))).small());
    if twin.map.progress < 1.0 {
        let text =
            format!("refining, {} cells of {}", percent(f64::from(twin.map.progress)), metres(twin.map.target_cell_m));
        small(ui, &text);
    }
}

fn small(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).small().weak());
}

/// What the quantity is of, in a few words.
fn what(quantity: MapQuantity) -> &'static str {
    match quantity {
        MapQuantity::Sinr => "best server, present load",
        MapQuantity::SsRsrp => "best server, best beam",
        MapQuantity::Rss => "all cells on their strongest beams, whole carrier",
        MapQuantity::PathGain => "best site, isotropic antennas",
        MapQuantity::ServingCell => "strongest SS-RSRP",
        MapQuantity::BestBeam => "of the serving cell",
        MapQuantity::Margin => "SS-RSRP of the best over the second cell",
        MapQuantity::LineOfSight => "to the serving site",
        MapQuantity::DelaySpread => "RMS, serving site",
        MapQuantity::AzimuthSpread => "of arrival, RMS, serving site",
        MapQuantity::Mechanism => "most power from the serving site",
        MapQuantity::Service(_) => "a lone UE, present load",
    }
}

/// Value at a ground point.
fn probe(twin: &TwinView<'_>, quantity: MapQuantity, at: [f64; 2]) -> Option<f64> {
    twin.map.value(quantity, twin.map.grid.index_at(at[0], at[1])?)
}

/// The value under the pointer in words.
fn reading(twin: &TwinView<'_>, quantity: MapQuantity, probed: Option<Option<f64>>) -> String {
    let index = twin.pointer.and_then(|at| twin.map.grid.index_at(at[0], at[1]));
    let Some(value) = probed.flatten() else {
        return match index {
            None => MISSING.into(),
            Some(index) if twin.map.open.get(index) == Some(&false) => format!("{MISSING} inside a solid"),
            Some(_) if quantity == MapQuantity::Margin => format!("{MISSING} no second server, or no signal"),
            Some(_) => format!("{MISSING} no signal"),
        };
    };
    let also = |quantity: MapQuantity| index.and_then(|index| twin.map.value(quantity, index));
    let cell = |value: f64| twin.cell_name(twin_units::CellId(value as u32)).to_owned();
    match quantity {
        MapQuantity::ServingCell => cell(value),
        MapQuantity::BestBeam => {
            let of = also(MapQuantity::ServingCell).map_or(String::new(), |value| format!(" of {}", cell(value)));
            map_value(quantity, value) + &of
        }
        MapQuantity::Service(_) => {
            let sinr = also(MapQuantity::Sinr).map_or(MISSING.into(), db);
            format!("{}, SINR {sinr}", map_value(quantity, value))
        }
        _ => map_value(quantity, value),
    }
}

/// A gradient bar with ticks below and a mark at the probed value.
fn gradient(ui: &mut Ui, quantity: MapQuantity, probed: Option<f64>, theme: Theme) {
    let Some(scale) = MapScale::of(quantity) else { return };
    let (outer, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    let bar = Rect::from_min_size(outer.min + vec2(10.0, 4.0), vec2(outer.width() - 20.0, 10.0));
    let step = bar.width() / STEPS as f32;
    for idx in 0..STEPS {
        let min = pos2(bar.left() + idx as f32 * step, bar.top());
        let fill = style::color(sequential(idx as f64 / (STEPS - 1) as f64));
        ui.painter().rect_filled(Rect::from_min_size(min, vec2(step + 0.5, bar.height())), CornerRadius::ZERO, fill);
    }
    for (share, text) in scale.ticks() {
        let x = bar.left() + bar.width() * share as f32;
        let ink = style::faint(theme);
        ui.painter().line_segment([pos2(x, bar.bottom()), pos2(x, bar.bottom() + 3.0)], Stroke::new(1.0, ink));
        ui.painter().text(pos2(x, bar.bottom() + 3.0), Align2::CENTER_TOP, text, FontId::proportional(10.0), ink);
    }
    if let Some(value) = probed {
        let x = bar.left() + bar.width() * scale.share(value) as f32;
        let points = vec![pos2(x, bar.top() + 1.0), pos2(x - 4.0, bar.top() - 5.0), pos2(x + 4.0, bar.top() - 5.0)];
        ui.painter().add(egui::Shape::convex_polygon(points, style::ink(theme), Stroke::NONE));
    }
}

/// The cells in their order of the map, with their colours.
fn cells(ui: &mut Ui, twin: &TwinView<'_>) {
    let n = twin.plan.cells.len();
    for cell in twin.plan.cells.iter().take(MAX_CELLS) {
        ui.horizontal(|ui| {
            ui.label(RichText::new(icon::BROADCAST).color(style::color(cell_color(cell.id.0 as usize))));
            ui.label(RichText::new(&cell.name).small());
        });
    }
    if n > MAX_CELLS {
        small(ui, &format!("and {} more, point to read", n - MAX_CELLS));
    }
}

/// A line of the legend: mark, name, and a share at the right edge.
fn class(ui: &mut Ui, mark: &str, color: egui::Color32, name: &str, share: Option<f64>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(mark).color(color));
        ui.label(RichText::new(name).small());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            small(ui, &share.map_or(MISSING.into(), percent));
        });
    });
}

/// Share of the open area where a quantity has a value, if wanted a certain whole one; counted once per map.
fn share_of(ui: &Ui, twin: &TwinView<'_>, quantity: MapQuantity, wanted: Option<usize>) -> Option<f64> {
    let id = Id::new(("map share", quantity, wanted));
    let known: Option<(u64, Option<f64>)> = ui.data(|data| data.get_temp(id));
    if let Some((_, share)) = known.filter(|(generation, _)| *generation == twin.map.generation) {
        return share;
    }
    let share = twin.map.share(quantity, |value| wanted.is_none_or(|wanted| value as usize == wanted));
    ui.data_mut(|data| data.insert_temp(id, (twin.map.generation, share)));
    share
}

fn share(ui: &Ui, twin: &TwinView<'_>, quantity: MapQuantity, wanted: usize) -> Option<f64> {
    share_of(ui, twin, quantity, Some(wanted))
}

fn served_share(ui: &Ui, twin: &TwinView<'_>) -> Option<f64> {
    share_of(ui, twin, MapQuantity::ServingCell, None)
}

/// Mechanisms that bring most power somewhere, with their shares of the open area.
fn mechanisms(ui: &mut Ui, twin: &TwinView<'_>) {
    for (index, mechanism) in Mechanism::ALL.into_iter().enumerate() {
        let share = share(ui, twin, MapQuantity::Mechanism, index);
        if share.is_none_or(|share| share > 0.0) {
            let color = style::color(map_color(MapQuantity::Mechanism, index as f64));
            class(ui, "■", color, mechanism.label(), share);
        }
    }
    let silent = served_share(ui, twin).map(|served| 1.0 - served);
    if silent.is_some_and(|share| share >= 5e-4) {
        class(ui, "□", ui.visuals().weak_text_color(), "no signal", silent);
    }
    small(ui, "shares of the open area");
}

fn yes_no(ui: &mut Ui, quantity: MapQuantity, names: [&str; 2], share: Option<f64>) {
    for ((name, mark), (value, share)) in
        names.into_iter().zip(["●", "■"]).zip([(1.0, share), (0.0, share.map(|share| 1.0 - share))])
    {
        class(ui, mark, style::color(map_color(quantity, value)), name, share);
    }
}

/// What a slice's SLA asks, as a clause.
fn asks(slice: &Slice) -> String {
    let sla = &slice.sla;
    let latency = format!("{} for {} % of packets", duration(sla.max_latency_ms * 1e-3), sla.reliability_percent);
    if sla.min_rate_mbps > 0.0 { format!("{} and {latency}", rate(sla.min_rate_mbps * 1e6)) } else { latency }
}

/// The sentence of a service map, e.g. "eMBB: 95.1 % of the open area meets 10.0 Mbit/s and …".
fn service_sentence(slice: &Slice, share: Option<f64>) -> String {
    let share = share.map_or_else(|| MISSING.into(), percent);
    format!("{}: {share} of the open area meets {}.", slice.name, asks(slice))
}

fn service(ui: &mut Ui, twin: &TwinView<'_>, quantity: MapQuantity, slice_idx: usize) {
    let Some(slice) = twin.plan.slices.get(slice_idx) else { return };
    let met = share(ui, twin, quantity, 1);
    yes_no(ui, quantity, ["met", "not met"], met);
    ui.label(RichText::new(service_sentence(slice, met)).small());
    let needed = ServiceRule::new(&twin.plan.carrier, slice).needed_sinr_db();
    let needed = needed.map_or_else(|| "no SINR suffices".into(), |sinr| format!("needs SINR ≥ {}", db(sinr)));
    let share = share_percent(slice);
    let kind = if slice.ratios.min > 0 { "guaranteed" } else { "greatest" };
    small(ui, &format!("One UE alone with the slice's {kind} {share} % of the PRBs {needed}; no queue, no other UE."));
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_scene::schema::{Sla, Traffic};
    use twin_sim::plan::Ratios;

    #[test]
    fn the_sentence_of_a_service_says_slice_share_and_sla() {
        let slice = |min_rate_mbps: f64, max_latency_ms: f64, reliability_percent: f64| Slice {
            name: "URLLC".into(),
            sst: 2,
            ratios: Ratios { dedicated: 0, min: 30, max: 60 },
            traffic: Traffic::Periodic { period_ms: 10.0, packet_bytes: 200 },
            sla: Sla { min_rate_mbps, max_latency_ms, reliability_percent },
        };
        assert_eq!(
            service_sentence(&slice(10.0, 1000.0, 90.0), Some(0.953)),
            "URLLC: 95.3 % of the open area meets 10.0 Mbit/s and 1.00 s for 90 % of packets."
        );
        assert_eq!(
            service_sentence(&slice(0.0, 20.0, 99.9), None),
            "URLLC: – of the open area meets 20.0 ms for 99.9 % of packets."
        );
    }
}
