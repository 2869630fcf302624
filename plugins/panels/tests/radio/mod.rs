//! Propagation, weather, link budget and RIS pages by their labels.
//! A module of the one test binary, not a binary of its own.

use crate::fixture::Bench;
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use glam::DVec3;
use num_complex::Complex64;
use panels::{AgentTab, AirTerm, LinkInsight, SideTab};
use twin_radio::{Interaction, Mechanism, Path};
use twin_scene::schema::{Propagation, RisTarget, Weather};
use twin_sim::budget::BudgetTerm;
use twin_sim::command::TwinCommand;
use twin_sim::ris_facts::{RisFacts, TargetFacts, TargetGain};
use twin_units::{CellId, RisId, Tick, UeId};
use view_state::Object;

fn open_propagation(bench: Bench) -> Harness<'static, Bench> {
    let mut harness = bench.open();
    harness.key_press(Key::P);
    harness.run_steps(3);
    assert_eq!(harness.state().shell.side, SideTab::Propagation);
    harness
}

fn sent(harness: &Harness<'static, Bench>) -> Vec<TwinCommand> {
    harness.state().actions.commands.iter().map(|(command, _)| command.clone()).collect()
}

#[test]
fn a_mechanism_is_switched_by_its_name() {
    let mut harness = open_propagation(Bench::default());
    harness.get_by_label("Transmission").click();
    harness.run_steps(2);
    let wanted = Propagation { transmission: true, ..Propagation::default() };
    assert_eq!(sent(&harness), [TwinCommand::SetPropagation(wanted)]);
}

#[test]
fn the_number_of_interactions_is_chosen() {
    let mut harness = open_propagation(Bench::default());
    harness.get_by_label("At most 2 interactions").click();
    harness.run_steps(2);
    assert!(sent(&harness).is_empty(), "it is 2 already");
    harness.get_by_label("At most 4 interactions").click();
    harness.run_steps(2);
    let wanted = Propagation { max_order: 4, ..Propagation::default() };
    assert_eq!(sent(&harness), [TwinCommand::SetPropagation(wanted)]);
}

#[test]
fn a_preset_changes_rain_and_fog_only() {
    let mut bench = Bench::default();
    bench.plan.weather.temperature_c = -4.3;
    let mut harness = open_propagation(bench);
    assert!(sent(&harness).is_empty(), "a value between the slider's steps stays as it is");
    harness.get_by_label("Heavy rain").click();
    harness.run_steps(2);
    let wanted = Weather { rain_mm_per_h: 50.0, temperature_c: -4.3, ..Weather::default() };
    assert_eq!(sent(&harness), [TwinCommand::SetWeather(wanted)]);
}

#[test]
fn pulling_the_rain_is_one_gesture() {
    let mut harness = open_propagation(Bench::default());
    let slider = harness.get_by_label("Rain in mm/h").rect();
    harness.drag_at(slider.left_center() + egui::vec2(6.0, 0.0));
    harness.run_steps(2);
    harness.hover_at(slider.center());
    harness.run_steps(2);
    harness.drop_at(slider.center());
    harness.run_steps(2);
    let commands = &harness.state().actions.commands;
    let Some((TwinCommand::SetWeather(weather), gesture)) = commands.last() else { panic!("{commands:?}") };
    assert!((80.0..=120.0).contains(&weather.rain_mm_per_h), "{weather:?}");
    assert!(*gesture != 0 && commands.iter().all(|(_, number)| number == gesture), "{commands:?}");
}

#[test]
fn reset_gives_the_scenes_weather_back() {
    let mut bench = Bench::default();
    let start = Weather { vapour_g_per_m3: 3.0, ..Weather::default() };
    bench.radio.start = Some((start, Propagation::default()));
    let mut harness = open_propagation(bench);
    harness.get_by_label("Reset weather").click();
    harness.run_steps(2);
    assert_eq!(sent(&harness), [TwinCommand::SetWeather(start)]);
}

#[test]
fn the_air_has_a_line_for_each_effect_and_a_sum() {
    let mut bench = Bench::default();
    let term = |name, db_per_km| AirTerm { name, db_per_km, source: "ITU-R", valid: true, note: "" };
    bench.radio.air = vec![term("Oxygen", 0.1), term("Water vapour", 0.02), term("Rain", 10.4)];
    let harness = open_propagation(bench);
    harness.get_by_label("0.10 dB");
    harness.get_by_label("10.4 dB");
    harness.get_by_label("10.5 dB");
}

