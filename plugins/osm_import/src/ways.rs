//! Streets for cars and ways for pedestrians. Shared nodes stay shared: ways that meet have a vertex with equal coordinates.
//!
//! Left out: tunnels and what lies below ground, private and service drives (`service=*`), steps' and platforms' areas, ways closed to cars.

use std::collections::BTreeMap;

use twin_scene::schema::{Bounds, Point2, Way, WayKind};

use crate::enu::Enu;
use crate::multipolygon;
use crate::osm::{OsmData, OsmWay, Tags, number, tag};
use crate::ring;

/// Speed limit where none is tagged, km/h: the general limit of towns in most of Europe is 50, of city centres 30.
const DEFAULT_SPEED_KMH: f64 = 30.0;
/// Width of a lane, m.
const LANE_M: f64 = 3.25;
/// Walking speed for footways' limits, km/h.
const WALKING_KMH: f64 = 6.0;

/// All streets and footways, cut at the bounds.
pub(crate) fn extract(data: &OsmData, enu: &Enu, bounds: &Bounds, notes: &mut Vec<String>) -> Vec<Way> {
    let kept: Vec<(&OsmWay, WayKind)> = data.ways.values().filter_map(|way| Some((way, kind(way)?))).collect();
    let mut uses: BTreeMap<i64, u32> = BTreeMap::new();
    for (way, _) in &kept {
        for node in &way.nodes {
            *uses.entry(*node).or_default() += 1;
        }
    }
    let mut ways = Vec::new();
    for (way, kind) in kept {
        // A file cut at a rectangle lacks nodes outside it; each run of known nodes is a way of its own.
        for run in way.nodes.split(|node| !data.nodes.contains_key(node)) {
            let Some(points) = multipolygon::points(data, enu, run) else { continue };
            let shared: Vec<bool> = run.iter().map(|node| uses.get(node).is_some_and(|&n| n > 1)).collect();
            for part in ring::clip_line(&straightened(&points, &shared), bounds) {
                ways.extend(make(&way.tags, kind, part));
            }
        }
    }
    let length_km = |kind: WayKind| {
        let lines = ways.iter().filter(|w| w.kind == kind);
        lines.flat_map(|w| w.points.windows(2)).map(|p| ring::distance(p[0], p[1])).sum::<f64>() / 1000.0
    };
    notes.push(format!(
        "{:.1} km of streets, {:.1} km of footways.",
        length_km(WayKind::Road),
        length_km(WayKind::Foot)
    ));
    ways
}

fn kind(way: &OsmWay) -> Option<WayKind> {
    let tags = &way.tags;
    let below =
        matches!(tag(tags, "tunnel"), "yes" | "culvert") || number(tags, "layer").is_some_and(|layer| layer < 0.0);
    if below || tag(tags, "area") == "yes" || tag(tags, "indoor") == "yes" || tag(tags, "location") == "underground" {
        return None;
    }
    let closed_to = |key: &str| matches!(tag(tags, key), "no" | "private");
    match tag(tags, "highway") {
        "motorway" | "trunk" | "primary" | "secondary" | "tertiary" | "unclassified" | "residential"
        | "living_street" | "motorway_link" | "trunk_link" | "primary_link" | "secondary_link" | "tertiary_link" => {
            let closed = ["access", "vehicle", "motor_vehicle", "motorcar"].iter().any(|key| closed_to(key));
            (!closed).then_some(WayKind::Road)
        }
        "footway" | "pedestrian" | "path" | "steps" if !closed_to("access") && !closed_to("foot") => {
            Some(WayKind::Foot)
        }
        _ => None,
    }
}

/// Without the vertices that are not shared and lie within 10 cm of the line between their neighbours.
fn straightened(points: &[Point2], shared: &[bool]) -> Vec<Point2> {
    let mut out: Vec<Point2> = Vec::new();
    for (i, &b) in points.iter().enumerate() {
        let keep = match (out.last(), points.get(i + 1)) {
            (Some(&a), Some(&c)) if !shared[i] => {
                let chord = ring::distance(a, c);
                chord == 0.0 || (ring::cross(a, b, c) / chord).abs() > 0.1
            }
            _ => true,
        };
        if keep {
            out.push(b);
        }
    }
    out
}

fn make(tags: &Tags, kind: WayKind, mut points: Vec<Point2>) -> Option<Way> {
    points = points.into_iter().map(ring::round_cm).collect();
    points.dedup();
    if points.len() < 2 {
        return None;
    }
    let is_road = kind == WayKind::Road;
    let backwards = is_road && tag(tags, "oneway") == "-1";
    if backwards {
        points.reverse();
    }
    let one_way = is_road
        && (backwards || matches!(tag(tags, "oneway"), "yes" | "1" | "true") || tag(tags, "junction") == "roundabout");
    let tagged_lanes = number(tags, "lanes").filter(|lanes| (1.0..=12.0).contains(lanes));
    let total = tagged_lanes.unwrap_or(if one_way { 1.0 } else { 2.0 });
    let lanes = match number(tags, "lanes:forward").filter(|lanes| (1.0..=12.0).contains(lanes)) {
        Some(forward) => forward,
        None if one_way => total,
        None => (total / 2.0).ceil(),
    };
    let default_width = if is_road { total * LANE_M } else { 2.5 };
    let width_m = number(tags, "width").filter(|w| (0.5..=60.0).contains(w)).unwrap_or(default_width);
    Some(Way {
        kind,
        name: tag(tags, "name").into(),
        points,
        lanes: if is_road { lanes as u8 } else { 1 },
        one_way,
        speed_kmh: if is_road {
            number(tags, "maxspeed").filter(|v| (5.0..=130.0).contains(v)).unwrap_or(DEFAULT_SPEED_KMH)
        } else {
            WALKING_KMH
        },
        width_m: (width_m * 100.0).round() / 100.0,
    })
}
