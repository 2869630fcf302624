use super::*;
use crate::budget::drawn_budget;
use crate::command::{CommandQueue, TwinCommand};
use crate::components::{Pose, RadioState, Roster};
use crate::load::{TwinLoader, install};
use crate::record::state_hash;
use crate::{TwinPlugin, tick};
use bevy_app::App;
use twin_units::GnbId;

/// Two sites on a street with a row of houses to its north. `channel` are its settings, `agents` its groups.
fn text(channel: &str, agents: &str) -> String {
    let sector = "(pci: PCI, azimuth_deg: 90.0, downtilt_deg: 0.0, power_dbm: 40.0, array: (rows: 1, columns: 4, beams_azimuth: 4, beams_elevation: 1))";
    let site = |name: &str, x: f64, pci: [u32; 2]| {
        let sectors = pci.map(|pci| sector.replace("PCI", &pci.to_string())).join(", ");
        format!("(name: {name:?}, position: ({x:?}, 0.0, 10.0), sectors: [{sectors}]),")
    };
    let house = "(id: 1, footprint: [(20.0, 20.0), (180.0, 20.0), (180.0, 60.0), (20.0, 60.0)], height_m: 20.0, height_source: Measured, material: \"concrete\")";
    format!(
        r#"(version: 1, name: "Test", bounds: (min: (-300.0, -300.0), max: (300.0, 300.0)),
        carrier: (frequency_ghz: 3.5, bandwidth_mhz: 20.0, scs_khz: 15, n_prb: 106, ue_noise_figure_db: 7.0, dl_share: 0.75),
        channel: Statistical(({channel})), buildings: [{house}],
        sites: [{}{}],
        slices: [(name: "S", sst: 1, max_ratio_percent: 100, min_ratio_percent: 0, dedicated_ratio_percent: 0,
            traffic: Ftp(mean_mbps: 1.0, file_kb: 20.0), sla: (max_latency_ms: 100.0, reliability_percent: 95.0))],
        agents: [{agents}])"#,
        site("West", 0.0, [0, 1]),
        site("East", 200.0, [2, 3]),
    )
}

/// People who stand at places.
fn standing(places: &[(f64, f64)]) -> String {
    let places: Vec<String> = places.iter().map(|(x, y)| format!("({x:?}, {y:?}, 0.0)")).collect();
    let (count, places) = (places.len(), places.join(", "));
    format!(
        "(kind: Pedestrian, count: {count}, slice: 0, motion: Fixed([{places}]), speed_m_per_s: 0.0, antenna_height_m: 1.5),"
    )
}

/// Cars that go around the house.
fn driving(count: u32) -> String {
    format!(
        "(kind: Car, count: {count}, slice: 0, motion: Loop(points: [(0.0, 0.0), (200.0, 0.0), (200.0, 80.0), (0.0, 80.0)], height_m: 0.0), speed_m_per_s: 15.0, antenna_height_m: 1.5),"
    )
}

fn twin(channel: &str, agents: &str, seed: u64) -> App {
    let loaded =
        TwinLoader::parse(&text(channel, agents), seed).and_then(TwinLoader::finish).expect("the scene is sound");
    let mut app = App::new();
    app.add_plugins(TwinPlugin);
    install(app.world_mut(), loaded);
    app
}

fn run(app: &mut App, ticks: u64) {
    (0..ticks).for_each(|_| tick(app.world_mut()));
}

fn links(app: &App, ue: usize) -> &Links {
    let world = app.world();
    world.get::<Links>(world.resource::<Roster>().0[ue]).expect("agents have links")
}

const NO_SHADOWING: &str = "shadowing: (los_db: 0.0, nlos_db: 0.0)";

