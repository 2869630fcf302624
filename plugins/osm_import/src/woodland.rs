//! Woods: `natural=wood` and `landuse=forest` as areas, `natural=tree_row` as a strip along its line.
//!
//! Height of the canopy, in this order: `height`; else 12 m, guessed. Parks and gardens are not woods unless a wood is mapped in them:
//! where trees stand in them is not known. Where a wood is a park as well, the area is drawn as before and the wood is added to it.

use twin_scene::schema::{Bounds, Point2, Woodland};

use crate::enu::Enu;
use crate::multipolygon::{self, Polygon};
use crate::osm::{OsmData, Tags, number, tag};
use crate::ring;

/// Guess where no height is tagged, m. Assumed; the forest behind the curve of ITU-R P.833 has trees of 16 m, those in towns are lower.
const GUESSED_HEIGHT_M: f64 = 12.0;
/// Heights believed, m.
const HEIGHTS_M: std::ops::RangeInclusive<f64> = 2.0..=100.0;
/// Width of a row of trees: of their crowns, m. Assumed.
const ROW_WIDTH_M: f64 = 6.0;
/// Smaller woods are left out, m².
const SMALLEST_M2: f64 = 30.0;
/// Most woods of a scene; the largest are kept.
const MOST: usize = 2_000;

/// All woods, cut at the bounds, largest first where there are too many.
pub(crate) fn extract(data: &OsmData, enu: &Enu, bounds: &Bounds, notes: &mut Vec<String>) -> Vec<Woodland> {
    let mut woods: Vec<Woodland> = Vec::new();
    let mut n_guessed = 0_usize;
    let mut add = |tags: &Tags, polygon: &Polygon| {
        let outer = ring::clean(&ring::clip(&polygon.outer, bounds), true);
        let Some(ring) = outer.filter(|ring| ring::signed_area(ring) >= SMALLEST_M2) else { return };
        let holes = polygon.holes.iter().filter_map(|hole| ring::clean(&ring::clip(hole, bounds), false)).collect();
        let tagged = number(tags, "height").filter(|height| HEIGHTS_M.contains(height));
        n_guessed += usize::from(tagged.is_none());
        let canopy_height_m = tagged.map_or(GUESSED_HEIGHT_M, |height| (height * 10.0).round() / 10.0);
        woods.push(Woodland { name: tag(tags, "name").into(), ring, holes, canopy_height_m });
    };
    for way in data.ways.values() {
        if is_wood(&way.tags) {
            if let Some(polygon) = multipolygon::of_way(data, enu, &way.nodes) {
                add(&way.tags, &polygon);
            }
        } else if tag(&way.tags, "natural") == "tree_row"
            && let Some(line) = multipolygon::points(data, enu, &way.nodes)
        {
            line.windows(2).filter_map(|side| strip(side[0], side[1])).for_each(|polygon| add(&way.tags, &polygon));
        }
    }
    for relation in data.relations.values().filter(|r| tag(&r.tags, "type") == "multipolygon" && is_wood(&r.tags)) {
        multipolygon::of_relation(data, enu, relation).iter().for_each(|polygon| add(&relation.tags, polygon));
    }
    if woods.len() > MOST {
        notes.push(format!("{} woods; the {MOST} largest are kept.", woods.len()));
        woods.sort_by(|a, b| ring::signed_area(&b.ring).total_cmp(&ring::signed_area(&a.ring)));
        woods.truncate(MOST);
    }
    if !woods.is_empty() {
        notes.push(format!(
            "{} woods and rows of trees; {n_guessed} heights guessed as {GUESSED_HEIGHT_M} m.",
            woods.len()
        ));
    }
    woods
}

fn is_wood(tags: &Tags) -> bool {
    tag(tags, "natural") == "wood" || tag(tags, "landuse") == "forest"
}

/// The ground under the crowns between two trees of a row; strips that meet overlap at the corner, where a path counts them once.
fn strip(a: Point2, b: Point2) -> Option<Polygon> {
    let length = ring::distance(a, b);
    if length < 1.0 {
        return None;
    }
    let half = 0.5 * ROW_WIDTH_M / length;
    let (across_x, across_y) = ((b.1 - a.1) * half, (a.0 - b.0) * half);
    let outer = vec![
        (a.0 + across_x, a.1 + across_y),
        (b.0 + across_x, b.1 + across_y),
        (b.0 - across_x, b.1 - across_y),
        (a.0 - across_x, a.1 - across_y),
    ];
    ring::clean(&outer, true).map(|outer| Polygon { outer, holes: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::osm::OsmWay;
    use twin_scene::schema::Origin;

    /// A file of closed and open lines on points in metres east and north of an origin.
    fn woods_of(ways: &[(&[(f64, f64)], &[(&str, &str)])]) -> (Vec<Woodland>, Vec<String>) {
        let origin = Origin { latitude_deg: 60.17, longitude_deg: 24.94 };
        let enu = Enu::new(origin);
        let (east, north) = (enu.east_north(60.17, 24.95).0 / 0.01, enu.east_north(60.18, 24.94).1 / 0.01);
        let mut data = OsmData::default();
        for (i, (points, tags)) in ways.iter().enumerate() {
            let mut way = OsmWay::default();
            for &(x, y) in *points {
                let id = data.nodes.len() as i64;
                let known = data.nodes.iter().find(|(_, n)| **n == (60.17 + y / north, 24.94 + x / east));
                let id = known.map_or(id, |(known, _)| *known);
                data.add_node(id, 60.17 + y / north, 24.94 + x / east);
                way.nodes.push(id);
            }
            way.tags = tags.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
            data.ways.insert(i as i64, way);
        }
        let mut notes = Vec::new();
        let bounds = Bounds { min: (-100.0, -100.0), max: (100.0, 100.0) };
        (extract(&data, &enu, &bounds, &mut notes), notes)
    }

    #[test]
    fn woods_forests_and_rows_are_taken_and_parks_are_not() {
        let square = &[(0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0), (0.0, 0.0)];
        let (woods, notes) = woods_of(&[
            (square, &[("natural", "wood"), ("height", "21.5"), ("name", "Grove")]),
            (square, &[("landuse", "forest")]),
            (square, &[("leisure", "park")]),
            (square, &[("landuse", "grass")]),
            (&[(-50.0, 0.0), (-50.0, 30.0), (-20.0, 30.0)], &[("natural", "tree_row"), ("height", "tall")]),
        ]);
        assert_eq!(woods.len(), 4, "{woods:?}");
        assert_eq!((woods[0].name.as_str(), woods[0].canopy_height_m), ("Grove", 21.5));
        assert!((ring::signed_area(&woods[0].ring) - 1600.0).abs() < 5.0);
        assert!(woods[1..].iter().all(|wood| (wood.canopy_height_m - GUESSED_HEIGHT_M).abs() < 1e-9));
        assert!(woods[2..].iter().all(|row| (ring::signed_area(&row.ring) - 180.0).abs() < 2.0), "{woods:?}");
        assert_eq!(notes, ["4 woods and rows of trees; 3 heights guessed as 12 m."]);
    }

    #[test]
    fn woods_are_cut_at_the_bounds() {
        let (woods, _) = woods_of(&[(
            &[(50.0, 0.0), (200.0, 0.0), (200.0, 50.0), (50.0, 50.0), (50.0, 0.0)],
            &[("natural", "wood")],
        )]);
        assert!((ring::signed_area(&woods[0].ring) - 2500.0).abs() < 5.0, "{woods:?}");
    }
}
