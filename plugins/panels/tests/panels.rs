//! The panels by their accessible labels, without an engine: what is clicked, pulled and typed becomes the right command or state.

mod fixture;
mod radio;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use fixture::Bench;
use panels::{Action, AgentTab, HostAction, SideTab, Tab};
use twin_sim::command::TwinCommand;
use twin_sim::plan::Ratios;
use twin_units::{CellId, GnbId, UeId};
use view_state::{MapQuantity, Object, Theme};

#[test]
fn a_pulled_slider_keeps_the_rules_and_is_one_gesture() {
    let mut harness = Bench::default().open();
    let slider = harness.get_by_label("URLLC dedicated").rect();
    harness.drag_at(slider.left_center() + egui::vec2(0.15 * slider.width(), 0.0));
    harness.run_steps(2);
    harness.hover_at(slider.center());
    harness.run_steps(2);
    harness.hover_at(slider.right_center() - egui::vec2(4.0, 0.0));
    harness.run_steps(2);
    harness.drop_at(slider.right_center() - egui::vec2(4.0, 0.0));
    harness.run_steps(2);
    let sent = &harness.state().actions.commands;
    assert!(sent.len() >= 2, "each move of the pull is sent: {sent:?}");
    let gesture = sent[0].1;
    assert!(gesture != 0 && sent.iter().all(|(_, number)| *number == gesture), "one pull, one gesture: {sent:?}");
    for (command, _) in sent {
        let TwinCommand::SetSliceRatios { slice: 1, ratios } = command else { panic!("unexpected {command:?}") };
        assert!(ratios.dedicated <= ratios.min && ratios.min <= ratios.max && ratios.min <= 60, "{ratios:?}");
    }
    let last = TwinCommand::SetSliceRatios { slice: 1, ratios: Ratios { dedicated: 60, min: 60, max: 60 } };
    assert_eq!(sent.last().map(|(command, _)| command), Some(&last), "eMBB and mMTC keep their mins of 40 % together");
    assert_eq!(harness.state().gesture.active, 0, "the gesture ends with the pull");
}

#[test]
fn reset_gives_the_scenes_ratios_back() {
    let mut harness = Bench::default().open();
    harness.state_mut().plan.slices[0].ratios = Ratios { dedicated: 5, min: 6, max: 7 };
    harness.run_steps(2);
    harness.get_by_label("Reset eMBB").click();
    harness.run_steps(2);
    let wanted = TwinCommand::SetSliceRatios { slice: 0, ratios: Ratios { dedicated: 0, min: 30, max: 100 } };
    assert_eq!(harness.state().actions.commands, vec![(wanted, 0)]);
}

#[test]
fn an_event_selects_its_agent() {
    let mut harness = Bench::default().open();
    harness.state_mut().shell.tab = Tab::Events;
    harness.run_steps(2);
    harness.get_by_label("car 1: handover Erottaja / 1 → Kamppi / 2, 4.2 dB better").click();
    harness.run_steps(2);
    assert_eq!(harness.state().selection.selected, Some(Object::Agent(UeId(0))));
    harness.get_by_label_contains("Served by Kamppi / 2 because its filtered SS-RSRP −84.2 dBm is the highest");
}

#[test]
fn pause_and_step() {
    let mut harness = Bench::default().open();
    harness.get_by_label("Pause").click();
    harness.run_steps(2);
    assert!(harness.state().pace.paused);
    harness.get_by_label("Continue").click();
    harness.run_steps(2);
    assert!(!harness.state().pace.paused);
    harness.key_press(Key::Space);
    harness.run_steps(2);
    assert!(harness.state().pace.paused);
    harness.key_press(Key::Period);
    harness.run_steps(2);
    assert_eq!(harness.state().pace.steps, 1);
}

#[test]
fn the_palette_finds_a_scene() {
    let mut harness = Bench::default().open();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(3);
    harness.get_by_label("Find").type_text("factory");
    harness.run_steps(3);
    harness.get_by_label("Open scene: Factory hall");
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().actions.host, vec![HostAction::LoadScene("factory".into())]);
    assert!(!harness.state().shell.palette_open);
}

