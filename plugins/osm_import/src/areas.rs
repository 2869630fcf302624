//! Water, parks and squares. Sea comes from coastlines, which have land on their left (wiki.openstreetmap.org/wiki/Tag:natural=coastline).

use twin_scene::schema::{Area, AreaKind, Bounds, Point2};

use crate::enu::Enu;
use crate::multipolygon::{self, Polygon};
use crate::osm::{OsmData, Tags, tag};
use crate::ring;

/// Smaller areas are left out, m².
const SMALLEST_M2: f64 = 60.0;

/// All areas, cut at the bounds.
pub(crate) fn extract(data: &OsmData, enu: &Enu, bounds: &Bounds, notes: &mut Vec<String>) -> Vec<Area> {
    let mut areas = Vec::new();
    let mut add = |kind: AreaKind, polygon: &Polygon| {
        let outer = ring::clean(&ring::clip(&polygon.outer, bounds), true);
        let Some(ring) = outer.filter(|ring| ring::signed_area(ring) >= SMALLEST_M2) else { return };
        let holes = polygon.holes.iter().filter_map(|hole| ring::clean(&ring::clip(hole, bounds), false)).collect();
        areas.push(Area { kind, ring, holes });
    };
    for way in data.ways.values() {
        if let (Some(kind), Some(polygon)) = (kind(&way.tags), multipolygon::of_way(data, enu, &way.nodes)) {
            add(kind, &polygon);
        }
    }
    for relation in data.relations.values().filter(|r| tag(&r.tags, "type") == "multipolygon") {
        if let Some(kind) = kind(&relation.tags) {
            multipolygon::of_relation(data, enu, relation).iter().for_each(|polygon| add(kind, polygon));
        }
    }
    for polygon in sea(data, enu, bounds) {
        add(AreaKind::Water, &polygon);
    }
    let count = |kind| areas.iter().filter(|a| a.kind == kind).count();
    notes.push(format!(
        "{} waters, {} parks and lawns, {} squares.",
        count(AreaKind::Water),
        count(AreaKind::Park),
        count(AreaKind::Square)
    ));
    areas
}

fn kind(tags: &Tags) -> Option<AreaKind> {
    if tag(tags, "location") == "underground" || tag(tags, "tunnel") == "yes" {
        return None;
    }
    if matches!(tag(tags, "natural"), "water" | "bay") || matches!(tag(tags, "landuse"), "basin" | "reservoir") {
        return Some(AreaKind::Water);
    }
    if matches!(tag(tags, "leisure"), "park" | "garden")
        || matches!(tag(tags, "landuse"), "grass" | "forest" | "meadow" | "cemetery")
        || matches!(tag(tags, "natural"), "wood" | "heath")
    {
        return Some(AreaKind::Park);
    }
    let walked = matches!(tag(tags, "highway"), "pedestrian" | "footway") && tag(tags, "area") == "yes";
    (tag(tags, "place") == "square" || walked).then_some(AreaKind::Square)
}

/// Sea inside the bounds: coastlines cut at the bounds, and closed along the border with the water on the right.
fn sea(data: &OsmData, enu: &Enu, bounds: &Bounds) -> Vec<Polygon> {
    let coast = data.ways.values().filter(|way| tag(&way.tags, "natural") == "coastline");
    let runs =
        coast.flat_map(|way| way.nodes.split(|node| !data.nodes.contains_key(node))).map(<[i64]>::to_vec).collect();
    let mut open: Vec<Vec<Point2>> = Vec::new();
    let mut islands: Vec<Vec<Point2>> = Vec::new();
    for chain in multipolygon::join(runs) {
        let Some(line) = multipolygon::points(data, enu, &chain) else { continue };
        let closed = chain.first() == chain.last();
        if closed && line.iter().all(|&p| ring::within(bounds, p)) {
            islands.push(line);
        } else {
            open.extend(ring::clip_line(&line, bounds));
        }
    }
    let mut waters = close_along_border(open, bounds);
    for island in islands {
        let Some(hole) = ring::clean(&island, false) else { continue };
        if let Some(water) = waters.iter_mut().find(|w| w.contains(hole[0])) {
            water.holes.push(hole);
        }
    }
    waters
}

