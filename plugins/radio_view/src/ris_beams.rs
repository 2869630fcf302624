//! What a RIS redirects, as a cone from the panel to its target; shown only while the wave can reach the panel and leave it to the target.

use crate::shapes::Shape;
use crate::view::View;
use bevy::asset::RenderAssetUsages;
use bevy::ecs::system::SystemParam;
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;
use glam::DVec3;
use scene_view::{Places, bevy_from_twin};
use twin_antenna::RisPanel;
use twin_scene::schema::RisTarget;
use twin_sim::RadioEngine;
use twin_sim::components::Ue;
use twin_sim::plan::{Plan, Ris};
use twin_units::UeId;
use view_state::Object;

/// Half-power width of a uniform aperture, in wavelengths over its size, rad: twice the root of (sin πu / πu)² = ½.
const HALF_POWER: f64 = 0.886;
/// Least radius of a cone on the screen at its target, logical pixels.
const LEAST_RADIUS_PX: f32 = 3.0;
/// How far in front of a panel obstacles begin to count, m: it hangs on a wall.
const CLEARANCE_M: f64 = 0.1;
/// Sides of a cone.
const SIDES: u32 = 24;
/// Opacity at the target, of that at the panel.
const END_ALPHA: f32 = 0.25;

/// The mesh of all cones: tip at the origin, along x to 1, of radius 1 there.
#[derive(Resource)]
pub(crate) struct ConeMesh(Handle<Mesh>);

impl FromWorld for ConeMesh {
    fn from_world(world: &mut World) -> Self {
        Self(world.resource_mut::<Assets<Mesh>>().add(cone_mesh()))
    }
}

/// What drawing RIS beams needs to know besides the plan.
#[derive(SystemParam)]
pub(crate) struct RisBeams<'w, 's> {
    cone: Res<'w, ConeMesh>,
    agents: Query<'w, 's, &'static Ue>,
}

impl RisBeams<'_, '_> {
    /// Adds the cones of the panels that redirect something.
    pub(crate) fn add_shapes(
        &self,
        plan: &Plan,
        engine: &RadioEngine,
        places: &Places,
        view: &View,
        material: &Handle<StandardMaterial>,
        shapes: &mut Vec<Shape>,
    ) {
        for ris in plan.ris.iter().filter(|ris| ris.enabled) {
            let Some(site) = plan.sites.get(ris.serves.0 as usize) else { continue };
            let Some(target) = self.target(ris, places) else { continue };
            let panel = engine.panel(ris);
            let geometry = engine.geometry();
            let front = panel.position + panel.orientation.boresight() * CLEARANCE_M;
            let is_lit = |point: DVec3| panel.faces(point) && !geometry.is_occluded(point, front);
            if !is_lit(site.position) || !is_lit(target) {
                continue;
            }
            let (tip, end) = (bevy_from_twin(panel.position), bevy_from_twin(target));
            let least = LEAST_RADIUS_PX * view.metres_per_pixel(end);
            let radius = (half_power_radius_m(&panel, target) as f32).max(least);
            shapes.push(Shape {
                mesh: self.cone.0.clone(),
                material: material.clone(),
                transform: cone(tip, end, radius),
            });
        }
    }

    /// Where a RIS is steered to, m; `None` for a mirror.
    fn target(&self, ris: &Ris, places: &Places) -> Option<DVec3> {
        match ris.target {
            RisTarget::Mirror | RisTarget::Random(_) | RisTarget::Absorb | RisTarget::Worst(_) => None,
            RisTarget::Point((x, y, z)) | RisTarget::Sector((x, y, z), _) => Some(DVec3::new(x, y, z)),
            RisTarget::Agent(number) => {
                let ue = self.agents.iter().find(|ue| ue.id == UeId(number))?;
                let place = places.of(Object::Agent(ue.id))?;
                Some(place.position + DVec3::Z * ue.antenna_height_m)
            }
        }
    }
}

