//! The help: every key, and how the mouse works.

use crate::action::Action;
use crate::view::ViewStateMut;
use egui::{Grid, Modal, RichText, ScrollArea, Ui};

/// Mouse and touch, as the scene understands them.
const MOUSE: [(&str, &str); 5] = [
    ("Click", "select what is under the pointer"),
    ("Double click", "look at it"),
    ("Drag", "turn the camera; on a selected site, RIS or agent: move it"),
    ("Right drag, two fingers", "move the camera sideways"),
    ("Wheel, pinch", "nearer, farther"),
];

/// Draws the help when it is open.
pub(crate) fn help_ui(ui: &Ui, state: &mut ViewStateMut<'_>) {
    if !state.shell.help_open {
        return;
    }
    let modal = Modal::new(ui.id().with("help")).show(ui.ctx(), |ui| {
        let room = ui.ctx().content_rect().size();
        ui.set_width(420.0_f32.min(room.x - 40.0));
        ui.heading("Keys and mouse");
        ui.add_space(4.0);
        ScrollArea::vertical().max_height((room.y - 160.0).max(120.0)).show(ui, |ui| {
            Grid::new("keys").num_columns(2).spacing([24.0, 4.0]).show(ui, |ui| {
                for (what, does) in MOUSE {
                    ui.label(RichText::new(what).strong());
                    ui.label(does);
                    ui.end_row();
                }
                for action in Action::ALL {
                    let key = action.key_text(ui);
                    if !key.is_empty() {
                        ui.label(RichText::new(key).strong());
                        ui.label(action.label());
                        ui.end_row();
                    }
                }
            });
        });
        ui.add_space(4.0);
        ui.button("Close").clicked()
    });
    if modal.inner || modal.should_close() {
        state.shell.help_open = false;
    }
}
