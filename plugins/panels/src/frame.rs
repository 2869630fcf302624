//! The frame: where each panel sits, how panels fold, and what is left for the scene.

use crate::host::HostStatus;
use crate::shell::{Shell, SideTab, Tab};
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::icon_button;
use crate::{Panel, Slot, action, help, map_menu, overlay, palette, style};
use egui::{Align, CentralPanel, Frame, Layout, Margin, Rect, RichText, Ui, vec2};
use egui_phosphor::regular as icon;
use view_state::Theme;

/// All panels with their own state.
pub struct Panels(Vec<Box<dyn Panel>>);

impl Default for Panels {
    fn default() -> Self {
        Self(crate::registry())
    }
}

/// Draws everything and returns the part of the window left to the scene.
///
/// `ui` covers the window. Without a twin only the loading screen is shown, and nothing is left.
pub fn frame_ui(
    ui: &mut Ui,
    panels: &mut Panels,
    twin: &TwinView<'_>,
    state: &mut ViewStateMut<'_>,
    actions: &mut UiActions,
) -> Rect {
    let window = ui.max_rect();
    state.shell.fit(window.width(), window.height());
    action::run_keys(ui, twin, state, actions);
    let mut draw = Draw { panels, twin, state, actions };
    if !draw.state.shell.only_scene {
        draw.edges(ui);
    }
    let scene = CentralPanel::no_frame().show(ui, |ui| ui.max_rect()).inner;
    overlay::overlay_ui(ui, scene, twin, state, actions);
    palette::palette_ui(ui, twin, state, actions);
    help::help_ui(ui, state);
    map_menu::export_ui(ui, twin, state, actions);
    scene
}

/// Draws the loading screen: what is being loaded, and how far it is.
pub fn loading_ui(ui: &mut Ui, host: &HostStatus) {
    let fill = ui.visuals().panel_fill;
    CentralPanel::default().frame(Frame::new().fill(fill)).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.38);
            ui.label(RichText::new("Beamscape").size(28.0).strong());
            ui.weak("a digital twin of 6G networks");
            ui.add_space(16.0);
            match (&host.loading, &host.message) {
                (Some((text, share)), _) => {
                    ui.allocate_ui(vec2(280.0, 60.0), |ui| overlay::progress(ui, text, *share));
                }
                (None, Some((_, sentence))) => {
                    ui.label(sentence);
                }
                (None, None) => {
                    ui.weak("No scene is open.");
                }
            }
        });
    });
}

struct Draw<'d, 'a, 'b> {
    panels: &'d mut Panels,
    twin: &'d TwinView<'a>,
    state: &'d mut ViewStateMut<'b>,
    actions: &'d mut UiActions,
}

fn plain(theme: Theme, margin: Margin) -> Frame {
    Frame::new().fill(style::color(theme.panel())).inner_margin(margin)
}

