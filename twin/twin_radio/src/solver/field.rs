//! The field a path carries: spreading, and what every surface does to both polarisations.

use crate::geometry::{Geometry, Wave};
use crate::materials;
use crate::path::{Interaction, Mechanism, Path};
use glam::DVec3;
use num_complex::Complex64;
use twin_units::Hertz;

/// A complex vector: the electric field relative to its source.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    re: DVec3,
    im: DVec3,
}

impl Field {
    /// A unit field along an axis.
    pub(crate) fn unit(axis: DVec3) -> Self {
        Self { re: axis, im: DVec3::ZERO }
    }

    /// Real and imaginary vector.
    pub(crate) fn vectors(self) -> [DVec3; 2] {
        [self.re, self.im]
    }

    /// From real and imaginary vector.
    pub(crate) fn from_vectors([re, im]: [DVec3; 2]) -> Self {
        Self { re, im }
    }

    /// Its component along an axis.
    pub(crate) fn along(self, axis: DVec3) -> Complex64 {
        Complex64::new(self.re.dot(axis), self.im.dot(axis))
    }

    /// The field with these components along two axes.
    pub(crate) fn from_parts(a: Complex64, axis_a: DVec3, b: Complex64, axis_b: DVec3) -> Self {
        Self { re: axis_a * a.re + axis_b * b.re, im: axis_a * a.im + axis_b * b.im }
    }
}

/// Unit vectors of increasing zenith θ and azimuth φ at a unit direction; straight up or down counts as azimuth 0.
pub(crate) fn spherical_basis(direction: DVec3) -> [DVec3; 2] {
    let horizontal = direction.truncate().length();
    let (cos, sin) = if horizontal > 1e-12 { (direction.x / horizontal, direction.y / horizontal) } else { (1.0, 0.0) };
    [DVec3::new(direction.z * cos, direction.z * sin, -horizontal), DVec3::new(-sin, cos, 0.0)]
}

/// A point where a path meets a surface.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    pub(crate) point: DVec3,
    pub(crate) surface: u32,
    /// Specular or transmission.
    pub(crate) interaction: Interaction,
}

/// A wave on its way: both transmitted polarisations at once.
pub(crate) struct Walk<'a> {
    geometry: &'a Geometry,
    wave: &'a Wave,
    /// The fields of a unit θ and a unit φ field at the source, without spreading.
    pub(crate) fields: [Field; 2],
    pub(crate) direction: DVec3,
}

impl<'a> Walk<'a> {
    /// Leaves a source in a unit direction.
    pub(crate) fn start(geometry: &'a Geometry, wave: &'a Wave, departure: DVec3) -> Self {
        Self { geometry, wave, fields: spherical_basis(departure).map(Field::unit), direction: departure }
    }

    /// Meets a surface and goes on in the unit direction `next`.
    pub(crate) fn meet(&mut self, stop: &Stop, next: DVec3) {
        let surface = &self.geometry.surfaces()[stop.surface as usize];
        let normal = surface.normal;
        let cos = self.direction.dot(normal).abs();
        let (te, tm) = match stop.interaction {
            Interaction::Transmission => {
                let (eta, frequency) = (self.wave.permittivity(surface), self.wave.frequency);
                let t = materials::slab_transmission(eta, cos, surface.thickness_m, frequency);
                (t.te, t.tm)
            }
            _ => {
                let r = self.wave.reflection(surface, cos);
                (r.te, r.tm)
            }
        };
        self.turn(normal, te, tm, next);
    }

    /// Takes the coefficients of a plane to the field, and goes on in the unit direction `next`.
    pub(crate) fn turn(&mut self, normal: DVec3, te: Complex64, tm: Complex64, next: DVec3) {
        // Across the plane of incidence; at normal incidence any axis in the surface does.
        let across = self.direction.cross(normal).try_normalize().unwrap_or_else(|| normal.any_orthonormal_vector());
        let (in_plane, in_plane_next) = (across.cross(self.direction), across.cross(next));
        self.fields = self.fields.map(|field| {
            Field::from_parts(field.along(across) * te, across, field.along(in_plane) * tm, in_plane_next)
        });
        self.direction = next;
    }

    /// The transfer matrix at a receiver, for an amplitude of spreading.
    pub(crate) fn transfer(&self, spreading: f64) -> [[Complex64; 2]; 2] {
        spherical_basis(-self.direction).map(|axis| self.fields.map(|field| field.along(axis) * spreading))
    }
}

/// The path from a source over reflections and through slabs to a receiver.
pub(crate) fn path(geometry: &Geometry, wave: &Wave, source: DVec3, stops: &[Stop], receiver: DVec3) -> Path {
    let corner = |k: usize| stops.get(k).map_or(receiver, |stop| stop.point);
    let departure = (corner(0) - source).normalize();
    let mut length_m = source.distance(corner(0));
    let mut walk = Walk::start(geometry, wave, departure);
    for (k, stop) in stops.iter().enumerate() {
        let leg = corner(k + 1) - stop.point;
        length_m += leg.length();
        // A leg may be short, so a wave that goes straight on keeps its exact direction.
        let next = if stop.interaction == Interaction::Transmission { walk.direction } else { leg.normalize() };
        walk.meet(stop, next);
    }
    let interactions: Vec<_> = stops.iter().map(|stop| stop.interaction).collect();
    Path {
        mechanism: Mechanism::of(&interactions),
        interactions,
        vertices: stops.iter().map(|stop| stop.point).collect(),
        surfaces: stops.iter().map(|stop| stop.surface).collect(),
        length_m,
        departure,
        arrival: -walk.direction,
        transfer: walk.transfer(free_space_amplitude(length_m, wave.frequency)),
    }
}

/// Amplitude gain of free space between isotropic antennas, `λ/(4πL)` (Friis).
pub(crate) fn free_space_amplitude(length_m: f64, frequency: Hertz) -> f64 {
    frequency.wavelength_m() / (4.0 * std::f64::consts::PI * length_m)
}

#[cfg(test)]
mod tests;
