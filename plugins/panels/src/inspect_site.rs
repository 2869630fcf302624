//! The inspector's page for a site: each cell's load, and its bearing, tilt and power to edit.

use crate::number::Number;
use crate::style;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::{self, section, values};
use egui::{RichText, Ui};
use egui_phosphor::regular as icon;
use twin_sim::command::TwinCommand;
use twin_sim::plan::{Cell, Site};
use view_state::{cell_color, metres, percent, rate, slice_color};

/// Draws the page.
pub(crate) fn site_ui(
    ui: &mut Ui,
    site: &Site,
    twin: &TwinView<'_>,
    state: &mut ViewStateMut<'_>,
    actions: &mut UiActions,
) {
    ui.weak(format!(
        "{} gNB site with {} cells. Drag it in the scene to move it.",
        icon::CELL_TOWER,
        twin.plan.cells_of(site.id).count()
    ));
    values(ui, "site", |list| {
        let p = site.position;
        list.row("Antennas at", &widgets::ground_point(p.x, p.y), "Metres east and north of the scene's origin.");
        list.row("Height", &metres(p.z), "Antennas above ground zero of the scene.");
    });
    for cell in twin.plan.cells_of(site.id) {
        section(ui, &cell.name);
        ui.push_id(cell.id.0, |ui| cell_ui(ui, cell, twin, state, actions));
    }
}

fn cell_ui(ui: &mut Ui, cell: &Cell, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    let theme = *state.theme;
    if let Some(live) = twin.cells.0.get(cell.id.0 as usize) {
        ui.horizontal(|ui| {
            widgets::bar(
                ui,
                ui.available_width() - 60.0,
                8.0,
                live.load,
                style::color(cell_color(cell.id.0 as usize)),
                theme,
            )
            .on_hover_text("Share of downlink PRBs in use, mean of 100 ms.");
            ui.label(percent(live.load));
        });
        values(ui, "cell", |list| {
            list.row("UEs", &live.n_ue.to_string(), "Connected UEs.");
            list.row("Rate", &rate(live.rate_bps), "Served downlink rate of the last tick.");
            list.row("PCI", &cell.pci.0.to_string(), "Physical cell identity, 0..=1007 (TS 38.211 cl. 7.4.2.1).");
            let array = cell.array;
            list.row(
                "Array",
                &format!("{}×{} · {} beams", array.rows, array.columns, array.beams_azimuth * array.beams_elevation),
                "Rows × columns of elements, half a wavelength apart; SSB beams of its DFT codebook.",
            );
            if let Some(own) = &cell.pattern {
                let tip = if own.is_whole_sector {
                    "Pattern file of the whole sector."
                } else {
                    "Pattern file of each element."
                };
                list.row("Pattern", &own.name, tip);
            }
        });
        ui.horizontal_wrapped(|ui| {
            for (idx, (share, slice)) in live.slice_share.iter().zip(&twin.plan.slices).enumerate() {
                ui.label(RichText::new(icon::STACK).color(style::color(slice_color(idx))));
                ui.label(RichText::new(format!("{} {}", slice.name, percent(*share))).small())
                    .on_hover_text("Share of this cell's PRBs.");
            }
        });
    }
    ui.horizontal_wrapped(|ui| {
        let label = format!("{} azimuth", cell.name);
        let azimuth = Number {
            label: &label,
            tip: "Bearing of boresight, degrees clockwise from north. Drag, or click to type.",
            value: cell.azimuth_deg,
            range: 0.0..=359.0,
            unit: "°",
            step: 1.0,
            decimals: 0,
        };
        ui.weak(icon::TARGET);
        if let Some((azimuth_deg, gesture)) = azimuth.field(ui, state.gesture) {
            let command = TwinCommand::PointCell { cell: cell.id, azimuth_deg, downtilt_deg: cell.downtilt_deg };
            actions.commands.push((command, gesture));
        }
        let label = format!("{} tilt", cell.name);
        let tilt = Number {
            label: &label,
            tip: "Mechanical tilt below the horizon, degrees. Drag, or click to type.",
            value: cell.downtilt_deg,
            range: -10.0..=45.0,
            unit: "° tilt",
            step: 0.2,
            decimals: 1,
        };
        if let Some((downtilt_deg, gesture)) = tilt.field(ui, state.gesture) {
            let command = TwinCommand::PointCell { cell: cell.id, azimuth_deg: cell.azimuth_deg, downtilt_deg };
            actions.commands.push((command, gesture));
        }
        let label = format!("{} power", cell.name);
        let power = Number {
            label: &label,
            tip: "Transmit power over the whole carrier, dBm. Drag, or click to type.",
            value: cell.power.0,
            range: 0.0..=60.0,
            unit: " dBm",
            step: 0.1,
            decimals: 1,
        };
        if let Some((power_dbm, gesture)) = power.field(ui, state.gesture) {
            actions.commands.push((TwinCommand::SetCellPower { cell: cell.id, power_dbm }, gesture));
        }
    });
}
