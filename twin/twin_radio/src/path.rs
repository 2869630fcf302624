//! A propagation path: what the solver returns and everything downstream consumes.

use glam::DVec3;
use num_complex::Complex64;

/// What happened to a wave at a vertex of its path, or to the path as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mechanism {
    /// Straight from transmitter to receiver.
    LineOfSight,
    /// One or more specular reflections.
    Reflection,
    /// Over rooftops or around an edge.
    Diffraction,
    /// Redirected by a RIS.
    Ris,
}

/// One path from a transmitter to a receiver at one frequency.
///
/// The transfer matrix maps the transmitted field's (θ, φ) components to the received ones, both in the global spherical
/// basis (θ from +z, φ from +x) at the departure and arrival directions. It includes spreading, `λ/(4πL)`, and all interaction coefficients; it
/// excludes antenna gains and the carrier phase `exp(−j2πfτ)` (the convention of Sionna RT's `a`).
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Dominant mechanism.
    pub mechanism: Mechanism,
    /// Points of interaction from transmitter to receiver, without the two ends, m.
    pub vertices: Vec<DVec3>,
    /// Surface index of each vertex where there is one (`u32::MAX` otherwise), for telling paths apart.
    pub surfaces: Vec<u32>,
    /// Unrolled length, m.
    pub length_m: f64,
    /// Unit vector in which the wave leaves the transmitter.
    pub departure: DVec3,
    /// Unit vector *from the receiver* towards the last vertex (where the wave comes from).
    pub arrival: DVec3,
    /// `[receive θ, φ][transmit θ, φ]`.
    pub transfer: [[Complex64; 2]; 2],
}

impl Path {
    /// Propagation delay, s.
    pub fn delay_s(&self) -> f64 {
        self.length_m / twin_units::SPEED_OF_LIGHT_M_PER_S
    }

    /// Power gain for a vertically (θ) polarised transmitter and a receiver that adds both polarisations; linear, antennas isotropic.
    pub fn power_gain_v(&self) -> f64 {
        self.transfer[0][0].norm_sqr() + self.transfer[1][0].norm_sqr()
    }
}
