//! The coverage map follows an edit while the twin goes on.

use crate::support::Twin;
use coverage_map::{CoverageMap, CoverageMapPlugin, MapWorker};
use std::time::{Duration, Instant};
use twin_sim::command::TwinCommand;
use twin_sim::plan::Plan;
use twin_units::GnbId;

/// Runs ticks and frames until a map newer than `generation` is there; gives the time and the ticks made meanwhile.
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

#[test]
fn a_dragged_site_has_a_coarse_map_at_once_and_a_fine_one_soon() {
    let mut twin = Twin::new("helsinki", 1);
    let on_thread = |worker: MapWorker| drop(std::thread::spawn(move || worker.run()));
    twin.0.add_plugins(CoverageMapPlugin { spawn: Some(on_thread) });
    let (settled, _) = wait_for_map(&mut twin, |map| map.generation > 0 && map.progress >= 1.0);
    let before = twin.resource::<CoverageMap>().clone();

    let position = twin.resource::<Plan>().sites[0].position + glam::DVec3::new(30.0, -20.0, 5.0);
    twin.send(TwinCommand::MoveSite { site: GnbId(0), position: position.to_array() });
    let (first, ticks) = wait_for_map(&mut twin, |map| map.grid.cell_m > before.grid.cell_m);
    let coarse = twin.resource::<CoverageMap>();
    assert!(coarse.sinr_db.iter().any(|sinr| sinr.is_finite()));
    let (fine, _) = wait_for_map(&mut twin, |map| map.progress >= 1.0 && map.grid.cell_m == before.grid.cell_m);
    assert_ne!(twin.resource::<CoverageMap>().ss_rsrp_dbm, before.ss_rsrp_dbm, "the moved site changes the map");
    println!(
        "whole map {settled:?}; after a move: first coarse map {first:?} ({ticks} ticks meanwhile), settled {fine:?}, \
         {} × {} points",
        before.grid.nx, before.grid.ny
    );
}
