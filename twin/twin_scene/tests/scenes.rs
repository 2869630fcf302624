//! The built-in scenes keep the rules, survive a round trip, and no damage to their text makes the parser panic.

use std::fs;
use std::path::PathBuf;

use twin_scene::{parse, to_ron};

#[expect(clippy::disallowed_methods, reason = "a test reads the folder that the twin never does")]
fn built_in() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenes");
    let entries = fs::read_dir(folder).expect("the repository has a folder of scenes");
    let paths = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "ron"));
    let mut scenes: Vec<_> =
        paths.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a readable scene"))).collect();
    scenes.sort();
    scenes
}

#[test]
fn built_in_scenes_have_no_faults() {
    let scenes = built_in();
    assert!(scenes.len() >= 4);
    for (file, text) in scenes {
        if let Err(faults) = parse(&text) {
            let list: Vec<String> = faults.iter().map(|fault| fault.in_file(&file)).collect();
            panic!("{}", list.join("\n"));
        }
    }
}

#[test]
fn a_written_scene_reads_back_equal() {
    for (file, text) in built_in() {
        let scene = parse(&text).expect("built-in scenes have no faults");
        assert_eq!(parse(&to_ron(&scene)).as_ref(), Ok(&scene), "{file}");
    }
}

/// A small generator with a fixed start (Knuth's MMIX constants), so that each run damages the same bytes.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn damaged_text_gives_faults_in_the_text_and_no_panic() {
    let scenes: Vec<String> = built_in().into_iter().map(|(_, text)| text).filter(|text| text.len() < 50_000).collect();
    let pieces = [
        "(",
        ")",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "-",
        "1e999",
        "NaN",
        "inf",
        "-0",
        "99999999999",
        "/*",
        "r#\"",
        "'",
        "\\",
        "é",
        "Some(",
        "{",
    ];
    let mut random = Lcg(1);
    let mut faulty = 0;
    for _ in 0..2000 {
        let mut bytes = scenes[random.below(scenes.len())].clone().into_bytes();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = random.below(256) as u8,
                1 => bytes.truncate(at.max(1)),
                2 => drop(bytes.splice(at..at, pieces[random.below(pieces.len())].bytes())),
                _ => drop(bytes.drain(at..(at + 1 + random.below(40)).min(bytes.len() - 1).max(at))),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Err(faults) = parse(&text) {
            faulty += 1;
            assert!(!faults.is_empty());
            let lines = text.matches('\n').count() + 1;
            assert!(faults.iter().all(|fault| (1..=lines).contains(&fault.line) && fault.column >= 1), "{faults:?}");
        }
    }
    assert!(faulty > 1000, "only {faulty} of 2000 were noticed");
}
