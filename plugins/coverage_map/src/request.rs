//! When a map is wanted, on which grids, and how it arrives.

use crate::layer::Columns;
use crate::worker::{MapWorker, Order};
use crate::{CoverageMap, MapGrid, MapLink, ServiceRule};
use bevy_ecs::prelude::*;
use twin_antenna::noise::thermal_noise;
use twin_scene::schema;
use twin_sim::RadioEngine;
use twin_sim::components::{CellsLive, HostClock};
use twin_sim::plan::{Cell, Plan, Ris, Site};

/// Height of the map's receivers where nothing else is asked for, m: a hand-held UE (TR 38.901 table 7.2-1).
pub const MAP_HEIGHT_M: f64 = 1.5;
/// Heights a map can have, m.
pub const MAP_HEIGHTS_M: std::ops::RangeInclusive<f64> = 0.5..=120.0;
/// Host seconds between two looks at the load.
const ACTIVITY_PERIOD_S: f64 = 0.5;
/// Pieces of work in a frame where there is no thread for it.
const LOCAL_STEPS: usize = 2;
/// Cell edges of the levels, in those of the finest: each level has sixteen times as many points as the one before, so that all but the
/// finest cost little.
const LEVELS: [f64; 3] = [16.0, 4.0, 1.0];

/// Smallest cells, m: fields vary within any larger cell anyway, and a person covers as much.
const LEAST_CELL_M: f64 = 0.5;

/// How fine a map may become.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Most points of the finest grid.
    pub points: f64,
    /// Most pairs of point and site of the finest grid: the measure of time.
    pub links: f64,
    /// Most pairs of point and beam of the finest grid, two bytes each: the measure of memory. All grids together take 7 % more.
    pub gains: f64,
}

impl Effort {
    /// For a worker with a thread of its own.
    ///
    /// Measured on two cores of an AMD EPYC server: a link takes 14 µs outdoors (Helsinki, 1.7 paths) and 38 µs indoors (factory, 13 paths).
    /// Helsinki, 1.63 km² with 7 sites, gets 5 m (65,670 points, three in four open) and takes 4.5 s of processor time on all levels: 2.3 s on
    /// two free cores, 4.8 s beside other programs. Before, on one thread beside other programs, 10 m (16,500 points) took 5.5 s.
    /// So 1 km² at 5 m settles in 1.4 s with seven sites, and at 2 m (250,000 points) in 1.8 s with one; at 2 m with seven it would be 9 s.
    pub const FULL: Self = Self { points: 250_000.0, links: 460_000.0, gains: 64e6 };
    /// For slices of frames, and for reports.
    pub const SMALL: Self = Self { points: 20_000.0, links: 140_000.0, gains: 16e6 };

    /// Most points with these sites and beams.
    fn most_points(&self, n_sites: usize, n_beams: usize) -> f64 {
        self.points.min(self.links / n_sites.max(1) as f64).min(self.gains / n_beams.max(1) as f64)
    }
}

/// Receivers of the map. Inserted with its default by the plugin; written by the host.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct MapPlane {
    /// Height above z = 0, m; kept within [`MAP_HEIGHTS_M`].
    pub height_m: f64,
}

impl Default for MapPlane {
    fn default() -> Self {
        Self { height_m: MAP_HEIGHT_M }
    }
}

/// Grids from coarse to fine over a scene's bounds, the finest of at most `most_points` points; its edge is 1, 2 or 5 times a power of ten.
pub fn levels(bounds: [[f64; 2]; 2], height_m: f64, most_points: f64) -> Vec<MapGrid> {
    let [[west, south], [east, north]] = bounds;
    let (width, depth) = ((east - west).max(1.0), (north - south).max(1.0));
    let fits = |cell_m: &f64| *cell_m >= LEAST_CELL_M && (width / cell_m) * (depth / cell_m) <= most_points;
    let round =
        (-1..5).flat_map(|decade| [1.0, 2.0, 5.0].map(|digit| digit * twin_units::math::exp10(f64::from(decade))));
    let finest = round.into_iter().find(fits).unwrap_or(1e5);
    // A rectangle of whole cells must not gain one by rounding.
    let count = |length: f64, cell_m: f64| (length / cell_m - 1e-9).ceil().max(1.0) as usize;
    let grid = |cell_m: f64| MapGrid {
        origin: [west, south],
        cell_m,
        nx: count(width, cell_m),
        ny: count(depth, cell_m),
        height_m: height_m.clamp(*MAP_HEIGHTS_M.start(), *MAP_HEIGHTS_M.end()),
    };
    LEVELS.map(|times| grid(finest * times)).to_vec()
}

/// Cells and beams of all sites.
pub(crate) fn all_columns(engine: &RadioEngine) -> Vec<Columns> {
    (0..engine.n_sites()).map(|site| Columns::of(engine, site)).collect()
}

