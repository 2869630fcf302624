//! The inspector: what the selected object is, what it does now, what happened to it, and why.

use crate::phase_picture::PhasePicture;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::{icon_button, section, values};
use crate::{Panel, Slot, inspect_agent, inspect_ris, inspect_site, mobility};
use egui::{Align, Layout, RichText, ScrollArea, Ui};
use egui_phosphor::regular as icon;
use view_state::{CameraRequest, Object, metres, percent, rate};

/// The inspector.
#[derive(Default)]
pub(crate) struct Inspector {
    phases: PhasePicture,
}

impl Panel for Inspector {
    fn name(&self) -> &'static str {
        "Inspector"
    }

    fn slot(&self) -> Slot {
        Slot::RightUpper
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
        let selected = state.selection.selected;
        ScrollArea::vertical().id_salt("inspector").auto_shrink([false, false]).show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 6.0);
            match selected {
                Some(object) => {
                    ui.push_id(object, |ui| object_ui(ui, object, twin, state, actions, &mut self.phases)).inner
                }
                None => network_ui(ui, twin, state, actions),
            }
        });
    }
}

fn object_ui(
    ui: &mut Ui,
    object: Object,
    twin: &TwinView<'_>,
    state: &mut ViewStateMut<'_>,
    actions: &mut UiActions,
    phases: &mut PhasePicture,
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(twin.object_name(object)).heading());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icon::X, "Deselect", "Select nothing (Esc)", false, true).clicked() {
                state.selection.selected = None;
            }
            if matches!(object, Object::Agent(_))
                && icon_button(ui, icon::TARGET, "Follow", "The camera follows until you move it", false, true)
                    .clicked()
            {
                *state.camera = CameraRequest::Follow(object);
            }
            if icon_button(ui, icon::CROSSHAIR, "Look at", "Look at it (F)", false, true).clicked() {
                *state.camera = CameraRequest::Frame(object);
            }
        });
    });
    match object {
        Object::Agent(ue) => match twin.agent(ue) {
            Some(agent) => inspect_agent::agent_ui(ui, agent, twin, state),
            None => gone(ui),
        },
        Object::Site(site) => match twin.plan.sites.get(site.0 as usize) {
            Some(site) => inspect_site::site_ui(ui, site, twin, state, actions),
            None => gone(ui),
        },
        Object::Ris(ris) => match twin.plan.ris.get(ris.0 as usize) {
            Some(ris) => inspect_ris::ris_ui(ui, ris, twin, state, actions, phases),
            None => gone(ui),
        },
        Object::Building(_) => {
            ui.weak("Part of the geometry rays are traced in. Its height and material shape reflections and shadows.");
        }
    }
}

fn gone(ui: &mut Ui) {
    ui.weak("This object is not in the open scene.");
}

/// With nothing selected: the network as a whole, and its handover settings.
fn network_ui(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    let carrier = &twin.plan.carrier;
    ui.label(RichText::new("Network").heading());
    ui.weak("Click a site, RIS, agent or building to inspect it.");
    section(ui, "What");
    values(ui, "network", |list| {
        list.row("Carrier", &view_state::si(carrier.frequency.0, "Hz"), "Centre frequency of all cells.");
        list.row(
            "Bandwidth",
            &format!("{}, {} PRB", view_state::si(carrier.bandwidth.0, "Hz"), carrier.n_prb),
            "Channel bandwidth and its PRBs of 12 sub-carriers (TS 38.101-1/-2 table 5.3.2-1).",
        );
        list.row("Sub-carriers", &view_state::si(carrier.scs.0, "Hz"), "Sub-carrier spacing (TS 38.211 table 4.2-1).");
        list.row("Downlink share", &percent(carrier.dl_share), "Share of symbols in the downlink (TDD pattern).");
        list.row("UE noise figure", &view_state::db(carrier.ue_noise_figure.0), "Noise figure of the receivers.");
        let [[x0, y0], [x1, y1]] = twin.plan.bounds;
        list.row(
            "Area",
            &format!("{} × {}", metres(x1 - x0), metres(y1 - y0)),
            "East–west and north–south size of the scene.",
        );
        list.row(
            "Holds",
            &format!("{} cells · {} RIS · {} agents", twin.plan.cells.len(), twin.plan.ris.len(), twin.agents.len()),
            "Objects in the scene.",
        );
    });
    if let Some(frame) = twin.frame() {
        section(ui, "Now");
        values(ui, "network now", |list| {
            list.row("Served rate", &rate(frame.total_rate_bps), "Downlink of all cells over the last second.");
            list.row("Mean load", &percent(frame.mean_load), "Share of downlink PRBs in use, mean over cells.");
            list.row(
                "Handovers",
                &format!("{}, {} ping-pong", frame.handovers, frame.ping_pongs),
                "Completed since the start, and returns within the minimum time of stay (TR 36.839 cl. 5.2.4).",
            );
            list.row("Radio-link failures", &frame.failures.to_string(), "Since the start (TS 38.331 cl. 5.3.10).");
            list.row(
                "Beam choice right",
                &format!("{}, −{}", percent(frame.beam_top1), view_state::db(frame.beam_loss_db)),
                "Share of model decisions over the last second whose first choice was the best beam, and mean RSRP lost.",
            );
        });
    }
    section(ui, "Handover and radio-link monitoring");
    mobility::settings_ui(ui, twin, state, actions);
}
