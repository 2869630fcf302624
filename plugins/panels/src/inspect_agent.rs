//! The inspector's page for an agent.

use crate::shell::AgentTab;
use crate::style;
use crate::view::{AgentRow, TwinView, ViewStateMut};
use crate::widgets::{self, heat_grid, kind_name, section, values};
use crate::{inspect_link, why};
use egui::{Align2, FontId, Label, RichText, Sense, Stroke, Ui, pos2, vec2};
use egui_phosphor::regular as icon;
use twin_sim::components::{Connection, NO_SIGNAL_DBM};
use twin_units::CellId;
use view_state::{MISSING, Theme, cell_color, db, dbm, duration, percent, rate, si, slice_color};

/// Draws the page chosen by its tabs.
pub(crate) fn agent_ui(ui: &mut Ui, agent: &AgentRow<'_>, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for tab in AgentTab::ALL {
            if ui.selectable_label(state.shell.agent_tab == tab, tab.label()).clicked() {
                state.shell.agent_tab = tab;
            }
        }
    });
    match state.shell.agent_tab {
        AgentTab::Overview => overview(ui, agent, twin, *state.theme),
        AgentTab::Link => inspect_link::link_ui(ui, agent, twin, state),
        AgentTab::Model => {
            section(ui, "Beam model");
            model(ui, agent, twin, *state.theme);
        }
    }
}

fn overview(ui: &mut Ui, agent: &AgentRow<'_>, twin: &TwinView<'_>, theme: Theme) {
    what(ui, agent, twin);
    section(ui, "Why?");
    for sentence in why::sentences(agent, twin) {
        ui.add(Label::new(sentence).wrap());
    }
    section(ui, "Now");
    budget(ui, agent);
    cells(ui, agent, twin, theme);
    section(ui, "Traffic");
    traffic(ui, agent);
    section(ui, "History");
    values(ui, "history", |list| {
        list.row(
            "Handovers",
            &format!("{}, {} ping-pong", agent.mobility.handovers, agent.mobility.ping_pongs),
            "Completed since the start; a ping-pong returns within the minimum time of stay (TR 36.839 cl. 5.2.4).",
        );
        list.row("Radio-link failures", &agent.mobility.failures.to_string(), "T310 ran out (TS 38.331 cl. 5.3.10).");
    });
}

fn what(ui: &mut Ui, agent: &AgentRow<'_>, twin: &TwinView<'_>) {
    let radio = agent.radio;
    let connection = match radio.connection {
        Connection::Connected => "connected",
        Connection::HandingOver => "handing over",
        Connection::Reestablishing => "re-establishing",
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("{} {}", widgets::kind_icon(agent.ue.kind), kind_name(agent.ue.kind).0)));
        if let Some(slice) = twin.plan.slices.get(agent.ue.slice) {
            ui.label(RichText::new(icon::STACK).color(style::color(slice_color(agent.ue.slice))));
            ui.label(&slice.name).on_hover_text("Its network slice.");
        }
        ui.weak(connection).on_hover_text("State of the radio connection.");
    });
    values(ui, "what", |list| {
        let serving = radio.serving.map_or("none", |cell| twin.cell_name(cell));
        list.row("Serving cell", serving, "The cell it is connected to.");
        list.row("Beam", &radio.beam.to_string(), "Index into the serving cell's SSB codebook, used for data.");
        list.row("Speed", &format!("{} m/s", three(agent.velocity.0.length())), "Over ground and in height.");
        let p = agent.pose.position;
        list.row(
            "Position",
            &format!("{}, {:.1} m up", widgets::ground_point(p.x, p.y), p.z),
            "Metres east and north of the scene's origin, metres up; the antenna is above it by its mounting height.",
        );
    });
}

fn three(value: f64) -> String {
    format!("{value:.1}")
}