fn solve_order(plan: &Plan, engine: &RadioEngine, levels: Vec<MapGrid>, changed: Option<Vec<usize>>) -> Order {
    Order::Solve {
        engine: Box::new(engine.clone()),
        levels,
        changed,
        noise_w: thermal_noise(plan.carrier.scs, plan.carrier.ue_noise_figure).0,
        n_subcarriers: 12.0 * f64::from(plan.carrier.n_prb),
    }
}

fn plan_levels(plan: &Plan, engine: &RadioEngine, height_m: f64, effort: Effort) -> Vec<MapGrid> {
    let n_beams = all_columns(engine).iter().map(|columns| columns.n_beams).sum();
    levels(plan.bounds, height_m, effort.most_points(engine.n_sites(), n_beams))
}

/// What the worker was asked for last.
#[derive(Resource, Default)]
pub(crate) struct Requested {
    sites: Vec<Site>,
    cells: Vec<Cell>,
    ris: Vec<Ris>,
    scene: String,
    air: (schema::Weather, schema::Propagation, schema::Channel),
    height_m: f64,
    services: Vec<ServiceRule>,
    at_s: f64,
    waiting: bool,
    activity_at_s: f64,
}

/// Sites whose part of the map is out of date; `None` for all.
fn changed_sites(plan: &Plan, last: &Requested) -> Option<Vec<usize>> {
    if plan.scene_name != last.scene
        || (plan.weather, plan.propagation, plan.channel) != last.air
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
    plane: Res<MapPlane>,
    link: Res<MapLink>,
    mut last: ResMut<Requested>,
) {
    let (Some(plan), Some(engine), Some(cells)) = (plan, engine, cells) else { return };
    let now_s = host.map_or(0.0, |host| (host.0)());
    let changed = changed_sites(&plan, &last).filter(|_| plane.height_m == last.height_m);
    if changed.as_ref().is_none_or(|sites| !sites.is_empty()) {
        let effort = if link.local.is_some() { Effort::SMALL } else { Effort::FULL };
        let levels = plan_levels(&plan, &engine, plane.height_m, effort);
        // The worker is gone only when the app ends.
        drop(link.orders.send(solve_order(&plan, &engine, levels, changed)));
        *last = Requested {
            sites: plan.sites.clone(),
            cells: plan.cells.clone(),
            ris: plan.ris.clone(),
            scene: plan.scene_name.clone(),
            air: (plan.weather, plan.propagation, plan.channel),
            height_m: plane.height_m,
            services: std::mem::take(&mut last.services),
            at_s: now_s,
            waiting: true,
            activity_at_s: last.activity_at_s,
        };
    }
    let services = ServiceRule::of_plan(&plan);
    if services != last.services {
        last.services.clone_from(&services);
        drop(link.orders.send(Order::Services(services)));
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

/// A whole map at once, on the finest grid of [`Effort::SMALL`] at [`MAP_HEIGHT_M`]; for reports and tests.
pub fn compute(plan: &Plan, engine: &RadioEngine, cells: &CellsLive) -> CoverageMap {
    let finest = plan_levels(plan, engine, MAP_HEIGHT_M, Effort::SMALL).split_off(LEVELS.len() - 1);
    compute_on(plan, engine, cells, finest)
}

/// A whole map at once, on the last of these grids.
pub fn compute_on(plan: &Plan, engine: &RadioEngine, cells: &CellsLive, levels: Vec<MapGrid>) -> CoverageMap {
    let (orders, inbox) = crossbeam_channel::unbounded();
    let (outbox, maps) = crossbeam_channel::unbounded();
    let services = Order::Services(ServiceRule::of_plan(plan));
    for order in [Order::Activity(activity(cells)), services, solve_order(plan, engine, levels, None)] {
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
        let most = 20_000.0;
        for (width, depth, expected) in [(80.0, 50.0, 0.5), (992.0, 1646.0, 10.0), (20_000.0, 20_000.0, 200.0)] {
            let grids = levels([[-width / 2.0, 0.0], [width / 2.0, depth]], 1.5, most);
            let finest = grids[LEVELS.len() - 1];
            assert!((finest.cell_m - expected).abs() < 1e-9, "{finest:?}");
            assert!(
                finest.nx as f64 * finest.cell_m >= width - 1e-6 && finest.ny as f64 * finest.cell_m >= depth - 1e-6
            );
            assert!((finest.nx - 1) as f64 * (finest.ny - 1) as f64 <= most);
            assert!(grids.windows(2).all(|pair| pair[0].cell_m > pair[1].cell_m));
        }
        assert_eq!(levels([[0.0; 2], [10.0; 2]], 1e6, most)[0].height_m, 120.0);
    }

    #[test]
    fn effort_bounds_time_and_memory() {
        assert_eq!(Effort::FULL.most_points(1, 96), 250_000.0, "1 km² at 2 m");
        let many = Effort::FULL.most_points(100, 9_600);
        assert!(many * 100.0 <= Effort::FULL.links + 1.0 && many * 9_600.0 <= Effort::FULL.gains + 1.0);
    }
}
