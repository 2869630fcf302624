//! The transition function of the uniform theory of diffraction.

use num_complex::Complex64;
use std::f64::consts::{FRAC_PI_4, PI};
use twin_units::math;

/// Below this argument the power series is used, from it on the continued fraction.
const SERIES_BELOW: f64 = 4.0;

/// Terms of the continued fraction: enough for 1e-12 at [`SERIES_BELOW`], where it converges slowest.
const N_FRACTIONS: u32 = 48;

/// `F(x)/√x = 2j e^(jx) ∫ e^(−jτ²) dτ` from √x to ∞, for x ≥ 0: the transition function without its root.
///
/// This form is finite everywhere: √π e^(jπ/4) at 0 and 1/√x far out. It is √π e^(jπ/4) times the scaled complementary error function
/// of `e^(jπ/4) √x`. Relative error below 1e-12.
///
/// Source: KP eq. (27) for F; Abramowitz and Stegun 7.1.5 (series) and 7.1.14 (continued fraction, even part).
pub(super) fn transition_over_root(x: f64) -> Complex64 {
    let root = x.sqrt();
    if x < SERIES_BELOW {
        // ∫ e^(−jτ²) dτ from 0 to √x = Σ (−j x)^m √x / (m! (2m + 1)).
        let turn = Complex64::new(0.0, -x);
        let mut power = Complex64::new(root, 0.0);
        let mut sum = power;
        for m in 1..40 {
            power = power * turn / f64::from(m);
            sum += power / f64::from(2 * m + 1);
        }
        let whole = math::phasor(-FRAC_PI_4) * (PI.sqrt() / 2.0);
        return Complex64::new(0.0, 2.0) * math::phasor(x) * (whole - sum);
    }
    if x > 1e12 {
        return Complex64::new(1.0 / root, 0.0);
    }
    // √π e^(z²) erfc z = 2z / (2z² + 1 − 1·2/(2z² + 5 − 3·4/(2z² + 9 − …))) with z² = jx.
    let mut tail = Complex64::new(0.0, 0.0);
    for m in (1..=N_FRACTIONS).rev() {
        let m = f64::from(m);
        tail = Complex64::new((2.0 * m - 1.0) * 2.0 * m, 0.0) / (Complex64::new(4.0 * m + 1.0, 2.0 * x) - tail);
    }
    Complex64::new(0.0, 2.0 * root) / (Complex64::new(1.0, 2.0 * x) - tail)
}
