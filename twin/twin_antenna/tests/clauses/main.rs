//! Antennas against their standards, papers and reference values.

mod beams;
mod beams_wide;
mod codebook_type1;
mod element;
mod link;
mod orientation;
mod pattern;
mod pattern_faults;
mod polarisation;
mod precoding;
mod ris;
mod ris_control;
mod ris_coupling;
mod ris_energy;
mod ris_fast;
mod ris_images;
mod ris_large;
mod ris_max_min;
mod ris_near;
mod ris_optimum;

use std::f64::consts::TAU;
use twin_units::math;

/// A repeatable sequence of numbers in 0..1 that fills the interval evenly: multiples of an irrational, modulo 1.
struct Spread(f64);

impl Spread {
    fn next(&mut self) -> f64 {
        self.0 = (self.0 + 0.618_033_988_749_894_9) % 1.0;
        // A second turn breaks the lattice that pairs of plain multiples would make.
        (self.0 * 997.13) % 1.0
    }

    fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }

    /// A direction around +x, within `cone_rad`.
    fn around_x(&mut self, cone_rad: f64) -> glam::DVec3 {
        let (sin, cos) = math::sin_cos(self.range(0.0, cone_rad));
        let (sin_turn, cos_turn) = math::sin_cos(self.range(0.0, TAU));
        glam::DVec3::new(cos, sin * cos_turn, sin * sin_turn)
    }
}

/// `10 log10`.
fn db(ratio: f64) -> f64 {
    10.0 * math::log10(ratio)
}
