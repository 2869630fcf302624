//! A small invented block in OSM XML, and damaged files of both encodings.

use osm_import::{ATTRIBUTION, ImportError, ImportOptions, import};
use twin_scene::Scene;
use twin_scene::schema::{AreaKind, Building, HeightSource, Point2, Way, WayKind};

const BLOCK: &str = include_str!("fixtures/block.osm");

fn block() -> Scene {
    import(BLOCK.as_bytes(), &ImportOptions::default()).expect("the fixture is whole").scene
}

fn area(ring: &[Point2]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| (a.0 * b.1 - b.0 * a.1) / 2.0).sum()
}

fn building(scene: &Scene, id: u64) -> &Building {
    scene.buildings.iter().find(|b| b.id == id).expect("the building is imported")
}

fn way(scene: &Scene, name: &str, kind: WayKind) -> Way {
    scene.ways.iter().find(|w| w.kind == kind && w.name == name).expect("the way is imported").clone()
}

#[test]
fn a_multipolygon_of_two_ways_has_its_courtyard() {
    let scene = block();
    // Way 13 and relation 13 would share an id; the relation, read later, gets the next free one (14 is a way).
    let house = building(&scene, 15);
    assert_eq!((house.height_m, house.height_source, house.material.as_str()), (20.0, HeightSource::Measured, "glass"));
    assert_eq!((house.footprint.len(), house.holes.len()), (4, 1));
    // 60 m × 60 m counter-clockwise with 20 m × 20 m clockwise; degrees in the fixture are rounded to about a centimetre.
    assert!((area(&house.footprint) - 3600.0).abs() < 2.0, "{}", area(&house.footprint));
    assert!((area(&house.holes[0]) + 400.0).abs() < 1.0, "{}", area(&house.holes[0]));
}

#[test]
fn heights_come_from_levels_or_are_marked_as_guessed() {
    let scene = block();
    let office = building(&scene, 13);
    assert_eq!(
        (office.height_m, office.height_source, office.material.as_str(), office.name.as_str()),
        (15.0, HeightSource::Levels, "concrete", "Five & more")
    );
    assert_eq!(office.footprint.len(), 4, "the corner in line is dropped");
    let plain = building(&scene, 14);
    assert_eq!((plain.height_m, plain.height_source, plain.material.as_str()), (15.0, HeightSource::Guessed, "brick"));
    let kiosk = building(&scene, 17);
    assert_eq!((kiosk.height_m, kiosk.height_source, kiosk.material.as_str()), (4.0, HeightSource::Guessed, "wood"));
    // The bow tie, the outline with a missing node and the cellar are left out.
    assert_eq!(scene.buildings.len(), 4);
}

#[test]
fn streets_keep_lanes_direction_and_shared_points() {
    let scene = block();
    let main = way(&scene, "Main Street", WayKind::Road);
    assert_eq!((main.lanes, main.one_way, main.speed_kmh, main.points.len()), (2, false, 40.0, 3));
    assert_eq!((main.points[0].0, main.points[2].0), (scene.bounds.min.0, scene.bounds.max.0), "cut at the bounds");
    let side = way(&scene, "", WayKind::Road);
    assert!(side.one_way && side.points.len() == 2, "{side:?}");
    assert_eq!(side.points[0], main.points[1], "oneway=-1 turns the way round, and the junction is shared to the bit");
    assert_eq!(scene.ways.iter().filter(|w| w.kind == WayKind::Road).count(), 2, "no tunnel, no street closed to cars");
    assert_eq!(scene.areas.iter().map(|a| a.kind).collect::<Vec<_>>(), [AreaKind::Water]);
}

#[test]
fn the_scene_has_a_network_and_keeps_the_rules() {
    let scene = block();
    assert_eq!(scene.attribution, ATTRIBUTION);
    assert!(!scene.sites.is_empty() && scene.sites.iter().all(|site| site.sectors.len() == 3));
    assert!(scene.sites.iter().all(|site| site.position.2 == 18.0 || site.position.2 == 23.0), "3 m above a roof");
    assert_eq!(twin_scene::parse(&twin_scene::to_ron(&scene)), Ok(scene.clone()));
    assert_eq!(block(), scene, "same bytes, same scene");
}

