//! Controls for one number of the plan: while it is pulled it shows the wanted value, then the plan's again.
//!
//! The plan changes only at the next tick, so a control that read it back at once would lose fast pulls.

use egui::{DragValue, Response, Slider, SliderClamping, Ui, WidgetInfo};
use std::ops::RangeInclusive;
use view_state::Gesture;

/// Fixed decimals with a true minus sign.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if value < 0.0 && !is_zero { format!("−{text}") } else { text }
}

/// A number that may be edited.
pub(crate) struct Number<'a> {
    /// Accessible label, unique in the panel.
    pub label: &'a str,
    /// Meaning, unit, source.
    pub tip: &'a str,
    /// Value in the plan.
    pub value: f64,
    /// Allowed values.
    pub range: RangeInclusive<f64>,
    /// Unit, with a leading space.
    pub unit: &'a str,
    /// Change per logical pixel of pulling; also the step of sliders.
    pub step: f64,
    /// Digits after the point.
    pub decimals: usize,
}

impl Number<'_> {
    /// A field to pull or type into; returns the wanted value when it changed.
    pub(crate) fn field(self, ui: &mut Ui, gesture: &mut Gesture) -> Option<(f64, u64)> {
        let mut value = self.shown(ui);
        let response = ui.add(
            DragValue::new(&mut value)
                .range(self.range.clone())
                .speed(self.step)
                .fixed_decimals(self.decimals)
                .custom_formatter(|value, _| signed(value, self.decimals))
                .suffix(self.unit),
        );
        response
            .widget_info(|| WidgetInfo { label: Some(self.label.to_owned()), ..WidgetInfo::drag_value(true, value) });
        self.settle(ui, response, value, gesture)
    }

    /// A slider as wide as the room, less what its value needs beside it; returns the wanted value when it changed.
    pub(crate) fn slider(self, ui: &mut Ui, gesture: &mut Gesture, value_px: f32) -> Option<(f64, u64)> {
        let mut value = self.shown(ui);
        ui.spacing_mut().interact_size.y = 15.0;
        ui.spacing_mut().slider_width = (ui.available_width() - value_px).max(40.0);
        let response = ui.add(
            Slider::new(&mut value, self.range.clone())
                .step_by(self.step)
                .fixed_decimals(self.decimals)
                // A value of the scene that is not a step of the slider stays as it is.
                .clamping(SliderClamping::Never)
                .show_value(false),
        );
        value = value.clamp(*self.range.start(), *self.range.end());
        response.widget_info(|| WidgetInfo::slider(true, value, self.label));
        self.settle(ui, response, value, gesture)
    }

    fn id(&self, ui: &Ui) -> egui::Id {
        ui.id().with(("number", self.label))
    }

    fn shown(&self, ui: &Ui) -> f64 {
        ui.data(|data| data.get_temp(self.id(ui))).unwrap_or(self.value)
    }

    fn settle(self, ui: &Ui, response: Response, value: f64, gesture: &mut Gesture) -> Option<(f64, u64)> {
        let id = self.id(ui);
        let pulled = response.dragged() || response.is_pointer_button_down_on();
        let changed = response.changed();
        if changed {
            ui.data_mut(|data| data.insert_temp(id, value));
            if gesture.active == 0 {
                gesture.begin();
            }
        }
        let number = gesture.active;
        if !pulled {
            if changed || response.drag_stopped() || response.clicked() {
                gesture.end();
            }
            if !response.has_focus() || !changed {
                ui.data_mut(|data| data.remove_temp::<f64>(id));
            }
        }
        response.on_hover_text(self.tip);
        changed.then_some((value, number))
    }
}