fn path(mechanism: Mechanism, interactions: Vec<Interaction>, length_m: f64, gain_db: f64) -> Path {
    let vertices = vec![DVec3::new(0.0, 40.0, 8.0); interactions.len()];
    let amplitude = Complex64::new(10f64.powf(gain_db / 20.0), 0.0);
    Path {
        mechanism,
        surfaces: vec![u32::MAX; vertices.len()],
        interactions,
        vertices,
        length_m,
        departure: DVec3::X,
        arrival: DVec3::NEG_X,
        transfer: [[amplitude, Complex64::ZERO], [Complex64::ZERO, amplitude]],
    }
}

/// A bench with car 1 on the link page: two paths, of which the second is looked at.
fn link_bench() -> Bench {
    let mut bench = Bench::default();
    let agent = &mut bench.agents[0];
    agent.velocity.0 = DVec3::new(-10.0, 0.0, 0.0);
    agent.links.paths = vec![
        vec![
            path(Mechanism::LineOfSight, vec![], 100.0, -83.3),
            path(Mechanism::Transmission, vec![Interaction::Transmission], 100.0, -95.3),
        ],
        vec![],
    ];
    agent.links.site_solved_at = vec![Tick(6_994), Tick(6_940)];
    agent.links.ss_rsrp_dbm = vec![-95.0, -84.2, -87.3];
    let term = |name: &str, value_db: f64, valid: bool| BudgetTerm {
        name: name.into(),
        value_db,
        source: "ITU-R P.525-4 eq. (4)",
        valid,
        note: if valid { String::new() } else { "outside the bands of ITU-R P.2040: brick".into() },
    };
    bench.radio.link = Some(LinkInsight {
        ue: UeId(0),
        cell: CellId(1),
        path: 1,
        length_m: 100.0,
        terms: vec![
            term("transmit power per resource element", 8.8, true),
            term("antenna, beam 3", 18.0, true),
            term("free space over 100.0 m", -110.0, true),
            term("1 wall passed", -12.0, false),
        ],
        levels_dbm: vec![-83.2, -95.2],
    });
    bench.selection.selected = Some(Object::Agent(UeId(0)));
    bench.shell.agent_tab = AgentTab::Link;
    bench
}

#[test]
fn the_budget_has_terms_a_sum_and_a_warning_outside_the_band() {
    let harness = link_bench().open();
    harness.get_by_label("Transmit power per resource element: 8.8 dBm");
    harness.get_by_label("Antenna, beam 3: +18.0 dB");
    harness.get_by_label("Free space over 100.0 m: −110.0 dB");
    harness.get_by_label("outside the bands of ITU-R P.2040: brick");
    harness.get_by_label("Share of SS-RSRP: −95.2 dBm");
}

#[test]
fn a_clicked_path_is_looked_at() {
    let mut harness = link_bench().open();
    harness.get_by_label("Path 2: transmission, 334 ns, −95.2 dBm, +117 Hz");
    harness.get_by_label("Path 1: line of sight, 334 ns, −83.2 dBm, +117 Hz").click();
    harness.run_steps(2);
    assert_eq!(harness.state().shell.path, Some((UeId(0), 0)));
}

#[test]
fn links_say_how_old_they_are() {
    let harness = link_bench().open();
    harness.get_by_label("Kamppi / 2 (serving): −84.2 dBm, 60 ms old");
    harness.get_by_label("Erottaja / 1: −87.3 dBm, 600 ms old");
}

#[test]
fn a_ris_shows_its_phases_and_takes_another_controller() {
    let mut bench = Bench::default();
    let gain = TargetGain { ideal_db: 58.1, set_db: 57.2, phase_loss_db: 0.9 };
    let facts = RisFacts {
        phases_rad: vec![1.0; 800],
        wavelength_m: 0.0857,
        size_m: [1.71, 0.857],
        fraunhofer_m: 85.4,
        source_m: Some(112.0),
        target: Some(TargetFacts { distance_m: 42.0, gain: Some(gain) }),
    };
    bench.radio.ris = Some((RisId(0), facts));
    bench.selection.selected = Some(Object::Ris(RisId(0)));
    let mut harness = bench.open();
    harness.get_by_label("Phases of RIS Annankatu, 20 rows, 40 columns");
    harness.get_by_label("42.0 m, near field");
    harness.get_by_label("57.2 dB");
    harness.get_by_label("Steer for mirror").click();
    harness.run_steps(2);
    assert_eq!(sent(&harness), [TwinCommand::SteerRis { ris: RisId(0), target: RisTarget::Mirror }]);
}
