//! Scenes in RON.

use twin_scene::Scene;

use crate::seed::{Kind, Outcome, Seed, no_sentence, repository_file};

const WORDS: &[&str] = &[
    "Some(",
    "None",
    "(",
    ")",
    "((((((((",
    "[[[[[[[[",
    "/*",
    "*/",
    "//",
    "r#\"",
    "\"#",
    "\"\\u{0}\"",
    "\\",
    "#![enable(implicit_some)]",
    "version: 1,",
    "name: \"\",",
    "sites: [],",
    "materials: [(name: \"x\")],",
    "holes: [[]],",
    "height_m: NaN,",
    "Loop(points: [], height_m: inf)",
    "0x_",
    "1e",
    "é",
];

pub(super) const SCENE: Kind = Kind { name: "scene", seeds, words: WORDS, protobuf: false, judge };

fn seeds() -> Vec<Seed> {
    let committed = ["street_corner", "factory", "two_ray", "helsinki"];
    let scene = |name| Seed::alone("a.ron", repository_file(&format!("scenes/{name}.ron")));
    committed.map(scene).into_iter().chain([Seed::alone("a.ron", meshes())]).collect()
}

/// A scene of meshes with materials of their own.
fn meshes() -> String {
    let bytes = repository_file("plugins/mesh_import/tests/fixtures/fuzz/house.glb");
    let mut no_files = |_: &str| Err("there is no such file".to_owned());
    let imported = mesh_import::import_any("a.glb", &bytes, &mut no_files).expect("the fixture is sound");
    twin_scene::to_ron(&mesh_import::scene_from(&imported, "Meshes"))
}

fn judge(file: &Seed, deep: bool) -> Outcome {
    let text = String::from_utf8_lossy(&file.bytes);
    match twin_scene::parse(&text) {
        Ok(scene) => Outcome::read(if deep { reads_back(&scene) } else { None }),
        Err(faults) => {
            let n_lines = text.split('\n').count();
            let wrong = faults.iter().find_map(|fault| {
                let place = (1..=n_lines).contains(&fault.line) && fault.column >= 1;
                no_sentence(&fault.to_string())
                    .or_else(|| (!place).then(|| format!("no place of {n_lines} lines: {fault}")))
            });
            let silent = faults.is_empty().then(|| "refused without a fault".to_owned());
            Outcome { read: false, wrong: wrong.or(silent) }
        }
    }
}

/// A scene must come back from its own text; what is wrong if it does not.
pub(super) fn reads_back(scene: &Scene) -> Option<String> {
    match twin_scene::parse(&twin_scene::to_ron(scene)) {
        Ok(read) if read == *scene => None,
        Ok(_) => Some("the scene reads back differently".to_owned()),
        Err(faults) => Some(format!("the scene has the fault {}", faults[0])),
    }
}
