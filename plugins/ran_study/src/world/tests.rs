//! The scene `ns3_urban_grid.ron` and the struct of the study are the same world.

use super::*;
use crate::ns3;
use crate::streets::{Driver, HALF_STREET_M, X_M, Y_M, buildings};
use glam::DVec3;
use twin_channel::line_of_sight::{Rectangle, is_clear};
use twin_channel::shadowing::CORRELATION_UMI_LOS_M;
use twin_channel::street_canyon::{SHADOWING_LOS_DB, SHADOWING_NLOS_DB};
use twin_scene::Scene;
use twin_scene::schema::{AgentKind, LineOfSight, Motion, WayKind};
use twin_sim::load::TwinLoader;
use twin_units::rng::{Purpose, Stream};
use twin_units::{Db, math};

const TEXT: &str = include_str!("../../../../scenes/ns3_urban_grid.ron");
const CONDITION: Condition = Condition { site_distance_m: 400.0, speed_m_per_s: 16.0 };

fn scene() -> Scene {
    twin_scene::parse(TEXT).expect("the scene has no faults")
}

#[test]
fn sites_powers_and_carrier_agree() {
    let scene = scene();
    assert_eq!(scene.carrier.frequency_ghz, CARRIER_GHZ);
    let places: Vec<[f64; 2]> = scene.sites.iter().map(|site| [site.position.0, site.position.1]).collect();
    assert_eq!(places, CONDITION.sites());
    for site in &scene.sites {
        assert_eq!(site.position.2, SITE_HEIGHT_M);
        assert_eq!(site.sectors.len(), 1);
        assert_eq!(site.sectors[0].power_dbm, POWER_DBM);
    }
    // −174 dBm/Hz, noise figure and bandwidth.
    let carrier = &scene.carrier;
    let noise_dbm = -174.0 + Db::from_linear(carrier.bandwidth_mhz * 1e6).0 + carrier.ue_noise_figure_db;
    assert!((noise_dbm - NOISE_DBM).abs() < 1e-9, "{noise_dbm}");
}

#[test]
fn streets_blocks_and_cars_agree() {
    let scene = scene();
    let rectangles: Vec<Rectangle> = scene
        .buildings
        .iter()
        .map(|building| {
            assert_eq!(building.footprint.len(), 4);
            assert!(building.height_m > SITE_HEIGHT_M.max(UE_HEIGHT_M), "higher than both ends of every link");
            let (south_west, north_east) = (building.footprint[0], building.footprint[2]);
            let corners = [south_west, (north_east.0, south_west.1), north_east, (south_west.0, north_east.1)];
            assert_eq!(building.footprint, corners);
            Rectangle { min: [south_west.0, south_west.1], max: [north_east.0, north_east.1] }
        })
        .collect();
    assert_eq!(rectangles, buildings());
    let lines: Vec<Vec<(f64, f64)>> = scene.ways.iter().map(|way| way.points.clone()).collect();
    let north_south = X_M.map(|x| Y_M.map(|y| (x, y)).to_vec());
    let east_west = Y_M.map(|y| X_M.map(|x| (x, y)).to_vec());
    assert_eq!(lines, [north_south, east_west].concat());
    for way in &scene.ways {
        assert!(way.kind == WayKind::Road && (way.width_m - 2.0 * HALF_STREET_M).abs() < 1e-9);
        assert!((way.speed_kmh / 3.6 - CONDITION.speed_m_per_s).abs() < 1e-9);
    }
    let [cars] = &scene.agents[..] else { panic!("one group") };
    assert!(cars.kind == AgentKind::Car && cars.motion == Motion::Trips && cars.count == ns3::N_UES);
    assert_eq!((cars.speed_m_per_s, cars.antenna_height_m), (CONDITION.speed_m_per_s, UE_HEIGHT_M));
}

#[test]
fn channel_and_rules_agree() {
    let scene = scene();
    let channel = scene.channel.statistical().expect("no rays");
    assert_eq!(channel.line_of_sight, LineOfSight::Geometry);
    assert_eq!(channel.car_loss, CONDITION.is_in_car());
    let own = channel.shadowing;
    assert_eq!([own.los_db, own.nlos_db], [SHADOWING_LOS_DB, SHADOWING_NLOS_DB]);
    assert_eq!([own.correlation_los_m, own.correlation_nlos_m], [CORRELATION_UMI_LOS_M; 2]);
    let rules = ns3::config(3.0, 100, 1, 0);
    let mobility = scene.mobility;
    for (of_scene, of_study) in [
        (mobility.a3_offset_db + mobility.hysteresis_db, rules.a3_offset_db + rules.hysteresis_db),
        (mobility.time_to_trigger_ms, 1e3 * rules.ttt_s),
        (f64::from(mobility.filter_k), f64::from(rules.l3_k)),
        (mobility.l1_period_ms, 1e3 * rules.l1_period_s),
        (mobility.preparation_ms, 1e3 * rules.preparation_s),
        (mobility.execution_ms, 1e3 * rules.execution_s),
        (mobility.reestablishment_ms, 1e3 * rules.reestablishment_s),
        (mobility.t310_ms, 1e3 * rules.rlm.t310_s),
        (mobility.qout_db, rules.rlm.qout_db),
        (mobility.qin_db, rules.rlm.qin_db),
        (f64::from(mobility.n310), f64::from(rules.rlm.n310)),
        (f64::from(mobility.n311), f64::from(rules.rlm.n311)),
    ] {
        assert!((of_scene - of_study).abs() < 1e-9, "{of_scene} {of_study}");
    }
}

/// What the twin makes of the scene: every link along a drive has the path loss and the line of sight of the study.
#[test]
fn links_of_the_twin_are_those_of_the_study() {
    let loaded = TwinLoader::parse(TEXT, 1).and_then(TwinLoader::finish).expect("the scene loads");
    let engine = loaded.engine();
    let (model, blocks) = (street_canyon(), buildings());
    let mut seen = [0; 2];
    for ue in 0..20 {
        let mut stream = Stream::new(7, ue, Purpose::Route);
        let mut driver = Driver::draw(&mut stream);
        for _ in 0..50 {
            driver.advance(17.3, &mut stream);
            let at = driver.position_m();
            let receiver = DVec3::new(at[0], at[1], UE_HEIGHT_M);
            for (cell, site) in CONDITION.sites().into_iter().enumerate() {
                let has_line_of_sight = is_clear(&blocks, site, at);
                let mean = engine.mean_link(engine.site_of(cell), receiver).expect("no rays");
                assert_eq!(mean.los_probability, f64::from(u8::from(has_line_of_sight)), "{site:?} to {at:?}");
                let distance_m = math::hypot(site[0] - at[0], site[1] - at[1]);
                let expected_db = model.path_loss(distance_m, has_line_of_sight).0;
                assert!((mean.path_loss_db(has_line_of_sight) - expected_db).abs() < 1e-9);
                assert!(mean.air_db < 0.02, "the study has no air: {} dB", mean.air_db);
                let mut gains = Vec::new();
                engine.beam_gains_towards(cell, mean.direction, 1.0, &mut gains);
                assert!(gains.len() == 1 && (gains[0] - 1.0).abs() < 1e-9, "isotropic: {gains:?}");
                seen[usize::from(has_line_of_sight)] += 1;
            }
        }
    }
    assert!(seen[0] > 500 && seen[1] > 500, "{seen:?}");
}
