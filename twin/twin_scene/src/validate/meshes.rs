//! Rules of triangle meshes. They may reach beyond the bounds (a terrain does), up to the largest coordinate.

use std::collections::BTreeMap;

use super::{Checker, FARTHEST_M, materials};
use crate::fault::quoted;
use crate::schema::{Mesh, Scene};

/// Most meshes of a scene.
const MOST: usize = 20_000;
/// Most vertices and most triangles of all meshes together; San Francisco's centre has 0.3 million triangles.
const MOST_PARTS: usize = 2_000_000;

pub(super) fn check(scene: &Scene, to: &mut Checker) {
    to.count("meshes", scene.meshes.len(), 0, MOST);
    let sums = [
        ("vertices", scene.meshes.iter().map(|mesh| mesh.vertices.len()).sum::<usize>()),
        ("triangles", scene.meshes.iter().map(|mesh| mesh.triangles.len()).sum()),
    ];
    for (what, sum) in sums {
        if sum > MOST_PARTS {
            let message = format!("the meshes have {sum} {what} together");
            to.fault(
                "meshes",
                message,
                format!("a scene has at most {MOST_PARTS}; simplify the meshes or take a part"),
            );
        }
    }
    let mut first_with: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, mesh) in scene.meshes.iter().enumerate() {
        let path = format!("meshes[{i}]");
        to.name(format!("{path}.name"), &mesh.name);
        if let Some(first) = first_with.insert(&mesh.name, i) {
            let message = format!("{} is also the name of meshes[{first}]", quoted(&mesh.name));
            to.fault(format!("{path}.name"), message, "give each mesh its own");
        }
        to.material(format!("{path}.material"), &mesh.material);
        materials::thickness(format!("{path}.thickness_m"), mesh.thickness_m, to);
        vertices(&path, mesh, to);
        triangles(&path, mesh, to);
    }
}

fn vertices(path: &str, mesh: &Mesh, to: &mut Checker) {
    for (k, p) in mesh.vertices.iter().enumerate() {
        for (axis, value) in [p.0, p.1, p.2].into_iter().enumerate() {
            if !(-FARTHEST_M..=FARTHEST_M).contains(&value) {
                let message = format!("{value} is not a coordinate in m");
                to.fault(format!("{path}.vertices[{k}].{axis}"), message, format!("use -{FARTHEST_M}..={FARTHEST_M}"));
            }
        }
    }
}

fn triangles(path: &str, mesh: &Mesh, to: &mut Checker) {
    if mesh.triangles.is_empty() {
        to.fault(format!("{path}.triangles"), "the mesh has no triangles", "add some or remove the mesh");
    }
    for (k, t) in mesh.triangles.iter().enumerate() {
        for (corner, vertex) in [t.0, t.1, t.2].into_iter().enumerate() {
            if usize::try_from(vertex).map_or(true, |vertex| vertex >= mesh.vertices.len()) {
                to.fault(
                    format!("{path}.triangles[{k}].{corner}"),
                    format!("there is no vertex {vertex}"),
                    format!("vertices are numbered from 0; there are {}", mesh.vertices.len()),
                );
            }
        }
    }
}
