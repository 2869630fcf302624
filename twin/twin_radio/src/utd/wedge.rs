//! An edge with its two faces, and the point where a ray over it bends.

use glam::DVec3;
use std::f64::consts::{PI, TAU};
use twin_units::math;

/// A point this close to the plane of a face counts as on it, m.
pub(super) const GRAZING_M: f64 = 1e-6;

/// How far beyond the ends of an edge its diffraction point may lie, m.
const END_M: f64 = 1e-6;

/// A point closer than this to the line of the edge has no azimuth around it, m.
const MIN_RADIUS_M: f64 = 1e-6;

/// One face of a wedge as seen from its edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Face {
    /// Unit vector in the face, square to the edge, pointing away from it.
    pub(crate) along: DVec3,
    /// Unit normal, out of the material.
    pub(crate) normal: DVec3,
}

/// A straight edge between two flat faces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wedge {
    /// One end of the edge, m.
    pub(crate) origin: DVec3,
    /// Unit vector from `origin` along the edge: `along × normal` of the 0-face.
    pub(crate) axis: DVec3,
    /// Length of the edge, m.
    pub(crate) length_m: f64,
    /// The 0-face and the n-face.
    pub(crate) faces: [Face; 2],
    /// The air around the edge spans the angle nπ; 1 < n ≤ 2, and 2 is a screen, whose two faces are the two sides of one sheet.
    pub(crate) n: f64,
}

/// Where a ray bends on an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct EdgePoint {
    /// The point, m.
    pub(crate) point: DVec3,
    /// From the source to it, m.
    pub(crate) s_in_m: f64,
    /// From it to the receiver, m.
    pub(crate) s_out_m: f64,
}

impl Wedge {
    /// A wedge from the ends of its edge, the direction in the 0-face away from the edge, the outward normal of the 0-face, and n.
    ///
    /// Both vectors are made square to the edge and of unit length; the n-face follows from n.
    /// `None` for an edge without length, vectors along it, or n outside 1 < n ≤ 2.
    pub(crate) fn new(a: DVec3, b: DVec3, along: DVec3, normal: DVec3, n: f64) -> Option<Self> {
        if !(n > 1.0 && n <= 2.0) {
            return None;
        }
        let axis = (b - a).try_normalize()?;
        let along = (along - axis * along.dot(axis)).try_normalize()?;
        let side = axis.cross(along);
        let sign = side.dot(normal);
        if sign == 0.0 || !sign.is_finite() {
            return None;
        }
        // along × (axis × along) = axis, so an edge given with its normal on that side already runs the right way.
        let (origin, axis, normal) = if sign > 0.0 { (a, axis, side) } else { (b, -axis, -side) };
        let (sin, cos) = math::sin_cos(n * PI);
        let other = Face { along: along * cos + normal * sin, normal: along * sin - normal * cos };
        Some(Self { origin, axis, length_m: a.distance(b), faces: [Face { along, normal }, other], n })
    }

    /// Where the ray from `source` to `receiver` bends (Keller's cone), by unfolding both into one plane.
    ///
    /// `None` when that point is off the edge or one of them lies on the line of the edge. What is inside the wedge is not asked.
    pub(crate) fn edge_point(&self, source: DVec3, receiver: DVec3) -> Option<EdgePoint> {
        let [from, to] = [source, receiver].map(|point| {
            let span = point - self.origin;
            let along_m = span.dot(self.axis);
            (along_m, (span - self.axis * along_m).length())
        });
        let nearest = from.1.min(to.1);
        if !(nearest > MIN_RADIUS_M && nearest.is_finite()) {
            return None;
        }
        let along_m = from.0 + (to.0 - from.0) * (from.1 / (from.1 + to.1));
        if !(-END_M..=self.length_m + END_M).contains(&along_m) {
            return None;
        }
        let point = self.origin + self.axis * along_m;
        Some(EdgePoint { point, s_in_m: source.distance(point), s_out_m: receiver.distance(point) })
    }

    /// Azimuth of a direction away from the edge, rad, 0..=nπ; inside the wedge that of the nearer face.
    pub(crate) fn azimuth_rad(&self, away: DVec3) -> f64 {
        let angle = self.full_azimuth_rad(away);
        let end = self.n * PI;
        if angle <= end {
            angle
        } else if angle - end < TAU - angle {
            end
        } else {
            0.0
        }
    }

    /// Whether a point is inside the wedge, more than [`GRAZING_M`] behind both faces.
    pub(crate) fn is_inside(&self, point: DVec3) -> bool {
        let span = point - self.origin;
        self.full_azimuth_rad(span) > self.n * PI && self.faces.iter().all(|face| span.dot(face.normal) < -GRAZING_M)
    }

    /// `[β̂0', φ̂']` of a ray that reaches the edge in a unit direction: φ̂' points along increasing azimuth, β̂0' = φ̂' × direction.
    ///
    /// Source: KP eqs. (1)–(4).
    pub(crate) fn incident_basis(&self, direction: DVec3) -> [DVec3; 2] {
        let phi = direction.cross(self.axis).normalize_or_zero();
        [phi.cross(direction), phi]
    }

    /// `[β̂0, φ̂]` of a ray that leaves the edge in a unit direction: φ̂ points along increasing azimuth, β̂0 = φ̂ × direction.
    pub(crate) fn diffracted_basis(&self, direction: DVec3) -> [DVec3; 2] {
        let phi = self.axis.cross(direction).normalize_or_zero();
        [phi.cross(direction), phi]
    }

    /// Azimuth from the 0-face, rad, 0..2π.
    fn full_azimuth_rad(&self, away: DVec3) -> f64 {
        let angle = math::atan2(away.dot(self.faces[0].normal), away.dot(self.faces[0].along));
        if angle < 0.0 { (angle + TAU).min(TAU) } else { angle }
    }
}