#[test]
fn q_goes_through_all_maps_and_the_legend_reads_the_pointer() {
    let mut harness = Bench::default().open();
    let mut seen = Vec::new();
    for _ in 0..14 {
        seen.push(harness.state().layers.quantity);
        harness.key_press(Key::Q);
        harness.run_steps(2);
    }
    assert_eq!(seen, MapQuantity::all(3).collect::<Vec<_>>());
    assert_eq!(harness.state().layers.quantity, MapQuantity::Sinr);
    harness.state_mut().layers.quantity = MapQuantity::DelaySpread;
    harness.run_steps(2);
    harness.get_by_label("under the pointer: 83.0 ns");
    harness.state_mut().layers.quantity = MapQuantity::Service(0);
    harness.run_steps(2);
    harness.get_by_label("eMBB: 75.0 % of the open area meets 10.0 ms for 99 % of packets.");
    harness.get_by_label("under the pointer: ■ not met, SINR 5.0 dB");
}

#[test]
fn a_map_is_exported_in_the_format_chosen() {
    let mut harness = Bench::default().open();
    harness.get_by_label("Map quantity").click();
    harness.run_steps(3);
    harness.get_by_label_contains("Export map…").click();
    harness.run_steps(3);
    assert!(harness.state().shell.export_open);
    harness.get_by_label("GeoTIFF").click();
    harness.run_steps(2);
    assert_eq!(harness.state().actions.host, vec![HostAction::ExportMap(raster_export::Format::GeoTiff)]);
    assert!(!harness.state().shell.export_open);
}

#[test]
fn the_map_height_can_be_put_back() {
    let mut harness = Bench::default().open();
    harness.state_mut().layers.map_height_m = 30.0;
    harness.run_steps(2);
    harness.get_by_label("Map quantity").click();
    harness.run_steps(3);
    harness.get_by_label("Reset map height").click();
    harness.run_steps(2);
    assert_eq!(harness.state().layers.map_height_m, 1.5);
}

#[test]
fn the_theme_toggles() {
    let mut harness = Bench::default().open();
    harness.get_by_label(Action::Theme.label()).click();
    harness.run_steps(2);
    assert_eq!(harness.state().theme, Theme::Dark);
    harness.key_press(Key::T);
    harness.run_steps(2);
    assert_eq!(harness.state().theme, Theme::Light);
}

#[test]
fn undo_is_offered_only_when_there_is_something() {
    let mut harness = Bench::default().open();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(2);
    assert!(harness.state().actions.commands.is_empty());
    harness.state_mut().undo = Some("move Kamppi".into());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(2);
    assert_eq!(harness.state().actions.commands, vec![(TwinCommand::Undo, 0)]);
}

#[test]
fn a_site_is_pointed_by_pulling() {
    let mut harness = Bench::default().open();
    harness.state_mut().selection.selected = Some(Object::Site(GnbId(1)));
    harness.run_steps(2);
    let field = harness.get_by_label("Erottaja / 1 tilt").rect().center();
    harness.drag_at(field);
    harness.run_steps(1);
    harness.hover_at(field + egui::vec2(20.0, 0.0));
    harness.run_steps(2);
    harness.drop_at(field + egui::vec2(20.0, 0.0));
    harness.run_steps(2);
    let sent = &harness.state().actions.commands;
    let Some((TwinCommand::PointCell { cell, azimuth_deg, downtilt_deg }, gesture)) = sent.last() else {
        panic!("{sent:?}")
    };
    assert_eq!((*cell, *azimuth_deg), (CellId(2), 240.0));
    assert!(*downtilt_deg > 6.0 && *gesture != 0);
}

#[test]
fn tab_leaves_only_the_scene() {
    let mut harness = Bench::default().open();
    assert!(harness.query_by_label("Pause").is_some());
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    assert!(harness.query_by_label("Pause").is_none());
}

#[test]
fn every_page_draws_in_every_size() {
    for size in [[1920.0, 1080.0], [1280.0, 720.0], [900.0, 600.0]] {
        let mut harness = Bench::default().open();
        harness.set_size(size.into());
        let objects =
            [Object::Site(GnbId(0)), Object::Ris(twin_units::RisId(0)), Object::Agent(UeId(1)), Object::Building(3)];
        for (object, tab) in objects.into_iter().zip(Tab::ALL.into_iter().cycle()) {
            harness.state_mut().selection.selected = Some(object);
            harness.state_mut().shell.tab = tab;
            harness.run_steps(2);
        }
        harness.state_mut().selection.selected = Some(Object::Agent(UeId(0)));
        for (side, agent_tab) in SideTab::ALL.into_iter().cycle().zip(AgentTab::ALL) {
            harness.state_mut().shell.side = side;
            harness.state_mut().shell.agent_tab = agent_tab;
            harness.run_steps(2);
        }
        assert!(harness.state().actions.commands.is_empty(), "drawing asks for nothing");
    }
}
