//! The inspector's page for a RIS: its phases as a picture, what it gains, on or off, phase bits, bearing, and what it is steered for.

use crate::number::Number;
use crate::phase_picture::PhasePicture;
use crate::style;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::{section, values};
use egui::{ComboBox, Label, RichText, Ui};
use egui_phosphor::regular as icon;
use twin_scene::schema::RisTarget;
use twin_sim::command::TwinCommand;
use twin_sim::plan::Ris;
use twin_sim::ris_facts::{RisFacts, TargetFacts};
use twin_units::UeId;
use view_state::{MISSING, db, metres, si};

/// Draws the page.
pub(crate) fn ris_ui(
    ui: &mut Ui,
    ris: &Ris,
    twin: &TwinView<'_>,
    state: &mut ViewStateMut<'_>,
    actions: &mut UiActions,
    picture: &mut PhasePicture,
) {
    let what = RichText::new(format!("{} Intelligent surface; drag it to move it", icon::GRID_FOUR)).weak();
    ui.add(Label::new(what).truncate())
        .on_hover_text("Reconfigurable intelligent surface (RIS). Drag it in the scene to move it.");
    let facts = twin.radio.ris.as_ref().filter(|(id, _)| *id == ris.id).map(|(_, facts)| facts);
    match facts {
        Some(facts) if facts.phases_rad.is_empty() => {
            let why = if ris.enabled {
                "Its site does not reach it, so no phases are set."
            } else {
                "Off: no phases are set."
            };
            ui.add(Label::new(RichText::new(format!("{} {why}", icon::INFO))).wrap());
        }
        Some(facts) => {
            let levels = (ris.bits > 0).then(|| 1usize << ris.bits);
            picture.show(ui, &ris.name, &facts.phases_rad, ris.columns as usize, levels, *state.theme);
        }
        None => {}
    }
    steering(ui, ris, twin, state, actions);
    if let Some(facts) = facts {
        section(ui, "What it gains");
        gains(ui, ris, facts, style::faint(*state.theme));
    }
    section(ui, "What it is");
    values(ui, "ris", |list| {
        list.row("Elements", &format!("{} × {}", ris.rows, ris.columns), "Rows × columns, half a wavelength apart.");
        if let Some(facts) = facts {
            let [width, height] = facts.size_m;
            list.row("Size", &format!("{} × {}", si(width, "m"), si(height, "m")), "Width × height of the panel.");
            list.row("Wavelength", &si(facts.wavelength_m, "m"), "Of the carrier in air.");
        }
        list.row("Serves", twin.site_name(ris.serves), "Site whose wave it redirects.");
        if let Some(source_m) = facts.and_then(|facts| facts.source_m) {
            list.row(
                "Way from site",
                &metres(source_m),
                "Length of the strongest way from the site to the panel, over walls or direct.",
            );
        }
        list.row("Height", &metres(ris.position.z), "Centre of the panel above ground zero of the scene.");
    });
}

/// Gains at the target, and whether it is in the near field.
fn gains(ui: &mut Ui, ris: &Ris, facts: &RisFacts, faint: egui::Color32) {
    let elements = f64::from(ris.rows * ris.columns);
    values(ui, "ris gains", |list| {
        list.row(
            "Near field up to",
            &metres(facts.fraunhofer_m),
            "Fraunhofer distance 2 D²/λ with D the panel's diagonal: nearer than this a panel must focus instead of steer (Balanis, Antenna Theory, 4th ed., cl. 2.2.4).",
        );
        let Some(TargetFacts { distance_m, gain }) = facts.target else {
            list.row("Target", &format!("{MISSING} mirror"), "A mirror has no target: all phases are 0.");
            return;
        };
        let place = if distance_m < facts.fraunhofer_m { "near field" } else { "far field" };
        list.row(
            "Target",
            &format!("{}, {place}", metres(distance_m)),
            "Distance from the panel's centre to what it is steered for.",
        );
        let Some(gain) = gain else {
            list.row("Gain", &format!("{MISSING} none"), "The panel is not lit, or its target is behind it.");
            return;
        };
        list.row(
            "Gain at target",
            &db(gain.set_db),
            "Power at the target over that of one element of the panel, with the phases as set, dB.",
        );
        list.row(
            "Ideal N²",
            &db(gain.ideal_db),
            &format!("All {elements:.0} elements in step and equally strong: 20 log₁₀ N, dB."),
        );
        let name = if ris.bits == 0 { "Phase loss" } else { "Quantisation loss" };
        list.row(
            name,
            &db(gain.phase_loss_db),
            "Lost to phases in steps, against any phase for each element, dB. For a uniform spread of errors: 3.9 dB with one bit, 0.9 dB with two, 0.2 dB with three.",
        );
    });
    if facts.target.is_some_and(|target| target.distance_m < facts.fraunhofer_m) {
        ui.add(
            Label::new(
                RichText::new("The target is in the near field: the panel focuses on the point.").small().color(faint),
            )
            .wrap(),
        );
    }
}

