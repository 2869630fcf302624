//! The coverage map follows an edit while the twin goes on.

use crate::support::Twin;
use coverage_map::{CoverageMap, CoverageMapPlugin, MapPlane, MapQuantity, MapWorker};
use std::time::{Duration, Instant};
use twin_sim::command::TwinCommand;
use twin_sim::plan::Plan;
use twin_units::GnbId;

/// Runs ticks and frames until a wanted map is there; gives the time and the ticks made meanwhile.
fn wait_for_map(twin: &mut Twin, is_there: impl Fn(&CoverageMap) -> bool) -> (Duration, u64) {
    let start = Instant::now();
    let mut ticks = 0;
    while !is_there(twin.resource::<CoverageMap>()) {
        twin.run(1);
        twin.0.update();
        ticks += 1;
        assert!(start.elapsed() < Duration::from_secs(120), "no map came");
    }
    (start.elapsed(), ticks)
}

/// A twin whose map is made on a thread, settled.
fn settled(scene: &str) -> (Twin, Duration) {
    let mut twin = Twin::new(scene, 1);
    let on_thread = |worker: MapWorker| drop(std::thread::spawn(move || worker.run()));
    twin.0.add_plugins(CoverageMapPlugin { spawn: Some(on_thread) });
    let (time, _) = wait_for_map(&mut twin, |map| map.generation > 0 && map.progress >= 1.0);
    (twin, time)
}

#[test]
fn a_dragged_site_has_a_coarse_map_at_once_and_a_fine_one_soon() {
    let (mut twin, whole) = settled("helsinki");
    let before = twin.resource::<CoverageMap>().clone();

    let position = twin.resource::<Plan>().sites[0].position + glam::DVec3::new(30.0, -20.0, 5.0);
    twin.send(TwinCommand::MoveSite { site: GnbId(0), position: position.to_array() });
    let (first, ticks) = wait_for_map(&mut twin, |map| map.grid.cell_m > before.grid.cell_m);
    let coarse = twin.resource::<CoverageMap>();
    assert!(coarse.sinr_db.iter().any(|sinr| sinr.is_finite()));
    let (fine, _) = wait_for_map(&mut twin, |map| map.progress >= 1.0 && map.grid.cell_m == before.grid.cell_m);
    assert_ne!(twin.resource::<CoverageMap>().ss_rsrp_dbm, before.ss_rsrp_dbm, "the moved site changes the map");
    println!(
        "whole map {whole:?}; after a move: first coarse map {first:?} ({ticks} ticks meanwhile), settled {fine:?}, \
         {} × {} points of {} m",
        before.grid.nx, before.grid.ny, before.grid.cell_m
    );
    // 100 ms where the machine has nothing else to do; tests share theirs.
    assert!(first < Duration::from_secs(1), "{first:?}");
}

#[test]
fn every_quantity_has_values_where_there_is_signal_and_the_height_counts() {
    let (mut twin, _) = settled("factory");
    let map = twin.resource::<CoverageMap>().clone();
    let n_slices = twin.resource::<Plan>().slices.len();
    let n_points = map.grid.n_points();
    let n_open = map.open.iter().filter(|open| **open).count();
    assert!(n_open * 2 > n_points && n_open < n_points, "racks and machines are solid: {n_open} of {n_points}");
    for quantity in MapQuantity::all(n_slices) {
        let n_values = (0..n_points).filter(|index| map.value(quantity, *index).is_some()).count();
        assert!(n_values * 10 > n_open * 9, "{quantity}: {n_values} of {n_open}");
        let inside = (0..n_points).find(|index| !map.open[*index] && map.value(quantity, *index).is_some());
        assert_eq!(inside, None, "{quantity} inside a solid");
    }
    // Higher up more of the hall sees its server.
    let seen = |map: &CoverageMap| map.share(MapQuantity::LineOfSight, |seen| seen > 0.5).expect("open points");
    twin.0.world_mut().resource_mut::<MapPlane>().height_m = 5.0;
    wait_for_map(&mut twin, |map| map.grid.height_m == 5.0 && map.progress >= 1.0);
    let higher = twin.resource::<CoverageMap>();
    assert!(seen(higher) > seen(&map), "{} {}", seen(higher), seen(&map));
}
