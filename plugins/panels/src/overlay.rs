//! What floats over the scene: the map's legend with a probe, the host's message, first-run hints, progress.

use crate::host::{HostAction, MessageLevel};
use crate::style;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::icon_button;
use egui::{
    Align2, Area, Color32, CornerRadius, FontId, Frame, Id, Label, Margin, Order, ProgressBar, Rect, RichText, Sense,
    Stroke, Ui, pos2, vec2,
};
use egui_phosphor::regular as icon;
use view_state::{MISSING, MapQuantity, Theme, cell_color, db, dbm, metres, percent, sequential};

/// Most cells named in the legend of the serving-cell map.
const MAX_CELLS: usize = 6;
/// Steps of the legend's gradient.
const STEPS: usize = 64;

/// A quiet card over the scene.
fn card(theme: Theme) -> Frame {
    Frame::new()
        .fill(style::color(theme.panel()).gamma_multiply(0.94))
        .stroke(Stroke::new(1.0, style::separator(theme)))
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin::symmetric(10, 8))
}

/// Draws all overlays into the scene's part of the window.
pub(crate) fn overlay_ui(
    ui: &Ui,
    scene: Rect,
    twin: &TwinView<'_>,
    state: &mut ViewStateMut<'_>,
    actions: &mut UiActions,
) {
    if scene.width() < 160.0 || scene.height() < 120.0 {
        return;
    }
    let place = |name: &str, align: Align2, at: egui::Pos2| {
        Area::new(Id::new(("overlay", name))).order(Order::Middle).pivot(align).fixed_pos(at).constrain_to(scene)
    };
    let theme = *state.theme;
    if state.layers.map && !state.shell.only_scene {
        let at = scene.right_bottom() - vec2(12.0, 30.0);
        place("legend", Align2::RIGHT_BOTTOM, at).interactable(false).show(ui.ctx(), |ui| {
            card(theme).show(ui, |ui| legend(ui, twin, state.layers.quantity, theme));
        });
    }
    if let Some((text, share)) = &twin.host.loading {
        place("progress", Align2::CENTER_TOP, scene.center_top() + vec2(0.0, 12.0)).show(ui.ctx(), |ui| {
            card(theme).show(ui, |ui| progress(ui, text, *share));
        });
    }
    if let Some((level, sentence)) = &twin.host.message {
        place("message", Align2::CENTER_BOTTOM, scene.center_bottom() - vec2(0.0, 16.0)).show(ui.ctx(), |ui| {
            card(theme).show(ui, |ui| message(ui, *level, sentence, actions));
        });
    }
    if !state.shell.only_scene {
        place("hints", Align2::LEFT_TOP, scene.left_top() + vec2(12.0, 12.0))
            .show(ui.ctx(), |ui| hints(ui, state, theme));
    }
}

/// A line of text above a progress bar.
pub(crate) fn progress(ui: &mut Ui, text: &str, share: f32) {
    ui.set_width(280.0);
    ui.label(text);
    let share = share.clamp(0.0, 1.0);
    ui.add(ProgressBar::new(share).desired_height(6.0).fill(ui.visuals().selection.stroke.color));
    ui.weak(format!("{:.0} %", share * 100.0));
}

/// Value of the map at a ground point; NaN where there is none.
fn probe(twin: &TwinView<'_>, quantity: MapQuantity, at: [f64; 2]) -> Option<f64> {
    let idx = twin.map.grid.index_at(at[0], at[1])?;
    match quantity {
        MapQuantity::Sinr => twin.map.sinr_db.get(idx).map(|value| f64::from(*value)),
        MapQuantity::SsRsrp => twin.map.ss_rsrp_dbm.get(idx).map(|value| f64::from(*value)),
        MapQuantity::ServingCell => {
            twin.map.serving.get(idx).filter(|cell| **cell != u16::MAX).map(|cell| f64::from(*cell))
        }
    }
}

