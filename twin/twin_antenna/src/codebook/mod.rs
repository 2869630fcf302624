//! Grids of beams, and their gains towards a direction, all at once.
//!
//! Every beam is a product of a row and a column part, and a grid has all pairs of its rows' and its columns' beams:
//! - [`Codebook::dft`], [`Codebook::dft_over`]: narrow beams, evenly spaced in direction cosine, at the middles of equal parts of the
//!   span ([`BeamSpan`]); a single beam on an axis looks broadside.
//! - [`Codebook::oversampled_dft`]: all beams of the Type I codebook of TS 38.214 cl. 5.2.2.2.1.
//! - [`Codebook::wide`]: beams as wide as the part of the span they cover.
//! - [`TwoLevelCodebook`]: wide beams, and the narrow ones within each.
//! - [`Codebook::single`]: one antenna without an array, such as an imported pattern.
//!
//! A narrow beam's weights are the array's phasors towards its direction, unit norm. So its
//! array factor is the product of two Dirichlet kernels `sin(N x) / (N sin x)`, which need two sines per axis for all beams.
//!
//! TS 38.213 cl. 4.1 leaves the beams of an SS burst to the network; the grids over a span are ours.

mod axis;
mod two_level;
mod wide;

pub use two_level::TwoLevelCodebook;
pub(crate) use wide::{chirp_phase_rad, chirp_swing};

use crate::{Element, Orientation, Pattern, PlanarArray};
use axis::{Axis, AxisBeam};
use glam::DVec3;
use num_complex::Complex64;
use twin_units::math;

/// What a beam grid covers, in degrees from the panel's broadside. Assumed; no standard gives one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeamSpan {
    /// Azimuth covered to both sides, degrees.
    pub azimuth_deg: f64,
    /// Highest elevation above the panel's own horizon, degrees.
    pub above_deg: f64,
    /// Lowest elevation below the panel's own horizon, degrees.
    pub below_deg: f64,
}

impl Default for BeamSpan {
    /// A 120° sector, from 5° above to 35° below the panel's horizon; mechanical downtilt comes on top.
    fn default() -> Self {
        Self { azimuth_deg: 60.0, above_deg: 5.0, below_deg: 35.0 }
    }
}

impl BeamSpan {
    /// Direction cosines of its ends: from right to left, and from high to low.
    fn cosines(self) -> ([f64; 2], [f64; 2]) {
        let sine = |degrees: f64| math::sin(degrees.to_radians());
        let side = sine(self.azimuth_deg);
        ([-side, side], [sine(self.above_deg), -sine(self.below_deg)])
    }
}

/// The beams of a panel.
///
/// Beam `elevation · beams_azimuth + azimuth`: elevation 0 is the highest, azimuth 0 the rightmost seen along boresight.
#[derive(Clone, Debug, PartialEq)]
pub struct Codebook {
    array: PlanarArray,
    pattern: Pattern,
    azimuth: Axis,
    elevation: Axis,
}

impl Codebook {
    /// The default grid of TR 38.901 elements: `beams_azimuth × beams_elevation` beams within [`BeamSpan::default`].
    pub fn dft(rows: usize, columns: usize, beams_azimuth: usize, beams_elevation: usize) -> Self {
        let array = PlanarArray::new(rows, columns);
        Self::dft_over(array, Element::Tr38901, beams_azimuth, beams_elevation, BeamSpan::default())
    }

    /// A grid over a chosen span; at least one beam on each axis.
    pub fn dft_over(
        array: PlanarArray,
        element: impl Into<Pattern>,
        beams_azimuth: usize,
        beams_elevation: usize,
        span: BeamSpan,
    ) -> Self {
        let (azimuth, elevation) = span.cosines();
        Self {
            array,
            pattern: element.into(),
            azimuth: Axis::even(array.columns(), beams_azimuth, azimuth),
            elevation: Axis::even(array.rows(), beams_elevation, elevation),
        }
    }

