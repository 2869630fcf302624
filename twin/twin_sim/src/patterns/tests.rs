use super::*;
use crate::load::{LoadError, TwinLoader};
use glam::DVec3;
use twin_antenna::Angles;

const PANEL: &str = include_str!("../../../../scenes/panel_65.msi");

/// A mast that looks east, with one sector.
fn scene(source: &str, sector: &str, array: &str) -> String {
    format!(
        r#"(version: 1, name: "Test", bounds: (min: (-300.0, -300.0), max: (300.0, 300.0)),
        carrier: (frequency_ghz: 3.5, bandwidth_mhz: 20.0, scs_khz: 15, n_prb: 106, ue_noise_figure_db: 7.0, dl_share: 0.75),
        ground_material: (material: "none"),
        antenna_patterns: [(name: "panel", source: {source})],
        sites: [(name: "Mast", position: (0.0, 0.0, 10.0), sectors: [
            (pci: 0, azimuth_deg: 90.0, downtilt_deg: 2.0, power_dbm: 30.0, array: ({array}), pattern: Some({sector}))])],
        slices: [(name: "S", sst: 1, max_ratio_percent: 100, min_ratio_percent: 0, dedicated_ratio_percent: 0,
            traffic: Ftp(mean_mbps: 5.0, file_kb: 100.0), sla: (max_latency_ms: 100.0, reliability_percent: 95.0))],
        agents: [(kind: Camera, count: 1, slice: 0, motion: Fixed([(100.0, 0.0, 0.0)]), speed_m_per_s: 0.0, antenna_height_m: 1.5)])"#
    )
}

const FILE: &str = "File(\"panel_65.msi\")";
const WHOLE: &str = "Sector(\"panel\")";
const ONE: &str = "rows: 1, columns: 1, beams_azimuth: 1, beams_elevation: 1";

fn embedded(text: &str) -> String {
    let mut read = |file: &str| match file {
        "panel_65.msi" => Ok(PANEL.as_bytes().to_vec()),
        _ => Err("there is no such file".to_owned()),
    };
    embed(text, &mut read).expect("the scene is sound").expect("it names a file")
}

/// East, so many degrees to the right and below the horizon.
fn toward(right_deg: f64, below_deg: f64) -> DVec3 {
    Angles { zenith_rad: (90.0 + below_deg).to_radians(), azimuth_rad: -right_deg.to_radians() }.direction()
}

fn db(gain: f64) -> f64 {
    10.0 * gain.log10()
}

#[test]
fn peak_gain_and_half_power_beamwidths_are_read_back() {
    let pattern = parse_msi(PANEL).expect("our own file is sound");
    assert!(pattern.notes().is_empty(), "{:?}", pattern.notes());
    // By its formula the vertical width is 7°; lines between whole degrees, 2.20 dB at 3° and 3.92 dB at 4°, make it 2 · 3.465°.
    assert_eq!(
        describe(&pattern),
        "17.50 dBi at 3500 MHz, half-power beamwidths 65.0° horizontal and 6.9° vertical, peak 6° below the horizon"
    );
}

#[test]
fn a_whole_sector_has_the_gain_of_its_file_tilted_with_the_sector() {
    let twin = TwinLoader::parse(&embedded(&scene(FILE, WHOLE, ONE)), 1).and_then(TwinLoader::finish);
    let twin = twin.expect("the scene is sound");
    let antenna = twin.engine().antenna(0);
    // The file's 6° of electrical tilt and the sector's 2° of mechanical tilt.
    let peak = db(antenna.gain(0, toward(0.0, 8.0)));
    assert!((peak - 17.5).abs() < 1e-9, "{peak}");
    for (right, below, expected) in
        [(0.0, 11.0, 17.5 - 2.2), (0.0, 5.0, 17.5 - 2.2), (0.0, 12.0, 17.5 - 3.92), (0.0, 90.0, 17.5 - 22.0)]
    {
        let gain = db(antenna.gain(0, toward(right, below)));
        assert!((gain - expected).abs() < 0.02, "{right} {below}: {gain}");
    }
    // To the side a downtilted panel turns about its own left: cut and world meet again at the panel's own 6°.
    let local = |right: f64| {
        let angles = Angles { zenith_rad: 96_f64.to_radians(), azimuth_rad: -f64::to_radians(right) };
        antenna.orientation.world_from_local(angles.direction())
    };
    assert!(
        (db(antenna.gain(0, local(32.5))) - 14.5).abs() < 0.02
            && (db(antenna.gain(0, local(-32.5))) - 14.5).abs() < 0.02
    );
    let path = &twin.engine().solve(DVec3::new(100.0, 0.0, 1.5)).paths[0][0];
    let table = crate::budget::budget(twin.engine(), 0, 0, path, DVec3::new(100.0, 0.0, 1.5), None);
    assert!(table[1].valid && table[1].source.starts_with("pattern file"), "{:?}", table[1]);
    assert_eq!(table[1].note, "Beamscape panel 65");
}

