//! Brief marks where something happened: a handover is a ring pulse and an arc from old to new site, a radio-link failure a small cross.
//!
//! What is shown follows from the event log and the twin's clock alone, so it stands still with it and survives seeking; a pulse lasts the same
//! host time at every speed.

use crate::canvas::{Canvas, EventCanvas};
use crate::ink;
use crate::marks::Mark;
use crate::view::{SceneEye, View};
use bevy::prelude::*;
use glam::DVec3;
use scene_view::{Places, bevy_from_twin};
use std::collections::BTreeMap;
use twin_sim::TwinClock;
use twin_sim::event::{EventKind, EventLog, SlaVerdict, TwinEvent};
use twin_sim::plan::Plan;
use twin_units::{CellId, TICK_S, Tick, UeId};
use view_state::{Layers, Object, Pace, Rgb, Theme, cell_color, verdict_mark};

/// Duration of a pulse on the wall clock, s.
const PULSE_S: f64 = 0.6;
/// How long a cross stays, s: simulated time, and wall-clock time when the simulation is faster.
const CROSS_S: f64 = 8.0;
/// Time over which a cross fades at its end, of its duration.
const CROSS_FADE: f64 = 0.15;
/// Most events shown, the newest.
const MOST_EVENTS: usize = 50;
/// Smallest and largest radius of a pulse, logical pixels.
const RING_PX: (f32, f32) = (8.0, 30.0);
/// Width of rings and arcs, logical pixels.
const LINE_PX: f32 = 2.5;
/// Half the size of a cross, logical pixels.
const CROSS_PX: f32 = 6.0;
/// Height of an arc, of the distance it spans.
const ARC_HEIGHT: f32 = 0.18;
/// Steps of rings and arcs.
const STEPS: u32 = 32;
/// Height of rings above their agent's ground point, m; above the map.
const RING_LIFT_M: f64 = 0.5;

/// Where agents were when a failure was first seen: crosses stay there.
#[derive(Resource, Default)]
pub(crate) struct FailurePlaces(BTreeMap<(Tick, UeId), DVec3>);

/// An event that is still shown, and how far it is through its time, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shown<'a> {
    event: &'a TwinEvent,
    progress: f64,
}

/// Draws the marks of recent events.
pub(crate) fn draw_events(
    canvas: Single<(&mut Canvas, &mut Visibility), With<EventCanvas>>,
    plan: Option<Res<Plan>>,
    log: Option<Res<EventLog>>,
    clock: Option<Res<TwinClock>>,
    pace: Res<Pace>,
    layers: Res<Layers>,
    theme: Res<Theme>,
    places: Places,
    eye: SceneEye,
    mut failures: ResMut<FailurePlaces>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let (mut canvas, mut visibility) = canvas.into_inner();
    let (Some(plan), Some(log), Some(clock), Some(view), true) = (plan, log, clock, eye.view(), layers.events) else {
        canvas.clear(&mut visibility);
        failures.0.clear();
        return;
    };
    let shown = recent(log.events.iter(), clock.tick, &pace);
    failures.0.retain(|key, _| shown.iter().any(|shown| key_of(shown.event) == Some(*key)));
    let site_of = |cell: CellId| {
        let cell = plan.cells.get(cell.0 as usize)?;
        Some(bevy_from_twin(places.of(Object::Site(cell.site))?.position))
    };
    let bad = verdict_mark(SlaVerdict::Breached).0;
    let mut marks = Vec::new();
    for Shown { event, progress } in shown.into_iter().rev() {
        let Some((key, place)) = key_of(event).and_then(|key| Some((key, places.of(Object::Agent(key.1))?))) else {
            continue;
        };
        let ground = bevy_from_twin(place.position + DVec3::Z * RING_LIFT_M);
        match event.kind {
            EventKind::HandoverCompleted { from, to, .. } => {
                let colors = [from, to].map(|cell| cell_color(cell.0 as usize));
                marks.push(ring(ground, colors[1], progress as f32, &view));
                if let (Some(a), Some(b)) = (site_of(from), site_of(to))
                    && a != b
                {
                    marks.extend(handover_arc(a, b, colors, progress as f32));
                }
            }
            EventKind::HandoverFailed { .. } => marks.push(ring(ground, bad, progress as f32, &view)),
            EventKind::RadioLinkFailed { .. } => {
                let at = *failures.0.entry(key).or_insert(place.center);
                marks.extend(cross(bevy_from_twin(at), bad, *theme, progress, &view));
            }
            _ => {}
        }
    }
    canvas.show(marks, view, &mut visibility, &mut meshes);
}

fn key_of(event: &TwinEvent) -> Option<(Tick, UeId)> {
    Some((event.tick, event.ue?))
}

/// The events still shown at a moment, newest first.
fn recent<'a>(events: impl DoubleEndedIterator<Item = &'a TwinEvent>, now: Tick, pace: &Pace) -> Vec<Shown<'a>> {
    let cross_s = CROSS_S * pace.speed.max(1.0);
    let age_s = |event: &TwinEvent| ((now.0 - event.tick.0) as f64 + pace.fraction) * TICK_S;
    events
        .rev()
        .skip_while(|event| event.tick > now)
        .take_while(|event| age_s(event) <= cross_s)
        .filter_map(|event| {
            let duration_s = match event.kind {
                EventKind::HandoverCompleted { .. } | EventKind::HandoverFailed { .. } => PULSE_S * pace.speed,
                EventKind::RadioLinkFailed { .. } => cross_s,
                _ => return None,
            };
            let progress = age_s(event) / duration_s;
            (progress <= 1.0).then_some(Shown { event, progress })
        })
        .take(MOST_EVENTS)
        .collect()
}

