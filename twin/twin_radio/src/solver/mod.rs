//! From geometry to paths: candidates, then the exact image method, then the field.

mod beams;
mod candidates;
pub(crate) mod diffraction;
mod edges;
mod field;
mod image_method;
mod mirrors;
mod scattering;

pub use candidates::Illumination;
pub use mirrors::mirrored_paths;

use crate::geometry::{Geometry, Wave};
use crate::path::Path;
use glam::DVec3;

/// Most reflections a path can have.
pub const MAX_ORDER: usize = 5;

/// Ends closer than this have no path between them, m.
const MIN_LENGTH_M: f64 = 1e-3;

/// Two paths whose corners all lie this close are one path, m: coincident surfaces reflect once.
const SAME_POINT_M: f64 = 1e-6;

/// Which mechanisms the solver looks for. RIS are joined by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mechanisms {
    /// The direct path.
    pub line_of_sight: bool,
    /// Specular reflection.
    pub reflection: bool,
    /// Straight through slabs, alone or between reflections.
    pub transmission: bool,
    /// Around and over edges by the uniform theory of diffraction, one edge a path, reflected before and after.
    pub diffraction: bool,
    /// One over-rooftop path where the direct one is blocked: the scalar construction of ITU-R P.526 for whole cities.
    pub rooftops: bool,
    /// Diffusely off rough surfaces, once a path.
    pub scattering: bool,
}

impl Mechanisms {
    /// Line of sight and reflection.
    pub const SPECULAR: Self = Self {
        line_of_sight: true,
        reflection: true,
        transmission: false,
        diffraction: false,
        rooftops: false,
        scattering: false,
    };
}

/// What the solver looks for.
#[derive(Clone, Debug, PartialEq)]
pub struct SolverSettings {
    /// Most interactions of a path, 0..=5 ([`MAX_ORDER`]): reflections, the ground's included, and slabs passed.
    pub max_order: u8,
    /// Mechanisms looked for.
    pub mechanisms: Mechanisms,
    /// Rays launched per source to find candidate sequences of surfaces.
    pub candidate_rays: u32,
    /// Try every edge the source sees, also where the direct path is free; otherwise only the few that matter most on blocked links.
    pub all_edges: bool,
    /// About how many tiles of rough surfaces a source lights.
    pub scatter_tiles: usize,
    /// Most tiles a link scatters from: where more are lit, drawn ones stand for all.
    pub scatter_samples: usize,
    /// Most paths kept per link, strongest first; scattered ones come on top.
    pub max_paths: usize,
    /// Longest path, m.
    pub max_range_m: f64,
}

impl Default for SolverSettings {
    /// Two reflections, over-rooftop diffraction, 20,000 rays, 32 paths, 2 km. Assumed; no standard gives them.
    fn default() -> Self {
        let mechanisms = Mechanisms { rooftops: true, ..Mechanisms::SPECULAR };
        Self {
            max_order: 2,
            mechanisms,
            candidate_rays: 20_000,
            all_edges: false,
            scatter_tiles: 4_096,
            scatter_samples: 16,
            max_paths: 32,
            max_range_m: 2_000.0,
        }
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
    wave: &Wave,
    settings: &SolverSettings,
    out: &mut Vec<Path>,
) {
    out.clear();
    let source = illumination.source();
    let length = source.distance(receiver);
    if !(MIN_LENGTH_M..=settings.max_range_m).contains(&length) {
        return;
    }
    let Mechanisms { line_of_sight, reflection, transmission, diffraction, rooftops, scattering } = settings.mechanisms;
    let max_order = usize::from(settings.max_order).min(MAX_ORDER);
    let crossings = |order: usize| if transmission { max_order - order } else { 0 };
    let mut stops = Vec::new();
    let mut known_blocked = None;
    if line_of_sight || transmission {
        let is_open = image_method::join_legs(geometry, source, &[], &[], receiver, crossings(0), &mut stops);
        known_blocked = (crossings(0) == 0).then_some(!is_open);
        if is_open && (line_of_sight || !stops.is_empty()) {
            out.push(field::path(geometry, wave, source, &stops, receiver));
        }
    }
    let is_bent = diffraction
        && match illumination.seen_edges() {
            Some(seen) if settings.all_edges => {
                edges::add_seen(geometry, wave, source, seen, receiver, out);
                true
            }
            Some(seen) => out.is_empty() && edges::add_near(geometry, wave, source, seen, receiver, out),
            None if illumination.is_exhaustive() => {
                let before = if reflection { illumination.sequences() } else { &[] };
                let after = image_method::sequences_at(geometry, receiver, reflection, max_order);
                let range_m = settings.max_range_m;
                edges::add_all(geometry, wave, [source, receiver], before, &after, max_order, range_m, out);
                true
            }
            None => false,
        };
    let is_blocked = || known_blocked.unwrap_or_else(|| geometry.is_occluded(source, receiver));
    if rooftops && !is_bent && out.is_empty() && is_blocked() {
        out.extend(diffraction::over_rooftops(geometry, source, receiver, wave.frequency));
    }
    if reflection {
        illumination.for_each_candidate(receiver, |sequence| {
            let order = sequence.order();
            if order > max_order {
                return;
            }
            let range_m = settings.max_range_m;
            let Some(points) = image_method::reflection_points(geometry, source, sequence, receiver, range_m) else {
                return;
            };
            let (surfaces, points) = (sequence.surfaces(), &points[..order]);
            if !image_method::join_legs(geometry, source, surfaces, points, receiver, crossings(order), &mut stops) {
                return;
            }
            let path = || field::path(geometry, wave, source, &stops, receiver);
            match out.iter_mut().find(|known| is_same(known, &stops)) {
                None => out.push(path()),
                // Of surfaces in the same place the one added last counts, as if it were laid over the others.
                Some(known) if known.surfaces.iter().lt(stops.iter().map(|stop| &stop.surface)) => *known = path(),
                Some(_) => {}
            }
        });
    }
    out.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then_with(|| a.surfaces.cmp(&b.surfaces)));
    out.truncate(settings.max_paths);
    if scattering && max_order > 0 {
        scattering::add_scattered(geometry, wave, source, illumination.tiles(), receiver, settings, out);
        out.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then_with(|| a.surfaces.cmp(&b.surfaces)));
    }
}

/// Whether a path has these stops: the same points with the same interactions.
fn is_same(path: &Path, stops: &[field::Stop]) -> bool {
    path.vertices.len() == stops.len()
        && path.vertices.iter().zip(&path.interactions).zip(stops).all(|((vertex, interaction), stop)| {
            *interaction == stop.interaction && vertex.distance_squared(stop.point) < SAME_POINT_M * SAME_POINT_M
        })
}

/// Power gain summed over both polarisations at both ends.
fn strength(path: &Path) -> f64 {
    path.transfer.iter().flatten().map(|entry| entry.norm_sqr()).sum()
}

#[cfg(test)]
mod tests;
