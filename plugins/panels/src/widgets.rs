//! The few building blocks all panels share: icon buttons, list rows, value rows, bars and marks. Each has an accessible label.

use crate::style::{self, ROW_PX};
use egui::{
    Align2, Button, Color32, CornerRadius, FontId, Grid, Rect, Response, RichText, Sense, Shape, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};
use twin_radio::Mechanism;
use twin_scene::schema::AgentKind;
use twin_sim::event::SlaVerdict;
use view_state::{Theme, verdict_mark};

/// A flat button with an icon. `label` is what a screen reader says and what tests look for; `tip` says what it does.
pub(crate) fn icon_button(ui: &mut Ui, icon: &str, label: &str, tip: &str, on: bool, enabled: bool) -> Response {
    let button =
        Button::new(RichText::new(icon).size(16.0)).frame_when_inactive(on).selected(on).min_size(Vec2::splat(24.0));
    let response = ui.add_enabled(enabled, button).on_hover_text(tip).on_disabled_hover_text(tip);
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, enabled, on, label));
    response
}

/// A row of a list: full width, flat, tinted when selected or hovered.
pub(crate) struct ListRow<'a> {
    /// Icon and its colour; the icon may be empty.
    pub icon: (&'a str, Color32),
    /// Text on the left.
    pub text: &'a str,
    /// Secondary text at the right end.
    pub detail: &'a str,
    /// Distance of the icon from the left edge, logical pixels.
    pub indent: f32,
    /// Whether it is the selected one.
    pub selected: bool,
}

impl ListRow<'_> {
    /// Draws the row and returns its response.
    pub(crate) fn show(self, ui: &mut Ui, theme: Theme) -> Response {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_PX), Sense::click());
        response.widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, self.selected, self.text));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let fill = if self.selected {
            Some(style::tint(theme, style::accent(theme), 0.18))
        } else if response.hovered() || response.has_focus() {
            Some(style::tint(theme, style::ink(theme), 0.06))
        } else {
            None
        };
        if let Some(fill) = fill {
            painter.rect_filled(rect, CornerRadius::same(3), fill);
        }
        let mut left = rect.left() + 4.0 + self.indent;
        if !self.icon.0.is_empty() {
            painter.text(
                pos2(left, rect.center().y),
                Align2::LEFT_CENTER,
                self.icon.0,
                FontId::proportional(15.0),
                self.icon.1,
            );
            left += 21.0;
        }
        let detail = painter.text(
            pos2(rect.right() - 4.0, rect.center().y),
            Align2::RIGHT_CENTER,
            self.detail,
            FontId::proportional(style::SMALL_PX + 0.5),
            style::faint(theme),
        );
        let text_clip = Rect::from_min_max(pos2(left, rect.top()), pos2(detail.left() - 6.0, rect.bottom()));
        painter.with_clip_rect(text_clip.intersect(ui.clip_rect())).text(
            pos2(left, rect.center().y),
            Align2::LEFT_CENTER,
            self.text,
            FontId::proportional(style::TEXT_PX),
            style::ink(theme),
        );
        response
    }
}

/// A heading of a section with a line above it.
pub(crate) fn section(ui: &mut Ui, title: &str) {
    ui.add_space(4.0);
    ui.separator();
    ui.label(RichText::new(title).strong());
}

/// A two-column list of names and values, values at the right edge.
pub(crate) fn values(ui: &mut Ui, id: &str, rows: impl FnOnce(&mut Values<'_>)) {
    let width = ui.available_width();
    Grid::new(id)
        .num_columns(2)
        .min_col_width(width * 0.4)
        .spacing(vec2(8.0, 3.0))
        .show(ui, |ui| rows(&mut Values { ui, width }));
}

/// Adds rows to a list made by [`values`].
pub(crate) struct Values<'a> {
    ui: &'a mut Ui,
    width: f32,
}

impl Values<'_> {
    /// One row; `tip` says what it means, in which unit, after which source.
    pub(crate) fn row(&mut self, name: &str, value: &str, tip: &str) {
        self.ui.label(RichText::new(name).weak()).on_hover_text(tip);
        let room = self.width * 0.6 - 10.0;
        self.ui.allocate_ui_with_layout(vec2(room, 16.0), egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.set_min_width(room);
            ui.add(egui::Label::new(value).truncate()).on_hover_text(tip);
        });
        self.ui.end_row();
    }
}

/// A ground point as metres east or west and north or south of the scene's origin.
pub(crate) fn ground_point(x: f64, y: f64) -> String {
    let side = |value: f64, plus: &'static str, minus: &'static str| if value < -0.5 { minus } else { plus };
    format!("{:.0} m {}, {:.0} m {}", x.abs(), side(x, "E", "W"), y.abs(), side(y, "N", "S"))
}

/// A horizontal bar filled to `share` of its width, 0..=1.
pub(crate) fn bar(ui: &mut Ui, width: f32, height: f32, share: f64, fill: Color32, theme: Theme) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width.max(1.0), height), Sense::hover());
    paint_bar(ui, rect, share, fill, theme);
    response
}

