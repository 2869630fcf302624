//! `cargo run --release --features parallel -p coverage_map --example map_speed -- SCENE.ron [CELL_M]`: where the time of a map goes.

use coverage_map::{CoverageMap, Effort, MapGrid, compute_on, levels};
use glam::DVec3;
use std::time::Instant;
use twin_sim::RadioEngine;
use twin_sim::components::CellsLive;
use twin_sim::load::TwinLoader;
use twin_sim::plan::Plan;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let scene = std::fs::read_to_string(arguments.first().ok_or("usage: map_speed SCENE.ron [CELL_M]")?)?;
    let loaded = TwinLoader::parse(&scene, 1)?.finish()?;
    let (plan, engine) = (loaded.plan(), loaded.engine());
    let [[west, south], [east, north]] = plan.bounds;
    let most = match arguments.get(1) {
        Some(cell_m) => (east - west) * (north - south) / cell_m.parse::<f64>()?.powi(2) * 1.001,
        None => Effort::FULL.links / engine.n_sites().max(1) as f64,
    };
    let grids = levels(plan.bounds, 1.5, most);
    let finest = *grids.last().ok_or("no grid")?;
    parts(engine, &finest);
    after_a_move(plan, engine, &grids);
    let start = Instant::now();
    let map: CoverageMap = compute_on(plan, engine, &CellsLive::default(), grids);
    println!(
        "{} × {} points of {} m, {} sites, all levels: {:.2} s",
        map.grid.nx,
        map.grid.ny,
        map.grid.cell_m,
        engine.n_sites(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

/// What stands between a moved site and its first coarse map.
fn after_a_move(plan: &Plan, engine: &RadioEngine, grids: &[MapGrid]) {
    let mut moved = engine.clone();
    let start = Instant::now();
    moved.light_site(plan, 0);
    let light_ms = start.elapsed().as_secs_f64() * 1e3;
    let start = Instant::now();
    let coarse = compute_on(plan, &moved, &CellsLive::default(), grids.iter().take(1).copied().collect());
    let map_ms = start.elapsed().as_secs_f64() * 1e3;
    println!(
        "lighting a moved site: {light_ms:.0} ms; coarsest map of {} m, all {} sites: {map_ms:.1} ms",
        coarse.grid.cell_m,
        moved.n_sites()
    );
}

/// Time of each part on one thread, over a sample of points.
fn parts(engine: &RadioEngine, grid: &MapGrid) {
    let sample: Vec<DVec3> = (0..grid.n_points())
        .step_by((grid.n_points() / 4_000).max(1))
        .map(|index| grid.center(index))
        .map(|[x, y]| DVec3::new(x, y, grid.height_m))
        .collect();
    let start = Instant::now();
    let open: Vec<DVec3> = sample.iter().copied().filter(|point| !engine.is_inside_solid(*point)).collect();
    let per = |start: Instant, n: usize| start.elapsed().as_secs_f64() * 1e6 / n.max(1) as f64;
    println!("{} of {} points open, {:.1} µs each to tell", open.len(), sample.len(), per(start, sample.len()));
    let n_links = open.len() * engine.n_sites();
    let (mut paths, mut n_paths) = (Vec::new(), 0);
    let start = Instant::now();
    for site in 0..engine.n_sites() {
        for point in &open {
            engine.paths(site, *point, None, &mut paths);
            n_paths += paths.len();
        }
    }
    let paths_us = per(start, n_links);
    let (start, mut sum) = (Instant::now(), 0.0);
    for site in 0..engine.n_sites() {
        for point in &open {
            engine.paths(site, *point, None, &mut paths);
            for cell in (0..engine.n_cells()).filter(|cell| engine.site_of(*cell) == site) {
                sum += engine.beam_gains(cell, &paths)[0];
            }
        }
    }
    let both_us = per(start, n_links);
    println!(
        "a link: {:.1} paths in {paths_us:.1} µs, beams {:.1} µs ({sum:.1e})",
        n_paths as f64 / n_links.max(1) as f64,
        both_us - paths_us
    );
}
