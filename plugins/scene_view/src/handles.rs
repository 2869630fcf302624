//! Two sets of lines for marks: handles, always in front; and selection marks, nearly in front.

use bevy::prelude::*;

/// Lines of handles; drawn in front of everything.
#[derive(Default, Reflect, GizmoConfigGroup)]
pub(crate) struct HandleLines;

/// Lines that mark what is selected or hovered.
#[derive(Default, Reflect, GizmoConfigGroup)]
pub(crate) struct MarkLines;

/// Registers both with their widths.
pub(crate) fn register(app: &mut App) {
    let config = |width: f32, depth_bias: f32| GizmoConfig {
        line: GizmoLineConfig { width, joints: GizmoLineJoint::Miter, ..default() },
        depth_bias,
        ..default()
    };
    app.insert_gizmo_config(HandleLines, config(3.0, -1.0)).insert_gizmo_config(MarkLines, config(2.0, -0.02));
}
