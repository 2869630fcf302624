//! Rules of buildings, blocks, areas, woods and ways.

use std::collections::BTreeMap;

use super::Checker;
use crate::schema::{Bounds, Point2, Scene};

/// Most buildings, blocks, areas or ways of a scene, each.
const MOST: usize = 20_000;
/// Most woods of a scene: each leg of each path is held against all of them.
const MOST_WOODS: usize = 2_000;
/// Most corners of one ring or points of one way; also keeps the crossing test quick.
const MOST_CORNERS: usize = 2_000;

pub(super) fn check(scene: &Scene, to: &mut Checker) {
    to.count("buildings", scene.buildings.len(), 0, MOST);
    to.count("blocks", scene.blocks.len(), 0, MOST);
    to.count("areas", scene.areas.len(), 0, MOST);
    to.count("ways", scene.ways.len(), 0, MOST);
    buildings(scene, to);
    for (i, block) in scene.blocks.iter().enumerate() {
        let path = format!("blocks[{i}]");
        to.place(format!("{path}.center"), (block.center.0, block.center.1), &scene.bounds);
        to.range(format!("{path}.center.2"), block.center.2, -100.0, 1000.0, "height in m");
        for (axis, size) in [block.size.0, block.size.1, block.size.2].into_iter().enumerate() {
            to.range(format!("{path}.size.{axis}"), size, 0.001, 5000.0, "size in m");
        }
        to.range(format!("{path}.yaw_deg"), block.yaw_deg, -360.0, 360.0, "rotation in degrees");
        to.material(format!("{path}.material"), &block.material);
    }
    for (i, area) in scene.areas.iter().enumerate() {
        let path = format!("areas[{i}]");
        rings(&format!("{path}.ring"), &area.ring, &format!("{path}.holes"), &area.holes, &scene.bounds, to);
    }
    to.count("woodland", scene.woodland.len(), 0, MOST_WOODS);
    for (i, wood) in scene.woodland.iter().enumerate() {
        let path = format!("woodland[{i}]");
        rings(&format!("{path}.ring"), &wood.ring, &format!("{path}.holes"), &wood.holes, &scene.bounds, to);
        to.range(format!("{path}.canopy_height_m"), wood.canopy_height_m, 0.5, 120.0, "height of a canopy in m");
    }
    for (i, way) in scene.ways.iter().enumerate() {
        let path = format!("ways[{i}]");
        points(&format!("{path}.points"), &way.points, 2, &scene.bounds, to);
        to.range(format!("{path}.lanes"), f64::from(way.lanes), 1.0, 12.0, "number of lanes");
        to.range(format!("{path}.speed_kmh"), way.speed_kmh, 0.1, 200.0, "speed limit in km/h");
        to.range(format!("{path}.width_m"), way.width_m, 0.1, 100.0, "width in m");
    }
}

fn buildings(scene: &Scene, to: &mut Checker) {
    let mut first_with: BTreeMap<u64, usize> = BTreeMap::new();
    for (i, building) in scene.buildings.iter().enumerate() {
        let path = format!("buildings[{i}]");
        rings(
            &format!("{path}.footprint"),
            &building.footprint,
            &format!("{path}.holes"),
            &building.holes,
            &scene.bounds,
            to,
        );
        to.range(format!("{path}.height_m"), building.height_m, 0.1, 1000.0, "height in m");
        to.range(format!("{path}.base_m"), building.base_m, 0.0, 1000.0, "underside in m");
        if building.base_m >= building.height_m {
            to.fault(format!("{path}.base_m"), "the underside is not below the top", "lower base_m or raise height_m");
        }
        to.material(format!("{path}.material"), &building.material);
        if let Some(first) = first_with.insert(building.id, i) {
            to.fault(
                format!("{path}.id"),
                format!("{} is also the id of buildings[{first}]", building.id),
                "give each building its own",
            );
        }
    }
}

fn rings(path: &str, outer: &[Point2], holes_path: &str, holes: &[Vec<Point2>], bounds: &Bounds, to: &mut Checker) {
    ring(path, outer, true, bounds, to);
    for (i, hole) in holes.iter().enumerate() {
        ring(&format!("{holes_path}[{i}]"), hole, false, bounds, to);
    }
}

/// A list of points: long enough, in place, without repetition. Whether it is fit for further tests.
fn points(path: &str, points: &[Point2], least: usize, bounds: &Bounds, to: &mut Checker) -> bool {
    let before = to.faults.len();
    if points.len() < least || points.len() > MOST_CORNERS {
        to.fault(path, format!("it has {} points", points.len()), format!("use {least} to {MOST_CORNERS}"));
    }
    for (i, &p) in points.iter().enumerate() {
        to.place(format!("{path}[{i}]"), p, bounds);
        if i > 0 && points[i - 1] == p {
            to.fault(format!("{path}[{i}]"), "it repeats the point before it", "remove it");
        }
    }
    to.faults.len() == before
}

fn ring(path: &str, ring: &[Point2], counter_clockwise: bool, bounds: &Bounds, to: &mut Checker) {
    if !points(path, ring, 3, bounds, to) {
        return;
    }
    let n = ring.len();
    if ring[0] == ring[n - 1] {
        to.fault(
            format!("{path}[{}]", n - 1),
            "the last corner repeats the first",
            "remove it: rings close by themselves",
        );
        return;
    }
    let side = |i: usize| (ring[i], ring[(i + 1) % n]);
    let crossing = (0..n)
        .flat_map(|i| (i + 2..n).map(move |j| (i, j)))
        .find(|&(i, j)| (i, j) != (0, n - 1) && cross_each_other(side(i), side(j)));
    if let Some((i, j)) = crossing {
        let message = format!("the side from this corner crosses the side from corner {j}");
        to.fault(format!("{path}[{i}]"), message, "order the corners along the outline");
        return;
    }
    let area: f64 = (1..n - 1).map(|i| turn(ring[0], ring[i], ring[i + 1])).sum::<f64>() / 2.0;
    if area.abs() < 0.01 {
        to.fault(path, "it encloses no area", "give it at least three corners that are not in line");
    } else if (area > 0.0) != counter_clockwise {
        let (is, wanted) = if counter_clockwise {
            ("clockwise", "outer rings go counter-clockwise")
        } else {
            ("counter-clockwise", "holes go clockwise")
        };
        to.fault(path, format!("the corners go {is}"), format!("reverse their order: {wanted}"));
    }
}

/// Twice the signed area of a triangle.
fn turn(a: Point2, b: Point2, c: Point2) -> f64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

/// Whether two sides cross properly (touching is allowed).
fn cross_each_other((a, b): (Point2, Point2), (c, d): (Point2, Point2)) -> bool {
    turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
}