#[test]
fn a_chosen_rectangle_becomes_the_bounds() {
    let options = ImportOptions { bounds: Some(((60.1700, 24.9400), (60.1709, 24.9432))), ..ImportOptions::default() };
    let scene = import(BLOCK.as_bytes(), &options).expect("the fixture is whole").scene;
    let (width, height) = (scene.bounds.max.0 - scene.bounds.min.0, scene.bounds.max.1 - scene.bounds.min.1);
    // 0.0032° × 55.5 km and 0.0009° × 111.4 km, to the next even metre.
    assert_eq!((width, height), (178.0, 100.0));
    let elsewhere = ImportOptions { bounds: Some(((10.0, 10.0), (10.01, 10.01))), ..ImportOptions::default() };
    assert_eq!(import(BLOCK.as_bytes(), &elsewhere).err(), Some(ImportError::Empty("buildings")));
    let world = ImportOptions { bounds: Some(((-90.0, -180.0), (90.0, 180.0))), ..ImportOptions::default() };
    assert!(matches!(import(BLOCK.as_bytes(), &world).err(), Some(ImportError::TooLarge(_) | ImportError::Empty(_))));
}

#[test]
fn damaged_xml_gives_an_error_with_its_line() {
    let fault = |text: &str| import(text.as_bytes(), &ImportOptions::default()).err();
    let cut = &BLOCK[..BLOCK.find("<way id=\"13\">").expect("way 13 is there") + 60];
    assert!(matches!(fault(cut), Some(ImportError::Xml { line, .. }) if line > 40), "{:?}", fault(cut));
    let no_number = BLOCK.replacen("id=\"3\"", "id=\"three\"", 1);
    assert!(matches!(fault(&no_number), Some(ImportError::Xml { line: 6, .. })), "{:?}", fault(&no_number));
    assert_eq!(fault("<osm></osm>"), Some(ImportError::Empty("nodes")));
    assert_eq!(fault("{\"elements\": []}"), Some(ImportError::UnknownFormat));
    assert_eq!(fault(""), Some(ImportError::UnknownFormat));
}

#[test]
fn cuts_anywhere_in_the_xml_do_not_panic() {
    for end in (0..BLOCK.len()).step_by(37) {
        assert!(import(&BLOCK.as_bytes()[..end], &ImportOptions::default()).is_err(), "cut at {end}");
    }
}

#[test]
fn damaged_pbf_gives_an_error() {
    // Header length 14, field 1 "OSMHeader", field 3 (data size) 200, and then nothing or noise.
    let mut bytes = vec![0, 0, 0, 14, 10, 9];
    bytes.extend_from_slice(b"OSMHeader");
    bytes.extend_from_slice(&[24, 0xc8, 0x01]);
    assert!(matches!(import(&bytes, &ImportOptions::default()).err(), Some(ImportError::Pbf(_))));
    let mut state = 1_u64;
    for _ in 0..300 {
        let mut noisy = bytes.clone();
        for _ in 0..200 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            noisy.push((state >> 56) as u8);
        }
        assert!(import(&noisy, &ImportOptions::default()).is_err());
    }
}

#[test]
fn messages_quote_the_file_on_one_line() {
    for (from, to) in [
        ("lat=\"60", "lat=\"\u{1}\n\u{1b}[31m60"),
        ("</way>", "</way\n>\n<x></\n\u{7f}y>"),
        ("id=\"1\"", &format!("id=\"{}\"", "9".repeat(5000))),
    ] {
        let fault =
            import(BLOCK.replacen(from, to, 1).as_bytes(), &ImportOptions::default()).expect_err("damaged").to_string();
        assert!(fault.len() < 400 && !fault.chars().any(char::is_control), "{fault:?}");
    }
}
