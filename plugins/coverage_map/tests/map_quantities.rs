//! Every quantity on scenes small enough to think through.

use coverage_map::{CoverageMap, MapQuantity, ServiceRule, compute_on, levels};
use glam::DVec3;
use twin_antenna::noise::thermal_noise;
use twin_radio::{Mechanism, Path};
use twin_sim::RadioEngine;
use twin_sim::components::{CellLive, CellsLive};
use twin_sim::load::TwinLoader;
use twin_sim::plan::Plan;
use twin_units::SPEED_OF_LIGHT_M_PER_S;
use twin_units::math::log10;

/// One antenna 10 m above flat ground.
const TWO_RAY: &str = include_str!("../../../scenes/two_ray.ron");
/// Two masts with a tall house between them, west and east; one slice for both.
const HOUSE: &str = r#"(
    version: 1, name: "House", bounds: (min: (-100.0, -40.0), max: (100.0, 40.0)),
    carrier: (frequency_ghz: 3.5, bandwidth_mhz: 100.0, scs_khz: 30, n_prb: 273, ue_noise_figure_db: 7.0, dl_share: 0.75),
    ground_material: (material: "medium_dry_ground"),
    buildings: [(id: 1, footprint: [(-20.0, -30.0), (20.0, -30.0), (20.0, 30.0), (-20.0, 30.0)], height_m: 40.0, height_source: Measured, material: "concrete")],
    sites: [
        (name: "West", position: (-90.0, 0.0, 10.0), sectors: [
            (pci: 0, azimuth_deg: 90.0, downtilt_deg: 0.0, power_dbm: 30.0, array: (rows: 4, columns: 4, beams_azimuth: 4, beams_elevation: 1))]),
        (name: "East", position: (90.0, 0.0, 10.0), sectors: [
            (pci: 1, azimuth_deg: 270.0, downtilt_deg: 0.0, power_dbm: 30.0, array: (rows: 4, columns: 4, beams_azimuth: 4, beams_elevation: 1))]),
    ],
    slices: [(name: "eMBB", sst: 1, max_ratio_percent: 100, min_ratio_percent: 50, dedicated_ratio_percent: 0,
        traffic: Ftp(mean_mbps: 5.0, file_kb: 500.0), sla: (min_rate_mbps: 10.0, max_latency_ms: 1000.0, reliability_percent: 95.0))],
    agents: [(kind: Pedestrian, count: 1, slice: 0, speed_m_per_s: 0.0, antenna_height_m: 1.5, motion: Fixed([(-60.0, 0.0, 0.0)]))],
)"#;

struct Bench {
    plan: Plan,
    engine: RadioEngine,
    map: CoverageMap,
}

/// A map of 2 m cells with one beam of every cell on air all the time, or with silence.
fn bench(text: &str, activity: f64) -> Bench {
    let loaded = TwinLoader::parse(text, 1).and_then(TwinLoader::finish).expect("the scene loads");
    let (plan, engine) = (loaded.plan().clone(), loaded.engine().clone());
    let live = |cell: usize| CellLive { beam_activity: vec![activity; engine.n_beams(cell)], ..CellLive::default() };
    let cells = CellsLive((0..engine.n_cells()).map(live).collect());
    let grid = levels(plan.bounds, 1.5, 20_000.0).split_off(2);
    let map = compute_on(&plan, &engine, &cells, grid);
    Bench { plan, engine, map }
}

impl Bench {
    fn at(&self, quantity: MapQuantity, x: f64, y: f64) -> Option<f64> {
        self.map.value(quantity, self.map.grid.index_at(x, y).expect("within the map"))
    }

    /// Paths from a site to the centre of the cell that holds a point.
    fn paths(&self, site: usize, x: f64, y: f64) -> (DVec3, Vec<Path>) {
        let [x, y] = self.map.grid.center(self.map.grid.index_at(x, y).expect("within the map"));
        let (receiver, mut paths) = (DVec3::new(x, y, 1.5), Vec::new());
        self.engine.paths(site, receiver, None, &mut paths);
        (receiver, paths)
    }
}

#[track_caller]
fn close(found: Option<f64>, expected: f64, tolerance: f64) {
    let found = found.expect("a value");
    assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
}

