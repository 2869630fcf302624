//! What was simplified, and how to get the same numbers again.

use crate::case::Case;
use maud::{Markup, html};
use recording::Recording;
use std::collections::BTreeSet;
use twin_radio::Material;
use twin_units::Hertz;

/// Simplifications of the models, each true of every run.
const SIMPLIFIED: &[&str] = &[
    "Radio paths: line of sight, up to two specular reflections, and one path over the rooftops (Bullington construction, ITU-R P.526-15) where \
     the direct one is blocked. Nothing passes through a wall, nothing is scattered, and no wave bends around street corners.",
    "Reflections are found by sampled rays; a few distant double reflections are missed.",
    "Agents do not block or reflect waves: a bus casts no radio shadow. Rain, foliage and bodies are not modelled.",
    "SINR is flat over the carrier and constant during a frame of 10 ms; fast fading within a frame is not modelled.",
    "A block in error is sent again without combining gain. The SINR each MCS needs comes from a finite-block-length model with 1 dB of \
     implementation loss, not from measurements of a receiver.",
    "Only the downlink is simulated. Delays are those of queue and air; core, transport and the UE's processing are not in them.",
    "Measurement reports are never lost, and re-establishment always succeeds.",
    "Walls are taken to be 0.3 m thick and blocks 0.1 m; a building is of one material.",
    "Latency and energy of models on agents' devices are modelled from operation counts, not measured.",
];

/// The list, with what concerns this scene.
pub(crate) fn limits(case: &Case) -> Markup {
    html! {
        p { "The numbers come from models. These simplifications matter when comparing them with measurements:" }
        ul {
            @for item in SIMPLIFIED { li { (item) } }
            @for item in of_scene(case) { li { (item) } }
        }
    }
}

fn of_scene(case: &Case) -> Vec<String> {
    let Some(scene) = &case.scene else { return Vec::new() };
    let carrier = Hertz::from_ghz(scene.carrier.frequency_ghz);
    let buildings = scene.buildings.iter().map(|building| building.material.as_str());
    let names: BTreeSet<&str> = buildings
        .chain(scene.blocks.iter().map(|block| block.material.as_str()))
        .chain([scene.ground_material.material.as_str()])
        .collect();
    let (valid, beyond): (Vec<&str>, Vec<&str>) = names
        .into_iter()
        .partition(|name| Material::by_name(name).is_some_and(|material| material.is_valid_at(carrier)));
    let mut items = Vec::new();
    let ghz = scene.carrier.frequency_ghz;
    if !valid.is_empty() {
        items.push(format!("Materials within their range of ITU-R P.2040 at {ghz} GHz: {}.", valid.join(", ")));
    }
    if !beyond.is_empty() {
        items.push(format!(
            "Materials used outside their range of ITU-R P.2040 at {ghz} GHz, with the formula of the nearest band: {}.",
            beyond.join(", ")
        ));
    }
    let guessed =
        scene.buildings.iter().filter(|b| b.height_source == twin_scene::schema::HeightSource::Guessed).count();
    if guessed > 0 {
        items.push(format!(
            "The heights of {guessed} of {} buildings are guessed: the map gives none.",
            scene.buildings.len()
        ));
    }
    items
}

/// Command, seed, hashes and versions.
pub(crate) fn reproduce(recording: &Recording, command: Option<&str>) -> Markup {
    let header = recording.header();
    let composed = format!(
        "beamscape run {} --seconds {} --seed {} --report report.html",
        header.scene_id,
        recording.last_tick().seconds(),
        header.seed
    );
    html! {
        pre.command { (command.unwrap_or(&composed)) }
        @if !recording.commands().is_empty() {
            p { "The run was edited " (recording.commands().len()) " times. Replay the recording to repeat the edits: it holds scene, seed and every command." }
        }
        table {
            tbody {
                tr { th scope="row" { "Beamscape" } td { (header.beamscape_version) } }
                tr { th scope="row" { "Scene" } td { (header.scene_id) } }
                tr { th scope="row" { "BLAKE3 of the scene" } td { code { (header.scene_hash) } } }
                tr { th scope="row" { "Seed" } td { (header.seed) } }
                @for (name, hash) in &header.models { tr { th scope="row" { "BLAKE3 of model " (name) } td { code { (hash) } } } }
                tr {
                    th scope="row" { "Last state hash" }
                    td { @match recording.hashes().last() {
                        Some((tick, hash)) => { code { (format!("{hash:016x}")) } " after " (tick.seconds()) " s" },
                        None => "– none was recorded",
                    } }
                }
            }
        }
        p.remark { "Equal scene, seed, commands and version give equal state hashes, on any computer and with any number of threads." }
    }
}
