//! Handover and radio-link monitoring settings, to edit: only values that TS 38.331 can signal.

use crate::number::Number;
use crate::view::{TwinView, UiActions, ViewStateMut};
use egui::{ComboBox, Grid, RichText, Ui};
use twin_scene::schema::{ConditionalHandover, HandoverProcedure, L1Mobility, MobilitySettings, Preparation};
use twin_sim::command::TwinCommand;
use twin_units::signalling::{FILTER_COEFFICIENTS, N310, N311, T304_MS, T310_MS, TIMES_TO_TRIGGER_MS};

/// Which values a setting may take.
#[derive(Clone, Copy)]
enum Legal {
    /// Any in a range, at a step.
    Range { low: f64, high: f64, step: f64, decimals: usize },
    /// Those of a list.
    Listed(&'static [u16]),
}

/// Decibels in steps of 0.5.
const fn half_db(low: f64, high: f64) -> Legal {
    Legal::Range { low, high, step: 0.5, decimals: 1 }
}

/// Milliseconds left to the network.
const fn free_ms(high: f64) -> Legal {
    Legal::Range { low: 0.0, high, step: 10.0, decimals: 0 }
}

/// A setting of `S`.
struct Setting<S> {
    name: &'static str,
    unit: &'static str,
    legal: Legal,
    get: fn(&S) -> f64,
    set: fn(&mut S, f64),
    tip: &'static str,
}

macro_rules! setting {
    ($name:literal, $unit:literal, $legal:expr, $field:ident $(.$inner:ident)* as $kind:ty, $tip:literal) => {
        Setting {
            name: $name,
            unit: $unit,
            legal: $legal,
            get: |s| s.$field$(.$inner)* as f64,
            set: |s, value| s.$field$(.$inner)* = value as $kind,
            tip: $tip,
        }
    };
}

const A3: [Setting<MobilitySettings>; 3] = [
    setting!(
        "A3 offset",
        " dB",
        half_db(-15.0, 15.0),
        a3_offset_db as f64,
        "How much better than the serving cell a neighbour must be, dB. a3-Offset, TS 38.331 cl. 5.5.4.4."
    ),
    setting!(
        "Hysteresis",
        " dB",
        half_db(0.0, 15.0),
        hysteresis_db as f64,
        "Added on entering and taken off on leaving event A3, dB. TS 38.331 cl. 5.5.4.4."
    ),
    setting!(
        "Time to trigger",
        " ms",
        Legal::Listed(&TIMES_TO_TRIGGER_MS),
        time_to_trigger_ms as f64,
        "How long the condition must hold before a handover, ms. TS 38.331 TimeToTrigger."
    ),
];

const COMMON: [Setting<MobilitySettings>; 11] = [
    setting!(
        "L3 filter k",
        "",
        Legal::Listed(&FILTER_COEFFICIENTS),
        filter_k as u32,
        "Filter coefficient: weight of a new measurement is 1 / 2^(k/4). TS 38.331 cl. 5.5.3.2."
    ),
    setting!(
        "T304",
        " ms",
        Legal::Listed(&T304_MS),
        t304_ms as f64,
        "How long a UE tries to join the target, ms. TS 38.331 cl. 5.3.5.8.3."
    ),
    setting!(
        "T310",
        " ms",
        Legal::Listed(&T310_MS),
        t310_ms as f64,
        "Time out of sync after which the radio link fails, ms. TS 38.331 cl. 5.3.10."
    ),
    setting!(
        "N310",
        "",
        Legal::Listed(&N310),
        n310 as u32,
        "Out-of-sync indications in a row that start T310. TS 38.331 cl. 5.3.10.1."
    ),
    setting!(
        "N311",
        "",
        Legal::Listed(&N311),
        n311 as u32,
        "In-sync indications in a row that stop T310. TS 38.331 cl. 5.3.10.2."
    ),
    setting!(
        "Qout",
        " dB",
        half_db(-20.0, 10.0),
        qout_db as f64,
        "SINR below which a link counts as out of sync, dB (TR 36.839 table 5.2.1.3.1)."
    ),
    setting!(
        "Qin",
        " dB",
        half_db(-20.0, 10.0),
        qin_db as f64,
        "SINR above which a link counts as in sync again, dB (TR 36.839 table 5.2.1.3.1)."
    ),
    setting!(
        "Preparation",
        " ms",
        free_ms(500.0),
        preparation_ms as f64,
        "Measurement report to handover command, ms (TR 36.839 table 5.2.4.1)."
    ),
    setting!(
        "Execution",
        " ms",
        free_ms(500.0),
        execution_ms as f64,
        "Command to the first chance to join the target, no data flows, ms (TR 36.839 table 5.2.4.1)."
    ),
    setting!(
        "Re-establishment",
        " ms",
        free_ms(2000.0),
        reestablishment_ms as f64,
        "Time without a cell after a failure, ms."
    ),
    setting!(
        "Ping-pong within",
        " ms",
        Legal::Range { low: 0.0, high: 10_000.0, step: 100.0, decimals: 0 },
        ping_pong_ms as f64,
        "Minimum time of stay; a return sooner counts as ping-pong, ms (TR 36.839 cl. 5.2.2)."
    ),
];

const PREPARED: [Setting<Preparation>; 4] = [
    setting!(
        "Prepare from",
        " dB",
        half_db(-15.0, 15.0),
        offset_db as f64,
        "A neighbour better than the serving cell by more than this is prepared, dB of filtered RSRP. Left to the network by the standard."
    ),
    setting!(
        "Prepare after",
        " ms",
        Legal::Listed(&TIMES_TO_TRIGGER_MS),
        time_to_trigger_ms as f64,
        "How long it must be, ms. TS 38.331 TimeToTrigger."
    ),
    setting!(
        "Cells at most",
        "",
        Legal::Range { low: 1.0, high: 8.0, step: 1.0, decimals: 0 },
        max_cells as u32,
        "Most cells prepared at once, 1 to 8. TS 38.331 maxNrofCondCells-r16."
    ),
    setting!(
        "Release below",
        " dB",
        half_db(0.0, 30.0),
        release_hysteresis_db as f64,
        "A prepared cell is released when it falls this far below the offset, dB."
    ),
];

const CONDITIONAL: [Setting<ConditionalHandover>; 2] = [
    setting!(
        "Execute from",
        " dB",
        half_db(-15.0, 15.0),
        execution_offset_db as f64,
        "A prepared cell better than the serving cell by more than this is joined, dB of filtered RSRP. condEventA3, TS 38.331 cl. 5.5.4.15."
    ),
    setting!(
        "Execute after",
        " ms",
        Legal::Listed(&TIMES_TO_TRIGGER_MS),
        execution_ttt_ms as f64,
        "How long it must be, ms. TS 38.331 TimeToTrigger."
    ),
];

const L1: [Setting<L1Mobility>; 3] = [
    setting!(
        "Switch from",
        " dB",
        half_db(-15.0, 15.0),
        switch_offset_db as f64,
        "A prepared cell better than the serving cell by more than this is switched to, dB of unfiltered L1 RSRP."
    ),
    setting!(
        "Switch after",
        " ms",
        Legal::Listed(&TIMES_TO_TRIGGER_MS),
        switch_ttt_ms as f64,
        "How long it must be, ms."
    ),
    setting!(
        "Command delay",
        " ms",
        free_ms(200.0),
        command_delay_ms as f64,
        "Decision to the cell switch command at the UE, ms; not used when the UE decides."
    ),
];

/// Draws the settings.
pub(crate) fn settings_ui(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    let now = twin.plan.mobility;
    let (mut wanted, mut gesture) = (now, 0);
    Grid::new("mobility").num_columns(2).min_col_width(ui.available_width() * 0.45).spacing([8.0, 3.0]).show(
        ui,
        |ui| {
            procedure_ui(ui, &mut wanted.procedure);
            match &mut wanted.procedure {
                HandoverProcedure::Baseline | HandoverProcedure::Daps => {
                    rows(ui, &A3, &mut wanted, state, &mut gesture)
                }
                HandoverProcedure::Conditional(cho) => {
                    rows(ui, &PREPARED, &mut cho.preparation, state, &mut gesture);
                    rows(ui, &CONDITIONAL, cho, state, &mut gesture);
                }
                HandoverProcedure::Ltm(ltm) | HandoverProcedure::ConditionalLtm(ltm) => {
                    rows(ui, &PREPARED, &mut ltm.preparation, state, &mut gesture);
                    rows(ui, &L1, ltm, state, &mut gesture);
                }
            }
            rows(ui, &COMMON, &mut wanted, state, &mut gesture);
        },
    );
    // In-sync lies above out-of-sync: the one that was not pulled gives way.
    if wanted.qin_db < wanted.qout_db {
        if wanted.qin_db == now.qin_db { wanted.qin_db = wanted.qout_db } else { wanted.qout_db = wanted.qin_db }
    }
    if wanted != now {
        actions.commands.push((TwinCommand::SetMobility(wanted), gesture));
    }
    let default = MobilitySettings::default();
    if ui
        .add_enabled(now != default, egui::Button::new("Reset to defaults"))
        .on_hover_text("All settings back to their defaults.")
        .clicked()
    {
        actions.send(TwinCommand::SetMobility(default));
    }
}

fn procedure_ui(ui: &mut Ui, procedure: &mut HandoverProcedure) {
    let tip = "How agents change cells: on command (TS 38.300 cl. 9.2.3.2), with the source kept (DAPS), prepared ahead and decided by the UE (CHO, cl. 9.2.3.4), or on L1 measurements (LTM, cl. 9.2.3.5).";
    ui.label(RichText::new("Procedure").weak()).on_hover_text(tip);
    let (cho, ltm) = (ConditionalHandover::default(), L1Mobility::default());
    let all = [
        HandoverProcedure::Baseline,
        HandoverProcedure::Daps,
        HandoverProcedure::Conditional(cho),
        HandoverProcedure::Ltm(ltm),
        HandoverProcedure::ConditionalLtm(ltm),
    ];
    let shown = procedure.name();
    let response = ComboBox::from_id_salt("procedure").selected_text(shown).show_ui(ui, |ui| {
        for other in all {
            let is_this = other.name() == shown;
            if ui.selectable_label(is_this, other.name()).clicked() && !is_this {
                *procedure = other;
            }
        }
    });
    response.response.on_hover_text(tip);
    ui.end_row();
}

fn rows<S>(ui: &mut Ui, settings: &[Setting<S>], wanted: &mut S, state: &mut ViewStateMut<'_>, gesture: &mut u64) {
    for setting in settings {
        ui.label(RichText::new(setting.name).weak()).on_hover_text(setting.tip);
        let now = (setting.get)(wanted);
        match setting.legal {
            Legal::Range { low, high, step, decimals } => {
                let number = Number {
                    label: setting.name,
                    tip: setting.tip,
                    value: now,
                    range: low..=high,
                    unit: setting.unit,
                    step,
                    decimals,
                };
                if let Some((value, pulled)) = number.field(ui, state.gesture) {
                    (setting.set)(wanted, (value / step).round() * step);
                    *gesture = pulled;
                }
            }
            Legal::Listed(values) => {
                let text = |value: f64| format!("{value:.0}{}", setting.unit);
                let response = ComboBox::from_id_salt(setting.name).selected_text(text(now)).show_ui(ui, |ui| {
                    for &value in values {
                        let value = f64::from(value);
                        if ui.selectable_label(value == now, text(value)).clicked() {
                            (setting.set)(wanted, value);
                        }
                    }
                });
                response.response.on_hover_text(setting.tip);
            }
        }
        ui.end_row();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_be_chosen_can_be_signalled() {
        let default = MobilitySettings::default();
        for setting in A3.iter().chain(&COMMON) {
            let values: Vec<f64> = match setting.legal {
                Legal::Listed(values) => values.iter().map(|&value| f64::from(value)).collect(),
                Legal::Range { low, high, .. } => vec![low, high],
            };
            for value in values {
                let mut wanted = MobilitySettings { qout_db: -20.0, qin_db: 10.0, ..default };
                (setting.set)(&mut wanted, value);
                assert_eq!((setting.get)(&wanted), value, "{}", setting.name);
                assert_eq!(
                    twin_scene::mobility_fault(&MobilitySettings {
                        qin_db: wanted.qin_db.max(wanted.qout_db),
                        ..wanted
                    }),
                    None,
                    "{}",
                    setting.name
                );
            }
        }
    }
}
