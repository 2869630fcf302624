//! Meshes: Mitsuba, PLY, glTF, OBJ.

use mesh_import::{Imported, export_mitsuba, import_any, import_mitsuba, scene_from};

use crate::seed::{Kind, Outcome, Seed};

use super::mesh_seeds;
use super::scene::reads_back;

const XML_WORDS: &[&str] = &[
    "<shape type=\"cube\"/>",
    "<shape type=\"instance\"><ref id=\"g\"/></shape>",
    "<default name=\"h\" value=\"$h\"/>",
];
const PLY_WORDS: &[&str] = &["property list uchar int vertex_indices\n", "element face 1000000\n", "end_header\n"];
const GLTF_WORDS: &[&str] = &["\"byteOffset\":", "\"count\": 4294967295,", "\"sparse\": {", "\"children\": [0],"];
const OBJ_WORDS: &[&str] = &["f 1 2 3\n", "v 0 0 0\n", "usemtl x\n", "o a\n", "f -1/2/3 //1\n"];

pub(super) const MITSUBA: Kind = kind("mitsuba", mesh_seeds::mitsuba, XML_WORDS);
pub(super) const PLY: Kind = kind("ply", mesh_seeds::ply, PLY_WORDS);
pub(super) const GLTF: Kind = kind("gltf", mesh_seeds::gltf, GLTF_WORDS);
pub(super) const OBJ: Kind = kind("obj", mesh_seeds::obj, OBJ_WORDS);

const fn kind(name: &'static str, seeds: fn() -> Vec<Seed>, words: &'static [&'static str]) -> Kind {
    Kind { name, seeds, words, protobuf: false, judge }
}

fn judge(file: &Seed, deep: bool) -> Outcome {
    let mut read = |path: &str| {
        let found = file.others.iter().find(|(name, _)| *name == path);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| "there is no such file".to_owned())
    };
    match import_any(file.name, &file.bytes, &mut read) {
        Ok(imported) => Outcome::read(faults_of(&imported).or_else(|| if deep { made_of(&imported) } else { None })),
        Err(fault) => {
            let text = fault.to_string();
            let names_the_place = text.contains(": ");
            if names_the_place { Outcome::refused(&text) } else { Outcome { read: false, wrong: Some(text) } }
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
    if let Some(wrong) = reads_back(&scene) {
        return Some(wrong);
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
