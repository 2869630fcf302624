//! Each rule is broken once in a small scene; the report names the field and where it stands.

use twin_scene::{Fault, parse};

const SCENE: &str = r#"(
    version: 1,
    name: "Test",
    bounds: (min: (0.0, 0.0), max: (100.0, 100.0)),
    carrier: (frequency_ghz: 3.5, bandwidth_mhz: 100.0, scs_khz: 30, n_prb: 273, ue_noise_figure_db: 7.0, dl_share: 0.75),
    buildings: [
        (id: 1, footprint: [(10.0, 10.0), (20.0, 10.0), (20.0, 20.0), (10.0, 20.0)], height_m: 10.0, height_source: Levels, material: "brick"),
        (id: 2, footprint: [(30.0, 10.0), (40.0, 10.0), (40.0, 20.0), (30.0, 20.0)], height_m: 10.0, height_source: Levels, material: "glass"),
    ],
    materials: [(name: "foam", relative_permittivity: 1.1, conductivity_s_per_m: 0.001, thickness_m: Some(0.02), source: "assumed")],
    meshes: [
        (name: "shed", material: "foam", vertices: [(60.0, 10.0, 0.0), (70.0, 10.0, 0.0), (65.0, 10.0, 5.0)], triangles: [(0, 1, 2)]),
        (name: "roof", material: "metal", thickness_m: Some(0.001), vertices: [(60.0, 15.0, 4.0), (70.0, 15.0, 4.0), (65.0, 20.0, 5.0)], triangles: [(2, 0, 1), (0, 1, 2)]),
    ],
    ways: [(kind: Road, points: [(0.0, 50.0), (100.0, 50.0)], speed_kmh: 30.0, width_m: 6.0)],
    woodland: [(ring: [(60.0, 70.0), (80.0, 70.0), (80.0, 90.0), (60.0, 90.0)], canopy_height_m: 16.0)], building_entry: Some((probability: 0.9)),
    sites: [(name: "A", position: (50.0, 55.0, 20.0), sectors: [
        (pci: 7, azimuth_deg: 0.0, downtilt_deg: 5.0, power_dbm: 40.0, array: (rows: 8, columns: 4, beams_azimuth: 8, beams_elevation: 2)),
        (pci: 8, azimuth_deg: 180.0, downtilt_deg: 5.0, power_dbm: 40.0, array: (rows: 8, columns: 4, beams_azimuth: 8, beams_elevation: 2)),
    ])],
    ris: [(name: "R", position: (9.8, 15.0, 5.0), azimuth_deg: 270.0, rows: 64, columns: 64, bits: 2, serves_site: 0, target: Agent(2))],
    slices: [
        (name: "S", sst: 1, max_ratio_percent: 90, min_ratio_percent: 60, dedicated_ratio_percent: 20, traffic: Ftp(mean_mbps: 5.0, file_kb: 100.0), sla: (max_latency_ms: 100.0, reliability_percent: 95.0)),
        (name: "T", sst: 2, max_ratio_percent: 50, min_ratio_percent: 40, dedicated_ratio_percent: 10, traffic: Periodic(period_ms: 10.0, packet_bytes: 300), sla: (max_latency_ms: 20.0, reliability_percent: 99.9)),
    ],
    agents: [
        (kind: Car, count: 2, slice: 0, motion: Trips, speed_m_per_s: 10.0, antenna_height_m: 1.5),
        (kind: Camera, count: 1, slice: 1, motion: Fixed([(60.0, 60.0, 0.0)]), speed_m_per_s: 0.0, antenna_height_m: 3.0),
    ],
)
"#;

/// Faults after replacing the first occurrence of each text.
fn faults_after(changes: &[(&str, &str)]) -> Vec<Fault> {
    let mut text = String::from(SCENE);
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    parse(&text).err().unwrap_or_default()
}

#[test]
fn the_scene_itself_has_no_faults() {
    assert_eq!(faults_after(&[]), Vec::new());
}

