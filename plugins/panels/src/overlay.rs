//! What floats over the scene: the map's legend with a probe, the host's message, first-run hints, progress.

use crate::host::{HostAction, MessageLevel};
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::icon_button;
use crate::{handover_legend, legend, style};
use egui::{
    Align2, Area, Color32, CornerRadius, Frame, Id, Label, Margin, Order, ProgressBar, Rect, RichText, Sense, Stroke,
    Ui, vec2,
};
use egui_phosphor::regular as icon;
use view_state::Theme;

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
    if state.layers.handovers && !state.shell.only_scene {
        // Above the scale bar.
        let at = scene.left_bottom() + vec2(12.0, -52.0);
        place("handovers", Align2::LEFT_BOTTOM, at).interactable(false).show(ui.ctx(), |ui| {
            card(theme).show(ui, |ui| handover_legend::legend(ui, twin));
        });
    }
    if state.layers.map && !state.shell.only_scene {
        let at = scene.right_bottom() - vec2(12.0, 30.0);
        place("legend", Align2::RIGHT_BOTTOM, at).interactable(false).show(ui.ctx(), |ui| {
            card(theme).show(ui, |ui| legend::legend(ui, twin, state.layers.quantity, theme));
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
