//! The inspector's page for a RIS: on or off, phase bits, bearing, and what it is steered for.

use crate::number::Number;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::{self, section, values};
use egui::{ComboBox, Ui};
use egui_phosphor::regular as icon;
use twin_scene::schema::RisTarget;
use twin_sim::command::TwinCommand;
use twin_sim::plan::Ris;
use twin_units::UeId;
use view_state::metres;

/// Draws the page.
pub(crate) fn ris_ui(
    ui: &mut Ui,
    ris: &Ris,
    twin: &TwinView<'_>,
    state: &mut ViewStateMut<'_>,
    actions: &mut UiActions,
) {
    ui.weak(format!("{} Reconfigurable intelligent surface. Drag it in the scene to move it.", icon::GRID_FOUR));
    values(ui, "ris", |list| {
        list.row("Elements", &format!("{} × {}", ris.rows, ris.columns), "Rows × columns, half a wavelength apart.");
        list.row("Serves", twin.site_name(ris.serves), "Site whose wave it redirects.");
        list.row("Height", &metres(ris.position.z), "Centre of the panel above ground zero of the scene.");
    });
    section(ui, "Settings");
    let mut enabled = ris.enabled;
    if ui
        .checkbox(&mut enabled, "On")
        .on_hover_text("Off, it is a plain wall: no path goes over its elements.")
        .changed()
    {
        actions.send(TwinCommand::EnableRis { ris: ris.id, enabled });
    }
    ui.horizontal(|ui| {
        ui.weak("Phase bits");
        for (bits, name) in [(1, "1"), (2, "2"), (3, "3"), (0, "continuous")] {
            let tip = "Steps of each element's phase: 2 to the power of the bits; fewer bits lose gain (about 3.9 dB with one).";
            if ui.selectable_label(ris.bits == bits, name).on_hover_text(tip).clicked() && ris.bits != bits {
                actions.send(TwinCommand::SetRisBits { ris: ris.id, bits });
            }
        }
    });
    ui.horizontal(|ui| {
        ui.weak("Azimuth");
        let azimuth = Number {
            label: "RIS azimuth",
            tip: "Bearing of the panel's normal, degrees clockwise from north.",
            value: ris.azimuth_deg,
            range: 0.0..=359.0,
            unit: "°",
            step: 1.0,
            decimals: 0,
        };
        if let Some((azimuth_deg, gesture)) = azimuth.field(ui, state.gesture) {
            actions.commands.push((TwinCommand::TurnRis { ris: ris.id, azimuth_deg }, gesture));
        }
    });
    target(ui, ris, twin, state, actions);
}

fn target(ui: &mut Ui, ris: &Ris, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    let shown = match ris.target {
        RisTarget::Mirror => "mirror".to_owned(),
        RisTarget::Point((x, y, z)) => format!("{}, {z:.1} m up", widgets::ground_point(x, y)),
        RisTarget::Agent(number) => twin.agent_name(UeId(number)).to_owned(),
    };
    let mut wanted = None;
    ui.horizontal(|ui| {
        ui.weak("Steered for");
        ComboBox::from_id_salt("target")
            .selected_text(shown)
            .width((ui.available_width() - 8.0).max(80.0))
            .show_ui(ui, |ui| {
                if ui.selectable_label(ris.target == RisTarget::Mirror, "mirror").clicked() {
                    wanted = Some(RisTarget::Mirror);
                }
                let middle = twin.plan.bounds;
                let point =
                    RisTarget::Point(((middle[0][0] + middle[1][0]) / 2.0, (middle[0][1] + middle[1][1]) / 2.0, 1.5));
                if ui.selectable_label(matches!(ris.target, RisTarget::Point(_)), "point").clicked()
                    && !matches!(ris.target, RisTarget::Point(_))
                {
                    wanted = Some(point);
                }
                for agent in twin.agents {
                    let choice = RisTarget::Agent(agent.ue.id.0);
                    if ui.selectable_label(ris.target == choice, &agent.ue.name).clicked() {
                        wanted = Some(choice);
                    }
                }
            })
            .response
            .on_hover_text(
                "Mirror: no phase gradient. Point: fixed; starts in the middle of the scene. Agent: follows it.",
            );
    });
    if let RisTarget::Point((x, y, z)) = ris.target {
        ui.horizontal(|ui| {
            let mut point = [x, y, z];
            for (axis, (label, unit)) in
                [("Focus east", " m E"), ("Focus north", " m N"), ("Focus height", " m up")].into_iter().enumerate()
            {
                let tip = "Focus of the panel, metres from the scene's origin.";
                let number = Number { label, tip, value: point[axis], range: -1e5..=1e5, unit, step: 0.5, decimals: 1 };
                if let Some((value, gesture)) = number.field(ui, state.gesture) {
                    point[axis] = value;
                    let target = RisTarget::Point((point[0], point[1], point[2]));
                    actions.commands.push((TwinCommand::SteerRis { ris: ris.id, target }, gesture));
                }
            }
        });
    }
    if let Some(target) = wanted.filter(|target| *target != ris.target) {
        actions.send(TwinCommand::SteerRis { ris: ris.id, target });
    }
}
