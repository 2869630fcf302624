//! The built-in scenes are what the menu promises, and alive.

use crate::support::Twin;
use twin_scene::built_in;
use twin_scene::schema::AgentKind;
use twin_sim::components::Roster;
use twin_sim::kpi::KpiHistory;
use twin_sim::plan::Plan;
use twin_sim::totals::RunTotals;

#[test]
fn helsinki_has_what_it_promises() {
    let scene = twin_scene::parse(built_in::by_id("helsinki").expect("built in").text).expect("no faults");
    assert!((500..=800).contains(&scene.buildings.len()), "{} buildings", scene.buildings.len());
    assert!(scene.sites.len() >= 6 && scene.sites.iter().all(|site| site.sectors.len() == 3));
    assert!(scene.ris.len() >= 2);
    assert!(scene.agents.iter().map(|group| group.count).sum::<u32>() >= 150);
    for kind in [AgentKind::Car, AgentKind::Pedestrian, AgentKind::Drone] {
        assert!(scene.agents.iter().any(|group| group.kind == kind), "{kind:?}");
    }
    assert!(scene.attribution.contains("OpenStreetMap"));
}

#[test]
fn scenes_are_alive() {
    for scene in built_in::SCENES {
        let mut twin = Twin::new(scene.id, 1);
        twin.run(500);
        let totals = twin.resource::<RunTotals>();
        assert_eq!(totals.ticks, 500);
        assert!(totals.slices.iter().all(|slice| slice.served_bits > 0.0), "{}: a slice gets nothing", scene.id);
        let frame = twin.resource::<KpiHistory>().frames.back().expect("frames").clone();
        let [p05, p50, p95] = frame.sinr_percentiles_db;
        assert!(p05 <= p50 && p50 <= p95 && p50 > 0.0, "{}: {:?}", scene.id, frame.sinr_percentiles_db);
        assert!(frame.mean_load > 0.05 && frame.mean_load <= 1.0, "{}: load {}", scene.id, frame.mean_load);
        let plan = twin.resource::<Plan>();
        assert!(frame.slices.iter().map(|slice| slice.prb_share).sum::<f64>() <= 1.0 + 1e-9);
        assert_eq!(frame.slices.len(), plan.slices.len());
        assert!(twin.resource::<Roster>().0.len() > 20);
    }
}

#[test]
fn handovers_happen_in_helsinki() {
    let mut twin = Twin::new("helsinki", 1);
    twin.run(1500);
    let totals = twin.resource::<RunTotals>();
    assert!(totals.handovers >= 5, "{} handovers", totals.handovers);
}
