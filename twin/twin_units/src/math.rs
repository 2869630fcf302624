//! Functions whose last bit does not depend on the platform.
//!
//! `std` takes these from the platform's C library; 1 ulp apart is enough to break a replay hash. `libm` is the same code everywhere.
//! `+ − × ÷` and `sqrt` are exact by IEEE 754 and need no help.

/// Sine of an angle in radians.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}
/// Cosine of an angle in radians.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}
/// Sine and cosine at once.
pub fn sin_cos(x: f64) -> (f64, f64) {
    libm::sincos(x)
}
/// Tangent of an angle in radians.
pub fn tan(x: f64) -> f64 {
    libm::tan(x)
}
/// Arc cosine, rad; the argument is clamped to −1..=1.
pub fn acos(x: f64) -> f64 {
    libm::acos(x.clamp(-1.0, 1.0))
}
/// Arc sine, rad; the argument is clamped to −1..=1.
pub fn asin(x: f64) -> f64 {
    libm::asin(x.clamp(-1.0, 1.0))
}
/// Angle of the point (x, y), rad, −π..=π.
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}
/// e^x.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}
/// 10^x.
pub fn exp10(x: f64) -> f64 {
    libm::exp10(x)
}
/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}
/// Logarithm to base 10.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}
/// Logarithm to base 2.
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}
/// x^y.
pub fn powf(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}
/// Complementary error function, `1 − erf(x)`.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}
/// √(x² + y²).
pub fn hypot(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}
/// e^(j·phase), a unit phasor.
pub fn phasor(phase_rad: f64) -> num_complex::Complex64 {
    let (sin, cos) = sin_cos(phase_rad);
    num_complex::Complex64::new(cos, sin)
}
/// The angle brought into −π..π.
pub fn wrap_rad(angle_rad: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    let turned = (angle_rad + PI) % TAU;
    if turned < 0.0 { turned + PI } else { turned - PI }
}
