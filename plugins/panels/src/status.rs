//! The status bar: tick, speed, host time, size, seed, and a hint for what is under the pointer.

use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::{Panel, Slot};
use egui::{Align, Label, Layout, RichText, Ui};
use view_state::{MISSING, Object, duration};

/// The status bar.
#[derive(Default)]
pub(crate) struct Status;

impl Panel for Status {
    fn name(&self) -> &'static str {
        "Status bar"
    }

    fn slot(&self) -> Slot {
        Slot::Status
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, _actions: &mut UiActions) {
        let times = twin.timings;
        let host = |seconds: f64| if seconds > 0.0 { duration(seconds) } else { MISSING.to_owned() };
        let mode = match (&twin.host.replay, state.pace.paused) {
            (Some(replay), _) => format!("replay {}", replay.name),
            (None, true) => "paused".into(),
            (None, false) => format!("sim {:.1}×", state.pace.reached),
        };
        let items = [
            (format!("tick {}", twin.clock.tick.0), "Ticks done; one is 10 ms, one NR frame."),
            (
                mode,
                "Speed reached over the last second, times real time; less than wanted when the machine is too slow.",
            ),
            (format!("rays {}", host(times.rays_s)), "Host time for rays and links, per tick, on this computer."),
            (
                format!("RAN {}", host(times.ran_s)),
                "Host time for measurement, scheduling and handover, per tick, on this computer.",
            ),
            (
                format!("models {}", host(times.models_s)),
                "Host time for all agents' models, per tick, on this computer.",
            ),
            (format!("{} agents", twin.agents.len()), "Agents in the scene; each carries one UE."),
            (
                format!("seed {}", twin.clock.seed),
                "Seed of the run. The same scene, seed and commands give the same run.",
            ),
        ];
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for (idx, (text, tip)) in items.into_iter().enumerate() {
                if idx > 0 {
                    ui.label(RichText::new("·").small().weak());
                }
                ui.label(RichText::new(text).small().weak()).on_hover_text(tip);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add(Label::new(RichText::new(hint(twin, state)).small().weak()).truncate());
            });
        });
    }
}

/// What can be done with what is under the pointer.
fn hint(twin: &TwinView<'_>, state: &ViewStateMut<'_>) -> String {
    let Some(object) = state.selection.hovered else {
        return "drag: turn · right drag: move · wheel: zoom · ?: keys".into();
    };
    let name = twin.object_name(object);
    match object {
        Object::Building(_) => name,
        _ if state.selection.selected == Some(object) => format!("{name} · drag: move · double click: look at"),
        _ => format!("{name} · click: inspect · double click: look at"),
    }
}
