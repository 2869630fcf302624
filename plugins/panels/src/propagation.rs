//! Propagation: which mechanisms links and maps have, how many paths each gives now, and the weather.

use crate::insight::PathCounts;
use crate::style;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::{icon_button, mechanism_mark};
use crate::{Panel, SideTab, Slot, weather};
use egui::{Align, Color32, Label, Layout, RichText, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as icon;
use twin_radio::Mechanism;
use twin_scene::schema::Propagation;
use twin_sim::command::TwinCommand;
use view_state::{MISSING, Object, mechanism_color};

/// Width of a column of counts.
const COUNT_PX: f32 = 64.0;

/// The panel.
pub(crate) struct PropagationPanel;

impl Panel for PropagationPanel {
    fn name(&self) -> &'static str {
        "Propagation"
    }

    fn slot(&self) -> Slot {
        Slot::RightLower(SideTab::Propagation)
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
        ui.spacing_mut().item_spacing = vec2(4.0, 0.0);
        mechanisms(ui, twin, state, actions);
        ui.add_space(2.0);
        ui.separator();
        ui.add_space(2.0);
        weather::weather_ui(ui, twin, state, actions);
    }
}

/// A switch of the panel: what it is called, its mechanism if it is one, its field.
struct Switch {
    label: &'static str,
    mechanism: Option<Mechanism>,
    get: fn(&mut Propagation) -> &mut bool,
    tip: &'static str,
}

const SWITCHES: [Switch; 7] = [
    Switch {
        label: "Line of sight",
        mechanism: Some(Mechanism::LineOfSight),
        get: |p| &mut p.line_of_sight,
        tip: "The direct path (ITU-R P.525-4).",
    },
    Switch {
        label: "Reflection",
        mechanism: Some(Mechanism::Reflection),
        get: |p| &mut p.reflection,
        tip: "Specular, off walls, ground and roofs as slabs of their material (ITU-R P.2040-4).",
    },
    Switch {
        label: "Transmission",
        mechanism: Some(Mechanism::Transmission),
        get: |p| &mut p.transmission,
        tip: "Straight through walls, as slabs of their material (ITU-R P.2040-4).",
    },
    Switch {
        label: "Diffraction",
        mechanism: Some(Mechanism::Diffraction),
        get: |p| &mut p.diffraction,
        tip: "Around edges (UTD, Kouyoumjian and Pathak 1974) and over rooftops (ITU-R P.526-15).",
    },
    Switch {
        label: "Scattering",
        mechanism: Some(Mechanism::Scattering),
        get: |p| &mut p.scattering,
        tip: "Diffusely off walls whose material has a scattering coefficient (directive model, Degli-Esposti et al. 2007). Sampled: costs time.",
    },
    Switch {
        label: "RIS",
        mechanism: Some(Mechanism::Ris),
        get: |p| &mut p.ris,
        tip: "Redirected by intelligent surfaces: exact sum over their elements (Tang et al. 2021).",
    },
    Switch {
        label: "Moving bodies",
        mechanism: None,
        get: |p| &mut p.movers,
        tip: "Vehicles, people and machines block rays as screens (TR 38.901 V17 cl. 7.6.4.2, model B). They weaken paths, so they have no count.",
    },
];

fn mechanisms(ui: &mut Ui, twin: &TwinView<'_>, state: &ViewStateMut<'_>, actions: &mut UiActions) {
    let now = twin.plan.propagation;
    let chosen = match state.selection.selected {
        Some(Object::Agent(ue)) => Some(twin.agent_name(ue)),
        _ => None,
    };
    heading(ui, twin, chosen, actions);
    for switch in &SWITCHES {
        ui.horizontal(|ui| {
            let (glyph, color) = mark(ui, switch);
            ui.add_sized(vec2(18.0, 18.0), Label::new(RichText::new(glyph).size(15.0).color(color)));
            let mut wanted = now;
            let on = (switch.get)(&mut wanted);
            if ui.checkbox(on, switch.label).on_hover_text(switch.tip).changed() {
                actions.send(TwinCommand::SetPropagation(wanted));
            }
            let Some(mechanism) = switch.mechanism else { return };
            let count = |counts: &PathCounts| {
                Mechanism::ALL.iter().position(|known| *known == mechanism).map_or(0, |at| counts[at]).to_string()
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                number(ui, &count(&twin.radio.all), "Paths of all agents from all sites, counted twice a second.");
                if chosen.is_some() {
                    let text = twin.radio.chosen.as_ref().map_or(MISSING.to_owned(), count);
                    number(ui, &text, "Paths of the selected agent from its serving site.");
                }
            });
        });
    }
    most_interactions(ui, now, actions);
}

/// Titles of the columns, and reset.
fn heading(ui: &mut Ui, twin: &TwinView<'_>, chosen: Option<&str>, actions: &mut UiActions) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Mechanisms").strong());
        let start = twin.radio.start.map(|(_, propagation)| propagation);
        reset(ui, "Reset mechanisms", start.filter(|start| *start != twin.plan.propagation), |start| {
            actions.send(TwinCommand::SetPropagation(start));
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            column_title(ui, "all paths");
            if let Some(name) = chosen {
                column_title(ui, name);
            }
        });
    });
}

/// A button that goes back to the scene's values; off when they are the present ones.
pub(crate) fn reset<T>(ui: &mut Ui, label: &str, start: Option<T>, go: impl FnOnce(T)) {
    let tip = "Back to the scene's values";
    let clicked = icon_button(ui, icon::ARROW_COUNTER_CLOCKWISE, label, tip, false, start.is_some()).clicked();
    if let Some(start) = start.filter(|_| clicked) {
        go(start);
    }
}

fn column_title(ui: &mut Ui, title: &str) {
    right_cell(ui, RichText::new(title).small().weak());
}

fn number(ui: &mut Ui, text: &str, tip: &str) {
    right_cell(ui, RichText::new(text)).on_hover_text(tip);
}

/// Text at the right edge of a column.
pub(crate) fn right_cell(ui: &mut Ui, text: RichText) -> egui::Response {
    ui.allocate_ui_with_layout(vec2(COUNT_PX, 16.0), Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_width(COUNT_PX);
        ui.add(Label::new(text).truncate())
    })
    .inner
}

fn mark(ui: &Ui, switch: &Switch) -> (&'static str, Color32) {
    switch.mechanism.map_or((icon::CAR, ui.visuals().weak_text_color()), |mechanism| {
        (mechanism_mark(mechanism).0, style::color(mechanism_color(mechanism)))
    })
}

fn most_interactions(ui: &mut Ui, now: Propagation, actions: &mut UiActions) {
    ui.horizontal(|ui| {
        let tip = "Most interactions along a path: reflections, walls passed, edges and RIS together. More are slower to find.";
        ui.weak("Interactions, at most").on_hover_text(tip);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for order in (0..=twin_radio::MAX_ORDER as u8).rev() {
                let on = now.max_order == order;
                let response = ui.selectable_label(on, order.to_string()).on_hover_text(tip);
                let label = format!("At most {order} interactions");
                response.widget_info(|| WidgetInfo::selected(WidgetType::RadioButton, true, on, label.clone()));
                if response.clicked() && !on {
                    actions.send(TwinCommand::SetPropagation(Propagation { max_order: order, ..now }));
                }
            }
        });
    });
}
