//! How the camera moves by itself and by hand: flights to named views and objects, following, dragging the ground, flying by keys.

use crate::camera::{SceneCamera, View};
use crate::frame::bevy_from_twin;
use crate::inputs::LoadedScene;
use crate::places::Places;
use crate::pointer::Pointer;
use bevy::input::mouse::AccumulatedMouseScroll;
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;
use bevy_panorbit_camera::PanOrbitCamera;
use view_state::{CameraRequest, Object};

/// Time of a flight, s.
const FLIGHT_S: f32 = 0.9;
/// Yaw of a camera that looks west, at something facing east, plus a little to the side, rad.
const FRONT_YAW_RAD: f32 = std::f32::consts::FRAC_PI_2 + 0.35;
/// Speed of flying by keys, in view distances a second.
const FLY_SPEED: f32 = 0.8;

/// What moves the camera now.
#[derive(Resource, Default)]
pub(crate) struct CameraMotion {
    flight: Option<Flight>,
    followed: Option<Object>,
    is_flying: bool,
    grabbed: Option<Vec2>,
}

#[derive(Clone, Copy)]
struct Flight {
    from: View,
    to: View,
    elapsed_s: f32,
}

impl Flight {
    fn at(&self) -> View {
        let t = (self.elapsed_s / FLIGHT_S).clamp(0.0, 1.0);
        let t = t * t * (3.0 - 2.0 * t);
        let turn = shortest_turn(self.to.yaw - self.from.yaw);
        View {
            focus: self.from.focus.lerp(self.to.focus, t),
            yaw: self.from.yaw + turn * t,
            pitch: self.from.pitch + (self.to.pitch - self.from.pitch) * t,
            radius: (self.from.radius.ln() + (self.to.radius / self.from.radius).ln() * t).exp(),
        }
    }
}

/// The same turn within half a circle, rad.
fn shortest_turn(angle: f32) -> f32 {
    let turns = angle / std::f32::consts::TAU;
    (turns - turns.round()) * std::f32::consts::TAU
}

/// Starts flights: keys 1 to 4 and requests of the panels.
pub(crate) fn take_requests(
    mut request: ResMut<CameraRequest>,
    mut motion: ResMut<CameraMotion>,
    keys: Res<ButtonInput<KeyCode>>,
    wants: Res<EguiWantsInput>,
    scene: Option<Res<LoadedScene>>,
    places: Places,
    orbit: Single<&PanOrbitCamera, With<SceneCamera>>,
) {
    let mut wish = if *request == CameraRequest::None { CameraRequest::None } else { std::mem::take(&mut *request) };
    if !wants.wants_any_keyboard_input() && !any_modifier(&keys) {
        const NUMBERS: [KeyCode; 4] = [KeyCode::Digit1, KeyCode::Digit2, KeyCode::Digit3, KeyCode::Digit4];
        if let Some(index) = NUMBERS.into_iter().position(|key| keys.just_pressed(key)) {
            wish = CameraRequest::Named(index);
        }
        if keys.just_pressed(KeyCode::KeyF) {
            motion.is_flying = !motion.is_flying;
        }
    }
    let from = View::target_of(&orbit);
    let to = match wish {
        CameraRequest::None => return,
        CameraRequest::Named(index) => scene.and_then(|scene| scene.0.cameras.get(index).map(View::of)),
        CameraRequest::Frame(object) | CameraRequest::Follow(object) => places.of(object).map(|place| {
            let least: f32 = match object {
                Object::Agent(_) => 110.0,
                Object::Site(_) | Object::Ris(_) => 70.0,
                Object::Building(_) => 60.0,
            };
            let radius = (place.radius_m as f32 * 4.0).clamp(least.min(from.radius), 400.0);
            let focus = bevy_from_twin(place.center);
            match places.facing(object) {
                // From its front, a little to the side, and low enough to look under eaves.
                Some(heading) => View { focus, radius, yaw: heading as f32 + FRONT_YAW_RAD, pitch: 0.3 },
                // Steep enough to look into a street.
                None => View { focus, radius, pitch: from.pitch.clamp(0.6, 1.1), ..from },
            }
        }),
    };
    let Some(to) = to else { return };
    motion.followed = if let CameraRequest::Follow(object) = wish { Some(object) } else { None };
    motion.flight = Some(Flight { from, to, elapsed_s: 0.0 });
}