fn legend(ui: &mut Ui, twin: &TwinView<'_>, quantity: MapQuantity, theme: Theme) {
    ui.set_width(212.0);
    ui.spacing_mut().item_spacing.y = 3.0;
    let unit = quantity.unit();
    let title = if unit.is_empty() { quantity.label().to_owned() } else { format!("{}, {unit}", quantity.label()) };
    ui.label(RichText::new(title).strong());
    let what = match quantity {
        MapQuantity::Sinr => "best server, present load",
        MapQuantity::SsRsrp => "best server, best beam",
        MapQuantity::ServingCell => "strongest SS-RSRP",
    };
    ui.label(RichText::new(format!("at {} above ground, {what}", metres(twin.map.grid.height_m))).small().weak());
    let probed = twin.pointer.map(|at| probe(twin, quantity, at).unwrap_or(f64::NAN));
    match quantity {
        MapQuantity::ServingCell => cells(ui, twin),
        _ => gradient(ui, quantity, probed, theme),
    }
    let text = match (probed, quantity) {
        (None, _) => format!("under the pointer: {MISSING}"),
        (Some(value), _) if !value.is_finite() => format!("under the pointer: {MISSING} indoors or no signal"),
        (Some(value), MapQuantity::Sinr) => format!("under the pointer: {}", db(value)),
        (Some(value), MapQuantity::SsRsrp) => format!("under the pointer: {}", dbm(value)),
        (Some(value), MapQuantity::ServingCell) => {
            format!("under the pointer: {}", twin.cell_name(twin_units::CellId(value as u32)))
        }
    };
    ui.label(RichText::new(text).small());
    if twin.map.progress < 1.0 {
        let text =
            format!("refining, {} cells of {}", percent(f64::from(twin.map.progress)), metres(twin.map.target_cell_m));
        ui.label(RichText::new(text).small().weak());
    }
}

/// A gradient bar with ticks below and a mark at the probed value.
fn gradient(ui: &mut Ui, quantity: MapQuantity, probed: Option<f64>, theme: Theme) {
    let (low, high) = quantity.range();
    let (outer, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    let bar = Rect::from_min_size(outer.min + vec2(8.0, 4.0), vec2(outer.width() - 16.0, 10.0));
    let step = bar.width() / STEPS as f32;
    for idx in 0..STEPS {
        let min = pos2(bar.left() + idx as f32 * step, bar.top());
        let fill = style::color(sequential(idx as f64 / (STEPS - 1) as f64));
        ui.painter().rect_filled(Rect::from_min_size(min, vec2(step + 0.5, bar.height())), CornerRadius::ZERO, fill);
    }
    for idx in 0..5 {
        let share = idx as f32 / 4.0;
        let value = low + (high - low) * share;
        let x = bar.left() + bar.width() * share;
        let ink = style::faint(theme);
        ui.painter().line_segment([pos2(x, bar.bottom()), pos2(x, bar.bottom() + 3.0)], Stroke::new(1.0, ink));
        let sign = if value < 0.0 { "−" } else { "" };
        let edge = match idx {
            0 => "≤ ",
            4 => "≥ ",
            _ => "",
        };
        let text = format!("{edge}{sign}{:.0}", value.abs());
        ui.painter().text(pos2(x, bar.bottom() + 3.0), Align2::CENTER_TOP, text, FontId::proportional(10.0), ink);
    }
    if let Some(value) = probed.filter(|value| value.is_finite()) {
        let share = ((value as f32 - low) / (high - low)).clamp(0.0, 1.0);
        let x = bar.left() + bar.width() * share;
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
        ui.label(RichText::new(format!("and {} more, point to read", n - MAX_CELLS)).small().weak());
    }
}

fn message(ui: &mut Ui, level: MessageLevel, sentence: &str, actions: &mut UiActions) {
    let (glyph, color): (_, Color32) = match level {
        MessageLevel::Info => (icon::INFO, ui.visuals().hyperlink_color),
        MessageLevel::Warning => (icon::WARNING, ui.visuals().warn_fg_color),
        MessageLevel::Error => (icon::WARNING_CIRCLE, ui.visuals().error_fg_color),
    };
    ui.horizontal(|ui| {
        ui.label(RichText::new(glyph).size(18.0).color(color));
        ui.allocate_ui(vec2(420.0, 20.0), |ui| ui.add(Label::new(sentence).wrap()));
        if icon_button(ui, icon::X, "Close message", "Close", false, true).clicked() {
            actions.host.push(HostAction::DismissMessage);
        }
    });
}

/// First-run hints; each goes after its first use, or at a click.
fn hints(ui: &mut Ui, state: &mut ViewStateMut<'_>, theme: Theme) {
    let hints = &mut state.shell.hints;
    for (used, text) in [
        (&mut hints.clicked, "Click a car to see its rays and why it is served as it is"),
        (&mut hints.edited, "Move a slice's slider, or drag a RIS panel"),
        (&mut hints.searched, "Ctrl+K finds anything"),
    ] {
        if *used {
            continue;
        }
        let label = Label::new(RichText::new(text).small().color(style::faint(theme))).sense(Sense::click());
        let shown = card(theme).inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| ui.add(label)).inner;
        if shown.on_hover_text("Click to hide this hint").clicked() {
            *used = true;
        }
    }
}
