//! Names of sites, RIS and what is selected or hovered, written beside them and never over each other.

use crate::camera::SceneCamera;
use crate::inputs::SceneViewport;
use crate::materials::egui_color;
use crate::places::{Places, label_anchors};
use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use view_state::{Layers, Object, Selection, Theme};

/// Size of names, points.
const TEXT_PT: f32 = 12.5;
/// Space between text and the edge of its plate, points.
const PADDING: egui::Vec2 = egui::vec2(5.0, 2.0);
/// Distance of a plate from what it names, points.
const GAP: f32 = 7.0;
/// Distance between plates, points.
const MARGIN: f32 = 3.0;

/// Small notes of other views, each at a point of the scene in Bevy's axes, m; written where names leave room.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub struct SceneNotes(pub Vec<(Vec3, String)>);

/// Size of notes, points.
const NOTE_PT: f32 = 11.0;

/// Draws the labels.
pub(crate) fn draw_labels(
    mut contexts: EguiContexts,
    layers: Res<Layers>,
    selection: Res<Selection>,
    theme: Res<Theme>,
    viewport: Res<SceneViewport>,
    notes: Res<SceneNotes>,
    places: Places,
    camera: Single<(&Camera, &GlobalTransform), With<SceneCamera>>,
) -> Result {
    if !layers.labels {
        return Ok(());
    }
    let context = contexts.ctx_mut()?;
    let (camera, eye) = *camera;
    let painter = scene_painter(context, &viewport);
    let font = egui::FontId::proportional(TEXT_PT);
    let wanted: Vec<(Object, egui::Pos2, std::sync::Arc<egui::Galley>)> =
        label_anchors(&places, &by_priority(&places, &selection))
            .into_iter()
            .filter_map(|(object, anchor)| {
                let at = camera.world_to_viewport(eye, anchor).ok()?;
                let name = places.name(object)?;
                Some((
                    object,
                    egui::pos2(at.x, at.y),
                    painter.layout_no_wrap(name, font.clone(), egui_color(theme.ink())),
                ))
            })
            .collect();
    let requests: Vec<_> = wanted.iter().map(|(_, at, text)| (*at, text.size() + 2.0 * PADDING)).collect();
    let plates = place_labels(painter.clip_rect(), &requests);
    let names: Vec<egui::Rect> = plates.iter().flatten().copied().collect();
    draw_notes(&painter, &notes, &theme, &names, |point| camera.world_to_viewport(eye, point).ok());
    for ((object, _, text), plate) in wanted.into_iter().zip(plates) {
        let Some(plate) = plate else { continue };
        let is_selected = selection.selected == Some(object);
        let edge =
            if is_selected { egui_color(theme.accent()) } else { egui_color(theme.separator()).gamma_multiply(0.8) };
        let stroke = egui::Stroke::new(if is_selected { 1.5 } else { 1.0 }, edge);
        let fill = egui_color(theme.panel()).gamma_multiply(if is_selected { 0.97 } else { 0.85 });
        painter.rect(plate, 4.0, fill, stroke, egui::StrokeKind::Inside);
        painter.galley(plate.min + PADDING, text, egui_color(theme.ink()));
    }
    Ok(())
}

/// Writes notes in small faint text on a plate, each once and never over names or one another.
fn draw_notes(
    painter: &egui::Painter,
    notes: &SceneNotes,
    theme: &Theme,
    names: &[egui::Rect],
    project: impl Fn(Vec3) -> Option<Vec2>,
) {
    let mut taken = names.to_vec();
    for (point, text) in &notes.0 {
        let Some(at) = project(*point) else { continue };
        let text =
            painter.layout_no_wrap(text.clone(), egui::FontId::proportional(NOTE_PT), egui_color(theme.faint_ink()));
        let plate = egui::Rect::from_center_size(egui::pos2(at.x, at.y), text.size() + PADDING);
        if !painter.clip_rect().contains_rect(plate) || taken.iter().any(|other| other.intersects(plate)) {
            continue;
        }
        painter.rect_filled(plate, 3.0, egui_color(theme.panel()).gamma_multiply(0.8));
        painter.galley(plate.min + PADDING / 2.0, text, egui_color(theme.faint_ink()));
        taken.push(plate);
    }
}

