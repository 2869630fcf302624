//! What a path loses to woods it passes and to the building its receiver is in: P.833 and P.2109 joined to the geometry of paths.
//!
//! # Woods
//! The lengths of all legs inside any wood are added and go into P.833 once: losses of two woods on one path level off together.
//! P.833-10 cl. 2.1 has one terminal in the wood; with none in it the same formula is used and the term is marked.
//!
//! # Receivers in buildings
//! P.2109 is relative to the same path without the building, so that is what is traced. A receiver in a building is replaced by a stand-in in
//! front of the façade: where the level line from the receiver towards the site first leaves all buildings. Paths are traced to the stand-in and
//! go on straight to the receiver (their length grows, their spreading with it), and each loses what P.2109 has for its own elevation at the
//! façade.
//! - One wall, in the direction of the site: other façades may be better lit. P.2109 is a statistic over places anywhere inside.
//! - Houses that adjoin count as one: a loss is taken once, of the class of the house the receiver is in.
//! - While transmission is traced, walls count by themselves and none of this is done: the two must not be added.
//! - Sites in buildings are not treated: their waves leave through openings or traced walls only.

use glam::DVec3;
use twin_air::Term;
use twin_air::building_entry::{BuildingType, building_entry_term};
use twin_air::vegetation::{self, woodland_term};
use twin_radio::{Path, Prism, length_inside, merge_spans};
use twin_scene::Scene;
use twin_scene::schema::BuildingClass;
use twin_units::{Hertz, math};

/// How far in front of its façade a stand-in is, along the line to the site, m.
const FACADE_GAP_M: f64 = 0.2;
/// Gaps between houses that no stand-in fits into, m.
const NO_GAP_M: f64 = 2.0 * FACADE_GAP_M;
/// How far beyond a site a façade is looked for, where the site stands over the same block of houses, m.
const BEYOND_SITE_M: f64 = 2_000.0;

/// Woods and buildings of a scene, at its carrier.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    frequency: Hertz,
    woods: Vec<Prism>,
    wood: Option<vegetation::Woodland>,
    entry: Option<Entry>,
}

/// Buildings that receivers may be in.
#[derive(Clone, Debug)]
struct Entry {
    probability: f64,
    buildings: Vec<(Prism, BuildingType)>,
}

/// How a receiver in a building is reached from one site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indoors {
    /// Stand-in in front of the façade, to which paths are traced, m.
    pub facade: DVec3,
    /// From there to the receiver, m.
    pub inside_m: f64,
    /// Class of the building.
    pub building: BuildingType,
    /// Whether the site stands over (or in) the same block of houses.
    pub below_site: bool,
}

impl Surroundings {
    /// Those of a checked scene.
    pub fn of(scene: &Scene) -> Self {
        let frequency = Hertz::from_ghz(scene.carrier.frequency_ghz);
        let entry = scene.building_entry.map(|entry| {
            let solid = |building: &twin_scene::schema::Building| {
                let prism = Prism::new(&building.footprint, &building.holes, building.base_m, building.height_m);
                (prism, class_of(building.class))
            };
            Entry { probability: entry.probability, buildings: scene.buildings.iter().map(solid).collect() }
        });
        let woods = scene.woodland.iter().map(|wood| Prism::new(&wood.ring, &wood.holes, 0.0, wood.canopy_height_m));
        Self { frequency, woods: woods.collect(), wood: vegetation::Woodland::typical(frequency).ok(), entry }
    }

    /// Whether there is any wood.
    pub fn has_woods(&self) -> bool {
        !self.woods.is_empty()
    }

    /// Length of a path inside woods, from its source to its receiver, m.
    pub fn wood_depth_m(&self, path: &Path, source: DVec3, receiver: DVec3) -> f64 {
        if self.woods.is_empty() {
            return 0.0;
        }
        let mut depth_m = 0.0;
        let mut from = source;
        for &to in path.vertices.iter().chain([&receiver]) {
            depth_m += length_inside(&self.woods, from, to);
            from = to;
        }
        depth_m
    }

    /// What woods take from a path, dB.
    pub fn wood_loss_db(&self, path: &Path, source: DVec3, receiver: DVec3) -> f64 {
        let depth_m = self.wood_depth_m(path, source, receiver);
        if depth_m <= 0.0 {
            return 0.0;
        }
        self.wood.and_then(|wood| wood.loss(depth_m).ok()).map_or(0.0, |loss| loss.0)
    }

    /// The same as a line of a budget, with the length inside, m; `None` where there are no woods at all.
    pub fn wood_term(&self, path: &Path, source: DVec3, receiver: DVec3) -> Option<(Term, f64)> {
        if self.woods.is_empty() {
            return None;
        }
        let depth_m = self.wood_depth_m(path, source, receiver);
        let mut term = woodland_term(self.frequency, depth_m).ok()?;
        let in_wood = |point| self.woods.iter().any(|wood| wood.contains(point));
        if depth_m <= 0.0 {
            (term.valid, term.note) = (true, "no wood on this path");
        } else if term.valid && !in_wood(source) && !in_wood(receiver) {
            (term.valid, term.note) = (false, "neither end is in the wood: computed as if one were");
        }
        Some((term, depth_m))
    }

    /// How a receiver is reached from a site; `None` when it is in no building, or the scene does not ask for building entry.
    pub fn indoors(&self, site: DVec3, receiver: DVec3) -> Option<Indoors> {
        let entry = self.entry.as_ref()?;
        let (_, building) = entry.buildings.iter().find(|(prism, _)| prism.contains(receiver))?;
        let to_site = (site - receiver).with_z(0.0);
        let site_m = to_site.length();
        // A site straight above lights all façades alike; the eastern one is as good as any.
        let direction = if site_m > 1e-6 { to_site / site_m } else { DVec3::X };
        let reach_m = site_m + BEYOND_SITE_M;
        let mut spans = Vec::new();
        let end = receiver + direction * reach_m;
        entry.buildings.iter().for_each(|(prism, _)| prism.spans(receiver, end, &mut spans));
        merge_spans(&mut spans, NO_GAP_M / reach_m);
        let wall_m = spans.first().map_or(0.0, |span| span.1 * reach_m);
        let inside_m = wall_m + FACADE_GAP_M;
        Some(Indoors {
            facade: receiver + direction * inside_m,
            inside_m,
            building: *building,
            below_site: wall_m >= site_m,
        })
    }

    /// What entering the building takes from a path that arrives at the façade, with the probability it is not exceeded with.
    pub fn entry_term(&self, indoors: &Indoors, path: &Path) -> Option<(Term, f64)> {
        let probability = self.entry.as_ref()?.probability;
        let elevation_rad = math::atan2(path.arrival.z, math::hypot(path.arrival.x, path.arrival.y));
        let mut term = building_entry_term(self.frequency, indoors.building, probability, elevation_rad).ok()?;
        if indoors.below_site {
            (term.valid, term.note) = (false, "the site stands over the same block of houses");
        }
        Some((term, probability))
    }
}

impl Indoors {
    /// Takes a path at the façade on to the receiver.
    pub fn go_on(&self, path: &mut Path) {
        let length_m = path.length_m + self.inside_m;
        let spread = path.length_m / length_m;
        path.transfer.iter_mut().flatten().for_each(|entry| *entry *= spread);
        path.length_m = length_m;
    }
}

fn class_of(class: BuildingClass) -> BuildingType {
    match class {
        BuildingClass::Traditional => BuildingType::Traditional,
        BuildingClass::ThermallyEfficient => BuildingType::ThermallyEfficient,
    }
}
