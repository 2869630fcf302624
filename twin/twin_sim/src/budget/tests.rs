use super::*;
use crate::load::TwinLoader;
use twin_air::building_entry::{BuildingType, building_entry_loss};
use twin_air::vegetation::Woodland;
use twin_units::Hertz;

/// A mast at the origin, 10 m high, and no ground: only the direct path. `more` is added to the scene.
fn engine(frequency_ghz: f64, more: &str) -> RadioEngine {
    engine_at("(0.0, 0.0, 10.0)", frequency_ghz, more)
}

fn engine_at(mast: &str, frequency_ghz: f64, more: &str) -> RadioEngine {
    let text = format!(
        r#"(version: 1, name: "Test", bounds: (min: (-300.0, -300.0), max: (300.0, 300.0)),
        carrier: (frequency_ghz: {frequency_ghz:?}, bandwidth_mhz: 20.0, scs_khz: 15, n_prb: 106, ue_noise_figure_db: 7.0, dl_share: 0.75),
        ground_material: (material: "none"),
        sites: [(name: "Mast", position: {mast}, sectors: [
            (pci: 0, azimuth_deg: 90.0, downtilt_deg: 0.0, power_dbm: 30.0, array: (rows: 1, columns: 1, beams_azimuth: 1, beams_elevation: 1))])],
        slices: [(name: "S", sst: 1, max_ratio_percent: 100, min_ratio_percent: 0, dedicated_ratio_percent: 0,
            traffic: Ftp(mean_mbps: 5.0, file_kb: 100.0), sla: (max_latency_ms: 100.0, reliability_percent: 95.0))],
        agents: [(kind: Camera, count: 1, slice: 0, motion: Fixed([(100.0, 0.0, 0.0)]), speed_m_per_s: 0.0, antenna_height_m: 1.5)],
        {more})"#
    );
    TwinLoader::parse(&text, 1).and_then(TwinLoader::finish).expect("the scene is sound").engine().clone()
}

const WOOD: &str =
    "woodland: [(ring: [(40.0, -10.0), (60.0, -10.0), (60.0, 10.0), (40.0, 10.0)], canopy_height_m: 16.0)],";
const HOUSE: &str = r#"buildings: [(id: 1, footprint: [(90.0, -10.0), (120.0, -10.0), (120.0, 10.0), (90.0, 10.0)],
    height_m: 9.0, height_source: Measured, material: "brick", class: CLASS)],"#;

fn house(class: &str) -> String {
    HOUSE.replace("CLASS", class)
}

/// The strongest path's gain, dB, and its budget.
#[track_caller]
fn link(engine: &RadioEngine, receiver: DVec3) -> (f64, Vec<BudgetTerm>) {
    let paths = engine.solve(receiver).paths.remove(0);
    let path = paths.first().expect("the receiver is reached");
    let table = budget(engine, 0, 0, path, receiver, None);
    let power = engine.power_per_re(0).dbm().0 + db(engine.antenna(0).gain(0, path.departure));
    let sum: f64 = table.iter().map(|term| term.value_db).sum();
    let level = db(path.power_gain_v()) + power;
    assert!((sum - level).abs() < 1e-9, "the table adds up to the level: {sum} {level}");
    (db(path.power_gain_v()), table)
}

#[track_caller]
fn line<'a>(table: &'a [BudgetTerm], name: &str) -> &'a BudgetTerm {
    table.iter().find(|term| term.name.starts_with(name)).expect("the line is in the table")
}

#[test]
fn p833_a_link_through_a_wood_loses_what_its_length_inside_says() {
    // 2 GHz is inside the band of table 1; the receiver stands in the wood, 15 m in.
    let (plain, wooded) = (engine(2.0, ""), engine(2.0, WOOD));
    let receiver = DVec3::new(55.0, 0.0, 10.0);
    let (free, _) = link(&plain, receiver);
    let (gain, table) = link(&wooded, receiver);
    let expected = Woodland::typical(Hertz::from_ghz(2.0)).and_then(|wood| wood.loss(15.0)).expect("valid input").0;
    assert!(expected > 3.0 && (free - gain - expected).abs() < 1e-9, "{free} {gain} {expected}");
    let term = line(&table, "woodland");
    assert!((term.value_db + expected).abs() < 1e-12 && term.valid, "{term:?}");
    assert_eq!((term.name.as_str(), term.source), ("woodland, 15.0 m inside", "ITU-R P.833-10 cl. 2.1"));
    // Through the whole wood: 20 m, but no end of it is in the wood.
    let (gain, table) = link(&wooded, DVec3::new(100.0, 0.0, 10.0));
    let (free, _) = link(&plain, DVec3::new(100.0, 0.0, 10.0));
    let expected = Woodland::typical(Hertz::from_ghz(2.0)).and_then(|wood| wood.loss(20.0)).expect("valid input").0;
    assert!((free - gain - expected).abs() < 1e-9);
    assert!(!line(&table, "woodland").valid && line(&table, "woodland").note.contains("neither end"));
}

