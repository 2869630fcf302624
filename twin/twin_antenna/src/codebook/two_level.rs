//! Wide beams to find an agent with, and the narrow ones within each to serve it.
//!
//! This is beam management as TR 38.802 cl. 6.1.6.1 has it: procedure P-1 sweeps wide beams (the SS burst), P-2 refines within one
//! (CSI-RS). A search costs `W + C` measurements instead of `W · C`.

use super::{BeamSpan, Codebook};
use crate::{Orientation, Pattern, PlanarArray};
use glam::DVec3;

/// A codebook of wide beams over one of narrow beams; both cover the same span.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoLevelCodebook {
    /// The wide beams.
    pub wide: Codebook,
    /// The narrow beams, all of them, in the order of all codebooks.
    pub narrow: Codebook,
    children_azimuth: usize,
    children_elevation: usize,
}

impl TwoLevelCodebook {
    /// `wide` beams over a span and `children` narrow ones within each, both as (azimuth, elevation); at least one each.
    pub fn new(
        array: PlanarArray,
        element: impl Into<Pattern>,
        wide: (usize, usize),
        children: (usize, usize),
        span: BeamSpan,
    ) -> Self {
        let pattern = element.into();
        let (children_azimuth, children_elevation) = (children.0.max(1), children.1.max(1));
        let narrow_azimuth = wide.0.max(1) * children_azimuth;
        let narrow_elevation = wide.1.max(1) * children_elevation;
        Self {
            wide: Codebook::wide(array, pattern.clone(), wide.0, wide.1, span),
            narrow: Codebook::dft_over(array, pattern, narrow_azimuth, narrow_elevation, span),
            children_azimuth,
            children_elevation,
        }
    }

    /// Numbers of the narrow beams within a wide one, rising; none when there is no such beam.
    pub fn children(&self, wide_beam: usize) -> impl Iterator<Item = usize> + '_ {
        let columns = self.wide.beams_azimuth();
        let (row, column) = (wide_beam / columns, wide_beam % columns);
        let rows = if wide_beam < self.wide.beam_count() { self.children_elevation } else { 0 };
        (0..rows).flat_map(move |down| {
            let first =
                (row * self.children_elevation + down) * self.narrow.beams_azimuth() + column * self.children_azimuth;
            first..first + self.children_azimuth
        })
    }

    /// The wide beam a narrow one is within; `None` when there is no such beam.
    pub fn parent(&self, narrow_beam: usize) -> Option<usize> {
        let columns = self.narrow.beams_azimuth();
        let (row, column) = (narrow_beam / columns, narrow_beam % columns);
        let parent = row / self.children_elevation * self.wide.beams_azimuth() + column / self.children_azimuth;
        (narrow_beam < self.narrow.beam_count()).then_some(parent)
    }

    /// The two-step search towards a world direction of any length above 0: the best wide beam, then the best of its children.
    pub fn search(&self, orientation: &Orientation, departure: DVec3) -> (usize, usize) {
        let local = orientation.local_from_world(departure);
        let best = |codebook: &Codebook, beams: &mut dyn Iterator<Item = usize>| {
            let gains = beams.map(|beam| (beam, codebook.gain_local(beam, local)));
            gains.reduce(|best, next| if next.1 > best.1 { next } else { best }).map_or(0, |best| best.0)
        };
        let wide = best(&self.wide, &mut (0..self.wide.beam_count()));
        (wide, best(&self.narrow, &mut self.children(wide)))
    }
}
