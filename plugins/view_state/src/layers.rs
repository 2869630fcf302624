//! What is drawn.

use bevy_ecs::prelude::*;
use coverage_map::{MAP_HEIGHT_M, MapQuantity};

/// Layers of the picture, each on or off.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Layers {
    /// Coverage map.
    pub map: bool,
    /// Quantity of the map.
    pub quantity: MapQuantity,
    /// Height of the map's receivers, m.
    pub map_height_m: f64,
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
    /// Where UEs changed cells, by judgement.
    pub handovers: bool,
}

/// Highest map that is draped on the ground, m; higher ones are drawn where they are.
pub const HIGHEST_DRAPED_M: f64 = 3.0;

impl Layers {
    /// Height of the plane the pointer is on, m: that of a map drawn above the ground, else 0.
    pub fn pointer_plane_m(&self) -> f64 {
        if self.map && self.map_height_m > HIGHEST_DRAPED_M { self.map_height_m } else { 0.0 }
    }
}

impl Default for Layers {
    fn default() -> Self {
        Self {
            map: true,
            quantity: MapQuantity::Sinr,
            map_height_m: MAP_HEIGHT_M,
            links: true,
            rays: true,
            max_rays: 5,
            beams: true,
            labels: true,
            events: true,
            handovers: false,
        }
    }
}
