//! What a scene can hold: within 20 km, not too many meshes and triangles.

use std::collections::BTreeMap;

use crate::Object;
use crate::names::Unique;

/// Farthest coordinate after a shift, m; a scene allows 20 km.
const FARTHEST_M: f64 = 19_000.0;
/// Most meshes, and most vertices and triangles of all, that a scene allows.
const MOST_MESHES: usize = 20_000;
const MOST_PARTS: usize = 2_000_000;

/// A mesh of the scene to be.
pub(super) struct Part<'i> {
    pub(super) name: String,
    pub(super) material: Option<&'i str>,
    pub(super) vertices: Vec<[f64; 3]>,
    pub(super) faces: Vec<[u32; 3]>,
}

/// The objects that fit, in their order, shifted where they lie too far from the origin.
pub(super) fn fit<'i>(objects: &'i [Object], remarks: &mut Vec<String>) -> Vec<Part<'i>> {
    let corners = || objects.iter().flat_map(|object| &object.vertices);
    let mut shift = [0.0; 3];
    for (axis, shift) in shift.iter_mut().enumerate() {
        let low = corners().map(|p| p[axis]).fold(f64::INFINITY, f64::min);
        let high = corners().map(|p| p[axis]).fold(f64::NEG_INFINITY, f64::max);
        if low < -FARTHEST_M || high > FARTHEST_M {
            *shift = -((low + high) / 2.0).round();
        }
    }
    if shift != [0.0; 3] {
        remarks.push(format!("Moved by {}, {} and {} m to be near the origin.", shift[0], shift[1], shift[2]));
    }
    let mut names = Unique::default();
    let mut parts: Vec<Part<'i>> = Vec::new();
    let (mut n_vertices, mut n_faces, mut far, mut beyond) = (0, 0, 0_usize, 0_usize);
    for object in objects.iter().filter(|object| !object.faces.is_empty()) {
        let moved: Vec<[f64; 3]> =
            object.vertices.iter().map(|p| [0, 1, 2].map(|axis| p[axis] + shift[axis])).collect();
        if !moved.iter().flatten().all(|c| (-FARTHEST_M..=FARTHEST_M).contains(c)) {
            far += 1;
            continue;
        }
        if n_vertices + moved.len() > MOST_PARTS || n_faces + object.faces.len() > MOST_PARTS {
            beyond += 1;
            continue;
        }
        n_vertices += moved.len();
        n_faces += object.faces.len();
        let name = if object.name.trim().is_empty() { "unnamed" } else { &object.name };
        parts.push(Part {
            name: names.name(name),
            material: object.material.as_deref(),
            vertices: moved,
            faces: object.faces.clone(),
        });
    }
    if far > 0 {
        remarks.push(format!("{far} meshes farther than {FARTHEST_M} m were left out."));
    }
    if beyond > 0 {
        remarks.push(format!("{beyond} meshes were left out: a scene has at most {MOST_PARTS} triangles."));
    }
    if parts.len() > MOST_MESHES {
        remarks.push(format!("{} meshes were joined by material.", parts.len()));
        parts = joined(parts);
    }
    parts
}

/// One mesh for each material.
fn joined(parts: Vec<Part<'_>>) -> Vec<Part<'_>> {
    let mut by_material: BTreeMap<Option<&str>, Part<'_>> = BTreeMap::new();
    for part in parts {
        let whole = by_material.entry(part.material).or_insert_with(|| Part {
            name: part.material.unwrap_or("without material").to_owned(),
            material: part.material,
            vertices: Vec::new(),
            faces: Vec::new(),
        });
        let first = whole.vertices.len() as u32;
        whole.vertices.extend(part.vertices);
        whole.faces.extend(part.faces.iter().map(|face| face.map(|corner| corner + first)));
    }
    let mut names = Unique::default();
    by_material.into_values().map(|part| Part { name: names.name(&part.name), ..part }).collect()
}
