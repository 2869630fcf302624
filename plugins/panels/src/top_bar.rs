//! The top bar: scene, transport, clock, layers, map, search, undo, record, help, theme.

use crate::action::Action;
use crate::host::HostAction;
use crate::map_menu::map_menu;
use crate::style;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::icon_button;
use crate::{Panel, Slot};
use egui::{Align, Button, Layout, Response, RichText, Slider, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as icon;
use view_state::{CameraRequest, SPEEDS, Theme, sim_time};

/// The top bar.
#[derive(Default)]
pub(crate) struct TopBar;

impl Panel for TopBar {
    fn name(&self) -> &'static str {
        "Top bar"
    }

    fn slot(&self) -> Slot {
        Slot::Top
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
        let wide = ui.available_width() > 1180.0;
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.label(RichText::new(icon::CELL_TOWER).size(18.0).color(style::accent(*state.theme)));
            scene_menu(ui, twin, state, actions);
            ui.separator();
            transport(ui, twin, state, actions);
            ui.separator();
            layers_menu(ui, state, wide);
            map_menu(ui, twin, state, actions);
            ui.separator();
            search(ui, twin, state, actions, wide);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| right_end(ui, twin, state, actions, wide));
        });
    }
}

fn run_button(ui: &mut Ui, glyph: &str, action: Action, on: bool, enabled: bool) -> Response {
    let tip = action.tip(ui);
    icon_button(ui, glyph, action.label(), &tip, on, enabled)
}

fn named(response: Response, label: &str) -> Response {
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, label));
    response
}

fn scene_menu(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    let title = format!("{} {}", twin.plan.scene_name, icon::CARET_DOWN);
    let menu = ui.menu_button(RichText::new(title).strong(), |ui| {
        ui.set_min_width(220.0);
        for scene in &twin.host.scenes {
            if ui.selectable_label(scene.id == twin.host.scene_id, &scene.title).clicked() {
                actions.host.push(HostAction::LoadScene(scene.id.clone()));
                ui.close();
            }
        }
        if !twin.host.cameras.is_empty() {
            ui.separator();
            ui.menu_button(format!("{} Cameras", icon::VIDEO_CAMERA), |ui| {
                for (idx, name) in twin.host.cameras.iter().enumerate() {
                    if ui.button(name).clicked() {
                        *state.camera = CameraRequest::Named(idx);
                        ui.close();
                    }
                }
            });
        }
        if !twin.host.recordings.is_empty() {
            ui.menu_button(format!("{} Open a recording", icon::FOLDER_OPEN), |ui| {
                for path in &twin.host.recordings {
                    let name = path
                        .file_name()
                        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
                    if ui.button(name).clicked() {
                        actions.host.push(HostAction::OpenRecording(path.clone()));
                        ui.close();
                    }
                }
            });
        }
        ui.separator();
        for action in [Action::Restart, Action::NextSeed, Action::Report, Action::Screenshot] {
            if ui.add(Button::new(action.label()).shortcut_text(action.key_text(ui))).clicked() {
                action.run(twin, state, actions);
                ui.close();
            }
        }
    });
    named(menu.response, "Scene menu").on_hover_text("Scenes, cameras, recordings, report");
}

fn transport(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    if run_button(ui, icon::SKIP_BACK, Action::Restart, false, true).clicked() {
        Action::Restart.run(twin, state, actions);
    }
    let (glyph, label) = if state.pace.paused { (icon::PLAY, "Continue") } else { (icon::PAUSE, "Pause") };
    let tip = Action::Pause.tip(ui);
    if icon_button(ui, glyph, label, &tip, state.pace.paused, true).clicked() {
        Action::Pause.run(twin, state, actions);
    }
    if run_button(ui, icon::SKIP_FORWARD, Action::Step, false, true).clicked() {
        Action::Step.run(twin, state, actions);
    }
    let speed = ui.menu_button(format!("{}× {}", state.pace.speed, icon::CARET_DOWN), |ui| {
        for speed in SPEEDS {
            if ui.selectable_label(state.pace.speed == speed, format!("{speed}×")).clicked() {
                state.pace.speed = speed;
                ui.close();
            }
        }
    });
    named(speed.response, "Speed")
        .on_hover_text("Speed wanted, times real time (+ and −). The status bar shows the speed reached.");
    ui.label(RichText::new(sim_time(twin.now_s())).monospace().size(14.0)).on_hover_text(
        "Simulated time since the start of the run, h:min:s. One tick is 10 ms, one NR frame (TS 38.211 cl. 4.3.1).",
    );
    if twin.host.replay.is_some() {
        let text =
            RichText::new(format!("{} Replay", icon::ARROW_COUNTER_CLOCKWISE)).color(style::accent(*state.theme));
        let button =
            ui.button(text).on_hover_text("A recording is shown. Click to close it and return to the live twin.");
        if named(button, "Close replay").clicked() {
            actions.host.push(HostAction::CloseRecording);
        }
    }
}

