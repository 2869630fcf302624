//! Handover and radio-link monitoring settings, to edit.

use crate::number::Number;
use crate::view::{TwinView, UiActions, ViewStateMut};
use egui::{Grid, RichText, Ui};
use twin_scene::schema::MobilitySettings;
use twin_sim::command::TwinCommand;

struct Setting {
    name: &'static str,
    unit: &'static str,
    range: (f64, f64),
    step: f64,
    decimals: usize,
    get: fn(&MobilitySettings) -> f64,
    set: fn(&mut MobilitySettings, f64),
    tip: &'static str,
}

const SETTINGS: [Setting; 10] = [
    Setting {
        name: "A3 offset",
        unit: " dB",
        range: (-15.0, 15.0),
        step: 0.5,
        decimals: 1,
        get: |m| m.a3_offset_db,
        set: |m, v| m.a3_offset_db = v,
        tip: "How much better than the serving cell a neighbour must be, dB. a3-Offset, TS 38.331 cl. 5.5.4.4.",
    },
    Setting {
        name: "Hysteresis",
        unit: " dB",
        range: (0.0, 15.0),
        step: 0.5,
        decimals: 1,
        get: |m| m.hysteresis_db,
        set: |m, v| m.hysteresis_db = v,
        tip: "Added on entering and taken off on leaving event A3, dB. TS 38.331 cl. 5.5.4.4.",
    },
    Setting {
        name: "Time to trigger",
        unit: " ms",
        range: (0.0, 5120.0),
        step: 10.0,
        decimals: 0,
        get: |m| m.time_to_trigger_ms,
        set: |m, v| m.time_to_trigger_ms = v,
        tip: "How long the condition must hold before a handover, ms. TS 38.331 cl. 5.5.4.1.",
    },
    Setting {
        name: "L3 filter k",
        unit: "",
        range: (0.0, 19.0),
        step: 1.0,
        decimals: 0,
        get: |m| f64::from(m.filter_k),
        set: |m, v| m.filter_k = v.round() as u32,
        tip: "Filter coefficient: weight of a new measurement is 1 / 2^(k/4). TS 38.331 cl. 5.5.3.2.",
    },
    Setting {
        name: "T310",
        unit: " ms",
        range: (0.0, 6000.0),
        step: 50.0,
        decimals: 0,
        get: |m| m.t310_ms,
        set: |m, v| m.t310_ms = v,
        tip: "Time out of sync after which the radio link fails, ms. TS 38.331 cl. 5.3.10.",
    },
    Setting {
        name: "Qout",
        unit: " dB",
        range: (-20.0, 10.0),
        step: 0.5,
        decimals: 1,
        get: |m| m.qout_db,
        set: |m, v| m.qout_db = v,
        tip: "SINR below which a link counts as out of sync, dB (TR 36.839 table 5.2.1.3.1).",
    },
    Setting {
        name: "Qin",
        unit: " dB",
        range: (-20.0, 10.0),
        step: 0.5,
        decimals: 1,
        get: |m| m.qin_db,
        set: |m, v| m.qin_db = v,
        tip: "SINR above which a link counts as in sync again, dB (TR 36.839 table 5.2.1.3.1).",
    },
    Setting {
        name: "Preparation",
        unit: " ms",
        range: (0.0, 500.0),
        step: 10.0,
        decimals: 0,
        get: |m| m.preparation_ms,
        set: |m, v| m.preparation_ms = v,
        tip: "Handover preparation between gNBs, ms (TR 36.839 table 5.2.1.3.1).",
    },
    Setting {
        name: "Execution",
        unit: " ms",
        range: (0.0, 500.0),
        step: 10.0,
        decimals: 0,
        get: |m| m.execution_ms,
        set: |m, v| m.execution_ms = v,
        tip: "Handover execution, no data flows, ms (TR 36.839 table 5.2.1.3.1).",
    },
    Setting {
        name: "Ping-pong within",
        unit: " ms",
        range: (0.0, 10_000.0),
        step: 100.0,
        decimals: 0,
        get: |m| m.ping_pong_ms,
        set: |m, v| m.ping_pong_ms = v,
        tip: "Minimum time of stay; a return sooner counts as ping-pong, ms (TR 36.839 cl. 5.2.4).",
    },
];

/// Draws the settings.
pub(crate) fn settings_ui(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    let now = twin.plan.mobility;
    Grid::new("mobility").num_columns(2).min_col_width(ui.available_width() * 0.45).spacing([8.0, 3.0]).show(
        ui,
        |ui| {
            for setting in &SETTINGS {
                ui.label(RichText::new(setting.name).weak()).on_hover_text(setting.tip);
                let number = Number {
                    label: setting.name,
                    tip: setting.tip,
                    value: (setting.get)(&now),
                    range: setting.range.0..=setting.range.1,
                    unit: setting.unit,
                    step: setting.step,
                    decimals: setting.decimals,
                };
                if let Some((value, gesture)) = number.field(ui, state.gesture) {
                    let mut wanted = now;
                    (setting.set)(&mut wanted, value);
                    actions.commands.push((TwinCommand::SetMobility(wanted), gesture));
                }
                ui.end_row();
            }
        },
    );
    let default = MobilitySettings::default();
    if ui
        .add_enabled(now != default, egui::Button::new("Reset to defaults"))
        .on_hover_text("All settings back to their defaults.")
        .clicked()
    {
        actions.send(TwinCommand::SetMobility(default));
    }
}