impl Draw<'_, '_, '_> {
    fn slot(&mut self, ui: &mut Ui, slot: Slot) {
        for panel in self.panels.0.iter_mut().filter(|panel| panel.slot() == slot) {
            ui.push_id(panel.name(), |ui| panel.ui(ui, self.twin, self.state, self.actions));
        }
    }

    fn edges(&mut self, ui: &mut Ui) {
        let theme = *self.state.theme;
        let window = ui.max_rect().size();
        let bar = plain(theme, Margin::symmetric(8, 0));
        egui::Panel::top("top bar").exact_size(36.0).frame(bar).show(ui, |ui| self.slot(ui, Slot::Top));
        egui::Panel::bottom("status bar").exact_size(22.0).frame(bar).show(ui, |ui| self.slot(ui, Slot::Status));
        let strip = plain(theme, Margin::symmetric(0, 2));
        egui::Panel::bottom("timeline").exact_size(36.0).frame(strip).show(ui, |ui| self.slot(ui, Slot::Timeline));
        self.bottom(ui, theme, window.y);
        self.left(ui, theme, window.x);
        self.right(ui, theme, window);
    }

    fn bottom(&mut self, ui: &mut Ui, theme: Theme, height: f32) {
        let frame = plain(theme, Margin::symmetric(8, 2));
        if !self.state.shell.bottom_open {
            egui::Panel::bottom("lower folded").exact_size(28.0).frame(frame).show(ui, |ui| self.tabs(ui));
            return;
        }
        egui::Panel::bottom("lower")
            .resizable(true)
            .default_size((height * 0.17).clamp(118.0, 190.0))
            .size_range(100.0..=(height * 0.6).max(120.0))
            .frame(frame)
            .show(ui, |ui| {
                // The panel is as high as its content: without this it would follow every pixel a plot leaves free.
                ui.set_min_height(ui.available_height());
                self.tabs(ui);
                let tab = self.state.shell.tab;
                self.slot(ui, Slot::Bottom(tab));
            });
    }

    fn tabs(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            let shell = &mut *self.state.shell;
            for tab in Tab::ALL {
                if ui.selectable_label(shell.bottom_open && shell.tab == tab, tab.label()).clicked() {
                    shell.tab = tab;
                    shell.bottom_open = true;
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let glyph = if shell.bottom_open { icon::CARET_DOWN } else { icon::CARET_UP };
                fold(ui, glyph, "lower panel", &mut shell.bottom_open);
            });
        });
    }

    fn left(&mut self, ui: &mut Ui, theme: Theme, width: f32) {
        if !self.state.shell.left_open {
            let rail = plain(theme, Margin::same(2));
            egui::Panel::left("tree folded").exact_size(28.0).frame(rail).show(ui, |ui| {
                fold(ui, icon::TREE_STRUCTURE, "scene tree", &mut self.state.shell.left_open);
            });
            return;
        }
        egui::Panel::left("tree")
            .resizable(true)
            .default_size(224.0)
            .size_range(160.0..=(width * 0.35).max(180.0))
            .frame(plain(theme, Margin::symmetric(8, 6)))
            .show(ui, |ui| {
                head(ui, "Scene", icon::CARET_LEFT, "scene tree", self.state.shell, |shell| &mut shell.left_open);
                self.slot(ui, Slot::Left);
            });
    }

    fn right(&mut self, ui: &mut Ui, theme: Theme, window: egui::Vec2) {
        if !self.state.shell.right_open {
            let rail = plain(theme, Margin::same(2));
            egui::Panel::right("inspector folded").exact_size(28.0).frame(rail).show(ui, |ui| {
                fold(ui, icon::SLIDERS_HORIZONTAL, "inspector", &mut self.state.shell.right_open);
            });
            return;
        }
        egui::Panel::right("inspector")
            .resizable(true)
            .default_size(312.0)
            .size_range(248.0..=(window.x * 0.45).max(260.0))
            .frame(plain(theme, Margin::ZERO))
            .show(ui, |ui| {
                let room = ui.available_height();
                let side = self.state.shell.side;
                let wanted = match side {
                    SideTab::Slices => (room * 0.42).min(350.0),
                    // All of it where there is room, but the inspector keeps the upper part.
                    SideTab::Propagation => (room - 210.0).clamp(room * 0.4, 480.0_f32.max(room * 0.4)),
                };
                egui::Panel::bottom(side.label())
                    .resizable(true)
                    .default_size(wanted)
                    .size_range(90.0..=(room * 0.75).max(100.0))
                    .frame(plain(theme, Margin::symmetric(10, 6)))
                    .show(ui, |ui| {
                        ui.horizontal(|ui| {
                            for tab in SideTab::ALL {
                                if ui.selectable_label(side == tab, tab.label()).clicked() {
                                    self.state.shell.side = tab;
                                }
                            }
                        });
                        ui.add_space(2.0);
                        let area = egui::ScrollArea::vertical().id_salt(side.label());
                        area.auto_shrink([false, false]).show(ui, |ui| {
                            ui.set_max_width(ui.available_width() - 4.0);
                            self.slot(ui, Slot::RightLower(side));
                        });
                    });
                CentralPanel::default().frame(plain(theme, Margin::symmetric(10, 6))).show(ui, |ui| {
                    head(ui, "Inspector", icon::CARET_RIGHT, "inspector", self.state.shell, |shell| {
                        &mut shell.right_open
                    });
                    self.slot(ui, Slot::RightUpper);
                });
            });
    }
}

/// Title of a panel with its fold button at the right end.
fn head(
    ui: &mut Ui,
    title: &str,
    glyph: &str,
    what: &str,
    shell: &mut Shell,
    open: impl FnOnce(&mut Shell) -> &mut bool,
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).small().weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| fold(ui, glyph, what, open(shell)));
    });
}

/// A button that folds or unfolds a panel.
fn fold(ui: &mut Ui, glyph: &str, what: &str, open: &mut bool) {
    let label = if *open { format!("Fold {what}") } else { format!("Open {what}") };
    if icon_button(ui, glyph, &label, &label, false, true).clicked() {
        *open = !*open;
    }
}
