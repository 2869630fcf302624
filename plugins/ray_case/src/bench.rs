//! How fast the engine is on a scene: the cases that Sionna RT is timed on beside it, see `docs/performance.md`.

use crate::Case;
use crate::map::{Grid, Quantity, Radio, map};
use crate::trace::Query;
use glam::{DVec2, DVec3};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::time::Instant;
use twin_radio::{Illumination, Mechanisms, Path, SolverSettings, solve};
use twin_units::Hertz;

/// Rays that find candidates for a map, as a part of those for single links.
const MAP_RAYS_SHARE: u32 = 5;

/// What is measured.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Transmitter, m.
    pub transmitter: DVec3,
    /// Centre of receivers and map, m.
    pub center: DVec2,
    /// Carrier.
    pub frequency: Hertz,
    /// Most reflections.
    pub depth: u8,
    /// Rays that find candidates.
    pub candidate_rays: u32,
    /// Repetitions; the median is given.
    pub repetitions: usize,
}

/// `10 × 10` receivers 20 m apart, 1.5 m high.
pub fn receivers(center: DVec2) -> Vec<DVec3> {
    let place = |i: u32| 20.0 * (f64::from(i) - 4.5);
    (0..100).map(|i| DVec3::new(center.x + place(i % 10) + 0.37, center.y + place(i / 10) + 0.21, 1.5)).collect()
}

/// Median of the seconds that `work` takes, and its last result.
fn timed<T>(repetitions: usize, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut times = Vec::new();
    loop {
        let start = Instant::now();
        let result = work();
        times.push(start.elapsed().as_secs_f64());
        if times.len() >= repetitions.max(1) {
            times.sort_by(f64::total_cmp);
            return (times[times.len() / 2], result);
        }
    }
}

/// Times a new transmitter, moved receivers and a map, on all cores; gives the timings, and the map with its grid.
pub fn run(case: &Case, setup: &Setup) -> (Value, Grid, Vec<f64>) {
    let geometry = &case.geometry;
    let settings = SolverSettings {
        mechanisms: Mechanisms::SPECULAR,
        max_order: setup.depth,
        candidate_rays: setup.candidate_rays,
        all_edges: false,
        scatter_tiles: 0,
        scatter_samples: 0,
        max_paths: usize::MAX,
        max_range_m: 1e4,
    };
    let wave = geometry.wave(setup.frequency);
    let receivers = receivers(setup.center);
    let solve_all = |illumination: &Illumination, receivers: &[DVec3]| -> Vec<Vec<Path>> {
        let one = |receiver: &DVec3| {
            let mut paths = Vec::new();
            solve(geometry, illumination, *receiver, &wave, &settings, &mut paths);
            paths
        };
        receivers.par_iter().map(one).collect()
    };
    let (light_s, illumination) =
        timed(setup.repetitions, || Illumination::new(geometry, setup.transmitter, &settings));
    let (new_transmitter_s, paths) =
        timed(setup.repetitions, || solve_all(&Illumination::new(geometry, setup.transmitter, &settings), &receivers));
    let n_paths: usize = paths.iter().map(Vec::len).sum();
    let moved: Vec<DVec3> = receivers.iter().map(|receiver| *receiver + DVec3::new(0.5, 0.3, 0.0)).collect();
    let (moved_receivers_s, moved_paths) = timed(setup.repetitions, || solve_all(&illumination, &moved));

    let half = DVec2::splat(500.0);
    let grid = Grid::covering(setup.center - half, setup.center + half, 5.0, 1.5);
    let query = Query { mechanisms: Mechanisms::SPECULAR, max_depth: setup.depth };
    let radio = Radio { power_dbm: 0.0, noise_dbm: 0.0 };
    // A map needs fewer: what its paths add to a cell is mostly of low order, from walls that few rays find.
    let map_settings = SolverSettings { candidate_rays: setup.candidate_rays / MAP_RAYS_SHARE, ..settings.clone() };
    let (map_s, values) = timed(setup.repetitions, || {
        let illumination = Illumination::new(geometry, setup.transmitter, &map_settings);
        map(case, &illumination, setup.frequency, &query, &grid, 1, Quantity::PathGain, radio)
    });
    let timings = json!({
        "surfaces": geometry.surfaces().len(),
        "triangles": geometry.surfaces().iter().map(|surface| surface.triangles().count()).sum::<usize>(),
        "depth": setup.depth,
        "candidate_rays": setup.candidate_rays,
        "sequences": illumination.n_sequences(),
        "threads": rayon::current_num_threads(),
        "light_s": light_s,
        "new_transmitter_100_receivers_s": new_transmitter_s,
        "paths": n_paths,
        "moved_receivers_s": moved_receivers_s,
        "moved_paths": moved_paths.iter().map(Vec::len).sum::<usize>(),
        "map_candidate_rays": map_settings.candidate_rays,
        "map_s": map_s,
        "map_cells": grid.nx * grid.ny,
        "map_lit_cells": values.iter().filter(|value| **value > 0.0).count(),
    });
    (timings, grid, values)
}
