//! A propagation path: what the solver returns and everything downstream consumes.

use glam::DVec3;
use num_complex::Complex64;

/// What happened to a wave at one vertex of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Interaction {
    /// Specular reflection.
    Specular,
    /// Straight through a slab.
    Transmission,
    /// Around or over an edge.
    Diffraction,
    /// Redirected by a RIS.
    Ris,
    /// Scattered by a rough surface.
    Scattering,
}

/// What a path is called as a whole: the rarest of its interactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mechanism {
    /// Straight from transmitter to receiver.
    LineOfSight,
    /// One or more specular reflections.
    Reflection,
    /// Through at least one wall, reflected or not.
    Transmission,
    /// Over rooftops or around an edge, reflected or not.
    Diffraction,
    /// Redirected by a RIS.
    Ris,
    /// Scattered by a rough surface.
    Scattering,
}

impl Mechanism {
    /// All, in the order of legends and tables.
    pub const ALL: [Self; 6] =
        [Self::LineOfSight, Self::Reflection, Self::Transmission, Self::Diffraction, Self::Ris, Self::Scattering];

    /// Name shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::LineOfSight => "line of sight",
            Self::Reflection => "reflection",
            Self::Transmission => "transmission",
            Self::Diffraction => "diffraction",
            Self::Ris => "RIS",
            Self::Scattering => "scattering",
        }
    }

    /// The mechanism of a path with these interactions.
    pub fn of(interactions: &[Interaction]) -> Self {
        match interactions.iter().max() {
            None => Self::LineOfSight,
            Some(Interaction::Specular) => Self::Reflection,
            Some(Interaction::Transmission) => Self::Transmission,
            Some(Interaction::Diffraction) => Self::Diffraction,
            Some(Interaction::Ris) => Self::Ris,
            Some(Interaction::Scattering) => Self::Scattering,
        }
    }
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
    /// What happened at each vertex, from transmitter to receiver.
    pub interactions: Vec<Interaction>,
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

    /// Doppler shift, Hz, for ends that move with these velocities, m/s, between obstacles that stand still.
    ///
    /// `f/c (v_tx · departure + v_rx · arrival)`: positive when the ends approach along the path (TR 38.901 V17 eq. (7.5-25)).
    pub fn doppler_hz(
        &self,
        transmitter_velocity: DVec3,
        receiver_velocity: DVec3,
        frequency: twin_units::Hertz,
    ) -> f64 {
        let closing = transmitter_velocity.dot(self.departure) + receiver_velocity.dot(self.arrival);
        frequency.0 * closing / twin_units::SPEED_OF_LIGHT_M_PER_S
    }
}
