//! The handover map's legend: each judgement's mark and how many there were.

use crate::style;
use crate::view::TwinView;
use egui::{RichText, Ui};
use twin_sim::event::{EventKind, HandoverOutcome};
use view_state::outcome_mark;

/// Width of the legend, logical pixels.
const WIDTH: f32 = 150.0;

/// Draws the legend.
pub(crate) fn legend(ui: &mut Ui, twin: &TwinView<'_>) {
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.label(RichText::new("Handovers").strong());
    let mut counts = [0_u32; HandoverOutcome::ALL.len()];
    for event in twin.log.events.iter().take_while(|event| event.tick <= twin.clock.tick) {
        if let EventKind::HandoverJudged { outcome, .. } = event.kind
            && let Some(place) = HandoverOutcome::ALL.iter().position(|other| *other == outcome)
        {
            counts[place] += 1;
        }
    }
    for (outcome, count) in HandoverOutcome::ALL.into_iter().zip(counts) {
        // What could not be judged is not on the map.
        if outcome == HandoverOutcome::Censored {
            continue;
        }
        let (color, glyph, name) = outcome_mark(outcome);
        ui.horizontal(|ui| {
            ui.label(RichText::new(glyph).color(style::color(color)));
            ui.label(RichText::new(name).small());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(count.to_string()).small().weak());
            });
        });
    }
    ui.label(RichText::new("judged 2 s after they completed").small().weak());
}
