//! Buildings: footprints, heights and wall materials.
//!
//! Height, in this order: `height`; (`building:levels` + `roof:levels`) × 3 m; else guessed: 4 m below 60 m² of ground, otherwise the
//! median of at least three known neighbours within 200 m, otherwise 15 m. Where `building:part`s stand on 80 % of a building's ground,
//! they take its place (wiki.openstreetmap.org/wiki/Simple_3D_Buildings); otherwise those above its roof are put on it.
//! Left out: what is underground, what the file's edge cuts, footprints whose edges cross.

use std::collections::BTreeSet;

use twin_scene::schema::{Bounds, Building, BuildingClass, HeightSource, Point2};

use crate::enu::Enu;
use crate::multipolygon::{self, Polygon};
use crate::osm::{OsmData, Tags, number, tag};
use crate::ring;

/// Height of a storey, m.
const LEVEL_M: f64 = 3.0;
/// Guess for small buildings: kiosks, sheds, stair heads.
const SMALL_HEIGHT_M: f64 = 4.0;
/// Ground area below which a building is small, m².
const SMALL_AREA_M2: f64 = 60.0;
/// Guess where no neighbour is known either.
const FALLBACK_HEIGHT_M: f64 = 15.0;
/// Neighbours count within this distance, m.
const NEIGHBOUR_M: f64 = 200.0;
/// Thickness of a roof without walls (`building=roof`), m.
const ROOF_M: f64 = 0.6;

/// All buildings whose middle lies in the bounds.
pub(crate) fn extract(data: &OsmData, enu: &Enu, bounds: &Bounds, notes: &mut Vec<String>) -> Vec<Building> {
    let (outlines, dropped) = outlines(data, enu, bounds, "building");
    let (mut parts, _) = self::outlines(data, enu, bounds, "building:part");
    parts.retain(|part| tag(&part.tags, "building").is_empty());
    let place = |outline: &Outline| ring::mean(&outline.polygon.outer);
    let known: Vec<(Point2, f64)> =
        outlines.iter().filter_map(|o| known_height(&o.tags).map(|(height, _)| (place(o), height))).collect();

    let mut taken = BTreeSet::new();
    let mut buildings = Vec::new();
    let mut n_parts = 0;
    for outline in &outlines {
        let height =
            known_height(&outline.tags).unwrap_or_else(|| (guess(&outline.polygon, &known), HeightSource::Guessed));
        let inside: Vec<&Outline> = parts.iter().filter(|part| outline.polygon.contains(place(part))).collect();
        let solids = solids(outline, height, &inside);
        n_parts += solids.len() - 1;
        buildings.extend(solids.into_iter().map(|mut solid| {
            while !taken.insert(solid.id) {
                solid.id = solid.id.wrapping_add(1);
            }
            solid
        }));
    }

    let guessed = buildings.iter().filter(|b| b.height_source == HeightSource::Guessed).count();
    notes.push(format!(
        "{} building solids ({n_parts} more than buildings, as some have parts), {guessed} with a guessed height.",
        buildings.len()
    ));
    if dropped > 0 {
        notes.push(format!(
            "{dropped} building outlines left out: cut by the edge of the file, or crossing themselves."
        ));
    }
    buildings
}

/// A building as its parts where they stand on at least this share of its ground.
const COVERED: f64 = 0.8;

/// The prisms of one building: its parts if they cover it, else its outline and the parts that rise above it.
fn solids(outline: &Outline, height: (f64, HeightSource), parts: &[&Outline]) -> Vec<Building> {
    let on_ground = |part: &&&Outline| base(&part.tags, f64::INFINITY) == 0.0;
    let covered: f64 = parts.iter().filter(on_ground).map(|part| part.polygon.area_m2()).sum();
    if !parts.is_empty() && covered >= COVERED * outline.polygon.area_m2() {
        let prisms = parts.iter().map(|part| {
            let own = known_height(&part.tags).unwrap_or(height);
            prism(part.id, &inherited(part, outline), &part.polygon, own, base(&part.tags, own.0))
        });
        return prisms.collect();
    }
    let mut solids = vec![prism(outline.id, &outline.tags, &outline.polygon, height, base(&outline.tags, height.0))];
    for part in parts {
        let Some(own) = known_height(&part.tags).filter(|own| own.0 >= height.0 + 1.0) else { continue };
        solids.push(prism(
            part.id,
            &inherited(part, outline),
            &part.polygon,
            own,
            base(&part.tags, own.0).max(height.0),
        ));
    }
    solids
}