#[test]
fn two_rays_give_the_textbook_values() {
    let bench = bench(TWO_RAY, 0.0);
    for x in [30.0, 101.0, 350.0] {
        let (receiver, paths) = bench.paths(0, x, 0.5);
        let [direct, bounced] = paths.as_slice() else { panic!("two rays, found {}", paths.len()) };
        let (p, q) = (direct.power_gain_v(), bounced.power_gain_v());
        let at = |quantity| bench.at(quantity, x, 0.5);
        // Mirror image of the mast in the ground; the spread of two rays is √(pq)/(p + q) of what lies between them.
        let image = DVec3::new(0.0, 0.0, -10.0);
        let later_s =
            (image.distance(receiver) - DVec3::new(0.0, 0.0, 10.0).distance(receiver)) / SPEED_OF_LIGHT_M_PER_S;
        close(at(MapQuantity::DelaySpread), (p * q).sqrt() / (p + q) * later_s, 1e-12);
        close(at(MapQuantity::AzimuthSpread), 0.0, 1e-3);
        close(at(MapQuantity::PathGain), 10.0 * log10(p + q), 1e-3);
        close(at(MapQuantity::LineOfSight), 1.0, 0.0);
        close(at(MapQuantity::Mechanism), Mechanism::LineOfSight as usize as f64, 0.0);
        close(at(MapQuantity::ServingCell), 0.0, 0.0);
        close(at(MapQuantity::BestBeam), 0.0, 0.0);
        assert_eq!(at(MapQuantity::Margin), None, "there is no second cell");
        // One cell, silent others: total power is that of all sub-carriers, and SINR is over noise alone.
        let rsrp_dbm = at(MapQuantity::SsRsrp).expect("signal");
        close(at(MapQuantity::Rss), rsrp_dbm + 10.0 * log10(12.0 * 273.0), 1e-3);
        let carrier = bench.plan.carrier;
        close(at(MapQuantity::Sinr), rsrp_dbm - thermal_noise(carrier.scs, carrier.ue_noise_figure).dbm().0, 1e-3);
    }
}

#[test]
fn a_house_shadows_and_has_no_values_inside() {
    let bench = bench(HOUSE, 0.0);
    let at = |quantity, x| bench.at(quantity, x, 1.0);
    for quantity in MapQuantity::all(1) {
        assert_eq!(at(quantity, 0.0), None, "{quantity} inside the house");
    }
    close(at(MapQuantity::ServingCell, -60.0), 0.0, 0.0);
    close(at(MapQuantity::ServingCell, 60.0), 1.0, 0.0);
    close(at(MapQuantity::LineOfSight, -60.0), 1.0, 0.0);
    let margin_db = at(MapQuantity::Margin, -60.0).expect("the other cell comes over the roof");
    assert!(margin_db > 20.0, "{margin_db}");
    // What a cell has over the other here, the other has over it there.
    close(at(MapQuantity::Margin, 60.0), margin_db, 0.5);
    let open = bench.map.open.iter().filter(|open| **open).count() as f64 / bench.map.open.len() as f64;
    assert!((open - (1.0 - 2_400.0 / 16_000.0)).abs() < 0.02, "{open}");
    let seen = bench.map.share(MapQuantity::LineOfSight, |seen| seen > 0.5).expect("open area");
    assert!((0.6..=1.0).contains(&seen), "{seen}");
}

#[test]
fn interference_is_that_of_the_other_cells_beams_on_air() {
    let (silent, loaded) = (bench(HOUSE, 0.0), bench(HOUSE, 1.0));
    for x in [-60.0, -25.0, 60.0] {
        let (_, paths) = loaded.paths(usize::from(x < 0.0), x, 36.0);
        let cell = usize::from(x < 0.0);
        let heard: f64 = loaded.engine.beam_gains(cell, &paths).iter().sum();
        let carrier = loaded.plan.carrier;
        let noise_w = thermal_noise(carrier.scs, carrier.ue_noise_figure).0;
        let rise_db = 10.0 * log10(1.0 + loaded.engine.power_per_re(cell).0 * heard / noise_w);
        let sinr_db = |bench: &Bench| bench.at(MapQuantity::Sinr, x, 36.0).expect("signal");
        close(Some(sinr_db(&silent) - sinr_db(&loaded)), rise_db, 0.02);
    }
}

