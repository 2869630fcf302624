//! Paths from transmitters to receivers: completely where the scene is small enough, by sampled candidates elsewhere.

use crate::Case;
use glam::DVec3;
use twin_radio::{Illumination, Mechanisms, Path, SolverSettings, solve};
use twin_units::Hertz;

/// Sequences of surfaces up to which all are tried.
const MOST_SEQUENCES: usize = 400_000;
/// Pairs of sequence and receiver up to which all are tried: some ten seconds.
const MOST_TRIES: usize = 1_000_000_000;
/// Rays per transmitter where there are more sequences than that.
pub const CANDIDATE_RAYS: u32 = 500_000;

/// Power gain below which there is no path: far less than single precision can hold.
const LEAST_POWER_GAIN: f64 = 1e-40;

/// What to look for.
#[derive(Clone, Debug)]
pub struct Query {
    /// Mechanisms.
    pub mechanisms: Mechanisms,
    /// Most interactions of a path.
    pub max_depth: u8,
}

impl Query {
    /// The solver's settings: no bound on the number of paths, and none on their length that a scene could reach.
    pub fn settings(&self) -> SolverSettings {
        SolverSettings {
            mechanisms: self.mechanisms,
            max_order: self.max_depth,
            candidate_rays: CANDIDATE_RAYS,
            all_edges: true,
            scatter_tiles: 65_536,
            scatter_samples: 1_024,
            max_paths: usize::MAX,
            max_range_m: 1e6,
        }
    }
}

/// Everything a transmitter can reach, and whether that is known to be complete: where all sequences can be tried for so many receivers.
pub fn illuminate(case: &Case, transmitter: DVec3, query: &Query, n_receivers: usize) -> (Illumination, bool) {
    let depth = if query.mechanisms.reflection { query.max_depth } else { 0 };
    let most = MOST_SEQUENCES.min(MOST_TRIES / n_receivers.max(1));
    match Illumination::exhaustive(&case.geometry, transmitter, depth, most) {
        Some(all) => (all.with_tiles(&case.geometry, &query.settings()), true),
        None => (Illumination::new(&case.geometry, transmitter, &query.settings()), false),
    }
}

/// The paths of one link at each frequency, `[n_frequency][n_path]`, fewest interactions first, then shortest: the same order at each frequency.
pub fn trace(
    case: &Case,
    illumination: &Illumination,
    receiver: DVec3,
    frequencies: &[Hertz],
    query: &Query,
) -> Vec<Vec<Path>> {
    let settings = query.settings();
    let one = |frequency: &Hertz| {
        let mut paths = Vec::new();
        solve(&case.geometry, illumination, receiver, &case.geometry.wave(*frequency), &settings, &mut paths);
        paths.sort_by(|a, b| {
            (a.vertices.len().cmp(&b.vertices.len()))
                .then(a.length_m.total_cmp(&b.length_m))
                .then_with(|| a.surfaces.cmp(&b.surfaces))
        });
        paths
    };
    let mut traced: Vec<Vec<Path>> = frequencies.iter().map(one).collect();
    // What has no field at any frequency (through metal) is no path.
    let n = traced.first().map_or(0, Vec::len);
    let has_field: Vec<bool> =
        (0..n).map(|k| traced.iter().any(|paths| paths[k].power_gain_v() > LEAST_POWER_GAIN)).collect();
    for paths in &mut traced {
        let mut keep = has_field.iter();
        paths.retain(|_| keep.next().copied().unwrap_or(true));
    }
    traced
}
