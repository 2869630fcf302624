//! Writes a scene as RON: top-level fields in the order of the schema, one building, way or block a line, sites and slices laid out,
//! meshes with several vertices or triangles a line.

use std::fmt::Write as _;

use ron::ser::{PrettyConfig, to_string_pretty};
use serde::Serialize;

use crate::schema::{Mesh, Scene};

/// Nesting to lay out over several lines: lists of many small things, one a line.
const ONE_A_LINE: usize = 1;
/// Nesting to lay out over several lines: structures people edit.
const LAID_OUT: usize = 4;

/// The scene as RON text, which [`parse`](crate::parse) reads back equal.
pub fn to_ron(scene: &Scene) -> String {
    let mut out = String::from("(\n");
    field(&mut out, "version", &scene.version, 0);
    field(&mut out, "name", &scene.name, 0);
    field(&mut out, "description", &scene.description, 0);
    field(&mut out, "attribution", &scene.attribution, 0);
    field(&mut out, "origin", &scene.origin, 0);
    field(&mut out, "bounds", &scene.bounds, 0);
    field(&mut out, "carrier", &scene.carrier, LAID_OUT);
    field(&mut out, "materials", &scene.materials, ONE_A_LINE);
    field(&mut out, "ground_material", &scene.ground_material, 0);
    field(&mut out, "antenna_patterns", &scene.antenna_patterns, ONE_A_LINE);
    field(&mut out, "sites", &scene.sites, LAID_OUT);
    field(&mut out, "ris", &scene.ris, LAID_OUT);
    field(&mut out, "slices", &scene.slices, LAID_OUT);
    field(&mut out, "mobility", &scene.mobility, LAID_OUT);
    field(&mut out, "weather", &scene.weather, LAID_OUT);
    field(&mut out, "propagation", &scene.propagation, LAID_OUT);
    if !scene.channel.is_default() {
        field(&mut out, "channel", &scene.channel, 0);
    }
    field(&mut out, "building_entry", &scene.building_entry, 0);
    field(&mut out, "agents", &scene.agents, ONE_A_LINE);
    field(&mut out, "cameras", &scene.cameras, ONE_A_LINE);
    field(&mut out, "areas", &scene.areas, ONE_A_LINE);
    field(&mut out, "woodland", &scene.woodland, ONE_A_LINE);
    field(&mut out, "ways", &scene.ways, ONE_A_LINE);
    field(&mut out, "blocks", &scene.blocks, ONE_A_LINE);
    field(&mut out, "buildings", &scene.buildings, ONE_A_LINE);
    meshes(&mut out, &scene.meshes);
    out.push_str(")\n");
    out
}

/// Vertices on a line.
const VERTICES_A_LINE: usize = 8;
/// Triangles on a line.
const TRIANGLES_A_LINE: usize = 16;

/// Written by hand: the general writer would give each number a line, or a whole city one.
fn meshes(out: &mut String, meshes: &[Mesh]) {
    if meshes.is_empty() {
        out.push_str("    meshes: [],\n");
        return;
    }
    out.push_str("    meshes: [\n");
    for mesh in meshes {
        let (name, material, thickness) = (inline(&mesh.name), inline(&mesh.material), inline(&mesh.thickness_m));
        out.push_str(&format!("        (name: {name}, material: {material}, thickness_m: {thickness}, vertices: ["));
        // `{:?}` keeps every digit and writes NaN and inf as RON does.
        rows(out, &mesh.vertices, VERTICES_A_LINE, |out, p| write!(out, "({:?},{:?},{:?})", p.0, p.1, p.2));
        out.push_str("], triangles: [");
        rows(out, &mesh.triangles, TRIANGLES_A_LINE, |out, t| write!(out, "({},{},{})", t.0, t.1, t.2));
        out.push_str("]),\n");
    }
    out.push_str("    ],\n");
}

/// A list with several items a line.
fn rows<T>(out: &mut String, items: &[T], a_line: usize, write: impl Fn(&mut String, &T) -> std::fmt::Result) {
    for line in items.chunks(a_line) {
        out.push_str("\n            ");
        for item in line {
            write(out, item).expect("writing to a string cannot fail");
            out.push(',');
        }
    }
}

fn inline<T: Serialize>(value: &T) -> String {
    ron::to_string(value).expect("scene types are plain data, which RON can always write")
}

fn field<T: Serialize>(out: &mut String, name: &str, value: &T, depth: usize) {
    let config =
        PrettyConfig::new().new_line("\n").depth_limit(depth).compact_structs(false).separate_tuple_members(false);
    let text = to_string_pretty(value, config).expect("scene types are plain data, which RON can always write");
    // RON escapes line breaks inside strings, so every line break is layout.
    let text = text.replace('\n', "\n    ");
    out.push_str(&format!("    {name}: {text},\n"));
}
