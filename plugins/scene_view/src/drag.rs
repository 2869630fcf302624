//! Moves and turns the selected object by hand: a disc moves it over the map, an arrow up and down, `[` and `]` turn it.
//!
//! While a handle is held the object is drawn at the pointer at once; commands follow at most ten times a second, all in one gesture,
//! so that undo takes the whole drag back. Shift moves finely, Escape puts the object back.

use crate::camera::{SceneCamera, pixels_per_metre};
use crate::frame::{bevy_from_twin, twin_from_bevy};
use crate::handles::HandleLines;
use crate::materials::color;
use crate::places::{DragPreview, Places};
use crate::pointer::Pointer;
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;
use glam::DVec3;
use twin_scene::schema::AgentKind;
use twin_sim::command::{CommandQueue, TwinCommand};
use twin_sim::plan::Plan;
use view_state::{Gesture, Object, Pace, Selection, Theme};

/// Radius of the disc on the screen, logical pixels.
pub(crate) const DISC_PX: f32 = 42.0;
/// Length of the arrow on the screen, logical pixels.
const ARROW_PX: f32 = 76.0;
/// Reach of the pointer around a handle, logical pixels.
const REACH_PX: f32 = 9.0;
/// Time between two commands of a drag, s.
const COMMAND_PERIOD_S: f64 = 0.1;
/// How long the preview waits for the twin after the release, s.
const CONFIRM_S: f64 = 0.6;
/// How near the twin's position must be to count as there, m.
const CONFIRM_M: f64 = 0.6;
/// Share of the pointer's movement with Shift.
const FINE: f64 = 0.1;

/// Part of the handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handle {
    Disc,
    Arrow,
}

struct Held {
    object: Object,
    handle: Handle,
    start: DVec3,
    now: DVec3,
    last_sent: DVec3,
    last_sent_s: f64,
    /// Where the pointer was on the handle's plane or line.
    grip: DVec3,
    gesture: u64,
}

/// The handle under the pointer and the drag under way.
#[derive(Resource, Default)]
pub(crate) struct Drag {
    hovered: Option<Handle>,
    held: Option<Held>,
    released_s: Option<f64>,
}

impl Drag {
    /// Whether an object is held.
    pub(crate) fn is_active(&self) -> bool {
        self.held.is_some()
    }

    /// Whether the pointer is on a handle.
    pub(crate) fn handle_hovered(&self) -> bool {
        self.hovered.is_some()
    }
}

/// Starts, carries on, ends and cancels drags.
pub(crate) fn drag_object(
    pointer: Res<Pointer>,
    keys: Res<ButtonInput<KeyCode>>,
    time: Res<Time<Real>>,
    selection: Res<Selection>,
    places: Places,
    plan: Option<Res<Plan>>,
    camera: Single<(&Camera, &GlobalTransform), With<SceneCamera>>,
    mut drag: ResMut<Drag>,
    mut gesture: ResMut<Gesture>,
    mut queue: ResMut<CommandQueue>,
) {
    let now_s = time.elapsed_secs_f64();
    let (camera, eye) = *camera;
    let selected = selection.selected.filter(|object| !matches!(object, Object::Building(_)));

    if drag.held.is_none() {
        let anchor = selected.and_then(|object| Some((object, places.of(object)?)));
        drag.hovered = anchor.and_then(|(object, place)| {
            let at = pointer.free_at()?;
            handle_at(at, camera, eye, place.position, may_rise(object, &places))
        });
        if let (Some(handle), Some((object, place)), true) = (drag.hovered, anchor, pointer.pressed)
            && let Some(grip) = pointer.at.and_then(|at| grip_point(at, camera, eye, place.position, handle))
        {
            let start = place.position;
            let gesture = gesture.begin();
            drag.held =
                Some(Held { object, handle, start, now: start, last_sent: start, last_sent_s: now_s, grip, gesture });
            drag.released_s = None;
        }
    }
    let Some(held) = &mut drag.held else { return };

    let is_cancelled = keys.just_pressed(KeyCode::Escape) || selected != Some(held.object);
    if is_cancelled {
        held.now = held.start;
    } else if let Some(grip) = pointer.at.and_then(|at| grip_point(at, camera, eye, held.now, held.handle)) {
        let is_fine = keys.any_pressed([KeyCode::ShiftLeft, KeyCode::ShiftRight]);
        let step = (grip - held.grip) * if is_fine { FINE } else { 1.0 };
        held.now = within(held.now + step, held.object, plan.as_deref());
        held.grip = grip;
    }
    let is_over = is_cancelled || !pointer.is_down;
    let is_due = now_s - held.last_sent_s >= COMMAND_PERIOD_S;
    if (is_over || is_due)
        && held.now != held.last_sent
        && let Some(command) = move_command(held.object, held.now)
    {
        queue.push_gesture(command, held.gesture);
        held.last_sent = held.now;
        held.last_sent_s = now_s;
    }
    if is_over {
        gesture.end();
        drag.held = None;
        drag.released_s = Some(now_s);
    }
}

