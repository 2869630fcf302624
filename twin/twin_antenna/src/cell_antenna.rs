//! The antenna of a cell: a codebook, and which way it looks.

use crate::{Codebook, Orientation};
use glam::DVec3;

/// The antenna of one cell; all directions are in world axes.
#[derive(Clone, Debug, PartialEq)]
pub struct CellAntenna {
    /// Which way the panel looks.
    pub orientation: Orientation,
    /// The beams it can make.
    pub codebook: Codebook,
}

impl CellAntenna {
    /// A panel with its beams.
    pub fn new(orientation: Orientation, codebook: Codebook) -> Self {
        Self { orientation, codebook }
    }

    /// Linear power gain of every beam towards a direction, by beam number; see [`Codebook::power_gains`].
    pub fn power_gains(&self, departure: DVec3, out: &mut [f64]) {
        self.codebook.power_gains(&self.orientation, departure, out);
    }

    /// Linear power gain of every beam's array alone, without the element; see [`Codebook::array_gains`].
    pub fn array_gains(&self, departure: DVec3, out: &mut [f64]) {
        self.codebook.array_gains(&self.orientation, departure, out);
    }

    /// Linear power gain of one beam towards a direction of any length above 0; 0 when there is no such beam.
    pub fn gain(&self, beam: usize, direction: DVec3) -> f64 {
        self.codebook.gain_local(beam, self.orientation.local_from_world(direction))
    }

    /// Linear power gains of one beam towards many directions, for drawing its lobes at true gain.
    pub fn gain_pattern(&self, beam: usize, directions: &[DVec3]) -> Vec<f64> {
        directions.iter().map(|&direction| self.gain(beam, direction)).collect()
    }

    /// Unit vector of a beam's array-factor maximum; `None` when there is no such beam.
    pub fn beam_direction(&self, beam: usize) -> Option<DVec3> {
        self.codebook.beam_direction(beam).map(|local| self.orientation.world_from_local(local))
    }

    /// The beam pointing nearest to a direction; see [`Codebook::peak_beam_toward`].
    pub fn peak_beam_toward(&self, direction: DVec3) -> usize {
        self.codebook.peak_beam_toward(self.orientation.local_from_world(direction))
    }
}
