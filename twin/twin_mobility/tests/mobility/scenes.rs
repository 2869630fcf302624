//! The built-in scenes: their agents move without overlaps or gridlock.

use crate::common::*;
use std::path::Path;
use twin_mobility::Mobility;
use twin_scene::schema::Scene;

fn load(name: &str) -> Scene {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenes").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    ron::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
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
    drive("helsinki.ron");
}

#[test]
fn the_factory_flows_for_five_minutes() {
    drive("factory.ron");
}