/// Draws the held object at the pointer until the twin has it there; a paused twin is waited for.
pub(crate) fn preview_drag(
    drag: Res<Drag>,
    time: Res<Time<Real>>,
    pace: Res<Pace>,
    mut params: ParamSet<(Places, ResMut<DragPreview>)>,
) {
    if let Some(held) = &drag.held {
        params.p1().0 = Some((held.object, held.now));
        return;
    }
    let Some((object, position)) = params.p1().0 else { return };
    let is_confirmed = params.p0().in_twin(object).is_none_or(|twin| twin.distance(position) < CONFIRM_M);
    let is_late = drag.released_s.is_none_or(|released| time.elapsed_secs_f64() - released > CONFIRM_S);
    if is_confirmed || (is_late && !pace.paused) {
        params.p1().0 = None;
    }
}

/// Turns a selected RIS, or the sectors of a selected site, by `[` and `]`.
pub(crate) fn turn_by_keys(
    keys: Res<ButtonInput<KeyCode>>,
    wants: Res<EguiWantsInput>,
    selection: Res<Selection>,
    plan: Option<Res<Plan>>,
    mut gesture: ResMut<Gesture>,
    mut queue: ResMut<CommandQueue>,
) {
    let Some(plan) = plan.filter(|_| !wants.wants_any_keyboard_input()) else {
        return;
    };
    let sign = f64::from(keys.just_pressed(KeyCode::BracketRight)) - f64::from(keys.just_pressed(KeyCode::BracketLeft));
    if sign == 0.0 {
        return;
    }
    let step_deg = sign * if keys.any_pressed([KeyCode::ShiftLeft, KeyCode::ShiftRight]) { 1.0 } else { 5.0 };
    let turned = |azimuth_deg: f64| (azimuth_deg + step_deg).rem_euclid(360.0);
    match selection.selected {
        Some(Object::Ris(id)) => {
            if let Some(ris) = plan.ris.get(id.0 as usize) {
                queue.push(TwinCommand::TurnRis { ris: id, azimuth_deg: turned(ris.azimuth_deg) });
            }
        }
        Some(Object::Site(id)) => {
            let number = gesture.begin();
            for cell in plan.cells_of(id) {
                let (azimuth_deg, downtilt_deg) = (turned(cell.azimuth_deg), cell.downtilt_deg);
                queue.push_gesture(TwinCommand::PointCell { cell: cell.id, azimuth_deg, downtilt_deg }, number);
            }
            gesture.end();
        }
        _ => {}
    }
}

/// Draws the handle of the selected object, always in front and always of one size on the screen.
pub(crate) fn draw_handle(
    mut lines: Gizmos<HandleLines>,
    selection: Res<Selection>,
    drag: Res<Drag>,
    theme: Res<Theme>,
    places: Places,
    camera: Single<(&Camera, &GlobalTransform), With<SceneCamera>>,
) {
    let Some(object) = selection.selected.filter(|object| !matches!(object, Object::Building(_))) else {
        return;
    };
    let Some(place) = places.of(object) else {
        return;
    };
    let (camera, eye) = *camera;
    let center = bevy_from_twin(place.position);
    let metres = 1.0 / pixels_per_metre(camera, eye, center);
    let active = drag.held.as_ref().map(|held| held.handle).or(drag.hovered);
    let shade = |handle: Handle| color(theme.accent()).with_alpha(if active == Some(handle) { 1.0 } else { 0.6 });
    let disc = DISC_PX * metres;
    let flat = Isometry3d::new(center, Quat::from_rotation_x(std::f32::consts::FRAC_PI_2));
    lines.circle(flat, disc, shade(Handle::Disc)).resolution(48);
    for direction in [Vec3::X, Vec3::NEG_X, Vec3::Z, Vec3::NEG_Z] {
        let tip = center + direction * disc * 1.28;
        let (back, side) = (center + direction * disc * 1.1, direction.cross(Vec3::Y) * disc * 0.12);
        lines.linestrip([back + side, tip, back - side], shade(Handle::Disc));
    }
    if may_rise(object, &places) {
        let tip = center + Vec3::Y * ARROW_PX * metres;
        lines.line(center, tip, shade(Handle::Arrow));
        let side = eye.right() * 6.0 * metres;
        let back = tip - Vec3::Y * 11.0 * metres;
        lines.linestrip([back - side, tip, back + side], shade(Handle::Arrow));
    }
    if let Some(held) = &drag.held {
        let foot = bevy_from_twin(held.now.with_z(0.0));
        lines.line(center, foot, color(theme.accent()).with_alpha(0.35));
        lines.line(bevy_from_twin(held.start), center, color(theme.accent()).with_alpha(0.35));
    }
}

