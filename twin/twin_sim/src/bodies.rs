//! The agents as bodies that block radio waves.

use glam::DVec2;
use twin_mobility::AgentState;
use twin_radio::{Bodies, Body};
use twin_scene::schema::AgentKind;
use twin_units::math;

/// Length, width and height of a body, m, and how far its underside is above the agent's point; `None` for what is too small to block.
///
/// People and vehicles: TR 38.901 V17 table 7.6.4.2-5 (0.3 m wide and 1.7 m tall; 4.8 m long and 1.4 m tall); a car's width is 1.8 m and
/// AGVs and cobots are as large as they are drawn. Assumed; no standard gives these.
pub fn size_of(kind: AgentKind) -> Option<[f64; 3]> {
    match kind {
        AgentKind::Car => Some([4.8, 1.8, 1.4]),
        AgentKind::Pedestrian => Some([0.3, 0.3, 1.7]),
        AgentKind::Agv => Some([1.6, 1.0, 0.6]),
        AgentKind::Cobot => Some([0.5, 0.5, 1.2]),
        AgentKind::Drone | AgentKind::Camera => None,
    }
}

/// Bodies of all agents, index = `UeId`; those too small to block have no extent and lie below the ground.
pub(crate) fn of(agents: &[AgentState]) -> Bodies {
    Bodies::new(agents.iter().map(body_of).collect())
}

fn body_of(agent: &AgentState) -> Body {
    let (sin, cos) = math::sin_cos(agent.heading_rad);
    let direction = DVec2::new(cos, sin);
    match size_of(agent.kind) {
        Some([length, width, height_m]) => {
            let is_metal = matches!(agent.kind, AgentKind::Car | AgentKind::Agv);
            Body { base: agent.position, direction, half_m: DVec2::new(length, width) / 2.0, height_m, is_metal }
        }
        None => Body {
            base: agent.position.with_z(-1_000.0),
            direction,
            half_m: DVec2::ZERO,
            height_m: 0.0,
            is_metal: false,
        },
    }
}
