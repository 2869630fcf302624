//! Who may depend on whom: the directions of ARCHITECTURE.md, and the absences it promises.

use crate::shell::{cargo, output, root};
use anyhow::{Result, bail};
use std::collections::{BTreeMap, BTreeSet};

/// Never below `plugins/`, nor in the command line's tree.
const NO_RENDERER: [&str; 6] = ["bevy_render", "bevy_winit", "winit", "wgpu", "egui", "bevy_egui"];
/// Never in `twin/`.
const NO_MODEL_RUNTIME: [&str; 2] = ["tract-onnx", "tract-core"];

/// Layers from the bottom up: a crate may use crates of lower layers, and of its own only where listed in [`SIDEWAYS`].
const LAYERS: [&[&str]; 6] = [
    &["twin_units"],
    &["twin_scene", "twin_radio", "twin_antenna", "twin_air", "twin_ran", "twin_channel", "twin_edge"],
    &["twin_mobility"],
    &["twin_sim"],
    &[
        "view_state",
        "osm_import",
        "mesh_import",
        "onnx_policy",
        "recording",
        "coverage_map",
        "report",
        "raster_export",
        "ray_case",
        "ran_case",
        "ran_study",
        "scene_view",
        "radio_view",
        "panels",
    ],
    &["beamscape_cli", "beamscape", "headless_tests", "visual_tests", "fuzz_tests", "xtask", "bindgen"],
];
/// Plugins that build on plugins, and hosts on hosts.
const SIDEWAYS: [(&str, &str); 16] = [
    ("report", "recording"),
    ("report", "coverage_map"),
    ("report", "view_state"),
    ("view_state", "coverage_map"),
    ("scene_view", "view_state"),
    ("radio_view", "view_state"),
    ("radio_view", "scene_view"),
    ("radio_view", "coverage_map"),
    ("panels", "view_state"),
    ("panels", "coverage_map"),
    ("panels", "raster_export"),
    ("panels", "recording"),
    ("ray_case", "mesh_import"),
    ("beamscape", "beamscape_cli"),
    ("visual_tests", "beamscape"),
    ("headless_tests", "beamscape_cli"),
];

pub(crate) fn deps() -> Result<()> {
    let mut faults = directions()?;
    for layer in &LAYERS[..4] {
        for name in *layer {
            let forbidden = NO_RENDERER.iter().chain(&NO_MODEL_RUNTIME);
            faults.extend(absences(name, &forbidden.copied().collect::<Vec<_>>())?);
        }
    }
    faults.extend(absences("beamscape_cli", &NO_RENDERER)?);
    faults.extend(one_version_each()?);
    if !faults.is_empty() {
        bail!("{}", faults.join("\n       "));
    }
    println!("dependency directions hold; nothing in twin/ depends on rendering, windowing, egui or tract");
    Ok(())
}

/// Every edge between our crates goes down.
fn directions() -> Result<Vec<String>> {
    let layer_of: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(layer, names)| names.iter().map(move |name| (*name, layer))).collect();
    let mut faults = Vec::new();
    for folder in ["twin", "plugins", "app", "tests"] {
        for entry in std::fs::read_dir(root().join(folder))?.flatten() {
            let Ok(manifest) = std::fs::read_to_string(entry.path().join("Cargo.toml")) else { continue };
            let name =
                manifest.lines().find_map(|line| line.strip_prefix("name = ")).unwrap_or_default().trim_matches('"');
            let Some(&own) = layer_of.get(name) else {
                faults.push(format!("{name:?} has no layer: add it to LAYERS in app/xtask/src/deps.rs"));
                continue;
            };
            for used in
                manifest.lines().filter_map(dependency_name).filter(|used| layer_of.contains_key(used) && *used != name)
            {
                if layer_of[used] >= own && !SIDEWAYS.contains(&(name, used)) {
                    faults.push(format!("{name} must not depend on {used}"));
                }
            }
        }
    }
    Ok(faults)
}

/// Name of the dependency a manifest line declares.
fn dependency_name(line: &str) -> Option<&str> {
    let name = line.split(['.', ' ', '=']).next()?;
    (line.contains("workspace = true") && !name.is_empty()).then_some(name)
}

/// Forbidden crates in a package's tree of normal dependencies, for any target.
fn absences(package: &str, forbidden: &[&str]) -> Result<Vec<String>> {
    let tree = output(cargo().args([
        "tree", "--locked", "-p", package, "-e", "normal", "--target", "all", "--prefix", "none", "--format", "{p}",
    ]))?;
    let found: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    Ok(forbidden
        .iter()
        .filter(|name| found.contains(*name))
        .map(|name| format!("{package} must not depend on {name}, not even through others"))
        .collect())
}

/// Heavy crates are in the lock file once: a second Bevy or egui resolves without an error and then nothing fits.
fn one_version_each() -> Result<Vec<String>> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    let count = |name: &str| lock.matches(&format!("name = \"{name}\"\n")).count();
    Ok(["bevy_ecs", "egui", "wgpu", "rapier3d", "parry3d"]
        .into_iter()
        .filter(|name| count(name) != 1)
        .map(|name| format!("{name} must be in Cargo.lock exactly once, found {}", count(name)))
        .collect())
}
