//! Imports damaged files and judges what comes of them.

use mesh_import::{Imported, export_mitsuba, import_any, import_mitsuba, scene_from};

use super::damage::{Random, damage};
use super::seeds::Seed;

/// What came of a damaged file.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Whether it was read.
    pub(crate) read: bool,
    /// What is wrong with what was read, or with the message; `None` if all is well.
    pub(crate) wrong: Option<String>,
}

/// Damages a seed and imports it; sometimes one of the files it refers to is damaged instead. `deep`: tries all that can be made of it, too.
pub(crate) fn try_one(seed: &Seed, other: &Seed, random: &mut Random, deep: bool) -> Outcome {
    let mut bytes = seed.bytes.clone();
    let mut others = seed.others.clone();
    if !others.is_empty() && random.below(3) == 0 {
        let i = random.below(others.len());
        damage(&mut others[i].1, &other.bytes, random);
    } else {
        damage(&mut bytes, &other.bytes, random);
    }
    let mut read = |path: &str| {
        let found = others.iter().find(|(name, _)| *name == path);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| "there is no such file".to_owned())
    };
    match import_any(seed.name, &bytes, &mut read) {
        Ok(imported) => {
            Outcome { read: true, wrong: faults_of(&imported).or_else(|| if deep { made_of(&imported) } else { None }) }
        }
        Err(fault) => {
            let text = fault.to_string();
            let is_sentence = text.len() < 800 && !text.contains('\n') && !text.ends_with('.') && text.contains(": ");
            Outcome { read: false, wrong: (!is_sentence).then_some(text) }
        }
    }
}

/// What must hold for everything that was read.
fn faults_of(imported: &Imported) -> Option<String> {
    let mut names = std::collections::BTreeSet::new();
    for object in &imported.objects {
        if !names.insert(&object.name) {
            return Some(format!("two objects named {:?}", object.name));
        }
        if object.vertices.as_flattened().iter().any(|c| !(-1e9..=1e9).contains(c)) {
            return Some(format!("{:?} has a vertex nowhere", object.name));
        }
        if object.faces.as_flattened().iter().any(|&corner| corner as usize >= object.vertices.len()) {
            return Some(format!("{:?} has a face without vertex", object.name));
        }
        if let Some(material) = &object.material
            && imported.materials.iter().all(|known| known.name != *material)
        {
            return Some(format!("{:?} is made of unknown {material:?}", object.name));
        }
    }
    None
}

/// What is made of an import must be accepted again.
fn made_of(imported: &Imported) -> Option<String> {
    let scene = scene_from(imported, "Fuzz");
    match twin_scene::parse(&twin_scene::to_ron(&scene)) {
        Ok(read) if read == scene => {}
        Ok(_) => return Some("the scene reads back differently".to_owned()),
        Err(faults) => return Some(format!("the scene has the fault {}", faults[0])),
    }
    let files = export_mitsuba(imported);
    let mut read = |path: &str| {
        let found = files.iter().find(|(name, _)| name == path);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| "there is no such file".to_owned())
    };
    match import_mitsuba(&String::from_utf8_lossy(&files[0].1), "scene.xml", &mut read) {
        Ok(again) if again.objects.len() == imported.objects.len() => None,
        Ok(again) => Some(format!("{} of {} objects come back", again.objects.len(), imported.objects.len())),
        Err(fault) => Some(format!("the export cannot be read: {fault}")),
    }
}
