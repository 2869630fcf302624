//! When a map is wanted, on which grids, and how it arrives.

use crate::worker::{MapWorker, Order};
use crate::{CoverageMap, MapGrid, MapLink};
use bevy_ecs::prelude::*;
use twin_antenna::noise::thermal_noise;
use twin_sim::RadioEngine;
use twin_sim::components::{CellsLive, HostClock};
use twin_sim::plan::{Cell, Plan, Ris, Site};

/// Height of the map's receivers above ground, m: a hand-held UE (TR 38.901 table 7.2-1).
pub const MAP_HEIGHT_M: f64 = 1.5;
/// Most points of the finest grid; the gains of all beams of 21 cells over it take some 50 MB.
const MOST_POINTS: f64 = 20_000.0;
/// Host seconds between two looks at the load.
const ACTIVITY_PERIOD_S: f64 = 0.5;
/// Pieces of work in a frame where there is no thread for it.
const LOCAL_STEPS: usize = 2;

/// Grids from coarse to fine over a scene's bounds: each four times as many points as the one before.
pub fn levels(bounds: [[f64; 2]; 2]) -> Vec<MapGrid> {
    let [[west, south], [east, north]] = bounds;
    let (width, depth) = ((east - west).max(1.0), (north - south).max(1.0));
    let fits = |cell_m: &f64| (width / cell_m) * (depth / cell_m) <= MOST_POINTS;
    let round =
        (-1..5).flat_map(|decade| [1.0, 2.0, 5.0].map(|digit| digit * twin_units::math::exp10(f64::from(decade))));
    let finest = round.into_iter().find(fits).unwrap_or(1e5);
    let grid = |cell_m: f64| MapGrid {
        origin: [west, south],
        cell_m,
        nx: (width / cell_m).ceil() as usize,
        ny: (depth / cell_m).ceil() as usize,
        height_m: MAP_HEIGHT_M,
    };
    [8.0, 4.0, 2.0, 1.0].map(|times| grid(finest * times)).to_vec()
}

/// What the worker was asked for last.
#[derive(Resource, Default)]
pub(crate) struct Requested {
    sites: Vec<Site>,
    cells: Vec<Cell>,
    ris: Vec<Ris>,
    scene: String,
    at_s: f64,
    waiting: bool,
    activity_at_s: f64,
}

/// Sites whose part of the map is out of date; `None` for all.
fn changed_sites(plan: &Plan, last: &Requested) -> Option<Vec<usize>> {
    if plan.scene_name != last.scene
        || plan.sites.len() != last.sites.len()
        || plan.cells.len() != last.cells.len()
        || plan.ris.len() != last.ris.len()
    {
        return None;
    }
    let mut changed: Vec<usize> = (0..plan.sites.len()).filter(|&site| plan.sites[site] != last.sites[site]).collect();
    changed.extend(
        plan.cells.iter().zip(&last.cells).filter(|(now, then)| now != then).map(|(cell, _)| cell.site.0 as usize),
    );
    changed
        .extend(plan.ris.iter().zip(&last.ris).filter(|(now, then)| now != then).map(|(ris, _)| ris.serves.0 as usize));
    changed.sort_unstable();
    changed.dedup();
    Some(changed)
}

/// Sends orders when the plan changed, and the load twice a second.
pub(crate) fn order_maps(
    plan: Option<Res<Plan>>,
    engine: Option<Res<RadioEngine>>,
    cells: Option<Res<CellsLive>>,
    host: Option<Res<HostClock>>,
    link: Res<MapLink>,
    mut last: ResMut<Requested>,
) {
    let (Some(plan), Some(engine), Some(cells)) = (plan, engine, cells) else { return };
    let now_s = host.map_or(0.0, |host| (host.0)());
    let changed = changed_sites(&plan, &last);
    if changed.as_ref().is_none_or(|sites| !sites.is_empty()) {
        let noise_w = thermal_noise(plan.carrier.scs, plan.carrier.ue_noise_figure).0;
        let order = Order::Solve { engine: Box::new(engine.clone()), levels: levels(plan.bounds), changed, noise_w };
        // The worker is gone only when the app ends.
        drop(link.orders.send(order));
        *last = Requested {
            sites: plan.sites.clone(),
            cells: plan.cells.clone(),
            ris: plan.ris.clone(),
            scene: plan.scene_name.clone(),
            at_s: now_s,
            waiting: true,
            activity_at_s: last.activity_at_s,
        };
    }
    if (now_s - last.activity_at_s).abs() >= ACTIVITY_PERIOD_S {
        last.activity_at_s = now_s;
        drop(link.orders.send(Order::Activity(activity(&cells))));
    }
}

fn activity(cells: &CellsLive) -> Vec<Vec<f64>> {
    cells.0.iter().map(|cell| cell.beam_activity.clone()).collect()
}

/// Where the worker has no thread: a piece of its work in this frame.
pub(crate) fn work_locally(mut link: ResMut<MapLink>) {
    let Some(worker) = link.local.as_mut().and_then(|worker| worker.get_mut().ok()) else { return };
    for _ in 0..LOCAL_STEPS {
        if !worker.step() {
            break;
        }
    }
}

/// Takes the newest map.
pub(crate) fn receive_maps(
    link: Res<MapLink>,
    mut map: ResMut<CoverageMap>,
    mut last: ResMut<Requested>,
    host: Option<Res<HostClock>>,
) {
    let Some(newest) = link.maps.try_iter().last() else { return };
    let mut first_map_s = map.first_map_s;
    if last.waiting {
        last.waiting = false;
        first_map_s = host.map_or(0.0, |host| (host.0)()) - last.at_s;
    }
    *map = CoverageMap { first_map_s, ..newest };
}

/// A whole map at the finest grid, at once; for reports and tests.
pub fn compute(plan: &Plan, engine: &RadioEngine, cells: &CellsLive) -> CoverageMap {
    let (orders, inbox) = crossbeam_channel::unbounded();
    let (outbox, maps) = crossbeam_channel::unbounded();
    let noise_w = thermal_noise(plan.carrier.scs, plan.carrier.ue_noise_figure).0;
    let finest: Vec<MapGrid> = levels(plan.bounds).into_iter().skip(3).collect();
    let solve = Order::Solve { engine: Box::new(engine.clone()), levels: finest, changed: None, noise_w };
    for order in [Order::Activity(activity(cells)), solve] {
        drop(orders.send(order));
    }
    let mut worker = MapWorker::new(inbox, outbox);
    while worker.step() {}
    maps.try_iter().last().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_are_round_cover_the_area_and_stay_small() {
        for (width, depth, expected) in [(80.0, 50.0, 0.5), (992.0, 1646.0, 10.0), (20_000.0, 20_000.0, 200.0)] {
            let grids = levels([[-width / 2.0, 0.0], [width / 2.0, depth]]);
            let finest = grids[3];
            assert!((finest.cell_m - expected).abs() < 1e-9, "{finest:?}");
            assert!(finest.nx as f64 * finest.cell_m >= width && finest.ny as f64 * finest.cell_m >= depth);
            assert!((finest.nx - 1) as f64 * (finest.ny - 1) as f64 <= MOST_POINTS);
            assert!(grids.windows(2).all(|pair| pair[0].cell_m > pair[1].cell_m));
        }
    }
}