/// A part's tags, with those of the building behind them.
fn inherited(part: &Outline, outline: &Outline) -> Tags {
    let mut tags = outline.tags.clone();
    tags.extend(part.tags.iter().map(|(key, value)| (key.clone(), value.clone())));
    tags
}

fn prism(
    id: u64,
    tags: &Tags,
    polygon: &Polygon,
    (height_m, height_source): (f64, HeightSource),
    base_m: f64,
) -> Building {
    let tenths = |value: f64| (value * 10.0).round() / 10.0;
    Building {
        id,
        name: tag(tags, "name").into(),
        footprint: polygon.outer.clone(),
        holes: polygon.holes.clone(),
        base_m: tenths(base_m),
        height_m: tenths(height_m),
        height_source,
        material: material(tags).into(),
        class: BuildingClass::default(),
    }
}

/// A tagged polygon with the id of its way or relation.
struct Outline {
    id: u64,
    tags: Tags,
    polygon: Polygon,
}

/// Polygons of ways and multipolygon relations with the tag, and how many had to be dropped.
fn outlines(data: &OsmData, enu: &Enu, bounds: &Bounds, key: &str) -> (Vec<Outline>, usize) {
    let wanted = |tags: &Tags| {
        !matches!(tag(tags, key), "" | "no")
            && tag(tags, "location") != "underground"
            && number(tags, "layer").is_none_or(|layer| layer >= 0.0)
    };
    let relations = || data.relations.iter().filter(|(_, r)| tag(&r.tags, "type") == "multipolygon" && wanted(&r.tags));
    let outer_ways: BTreeSet<i64> =
        relations().flat_map(|(_, r)| r.members.iter().filter(|m| !m.inner).map(|m| m.way)).collect();
    let (mut found, mut dropped) = (Vec::new(), 0);
    let mut add = |id: i64, tags: &Tags, polygon: Polygon| {
        if ring::within(bounds, ring::mean(&polygon.outer)) {
            found.push(Outline { id: id.unsigned_abs(), tags: tags.clone(), polygon });
        }
    };
    for (&id, way) in data.ways.iter().filter(|(id, way)| wanted(&way.tags) && !outer_ways.contains(id)) {
        match multipolygon::of_way(data, enu, &way.nodes) {
            Some(polygon) => add(id, &way.tags, polygon),
            None => dropped += 1,
        }
    }
    for (&id, relation) in relations() {
        let polygons = multipolygon::of_relation(data, enu, relation);
        dropped += usize::from(polygons.is_empty());
        for polygon in polygons {
            add(id, &relation.tags, polygon);
        }
    }
    (found, dropped)
}

fn known_height(tags: &Tags) -> Option<(f64, HeightSource)> {
    let plausible = |height: &f64| (1.0..=500.0).contains(height);
    if let Some(height) = number(tags, "height").filter(plausible) {
        return Some((height, HeightSource::Measured));
    }
    let levels = number(tags, "building:levels")? + number(tags, "roof:levels").unwrap_or(0.0);
    Some(levels * LEVEL_M).filter(plausible).map(|height| (height, HeightSource::Levels))
}

fn guess(polygon: &Polygon, known: &[(Point2, f64)]) -> f64 {
    if polygon.area_m2() < SMALL_AREA_M2 {
        return SMALL_HEIGHT_M;
    }
    let here = ring::mean(&polygon.outer);
    let near = known.iter().filter(|(place, _)| ring::distance(here, *place) <= NEIGHBOUR_M);
    let mut heights: Vec<f64> = near.map(|&(_, height)| height).collect();
    heights.sort_by(f64::total_cmp);
    if heights.len() < 3 { FALLBACK_HEIGHT_M } else { heights[heights.len() / 2] }
}

