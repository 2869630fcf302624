//! From geometry to paths: candidates, then the exact image method, then the field.

mod candidates;
pub(crate) mod diffraction;
mod field;
mod image_method;

pub use candidates::Illumination;

use crate::geometry::Geometry;
use crate::path::{Mechanism, Path};
use glam::DVec3;
use twin_units::Hertz;

/// Most reflections a path can have.
pub const MAX_ORDER: usize = 3;

/// Ends closer than this have no path between them, m.
const MIN_LENGTH_M: f64 = 1e-3;

/// Two paths whose corners all lie this close are one path, m: coincident surfaces reflect once.
const SAME_POINT_M: f64 = 1e-6;

/// What the solver looks for.
#[derive(Clone, Debug, PartialEq)]
pub struct SolverSettings {
    /// Most reflections of a path, 0..=3 ([`MAX_ORDER`]); ground reflections count.
    pub max_order: u8,
    /// Whether a blocked link gets one over-rooftop path.
    pub diffraction: bool,
    /// Rays launched per source to find candidate sequences of surfaces.
    pub candidate_rays: u32,
    /// Most paths kept per link, strongest first.
    pub max_paths: usize,
    /// Longest path, m.
    pub max_range_m: f64,
}

impl Default for SolverSettings {
    /// Two reflections, over-rooftop diffraction, 20,000 rays, 32 paths, 2 km. Assumed; no standard gives them.
    fn default() -> Self {
        Self { max_order: 2, diffraction: true, candidate_rays: 20_000, max_paths: 32, max_range_m: 2_000.0 }
    }
}

/// All paths from the source of an illumination to a receiver; `out` is cleared first.
///
/// Strongest first; equally strong ones by their surfaces. The strength counts both polarisations with isotropic antennas.
/// No path leaves `out` empty. Orders above those the illumination was made for are not found.
pub fn solve(
    geometry: &Geometry,
    illumination: &Illumination,
    receiver: DVec3,
    frequency: Hertz,
    settings: &SolverSettings,
    out: &mut Vec<Path>,
) {
    out.clear();
    let source = illumination.source();
    let length = source.distance(receiver);
    if !(MIN_LENGTH_M..=settings.max_range_m).contains(&length) {
        return;
    }
    if !geometry.is_occluded(source, receiver) {
        out.push(field::path(geometry, source, &[], &[], receiver, frequency, Mechanism::LineOfSight));
    } else if settings.diffraction {
        out.extend(diffraction::over_rooftops(geometry, source, receiver, frequency));
    }
    illumination.for_each_candidate(receiver, |sequence| {
        let order = sequence.order();
        if order > usize::from(settings.max_order) {
            return;
        }
        if let Some(points) = image_method::reflect(geometry, source, sequence, receiver, settings.max_range_m) {
            let surfaces = sequence.surfaces();
            let known = |path: &Path| {
                path.mechanism == Mechanism::Reflection
                    && path.vertices.len() == order
                    && path
                        .vertices
                        .iter()
                        .zip(&points)
                        .all(|(a, b)| a.distance_squared(*b) < SAME_POINT_M * SAME_POINT_M)
            };
            if !out.iter().any(known) {
                let points = &points[..order];
                out.push(field::path(geometry, source, points, surfaces, receiver, frequency, Mechanism::Reflection));
            }
        }
    });
    out.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then_with(|| a.surfaces.cmp(&b.surfaces)));
    out.truncate(settings.max_paths);
}

/// Power gain summed over both polarisations at both ends.
fn strength(path: &Path) -> f64 {
    path.transfer.iter().flatten().map(|entry| entry.norm_sqr()).sum()
}

#[cfg(test)]
mod tests;
