//! The beams along one axis of an array, and their array factors.

use super::wide::taper;
use num_complex::Complex64;
use std::f64::consts::{FRAC_PI_2, PI};
use twin_units::math;

/// The beams along one axis of the array.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    elements: f64,
    pub(super) beams: Vec<AxisBeam>,
}

/// One beam of an axis: its direction cosine `u`, and sine and cosine of `x = πu/2` and of `N x`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AxisBeam {
    pub(super) cosine: f64,
    single: (f64, f64),
    all: (f64, f64),
    /// What widens the beam, one phasor per element, on top of the phases towards its direction; empty for a narrow beam.
    taper: Vec<Complex64>,
}

/// A direction as an axis sees it.
pub(super) struct Toward {
    elements: f64,
    single: (f64, f64),
    all: (f64, f64),
}

impl AxisBeam {
    fn narrow(elements: usize, cosine: f64) -> Self {
        let x = FRAC_PI_2 * cosine;
        Self { cosine, single: math::sin_cos(x), all: math::sin_cos(elements as f64 * x), taper: Vec::new() }
    }

    /// What widens the beam at an element, counted along the axis; 1 for a narrow beam.
    pub(super) fn taper(&self, element: usize) -> Complex64 {
        self.taper.get(element).copied().unwrap_or(Complex64::ONE)
    }
}

impl Axis {
    /// Narrow beams at the middles of equal parts of a range of cosines; a single one is broadside.
    pub(super) fn even(elements: usize, beams: usize, range: [f64; 2]) -> Self {
        let cosines = middles(beams, range);
        Self { elements: elements as f64, beams: cosines.map(|cosine| AxisBeam::narrow(elements, cosine)).collect() }
    }

    /// Beams as wide as equal parts of a range of cosines; a single one covers it all.
    pub(super) fn wide(elements: usize, beams: usize, [from, to]: [f64; 2]) -> Self {
        let n = beams.max(1);
        let width = (to - from).abs() / n as f64;
        let taper = taper(elements, width);
        let beam = |index: usize| {
            let cosine = from + (to - from) * (index as f64 + 0.5) / n as f64;
            AxisBeam { taper: taper.clone(), ..AxisBeam::narrow(elements, cosine) }
        };
        Self { elements: elements as f64, beams: (0..n).map(beam).collect() }
    }

    /// The full circle of phases in steps of `2π / (N O)`, in the order of rising cosine, or of falling for a negative sign.
    pub(super) fn circle(elements: usize, oversampling: usize, sign: f64) -> Self {
        let n = elements * oversampling.max(1);
        let cosine = |index: usize| sign * 2.0 * (index as f64 - (n / 2) as f64) / n as f64;
        Self {
            elements: elements as f64,
            beams: (0..n).map(|index| AxisBeam::narrow(elements, cosine(index))).collect(),
        }
    }

    pub(super) fn toward(&self, cosine: f64) -> Toward {
        let x = FRAC_PI_2 * cosine;
        Toward { elements: self.elements, single: math::sin_cos(x), all: math::sin_cos(self.elements * x) }
    }

    pub(super) fn nearest(&self, cosine: f64) -> usize {
        let distance = |index: usize| (self.beams[index].cosine - cosine).abs();
        (1..self.beams.len()).fold(0, |best, index| if distance(index) < distance(best) { index } else { best })
    }
}

/// Middles of equal parts of a range; the middle of everything for a single one.
fn middles(parts: usize, [from, to]: [f64; 2]) -> impl Iterator<Item = f64> {
    let n = parts.max(1);
    (0..n).map(move |index| if n == 1 { 0.0 } else { from + (to - from) * (index as f64 + 0.5) / n as f64 })
}

impl Toward {
    /// `|w^H v|² / N` for weights of unit norm: 1 at the peak of a narrow beam.
    ///
    /// Narrow: `(sin(N x) / (N sin x))²` for the `x` between this direction and the beam.
    pub(super) fn array_factor(&self, beam: &AxisBeam) -> f64 {
        let sine_of_difference = |a: (f64, f64), b: (f64, f64)| a.0 * b.1 - a.1 * b.0;
        let sine = sine_of_difference(self.single, beam.single);
        if !beam.taper.is_empty() {
            // The polynomial of the conjugate tapers at the step between neighbours, e^(j2x).
            let cosine = self.single.1 * beam.single.1 + self.single.0 * beam.single.0;
            let half_step = Complex64::new(cosine, sine);
            let step = half_step * half_step;
            let sum = beam.taper.iter().rev().fold(Complex64::ZERO, |sum, taper| sum * step + taper.conj());
            return sum.norm_sqr() / (self.elements * self.elements);
        }
        if sine.abs() < 1e-7 {
            return 1.0;
        }
        let kernel = sine_of_difference(self.all, beam.all) / (self.elements * sine);
        kernel * kernel
    }
}

/// Phase between neighbours half a wavelength apart towards a direction cosine, rad.
pub(super) fn step_rad(cosine: f64) -> f64 {
    PI * cosine
}
