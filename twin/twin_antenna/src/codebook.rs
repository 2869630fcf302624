//! A grid of DFT beams, and their gains towards a direction, all at once.
//!
//! Each axis has beams evenly spaced in direction cosine, at the middles of equal parts of the span it covers ([`BeamSpan`]);
//! a single beam on an axis looks broadside.
//! A beam's weights are the array's phasors towards its direction, unit norm, a product of a row and a column part. So its
//! array factor is the product of two Dirichlet kernels `sin(N x) / (N sin x)`, which need two sines per axis for all beams.
//!
//! TS 38.213 cl. 4.1 leaves the beams of an SS burst to the network; the grid is ours.

use crate::{Element, Orientation, PlanarArray};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::FRAC_PI_2;
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

/// The SSB beams of a panel.
///
/// Beam `elevation · beams_azimuth + azimuth`: elevation 0 is the highest, azimuth 0 the rightmost seen along boresight.
#[derive(Clone, Debug, PartialEq)]
pub struct Codebook {
    array: PlanarArray,
    element: Element,
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
        element: Element,
        beams_azimuth: usize,
        beams_elevation: usize,
        span: BeamSpan,
    ) -> Self {
        let sine = |degrees: f64| math::sin(degrees.to_radians());
        let side = sine(span.azimuth_deg);
        Self {
            array,
            element,
            azimuth: Axis::new(array.columns(), beams_azimuth, -side, side),
            elevation: Axis::new(array.rows(), beams_elevation, sine(span.above_deg), -sine(span.below_deg)),
        }
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

    /// The element of the array.
    pub fn element(&self) -> Element {
        self.element
    }

    /// Unit vector of a beam's array-factor maximum in local axes; `None` when there is no such beam.
    ///
    /// A corner of a wide grid may lie beyond the visible hemisphere; its direction is then on the rim, in the panel's plane.
    pub fn beam_direction(&self, beam: usize) -> Option<DVec3> {
        let (azimuth, elevation) = self.axes_of(beam)?;
        let (y, z) = (azimuth.cosine, elevation.cosine);
        Some(DVec3::new((1.0 - y * y - z * z).max(0.0).sqrt(), y, z).normalize())
    }

    /// Weights of a beam, unit norm, `[row][column]` row-major: the gain is `G_element |w^H v|²`; `None` when there is no such beam.
    pub fn weights(&self, beam: usize) -> Option<Vec<Complex64>> {
        let (azimuth, elevation) = self.axes_of(beam)?;
        let norm = 1.0 / (self.array.elements() as f64).sqrt();
        let toward = DVec3::new(0.0, azimuth.cosine, elevation.cosine);
        Some(self.array.response(toward).into_iter().map(|phasor| phasor * norm).collect())
    }

    /// Linear power gain of every beam towards a world direction of any length above 0, into `out`, by beam number.
    ///
    /// `G_element · |w_b^H v|²`, relative to isotropic. Fills as many entries as there are both beams and places.
    pub fn power_gains(&self, orientation: &Orientation, departure: DVec3, out: &mut [f64]) {
        let local = orientation.local_from_world(departure);
        let unit = local / local.length();
        let peak = self.element.gain_local(local) * self.array.elements() as f64;
        let azimuth = self.azimuth.toward(unit.y);
        let elevation = self.elevation.toward(unit.z);
        for (row, row_out) in self.elevation.beams.iter().zip(out.chunks_mut(self.azimuth.beams.len())) {
            let row_gain = peak * elevation.array_factor(row);
            for (column, gain) in self.azimuth.beams.iter().zip(row_out) {
                *gain = row_gain * azimuth.array_factor(column);
            }
        }
    }

    /// Linear power gain of one beam towards a local direction of any length above 0; 0 when there is no such beam.
    pub fn gain_local(&self, beam: usize, direction: DVec3) -> f64 {
        let Some((azimuth, elevation)) = self.axes_of(beam) else {
            return 0.0;
        };
        let unit = direction / direction.length();
        self.element.gain_local(direction)
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

/// The beams along one axis of the array.
#[derive(Clone, Debug, PartialEq)]
struct Axis {
    elements: f64,
    beams: Vec<AxisBeam>,
}

/// One beam of an axis: its direction cosine `u`, and sine and cosine of `x = πu/2` and of `N x`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct AxisBeam {
    cosine: f64,
    single: (f64, f64),
    all: (f64, f64),
}

/// A direction as an axis sees it.
struct Toward {
    elements: f64,
    single: (f64, f64),
    all: (f64, f64),
}

impl Axis {
    fn new(elements: usize, beams: usize, from: f64, to: f64) -> Self {
        let elements = elements as f64;
        let n = beams.max(1);
        let beam = |index: usize| {
            let cosine = if n == 1 { 0.0 } else { from + (to - from) * (index as f64 + 0.5) / n as f64 };
            let x = FRAC_PI_2 * cosine;
            AxisBeam { cosine, single: math::sin_cos(x), all: math::sin_cos(elements * x) }
        };
        Self { elements, beams: (0..n).map(beam).collect() }
    }

    fn toward(&self, cosine: f64) -> Toward {
        let x = FRAC_PI_2 * cosine;
        Toward { elements: self.elements, single: math::sin_cos(x), all: math::sin_cos(self.elements * x) }
    }

    fn nearest(&self, cosine: f64) -> usize {
        let distance = |index: usize| (self.beams[index].cosine - cosine).abs();
        (1..self.beams.len()).fold(0, |best, index| if distance(index) < distance(best) { index } else { best })
    }
}

impl Toward {
    /// `(sin(N x) / (N sin x))²` for the `x` between this direction and the beam: 1 at the peak.
    fn array_factor(&self, beam: &AxisBeam) -> f64 {
        let sine_of_difference = |a: (f64, f64), b: (f64, f64)| a.0 * b.1 - a.1 * b.0;
        let sine = sine_of_difference(self.single, beam.single);
        if sine.abs() < 1e-7 {
            return 1.0;
        }
        let kernel = sine_of_difference(self.all, beam.all) / (self.elements * sine);
        kernel * kernel
    }
}
