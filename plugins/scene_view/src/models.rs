//! Simple shapes one recognises: a car, a person, a drone, a transport vehicle, an arm, a camera. Built in code, looking along +x, feet at the origin.

use crate::mesh_parts::{Triangles, grey};
use bevy::prelude::*;
use twin_scene::schema::AgentKind;

/// A model: a body, and a part that turns with `Pose::arm_rad`.
pub(crate) struct Model {
    /// What stands still on the agent.
    pub(crate) body: Triangles,
    /// What turns, and the point it turns about.
    pub(crate) arm: Option<(Triangles, Vec3)>,
    /// Largest dimension, m.
    pub(crate) size_m: f32,
    /// Height of the body's centre above the agent's point, m.
    pub(crate) center_m: f32,
}

const LIGHT: [f32; 4] = grey(1.5);
const PLAIN: [f32; 4] = grey(1.0);
const DARK: [f32; 4] = grey(0.35);

/// The model of a kind of agent.
pub(crate) fn model(kind: AgentKind) -> Model {
    match kind {
        AgentKind::Car => car(),
        AgentKind::Pedestrian => person(),
        AgentKind::Drone => drone(),
        AgentKind::Agv => agv(),
        AgentKind::Cobot => cobot(),
        AgentKind::Camera => camera(),
    }
}

fn put(center: [f32; 3], size: [f32; 3]) -> Transform {
    Transform::from_translation(Vec3::from(center)).with_scale(Vec3::from(size))
}

fn wheel(body: &mut Triangles, center: [f32; 3], radius: f32, width: f32) {
    const SIDES: u32 = 10;
    let at = |i: u32, side: f32| {
        let (sin, cos) = (i as f32 / SIDES as f32 * std::f32::consts::TAU).sin_cos();
        Vec3::from(center) + Vec3::new(cos * radius, sin * radius, side * width / 2.0)
    };
    for i in 0..SIDES {
        body.quad([at(i, 1.0), at(i, -1.0), at(i + 1, -1.0), at(i + 1, 1.0)], [DARK; 4]);
        body.triangle([Vec3::from(center) + Vec3::Z * (width / 2.0), at(i, 1.0), at(i + 1, 1.0)], DARK);
        body.triangle([Vec3::from(center) - Vec3::Z * (width / 2.0), at(i + 1, -1.0), at(i, -1.0)], DARK);
    }
}

fn ball(body: &mut Triangles, center: Vec3, radius: f32, color: [f32; 4]) {
    const BANDS: u32 = 6;
    const SIDES: u32 = 10;
    let at = |band: u32, side: u32| {
        let (up, out) = (std::f32::consts::PI * (band as f32 / BANDS as f32 - 0.5)).sin_cos();
        let (sin, cos) = (side as f32 / SIDES as f32 * std::f32::consts::TAU).sin_cos();
        center + Vec3::new(cos * out, up, -sin * out) * radius
    };
    for band in 0..BANDS {
        for side in 0..SIDES {
            body.quad([at(band, side), at(band, side + 1), at(band + 1, side + 1), at(band + 1, side)], [color; 4]);
        }
    }
}

fn car() -> Model {
    let mut body = Triangles::default();
    body.cuboid(put([0.0, 0.62, 0.0], [4.3, 0.55, 1.8]), PLAIN);
    body.prismatoid(put([-0.2, 1.17, 0.0], [2.5, 0.58, 1.66]), 0.78, LIGHT);
    for (x, z) in [(1.35, 0.8), (1.35, -0.8), (-1.35, 0.8), (-1.35, -0.8)] {
        wheel(&mut body, [x, 0.34, z], 0.34, 0.26);
    }
    Model { body, arm: None, size_m: 4.3, center_m: 0.8 }
}

fn person() -> Model {
    let mut body = Triangles::default();
    for z in [-0.1, 0.1] {
        body.cylinder(Vec3::new(0.0, 0.0, z), 0.82, [0.08, 0.1], 8, DARK);
    }
    body.cylinder(Vec3::new(0.0, 0.8, 0.0), 0.62, [0.17, 0.24], 10, PLAIN);
    for z in [-0.29, 0.29] {
        body.cylinder(Vec3::new(0.0, 0.75, z), 0.6, [0.06, 0.08], 6, PLAIN);
    }
    ball(&mut body, Vec3::new(0.0, 1.6, 0.0), 0.15, LIGHT);
    Model { body, arm: None, size_m: 1.75, center_m: 0.9 }
}