#[test]
fn each_rule_names_its_field() {
    let cases = [
        ("version: 1", "version: 2", "version"),
        ("\"Test\"", "\" \"", "name"),
        ("max: (100.0,", "max: (0.5,", "bounds.max"),
        ("min: (0.0, 0.0)", "min: (0.0, inf)", "bounds.min.1"),
        ("frequency_ghz: 3.5", "frequency_ghz: NaN", "carrier.frequency_ghz"),
        ("scs_khz: 30", "scs_khz: 20", "carrier.scs_khz"),
        ("scs_khz: 30", "scs_khz: 60", "carrier.n_prb"),
        ("dl_share: 0.75", "dl_share: 0.0", "carrier.dl_share"),
        ("\"brick\"", "\"jelly\"", "buildings[0].material"),
        ("id: 2", "id: 1", "buildings[1].id"),
        ("height_m: 10.0", "height_m: 0.0", "buildings[0].height_m"),
        ("height_m: 10.0", "base_m: 10.0, height_m: 10.0", "buildings[0].base_m"),
        (", (20.0, 20.0), (10.0, 20.0)]", "]", "buildings[0].footprint"),
        ("(20.0, 20.0), (10.0, 20.0)", "(10.0, 20.0), (20.0, 20.0)", "buildings[0].footprint[1]"),
        (
            "(10.0, 10.0), (20.0, 10.0), (20.0, 20.0)",
            "(20.0, 20.0), (20.0, 10.0), (10.0, 10.0)",
            "buildings[0].footprint",
        ),
        ("(10.0, 20.0)]", "(10.0, 20.0), (10.0, 10.0)]", "buildings[0].footprint[4]"),
        ("(30.0, 10.0)", "(30.0, 9000.0)", "buildings[1].footprint[0]"),
        (", (100.0, 50.0)]", "]", "ways[0].points"),
        ("(100.0, 50.0)", "(0.0, 50.0)", "ways[0].points[1]"),
        ("width_m: 6.0", "width_m: 6.0, lanes: 0", "ways[0].lanes"),
        ("pci: 7", "pci: 1200", "sites[0].sectors[0].pci"),
        ("pci: 8", "pci: 7", "sites[0].sectors[1].pci"),
        ("rows: 8", "rows: 33", "sites[0].sectors[0].array.rows"),
        ("beams_azimuth: 8", "beams_azimuth: 64", "sites[0].sectors[0].array.beams_azimuth"),
        ("(50.0, 55.0, 20.0)", "(50.0, 55.0, -20.0)", "sites[0].position"),
        ("rows: 64", "rows: 129", "ris[0].rows"),
        ("bits: 2", "bits: 4", "ris[0].bits"),
        ("serves_site: 0", "serves_site: 1", "ris[0].serves_site"),
        ("Agent(2)", "Agent(3)", "ris[0].target"),
        ("max_ratio_percent: 90", "max_ratio_percent: 59", "slices[0].min_ratio_percent"),
        ("dedicated_ratio_percent: 20", "dedicated_ratio_percent: 61", "slices[0].dedicated_ratio_percent"),
        ("min_ratio_percent: 40", "min_ratio_percent: 41", "slices"),
        ("file_kb: 100.0", "file_kb: -1.0", "slices[0].traffic.file_kb"),
        ("packet_bytes: 300", "packet_bytes: 0", "slices[1].traffic.packet_bytes"),
        ("count: 2", "count: 0", "agents[0].count"),
        ("count: 2", "count: 10000", "agents"),
        ("slice: 1", "slice: 2", "agents[1].slice"),
        ("kind: Road", "kind: Foot", "agents[0].motion"),
        ("count: 1", "count: 2", "agents[1].motion"),
        ("speed_m_per_s: 10.0", "speed_m_per_s: 0.0", "agents[0].speed_m_per_s"),
        ("name: \"foam\"", "name: \"glass\"", "materials[0].name"),
        ("name: \"foam\"", "name: \"none\"", "materials[0].name"),
        ("name: \"foam\"", "name: \"\"", "materials[0].name"),
        ("name: \"foam\"", "name: \"form\"", "meshes[0].material"),
        ("relative_permittivity: 1.1", "relative_permittivity: 0.9", "materials[0].relative_permittivity"),
        ("conductivity_s_per_m: 0.001", "conductivity_s_per_m: NaN", "materials[0].conductivity_s_per_m"),
        ("thickness_m: Some(0.02)", "thickness_m: Some(-1.0)", "materials[0].thickness_m"),
        ("thickness_m: Some(0.02)", "scattering_coefficient: 1.5", "materials[0].scattering_coefficient"),
        ("\"assumed\"", "\" \"", "materials[0].source"),
        ("name: \"shed\"", "name: \"\"", "meshes[0].name"),
        ("name: \"roof\"", "name: \"shed\"", "meshes[1].name"),
        ("material: \"metal\"", "material: \"none\"", "meshes[1].material"),
        ("thickness_m: Some(0.001)", "thickness_m: Some(inf)", "meshes[1].thickness_m"),
        ("(65.0, 10.0, 5.0)", "(65.0, 10.0, NaN)", "meshes[0].vertices[2].2"),
        ("(65.0, 20.0, 5.0)", "(65.0, 20001.0, 5.0)", "meshes[1].vertices[2].1"),
        ("triangles: [(0, 1, 2)]", "triangles: []", "meshes[0].triangles"),
        ("(2, 0, 1)", "(2, 3, 1)", "meshes[1].triangles[0].1"),
        ("canopy_height_m: 16.0", "canopy_height_m: 0.0", "woodland[0].canopy_height_m"),
        ("canopy_height_m: 16.0", "canopy_height_m: NaN", "woodland[0].canopy_height_m"),
        ("(80.0, 70.0), (80.0, 90.0)", "(80.0, 90.0), (80.0, 70.0)", "woodland[0].ring[0]"),
        ("(60.0, 90.0)]", "(60.0, inf)]", "woodland[0].ring[3]"),
        ("Some((probability: 0.9))", "Some((probability: 1.0))", "building_entry.probability"),
    ];
    for (from, to, path) in cases {
        let faults = faults_after(&[(from, to)]);
        assert!(faults.iter().any(|fault| fault.path == path), "{from} → {to}: {faults:#?}");
    }
}

