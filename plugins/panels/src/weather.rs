//! Weather: what the air holds, what it takes on a kilometre and on the selected link, and presets.

use crate::number::{Number, signed};
use crate::propagation::{reset, right_cell};
use crate::view::{TwinView, UiActions, ViewStateMut};
use egui::{Align, Label, Layout, RichText, Ui, vec2};
use egui_phosphor::regular as icon;
use twin_scene::schema::Weather;
use twin_sim::command::TwinCommand;
use view_state::{MISSING, Object, metres, si};

/// One slider.
struct Dial {
    label: &'static str,
    unit: &'static str,
    range: (f64, f64),
    step: f64,
    decimals: usize,
    get: fn(&mut Weather) -> &mut f64,
    tip: &'static str,
}

/// In the ranges of the scene format.
const DIALS: [Dial; 5] = [
    Dial {
        label: "Rain",
        unit: "mm/h",
        range: (0.0, 200.0),
        step: 0.5,
        decimals: 1,
        get: |w| &mut w.rain_mm_per_h,
        tip: "Rain rate, mm/h, the same over the whole scene (ITU-R P.838-3). 5 is moderate, 50 a cloudburst.",
    },
    Dial {
        label: "Fog",
        unit: "g/m³",
        range: (0.0, 5.0),
        step: 0.01,
        decimals: 2,
        get: |w| &mut w.fog_g_per_m3,
        tip: "Liquid water in the air, g/m³ (ITU-R P.840-9). 0.05 is medium fog, 0.5 thick fog.",
    },
    Dial {
        label: "Vapour",
        unit: "g/m³",
        range: (0.0, 50.0),
        step: 0.5,
        decimals: 1,
        get: |w| &mut w.vapour_g_per_m3,
        tip: "Water vapour, g/m³ (ITU-R P.676-13). 7.5 is the standard atmosphere.",
    },
    Dial {
        label: "Air",
        unit: "°C",
        range: (-90.0, 60.0),
        step: 0.5,
        decimals: 1,
        get: |w| &mut w.temperature_c,
        tip: "Temperature of the air and of fog droplets, °C (ITU-R P.676-13, P.840-9).",
    },
    Dial {
        label: "Pressure",
        unit: "hPa",
        range: (500.0, 1100.0),
        step: 1.0,
        decimals: 0,
        get: |w| &mut w.pressure_hpa,
        tip: "Pressure as a barometer shows it, hPa; 1013 is the standard atmosphere (ITU-R P.676-13).",
    },
];

/// A named weather: rain in mm/h and fog in g/m³; the rest of the air stays.
const PRESETS: [(&str, f64, f64, &str); 3] = [
    ("Clear", 0.0, 0.0, "No rain, no fog"),
    ("Heavy rain", 50.0, 0.0, "Rain 50 mm/h, no fog"),
    ("Thick fog", 0.0, 0.5, "Fog 0.5 g/m³, visibility some 50 m (ITU-R P.840-9), no rain"),
];

/// Draws the weather's part of the propagation panel.
pub(crate) fn weather_ui(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    let now = twin.plan.weather;
    ui.horizontal(|ui| {
        ui.label(RichText::new("Weather").strong());
        let start = twin.radio.start.map(|(weather, _)| weather);
        reset(ui, "Reset weather", start.filter(|start| *start != now), |start| {
            actions.send(TwinCommand::SetWeather(start));
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| presets(ui, now, actions));
    });
    for dial in &DIALS {
        ui.horizontal(|ui| {
            let mut wanted = now;
            if let Some((value, gesture)) = slider(ui, dial, now, state) {
                *(dial.get)(&mut wanted) = value;
                if wanted != now {
                    actions.commands.push((TwinCommand::SetWeather(wanted), gesture));
                }
            }
        });
    }
    ui.add_space(2.0);
    losses(ui, twin, state);
}

/// The presets, from the right end.
fn presets(ui: &mut Ui, now: Weather, actions: &mut UiActions) {
    ui.spacing_mut().item_spacing.x = 2.0;
    for (name, rain_mm_per_h, fog_g_per_m3, tip) in PRESETS.into_iter().rev() {
        let wanted = Weather { rain_mm_per_h, fog_g_per_m3, ..now };
        let on = wanted == now;
        let response = ui.selectable_label(on, name).on_hover_text(tip);
        response.widget_info(|| egui::WidgetInfo::selected(egui::WidgetType::RadioButton, true, on, name));
        if response.clicked() && !on {
            actions.send(TwinCommand::SetWeather(wanted));
        }
    }
}

fn slider(ui: &mut Ui, dial: &Dial, mut now: Weather, state: &mut ViewStateMut<'_>) -> Option<(f64, u64)> {
    ui.allocate_ui_with_layout(vec2(56.0, 18.0), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(56.0);
        ui.label(RichText::new(dial.label).weak()).on_hover_text(dial.tip);
    });
    let value = *(dial.get)(&mut now);
    let label = format!("{} in {}", dial.label, dial.unit);
    let number = Number {
        label: &label,
        tip: dial.tip,
        value,
        range: dial.range.0..=dial.range.1,
        unit: dial.unit,
        step: dial.step,
        decimals: dial.decimals,
    };
    let wanted = number.slider(ui, state.gesture, 76.0);
    let shown = wanted.map_or(value, |(value, _)| value);
    ui.label(format!("{} {}", signed(shown, dial.decimals), dial.unit));
    wanted
}

/// What the air takes at the carrier: on a kilometre, and on the path looked at.
fn losses(ui: &mut Ui, twin: &TwinView<'_>, state: &ViewStateMut<'_>) {
    let link = twin.radio.link.as_ref().filter(|link| state.selection.selected == Some(Object::Agent(link.ue)));
    ui.horizontal(|ui| {
        ui.weak(format!("Loss at {}", si(twin.plan.carrier.frequency.0, "Hz")));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(link) = link {
                right_cell(ui, RichText::new(metres(link.length_m)).small().weak())
                    .on_hover_text("On the path looked at: the strongest of the serving cell, or the one clicked.");
            }
            right_cell(ui, RichText::new("per km").small().weak());
        });
    });
    let mut row = |name: &str, db_per_km: f64, strong: bool, note: Option<(&str, &str, bool)>| {
        let style = |text: String| if strong { RichText::new(text).strong() } else { RichText::new(text) };
        ui.horizontal(|ui| {
            let (source, remark, valid) = note.unwrap_or(("Sum of the lines above.", "", true));
            ui.add(Label::new(style(name.to_owned()))).on_hover_text(format!("{source} {remark}"));
            if !valid {
                ui.label(RichText::new(icon::WARNING).color(ui.visuals().warn_fg_color)).on_hover_text(remark);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(link) = link {
                    right_cell(ui, style(small_db(db_per_km * link.length_m / 1e3)));
                }
                right_cell(ui, style(small_db(db_per_km)));
            });
        });
    };
    if twin.radio.air.is_empty() {
        row("Air and weather", f64::NAN, false, Some(("Known once the twin runs.", "", true)));
        return;
    }
    for term in &twin.radio.air {
        row(term.name, term.db_per_km, false, Some((term.source, term.note, term.valid)));
    }
    row("Together", twin.radio.air_db_per_km(), true, None);
}

/// A loss that may be small: two decimals below 10 dB.
fn small_db(value: f64) -> String {
    if !value.is_finite() {
        MISSING.into()
    } else if value >= 9.995 {
        format!("{value:.1} dB")
    } else if value > 0.0 && value < 0.005 {
        "< 0.01 dB".into()
    } else {
        format!("{value:.2} dB")
    }
}