#[test]
fn tr38901_levels_are_power_pattern_and_path_loss() {
    let mut app = twin(NO_SHADOWING, &standing(&[(100.0, 0.0), (100.0, 80.0)]), 1);
    run(&mut app, 1);
    let engine = app.world().resource::<RadioEngine>();
    let model = StreetCanyon::new(Hertz::from_ghz(3.5), 10.0, 1.5).expect("in range");
    for (ue, (x, y), has_line_of_sight) in [(0, (100.0, 0.0), true), (1, (100.0, 80.0), false)] {
        let links = links(&app, ue);
        let receiver = DVec3::new(x, y, 1.5);
        for cell in 0..4 {
            let site = engine.site_of(cell);
            let drawn = links.drawn[site];
            assert_eq!(drawn.has_line_of_sight, has_line_of_sight, "{receiver}");
            let from = engine.site_position(site);
            let expected_db = model.path_loss(math::hypot(x - from.x, y - from.y), has_line_of_sight).0;
            assert!((drawn.path_loss_db - expected_db).abs() < 1e-12 && drawn.shadowing_db == 0.0);
            let beam = links.best_beam[cell];
            let table = drawn_budget(engine, cell, beam, &drawn, receiver);
            let sum: f64 = table.iter().map(|term| term.value_db).sum();
            assert!((sum - links.ss_rsrp_dbm[cell]).abs() < 1e-9, "{sum} {}: {table:#?}", links.ss_rsrp_dbm[cell]);
            assert!(table.iter().all(|term| term.valid));
            // Nothing is drawn, so that the mean of a map is the same.
            let mean = engine.solve(receiver).beam_gains[cell][beam];
            assert!((mean / links.beam_gains[cell][beam] - 1.0).abs() < 1e-12);
        }
        assert!(links.paths.iter().all(Vec::is_empty), "nothing is traced");
    }
    // 40 dBm on 106 PRB are 8.956 dBm on a subcarrier; both sites are 100 m away: 85.314 dB; the cells of the eastern one point away.
    let table =
        drawn_budget(engine, 0, links(&app, 0).best_beam[0], &links(&app, 0).drawn[0], DVec3::new(100.0, 0.0, 1.5));
    assert!((table[0].value_db - 8.956).abs() < 1e-3 && (table[2].value_db + 85.314).abs() < 1e-3, "{table:#?}");
    assert!(links(&app, 0).ss_rsrp_dbm[0] > links(&app, 0).ss_rsrp_dbm[2] + 15.0);
}

#[test]
fn a_car_loses_the_same_on_all_links_and_a_pedestrian_nothing() {
    let agents = driving(3) + &standing(&[(50.0, 0.0)]);
    let mut app = twin("car_loss: true", &agents, 1);
    run(&mut app, 1);
    let losses: Vec<f64> = (0..4).map(|ue| links(&app, ue).drawn[0].car_loss_db).collect();
    assert!(losses[..3].iter().all(|loss| *loss != 0.0) && losses[0] != losses[1] && losses[3] == 0.0, "{losses:?}");
    run(&mut app, 50);
    for (ue, loss) in losses.iter().enumerate() {
        assert!(links(&app, ue).drawn.iter().all(|drawn| drawn.car_loss_db == *loss), "one draw for a run");
    }
    let engine = app.world().resource::<RadioEngine>();
    let has_car = |ue: usize| {
        let table = drawn_budget(engine, 0, 0, &links(&app, ue).drawn[0], DVec3::new(50.0, 0.0, 1.5));
        table.iter().any(|term| term.name == "into the car")
    };
    assert!(has_car(0) && !has_car(3));
}

#[test]
fn tr38901_shadowing_has_its_deviation_and_stays_while_nobody_moves() {
    let places: Vec<(f64, f64)> = (0..600).map(|k| (10.0 + 0.3 * f64::from(k), 0.0)).collect();
    let mut app = twin("", &standing(&places), 1);
    run(&mut app, 1);
    let values =
        |app: &App, site: usize| -> Vec<f64> { (0..600).map(|ue| links(app, ue).drawn[site].shadowing_db).collect() };
    let (west, east) = (values(&app, 0), values(&app, 1));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / 600.0;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / 600.0;
    assert!(
        mean(&west).abs() < 0.5 && (product(&west, &west).sqrt() - 4.0).abs() < 0.4,
        "{}",
        product(&west, &west).sqrt()
    );
    assert!(product(&west, &east).abs() / 16.0 < 0.15, "sites are independent");
    run(&mut app, 30);
    assert_eq!(values(&app, 0), west);
}

