//! What is drawn.

use bevy_ecs::prelude::*;

/// Quantity of the coverage map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MapQuantity {
    /// SINR on the best server's best beam with the present load, dB.
    #[default]
    Sinr,
    /// SS-RSRP of the best server, dBm.
    SsRsrp,
    /// Which cell is best.
    ServingCell,
}

impl MapQuantity {
    /// All, in menu order.
    pub const ALL: [Self; 3] = [Self::Sinr, Self::SsRsrp, Self::ServingCell];

    /// Name for menus and legends.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sinr => "SINR",
            Self::SsRsrp => "SS-RSRP",
            Self::ServingCell => "Serving cell",
        }
    }

    /// Unit; empty for categories.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Sinr => "dB",
            Self::SsRsrp => "dBm",
            Self::ServingCell => "",
        }
    }

    /// Range of the colour scale, in the unit.
    pub fn range(self) -> (f32, f32) {
        match self {
            Self::Sinr => (-10.0, 30.0),
            Self::SsRsrp => (-130.0, -60.0),
            Self::ServingCell => (0.0, 1.0),
        }
    }
}

/// Layers of the picture, each on or off.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    /// Coverage map on the ground.
    pub map: bool,
    /// Quantity of the map.
    pub quantity: MapQuantity,
    /// Line from each agent to its serving cell.
    pub links: bool,
    /// Traced rays of the selected agent.
    pub rays: bool,
    /// Most rays drawn, strongest first.
    pub max_rays: usize,
    /// Active beams.
    pub beams: bool,
    /// Names of sites, RIS and the selected agent.
    pub labels: bool,
    /// Pulses at handovers, crosses at failures.
    pub events: bool,
}

impl Default for Layers {
    fn default() -> Self {
        Self {
            map: true,
            quantity: MapQuantity::Sinr,
            links: true,
            rays: true,
            max_rays: 5,
            beams: true,
            labels: true,
            events: true,
        }
    }
}
