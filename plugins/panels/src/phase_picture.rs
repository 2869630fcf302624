//! The phases of a RIS as a picture, seen from in front, in colours that come round as phases do.

use crate::style;
use egui::{
    Align2, Color32, ColorImage, FontId, Mesh, Pos2, Rect, Response, Sense, Stroke, StrokeKind, TextureHandle,
    TextureOptions, Ui, WidgetInfo, WidgetType, pos2, vec2,
};
use std::f64::consts::TAU;
use view_state::{Theme, cyclic};

/// Longest side of the picture.
const SIDE_PX: f32 = 128.0;
/// Pieces of the key's ring.
const SEGMENTS: usize = 72;

/// The picture, kept as long as the phases stay.
#[derive(Default)]
pub(crate) struct PhasePicture {
    phases_rad: Vec<f64>,
    texture: Option<TextureHandle>,
}

impl PhasePicture {
    /// Draws the phases of `[row][column]`, top row first, and beside them the key: all phases, or the `levels` that can be set.
    pub(crate) fn show(
        &mut self,
        ui: &mut Ui,
        name: &str,
        phases_rad: &[f64],
        columns: usize,
        levels: Option<usize>,
        theme: Theme,
    ) {
        let columns = columns.max(1);
        let rows = phases_rad.len().div_ceil(columns);
        if rows == 0 {
            return;
        }
        let texture = self.texture(ui, phases_rad, [columns, rows]);
        let pixel = SIDE_PX / rows.max(columns) as f32;
        ui.horizontal(|ui| {
            let size = vec2(columns as f32, rows as f32) * pixel;
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
            ui.painter().image(texture, rect, whole, Color32::WHITE);
            ui.painter().rect_stroke(rect, 0.0, Stroke::new(1.0, style::separator(theme)), StrokeKind::Outside);
            let label = format!("Phases of {name}, {rows} rows, {columns} columns");
            response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, &label));
            read(response, rect, pixel, phases_rad, columns);
            ui.add_space(8.0);
            ui.vertical(|ui| {
                ui.weak("Phase")
                    .on_hover_text("Of each element's reflection, as set; the panel is seen from in front.");
                key(ui, levels, theme);
            });
        });
    }

    fn texture(&mut self, ui: &Ui, phases_rad: &[f64], [columns, rows]: [usize; 2]) -> egui::TextureId {
        let known = self.texture.as_ref().filter(|_| self.phases_rad == phases_rad).map(TextureHandle::id);
        known.unwrap_or_else(|| {
            self.phases_rad = phases_rad.to_vec();
            let mut pixels: Vec<Color32> = phases_rad.iter().map(|phase| style::color(cyclic(phase / TAU))).collect();
            pixels.resize(columns * rows, Color32::TRANSPARENT);
            let image = ColorImage::new([columns, rows], pixels);
            let texture = ui.ctx().load_texture("RIS phases", image, TextureOptions::NEAREST);
            let id = texture.id();
            self.texture = Some(texture);
            id
        })
    }
}

/// Says which element is under the pointer, and its phase.
fn read(response: Response, rect: Rect, pixel: f32, phases_rad: &[f64], columns: usize) {
    let Some(pointer) = response.hover_pos() else { return };
    let at = (pointer - rect.min) / pixel;
    let (row, column) = (at.y.max(0.0) as usize, (at.x.max(0.0) as usize).min(columns - 1));
    if let Some(phase) = phases_rad.get(row * columns + column) {
        let text = format!("Row {}, column {}: {:.0}°", row + 1, column + 1, phase.to_degrees());
        response.on_hover_text_at_pointer(text);
    }
}

/// A ring of the colours, 0 at the right, counter-clockwise as phases turn; dots where phases can be set.
fn key(ui: &mut Ui, levels: Option<usize>, theme: Theme) {
    let (rect, response) = ui.allocate_exact_size(vec2(104.0, 96.0), Sense::hover());
    let (center, outer, inner) = (rect.center(), 30.0, 19.0);
    let spoke = |turns: f64, radius: f32| {
        let (sin, cos) = (turns * TAU).sin_cos();
        center + vec2(cos as f32, -sin as f32) * radius
    };
    let mut ring = Mesh::default();
    for segment in 0..=SEGMENTS {
        let turns = segment as f64 / SEGMENTS as f64;
        let color = style::color(cyclic(turns));
        ring.colored_vertex(spoke(turns, inner), color);
        ring.colored_vertex(spoke(turns, outer), color);
        if segment > 0 {
            let last = 2 * segment as u32;
            ring.add_triangle(last - 2, last - 1, last);
            ring.add_triangle(last, last - 1, last + 1);
        }
    }
    ui.painter().add(ring);
    let font = FontId::proportional(style::SMALL_PX);
    for (turns, text, align) in [
        (0.0, "0°", Align2::LEFT_CENTER),
        (0.25, "90°", Align2::CENTER_BOTTOM),
        (0.5, "180°", Align2::RIGHT_CENTER),
        (0.75, "270°", Align2::CENTER_TOP),
    ] {
        ui.painter().text(spoke(turns, outer + 3.0), align, text, font.clone(), style::faint(theme));
    }
    for level in 0..levels.unwrap_or(0) {
        let turns = level as f64 / levels.unwrap_or(1) as f64;
        let at = spoke(turns, (inner + outer) / 2.0);
        ui.painter().circle(at, 3.5, style::color(cyclic(turns)), Stroke::new(1.5, style::ink(theme)));
    }
    let tip = match levels {
        Some(levels) => format!("{levels} phases can be set, evenly spread (dots)."),
        None => "Any phase can be set.".to_owned(),
    };
    response.on_hover_text(tip);
}