/// Radius at a target at which a panel's beam has half its power, m: `0.886 λ/D` is the full width of an aperture `D` as seen from the target
/// (the width of sinc², e.g. Balanis, Antenna Theory, 4th ed., table 12.1), and elements are half a wavelength apart.
fn half_power_radius_m(panel: &RisPanel, target: DVec3) -> f64 {
    let toward = target - panel.position;
    let distance_m = toward.length();
    let cosine = panel.orientation.boresight().dot(toward) / distance_m;
    let seen_m = panel.width_m().min(panel.height_m()) * cosine.max(0.1);
    let wavelength_m = 2.0 * panel.spacing_m;
    distance_m * HALF_POWER * wavelength_m / seen_m / 2.0
}

/// Places the cone from its tip to the middle of its end.
fn cone(tip: Vec3, end: Vec3, radius: f32) -> Transform {
    let length = tip.distance(end);
    let direction = (end - tip).normalize_or(Vec3::X);
    Transform {
        translation: tip,
        rotation: Quat::from_rotation_arc(Vec3::X, direction),
        scale: Vec3::new(length, radius, radius),
    }
}

fn cone_mesh() -> Mesh {
    let mut positions = Vec::new();
    let mut colors = Vec::new();
    let mut indices = Vec::new();
    for side in 0..SIDES {
        let (sin, cos) = (std::f32::consts::TAU * side as f32 / SIDES as f32).sin_cos();
        positions.extend([Vec3::ZERO, Vec3::new(1.0, cos, sin)]);
        colors.extend([[1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, END_ALPHA]]);
        let next = (side + 1) % SIDES;
        indices.extend([2 * side, 2 * next + 1, 2 * side + 1]);
    }
    let normals = vec![Vec3::X; positions.len()];
    Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, positions)
        .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, normals)
        .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, colors)
        .with_inserted_indices(Indices::U32(indices))
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_antenna::{Orientation, PhaseControl};

    fn panel(n: usize) -> RisPanel {
        let orientation = Orientation::from_bearing(90.0, 0.0);
        RisPanel::new(DVec3::ZERO, orientation, n, n, PhaseControl::Continuous, 0.01)
    }

    #[test]
    fn larger_panels_have_narrower_beams_and_slanted_ones_wider() {
        let ahead = half_power_radius_m(&panel(64), DVec3::X * 100.0);
        // 0.886 · 2/64 rad over 100 m, halved.
        assert!((ahead - 1.384).abs() < 1e-3, "{ahead}");
        assert!((half_power_radius_m(&panel(32), DVec3::X * 100.0) / ahead - 2.0).abs() < 1e-9);
        let aslant = DVec3::new(0.5, 0.75f64.sqrt(), 0.0) * 100.0;
        assert!((half_power_radius_m(&panel(64), aslant) / ahead - 2.0).abs() < 1e-9);
    }

    #[test]
    fn the_half_power_width_is_that_of_the_exact_sum() {
        let (panel, source, wavelength_m) = (panel(64), DVec3::new(400.0, 0.0, 300.0), 0.01);
        let target = DVec3::X * 400.0;
        let config = panel.configure(source, twin_antenna::Steer::Point(target), wavelength_m);
        let power = |receiver: DVec3| {
            let gain = panel.cascade_gain(&config, source, receiver, wavelength_m).expect("both ends are in front");
            gain.norm_sqr()
        };
        let aside = target + DVec3::Y * half_power_radius_m(&panel, target);
        assert!((power(aside) / power(target) - 0.5).abs() < 0.02);
    }

    #[test]
    fn a_cone_spans_from_tip_to_end() {
        let (tip, end) = (Vec3::new(1.0, 2.0, 3.0), Vec3::new(-4.0, 2.5, 9.0));
        let place = cone(tip, end, 2.0);
        assert!((place.transform_point(Vec3::ZERO) - tip).length() < 1e-5);
        assert!((place.transform_point(Vec3::X) - end).length() < 1e-4);
        let rim = place.transform_point(Vec3::new(1.0, 0.0, 1.0));
        assert!((rim.distance(end) - 2.0).abs() < 1e-4);
    }
}
