//! Sionna RT's naming rules (`sionna.rt.scene_utils.process_xml`, `SceneObject.name`, `RadioMaterialBase.name` of version 2.2).

use std::collections::{BTreeMap, BTreeSet};

use crate::{ImportedMaterial, MaterialKind};

/// Classes of ITU-R P.2040 that Sionna RT 2.2 knows, by its names.
pub(crate) const ITU_NAMES: [&str; 19] = [
    "vacuum",
    "concrete",
    "brick",
    "plasterboard",
    "wood",
    "glass",
    "clear_acrylic",
    "ceiling_board",
    "chipboard",
    "plywood",
    "marble",
    "floorboard",
    "vinyl_tile",
    "carpet_tile",
    "asphalt_concrete",
    "metal",
    "very_dry_ground",
    "medium_dry_ground",
    "wet_ground",
];

/// An object's name: the shape's id without a leading `mesh-`.
pub(crate) fn object_name(id: &str) -> &str {
    id.strip_prefix("mesh-").unwrap_or(id)
}

/// A material's name: the id without a leading `mat-`.
pub(crate) fn material_name(id: &str) -> &str {
    id.strip_prefix("mat-").unwrap_or(id)
}

/// What a name says after `itu_` or `itu-`, which makes it a class of P.2040 by its name alone.
pub(crate) fn after_itu(name: &str) -> Option<&str> {
    name.strip_prefix("itu_").or_else(|| name.strip_prefix("itu-"))
}

/// The class of P.2040 that a word means: hyphens and blanks count as underscores, capitals as small letters, and the `.001` that Blender
/// adds to copies is dropped.
pub(crate) fn itu_class(word: &str) -> Option<&'static str> {
    let word = match word.rsplit_once('.') {
        Some((stem, number)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => stem,
        _ => word,
    };
    let plain: String =
        word.trim().chars().map(|c| if matches!(c, '-' | ' ') { '_' } else { c.to_ascii_lowercase() }).collect();
    ITU_NAMES.into_iter().find(|&name| name == plain)
}

/// A material of which only the name is known; what is assumed is noted.
pub(crate) fn material_by_name(name: &str, notes: &mut Vec<String>) -> ImportedMaterial {
    let word = after_itu(name);
    let kind = match itu_class(word.unwrap_or(name)) {
        Some(class) => {
            if word.is_none() {
                notes.push(format!("Material {name:?} is taken for {class} of ITU-R P.2040 by its name."));
            }
            MaterialKind::Itu(class.to_owned())
        }
        None => {
            notes.push(format!("Material {name:?} says nothing about its radio properties."));
            MaterialKind::Unknown
        }
    };
    ImportedMaterial::new(name, kind)
}

/// Gives each name once: the second `wall` becomes `wall_2`.
#[derive(Default)]
pub(crate) struct Unique {
    used: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Unique {
    /// The name, or the name with a number if it was given before.
    pub(crate) fn name(&mut self, wanted: &str) -> String {
        if self.used.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let next = self.next.entry(wanted.to_owned()).or_insert(2);
        loop {
            let name = format!("{wanted}_{next}");
            *next += 1;
            if self.used.insert(name.clone()) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_found_by_any_spelling() {
        for (word, class) in [
            ("concrete", Some("concrete")),
            ("wet-ground", Some("wet_ground")),
            ("Medium dry ground", Some("medium_dry_ground")),
            ("glass.001", Some("glass")),
            ("glass.x", None),
            ("jelly", None),
            ("", None),
        ] {
            assert_eq!(itu_class(word), class, "{word}");
        }
    }

    #[test]
    fn names_are_given_once() {
        let mut unique = Unique::default();
        let names = ["a", "a", "a_2", "a", "b"].map(|name| unique.name(name));
        assert_eq!(names, ["a", "a_2", "a_2_2", "a_3", "b"]);
    }
}
