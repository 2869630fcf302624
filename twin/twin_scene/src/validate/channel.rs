//! Rules of the channel model.

use super::Checker;
use crate::schema::{LineOfSight, Motion, Scene};

/// Heights that UMi street canyon is taken to hold for, m: base stations (TR 38.901 table 7.4.1-1 has 10 m; taken from 3 to 35 m) and agents.
const SITE_HEIGHTS_M: [f64; 2] = [3.0, 35.0];
const AGENT_HEIGHTS_M: [f64; 2] = [1.5, 22.5];

pub(super) fn check(scene: &Scene, to: &mut Checker) {
    let Some(channel) = scene.channel.statistical() else { return };
    let shadowing = channel.shadowing;
    let path = |field: &str| format!("channel.shadowing.{field}");
    to.range(path("los_db"), shadowing.los_db, 0.0, 20.0, "standard deviation in dB");
    to.range(path("nlos_db"), shadowing.nlos_db, 0.0, 20.0, "standard deviation in dB");
    to.range(path("correlation_los_m"), shadowing.correlation_los_m, 0.1, 1000.0, "correlation distance in m");
    to.range(path("correlation_nlos_m"), shadowing.correlation_nlos_m, 0.1, 1000.0, "correlation distance in m");
    to.range(
        "carrier.frequency_ghz".into(),
        scene.carrier.frequency_ghz,
        0.5,
        100.0,
        "carrier frequency in GHz of TR 38.901",
    );
    let is_empty = scene.buildings.is_empty() && scene.blocks.is_empty() && scene.meshes.is_empty();
    if channel.line_of_sight == LineOfSight::Geometry && is_empty {
        let message = "nothing in the scene could stand in the way, so that every link would have line of sight";
        to.fault("channel", message, "add buildings, or use line_of_sight: Probability");
    }
    for (present, field, what) in [
        (!scene.ris.is_empty(), "ris", "a RIS"),
        (!scene.woodland.is_empty(), "woodland", "a wood"),
        (scene.building_entry.is_some(), "building_entry", "building entry"),
    ] {
        if present {
            let message = format!("{what} acts on rays, and the statistical channel has none");
            to.fault(field, message, "remove it, or use channel: Rays");
        }
    }
    let [low, high] = SITE_HEIGHTS_M;
    for (i, site) in scene.sites.iter().enumerate() {
        let what = "height in m of a site in a street canyon";
        to.range(format!("sites[{i}].position.2"), site.position.2, low, high, what);
    }
    agents(scene, to);
}

/// Antennas must stand where the path loss holds.
fn agents(scene: &Scene, to: &mut Checker) {
    let [low, high] = AGENT_HEIGHTS_M;
    for (i, group) in scene.agents.iter().enumerate() {
        let ground_m = match &group.motion {
            Motion::Trips => [0.0, 0.0],
            Motion::Loop { height_m, .. } => [*height_m, *height_m],
            Motion::Fixed(points) => {
                let heights = || points.iter().map(|point| point.2);
                [heights().fold(f64::INFINITY, f64::min), heights().fold(0.0, f64::max)]
            }
        };
        let lowest_m = ground_m[0] + group.antenna_height_m;
        let highest_m = ground_m[1] + group.antenna_height_m;
        if !(lowest_m >= low && highest_m <= high) {
            to.fault(
                format!("agents[{i}].antenna_height_m"),
                format!("antennas are {lowest_m} to {highest_m} m above ground"),
                format!("the statistical channel holds for {low}..={high} m (TR 38.901 table 7.4.1-1)"),
            );
        }
    }
}