/// A ring that grows and fades, level on the ground.
fn ring(center: Vec3, color: Rgb, progress: f32, view: &View) -> Mark {
    let eased = 1.0 - (1.0 - progress) * (1.0 - progress);
    let radius = RING_PX.0.lerp(RING_PX.1, eased) * view.metres_per_pixel(center);
    let points = (0..=STEPS)
        .map(|step| {
            let (sin, cos) = (std::f32::consts::TAU * step as f32 / STEPS as f32).sin_cos();
            center + Vec3::new(cos, 0.0, sin) * radius
        })
        .collect();
    Mark::line(points, ink(color, 1.0 - progress * progress), LINE_PX)
}

/// The arc of a handover: it runs from the old to the new site in the first half of its time and fades in the rest.
fn handover_arc(from: Vec3, to: Vec3, colors: [Rgb; 2], progress: f32) -> Option<Mark> {
    let reach = (progress * 2.0).min(1.0);
    let alpha = 1.0 - (progress * 2.0 - 1.0).max(0.0);
    let points = arc(from, to, reach);
    (reach > 0.0).then(|| Mark::Line {
        points,
        from: ink(colors[0], alpha * 0.7),
        to: ink(colors[1], alpha),
        width_px: LINE_PX,
    })
}

/// Points of a parabola between two points, up to a share of it.
fn arc(from: Vec3, to: Vec3, reach: f32) -> Vec<Vec3> {
    let height = from.distance(to) * ARC_HEIGHT;
    (0..=STEPS)
        .map(|step| {
            let t = reach * step as f32 / STEPS as f32;
            from.lerp(to, t) + Vec3::Y * (4.0 * t * (1.0 - t) * height)
        })
        .collect()
}

/// A small cross above a point, facing the camera, with a casing that sets it off.
fn cross(center: Vec3, color: Rgb, theme: Theme, progress: f64, view: &View) -> [Mark; 4] {
    let pixel = view.metres_per_pixel(center);
    let alpha = ((1.0 - progress) / CROSS_FADE).min(1.0) as f32;
    let middle = center + view.up * (2.2 * CROSS_PX * pixel);
    let stroke = |slant: f32, color: Rgb, extra_px: f32| {
        let arm = (view.right * slant + view.up) * ((CROSS_PX + extra_px / 2.0) * pixel);
        Mark::line(vec![middle - arm, middle + arm], ink(color, alpha), LINE_PX + extra_px)
    };
    let casing = theme.panel();
    [stroke(1.0, casing, 2.5), stroke(-1.0, casing, 2.5), stroke(1.0, color, 0.5), stroke(-1.0, color, 0.5)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handover(tick: u64) -> TwinEvent {
        let kind = EventKind::HandoverCompleted { from: CellId(0), to: CellId(1), gain_db: 4.0, ping_pong: false };
        TwinEvent { tick: Tick(tick), ue: Some(UeId(2)), kind }
    }

    fn failure(tick: u64) -> TwinEvent {
        let kind = EventKind::RadioLinkFailed { cell: CellId(0), cause: "test".into() };
        TwinEvent { tick: Tick(tick), ue: Some(UeId(2)), kind }
    }

    fn pace(speed: f64) -> Pace {
        Pace { speed, fraction: 0.0, ..Pace::default() }
    }

    #[test]
    fn pulses_last_the_same_host_time_at_every_speed() {
        let events = [handover(1000)];
        let progress =
            |now: u64, speed: f64| recent(events.iter(), Tick(now), &pace(speed)).first().map(|s| s.progress);
        assert!((progress(1030, 1.0).expect("half its time") - 0.5).abs() < 1e-9);
        assert_eq!(progress(1061, 1.0), None);
        assert!((progress(1300, 10.0).expect("half its time") - 0.5).abs() < 1e-9);
        assert!((progress(1003, 0.1).expect("half its time") - 0.5).abs() < 1e-9);
    }

    #[test]
    fn failures_stay_eight_seconds_and_events_to_come_are_not_shown() {
        let events = [failure(1000), handover(5000)];
        assert_eq!(recent(events.iter(), Tick(1790), &pace(1.0)).len(), 1);
        assert!(recent(events.iter(), Tick(1810), &pace(1.0)).is_empty());
        assert!(recent(events.iter(), Tick(900), &pace(1.0)).is_empty());
    }

    #[test]
    fn the_newest_fifty_are_shown() {
        let events: Vec<TwinEvent> = (0..80).map(|i| failure(1000 + i)).collect();
        let shown = recent(events.iter(), Tick(1100), &pace(1.0));
        assert_eq!(shown.len(), MOST_EVENTS);
        assert_eq!(shown[0].event.tick, Tick(1079));
    }

    #[test]
    fn an_arc_ends_at_its_reach_and_bulges_upward() {
        let (a, b) = (Vec3::new(0.0, 20.0, 0.0), Vec3::new(100.0, 30.0, 0.0));
        let whole = arc(a, b, 1.0);
        assert!((whole[0] - a).length() < 1e-5 && (whole[STEPS as usize] - b).length() < 1e-4);
        assert!(whole[16].y > 40.0);
        assert!((arc(a, b, 0.5)[STEPS as usize].x - 50.0).abs() < 1e-4);
        assert!(handover_arc(a, b, [Rgb(0, 0, 0); 2], 0.0).is_none());
    }
}
