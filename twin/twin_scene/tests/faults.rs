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
    ways: [(kind: Road, points: [(0.0, 50.0), (100.0, 50.0)], speed_kmh: 30.0, width_m: 6.0)],
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
    ];
    for (from, to, path) in cases {
        let faults = faults_after(&[(from, to)]);
        assert!(faults.iter().any(|fault| fault.path == path), "{from} → {to}: {faults:#?}");
    }
}

#[test]
fn all_faults_come_together_with_line_and_column() {
    let faults = faults_after(&[("pci: 8", "pci: 1200"), ("\"glass\"", "\"jelly\""), ("slice: 0", "slice: 9")]);
    let lines: Vec<String> = faults.iter().map(|fault| fault.in_file("scene.ron")).collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(
        lines[0].starts_with(
            "scene.ron:8:135: buildings[1].material: \"jelly\" is no known material; use one of concrete, "
        ),
        "{}",
        lines[0]
    );
    assert_eq!(
        lines[1],
        "scene.ron:13:15: sites[0].sectors[1].pci: 1200 is not a physical cell identity; use 0..=1007"
    );
    assert_eq!(
        lines[2],
        "scene.ron:21:38: agents[0].slice: there is no slice 9; slices are numbered from 0; there are 2"
    );
}

#[test]
fn the_first_fault_of_syntax_is_placed() {
    let faults = faults_after(&[("pci: 8", "pci: 70000")]);
    assert_eq!(
        (faults.len(), faults[0].line, faults[0].path.as_str()),
        (1, 13, "sites[0].sectors[1].pci"),
        "{faults:?}"
    );
    let faults = faults_after(&[("bits: 2", "bitz: 2")]);
    assert!(faults.len() == 1 && faults[0].line == 15 && faults[0].message.contains("bitz"), "{faults:?}");
    assert_eq!(parse("").expect_err("nothing is no scene").len(), 1);
}

#[test]
fn a_huge_file_is_refused() {
    let faults = parse(&" ".repeat(twin_scene::LARGEST_FILE_BYTES + 1)).expect_err("too large");
    assert!(faults[0].message.contains("bytes"));
}