/// Follows each coast to its end, then the border clockwise to where the next coast begins, until back at the start.
fn close_along_border(mut lines: Vec<Vec<Point2>>, bounds: &Bounds) -> Vec<Polygon> {
    let (width, height) = (bounds.max.0 - bounds.min.0, bounds.max.1 - bounds.min.1);
    let perimeter = 2.0 * (width + height);
    // Clockwise distance along the border from the south-west corner; an end that stops short of the border goes to the nearest point of it.
    let along = |p: Point2| {
        let gaps = [p.0 - bounds.min.0, bounds.max.1 - p.1, bounds.max.0 - p.0, p.1 - bounds.min.1];
        let side = (0..4).min_by(|&a, &b| gaps[a].total_cmp(&gaps[b])).unwrap_or(0);
        match side {
            0 => p.1 - bounds.min.1,
            1 => height + p.0 - bounds.min.0,
            2 => height + width + bounds.max.1 - p.1,
            _ => 2.0 * height + width + bounds.max.0 - p.0,
        }
    };
    let corners = [
        (height, (bounds.min.0, bounds.max.1)),
        (height + width, bounds.max),
        (2.0 * height + width, (bounds.max.0, bounds.min.1)),
        (perimeter, bounds.min),
    ];
    let ahead = |from: f64, to: f64| (to - from).rem_euclid(perimeter);
    let mut polygons = Vec::new();
    while !lines.is_empty() {
        let first = lines.remove(0);
        let start = along(first[0]);
        let mut ring = first;
        loop {
            let end = along(ring[ring.len() - 1]);
            let next = (0..lines.len())
                .min_by(|&a, &b| ahead(end, along(lines[a][0])).total_cmp(&ahead(end, along(lines[b][0]))));
            let next = next.filter(|&i| ahead(end, along(lines[i][0])) < ahead(end, start));
            let goal = ahead(end, next.map_or(start, |i| along(lines[i][0])));
            let mut passed: Vec<(f64, Point2)> =
                corners.iter().map(|&(at, corner)| (ahead(end, at), corner)).filter(|c| c.0 < goal).collect();
            passed.sort_by(|a, b| a.0.total_cmp(&b.0));
            ring.extend(passed.into_iter().map(|(_, corner)| corner));
            match next {
                Some(i) => ring.extend(lines.remove(i)),
                None => break,
            }
        }
        polygons.extend(ring::clean(&ring, true).map(|outer| Polygon { outer, holes: Vec::new() }));
    }
    polygons
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { min: (0.0, 0.0), max: (10.0, 10.0) };

    #[test]
    fn sea_lies_right_of_the_coast() {
        // Northwards: water in the east. Southwards: water in the west.
        let east = close_along_border(vec![vec![(4.0, 0.0), (4.0, 10.0)]], &BOUNDS);
        assert!(east.len() == 1 && east[0].area_m2() == 60.0 && east[0].contains((7.0, 5.0)));
        let west = close_along_border(vec![vec![(4.0, 10.0), (4.0, 0.0)]], &BOUNDS);
        assert!(west.len() == 1 && west[0].area_m2() == 40.0 && west[0].contains((2.0, 5.0)));
    }

    #[test]
    fn a_strait_has_two_coasts() {
        let strait = close_along_border(vec![vec![(4.0, 0.0), (4.0, 10.0)], vec![(6.0, 10.0), (6.0, 0.0)]], &BOUNDS);
        assert!(strait.len() == 1 && strait[0].area_m2() == 20.0 && strait[0].contains((5.0, 5.0)));
    }
}
