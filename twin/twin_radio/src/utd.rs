//! Diffraction at one straight edge by the uniform theory of diffraction (UTD), without any scene.
//!
//! Start at [`diffract`]; a caller that reflects before or after the edge hands in image points and the directions at the edge come out right.
//!
//! | File | What it does |
//! |---|---|
//! | `wedge` | the edge, its two faces, azimuths around it, the diffraction point |
//! | `transition` | the transition function from Fresnel integrals |
//! | `dyad` | the 2×2 coefficient in edge-fixed bases |
//!
//! Sources: R. G. Kouyoumjian, P. H. Pathak, "A uniform geometrical theory of diffraction for an edge in a perfectly conducting surface",
//! Proc. IEEE 62 (1974), eqs. (20)–(35) (called KP here); R. J. Luebbers, "Finite conductivity uniform GTD versus knife edge diffraction …",
//! IEEE Trans. AP 32 (1984); P. D. Holm, "A new heuristic UTD diffraction coefficient for nonperfectly conducting wedges",
//! IEEE Trans. AP 48 (2000). Time dependence exp(+jωt).
//!
//! # Conventions
//! - Azimuth φ around the edge from the 0-face (φ = 0) through the air to the n-face (φ = nπ); the axis is `along × normal` of the 0-face.
//! - Edge-fixed bases `[β̂0', φ̂']` of the incident and `[β̂0, φ̂]` of the diffracted ray as KP have them ([`Wedge::incident_basis`],
//!   [`Wedge::diffracted_basis`]). A wave that goes straight on is `−1` times the identity in them, for the bases turn around.
//! - The dyad is relative to free space over the whole length `s_in + s_out`: the field at the receiver is `λ/(4π (s_in + s_out))` times
//!   dyad times the field of unit size that left the source, without the carrier phase `exp(−jk(s_in + s_out))`.
//!   So an edge enters a path as a reflection does: a matrix, and its legs count in the length.
//!
//! # Accuracy
//! - First order, straight edge, flat faces long against the wavelength; slope diffraction is left out.
//! - Wedges are opaque: what passes through a face is ignored.
//! - Conducting faces: KP; for a line source 16 wavelengths off and a receiver 13 wavelengths off it differs from the exact field by
//!   less than 0.1 % of the source's own field.
//! - Other faces are heuristic: `D = d_near + R0·Rn·d_far + R0·d4 + Rn·d3` with the coefficient of the 0-face at the smaller of the two azimuths and
//!   that of the n-face at the larger one (Holm's coefficient, made symmetric in source and receiver). It is continuous over all shadow boundaries and
//!   reciprocal. Against Maliuzhinets' solution for impedance wedges of n = 1.25…2 it is within 0.7 dB in the shadow, where Luebbers' is up to
//!   20 dB off (d_far weighted 1); where both faces or the reflection zone are seen, far from boundaries, several dB remain (more near nulls).
//! - A point within `GRAZING_M` (1 µm) of a face's plane is its own image, so the path without a reflection stands for both and that face's terms are left
//!   out. For a hard conducting face that is KP's factor 1/2. (KP have 0 for a soft one, because they count the reflection in the incident field.)
//! - A point exactly on a shadow boundary counts as lit.

mod dyad;
mod transition;
mod wedge;

pub(crate) use dyad::{FaceReflection, Matrix, dyad};
pub(crate) use wedge::{EdgePoint, Wedge};

use glam::DVec3;
use num_complex::Complex64;
use twin_units::Hertz;

/// One diffraction at an edge: where, how far, and what it does to the field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Diffracted {
    /// Point on the edge, m.
    pub(crate) point: DVec3,
    /// From the source (or its image) to the edge, m.
    pub(crate) s_in_m: f64,
    /// From the edge to the receiver (or its image), m.
    pub(crate) s_out_m: f64,
    /// Unit vectors in which the wave reaches and leaves the edge.
    pub(crate) directions: [DVec3; 2],
    /// `[β̂0', φ̂']` across the incident ray.
    pub(crate) incident_basis: [DVec3; 2],
    /// `[β̂0, φ̂]` across the diffracted ray.
    pub(crate) diffracted_basis: [DVec3; 2],
    /// `[β0, φ][β0', φ']`, relative to free space over the whole length.
    pub(crate) dyad: Matrix,
}

impl Diffracted {
    /// Unrolled length, m: the amplitude is `λ/(4π length_m)` times the dyad.
    pub(crate) fn length_m(&self) -> f64 {
        self.s_in_m + self.s_out_m
    }

    /// Carries a field `[re, im]` across the incident ray over the edge; spreading and carrier phase are not in it.
    pub(crate) fn carry(&self, field: [DVec3; 2]) -> [DVec3; 2] {
        let incident = self.incident_basis.map(|axis| Complex64::new(field[0].dot(axis), field[1].dot(axis)));
        let [a, b] = self.dyad.map(|row| row[0] * incident[0] + row[1] * incident[1]);
        let [axis_a, axis_b] = self.diffracted_basis;
        [axis_a * a.re + axis_b * b.re, axis_a * a.im + axis_b * b.im]
    }
}

/// Diffraction from a source over an edge to a receiver; either may be an image point.
///
/// `reflection` gives the coefficients of the 0-face and the n-face at a cosine of the angle from the normal.
/// `None` when the diffraction point is off the edge, an end is on the edge line, or an end is inside the wedge.
pub(crate) fn diffract(
    wedge: &Wedge,
    source: DVec3,
    receiver: DVec3,
    frequency: Hertz,
    reflection: [FaceReflection<'_>; 2],
) -> Option<Diffracted> {
    let EdgePoint { point, s_in_m, s_out_m } = wedge.edge_point(source, receiver)?;
    if wedge.is_inside(source) || wedge.is_inside(receiver) {
        return None;
    }
    let incident = (point - source) / s_in_m;
    let diffracted = (receiver - point) / s_out_m;
    Some(Diffracted {
        point,
        s_in_m,
        s_out_m,
        directions: [incident, diffracted],
        incident_basis: wedge.incident_basis(incident),
        diffracted_basis: wedge.diffracted_basis(diffracted),
        dyad: dyad(wedge, incident, diffracted, s_in_m, s_out_m, frequency, reflection),
    })
}

#[cfg(test)]
mod tests;