#[test]
fn an_agent_or_a_moved_site_more_changes_no_other_draw() {
    let places = [(30.0, 0.0), (90.0, 0.0)];
    let mut app = twin("", &driving(5), 1);
    let mut more = twin("", &(driving(5) + &standing(&places)), 1);
    let mut moved = twin("", &driving(5), 1);
    run(&mut app, 40);
    run(&mut more, 40);
    run(&mut moved, 20);
    let command = TwinCommand::MoveSite { site: GnbId(1), position: [210.0, 0.0, 12.0] };
    moved.world_mut().resource_mut::<CommandQueue>().push(command);
    run(&mut moved, 1);
    let at = |app: &App, ue: usize, site: usize| links(app, ue).site_solved_at[site];
    assert!((0..5).all(|ue| at(&moved, ue, 1).0 == 20), "a moved site counts at once");
    run(&mut moved, 19);
    for ue in 0..5 {
        assert_eq!(links(&app, ue).drawn, links(&more, ue).drawn);
        assert_eq!(links(&app, ue).drawn[0], links(&moved, ue).drawn[0]);
        assert_ne!(links(&app, ue).drawn[1].path_loss_db, links(&moved, ue).drawn[1].path_loss_db);
    }
}

#[test]
fn same_seed_same_bits_and_links_are_fresh() {
    for channel in ["car_loss: true", "line_of_sight: Probability"] {
        let hash = |seed: u64| {
            let mut app = twin(channel, &(driving(20) + &standing(&[(50.0, 0.0)])), seed);
            run(&mut app, 130);
            for ue in 0..21 {
                assert!(
                    links(&app, ue).site_solved_at.iter().all(|at| at.0 + 10 > 129),
                    "{:?}",
                    links(&app, ue).site_solved_at
                );
            }
            assert!((0..21).any(|ue| {
                app.world()
                    .get::<RadioState>(app.world().resource::<Roster>().0[ue])
                    .is_some_and(|radio| radio.sinr_db > 0.0)
            }));
            state_hash(app.world_mut())
        };
        assert_eq!(hash(1), hash(1));
        assert_ne!(hash(1), hash(2));
    }
}

#[test]
fn line_of_sight_follows_its_probability_where_it_is_drawn() {
    let places: Vec<(f64, f64)> = (0..2000).map(|_| (-100.0, 0.0)).collect();
    let mut app = twin("line_of_sight: Probability", &standing(&places), 1);
    run(&mut app, 1);
    let seen = (0..2000).filter(|ue| links(&app, *ue).drawn[0].has_line_of_sight).count() as f64 / 2000.0;
    assert!((seen - line_of_sight::probability_umi(100.0)).abs() < 0.03, "{seen}");
    let mean = app.world().resource::<RadioEngine>().mean_link(0, DVec3::new(-100.0, 0.0, 1.5)).expect("no rays");
    assert!(mean.mean_loss_db() > mean.path_loss_db(true) && mean.mean_loss_db() < mean.path_loss_db(false));
}

#[test]
fn a_site_too_high_is_marked() {
    let mut app = twin("", &standing(&[(50.0, 0.0)]), 1);
    app.world_mut()
        .resource_mut::<CommandQueue>()
        .push(TwinCommand::MoveSite { site: GnbId(0), position: [0.0, 0.0, 80.0] });
    run(&mut app, 1);
    let engine = app.world().resource::<RadioEngine>();
    let pose = app.world().get::<Pose>(app.world().resource::<Roster>().0[0]).expect("a pose");
    let table = drawn_budget(engine, 0, 0, &links(&app, 0).drawn[0], pose.position + DVec3::Z * 1.5);
    let path_loss = table.iter().find(|term| term.name.starts_with("path loss")).expect("a line");
    assert!(!path_loss.valid && path_loss.note.contains("3 to 35 m"), "{path_loss:?}");
    assert!(links(&app, 0).ss_rsrp_dbm[0].is_finite());
}
