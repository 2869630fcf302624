//! OpenStreetMap to a scene: bytes in, [`Scene`] out; no files, no drawing.
//!
//! Start at [`import`]. In reading order: `pbf` and `xml` decode a file into `osm`; `enu` turns degrees into metres; `buildings`, `ways`,
//! `areas` and `woodland` make the parts of the scene with the plane geometry of `ring` and `multipolygon`; `plan` puts a default radio network into
//! it, judged with the lines of sight of `city`.

mod areas;
mod buildings;
mod city;
mod enu;
mod multipolygon;
mod osm;
mod pbf;
mod plan;
mod ring;
mod ris;
mod ways;
mod woodland;
mod xml;

use enu::Enu;
use osm::OsmData;
use twin_scene::Scene;
use twin_scene::schema::{Bounds, Channel, GroundMaterial, MobilitySettings, Origin, Point2, VERSION};

/// Credit that the Open Database License asks for.
pub const ATTRIBUTION: &str = "© OpenStreetMap contributors, ODbL 1.0";

/// What to make of a file.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Name of the scene; `"Imported city"` when empty.
    pub name: String,
    /// Description for the scene menu.
    pub description: String,
    /// South-west and north-east corners as (latitude, longitude) in WGS 84 degrees; everything but a 10 m border of the file when `None`.
    pub bounds: Option<((f64, f64), (f64, f64))>,
}

/// An imported scene with remarks on what was guessed, repaired or left out.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The scene.
    pub scene: Scene,
    /// Remarks for people, one sentence each.
    pub notes: Vec<String>,
}

/// Why a file could not be imported.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ImportError {
    /// Neither encoding.
    #[error("this is neither OpenStreetMap PBF nor XML; export one from openstreetmap.org or download an extract")]
    UnknownFormat,
    /// Broken PBF.
    #[error("the PBF file is damaged: {0}; download it again")]
    Pbf(String),
    /// Broken XML.
    #[error("the XML file is damaged at line {line}: {message}; download it again")]
    Xml {
        /// Line of the fault.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// More than the memory should hold.
    #[error(
        "the file holds more than {0} MB of nodes, ways and tags, many times what a scene can need; cut out a smaller extract"
    )]
    TooManyElements(usize),
    /// Nothing to show.
    #[error("there are no {0} inside the chosen rectangle; choose another part or a larger extract")]
    Empty(&'static str),
    /// Too large for one scene.
    #[error("the chosen rectangle is {0:.1} km wide; a scene may be 5 km wide at most, so choose smaller bounds")]
    TooLarge(f64),
}

/// Makes a scene of an OpenStreetMap file in PBF or XML (told apart by content), with a default radio network. Same bytes, same scene.
pub fn import(bytes: &[u8], options: &ImportOptions) -> Result<Imported, ImportError> {
    let data = read(bytes)?;
    let mut notes = Vec::new();
    let (origin, enu, bounds) = place(&data, options)?;
    let buildings = buildings::extract(&data, &enu, &bounds, &mut notes);
    if buildings.is_empty() {
        return Err(ImportError::Empty("buildings"));
    }
    let ways = ways::extract(&data, &enu, &bounds, &mut notes);
    if ways.is_empty() {
        return Err(ImportError::Empty("streets or footways"));
    }
    let mut scene = Scene {
        version: VERSION,
        name: if options.name.is_empty() { "Imported city".into() } else { options.name.clone() },
        description: options.description.clone(),
        attribution: ATTRIBUTION.into(),
        origin: Some(origin),
        bounds,
        carrier: plan::CARRIER,
        materials: Vec::new(),
        ground_material: GroundMaterial::default(),
        buildings,
        blocks: Vec::new(),
        meshes: Vec::new(),
        areas: areas::extract(&data, &enu, &bounds, &mut notes),
        woodland: woodland::extract(&data, &enu, &bounds, &mut notes),
        ways,
        antenna_patterns: Vec::new(),
        sites: Vec::new(),
        ris: Vec::new(),
        slices: Vec::new(),
        mobility: MobilitySettings::default(),
        weather: Default::default(),
        propagation: Default::default(),
        channel: Channel::Rays,
        building_entry: None,
        agents: Vec::new(),
        cameras: Vec::new(),
    };
    plan::add_network(&mut scene, &mut notes)?;
    Ok(Imported { scene, notes })
}

fn read(bytes: &[u8]) -> Result<OsmData, ImportError> {
    if pbf::looks_like_pbf(bytes) {
        return pbf::read(bytes);
    }
    let text = std::str::from_utf8(bytes).map_err(|_utf8| ImportError::UnknownFormat)?;
    if !text.contains("<osm") {
        return Err(ImportError::UnknownFormat);
    }
    xml::read(text)
}

/// Width of the file's border that is left out by default, m: there, elements are often cut.
const BORDER_M: f64 = 10.0;
/// Largest side of a scene, m; beyond, a flat ground is no longer right to the centimetre and the twin becomes slow.
const LARGEST_SIDE_M: f64 = 5000.0;

/// Origin at the rectangle's centre, and the rectangle in metres.
fn place(data: &OsmData, options: &ImportOptions) -> Result<(Origin, Enu, Bounds), ImportError> {
    let first = data.nodes.values().next().ok_or(ImportError::Empty("nodes"))?;
    let (south_west, north_east) = options.bounds.unwrap_or_else(|| {
        data.nodes.values().fold((*first, *first), |(low, high), n| {
            ((low.0.min(n.0), low.1.min(n.1)), (high.0.max(n.0), high.1.max(n.1)))
        })
    });
    let origin = Origin {
        latitude_deg: ((south_west.0 + north_east.0) / 2.0 * 1e6).round() / 1e6,
        longitude_deg: ((south_west.1 + north_east.1) / 2.0 * 1e6).round() / 1e6,
    };
    let enu = Enu::new(origin);
    let (min, max) = (enu.east_north(south_west.0, south_west.1), enu.east_north(north_east.0, north_east.1));
    let border = if options.bounds.is_some() { 0.0 } else { BORDER_M };
    let whole = |p: Point2, sign: f64| ((p.0 + sign * border).round() + 0.0, (p.1 + sign * border).round() + 0.0);
    let bounds = Bounds { min: whole(min, 1.0), max: whole(max, -1.0) };
    let side = (bounds.max.0 - bounds.min.0).max(bounds.max.1 - bounds.min.1);
    if side.is_nan() || side > LARGEST_SIDE_M {
        return Err(ImportError::TooLarge(side / 1000.0));
    }
    if bounds.max.0 <= bounds.min.0 || bounds.max.1 <= bounds.min.1 {
        return Err(ImportError::Empty("nodes"));
    }
    Ok((origin, enu, bounds))
}
