//! The built-in scenes: their agents move without overlaps or gridlock.

use crate::common::*;
use twin_mobility::Mobility;
use twin_scene::{Scene, built_in};

fn load(name: &str) -> Scene {
    let scene = built_in::by_id(name).expect("a built-in scene");
    twin_scene::parse(scene.text).expect("built-in scenes have no faults")
}

fn drive(name: &str) {
    let scene = load(name);
    let mut mobility = Mobility::new(&scene, 2).unwrap_or_else(|error| panic!("{name}: {error}"));
    let seen = observe(&mut mobility, 30_000);
    println!("{name}: {seen:?}");
    assert!(seen.overlaps.is_empty(), "{seen:?}");
    assert!(seen.longest_stand_s < 60.0, "{seen:?}");
    assert!(seen.driven_m > 0.0);
}

#[test]
fn helsinki_flows_for_five_minutes() {
    drive("helsinki");
}

#[test]
fn the_factory_flows_for_five_minutes() {
    drive("factory");
}
