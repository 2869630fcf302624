//! The timeline: the whole run, events as ticks, the playhead, and the live edge. In a replay a pull at it seeks.

use crate::events::{Class, sentence};
use crate::host::HostAction;
use crate::style;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::{Panel, Slot};
use egui::{Align2, CornerRadius, CursorIcon, FontId, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use view_state::sim_time;

/// Least length of the axis, s, so that a young run does not race across the strip.
const LEAST_S: f64 = 60.0;
/// Steps of the axis, s.
const STEPS_S: [f64; 10] = [1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0];

/// The timeline strip.
#[derive(Default)]
pub(crate) struct Timeline;

impl Panel for Timeline {
    fn name(&self) -> &'static str {
        "Timeline"
    }

    fn slot(&self) -> Slot {
        Slot::Timeline
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
        let theme = *state.theme;
        let now = twin.now_s();
        let (start, end) = match &twin.host.replay {
            Some(replay) => (replay.start_s, replay.end_s.max(replay.start_s + 0.01)),
            None => (0.0, now.max(LEAST_S)),
        };
        let (outer, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::slider(twin.host.replay.is_some(), now, "Timeline"));
        let track = Rect::from_min_max(outer.min + vec2(8.0, 2.0), outer.max - vec2(8.0, 14.0));
        let x_of = |t: f64| track.left() + track.width() * ((t - start) / (end - start)).clamp(0.0, 1.0) as f32;
        let painter = ui.painter();
        painter.rect_filled(track, CornerRadius::same(2), style::tint(theme, style::ink(theme), 0.05));
        let lived = Rect::from_min_max(track.min, pos2(x_of(now), track.bottom()));
        painter.rect_filled(lived, CornerRadius::same(2), style::tint(theme, style::accent(theme), 0.12));

        let font = FontId::proportional(10.0);
        let step =
            STEPS_S.into_iter().find(|step| track.width() as f64 * step / (end - start) >= 70.0).unwrap_or(7_200.0);
        let mut mark = (start / step).ceil() * step;
        while mark <= end {
            let x = x_of(mark);
            painter.line_segment(
                [pos2(x, track.bottom()), pos2(x, track.bottom() + 3.0)],
                Stroke::new(1.0, style::faint(theme)),
            );
            let text = format!("{:.0}:{:02.0}", (mark / 60.0).floor(), mark % 60.0);
            let align = if x < outer.left() + 20.0 {
                Align2::LEFT_BOTTOM
            } else if x > outer.right() - 20.0 {
                Align2::RIGHT_BOTTOM
            } else {
                Align2::CENTER_BOTTOM
            };
            painter.text(pos2(x, outer.bottom()), align, text, font.clone(), style::faint(theme));
            mark += step;
        }
        for (column, class) in ticks(twin, track.width(), &|t| x_of(t) - track.left()) {
            let x = track.left() + column as f32 + 0.5;
            let top = if class == Class::Failure { track.top() } else { track.top() + track.height() * 0.3 };
            painter.line_segment([pos2(x, top), pos2(x, track.bottom())], Stroke::new(1.0, class.color(theme)));
        }
        let x = x_of(now);
        painter.line_segment([pos2(x, outer.top()), pos2(x, track.bottom())], Stroke::new(2.0, style::ink(theme)));
        painter.circle_filled(pos2(x, track.top()), 4.0, style::ink(theme));
        if twin.host.replay.is_none() && x < track.right() - 40.0 {
            painter.text(pos2(x + 7.0, track.center().y), Align2::LEFT_CENTER, "live", font, style::accent(theme));
        }

        let time_at = |x: f32| start + (end - start) * f64::from(((x - track.left()) / track.width()).clamp(0.0, 1.0));
        if twin.host.replay.is_some() {
            if let Some(pointer) = response.interact_pointer_pos() {
                actions.host.push(HostAction::Seek(time_at(pointer.x)));
            }
            if response.hovered() {
                ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
            }
        }
        if let Some(pointer) = response.hover_pos() {
            let tip = tip(twin, time_at(pointer.x), (end - start) / f64::from(track.width()) * 3.0);
            response.on_hover_text_at_pointer(tip);
        }
    }
}

/// Pixel columns with an event, each with the gravest class in it.
fn ticks(twin: &TwinView<'_>, width: f32, x_of: &dyn Fn(f64) -> f32) -> Vec<(usize, Class)> {
    let mut columns: Vec<Option<Class>> = vec![None; width.max(1.0) as usize + 1];
    for event in &twin.log.events {
        let column = x_of(event.tick.seconds()).max(0.0) as usize;
        if let Some(slot) = columns.get_mut(column) {
            *slot = (*slot).max(Some(Class::of(&event.kind)));
        }
    }
    columns.into_iter().enumerate().filter_map(|(column, class)| class.map(|class| (column, class))).collect()
}

/// Time under the pointer and what happened about then.
fn tip(twin: &TwinView<'_>, time_s: f64, reach_s: f64) -> String {
    let mut text = sim_time(time_s);
    let events = twin.log.events.iter().filter(|event| (event.tick.seconds() - time_s).abs() <= reach_s);
    for event in events.take(4) {
        text.push('\n');
        text.push_str(&sentence(event, twin));
    }
    text.push_str(match &twin.host.replay {
        Some(_) => "\nDrag to seek.",
        None => "\nLive: record the run and open the recording to go back in time.",
    });
    text
}
