//! Where the pointer is, whether it is the scene's, and what is a click and what a drag.

use crate::inputs::SceneViewport;
use bevy::prelude::*;
use bevy::window::PrimaryWindow;
use bevy_egui::input::EguiWantsInput;
use bevy_egui::{EguiContexts, egui};

/// Movement above which a press is a drag, logical pixels.
const CLICK_SLOP_PX: f32 = 5.0;

/// The pointer (mouse, or the first finger) in this frame, window coordinates in logical pixels.
#[derive(Resource, Default)]
pub(crate) struct Pointer {
    /// Position, also when it is over a panel.
    pub(crate) at: Option<Vec2>,
    /// Whether the scene may use it: inside the viewport and not over or held by a panel.
    pub(crate) is_free: bool,
    /// The main button went down on the scene in this frame.
    pub(crate) pressed: bool,
    /// The main button is held.
    pub(crate) is_down: bool,
    /// The main button was released on the scene without having moved.
    pub(crate) clicked: bool,
    press_at: Option<Vec2>,
    over_floating: bool,
}

impl Pointer {
    /// Position when the scene may use it.
    pub(crate) fn free_at(&self) -> Option<Vec2> {
        self.at.filter(|_| self.is_free)
    }
}

/// Reads mouse and touch.
pub(crate) fn read_pointer(
    mut pointer: ResMut<Pointer>,
    window: Option<Single<&Window, With<PrimaryWindow>>>,
    viewport: Res<SceneViewport>,
    buttons: Res<ButtonInput<MouseButton>>,
    touches: Res<Touches>,
    wants: Res<EguiWantsInput>,
) {
    let finger = touches.first_pressed_position();
    let released_finger = touches.iter_just_released().next().map(|touch| touch.position());
    let cursor = window.and_then(|window| window.cursor_position());
    pointer.at = finger.or(released_finger).or(cursor);
    let inside = pointer.at.is_some_and(|at| {
        viewport.size == Vec2::ZERO || Rect::from_corners(viewport.min, viewport.min + viewport.size).contains(at)
    });
    pointer.is_free = inside && !pointer.over_floating && !wants.is_using_pointer() && !wants.is_popup_open();
    let went_down = buttons.just_pressed(MouseButton::Left) || touches.any_just_pressed();
    let went_up = buttons.just_released(MouseButton::Left) || released_finger.is_some();
    pointer.is_down = buttons.pressed(MouseButton::Left) || finger.is_some();
    pointer.pressed = went_down && pointer.is_free;
    if pointer.pressed {
        pointer.press_at = pointer.at;
    }
    pointer.clicked = went_up
        && pointer.is_free
        && matches!((pointer.press_at, pointer.at), (Some(press), Some(at)) if press.distance(at) <= CLICK_SLOP_PX);
    if went_up {
        pointer.press_at = None;
    }
}

/// Notes whether a floating egui layer (window, menu, tooltip) is under the pointer.
pub(crate) fn watch_floating_layers(mut contexts: EguiContexts, mut pointer: ResMut<Pointer>) -> Result {
    let context = contexts.ctx_mut()?;
    let layer = pointer.at.and_then(|at| context.layer_id_at(egui::pos2(at.x, at.y)));
    pointer.over_floating =
        layer.is_some_and(|layer| !matches!(layer.order, egui::Order::Background | egui::Order::Tooltip));
    Ok(())
}