    /// All beams of the Type I single-panel codebook: `N1 O1 × N2 O2` of them, with `N1` columns and `N2` rows.
    ///
    /// TS 38.214 V17 cl. 5.2.2.2.1: `v_{l,m}`; Table 5.2.2.2.1-2 has `O1` = 4 and `O2` = 4, or 1 for a single row.
    /// Beams are in the order of all codebooks, from right to left and from high to low; [`Self::dft_index`] has their `l` and `m`.
    /// The document does not say how ports lie in space: here `l` counts from right to left and `m` upwards, with no co-phasing of
    /// two polarisations. At least 1 is taken for each factor.
    pub fn oversampled_dft(
        array: PlanarArray,
        element: impl Into<Pattern>,
        oversampling_azimuth: usize,
        oversampling_elevation: usize,
    ) -> Self {
        Self {
            array,
            pattern: element.into(),
            azimuth: Axis::circle(array.columns(), oversampling_azimuth, 1.0),
            elevation: Axis::circle(array.rows(), oversampling_elevation, -1.0),
        }
    }

    /// Beams as wide as their parts of a span, all elements at equal power; at least one beam on each axis.
    ///
    /// See [`TwoLevelCodebook`] for the narrow beams within each. They are 2.3 to 5.6 dB below the ideal at worst.
    pub fn wide(
        array: PlanarArray,
        element: impl Into<Pattern>,
        beams_azimuth: usize,
        beams_elevation: usize,
        span: BeamSpan,
    ) -> Self {
        let (azimuth, elevation) = span.cosines();
        Self {
            array,
            pattern: element.into(),
            azimuth: Axis::wide(array.columns(), beams_azimuth, azimuth),
            elevation: Axis::wide(array.rows(), beams_elevation, elevation),
        }
    }

    /// One antenna with one beam, its own pattern.
    pub fn single(pattern: impl Into<Pattern>) -> Self {
        Self::dft_over(PlanarArray::new(1, 1), pattern, 1, 1, BeamSpan::default())
    }

    /// Number of beams.
    pub fn beam_count(&self) -> usize {
        self.azimuth.beams.len() * self.elevation.beams.len()
    }

    /// Number of beams side by side.
    pub fn beams_azimuth(&self) -> usize {
        self.azimuth.beams.len()
    }

    /// Number of beams on top of each other.
    pub fn beams_elevation(&self) -> usize {
        self.elevation.beams.len()
    }

    /// The array the beams are made with.
    pub fn array(&self) -> PlanarArray {
        self.array
    }

    /// The element of the array; isotropic for an imported pattern, which [`Self::pattern`] has.
    pub fn element(&self) -> Element {
        match &self.pattern {
            Pattern::Element(element) => *element,
            Pattern::Imported(_) => Element::Isotropic,
        }
    }

    /// The pattern of each element of the array.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// The indices `l` (azimuth) and `m` (elevation) of a beam of [`Self::oversampled_dft`]; `None` when there is no such beam.
    pub fn dft_index(&self, beam: usize) -> Option<(usize, usize)> {
        let (azimuth, elevation) = self.axes_of(beam)?;
        let index = |axis: &Axis, beam: &AxisBeam| {
            let n = axis.beams.len() as f64;
            let turns = 0.5 * beam.cosine;
            ((turns - turns.floor()) * n).round() as usize % axis.beams.len()
        };
        Some((index(&self.azimuth, azimuth), index(&self.elevation, elevation)))
    }

    /// Unit vector of a beam's array-factor maximum in local axes, of a wide beam its middle; `None` when there is no such beam.
    ///
    /// Without an array it is where the pattern peaks. A corner of a wide grid may lie beyond the visible hemisphere; its direction is then on the rim, in the panel's plane.
    pub fn beam_direction(&self, beam: usize) -> Option<DVec3> {
        let (azimuth, elevation) = self.axes_of(beam)?;
        if self.array.elements() == 1 {
            return Some(self.pattern.peak_direction());
        }
        let (y, z) = (azimuth.cosine, elevation.cosine);
        Some(DVec3::new((1.0 - y * y - z * z).max(0.0).sqrt(), y, z).normalize())
    }