fn may_rise(object: Object, places: &Places) -> bool {
    match object {
        Object::Site(_) | Object::Ris(_) => true,
        Object::Agent(_) => places.agent_kind(object) == Some(AgentKind::Drone),
        Object::Building(_) => false,
    }
}

/// The handle part within reach of a point on the screen.
fn handle_at(at: Vec2, camera: &Camera, eye: &GlobalTransform, position: DVec3, has_arrow: bool) -> Option<Handle> {
    let center = bevy_from_twin(position);
    let metres = 1.0 / pixels_per_metre(camera, eye, center);
    let on_screen = |point: Vec3| camera.world_to_viewport(eye, point).ok();
    let middle = on_screen(center)?;
    if has_arrow
        && let Some(tip) = on_screen(center + Vec3::Y * ARROW_PX * metres)
        && middle.distance(at) > REACH_PX * 1.5
        && distance_to_segment(at, middle, tip) <= REACH_PX
    {
        return Some(Handle::Arrow);
    }
    let rim = (0..24).filter_map(|i| {
        let (sin, cos) = (i as f32 / 24.0 * std::f32::consts::TAU).sin_cos();
        on_screen(center + Vec3::new(cos, 0.0, sin) * DISC_PX * metres)
    });
    let rim: Vec<Vec2> = rim.collect();
    let near_rim = (0..rim.len()).any(|i| distance_to_segment(at, rim[i], rim[(i + 1) % rim.len()]) <= REACH_PX);
    (near_rim || middle.distance(at) <= REACH_PX * 1.5).then_some(Handle::Disc)
}

fn distance_to_segment(point: Vec2, a: Vec2, b: Vec2) -> f32 {
    let along = b - a;
    let t = ((point - a).dot(along) / along.length_squared().max(1e-6)).clamp(0.0, 1.0);
    point.distance(a + along * t)
}

/// Where the pointer meets the handle's horizontal plane, or the point of its vertical line nearest to the pointer's ray.
fn grip_point(at: Vec2, camera: &Camera, eye: &GlobalTransform, position: DVec3, handle: Handle) -> Option<DVec3> {
    let ray = camera.viewport_to_world(eye, at).ok()?;
    let (origin, direction) = (twin_from_bevy(ray.origin), twin_from_bevy(*ray.direction));
    match handle {
        Handle::Disc => on_plane(origin, direction, position.z),
        Handle::Arrow => on_vertical(origin, direction, position),
    }
}

fn on_plane(origin: DVec3, direction: DVec3, height_m: f64) -> Option<DVec3> {
    let t = (height_m - origin.z) / direction.z;
    (t.is_finite() && t > 0.0 && t < 20_000.0).then(|| origin + direction * t)
}

fn on_vertical(origin: DVec3, direction: DVec3, position: DVec3) -> Option<DVec3> {
    let flat = direction.truncate();
    let t = (position - origin).truncate().dot(flat) / flat.length_squared();
    (t.is_finite() && t > 0.0).then(|| position.with_z(origin.z + direction.z * t))
}

/// Keeps a position inside the scene and above the ground.
fn within(position: DVec3, object: Object, plan: Option<&Plan>) -> DVec3 {
    let least_m = if matches!(object, Object::Agent(_)) { 0.0 } else { 0.5 };
    let position = position.with_z(position.z.clamp(least_m, 500.0));
    let Some(plan) = plan else { return position };
    let [min, max] = plan.bounds;
    DVec3::new(position.x.clamp(min[0], max[0]), position.y.clamp(min[1], max[1]), position.z)
}

/// The command that moves an object; `None` for what does not move.
fn move_command(object: Object, to: DVec3) -> Option<TwinCommand> {
    let position = to.to_array();
    match object {
        Object::Site(site) => Some(TwinCommand::MoveSite { site, position }),
        Object::Ris(ris) => Some(TwinCommand::MoveRis { ris, position }),
        Object::Agent(ue) => Some(TwinCommand::MoveAgent { ue, position }),
        Object::Building(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pointer_grips_planes_and_lines() {
        let (origin, direction) = (DVec3::new(0.0, -10.0, 10.0), DVec3::new(0.0, 1.0, -0.5));
        assert_eq!(on_plane(origin, direction, 5.0), Some(DVec3::new(0.0, 0.0, 5.0)));
        assert_eq!(on_plane(origin, direction, 15.0), None);
        let on_line = on_vertical(origin, direction, DVec3::new(0.0, 2.0, 0.0)).expect("the ray is not vertical");
        assert!((on_line.z - 4.0).abs() < 1e-12);
    }

    #[test]
    fn segments_have_ends() {
        assert_eq!(distance_to_segment(Vec2::new(5.0, 3.0), Vec2::ZERO, Vec2::X * 10.0), 3.0);
        assert_eq!(distance_to_segment(Vec2::new(14.0, 3.0), Vec2::ZERO, Vec2::X * 10.0), 5.0);
    }
}
