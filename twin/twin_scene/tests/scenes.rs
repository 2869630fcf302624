//! The built-in scenes keep the rules, survive a round trip, and no damage to their text makes the parser panic.

use std::fs;
use std::path::PathBuf;

use twin_scene::schema::{CustomMaterial, GroundMaterial, Mesh};
use twin_scene::{Scene, parse, to_ron};

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

/// A scene with a material and a mesh of its own.
fn with_a_mesh() -> Scene {
    let (_, text) = built_in().into_iter().find(|(file, _)| file.ends_with("two_ray.ron")).expect("a small scene");
    let mut scene = parse(&text).expect("built-in scenes have no faults");
    scene.materials.push(CustomMaterial {
        name: "foam \"β\"\n".into(),
        relative_permittivity: 1.05,
        conductivity_s_per_m: 1e-9,
        thickness_m: None,
        scattering_coefficient: 0.2,
        scattering_lobe: 7,
        source: "assumed".into(),
    });
    scene.ground_material.material = GroundMaterial::NONE.into();
    scene.meshes.push(Mesh {
        name: "Sign".into(),
        material: "metal".into(),
        thickness_m: None,
        vertices: vec![(1e-300, 1.0 / 3.0, 5.0), (0.0, -0.0, 1e4), (1.0, 2.0, 3.0)],
        triangles: vec![(2, 1, 0)],
    });
    scene
}

#[test]
fn large_meshes_are_written_on_few_lines_and_read_back_equal() {
    let mut scene = with_a_mesh();
    // A hilly terrain of 100 352 triangles.
    let n = 225_u32;
    let at = |i: u32| {
        let (x, y) = (f64::from(i % n), f64::from(i / n));
        (x / 3.0, -y * 1.1, f64::from(f32::from(i as u8 as i16) / 7.0) * 1e-7)
    };
    let squares = (0..n * (n - 1)).filter(|i| i % n != n - 1);
    let terrain = Mesh {
        name: "Terrain".into(),
        material: "foam \"β\"\n".into(),
        thickness_m: Some(0.5),
        vertices: (0..n * n).map(at).collect(),
        triangles: squares.flat_map(|i| [(i, i + 1, i + n + 1), (i, i + n + 1, i + n)]).collect(),
    };
    scene.meshes.push(terrain);
    let written = to_ron(&scene);
    assert_eq!(parse(&written).as_ref(), Ok(&scene));
    let lines: Vec<&str> = written.lines().collect();
    assert!(lines.len() < 13_000, "{} lines", lines.len());
    assert!(lines.iter().all(|line| line.len() < 600));
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
    let texts = built_in().into_iter().map(|(_, text)| text).chain([to_ron(&with_a_mesh())]);
    let scenes: Vec<String> = texts.filter(|text| text.len() < 50_000).collect();
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