fn layers_menu(ui: &mut Ui, state: &mut ViewStateMut<'_>, wide: bool) {
    let title = if wide { format!("{} Layers {}", icon::STACK, icon::CARET_DOWN) } else { icon::STACK.to_owned() };
    let menu = ui.menu_button(title, |ui| {
        ui.set_min_width(220.0);
        let layers = &mut *state.layers;
        for (value, name, tip) in [
            (&mut layers.map, "Coverage map", "On the ground, or at its height (M)"),
            (&mut layers.links, "Links", "Line from each agent to its serving cell (L)"),
            (&mut layers.beams, "Active beams", "Lobes of beams in use, true pattern (B)"),
            (&mut layers.rays, "Rays of the selection", "Traced paths; width by power, colour by mechanism"),
            (&mut layers.labels, "Labels", "Names of sites, RIS and the selected agent"),
            (&mut layers.handovers, "Handover map", "Where agents changed or lost cells, by judgement (H)"),
            (&mut layers.events, "Events", "Pulses at handovers, crosses at radio-link failures"),
        ] {
            ui.checkbox(value, name).on_hover_text(tip);
        }
        ui.add(Slider::new(&mut layers.max_rays, 1..=30).text("rays at most"))
            .on_hover_text("Most rays drawn for the selected agent, strongest first.");
        ui.separator();
        mechanisms(ui);
    });
    named(menu.response, "Layers").on_hover_text("What is drawn, and the colours of propagation mechanisms");
}

/// Key to the colours of rays.
fn mechanisms(ui: &mut Ui) {
    for mechanism in twin_radio::Mechanism::ALL {
        ui.horizontal(|ui| {
            let (glyph, name) = crate::widgets::mechanism_mark(mechanism);
            ui.label(RichText::new(glyph).color(style::color(view_state::mechanism_color(mechanism))).size(15.0));
            ui.label(RichText::new(name).weak());
        });
    }
}

fn search(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions, wide: bool) {
    let key = Action::Palette.key_text(ui);
    let text =
        if wide { format!("{} Search…   {key}", icon::MAGNIFYING_GLASS) } else { icon::MAGNIFYING_GLASS.to_owned() };
    let button =
        ui.add(Button::new(RichText::new(text).weak()).min_size(egui::vec2(if wide { 150.0 } else { 24.0 }, 22.0)));
    if named(button, "Search").on_hover_text(Action::Palette.tip(ui)).clicked() {
        Action::Palette.run(twin, state, actions);
    }
}

/// Drawn from the right: theme, help, record, redo, undo.
fn right_end(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions, wide: bool) {
    let moon = if *state.theme == Theme::Light { icon::MOON } else { icon::SUN };
    for (glyph, action) in [(moon, Action::Theme), (icon::QUESTION, Action::Help)] {
        if run_button(ui, glyph, action, false, true).clicked() {
            action.run(twin, state, actions);
        }
    }
    if !twin.host.web || twin.host.recording.is_some() {
        record(ui, twin, state, actions, wide);
    }
    ui.separator();
    for (glyph, action, what) in
        [(icon::ARROW_U_UP_RIGHT, Action::Redo, twin.redo), (icon::ARROW_U_UP_LEFT, Action::Undo, twin.undo)]
    {
        let tip = what.map_or_else(
            || format!("Nothing to {}", action.label().to_lowercase()),
            |what| format!("{}: {what}", action.tip(ui)),
        );
        if icon_button(ui, glyph, action.label(), &tip, false, what.is_some()).clicked() {
            action.run(twin, state, actions);
        }
    }
}

fn record(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions, wide: bool) {
    let red = ui.visuals().error_fg_color;
    let (text, tip) = match &twin.host.recording {
        Some(status) => (
            RichText::new(format!("{} {:.0} s", icon::STOP, status.seconds)).color(red),
            format!("Recording to {:?}, {}. Click to end (R).", status.path, view_state::si(status.bytes as f64, "B")),
        ),
        None => (
            RichText::new(if wide { format!("{} Rec", icon::RECORD) } else { icon::RECORD.to_owned() }),
            Action::Record.tip(ui),
        ),
    };
    if named(ui.add_enabled(twin.host.replay.is_none(), Button::new(text)), "Record").on_hover_text(tip).clicked() {
        Action::Record.run(twin, state, actions);
    }
}