fn drone() -> Model {
    let mut body = Triangles::default();
    body.prismatoid(put([0.0, 0.0, 0.0], [0.55, 0.2, 0.36]), 0.7, PLAIN);
    body.cuboid(put([0.3, -0.08, 0.0], [0.12, 0.12, 0.12]), DARK);
    for (x, z) in [(0.5, 0.5), (0.5, -0.5), (-0.5, 0.5), (-0.5, -0.5)] {
        let reach = Vec3::new(x, 0.0, z);
        let arm = Transform::from_translation(reach / 2.0)
            .with_rotation(Quat::from_rotation_arc(Vec3::X, reach.normalize()))
            .with_scale(Vec3::new(0.71, 0.06, 0.07));
        body.cuboid(arm, PLAIN);
        body.cylinder(reach - Vec3::Y * 0.03, 0.13, [0.06, 0.06], 8, DARK);
        body.cylinder(reach + Vec3::Y * 0.1, 0.02, [0.36, 0.36], 14, LIGHT);
    }
    Model { body, arm: None, size_m: 1.7, center_m: 0.0 }
}

fn agv() -> Model {
    let mut body = Triangles::default();
    body.cuboid(put([0.0, 0.2, 0.0], [1.5, 0.26, 0.95]), PLAIN);
    body.cuboid(put([-0.05, 0.37, 0.0], [1.25, 0.08, 0.8]), LIGHT);
    body.cuboid(put([-0.1, 0.66, 0.0], [0.8, 0.5, 0.62]), grey(1.25));
    body.cylinder(Vec3::new(0.62, 0.33, 0.0), 0.16, [0.09, 0.09], 10, DARK);
    for (x, z) in [(0.5, 0.42), (0.5, -0.42), (-0.5, 0.42), (-0.5, -0.42)] {
        wheel(&mut body, [x, 0.1, z], 0.1, 0.1);
    }
    Model { body, arm: None, size_m: 1.5, center_m: 0.4 }
}

fn cobot() -> Model {
    let mut body = Triangles::default();
    body.cuboid(put([0.0, 0.35, 0.0], [0.7, 0.7, 0.7]), DARK);
    body.cylinder(Vec3::new(0.0, 0.7, 0.0), 0.35, [0.2, 0.15], 12, PLAIN);
    let mut arm = Triangles::default();
    ball(&mut arm, Vec3::ZERO, 0.17, PLAIN);
    arm.cuboid(put([0.0, 0.0, 0.0], [0.3, 0.2, 0.3]), PLAIN);
    let upper = Transform::from_xyz(0.2, 0.32, 0.0)
        .with_rotation(Quat::from_rotation_z(1.0))
        .with_scale(Vec3::new(0.8, 0.15, 0.15));
    arm.cuboid(upper, LIGHT);
    ball(&mut arm, Vec3::new(0.42, 0.65, 0.0), 0.13, PLAIN);
    let fore = Transform::from_xyz(0.76, 0.55, 0.0)
        .with_rotation(Quat::from_rotation_z(-0.3))
        .with_scale(Vec3::new(0.72, 0.12, 0.12));
    arm.cuboid(fore, LIGHT);
    arm.cylinder(Vec3::new(1.1, 0.2, 0.0), 0.25, [0.05, 0.07], 8, DARK);
    Model { body, arm: Some((arm, Vec3::Y * 1.08)), size_m: 2.0, center_m: 0.9 }
}

fn camera() -> Model {
    let mut body = Triangles::default();
    body.cylinder(Vec3::new(0.0, 0.12, 0.0), 0.3, [0.05, 0.05], 8, DARK);
    body.cuboid(put([0.0, 0.42, 0.0], [0.24, 0.05, 0.24]), DARK);
    let mut arm = Triangles::default();
    arm.cuboid(put([0.05, 0.0, 0.0], [0.5, 0.2, 0.22]), LIGHT);
    arm.cuboid(put([0.33, 0.0, 0.0], [0.08, 0.15, 0.15]), DARK);
    Model { body, arm: Some((arm, Vec3::ZERO)), size_m: 0.7, center_m: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_closed_looking_model() {
        use AgentKind::{Agv, Camera, Car, Cobot, Drone, Pedestrian};
        for kind in [Car, Pedestrian, Drone, Agv, Cobot, Camera] {
            let model = model(kind);
            assert!(!model.body.is_empty(), "{kind:?}");
            assert!(model.body.all_faces_agree_with_normals(), "{kind:?}");
            assert!(model.size_m > 0.3, "{kind:?}");
        }
    }
}
