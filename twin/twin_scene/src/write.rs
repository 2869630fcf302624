//! Writes a scene as RON: top-level fields in the order of the schema, one building, way or block a line, sites and slices laid out.

use ron::ser::{PrettyConfig, to_string_pretty};
use serde::Serialize;

use crate::schema::Scene;

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
    field(&mut out, "ground_material", &scene.ground_material, 0);
    field(&mut out, "sites", &scene.sites, LAID_OUT);
    field(&mut out, "ris", &scene.ris, LAID_OUT);
    field(&mut out, "slices", &scene.slices, LAID_OUT);
    field(&mut out, "mobility", &scene.mobility, LAID_OUT);
    field(&mut out, "agents", &scene.agents, ONE_A_LINE);
    field(&mut out, "cameras", &scene.cameras, ONE_A_LINE);
    field(&mut out, "areas", &scene.areas, ONE_A_LINE);
    field(&mut out, "ways", &scene.ways, ONE_A_LINE);
    field(&mut out, "blocks", &scene.blocks, ONE_A_LINE);
    field(&mut out, "buildings", &scene.buildings, ONE_A_LINE);
    out.push_str(")\n");
    out
}

fn field<T: Serialize>(out: &mut String, name: &str, value: &T, depth: usize) {
    let config =
        PrettyConfig::new().new_line("\n").depth_limit(depth).compact_structs(false).separate_tuple_members(false);
    let text = to_string_pretty(value, config).expect("scene types are plain data, which RON can always write");
    // RON escapes line breaks inside strings, so every line break is layout.
    let text = text.replace('\n', "\n    ");
    out.push_str(&format!("    {name}: {text},\n"));
}