    /// Weights of a beam, unit norm, `[row][column]` row-major: the gain is `G_element |w^H v|²`; `None` when there is no such beam.
    pub fn weights(&self, beam: usize) -> Option<Vec<Complex64>> {
        let (azimuth, elevation) = self.axes_of(beam)?;
        let norm = 1.0 / (self.array.elements() as f64).sqrt();
        let toward = DVec3::new(0.0, azimuth.cosine, elevation.cosine);
        let (columns, rows) = (self.array.columns(), self.array.rows());
        let tapered = |(index, phasor): (usize, Complex64)| {
            // Rows count from the top, elements of an axis upwards.
            let taper = azimuth.taper(index % columns) * elevation.taper(rows - 1 - index / columns);
            phasor * norm * taper
        };
        Some(self.array.response(toward).into_iter().enumerate().map(tapered).collect())
    }

    /// Linear power gain of every beam towards a world direction of any length above 0, into `out`, by beam number.
    ///
    /// `G_element · |w_b^H v|²`, relative to isotropic. Fills as many entries as there are both beams and places.
    pub fn power_gains(&self, orientation: &Orientation, departure: DVec3, out: &mut [f64]) {
        let local = orientation.local_from_world(departure);
        self.gains_times(self.pattern.gain_local(local), local, out);
    }

    /// Linear power gain of the array alone, `|w_b^H v|²`, as [`Self::power_gains`] has it.
    ///
    /// For links with polarisation: the field of the element goes into [`path_amplitude`](crate::path_amplitude), this on top.
    pub fn array_gains(&self, orientation: &Orientation, departure: DVec3, out: &mut [f64]) {
        self.gains_times(1.0, orientation.local_from_world(departure), out);
    }

    fn gains_times(&self, element_gain: f64, local: DVec3, out: &mut [f64]) {
        let unit = local / local.length();
        let peak = element_gain * self.array.elements() as f64;
        let azimuth = self.azimuth.toward(unit.y);
        let elevation = self.elevation.toward(unit.z);
        // The first row holds the columns' factors until the other rows have used them.
        let (first, others) = out.split_at_mut(self.azimuth.beams.len().min(out.len()));
        for (column, factor) in self.azimuth.beams.iter().zip(first.iter_mut()) {
            *factor = azimuth.array_factor(column);
        }
        for (row, row_out) in self.elevation.beams.iter().skip(1).zip(others.chunks_mut(self.azimuth.beams.len())) {
            let row_gain = peak * elevation.array_factor(row);
            for (factor, gain) in first.iter().zip(row_out) {
                *gain = row_gain * factor;
            }
        }
        let row_gain = peak * elevation.array_factor(&self.elevation.beams[0]);
        for gain in first {
            *gain *= row_gain;
        }
    }

    /// Linear power gain of one beam towards a local direction of any length above 0; 0 when there is no such beam.
    pub fn gain_local(&self, beam: usize, direction: DVec3) -> f64 {
        let Some((azimuth, elevation)) = self.axes_of(beam) else {
            return 0.0;
        };
        let unit = direction / direction.length();
        self.pattern.gain_local(direction)
            * self.array.elements() as f64
            * self.azimuth.toward(unit.y).array_factor(azimuth)
            * self.elevation.toward(unit.z).array_factor(elevation)
    }

    /// Linear power gains of one beam towards local directions, for drawing its lobes at true gain.
    pub fn gain_pattern(&self, beam: usize, directions: &[DVec3]) -> Vec<f64> {
        directions.iter().map(|&direction| self.gain_local(beam, direction)).collect()
    }

    /// The beam whose direction cosines are nearest to those of a local direction of any length above 0.
    pub fn peak_beam_toward(&self, direction: DVec3) -> usize {
        let unit = direction / direction.length();
        self.elevation.nearest(unit.z) * self.azimuth.beams.len() + self.azimuth.nearest(unit.y)
    }

    fn axes_of(&self, beam: usize) -> Option<(&AxisBeam, &AxisBeam)> {
        let n = self.azimuth.beams.len();
        Some((&self.azimuth.beams[beam % n], self.elevation.beams.get(beam / n)?))
    }
}