#[test]
fn an_element_of_an_array_adds_the_gain_of_the_array() {
    let text =
        embedded(&scene(FILE, "Element(\"panel\")", "rows: 1, columns: 4, beams_azimuth: 1, beams_elevation: 1"));
    let twin = TwinLoader::parse(&text, 1).and_then(TwinLoader::finish).expect("the scene is sound");
    let gain = db(twin.engine().antenna(0).gain(0, toward(0.0, 8.0)));
    assert!((gain - 17.5 - db(4.0)).abs() < 1e-6, "{gain}");
}

#[test]
fn an_embedded_scene_stands_by_itself_and_embeds_to_nothing() {
    let text = embedded(&scene(FILE, WHOLE, ONE));
    let mut none = |_: &str| -> Result<Vec<u8>, String> { unreachable!("nothing is left to read") };
    assert_eq!(embed(&text, &mut none), Ok(None));
    assert_eq!(twin_scene::to_ron(&twin_scene::parse(&text).expect("sound")), text);
}

#[track_caller]
fn fault(result: Result<Option<String>, Vec<Fault>>) -> Fault {
    result.expect_err("there is a fault").remove(0)
}

#[test]
fn faults_name_scene_file_line_and_remedy() {
    let text = scene(FILE, WHOLE, ONE);
    let with = |bytes: &[u8]| fault(embed(&text, &mut |_| Ok(bytes.to_vec())));
    let broken = PANEL.replacen("\n7 0.14", "\n7 much", 1);
    let found = with(broken.as_bytes());
    assert_eq!((found.line, found.path.as_str()), (4, "antenna_patterns[0].source"));
    assert!(found.message.starts_with("panel_65.msi: line 18: expected an angle and a loss"), "{found}");
    assert!(with(&vec![b' '; MAX_BYTES + 1]).message.contains("more than"));
    assert!(with(b"").message.contains("GAIN is missing"));
    let gone = fault(embed(&text, &mut |_| Err("no such file".into())));
    assert!(gone.message.contains("cannot be read: no such file") && gone.remedy.contains("beside the scene"));
    // Where there are no files at all, the loader says so.
    let Err(LoadError::Scene(faults)) = TwinLoader::parse(&text, 1).map(|_| ()) else {
        panic!("a file nobody read is a fault")
    };
    assert!(faults[0].line == 4 && faults[0].remedy.contains("Text("), "{faults:?}");
    let unread = Arc::new(twin_scene::parse(&text).expect("the scene itself is sound"));
    assert!(matches!(TwinLoader::new(unread, 1).step(), Err(LoadError::Pattern { .. })));
}

#[test]
fn latin_1_is_read() {
    let bytes: Vec<u8> =
        PANEL.replace("MAKE Beamscape", "MAKE M#ller").bytes().map(|b| if b == b'#' { 0xfc } else { b }).collect();
    let text = embed(&scene(FILE, WHOLE, ONE), &mut |_| Ok(bytes.clone())).expect("sound").expect("it names a file");
    assert!(text.contains("Müller"));
}

#[test]
fn rules_of_patterns_name_their_field() {
    let check = |source: &str, sector: &str, array: &str, path: &str| {
        let faults = twin_scene::parse(&scene(source, sector, array)).expect_err("a rule is broken");
        assert!(faults.iter().any(|fault| fault.path == path), "{source} {sector}: {faults:?}");
    };
    for file in ["/etc/passwd", "../panel.msi", "a/../../b", "C:panel.msi", "a\\\\b", "", "a//b"] {
        check(&format!("File({file:?})").replace("\\\\\\\\", "\\\\"), WHOLE, ONE, "antenna_patterns[0].source");
    }
    check(FILE, "Sector(\"other\")", ONE, "sites[0].sectors[0].pattern");
    check(FILE, WHOLE, "rows: 8, columns: 1, beams_azimuth: 1, beams_elevation: 1", "sites[0].sectors[0].pattern");
    let long = format!("Text(\"{}\")", "x".repeat(MAX_BYTES + 1));
    check(&long, WHOLE, ONE, "antenna_patterns[0].source");
}

/// Damaged files are faults or patterns with finite gains, never a panic.
#[test]
fn damage_does_no_harm() {
    let text = scene(FILE, WHOLE, ONE);
    let mut state = 3_u64;
    for _ in 0..300 {
        let mut bytes = PANEL.as_bytes().to_vec();
        for _ in 0..4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (state >> 33) as usize % bytes.len();
            match state >> 31 & 3 {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = (state >> 20) as u8,
                _ => bytes[at] = b"0123456789.-+eE \n"[(state >> 40) as usize % 17],
            }
        }
        if let Ok(Some(whole)) = embed(&text, &mut |_| Ok(bytes.clone())) {
            let twin = TwinLoader::parse(&whole, 1).expect("what embeds can be loaded");
            drop(twin);
        }
    }
}
