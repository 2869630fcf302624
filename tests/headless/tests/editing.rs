//! Commands change the world at the next tick, undo takes them back, illegal ones do nothing.

use crate::support::Twin;
use glam::DVec3;
use twin_sim::UndoLog;
use twin_sim::command::{CommandQueue, TwinCommand};
use twin_sim::components::{Links, Roster};
use twin_sim::event::{EventKind, EventLog};
use twin_sim::kpi::KpiHistory;
use twin_sim::plan::{Plan, Ratios};
use twin_units::{GnbId, RisId, UeId};

fn levels(twin: &Twin) -> Vec<Vec<f64>> {
    let world = twin.0.world();
    let roster = &world.resource::<Roster>().0;
    roster.iter().map(|entity| world.get::<Links>(*entity).expect("agents have links").ss_rsrp_dbm.clone()).collect()
}

#[test]
fn a_moved_site_changes_all_its_links_at_once_and_undo_puts_it_back() {
    let mut twin = Twin::new("factory", 1);
    twin.run(20);
    let before = twin.resource::<Plan>().sites[0].position;
    let old = levels(&twin);
    twin.send(TwinCommand::MoveSite { site: GnbId(0), position: (before + DVec3::new(6.0, 3.0, -1.0)).to_array() })
        .run(1);
    let new = levels(&twin);
    let changed = old.iter().zip(&new).filter(|(old, new)| old[0] != new[0]).count();
    assert!(changed * 10 >= old.len() * 9, "{changed} of {} agents see the change", old.len());
    twin.send(TwinCommand::Undo).run(1);
    assert_eq!(twin.resource::<Plan>().sites[0].position, before);
    twin.send(TwinCommand::Redo).run(1);
    assert_eq!(twin.resource::<Plan>().sites[0].position, before + DVec3::new(6.0, 3.0, -1.0));
}

#[test]
fn a_drag_is_one_step_of_undo() {
    let mut twin = Twin::new("factory", 1);
    twin.run(1);
    let before = twin.resource::<Plan>().ris[0].position;
    for step in 1..=5 {
        let position = (before + DVec3::X * f64::from(step)).to_array();
        twin.0
            .world_mut()
            .resource_mut::<CommandQueue>()
            .push_gesture(TwinCommand::MoveRis { ris: RisId(0), position }, 7);
        twin.run(1);
    }
    assert!(twin.resource::<UndoLog>().undo_label().is_some_and(|label| label.contains("moved")));
    twin.send(TwinCommand::Undo).run(1);
    assert_eq!(twin.resource::<Plan>().ris[0].position, before);
    assert!(twin.resource::<UndoLog>().undo_label().is_none());
}

#[test]
fn illegal_commands_change_nothing() {
    let mut twin = Twin::new("factory", 1);
    twin.run(1);
    let before = twin.resource::<Plan>().clone();
    let nowhere = [f64::NAN, 0.0, 0.0];
    twin.send(TwinCommand::MoveSite { site: GnbId(0), position: nowhere })
        .send(TwinCommand::MoveSite { site: GnbId(99), position: [0.0; 3] })
        .send(TwinCommand::MoveAgent { ue: UeId(9999), position: [0.0; 3] })
        .send(TwinCommand::SetSliceRatios { slice: 0, ratios: Ratios { dedicated: 50, min: 40, max: 100 } })
        .send(TwinCommand::SetSliceRatios { slice: 0, ratios: Ratios { dedicated: 0, min: 101, max: 101 } })
        .send(TwinCommand::Undo)
        .run(2);
    let after = twin.resource::<Plan>();
    assert_eq!(after.sites, before.sites);
    assert_eq!(after.slices, before.slices);
    assert!(!twin.resource::<EventLog>().events.iter().any(|event| matches!(event.kind, EventKind::Edited { .. })));
}

#[test]
fn squeezing_a_slice_shows_within_a_second() {
    let mut twin = Twin::new("helsinki", 1);
    twin.run(400);
    let rate = |twin: &Twin| twin.resource::<KpiHistory>().frames.back().expect("frames").slices[0].rate_bps;
    let before = rate(&twin);
    twin.send(TwinCommand::SetSliceRatios { slice: 0, ratios: Ratios { dedicated: 0, min: 0, max: 5 } }).run(100);
    let after = rate(&twin);
    assert!(after < 0.7 * before, "eMBB served {before:.3e} before, {after:.3e} bit/s one second after its cap");
}