/// Carries on a flight, or follows an object, until the user takes over.
pub(crate) fn fly_and_follow(
    mut motion: ResMut<CameraMotion>,
    time: Res<Time<Real>>,
    places: Places,
    pointer: Res<Pointer>,
    buttons: Res<ButtonInput<MouseButton>>,
    scroll: Res<AccumulatedMouseScroll>,
    mut orbit: Single<&mut PanOrbitCamera, With<SceneCamera>>,
) {
    let followed = motion.followed.and_then(|object| places.of(object)).map(|place| bevy_from_twin(place.center));
    if let Some(mut flight) = motion.flight {
        let taken_over = pointer.is_free && (buttons.get_just_pressed().len() > 0 || scroll.delta != Vec2::ZERO);
        if let Some(focus) = followed {
            flight.to.focus = focus;
        }
        flight.elapsed_s += time.delta_secs().min(0.4);
        flight.at().apply(&mut orbit);
        let is_over = taken_over || flight.elapsed_s >= FLIGHT_S;
        motion.flight = if is_over { None } else { Some(flight) };
    } else if let Some(focus) = followed {
        orbit.target_focus = focus;
        orbit.focus = focus;
        orbit.force_update = true;
    }
}

/// Drags the ground: the point under the pointer stays under it (right or middle button).
pub(crate) fn drag_ground(
    mut motion: ResMut<CameraMotion>,
    pointer: Res<Pointer>,
    buttons: Res<ButtonInput<MouseButton>>,
    camera: Single<(&Camera, &GlobalTransform, &mut PanOrbitCamera), With<SceneCamera>>,
) {
    const BUTTONS: [MouseButton; 2] = [MouseButton::Right, MouseButton::Middle];
    let (camera, eye, mut orbit) = camera.into_inner();
    if buttons.any_just_pressed(BUTTONS) && pointer.is_free {
        motion.grabbed = pointer.at;
        return;
    }
    if !buttons.any_pressed(BUTTONS) {
        motion.grabbed = None;
        return;
    }
    let (Some(before), Some(now)) = (motion.grabbed, pointer.at) else {
        return;
    };
    if before == now {
        return;
    }
    motion.grabbed = Some(now);
    let plane = InfinitePlane3d::new(Vec3::Y);
    let on_ground = |at: Vec2| {
        let ray = camera.viewport_to_world(eye, at).ok()?;
        let distance = ray.intersect_plane(Vec3::Y * orbit.focus.y, plane)?;
        Some(ray.get_point(distance))
    };
    if let (Some(from), Some(to)) = (on_ground(before), on_ground(now)) {
        // Near the horizon a pixel is a long way: never more than a share of the view distance at once.
        let step = (from - to).clamp_length_max(orbit.target_radius * 0.25);
        orbit.target_focus += step;
        motion.followed = None;
        motion.flight = None;
    }
}

/// Flies by keys while fly mode (F) is on: W A S D over the ground, Q and E down and up.
pub(crate) fn fly_by_keys(
    mut motion: ResMut<CameraMotion>,
    keys: Res<ButtonInput<KeyCode>>,
    time: Res<Time<Real>>,
    wants: Res<EguiWantsInput>,
    mut orbit: Single<&mut PanOrbitCamera, With<SceneCamera>>,
) {
    if !motion.is_flying || wants.wants_any_keyboard_input() || any_modifier(&keys) {
        return;
    }
    let axis = |plus: KeyCode, minus: KeyCode| f32::from(keys.pressed(plus)) - f32::from(keys.pressed(minus));
    let wish = Vec3::new(
        axis(KeyCode::KeyD, KeyCode::KeyA),
        axis(KeyCode::KeyE, KeyCode::KeyQ),
        axis(KeyCode::KeyS, KeyCode::KeyW),
    );
    if wish != Vec3::ZERO {
        let speed = FLY_SPEED * orbit.target_radius * time.delta_secs().min(0.1);
        let step = Quat::from_rotation_y(orbit.target_yaw) * wish.normalize() * speed;
        orbit.target_focus += step;
        motion.followed = None;
        motion.flight = None;
    }
}

fn any_modifier(keys: &ButtonInput<KeyCode>) -> bool {
    keys.any_pressed([
        KeyCode::ControlLeft,
        KeyCode::ControlRight,
        KeyCode::AltLeft,
        KeyCode::AltRight,
        KeyCode::SuperLeft,
        KeyCode::SuperRight,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flights_end_where_they_should_by_the_short_way() {
        let from = View { focus: Vec3::ZERO, yaw: 3.0, pitch: 0.5, radius: 100.0 };
        let to = View { focus: Vec3::X, yaw: -3.0, pitch: 0.7, radius: 400.0 };
        let flight = |elapsed_s| Flight { from, to, elapsed_s }.at();
        assert!((flight(0.0).yaw - 3.0).abs() < 1e-6);
        assert!((flight(FLIGHT_S / 2.0).radius - 200.0).abs() < 0.1);
        assert!((flight(FLIGHT_S / 2.0).yaw - std::f32::consts::PI).abs() < 1e-4);
        assert!((flight(FLIGHT_S).focus - Vec3::X).length() < 1e-6);
    }
}
