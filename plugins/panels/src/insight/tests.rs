//! The gatherer over a real twin.

use super::*;
use bevy_app::App;
use twin_sim::TwinPlugin;
use twin_sim::components::{Links, Mind, MobilityState, Pose, RadioState, Roster, TrafficState, Ue, Velocity};
use twin_sim::load::{TwinLoader, install};

/// Runs the factory for a moment and hands its first agent's row, the plan and the engine to `check`.
fn with_factory(check: impl FnOnce(&Plan, &RadioEngine, &[AgentRow<'_>])) {
    let text = twin_scene::built_in::by_id("factory").expect("it is built in").text;
    let loaded = TwinLoader::parse(text, 1).and_then(TwinLoader::finish).expect("it loads");
    let mut app = App::new();
    app.add_plugins(TwinPlugin);
    install(app.world_mut(), loaded);
    for _ in 0..30 {
        twin_sim::tick(app.world_mut());
    }
    let world = app.world_mut();
    let mut query = world.query::<(&Ue, &Pose, &Velocity, &RadioState, &MobilityState, &TrafficState, &Mind, &Links)>();
    let roster = world.resource::<Roster>().0.clone();
    let rows: Vec<AgentRow<'_>> = query
        .iter_many(world, &roster)
        .map(|(ue, pose, velocity, radio, mobility, traffic, mind, links)| AgentRow {
            ue,
            pose,
            velocity,
            radio,
            mobility,
            traffic,
            mind,
            links,
        })
        .collect();
    check(world.resource::<Plan>(), world.resource::<RadioEngine>(), &rows);
}

#[test]
fn terms_add_up_to_the_paths_level_and_levels_to_ss_rsrp() {
    with_factory(|plan, engine, agents| {
        let mut gatherer = Gatherer::default();
        let mut links = 0;
        for agent in agents {
            let ue = agent.ue.id;
            let sources = Sources {
                plan,
                engine: Some(engine),
                agents,
                selected: Some(Object::Agent(ue)),
                path: Some((ue, 1)),
                tick: Tick(30),
                now_s: 0.0,
            };
            let Some(link) = gatherer.gather(&sources).link.clone() else { continue };
            links += 1;
            let watts: f64 = link.levels_dbm.iter().map(|level| math::exp10(level / 10.0)).sum();
            let ss_rsrp = agent.links.ss_rsrp_dbm[link.cell.0 as usize];
            assert!((10.0 * math::log10(watts) - ss_rsrp).abs() < 1e-6, "{}", agent.ue.name);
            let sum: f64 = link.terms.iter().map(|term| term.value_db).sum();
            let level = link.levels_dbm[link.path];
            // The path was traced up to 100 ms ago; since then bodies have moved, which a direct path shows.
            let moved = agent.links.paths.iter().flatten().any(|path| path.mechanism == Mechanism::LineOfSight);
            assert!((sum - level).abs() < if moved { 3.0 } else { 1e-6 }, "{}: {sum} {level}", agent.ue.name);
        }
        assert!(links > 10);
    });
}

#[test]
fn counts_air_and_panels_are_gathered() {
    with_factory(|plan, engine, agents| {
        let mut gatherer = Gatherer::default();
        let mut sources = Sources {
            plan,
            engine: Some(engine),
            agents,
            selected: Some(Object::Ris(RisId(0))),
            path: None,
            tick: Tick(30),
            now_s: 0.0,
        };
        let insight = gatherer.gather(&sources);
        let all: usize = agents.iter().flat_map(|agent| &agent.links.paths).map(Vec::len).sum();
        assert_eq!(insight.all.iter().sum::<usize>(), all);
        assert_eq!(insight.air.len(), 4);
        assert!(insight.air_db_per_km() > 0.0 && insight.link.is_none());
        let (ris, facts) = insight.ris.clone().expect("it is selected");
        assert_eq!(ris, RisId(0));
        assert_eq!(facts.phases_rad.len(), (plan.ris[0].rows * plan.ris[0].columns) as usize);
        sources.selected = None;
        assert_eq!(gatherer.gather(&sources).ris, None);
    });
}