fn budget(ui: &mut Ui, agent: &AgentRow<'_>) {
    let radio = agent.radio;
    values(ui, "budget", |list| {
        list.row("SINR", &db(radio.sinr_db), "Signal to interference and noise of data on the used beam, dB.");
        list.row(
            "SS-RSRP",
            &dbm(radio.ss_rsrp_dbm),
            "Power per resource element of the serving cell's best SSB beam, dBm (TS 38.215 cl. 5.1.1).",
        );
        list.row(
            "Interference",
            &dbm(radio.interference_dbm),
            "Power of other cells per resource element at their present load, dBm.",
        );
        list.row("Noise", &dbm(radio.noise_dbm), "Thermal noise per resource element with the noise figure, dBm.");
        let milliwatts = |dbm: f64| twin_units::math::exp10(dbm / 10.0);
        let sum = 10.0 * twin_units::math::log10(milliwatts(radio.interference_dbm) + milliwatts(radio.noise_dbm));
        list.row("Interference + noise", &dbm(sum), "Sum of the two lines above, dBm per resource element.");
    });
}

/// The three strongest cells as bars, the A3 margin as a line, the time to trigger as a bar that fills.
fn cells(ui: &mut Ui, agent: &AgentRow<'_>, twin: &TwinView<'_>, theme: Theme) {
    let cells = why::strongest_cells(agent);
    let (low, high) = (-130.0, -50.0);
    let share = |rsrp: f64| ((rsrp - low) / (high - low)).clamp(0.0, 1.0);
    let own = agent.radio.serving.and_then(|cell| agent.mobility.filtered_rsrp_dbm.get(cell.0 as usize)).copied();
    ui.add_space(4.0);
    for (cell, rsrp) in cells.iter().take(3) {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        let fill = style::tint(theme, style::color(cell_color(cell.0 as usize)), 0.55);
        widgets::paint_bar(ui, rect.shrink2(vec2(0.0, 1.0)), share(*rsrp), fill, theme);
        let serving = agent.radio.serving == Some(*cell);
        let name =
            if serving { format!("{} (serving)", twin.cell_name(*cell)) } else { twin.cell_name(*cell).to_owned() };
        let font = FontId::proportional(style::SMALL_PX + 1.0);
        let painter = ui.painter().with_clip_rect(rect);
        painter.text(rect.left_center() + vec2(5.0, 0.0), Align2::LEFT_CENTER, name, font.clone(), style::ink(theme));
        painter.text(rect.right_center() - vec2(5.0, 0.0), Align2::RIGHT_CENTER, dbm(*rsrp), font, style::ink(theme));
        if let Some(own) = own.filter(|_| !serving) {
            let x = rect.left() + rect.width() * share(own + why::a3_margin_db(twin)) as f32;
            ui.painter()
                .line_segment([pos2(x, rect.top()), pos2(x, rect.bottom())], Stroke::new(1.5, style::ink(theme)));
        }
        response.on_hover_text(format!(
            "SS-RSRP after the L3 filter (TS 38.331 cl. 5.5.3.2), scale {low} to {high} dBm. The line is where event A3 begins: serving + {}.",
            db(why::a3_margin_db(twin))
        ));
    }
    if cells.is_empty() {
        ui.weak("No cell is heard.");
    }
    if let Some((cell, running)) = agent.mobility.a3 {
        let limit = twin.plan.mobility.time_to_trigger_ms * 1e-3;
        ui.horizontal(|ui| {
            widgets::bar(ui, 90.0, 8.0, running / limit.max(1e-9), style::accent(theme), theme);
            ui.label(format!("A3 {} / {}", duration(running), duration(limit)));
            ui.weak(twin.cell_name(cell));
        })
        .response
        .on_hover_text(
            "Time to trigger of event A3: the condition must hold this long before a handover (TS 38.331 cl. 5.5.4.4).",
        );
    }
}