/// A painter behind all panels, clipped to the 3D view.
pub(crate) fn scene_painter(context: &egui::Context, viewport: &SceneViewport) -> egui::Painter {
    let painter = context.layer_painter(egui::LayerId::background());
    if viewport.size == Vec2::ZERO {
        return painter;
    }
    let (min, size) = (viewport.min, viewport.size);
    painter.with_clip_rect(egui::Rect::from_min_size(egui::pos2(min.x, min.y), egui::vec2(size.x, size.y)))
}

/// Selected, hovered, sites, RIS; each once.
fn by_priority(places: &Places, selection: &Selection) -> Vec<Object> {
    let mut objects: Vec<Object> = selection.selected.into_iter().chain(selection.hovered).collect();
    objects.extend(places.objects().into_iter().filter(|object| matches!(object, Object::Site(_) | Object::Ris(_))));
    let mut seen = std::collections::BTreeSet::new();
    objects.retain(|object| seen.insert(*object));
    objects
}

/// Finds a place for each label, first come first served: above its anchor, right, left, or below; `None` where all are taken.
pub(crate) fn place_labels(bounds: egui::Rect, wanted: &[(egui::Pos2, egui::Vec2)]) -> Vec<Option<egui::Rect>> {
    let mut taken: Vec<egui::Rect> = Vec::new();
    wanted
        .iter()
        .map(|&(anchor, size)| {
            if !bounds.contains(anchor) {
                return None;
            }
            let (half, up) = (size / 2.0, egui::vec2(0.0, half_and_gap(size.y)));
            let side = egui::vec2(half.x + GAP, 0.0);
            let place = [anchor - up, anchor + side, anchor - side, anchor + up]
                .map(|center| egui::Rect::from_center_size(center, size))
                .into_iter()
                .find(|rect| bounds.contains_rect(*rect) && !taken.iter().any(|other| other.intersects(*rect)))?;
            taken.push(place.expand(MARGIN));
            Some(place)
        })
        .collect()
}

fn half_and_gap(height: f32) -> f32 {
    height / 2.0 + GAP
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: egui::Rect = egui::Rect { min: egui::pos2(0.0, 0.0), max: egui::pos2(400.0, 300.0) };
    const SIZE: egui::Vec2 = egui::vec2(60.0, 18.0);

    #[test]
    fn labels_do_not_overlap_and_the_first_wins() {
        let wanted = vec![(egui::pos2(200.0, 150.0), SIZE); 8];
        let placed = place_labels(BOUNDS, &wanted);
        assert_eq!(placed[0].map(|rect| rect.center().x), Some(200.0));
        let rects: Vec<_> = placed.iter().flatten().collect();
        assert_eq!(rects.len(), 2, "above and below fit, the sides would touch them");
        for (i, a) in rects.iter().enumerate() {
            assert!(rects[i + 1..].iter().all(|b| !a.intersects(**b)));
        }
    }

    #[test]
    fn a_neighbour_above_pushes_a_label_aside() {
        let placed = place_labels(BOUNDS, &[(egui::pos2(200.0, 130.0), SIZE), (egui::pos2(200.0, 150.0), SIZE)]);
        let aside = placed[1].expect("right of the anchor is free");
        assert!(aside.min.x > 200.0);
    }

    #[test]
    fn labels_stay_inside() {
        let placed = place_labels(BOUNDS, &[(egui::pos2(399.0, 1.0), SIZE), (egui::pos2(500.0, 50.0), SIZE)]);
        assert!(placed[0].is_none_or(|rect| BOUNDS.contains_rect(rect)));
        assert_eq!(placed[1], None);
    }
}
