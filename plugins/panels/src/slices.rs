//! Slices: PRB ratios to pull, the share really used, and whether the target is kept.

use crate::number::Number;
use crate::slice_rules::{Ratio, set_ratio};
use crate::style;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::{self, icon_button};
use crate::{Panel, SideTab, Slot};
use egui::{Align, Layout, RichText, Sense, Stroke, Ui, pos2, vec2};
use egui_phosphor::regular as icon;
use twin_sim::command::TwinCommand;
use twin_sim::event::SlaVerdict;
use twin_sim::kpi::SliceKpi;
use twin_sim::plan::{Ratios, Slice};
use view_state::{MISSING, Theme, duration, percent, rate, ratio_percent, slice_color, verdict_mark};

/// The slices panel. Remembers the ratios a scene came with, for reset.
#[derive(Default)]
pub(crate) struct Slices {
    scene: String,
    initial: Vec<Ratios>,
}

impl Panel for Slices {
    fn name(&self) -> &'static str {
        "Slices"
    }

    fn slot(&self) -> Slot {
        Slot::RightLower(SideTab::Slices)
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
        let all: Vec<Ratios> = twin.plan.slices.iter().map(|slice| slice.ratios).collect();
        if self.scene != twin.plan.scene_name || self.initial.len() != all.len() {
            self.scene.clone_from(&twin.plan.scene_name);
            self.initial.clone_from(&all);
        }
        for (idx, slice) in twin.plan.slices.iter().enumerate() {
            if idx > 0 {
                ui.separator();
            }
            ui.push_id(idx, |ui| {
                let kpi = twin.frame().and_then(|frame| frame.slices.get(idx));
                let agents = twin.agents.iter().filter(|agent| agent.ue.slice == idx).count();
                heading(ui, idx, slice, kpi, agents, self.initial[idx], actions);
                share_bar(ui, idx, slice.ratios, kpi, *state.theme);
                for which in [Ratio::Dedicated, Ratio::Min, Ratio::Max] {
                    if let Some((value, gesture)) = ratio_slider(ui, slice, which, state)
                        && let Some(ratios) = set_ratio(&all, idx, which, value.round() as u8)
                        && ratios != slice.ratios
                    {
                        actions.commands.push((TwinCommand::SetSliceRatios { slice: idx, ratios }, gesture));
                        state.shell.hints.edited = true;
                    }
                }
            });
        }
        let reserved: u32 = all.iter().map(|ratios| u32::from(ratios.min)).sum();
        ui.label(RichText::new(format!("Σ min {reserved} % of 100 %")).small().weak())
            .on_hover_text("Minimum shares of all slices together; they cannot promise more than the carrier has (TS 28.541 cl. 4.3.36).");
    }
}

fn heading(
    ui: &mut Ui,
    idx: usize,
    slice: &Slice,
    kpi: Option<&SliceKpi>,
    agents: usize,
    initial: Ratios,
    actions: &mut UiActions,
) {
    ui.horizontal(|ui| {
        let verdict = kpi.map_or(SlaVerdict::Unknown, |kpi| kpi.verdict);
        let sla = &slice.sla;
        let rate_part =
            if sla.min_rate_mbps > 0.0 { format!(", at least {} per UE", rate(sla.min_rate_mbps * 1e6)) } else { String::new() };
        let tip = format!(
            "{}: target {} % of packets within {}{rate_part}; over the last second {} were. {}",
            slice.name,
            sla.reliability_percent,
            duration(sla.max_latency_ms * 1e-3),
            kpi.map_or(MISSING.into(), |kpi| percent(kpi.in_budget)),
            verdict_mark(verdict).2,
        );
        widgets::verdict(ui, verdict, &tip);
        ui.label(RichText::new(&slice.name).strong().color(readable(ui, idx)))
            .on_hover_text(format!("Slice/service type {} (TS 23.501 cl. 5.15.2.2), {agents} agents", slice.sst));
        ui.label(RichText::new(verdict_mark(verdict).2).small().weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let label = format!("Reset {}", slice.name);
            let tip = format!("Back to the scene's ratios: {} / {} / {} %", initial.dedicated, initial.min, initial.max);
            if icon_button(ui, icon::ARROW_COUNTER_CLOCKWISE, &label, &tip, false, initial != slice.ratios).clicked() {
                actions.send(TwinCommand::SetSliceRatios { slice: idx, ratios: initial });
            }
            if let Some(kpi) = kpi {
                let text = format!("{} · p95 {}", rate(kpi.rate_bps), duration(kpi.latency_p95_s));
                ui.label(RichText::new(text).small().weak()).on_hover_text(
                    "Served rate of the slice, and the latency 95 % of its packets stay below; both over the last second of simulated time.",
                );
            }
        });
    });
}

/// The slice's colour, darkened or lightened enough to be read as text.
fn readable(ui: &Ui, idx: usize) -> egui::Color32 {
    style::color(slice_color(idx)).lerp_to_gamma(ui.visuals().text_color(), 0.25)
}

fn share_bar(ui: &mut Ui, idx: usize, ratios: Ratios, kpi: Option<&SliceKpi>, theme: Theme) {
    let share = kpi.map_or(f64::NAN, |kpi| kpi.prb_share);
    ui.horizontal(|ui| {
        let width = ui.available_width() - 52.0;
        let (rect, response) = ui.allocate_exact_size(vec2(width.max(20.0), 10.0), Sense::hover());
        widgets::paint_bar(ui, rect.shrink2(vec2(0.0, 2.0)), share, style::color(slice_color(idx)), theme);
        for percent in [ratios.min, ratios.max] {
            let x = rect.left() + rect.width() * f32::from(percent) / 100.0;
            ui.painter()
                .line_segment([pos2(x, rect.top()), pos2(x, rect.bottom())], Stroke::new(1.5, style::ink(theme)));
        }
        response.on_hover_text(
            "Share of all PRBs of all cells the slice used over the last second; marks: its min and max ratio.",
        );
        ui.label(percent(share)).on_hover_text("PRBs used over the last second, share of all cells' PRBs.");
    });
}

fn ratio_slider(ui: &mut Ui, slice: &Slice, which: Ratio, state: &mut ViewStateMut<'_>) -> Option<(f64, u64)> {
    let (word, value, tip) = match which {
        Ratio::Dedicated => (
            "dedicated",
            slice.ratios.dedicated,
            "PRBs kept for this slice alone, also when idle, % of the carrier. Part of min. rRMPolicyDedicatedRatio, TS 28.541 cl. 4.3.36.",
        ),
        Ratio::Min => (
            "min",
            slice.ratios.min,
            "PRBs the slice gets when it needs them, % of the carrier. All mins together ≤ 100 %. rRMPolicyMinRatio, TS 28.541 cl. 4.3.36.",
        ),
        Ratio::Max => (
            "max",
            slice.ratios.max,
            "PRBs the slice never exceeds, % of the carrier. rRMPolicyMaxRatio, TS 28.541 cl. 4.3.36.",
        ),
    };
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(vec2(62.0, 18.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(62.0);
            ui.label(RichText::new(word).weak()).on_hover_text(tip);
        });
        let label = format!("{} {word}", slice.name);
        let number = Number {
            label: &label,
            tip,
            value: f64::from(value),
            range: 0.0..=100.0,
            unit: " %",
            step: 1.0,
            decimals: 0,
        };
        let wanted = number.slider(ui, state.gesture, 52.0);
        ui.label(ratio_percent(value));
        wanted
    })
    .inner
}