#[test]
fn all_faults_come_together_with_line_and_column() {
    let faults = faults_after(&[
        ("pci: 8", "pci: 1200"),
        ("\"glass\"", "\"jelly\""),
        ("(2, 0, 1)", "(2, 3, 1)"),
        ("slice: 0", "slice: 9"),
    ]);
    let lines: Vec<String> = faults.iter().map(|fault| fault.in_file("scene.ron")).collect();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(
        lines[0].starts_with(
            "scene.ron:8:135: buildings[1].material: \"jelly\" is no known material; use one of concrete, "
        ),
        "{}",
        lines[0]
    );
    assert!(lines[0].ends_with("wet_ground, or describe it under materials"), "{}", lines[0]);
    let rest = [
        "scene.ron:13:154: meshes[1].triangles[0].1: there is no vertex 3; vertices are numbered from 0; there are 3",
        "scene.ron:19:15: sites[0].sectors[1].pci: 1200 is not a physical cell identity; use 0..=1007",
        "scene.ron:27:38: agents[0].slice: there is no slice 9; slices are numbered from 0; there are 2",
    ];
    assert_eq!(lines[1..], rest);
}

#[test]
fn the_first_fault_of_syntax_is_placed() {
    let faults = faults_after(&[("pci: 8", "pci: 70000")]);
    assert_eq!(
        (faults.len(), faults[0].line, faults[0].path.as_str()),
        (1, 19, "sites[0].sectors[1].pci"),
        "{faults:?}"
    );
    let faults = faults_after(&[("bits: 2", "bitz: 2")]);
    assert!(faults.len() == 1 && faults[0].line == 21 && faults[0].message.contains("bitz"), "{faults:?}");
    assert_eq!(parse("").expect_err("nothing is no scene").len(), 1);
}

#[test]
fn a_huge_file_is_refused() {
    let faults = parse(&" ".repeat(twin_scene::LARGEST_FILE_BYTES + 1)).expect_err("too large");
    assert!(faults[0].message.contains("bytes"));
}

#[test]
fn a_scene_may_have_no_ground() {
    let without = |material: &str| {
        parse(&SCENE.replacen("    ways:", &format!("    ground_material: (material: {material:?}),\n    ways:"), 1))
    };
    assert!(without("none").is_ok_and(|scene| !scene.ground_material.is_present()));
    assert!(without("foam").is_ok_and(|scene| scene.ground_material.is_present()));
    assert_eq!(without("nothing").expect_err("no such material")[0].path, "ground_material.material");
    let no_buildings_of_none = SCENE.replacen("\"brick\"", "\"none\"", 1);
    assert_eq!(parse(&no_buildings_of_none).expect_err("no such material")[0].path, "buildings[0].material");
}

#[test]
fn many_faults_in_a_large_mesh_are_placed() {
    let vertices = "(1.0,2.0,NaN),".repeat(100_000);
    let text = SCENE.replacen("vertices: [", &format!("vertices: [\n{vertices}\n"), 1);
    let faults = parse(&text).expect_err("no numbers");
    assert_eq!(faults.len(), 1000);
    let last = &faults[999];
    assert_eq!((last.path.as_str(), last.line, last.column), ("meshes[0].vertices[999].2", 13, 999 * 14 + 10));
}

