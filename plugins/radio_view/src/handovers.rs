//! The handover map: where UEs changed cells or lost them, each attempt with the colour and shape of its judgement.
//!
//! What is shown follows from the event log and the twin's clock alone, in a live run and in a replay alike.

use crate::canvas::{Canvas, HandoverCanvas};
use crate::ink;
use crate::marks::Mark;
use crate::view::{SceneEye, View};
use bevy::prelude::*;
use glam::DVec3;
use scene_view::bevy_from_twin;
use twin_sim::TwinClock;
use twin_sim::event::{EventKind, EventLog, HandoverOutcome};
use view_state::{Layers, Theme, outcome_mark};

/// Most marks drawn, the newest.
const MOST_MARKS: usize = 600;
/// Height above the agent's ground point, m.
const LIFT_M: f64 = 1.0;
/// Half the size of a mark, logical pixels.
const SIZE_PX: f32 = 5.0;
/// Width of its strokes, logical pixels.
const LINE_PX: f32 = 2.0;

/// Draws the marks of judged attempts up to the moment shown.
pub(crate) fn draw_handovers(
    canvas: Single<(&mut Canvas, &mut Visibility), With<HandoverCanvas>>,
    log: Option<Res<EventLog>>,
    clock: Option<Res<TwinClock>>,
    layers: Res<Layers>,
    theme: Res<Theme>,
    eye: SceneEye,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let (mut canvas, mut visibility) = canvas.into_inner();
    let (Some(log), Some(clock), Some(view), true) = (log, clock, eye.view(), layers.handovers) else {
        canvas.clear(&mut visibility);
        return;
    };
    let judged =
        log.events.iter().rev().skip_while(|event| event.tick > clock.tick).filter_map(|event| match event.kind {
            EventKind::HandoverJudged { outcome, position, .. } if outcome != HandoverOutcome::Censored => {
                Some((outcome, DVec3::from_array(position)))
            }
            _ => None,
        });
    let mut places: Vec<_> = judged.take(MOST_MARKS).collect();
    places.reverse();
    let mut marks = Vec::new();
    for (outcome, place) in places {
        mark(outcome, bevy_from_twin(place + DVec3::Z * LIFT_M), *theme, &view, &mut marks);
    }
    canvas.show(marks, view, &mut visibility, &mut meshes);
}

/// Adds the mark of one attempt: its shape twice, below in the colour of panels so that it stands out from any map.
fn mark(outcome: HandoverOutcome, center: Vec3, theme: Theme, view: &View, out: &mut Vec<Mark>) {
    let color = outcome_mark(outcome).0;
    if outcome == HandoverOutcome::Useful {
        for (color, radius_px) in [(theme.panel(), SIZE_PX - 0.5), (color, SIZE_PX - 2.0)] {
            out.push(Mark::Dot { center, color: ink(color, 1.0), radius_px });
        }
        return;
    }
    for (color, width_px) in [(theme.panel(), LINE_PX + 2.5), (color, LINE_PX)] {
        out.extend(strokes(outcome).iter().map(|stroke| {
            let points = stroke
                .iter()
                .map(|&(x, y)| center + (view.right * x + view.up * y) * (SIZE_PX * view.metres_per_pixel(center)));
            Mark::line(points.collect(), ink(color, 1.0), width_px)
        }));
    }
}

/// The strokes of a judgement's shape, x to the right and y up, within ±1.
fn strokes(outcome: HandoverOutcome) -> &'static [&'static [(f32, f32)]] {
    const RING: &[(f32, f32)] = &[
        (1.0, 0.0),
        (0.87, 0.5),
        (0.5, 0.87),
        (0.0, 1.0),
        (-0.5, 0.87),
        (-0.87, 0.5),
        (-1.0, 0.0),
        (-0.87, -0.5),
        (-0.5, -0.87),
        (0.0, -1.0),
        (0.5, -0.87),
        (0.87, -0.5),
        (1.0, 0.0),
    ];
    const TRIANGLE: &[(f32, f32)] = &[(-1.0, -0.8), (1.0, -0.8), (0.0, 1.0), (-1.0, -0.8)];
    const DIAMOND: &[(f32, f32)] = &[(0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0), (0.0, -1.1)];
    const SQUARE: &[(f32, f32)] = &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9), (-0.9, -0.9)];
    match outcome {
        HandoverOutcome::Useful | HandoverOutcome::Censored => &[],
        HandoverOutcome::Unnecessary => &[RING],
        HandoverOutcome::TooEarly => &[TRIANGLE],
        HandoverOutcome::WrongCell => &[DIAMOND],
        HandoverOutcome::TooLate => &[&[(-1.0, -1.0), (1.0, 1.0)], &[(-1.0, 1.0), (1.0, -1.0)]],
        HandoverOutcome::Coverage => &[SQUARE],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_judgement_has_a_shape_of_its_own() {
        let view = View { eye: Vec3::Z * 100.0, forward: Vec3::NEG_Z, right: Vec3::X, up: Vec3::Y, focal_px: 1000.0 };
        let mut seen: Vec<Vec<Mark>> = Vec::new();
        for outcome in HandoverOutcome::ALL.into_iter().filter(|outcome| *outcome != HandoverOutcome::Censored) {
            let mut marks = Vec::new();
            mark(outcome, Vec3::ZERO, Theme::Light, &view, &mut marks);
            assert!(!marks.is_empty());
            let shape: Vec<Mark> = marks
                .into_iter()
                .map(|mark| match mark {
                    Mark::Line { points, width_px, .. } => {
                        Mark::Line { points, width_px, from: LinearRgba::WHITE, to: LinearRgba::WHITE }
                    }
                    Mark::Dot { center, radius_px, .. } => Mark::Dot { center, radius_px, color: LinearRgba::WHITE },
                })
                .collect();
            assert!(!seen.contains(&shape), "{outcome:?}");
            seen.push(shape);
        }
    }
}
