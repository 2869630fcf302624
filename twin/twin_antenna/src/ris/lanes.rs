//! Four complex numbers side by side, real parts apart from imaginary parts, which compilers turn into vector instructions.
//!
//! The order of the additions is fixed by this code, not by the machine's vector width, so results have the same bits everywhere.

use num_complex::Complex64;

/// How many numbers a [`Lanes`] holds.
pub(super) const LANES: usize = 4;

/// Four complex numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Lanes {
    re: [f64; LANES],
    im: [f64; LANES],
}

impl Lanes {
    /// The number in a lane.
    pub(super) fn get(&self, lane: usize) -> Complex64 {
        Complex64::new(self.re[lane], self.im[lane])
    }

    /// Sets the number in a lane.
    pub(super) fn set(&mut self, lane: usize, value: Complex64) {
        self.re[lane] = value.re;
        self.im[lane] = value.im;
    }

    /// Products, lane by lane.
    #[inline(always)]
    pub(super) fn times(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for lane in 0..LANES {
            product.re[lane] = self.re[lane] * other.re[lane] - self.im[lane] * other.im[lane];
            product.im[lane] = self.re[lane] * other.im[lane] + self.im[lane] * other.re[lane];
        }
        product
    }

    /// Sums, lane by lane.
    #[inline(always)]
    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut sum = Self::default();
        for lane in 0..LANES {
            sum.re[lane] = self.re[lane] + other.re[lane];
            sum.im[lane] = self.im[lane] + other.im[lane];
        }
        sum
    }

    /// Sum of the lanes.
    pub(super) fn total(&self) -> Complex64 {
        Complex64::new(self.re.iter().sum(), self.im.iter().sum())
    }
}
