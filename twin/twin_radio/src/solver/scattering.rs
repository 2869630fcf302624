//! Diffuse scattering off rough walls: one bounce, from tiles that the source lights.
//!
//! Source: V. Degli-Esposti, F. Fuschini, E. M. Vitucci, G. Falciasecca, "Measurement and modelling of scattering from buildings", IEEE Trans. Antennas
//! Propag. 55(1), 2007: the directive model, and Lambert's law beside it. The same two patterns as in Sionna RT.
//!
//! A tile of area A takes `cos θ_i A / r_i²` of what the source sends, scatters the share S² of what it would reflect, and spreads it over the half space
//! by a pattern f with ∫ f dω = 1. With isotropic antennas the power gain over a tile is `(λ/4π)² S² |Γ|² f cos θ_i A / (r_i² r_s²)`.
//!
//! # Accuracy
//! - One scattering, no reflection before or after it; vertical (θ) stays vertical and horizontal (φ) horizontal, as in Sionna RT (no cross-polarisation).
//! - A tile counts whole if its middle is lit; receivers nearer than a tile's size see it as a point.
//! - Phases are random by tile, fixed for ever: powers of tiles add on average.
//! - A link takes a bounded number of tiles, drawn in proportion to what they would bring unblocked; their powers stand for all (an unbiased sample).
//! - Not reciprocal for the directive pattern, whose norm depends on the incidence.

use super::SolverSettings;
use super::field::{self, Field, Walk};
use crate::geometry::{Geometry, Wave};
use crate::materials::{self, Scattering};
use crate::path::{Interaction, Mechanism, Path};
use glam::DVec3;
use std::f64::consts::{PI, TAU};
use twin_units::math;

/// How far in front of a surface its tiles are looked at from, m.
const FRONT_M: f64 = 1e-3;

/// A piece of a rough surface that the source sees.
pub(crate) struct Tile {
    point: DVec3,
    /// Unit normal on the source's side.
    normal: DVec3,
    surface: u32,
    /// `S² cos θ_i A / (r_i² F)`: all that does not depend on the receiver.
    strength: f64,
    /// Direction in which a mirror would reflect.
    mirrored: DVec3,
    scattering: Scattering,
    phase: f64,
}

impl Tile {
    /// What it brings to a point but for |Γ|² and blockage, times (4π/λ)²; 0 behind it.
    fn weight(&self, receiver: DVec3) -> f64 {
        let way = receiver - self.point;
        let squared = way.length_squared();
        let height = way.dot(self.normal);
        if height <= 0.0 || squared <= 0.0 {
            return 0.0;
        }
        let length = squared.sqrt();
        let pattern = match self.scattering.lobe {
            0 => height / length,
            lobe => power(0.5 * (1.0 + self.mirrored.dot(way) / length).max(0.0), lobe),
        };
        self.strength * pattern / squared
    }
}

/// A whole power by multiplication: the same bits everywhere.
fn power(base: f64, exponent: u8) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

/// `F`: what the pattern before its norm amounts to over the half space; for Lambert's law π, for the directive model the paper's closed form (checked by integration).
fn norm(lobe: u8, cos_incidence: f64) -> f64 {
    if lobe == 0 {
        return PI;
    }
    let sin_squared = 1.0 - cos_incidence * cos_incidence;
    let (mut sum, mut choose) = (0.0, 1.0);
    for j in 0..=u32::from(lobe) {
        // I_j = 2π/(j + 1), times cos θ Σ_w C(2w, w) (sin² θ / 4)^w for odd j.
        let mut factor = 1.0;
        if j % 2 == 1 {
            let (mut series, mut term) = (0.0, 1.0);
            for w in 0..=(j - 1) / 2 {
                series += term;
                let w = f64::from(w);
                // C(2w + 2, w + 1) / C(2w, w) = 2 (2w + 1) / (w + 1).
                term *= 2.0 * (2.0 * w + 1.0) / (w + 1.0) * sin_squared / 4.0;
            }
            factor = cos_incidence * series;
        }
        sum += choose * factor * TAU / f64::from(j + 1);
        choose *= f64::from(u32::from(lobe) - j) / f64::from(j + 1);
    }
    sum / power(2.0, lobe)
}

/// The tiles of all rough surfaces that a source sees, at most some `settings.scatter_tiles`; finer where less is seen.
pub(super) fn lit_tiles(geometry: &Geometry, source: DVec3, settings: &SolverSettings) -> Vec<Tile> {
    let most = settings.scatter_tiles.max(1) as f64;
    let rough: Vec<u32> = (0_u32..)
        .zip(geometry.surfaces())
        .filter(|(_, surface)| geometry.material_of(surface).scattering.coefficient > 0.0)
        .map(|(index, _)| index)
        .collect();
    let area_m2: f64 = rough.iter().map(|index| geometry.surfaces()[*index as usize].bounds_area_m2()).sum();
    if !(area_m2 > 0.0 && source.is_finite()) {
        return Vec::new();
    }
    let edge_m = (area_m2 / most).sqrt();
    let coarse = tiles(geometry, source, settings, &rough, edge_m);
    // The coarse look tells how much is seen; the fine one uses the number up, looking at no more than 16 times as many places.
    let share = (coarse.len() as f64 / most).clamp(1.0 / 16.0, 1.0);
    if share > 0.8 { coarse } else { tiles(geometry, source, settings, &rough, edge_m * share.sqrt()) }
}

