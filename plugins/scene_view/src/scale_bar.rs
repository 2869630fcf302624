//! Scale bar and north arrow at the bottom left of the view, the map's credit at the bottom right.

use crate::camera::{SceneCamera, pixels_per_metre};
use crate::inputs::SceneViewport;
use crate::labels::scene_painter;
use crate::materials::egui_color;
use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use bevy_panorbit_camera::PanOrbitCamera;
use twin_sim::plan::Plan;
use view_state::Theme;

/// Longest scale bar, points.
const LONGEST: f32 = 150.0;
/// Distance from the edges, points.
const INSET: f32 = 14.0;
/// Size of the text, points.
const TEXT_PT: f32 = 11.5;

/// Draws them.
pub(crate) fn draw_scale_bar(
    mut contexts: EguiContexts,
    theme: Res<Theme>,
    viewport: Res<SceneViewport>,
    plan: Option<Res<Plan>>,
    camera: Single<(&Camera, &GlobalTransform, &PanOrbitCamera), With<SceneCamera>>,
) -> Result {
    let Some(plan) = plan else { return Ok(()) };
    let context = contexts.ctx_mut()?;
    let (camera, eye, orbit) = *camera;
    let painter = scene_painter(context, &viewport);
    let area = painter.clip_rect().shrink(INSET);
    let (ink, font) = (egui_color(theme.faint_ink()), egui::FontId::proportional(TEXT_PT));
    let stroke = egui::Stroke::new(1.5, ink);

    let north_at = area.left_bottom() + egui::vec2(11.0, -13.0);
    draw_north(&painter, north_at, eye, stroke, &font);

    let pixels = pixels_per_metre(camera, eye, orbit.focus);
    let length_m = round_length(LONGEST / pixels.max(1e-6));
    let (left, y) = (area.left() + 38.0, area.bottom() - 4.0);
    let right = left + length_m * pixels;
    painter.line_segment([egui::pos2(left, y), egui::pos2(right, y)], stroke);
    for x in [left, right] {
        painter.line_segment([egui::pos2(x, y - 4.0), egui::pos2(x, y + 1.0)], stroke);
    }
    let text = length_text(length_m);
    painter.text(egui::pos2((left + right) / 2.0, y - 5.0), egui::Align2::CENTER_BOTTOM, text, font.clone(), ink);
    painter.text(area.right_bottom(), egui::Align2::RIGHT_BOTTOM, &plan.attribution, font, ink);
    Ok(())
}

fn draw_north(
    painter: &egui::Painter,
    at: egui::Pos2,
    eye: &GlobalTransform,
    stroke: egui::Stroke,
    font: &egui::FontId,
) {
    let forward = eye.forward().as_vec3();
    let flat = Vec2::new(forward.x, forward.z).normalize_or(Vec2::NEG_Y);
    let up = egui::vec2(-flat.x, flat.y);
    let (tip, tail, side) = (at + up * 12.0, at - up * 9.0, egui::vec2(-up.y, up.x) * 6.0);
    painter.add(egui::Shape::convex_polygon(vec![tip, tail - side, at - up * 5.0], stroke.color, egui::Stroke::NONE));
    painter.add(egui::Shape::closed_line(
        vec![tip, tail + side, at - up * 5.0, tail - side],
        egui::Stroke::new(1.0, stroke.color),
    ));
    painter.text(at + up * 19.0, egui::Align2::CENTER_CENTER, "N", font.clone(), stroke.color);
}

/// The largest of 1, 2, 5 times a power of ten that is not longer, m.
fn round_length(longest_m: f32) -> f32 {
    let decade = 10f32.powf(longest_m.max(1e-3).log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|step| step * decade).find(|length| *length <= longest_m).unwrap_or(decade)
}

fn length_text(length_m: f32) -> String {
    if length_m >= 1_000.0 {
        format!("{} km", length_m / 1_000.0)
    } else if length_m >= 1.0 {
        format!("{length_m:.0} m")
    } else {
        format!("{:.0} cm", length_m * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_round_and_fit() {
        for (longest, expected) in [(149.0, 100.0), (210.0, 200.0), (0.7, 0.5), (5_000.0, 5_000.0), (1.0, 1.0)] {
            assert!((round_length(longest) - expected).abs() < 1e-4 * expected, "{longest}");
        }
        assert_eq!(length_text(0.5), "50 cm");
        assert_eq!(length_text(2_000.0), "2 km");
    }
}
