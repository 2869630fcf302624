//! Imported meshes to a scene that runs: bounds, ground, a network and a few agents around them.
//!
//! `fit` takes what a scene can hold, `materials` names its materials, `survey` looks for ground and roofs, `network` places the rest.

mod fit;
mod materials;
mod network;
mod survey;

use twin_scene::Scene;
use twin_scene::schema::{Bounds, Carrier, Channel, GroundMaterial, Mesh, MobilitySettings, VERSION};

use crate::Imported;
use survey::Survey;

/// 3.5 GHz (band n78), 100 MHz at 30 kHz are 273 PRBs (TS 38.101-1 table 5.3.2-1).
const CARRIER: Carrier = Carrier {
    frequency_ghz: 3.5,
    bandwidth_mhz: 100.0,
    scs_khz: 30,
    n_prb: 273,
    ue_noise_figure_db: 7.0,
    dl_share: 0.75,
};

/// Least side of the bounds, m.
const LEAST_SIDE_M: f64 = 20.0;
/// The lowest point may lie this far below z = 0 for the flat ground to be put there, m.
const GROUND_SLACK_M: f64 = 0.5;

/// A scene of imported meshes that [`twin_scene::parse`] accepts as it is: with bounds around them, a default carrier, one site with three
/// sectors, three slices, and a few agents at places that are free. What was assumed or left out stands in its description.
///
/// - Coordinates stay as they are, rounded to 10 µm, unless they are too large for a scene or the ground lies outside z = 0..=1000 m; then
///   all are shifted by whole metres.
/// - The flat ground at z = 0 is concrete, or none where the meshes bring a ground or a floor of their own or reach below it.
/// - Classes of P.2040 that a scene has no name for become materials with their constants at 3.5 GHz; unknown materials become concrete.
/// - Scattering coefficients of classes of P.2040 are dropped, as a scene cannot hold them.
pub fn scene_from(imported: &Imported, name: &str) -> Scene {
    let mut remarks = Vec::new();
    let mut materials = materials::Materials::new(&imported.materials);
    let mut parts = fit::fit(&imported.objects, &mut remarks);
    let survey = Survey::of(&parts);
    let shift = survey.shift_z();
    let survey = if shift == 0.0 {
        survey
    } else {
        remarks.push(format!("Moved by {shift} m in height."));
        parts.iter_mut().flat_map(|part| &mut part.vertices).for_each(|p| p[2] += shift);
        Survey::of(&parts)
    };
    let mut meshes = Vec::new();
    for part in parts {
        let (material, thickness_m) = materials.of(part.material);
        let vertices = part.vertices.into_iter().map(|[x, y, z]| (round(x), round(y), round(z))).collect();
        let triangles = part.faces.into_iter().map(|[a, b, c]| (a, b, c)).collect();
        meshes.push(Mesh { name: part.name, material, thickness_m, vertices, triangles });
    }
    remarks.extend(materials.remarks());
    let n_triangles: usize = meshes.iter().map(|mesh| mesh.triangles.len()).sum();
    remarks.insert(0, format!("{} imported meshes with {n_triangles} triangles.", meshes.len()));
    let ground =
        if survey.wants_flat_ground() { GroundMaterial::default().material } else { GroundMaterial::NONE.into() };
    let bounds = bounds(&survey);
    let mut scene = Scene {
        version: VERSION,
        name: if name.trim().is_empty() { "Imported meshes".into() } else { name.into() },
        description: remarks.join(" "),
        attribution: String::new(),
        origin: None,
        bounds,
        carrier: CARRIER,
        materials: materials.own,
        ground_material: GroundMaterial { material: ground },
        buildings: Vec::new(),
        blocks: Vec::new(),
        meshes,
        areas: Vec::new(),
        woodland: Vec::new(),
        ways: Vec::new(),
        antenna_patterns: Vec::new(),
        sites: Vec::new(),
        ris: Vec::new(),
        slices: network::slices(),
        mobility: MobilitySettings::default(),
        weather: Default::default(),
        propagation: Default::default(),
        channel: Channel::Rays,
        building_entry: None,
        agents: Vec::new(),
        cameras: Vec::new(),
    };
    network::place(&mut scene, &survey);
    scene
}

/// To 10 µm: 1.3° of phase at 110 GHz, and shorter than the digits of single precision.
fn round(c: f64) -> f64 {
    (c * 1e5).round() / 1e5 + 0.0
}

/// Whole metres around everything, and not too narrow.
fn bounds(survey: &Survey) -> Bounds {
    let side = |axis: usize| {
        let (low, high) = (survey.low[axis].floor(), survey.high[axis].ceil());
        let more = ((LEAST_SIDE_M - (high - low)) / 2.0).ceil().max(0.0);
        (low - more, high + more)
    };
    let ((west, east), (south, north)) = (side(0), side(1));
    Bounds { min: (west, south), max: (east, north) }
}
