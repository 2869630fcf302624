//! Agents that stand: cobots whose arm swings, cameras that pan.

use glam::DVec3;
use std::f64::consts::TAU;
use twin_scene::schema::AgentKind;
use twin_units::math;

/// Swing of a cobot's arm to each side, rad, and its period, s (assumed, a slow pick and place).
const ARM: (f64, f64) = (1.2, 6.0);
/// Pan of a camera to each side, rad, and its period, s (assumed).
const PAN: (f64, f64) = (0.9, 40.0);

/// An agent at a fixed place.
pub(crate) struct Stander {
    kind: AgentKind,
    /// Where it stands.
    pub(crate) position: DVec3,
    /// Placed by hand.
    pub(crate) held: bool,
    heading_rad: f64,
    /// Share of the period passed, 0..1.
    phase: f64,
}

impl Stander {
    /// Stands at a place, facing a direction, with its movement at a phase 0..1.
    pub(crate) fn new(kind: AgentKind, position: DVec3, heading_rad: f64, phase: f64) -> Self {
        Self { kind, position, held: false, heading_rad, phase }
    }

    /// Moves arm or camera.
    pub(crate) fn step(&mut self, dt_s: f64) {
        let period_s = if self.kind == AgentKind::Camera { PAN.1 } else { ARM.1 };
        self.phase = (self.phase + dt_s / period_s) % 1.0;
    }

    /// Where it faces, rad.
    pub(crate) fn heading_rad(&self) -> f64 {
        let pan_rad = if self.kind == AgentKind::Camera { PAN.0 * math::sin(TAU * self.phase) } else { 0.0 };
        math::wrap_rad(self.heading_rad + pan_rad)
    }

    /// Angle of a cobot's arm, rad.
    pub(crate) fn arm_rad(&self) -> f64 {
        if self.kind == AgentKind::Cobot { ARM.0 * math::sin(TAU * self.phase) } else { 0.0 }
    }

    /// What decides future motion, as numbers.
    pub(crate) fn state(&self) -> [f64; 5] {
        [self.position.x, self.position.y, self.position.z, self.phase, f64::from(u8::from(self.held))]
    }
}