/// Draws a bar into a rectangle.
pub(crate) fn paint_bar(ui: &Ui, rect: Rect, share: f64, fill: Color32, theme: Theme) {
    let radius = CornerRadius::same(2);
    let painter = ui.painter();
    painter.rect_filled(rect, radius, style::separator(theme));
    if share > 0.0 {
        let mut filled = rect;
        filled.set_width(rect.width() * share.clamp(0.0, 1.0) as f32);
        painter.rect_filled(filled, radius, fill);
    }
}

/// The mark of an SLA verdict: a disc, triangle or square, so that colour is never alone.
pub(crate) fn verdict(ui: &mut Ui, verdict: SlaVerdict, tip: &str) -> Response {
    let (rgb, _, word) = verdict_mark(verdict);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
    let (color, center) = (style::color(rgb), rect.center());
    let painter = ui.painter();
    match verdict {
        SlaVerdict::Met => {
            painter.circle_filled(center, 5.0, color);
        }
        SlaVerdict::AtRisk => {
            let points = vec![center + vec2(0.0, -5.5), center + vec2(6.0, 5.0), center + vec2(-6.0, 5.0)];
            painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
        }
        SlaVerdict::Breached => {
            painter.rect_filled(Rect::from_center_size(center, Vec2::splat(9.0)), CornerRadius::ZERO, color);
        }
        SlaVerdict::Unknown => {
            painter.circle_stroke(center, 4.5, Stroke::new(1.5, color));
        }
    }
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, format!("SLA {word}")));
    response.on_hover_text(tip)
}

/// A strip of cells coloured by value, `columns` wide, with a frame around some of them.
pub(crate) fn heat_grid(
    ui: &mut Ui,
    values: &[f64],
    columns: usize,
    framed: &[(usize, Color32)],
    tip: impl Fn(usize) -> String,
    theme: Theme,
) {
    let columns = columns.max(1);
    let rows = values.len().div_ceil(columns);
    let cell = (ui.available_width() / columns as f32).clamp(8.0, 26.0);
    let (rect, response) =
        ui.allocate_exact_size(vec2(cell * columns as f32, cell * 0.62 * rows as f32), Sense::hover());
    let cell_rect = |idx: usize| {
        let min = rect.min + vec2((idx % columns) as f32 * cell, (idx / columns) as f32 * cell * 0.62);
        Rect::from_min_size(min, vec2(cell, cell * 0.62)).shrink(1.0)
    };
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let span = (high - low).max(1e-12);
    for (idx, value) in values.iter().enumerate() {
        let fill = if value.is_finite() {
            style::color(view_state::sequential((value - low) / span))
        } else {
            style::separator(theme)
        };
        ui.painter().rect_filled(cell_rect(idx), CornerRadius::same(2), fill);
    }
    for (idx, color) in framed.iter().filter(|(idx, _)| *idx < values.len()) {
        ui.painter().rect_stroke(cell_rect(*idx), CornerRadius::same(2), Stroke::new(2.0, *color), StrokeKind::Outside);
    }
    if let Some(pointer) = response.hover_pos()
        && let Some(idx) = (0..values.len()).find(|idx| cell_rect(*idx).expand(1.0).contains(pointer))
    {
        response.on_hover_text_at_pointer(tip(idx));
    }
}

/// Icon and name of a mechanism.
pub(crate) fn mechanism_mark(mechanism: Mechanism) -> (&'static str, &'static str) {
    use egui_phosphor::regular as icon;
    let glyph = match mechanism {
        Mechanism::LineOfSight => icon::LINE_SEGMENT,
        Mechanism::Reflection => icon::ARROW_BEND_UP_RIGHT,
        Mechanism::Transmission => icon::ARROWS_IN_LINE_HORIZONTAL,
        Mechanism::Diffraction => icon::ARROW_ELBOW_DOWN_RIGHT,
        Mechanism::Ris => icon::GRID_FOUR,
        Mechanism::Scattering => icon::SPARKLE,
    };
    (glyph, mechanism.label())
}

/// Icon of a kind of agent.
pub(crate) fn kind_icon(kind: AgentKind) -> &'static str {
    use egui_phosphor::regular as icon;
    match kind {
        AgentKind::Car => icon::CAR,
        AgentKind::Pedestrian => icon::PERSON_SIMPLE_WALK,
        AgentKind::Drone => icon::DRONE,
        AgentKind::Agv => icon::TRUCK,
        AgentKind::Cobot => icon::ROBOT,
        AgentKind::Camera => icon::VIDEO_CAMERA,
    }
}

/// Name of a kind of agent: one, and many.
pub(crate) fn kind_name(kind: AgentKind) -> (&'static str, &'static str) {
    match kind {
        AgentKind::Car => ("car", "Cars"),
        AgentKind::Pedestrian => ("pedestrian", "Pedestrians"),
        AgentKind::Drone => ("drone", "Drones"),
        AgentKind::Agv => ("AGV", "AGVs"),
        AgentKind::Cobot => ("cobot", "Cobots"),
        AgentKind::Camera => ("camera", "Cameras"),
    }
}
