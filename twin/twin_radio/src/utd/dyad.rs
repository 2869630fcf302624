//! The diffraction coefficient as a 2×2 matrix in edge-fixed bases.

use super::transition::transition_over_root;
use super::wedge::{GRAZING_M, Wedge};
use crate::materials::Reflection;
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::{FRAC_PI_4, PI, TAU};
use twin_units::{Hertz, math};

/// Reflection of a face at a cosine of the angle from its normal.
pub(crate) type FaceReflection<'a> = &'a dyn Fn(f64) -> Reflection;

/// Complex 2×2 matrix, `[row][column]`.
pub(crate) type Matrix = [[Complex64; 2]; 2];

const ZERO: Complex64 = Complex64::new(0.0, 0.0);
const ONE: Complex64 = Complex64::new(1.0, 0.0);

/// The dyad `[β0, φ][β0', φ']` of a ray that meets the edge in `incident` and leaves it in `diffracted` (unit vectors at equal angles to the edge).
///
/// Relative to free space over `s_in_m + s_out_m`: KP's `E = A D E'` with `A = √(s'/(s(s+s')))` and `E' = 1/s'` is this times `1/(s+s')`, so
/// KP's `D` in √m is this times `√(s s'/(s+s'))`. A direction inside the wedge counts as along the nearer face.
/// Both coefficients zero make an absorbing wedge, of which d_near alone remains; for n = 2 that is the Fresnel knife edge of ITU-R P.526 (0.01 dB where
/// ray and shadow boundary differ by a few degrees; the Kirchhoff screen also has d_far, 1.4 dB more at 90° into the shadow).
///
/// Source: KP eqs. (25)–(33), with `L = s s' sin²β0/(s + s')`; finite conductivity after Holm, see the module's Accuracy.
pub(crate) fn dyad(
    wedge: &Wedge,
    incident: DVec3,
    diffracted: DVec3,
    s_in_m: f64,
    s_out_m: f64,
    frequency: Hertz,
    reflection: [FaceReflection<'_>; 2],
) -> Matrix {
    let n = wedge.n;
    let (phi_in, phi_out) = (wedge.azimuth_rad(-incident), wedge.azimuth_rad(diffracted));
    let cos_beta = incident.dot(wedge.axis);
    let sin_beta = incident.cross(wedge.axis).length();
    let kl = TAU / frequency.wavelength_m() * (s_in_m * s_out_m / (s_in_m + s_out_m)) * sin_beta * sin_beta;
    let [d1, d2, d3, d4] =
        [PI + (phi_out - phi_in), PI - (phi_out - phi_in), PI + (phi_out + phi_in), PI - (phi_out + phi_in)]
            .map(|angle| term(angle, n, kl));

    // The end at the smaller azimuth sees the 0-face, the other one the n-face.
    let is_swapped = phi_out < phi_in;
    let (low, high, s_low_m, s_high_m) =
        if is_swapped { (phi_out, phi_in, s_out_m, s_in_m) } else { (phi_in, phi_out, s_in_m, s_out_m) };
    let (near, far) = if is_swapped { (d1, d2) } else { (d2, d1) };
    let turn = math::sin((phi_out - phi_in) / 2.0) * cos_beta;
    let face = |azimuth: f64, s_m: f64, coefficients: FaceReflection<'_>| {
        let (sin, cos) = math::sin_cos(azimuth);
        if cos > 0.0 && sin.abs() * sin_beta * s_m < GRAZING_M {
            return [[ZERO; 2]; 2];
        }
        let limit = (cos * cos_beta).abs();
        face_matrix(coefficients(sin_beta * sin.abs()), sin.abs(), cos_beta, turn.clamp(-limit, limit), sin_beta)
    };
    let zero_face = face(low, s_low_m, reflection[0]);
    let n_face = face(n * PI - high, s_high_m, reflection[1]);
    let both = if is_swapped { product(&zero_face, &n_face) } else { product(&n_face, &zero_face) };

    let scale = math::phasor(-FRAC_PI_4) / (2.0 * n * PI.sqrt());
    let unit = [[ONE, ZERO], [ZERO, ONE]];
    let mut out = [[ZERO; 2]; 2];
    for (row, out_row) in out.iter_mut().enumerate() {
        for (column, entry) in out_row.iter_mut().enumerate() {
            let weighted = near * unit[row][column]
                + far * both[row][column]
                + d4 * zero_face[row][column]
                + d3 * n_face[row][column];
            *entry = scale * weighted;
        }
    }
    out
}

/// One of KP's four terms, `cot(angle/2n) F(kL a)`, over `√(2kL)`; `angle` is π ± (φ ∓ φ').
///
/// With ε the distance of `angle` from the nearest multiple 2πnN (the N± of KP eq. (30)), `√a` is `√2 |sin(ε/2)|` and the cotangent is
/// `cot(ε/2n)`. Their product is finite, so no small-argument form is needed: at the shadow boundary ε changes its sign and the term jumps by as much as
/// the ray that appears or vanishes. ε = 0 is taken as positive, which is the lit side.
fn term(angle: f64, n: f64, kl: f64) -> Complex64 {
    let period = TAU * n;
    let epsilon = angle - period * (angle / period).round();
    let magnitude = epsilon.abs();
    let sin_half = math::sin(magnitude / 2.0);
    let (sin, cos) = math::sin_cos(magnitude / (2.0 * n));
    let ratio = if sin > 1e-12 { sin_half / sin } else { n };
    let size = cos * ratio;
    transition_over_root(2.0 * kl * sin_half * sin_half) * if epsilon < 0.0 { -size } else { size }
}

/// Reflection of a face in edge-fixed bases, `[β0, φ][β0', φ']`, times −1 so that face coefficients (te, tm) at a right angle to the edge are its diagonal.
///
/// `sin_azimuth` is |sin| of the azimuth from the face, `turn` is cos β0 times the cosine of that azimuth where there is a specular ray (it must vanish for
/// source and receiver at one azimuth and be odd in their exchange; both follow from reciprocity).
fn face_matrix(r: Reflection, sin_azimuth: f64, cos_beta: f64, turn: f64, sin_beta: f64) -> Matrix {
    // The plane of incidence is turned against the plane of ray and edge by an angle whose sine is cos β0 sin φ / sin θ, θ from the normal.
    let cos_incidence = sin_beta * sin_azimuth;
    let sin2_incidence = 1.0 - cos_incidence * cos_incidence;
    if sin2_incidence < 1e-12 {
        return [[r.te, ZERO], [ZERO, r.tm]];
    }
    let mixing = (r.te + r.tm) / sin2_incidence;
    let across = cos_beta * sin_azimuth;
    let (same, swapped) = (mixing * (across * across), mixing * (turn * sin_azimuth));
    [[r.te - same, -swapped], [swapped, r.tm - same]]
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let entry = |row: usize, column: usize| a[row][0] * b[0][column] + a[row][1] * b[1][column];
    [[entry(0, 0), entry(0, 1)], [entry(1, 0), entry(1, 1)]]
}