#[test]
fn what_is_quoted_stays_on_one_line() {
    let lost = format!("\"c,\n    {}\u{1b}[31m\"", "x".repeat(5000));
    let named = |name: &str| {
        let fields = "relative_permittivity: 1.1, conductivity_s_per_m: 0.001, source: \"assumed\"";
        format!("(name: {name}, {fields})")
    };
    let unknown = faults_after(&[("material: \"brick\"", &format!("material: {lost}"))]);
    // Two materials of that name.
    let twice = faults_after(&[("materials: [", &format!("materials: [{},{},", named(&lost), named(&lost)))]);
    assert_eq!((unknown.len(), twice.len()), (1, 1), "{unknown:?} {twice:?}");
    for fault in unknown.into_iter().chain(twice) {
        let text = fault.to_string();
        assert!(text.len() < 500 && !text.chars().any(char::is_control), "{text:?}");
    }
    let fault = &faults_after(&[("kind: Road", &format!("kind: {}", "Road".repeat(1000)))])[0].to_string();
    assert!(fault.len() < 800, "{fault}");
}

/// What the test scene needs so that the statistical channel can serve it.
const STATISTICAL: [(&str, &str); 3] = [
    (
        "    ris: [(name: \"R\", position: (9.8, 15.0, 5.0), azimuth_deg: 270.0, rows: 64, columns: 64, bits: 2, serves_site: 0, target: Agent(2))],\n",
        "",
    ),
    (
        "    woodland: [(ring: [(60.0, 70.0), (80.0, 70.0), (80.0, 90.0), (60.0, 90.0)], canopy_height_m: 16.0)], ",
        "    ",
    ),
    ("building_entry: Some((probability: 0.9)),", "channel: Statistical((car_loss: true)),"),
];

#[test]
fn the_statistical_channel_takes_no_rays_and_keeps_to_its_heights() {
    assert_eq!(faults_after(&STATISTICAL), Vec::new());
    let with = |from, to| {
        let mut changes = STATISTICAL.to_vec();
        changes.push((from, to));
        faults_after(&changes)
    };
    for (from, to, path) in [
        ("car_loss: true", "shadowing: (los_db: -1.0)", "channel.shadowing.los_db"),
        ("car_loss: true", "shadowing: (nlos_db: NaN)", "channel.shadowing.nlos_db"),
        ("car_loss: true", "shadowing: (correlation_nlos_m: 0.0)", "channel.shadowing.correlation_nlos_m"),
        ("frequency_ghz: 3.5", "frequency_ghz: 0.45", "carrier.frequency_ghz"),
        ("(50.0, 55.0, 20.0)", "(50.0, 55.0, 40.0)", "sites[0].position.2"),
        ("antenna_height_m: 1.5", "antenna_height_m: 1.0", "agents[0].antenna_height_m"),
        ("(60.0, 60.0, 0.0)", "(60.0, 60.0, 20.0)", "agents[1].antenna_height_m"),
    ] {
        let faults = with(from, to);
        assert!(faults.len() == 1 && faults[0].path == path, "{from} → {to}: {faults:#?}");
    }
    for kept in 0..2 {
        let mut changes = STATISTICAL.to_vec();
        changes.remove(kept);
        let faults = faults_after(&changes);
        let path = ["ris", "woodland"][kept];
        assert!(faults.len() == 1 && faults[0].path == path && faults[0].line > 1, "{faults:#?}");
    }
    assert!(with("car_loss", "car_los")[0].message.contains("car_los"));
}

#[test]
fn without_anything_in_the_way_line_of_sight_must_be_drawn() {
    let scene = |channel: &str| {
        let start = SCENE.find("    buildings:").expect("buildings");
        let end = SCENE.find("    ways:").expect("ways");
        let mut text = format!("{}{}", &SCENE[..start], &SCENE[end..]);
        for (from, to) in STATISTICAL {
            text = text.replacen(from, &to.replace("car_loss: true", channel), 1);
        }
        parse(&text)
    };
    let fault = &scene("car_loss: true").expect_err("nothing blocks")[0];
    assert_eq!(fault.path, "channel");
    assert_eq!(fault.remedy, "add buildings, or use line_of_sight: Probability");
    let sound = scene("line_of_sight: Probability, car_loss: true").expect("drawn");
    assert_eq!(parse(&twin_scene::to_ron(&sound)).as_ref(), Ok(&sound), "written and read back");
}