fn tiles(geometry: &Geometry, source: DVec3, settings: &SolverSettings, rough: &[u32], edge_m: f64) -> Vec<Tile> {
    let of_surface = |index: &u32| {
        let surface = &geometry.surfaces()[*index as usize];
        let scattering = geometry.material_of(surface).scattering;
        let height_m = surface.signed_distance_m(source);
        let normal = surface.normal * height_m.signum();
        let mut found = Vec::new();
        if height_m.abs() <= FRONT_M {
            return found;
        }
        let (points, area_m2) = surface.tile_points(edge_m);
        for (k, point) in points.into_iter().enumerate() {
            let way = point - source;
            let squared = way.length_squared();
            if squared > settings.max_range_m * settings.max_range_m {
                continue;
            }
            let incoming = way / squared.sqrt();
            let cos = -incoming.dot(normal);
            if geometry.is_occluded(source, point + normal * FRONT_M) {
                continue;
            }
            let share = scattering.coefficient * scattering.coefficient;
            found.push(Tile {
                point,
                normal,
                surface: *index,
                strength: share * cos * area_m2 / (squared * norm(scattering.lobe, cos)),
                mirrored: incoming + normal * (2.0 * cos),
                scattering,
                // A Weyl sequence over tiles and surfaces: as good as random, the same everywhere.
                phase: (k as f64 * 0.618_033_988_749_894_9 + f64::from(*index) * 0.754_877_666_246_692_8).fract(),
            });
        }
        found
    };
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        rough.par_iter().map(of_surface).collect::<Vec<_>>().into_iter().flatten().collect()
    }
    #[cfg(not(feature = "parallel"))]
    rough.iter().flat_map(of_surface).collect()
}

/// Adds the paths over lit tiles: all of them where there are no more than `settings.scatter_samples`, else as many drawn ones that stand for all.
pub(super) fn add_scattered(
    geometry: &Geometry,
    wave: &Wave,
    source: DVec3,
    tiles: &[Tile],
    receiver: DVec3,
    settings: &SolverSettings,
    out: &mut Vec<Path>,
) {
    let mut add = |tile: &Tile, weight: f64, times: f64| {
        if weight > 0.0 && !geometry.is_leg_blocked(tile.point, receiver, &[tile.surface]) {
            out.extend(path(geometry, wave, source, tile, receiver, weight * times));
        }
    };
    let n_samples = settings.scatter_samples;
    if tiles.len() <= n_samples {
        tiles.iter().for_each(|tile| add(tile, tile.weight(receiver), 1.0));
        return;
    }
    let total: f64 = tiles.iter().map(|tile| tile.weight(receiver)).sum();
    if total.is_nan() || total <= 0.0 {
        return;
    }
    // Systematic sampling: equal steps over the running sum of the weights.
    let step = total / n_samples as f64;
    let (mut sum, mut next) = (0.0, 0.5 * step);
    for tile in tiles {
        let weight = tile.weight(receiver);
        sum += weight;
        let mut times = 0.0;
        while next < sum {
            times += 1.0;
            next += step;
        }
        if times > 0.0 {
            add(tile, step, times);
        }
    }
}

/// The path over a tile, of the given weight.
fn path(geometry: &Geometry, wave: &Wave, source: DVec3, tile: &Tile, receiver: DVec3, weight: f64) -> Option<Path> {
    let [first, second] = [tile.point - source, receiver - tile.point];
    let (departure, next) = (first.try_normalize()?, second.try_normalize()?);
    let surface = &geometry.surfaces()[tile.surface as usize];
    let cos = departure.dot(tile.normal).abs();
    let gamma = materials::slab_reflection(wave.permittivity(surface), cos, surface.thickness_m, wave.frequency);
    let mut walk = Walk::start(geometry, wave, departure);
    let across = departure.cross(tile.normal).try_normalize().unwrap_or_else(|| tile.normal.any_orthonormal_vector());
    let in_plane = across.cross(departure);
    let ([theta, phi], [theta_next, phi_next]) = (field::spherical_basis(departure), field::spherical_basis(next));
    walk.fields = walk.fields.map(|field| {
        // The share of its power that a smooth slab would reflect; a unit field brings 1.
        let (te, tm) = (field.along(across).norm_sqr(), field.along(in_plane).norm_sqr());
        let kept = (te * gamma.te.norm_sqr() + tm * gamma.tm.norm_sqr()).sqrt();
        Field::from_parts(field.along(theta) * kept, theta_next, field.along(phi) * kept, phi_next)
    });
    walk.direction = next;
    let length_m = first.length() + second.length();
    let amplitude = field::free_space_amplitude(1.0, wave.frequency) * weight.sqrt();
    let phase = math::phasor(TAU * tile.phase);
    Some(Path {
        mechanism: Mechanism::Scattering,
        interactions: vec![Interaction::Scattering],
        vertices: vec![tile.point],
        surfaces: vec![tile.surface],
        length_m,
        departure,
        arrival: -walk.direction,
        transfer: walk.transfer(amplitude).map(|row| row.map(|entry| entry * phase)),
    })
}

#[cfg(test)]
mod tests;