fn base(tags: &Tags, height_m: f64) -> f64 {
    let min = number(tags, "min_height").or_else(|| number(tags, "building:min_level").map(|levels| levels * LEVEL_M));
    let base = match min {
        Some(min) => min,
        None if tag(tags, "building") == "roof" => height_m - ROOF_M,
        None => 0.0,
    };
    if base > 0.0 && base < height_m { base } else { 0.0 }
}

/// Wall material as an ITU-R P.2040 name: by `building:material` or `building:facade:material`; without, glass for greenhouses and atria,
/// wood for sheds and kiosks, metal for roofs without walls, concrete for offices, shops and public houses, else brick (plastered brick
/// is the common wall of old town centres).
fn material(tags: &Tags) -> &'static str {
    let tagged = match tag(tags, "building:material") {
        "" => tag(tags, "building:facade:material"),
        material => material,
    };
    match tagged {
        "glass" | "mirror" => "glass",
        "wood" | "timber_framing" => "wood",
        "metal" | "steel" | "copper" | "tin" | "metal_plates" => "metal",
        "concrete" | "cement_block" | "stone" | "granite" | "sandstone" => "concrete",
        "brick" | "plaster" | "masonry" => "brick",
        "marble" => "marble",
        _ => match tag(tags, "building") {
            "greenhouse" | "atrium" => "glass",
            "shed" | "kiosk" | "hut" | "cabin" => "wood",
            "roof" | "carport" => "metal",
            "office" | "commercial" | "retail" | "public" | "university" | "hospital" | "train_station" | "parking"
            | "industrial" => "concrete",
            _ => "brick",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs.iter().map(|(k, v)| (String::from(*k), String::from(*v))).collect()
    }

    #[test]
    fn height_prefers_measurement_over_levels() {
        assert_eq!(
            known_height(&tags(&[("height", "12.5 m"), ("building:levels", "9")])),
            Some((12.5, HeightSource::Measured))
        );
        assert_eq!(
            known_height(&tags(&[("height", "40 ft"), ("building:levels", "5"), ("roof:levels", "1")])),
            Some((18.0, HeightSource::Levels))
        );
        assert_eq!(known_height(&tags(&[("building:levels", "0")])), None);
        assert_eq!(known_height(&tags(&[("height", "-3")])), None);
    }

    #[test]
    fn parts_take_the_place_of_a_covered_building_or_stand_on_it() {
        let outline = |id, width: f64, pairs: &[(&str, &str)]| {
            let outer = vec![(0.0, 0.0), (width, 0.0), (width, 10.0), (0.0, 10.0)];
            Outline { id, tags: tags(pairs), polygon: Polygon { outer, holes: Vec::new() } }
        };
        let house = outline(1, 10.0, &[("building", "office"), ("name", "House")]);
        let seen = |part: &Outline| -> Vec<(u64, f64, f64)> {
            solids(&house, (12.0, HeightSource::Levels), &[part]).iter().map(|b| (b.id, b.base_m, b.height_m)).collect()
        };
        assert_eq!(seen(&outline(2, 9.0, &[("height", "8")])), [(2, 0.0, 8.0)]);
        assert_eq!(seen(&outline(2, 9.0, &[])), [(2, 0.0, 12.0)]);
        assert_eq!(seen(&outline(2, 3.0, &[("height", "30")])), [(1, 0.0, 12.0), (2, 12.0, 30.0)]);
        assert_eq!(seen(&outline(2, 3.0, &[("height", "9")])), [(1, 0.0, 12.0)]);
        assert_eq!(
            seen(&outline(2, 9.0, &[("height", "30"), ("min_height", "20")])),
            [(1, 0.0, 12.0), (2, 20.0, 30.0)]
        );
    }

    #[test]
    fn guess_is_the_median_of_the_neighbours() {
        let square =
            |side: f64| Polygon { outer: vec![(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)], holes: Vec::new() };
        let known = [((50.0, 0.0), 10.0), ((60.0, 0.0), 30.0), ((70.0, 0.0), 20.0), ((999.0, 0.0), 90.0)];
        assert_eq!(guess(&square(20.0), &known), 20.0);
        assert_eq!(guess(&square(20.0), &known[..2]), FALLBACK_HEIGHT_M);
        assert_eq!(guess(&square(5.0), &known), SMALL_HEIGHT_M);
    }
}