#[test]
fn a_link_around_a_wood_is_that_of_a_scene_without_one_to_the_bit() {
    let (plain, wooded) = (engine(2.0, ""), engine(2.0, WOOD));
    for receiver in [DVec3::new(100.0, 30.0, 1.5), DVec3::new(50.0, 0.0, 25.0), DVec3::new(-50.0, 0.0, 1.5)] {
        assert_eq!(plain.solve(receiver).paths, wooded.solve(receiver).paths);
        let (_, table) = link(&wooded, receiver);
        assert!(line(&table, "woodland").valid && line(&table, "woodland").value_db == 0.0);
    }
    let (_, table) = link(&plain, DVec3::new(100.0, 0.0, 10.0));
    assert!(table.iter().all(|term| !term.name.starts_with("woodland")), "no wood, no line");
}

#[test]
fn p833_above_its_band_counts_and_is_marked() {
    let (_, table) = link(&engine(28.0, WOOD), DVec3::new(55.0, 0.0, 10.0));
    let term = line(&table, "woodland");
    assert!(!term.valid && term.value_db < -10.0 && term.note.contains("above 2.1 GHz"), "{term:?}");
}

#[test]
fn p2109_a_receiver_indoors_loses_the_median_of_its_class() {
    let receiver = DVec3::new(100.0, 0.0, 1.5);
    for (class, building) in
        [("Traditional", BuildingType::Traditional), ("ThermallyEfficient", BuildingType::ThermallyEfficient)]
    {
        let engine = engine(3.5, &(house(class) + "building_entry: Some(()),"));
        let (gain, table) = link(&engine, receiver);
        let term = line(&table, "building entry");
        // The stand-in is 0.2 m in front of the western wall at x = 90 m, 8.5 m below the mast and 89.8 m away.
        let facade = DVec3::new(89.8, 0.0, 1.5);
        let elevation = (8.5_f64 / 89.8).atan();
        let expected = building_entry_loss(Hertz::from_ghz(3.5), building, 0.5, elevation).expect("valid input").0;
        assert!((term.value_db + expected).abs() < 1e-9 && term.valid, "{term:?} {expected}");
        assert_eq!(term.source, "ITU-R P.2109-2 cl. 3");
        assert!(term.note.contains("not exceeded in 50 %") && term.note.contains("then 10.2 m"), "{}", term.note);
        let length_m = facade.distance(DVec3::new(0.0, 0.0, 10.0)) + 10.2;
        let wavelengths = length_m / engine.frequency().wavelength_m();
        let air = engine.air().loss(length_m).0;
        let free_space = -20.0 * (4.0 * std::f64::consts::PI * wavelengths).log10();
        assert!((gain - (free_space - air - expected)).abs() < 1e-6, "{gain} {free_space} {expected}");
    }
}

#[test]
fn p2109_counts_only_inside_when_asked_for_and_while_walls_are_not_traced() {
    let receiver = DVec3::new(100.0, 0.0, 1.5);
    let house = house("Traditional");
    let asked = engine(3.5, &(house.clone() + "building_entry: Some((probability: 0.9)),"));
    let has_entry = |engine: &RadioEngine, receiver| {
        let (_, table) = link(engine, receiver);
        table.iter().any(|term| term.name == "building entry")
    };
    assert!(has_entry(&asked, receiver) && !has_entry(&asked, DVec3::new(80.0, 0.0, 1.5)));
    assert!(!has_entry(&asked, DVec3::new(100.0, 0.0, 9.0)), "on the roof");
    // Without asking all is as before: only the path over rooftops, which takes the house for one more roof in the way, gets in.
    let silent = engine(3.5, &house);
    assert!(!has_entry(&silent, receiver));
    assert!(silent.solve(receiver).paths[0].iter().all(|path| path.mechanism == Mechanism::Diffraction));
    // Outdoors nothing changes to the bit.
    let outdoors = DVec3::new(50.0, 40.0, 1.5);
    assert_eq!(silent.solve(outdoors).paths, asked.solve(outdoors).paths);
    // Traced walls and the statistic are never added.
    let traced = "propagation: (transmission: true), building_entry: Some(()),";
    let (_, table) = link(&engine(3.5, &(house + traced)), receiver);
    assert!(table.iter().all(|term| term.name != "building entry"), "{table:#?}");
    assert!(table.iter().any(|term| term.name == "1 wall passed"), "{table:#?}");
}

#[test]
fn adjoining_houses_count_once_and_a_site_above_them_is_marked() {
    let neighbour = r#"(id: 2, footprint: [(70.0, -10.0), (89.9, -10.0), (89.9, 10.0), (70.0, 10.0)], height_m: 9.0,
        height_source: Measured, material: "brick", class: ThermallyEfficient)],"#;
    let houses = house("Traditional").replace("class: Traditional)],", &format!("class: Traditional), {neighbour}"));
    let houses = houses + "building_entry: Some(()),";
    let receiver = DVec3::new(100.0, 0.0, 1.5);
    let engine = engine(3.5, &houses);
    let indoors = engine.indoors(0, receiver).expect("the receiver is in a house");
    assert!((indoors.facade.x - 69.8).abs() < 1e-6 && !indoors.below_site, "{indoors:?}");
    assert_eq!(indoors.building, BuildingType::Traditional, "that of the house it is in");
    let above = engine_at("(110.0, 0.0, 12.0)", 3.5, &houses);
    let indoors = above.indoors(0, receiver).expect("the receiver is in a house");
    assert!(indoors.below_site && (indoors.facade.x - 120.2).abs() < 1e-6, "{indoors:?}");
}