/// What may be set.
fn steering(ui: &mut Ui, ris: &Ris, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    section(ui, "Settings");
    ui.horizontal(|ui| {
        let mut enabled = ris.enabled;
        let tip = "Off, it is a plain wall: no path goes over its elements.";
        if ui.checkbox(&mut enabled, "On").on_hover_text(tip).changed() {
            actions.send(TwinCommand::EnableRis { ris: ris.id, enabled });
        }
        ui.add_space(12.0);
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
    ui.horizontal(|ui| {
        ui.weak("Phase bits");
        for (bits, name) in [(1, "1"), (2, "2"), (3, "3"), (0, "continuous")] {
            let tip = "Steps of each element's phase: 2 to the power of the bits; fewer bits lose gain (about 3.9 dB with one).";
            if ui.selectable_label(ris.bits == bits, name).on_hover_text(tip).clicked() && ris.bits != bits {
                actions.send(TwinCommand::SetRisBits { ris: ris.id, bits });
            }
        }
    });
    target(ui, ris, twin, state, actions);
}

/// The controller: mirror, point or agent, and which point or agent.
fn target(ui: &mut Ui, ris: &Ris, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    let mut wanted = None;
    let middle = twin.plan.bounds;
    let point = RisTarget::Point(((middle[0][0] + middle[1][0]) / 2.0, (middle[0][1] + middle[1][1]) / 2.0, 1.5));
    let RisTarget::Point(center) = point else { return };
    let sector = RisTarget::Sector(center, 60.0);
    let first_agent = twin.agents.first().map(|agent| RisTarget::Agent(agent.ue.id.0));
    ui.horizontal_wrapped(|ui| {
        ui.weak("Steered for");
        for (name, on, choice, tip) in [
            ("mirror", ris.target == RisTarget::Mirror, Some(RisTarget::Mirror), "No phase gradient: a plain mirror."),
            (
                "point",
                matches!(ris.target, RisTarget::Point(_)),
                Some(point),
                "Focuses on a fixed point; starts in the middle of the scene.",
            ),
            (
                "agent",
                matches!(ris.target, RisTarget::Agent(_)),
                first_agent,
                "Follows an agent, set anew ten times a second.",
            ),
            (
                "sector",
                matches!(ris.target, RisTarget::Sector(..)),
                Some(sector),
                "Spreads the wave over 60° around the middle of the scene.",
            ),
            (
                "worst",
                matches!(ris.target, RisTarget::Worst(_)),
                Some(RisTarget::Worst(4)),
                "Raises the worst of the four nearest agents in front of it, set anew ten times a second.",
            ),
            (
                "random",
                matches!(ris.target, RisTarget::Random(_)),
                Some(RisTarget::Random(1)),
                "Random phases: a baseline.",
            ),
            ("off", ris.target == RisTarget::Absorb, Some(RisTarget::Absorb), "Reflects nothing, as an absorber."),
        ] {
            let response = ui.selectable_label(on, name).on_hover_text(tip);
            response.widget_info(|| {
                egui::WidgetInfo::selected(egui::WidgetType::RadioButton, true, on, format!("Steer for {name}"))
            });
            if response.clicked() && !on {
                wanted = choice;
            }
        }
    });
    if let RisTarget::Agent(number) = ris.target {
        ui.horizontal(|ui| {
            ui.weak("Follows");
            ComboBox::from_id_salt("target")
                .selected_text(twin.agent_name(UeId(number)))
                .width((ui.available_width() - 8.0).max(80.0))
                .show_ui(ui, |ui| {
                    for agent in twin.agents {
                        let choice = RisTarget::Agent(agent.ue.id.0);
                        if ui.selectable_label(ris.target == choice, &agent.ue.name).clicked() {
                            wanted = Some(choice);
                        }
                    }
                });
        });
    }
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
