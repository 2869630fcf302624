//! What the rest of the twin sees of an agent.

use glam::DVec3;
use twin_scene::schema::AgentKind;
use twin_units::UeId;

/// Where an agent is and how it moves, after the latest step.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentState {
    /// The UE it carries; also its index in [`crate::Mobility::agents`].
    pub ue: UeId,
    /// What it is.
    pub kind: AgentKind,
    /// Index into the scene's slices.
    pub slice: usize,
    /// The point its body stands on (drones: the body itself), m, world axes.
    pub position: DVec3,
    /// Where its body points, rad, counter-clockwise from +x (east).
    pub heading_rad: f64,
    /// Velocity, m/s, world axes.
    pub velocity: DVec3,
    /// Antenna height above `position`, m.
    pub antenna_height_m: f64,
    /// Whether it was placed by hand and stays there until released.
    pub held: bool,
    /// Joint angle of a cobot's arm, rad; 0 for all others.
    pub arm_rad: f64,
}

impl AgentState {
    /// The antenna's position, m, world axes.
    pub fn antenna(&self) -> DVec3 {
        self.position + DVec3::Z * self.antenna_height_m
    }

    /// Speed, m/s.
    pub fn speed_m_per_s(&self) -> f64 {
        self.velocity.length()
    }
}