#[test]
fn service_follows_the_sinr() {
    let bench = bench(HOUSE, 1.0);
    let rule = &ServiceRule::of_plan(&bench.plan)[0];
    let mut met = 0;
    for (index, open) in bench.map.open.iter().enumerate().filter(|(_, open)| **open) {
        let sinr_db = bench.map.value(MapQuantity::Sinr, index).unwrap_or(f64::NAN);
        let expected = f64::from(u8::from(rule.is_met(sinr_db)));
        assert_eq!(bench.map.value(MapQuantity::Service(0), index), Some(expected), "{open} {sinr_db} dB");
        met += expected as usize;
    }
    assert!(met > 100, "{met}");
}

#[test]
fn best_beams_turn_with_the_receiver() {
    let bench = bench(HOUSE, 0.0);
    let beam = |y: f64| bench.at(MapQuantity::BestBeam, -62.0, y).expect("signal") as usize;
    let antenna = bench.engine.antenna(0);
    let side = |y: f64| antenna.beam_direction(beam(y)).expect("the beam exists").y;
    assert!(side(30.0) > 0.2 && side(-30.0) < -0.2);
}

#[test]
fn a_map_is_the_same_on_one_thread_and_in_any_order_of_levels() {
    let bench = bench(HOUSE, 0.5);
    let live = |cell: usize| CellLive { beam_activity: vec![0.5; bench.engine.n_beams(cell)], ..CellLive::default() };
    let cells = CellsLive((0..2).map(live).collect());
    let all = compute_on(&bench.plan, &bench.engine, &cells, levels(bench.plan.bounds, 1.5, 20_000.0));
    let bits = |map: &CoverageMap| map.sinr_db.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&all), bits(&bench.map));
    assert_eq!((all.progress, all.service), (1.0, bench.map.service));
}

#[test]
fn the_statistical_channel_has_a_map_of_its_mean() {
    let text = HOUSE.replace("    slices:", "    channel: Statistical((car_loss: true)),\n    slices:");
    let bench = bench(&text, 0.0);
    let loss = |x: f64, y: f64, site_x: f64, has_line_of_sight: bool| {
        let [x, y] = bench.map.grid.center(bench.map.grid.index_at(x, y).expect("within the map"));
        // TR 38.901 table 7.4.1-1 at 3.5 GHz, from 10 m to 1.5 m, below the breakpoint.
        let log_3d = 0.5 * log10((x - site_x).powi(2) + y.powi(2) + 8.5 * 8.5);
        if has_line_of_sight {
            32.4 + 21.0 * log_3d + 20.0 * log10(3.5)
        } else {
            22.4 + 35.3 * log_3d + 21.3 * log10(3.5)
        }
    };
    for (x, y, site_x) in [(-60.0, 0.0, -90.0), (50.0, 20.0, 90.0)] {
        let gain = bench.at(MapQuantity::PathGain, x, y).expect("a gain");
        // The air takes less than 0.001 dB.
        assert!((gain + loss(x, y, site_x, true)).abs() < 2e-3, "{x} {y}: {gain}");
        assert_eq!(bench.at(MapQuantity::LineOfSight, x, y), Some(1.0));
        assert!(bench.at(MapQuantity::Sinr, x, y).is_some() && bench.at(MapQuantity::ServingCell, x, y).is_some());
    }
    // Behind the house, seen from the west; from the east it is in the open.
    let behind = bench.engine.mean_link(0, DVec3::new(60.0, 0.0, 1.5)).expect("no rays");
    assert!(behind.los_probability == 0.0 && behind.mean_loss_db() > loss(60.0, 0.0, -90.0, true) + 15.0);
    for quantity in [MapQuantity::Mechanism, MapQuantity::DelaySpread, MapQuantity::AzimuthSpread] {
        assert_eq!(bench.at(quantity, -60.0, 0.0), None, "{quantity} is of rays");
    }
    assert_eq!(bench.at(MapQuantity::Sinr, 0.0, 0.0), None, "inside the house");
}
