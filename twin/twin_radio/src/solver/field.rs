//! The field a path carries: spreading, and the reflection of both polarisations at every surface.

use crate::geometry::Geometry;
use crate::materials;
use crate::path::{Mechanism, Path};
use glam::DVec3;
use num_complex::Complex64;
use twin_units::Hertz;

/// A complex vector: the electric field relative to its source.
#[derive(Clone, Copy)]
struct Field {
    re: DVec3,
    im: DVec3,
}

impl Field {
    fn along(self, axis: DVec3) -> Complex64 {
        Complex64::new(self.re.dot(axis), self.im.dot(axis))
    }

    fn from_parts(a: Complex64, axis_a: DVec3, b: Complex64, axis_b: DVec3) -> Self {
        Self { re: axis_a * a.re + axis_b * b.re, im: axis_a * a.im + axis_b * b.im }
    }
}

/// Unit vectors of increasing zenith θ and azimuth φ at a unit direction; straight up or down counts as azimuth 0.
pub(crate) fn spherical_basis(direction: DVec3) -> [DVec3; 2] {
    let horizontal = direction.truncate().length();
    let (cos, sin) = if horizontal > 1e-12 { (direction.x / horizontal, direction.y / horizontal) } else { (1.0, 0.0) };
    [DVec3::new(direction.z * cos, direction.z * sin, -horizontal), DVec3::new(-sin, cos, 0.0)]
}

/// The path from a source over reflection points to a receiver.
pub(crate) fn path(
    geometry: &Geometry,
    source: DVec3,
    points: &[DVec3],
    surfaces: &[u32],
    receiver: DVec3,
    frequency: Hertz,
    mechanism: Mechanism,
) -> Path {
    let corner = |k: usize| points.get(k).copied().unwrap_or(receiver);
    let departure = (corner(0) - source).normalize();
    let mut fields = spherical_basis(departure).map(|axis| Field { re: axis, im: DVec3::ZERO });
    let mut direction = departure;
    let mut length_m = source.distance(corner(0));
    for (k, &surface) in surfaces.iter().enumerate() {
        let next = corner(k + 1) - points[k];
        length_m += next.length();
        let reflected = next.normalize();
        let surface = &geometry.surfaces()[surface as usize];
        let eta = surface.material.complex_permittivity(frequency);
        let cos = direction.dot(surface.normal).abs();
        let r = materials::slab_reflection(eta, cos, surface.thickness_m, frequency);
        // Across the plane of incidence; at normal incidence any axis in the surface does.
        let across =
            direction.cross(surface.normal).try_normalize().unwrap_or_else(|| surface.normal.any_orthonormal_vector());
        let (in_plane, in_plane_reflected) = (across.cross(direction), across.cross(reflected));
        fields = fields.map(|field| {
            Field::from_parts(field.along(across) * r.te, across, field.along(in_plane) * r.tm, in_plane_reflected)
        });
        direction = reflected;
    }
    let spreading = free_space_amplitude(length_m, frequency);
    let arrival = -direction;
    let transfer = spherical_basis(arrival).map(|axis| fields.map(|field| field.along(axis) * spreading));
    Path { mechanism, vertices: points.to_vec(), surfaces: surfaces.to_vec(), length_m, departure, arrival, transfer }
}

/// Amplitude gain of free space between isotropic antennas, `λ/(4πL)` (Friis).
pub(crate) fn free_space_amplitude(length_m: f64, frequency: Hertz) -> f64 {
    frequency.wavelength_m() / (4.0 * std::f64::consts::PI * length_m)
}

#[cfg(test)]
mod tests;
