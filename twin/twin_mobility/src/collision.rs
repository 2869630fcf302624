//! What must not pass through each other: a rapier3d world of kinematic bodies, asked before each move what lies ahead.
//!
//! This is the only file that touches rapier and its version of glam; quantities cross as numbers.

use glam::DVec2;
use rapier3d::parry::query::ShapeCastOptions;
use rapier3d::prelude::*;
use twin_scene::schema::AgentKind;
use twin_units::UeId;

/// Half height of all bodies, m.
const HALF_HEIGHT_M: f32 = 0.75;
/// Sides of a vehicle that are left out of the look ahead, m: passing close by is no collision.
const SIDE_SLACK_M: f64 = 0.05;

/// What lies ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hit {
    /// Who.
    pub(crate) ue: UeId,
    /// Free distance until contact, m.
    pub(crate) gap_m: f64,
}

/// The bodies, in the order in which they were added.
pub(crate) struct World {
    bodies: RigidBodySet,
    colliders: ColliderSet,
    broad_phase: BroadPhaseBvh,
    narrow_phase: NarrowPhase,
    islands: IslandManager,
    pipeline: CollisionPipeline,
    handles: Vec<Option<RigidBodyHandle>>,
}

/// Half length and half width of the body of a kind, m; `None` for kinds that are in nobody's way.
pub(crate) fn half_size_m(kind: AgentKind) -> Option<DVec2> {
    use crate::graph::{AGV, CAR};
    match kind {
        AgentKind::Car => Some(DVec2::new(0.5 * CAR.length_m, 0.5 * CAR.width_m)),
        AgentKind::Agv => Some(DVec2::new(0.5 * AGV.length_m, 0.5 * AGV.width_m)),
        AgentKind::Cobot => Some(DVec2::splat(0.35)),
        AgentKind::Pedestrian => Some(DVec2::splat(0.25)),
        AgentKind::Drone | AgentKind::Camera => None,
    }
}

impl World {
    /// A world without bodies.
    pub(crate) fn new() -> Self {
        Self {
            bodies: RigidBodySet::new(),
            colliders: ColliderSet::new(),
            broad_phase: BroadPhaseBvh::new(),
            narrow_phase: NarrowPhase::new(),
            islands: IslandManager::new(),
            pipeline: CollisionPipeline::new(),
            handles: Vec::new(),
        }
    }

    /// Whether no agent was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.handles.is_empty()
    }

    /// Adds the body of the next agent: a box, a capsule for pedestrians, or nothing.
    pub(crate) fn add(&mut self, ue: UeId, kind: AgentKind) {
        let handle = half_size_m(kind).map(|half| {
            let shape = if kind == AgentKind::Pedestrian {
                ColliderBuilder::capsule_z(HALF_HEIGHT_M, half.x as f32)
            } else {
                ColliderBuilder::cuboid(half.x as f32, half.y as f32, HALF_HEIGHT_M)
            };
            let body = RigidBodyBuilder::kinematic_position_based().user_data(u128::from(ue.0));
            let handle = self.bodies.insert(body);
            self.colliders.insert_with_parent(shape, handle, &mut self.bodies);
            handle
        });
        self.handles.push(handle);
    }

    /// Moves an agent's body; `direction` is a unit vector.
    pub(crate) fn move_to(&mut self, ue: UeId, centre: DVec2, direction: DVec2) {
        let Some(body) =
            self.handles.get(ue.0 as usize).copied().flatten().and_then(|handle| self.bodies.get_mut(handle))
        else {
            return;
        };
        let pose = pose(centre, direction);
        if *body.position() != pose {
            body.set_position(pose, false);
        }
    }

    /// Takes all moves since the last call into account.
    pub(crate) fn update(&mut self) {
        self.pipeline.step(
            0.0,
            &mut self.islands,
            &mut self.broad_phase,
            &mut self.narrow_phase,
            &mut self.bodies,
            &mut self.colliders,
            &(),
            &(),
        );
    }

    /// What a vehicle at `centre`, moving straight in the unit direction `toward`, would touch first within `reach_m`; `skip` is left out.
    pub(crate) fn ahead(
        &self,
        ue: UeId,
        half_m: DVec2,
        centre: DVec2,
        toward: DVec2,
        reach_m: f64,
        skip: Option<UeId>,
    ) -> Option<Hit> {
        let own = self.handles.get(ue.0 as usize).copied().flatten()?;
        let skipped = skip.and_then(|skip| self.handles.get(skip.0 as usize).copied().flatten());
        let other = |_: ColliderHandle, collider: &Collider| {
            collider.parent() != Some(own) && (skipped.is_none() || collider.parent() != skipped)
        };
        let filter = QueryFilter::new().predicate(&other);
        let query = self.broad_phase.as_query_pipeline(
            self.narrow_phase.query_dispatcher(),
            &self.bodies,
            &self.colliders,
            filter,
        );
        let shape = Cuboid::new(Vector::new(half_m.x as f32, (half_m.y - SIDE_SLACK_M) as f32, HALF_HEIGHT_M));
        let options = ShapeCastOptions { max_time_of_impact: reach_m as f32, ..ShapeCastOptions::default() };
        let velocity = Vector::new(toward.x as f32, toward.y as f32, 0.0);
        let (collider, hit) = query.cast_shape(&pose(centre, toward), velocity, &shape, options)?;
        let body = self.bodies.get(self.colliders.get(collider)?.parent()?)?;
        Some(Hit { ue: UeId(body.user_data as u32), gap_m: f64::from(hit.time_of_impact) })
    }
}

/// A body's pose from its centre and unit direction; the half-angle comes from √, so that no platform's trigonometry is involved.
fn pose(centre: DVec2, direction: DVec2) -> Pose {
    let cos_half = (0.5 * (1.0 + direction.x).max(0.0)).sqrt();
    let sin_half = (0.5 * (1.0 - direction.x).max(0.0)).sqrt();
    let sin_half = if direction.y < 0.0 { -sin_half } else { sin_half };
    let rotation = Rotation::from_xyzw(0.0, 0.0, sin_half as f32, cos_half as f32).normalize();
    Pose::from_parts(Vector::new(centre.x as f32, centre.y as f32, HALF_HEIGHT_M), rotation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_look_ahead_measures_the_gap_and_skips_whom_it_should() {
        let mut world = World::new();
        let half = half_size_m(AgentKind::Car).expect("cars have bodies");
        for ue in 0..3 {
            world.add(UeId(ue), AgentKind::Car);
            world.move_to(UeId(ue), DVec2::new(10.0 * f64::from(ue), 0.0), DVec2::X);
        }
        world.update();
        let ahead = |skip| world.ahead(UeId(0), half, DVec2::ZERO, DVec2::X, 30.0, skip).expect("a car stands ahead");
        assert_eq!(ahead(None).ue, UeId(1));
        assert!((ahead(None).gap_m - 5.5).abs() < 1e-3, "{:?}", ahead(None));
        assert_eq!(ahead(Some(UeId(1))).ue, UeId(2));
        assert_eq!(world.ahead(UeId(0), half, DVec2::ZERO, DVec2::Y, 30.0, None), None);
        world.move_to(UeId(1), DVec2::new(0.0, 8.0), DVec2::Y);
        world.update();
        let north = world.ahead(UeId(0), half, DVec2::ZERO, DVec2::Y, 30.0, None).expect("it moved");
        assert!((north.gap_m - 3.5).abs() < 1e-3, "{north:?}");
    }
}