fn traffic(ui: &mut Ui, agent: &AgentRow<'_>) {
    let t = agent.traffic;
    values(ui, "traffic", |list| {
        list.row("Rate", &rate(t.rate_bps), "Served downlink rate over the last second.");
        list.row("Offered", &rate(t.offered_bps), "Offered load over the last second.");
        let latency = t.latency_s.map_or_else(|| format!("{MISSING} no packets"), duration);
        list.row(
            "Latency",
            &latency,
            "Mean time from arrival to the last bit on the air, packets completed in the last second.",
        );
        list.row("Backlog", &si(t.backlog_bits, "bit"), "Bits waiting at the gNB.");
        let mcs = t.mcs.map_or_else(|| format!("{MISSING} no grant yet"), |mcs| mcs.to_string());
        list.row("MCS", &mcs, "Modulation and coding scheme of the last grant (TS 38.214 table 5.1.3.1-2).");
        list.row("PRBs per slot", &three(t.n_prb), "Mean over the downlink slots of the last tick.");
        list.row("BLER", &percent(t.bler), "Share of blocks received in error over the last second.");
    });
}

fn model(ui: &mut Ui, agent: &AgentRow<'_>, twin: &TwinView<'_>, theme: Theme) {
    let mind = agent.mind;
    if mind.decisions == 0 {
        ui.weak("It has not decided yet.");
        return;
    }
    let serving = agent.radio.serving.unwrap_or(CellId(0));
    let array = twin.plan.cells.get(serving.0 as usize).map(|cell| cell.array);
    let columns = array.map_or(8, |array| array.beams_azimuth as usize);
    let measured = |idx: usize| mind.measured.iter().find(|(beam, _)| *beam == idx).map(|(_, rsrp)| *rsrp);
    let n_beam = mind.ranking.len().max(mind.scores.len());
    ui.label(RichText::new(format!("{} measured beams → scores of all {n_beam}", mind.measured.len())).weak())
        .on_hover_text(
            "The model sees the SS-RSRP of a few beams only and ranks them all. Columns: azimuth, rows: elevation.",
        );
    let first = mind.ranking.first().copied().unwrap_or(mind.true_best);
    let framed = [(mind.true_best, style::ink(theme)), (first, style::accent(theme))];
    let seen: Vec<f64> =
        (0..n_beam).map(|idx| measured(idx).filter(|rsrp| *rsrp > NO_SIGNAL_DBM).unwrap_or(f64::NAN)).collect();
    heat_grid(
        ui,
        &seen,
        columns,
        &[],
        |idx| format!("Beam {idx}: measured {}", measured(idx).map_or(MISSING.into(), dbm)),
        theme,
    );
    if mind.scores.is_empty() {
        ui.weak("A rule decides; it gives no scores.");
    } else {
        let scores: Vec<f64> = mind.scores.iter().map(|score| f64::from(*score)).collect();
        heat_grid(ui, &scores, columns, &framed, |idx| format!("Beam {idx}: score {:.3}", scores[idx]), theme);
    }
    values(ui, "model", |list| {
        list.row("Policy", &mind.policy, "What decided.");
        let verdict = if first == mind.true_best { "right" } else { "wrong" };
        list.row(
            "Beam chosen / best",
            &format!("{first} / {} – {verdict}", mind.true_best),
            "First of the ranking (accent frame) and the truly best beam (dark frame).",
        );
        list.row("Loss", &db(mind.loss_db), "SS-RSRP of the best beam over the chosen one, dB.");
        let share = |count: u32| percent(f64::from(count) / f64::from(mind.decisions));
        list.row(
            "Right so far",
            &format!("{}, in three {}", share(mind.right), share(mind.right_in_three)),
            "Share of this agent's decisions whose first choice, or one of the first three, was the best beam.",
        );
        list.row("Decisions", &mind.decisions.to_string(), "Since the start.");
        list.row(
            "Device latency",
            &duration(mind.device_latency_s),
            "One inference on this agent's device: modelled, not measured.",
        );
        list.row(
            "Device energy",
            &si(mind.device_energy_j, "J"),
            "One inference on this agent's device: modelled, not measured.",
        );
        list.row(
            "This computer",
            &format!("{} per tick", duration(twin.timings.models_s)),
            "Measured host time of all agents' models in one tick.",
        );
    });
}
