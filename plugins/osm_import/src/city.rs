//! The built-up scene as the planner sees it: where one can see along a straight line, and where people and cars are.

use std::collections::BTreeMap;

use twin_scene::schema::{Building, Point2, Point3, Scene, Site, WayKind};

use crate::ring;

/// Height at which UEs are looked for, m.
pub(crate) const UE_HEIGHT_M: f64 = 1.5;
/// Distance of sample points along streets, m.
const SAMPLE_M: f64 = 10.0;

/// A building with its bounding box.
struct Block<'a> {
    building: &'a Building,
    low: Point2,
    high: Point2,
}

/// Buildings, junctions and places on streets.
pub(crate) struct City<'a> {
    blocks: Vec<Block<'a>>,
    /// Where three or more street arms meet.
    pub(crate) junctions: Vec<Point2>,
    /// Points every 10 m on streets, outside buildings.
    pub(crate) samples: Vec<Point2>,
}

impl<'a> City<'a> {
    /// Looks at a scene's buildings and ways.
    pub(crate) fn new(scene: &'a Scene) -> Self {
        let blocks = scene.buildings.iter().map(|building| {
            let fold = |f: fn(f64, f64) -> f64, start: f64| {
                building.footprint.iter().fold((start, start), |m, p| (f(m.0, p.0), f(m.1, p.1)))
            };
            Block { building, low: fold(f64::min, f64::INFINITY), high: fold(f64::max, f64::NEG_INFINITY) }
        });
        let mut city = Self { blocks: blocks.collect(), junctions: junctions(scene), samples: Vec::new() };
        let streets = scene.ways.iter().filter(|way| way.kind == WayKind::Road);
        let samples = streets.flat_map(|way| way.points.windows(2)).flat_map(|pair| {
            let steps = (ring::distance(pair[0], pair[1]) / SAMPLE_M).ceil().max(1.0) as usize;
            (0..steps).map(move |i| ring::lerp(pair[0], pair[1], i as f64 / steps as f64))
        });
        city.samples = samples.filter(|&p| city.height_at(p) == 0.0).collect();
        city
    }

    /// Height of the tallest building over a point, 0 in the open, m.
    pub(crate) fn height_at(&self, p: Point2) -> f64 {
        let over =
            self.blocks.iter().filter(|b| b.low.0 <= p.0 && p.0 <= b.high.0 && b.low.1 <= p.1 && p.1 <= b.high.1);
        let over = over.filter(|b| {
            ring::contains(&b.building.footprint, p) && !b.building.holes.iter().any(|hole| ring::contains(hole, p))
        });
        over.map(|b| b.building.height_m).fold(0.0, f64::max)
    }

    /// Whether no wall or roof stands between two points.
    pub(crate) fn sees(&self, a: Point3, b: Point3) -> bool {
        let (a2, b2) = ((a.0, a.1), (b.0, b.1));
        let (low, high) = ((a.0.min(b.0), a.1.min(b.1)), (a.0.max(b.0), a.1.max(b.1)));
        self.blocks
            .iter()
            .filter(|block| {
                block.low.0 <= high.0 && block.high.0 >= low.0 && block.low.1 <= high.1 && block.high.1 >= low.1
            })
            .filter(|block| block.building.height_m > a.2.min(b.2))
            .all(|block| {
                let building = block.building;
                let rings = std::iter::once(&building.footprint).chain(&building.holes);
                rings.flat_map(|r| ring::edges(r)).all(|(c, d)| match ring::crossing(a2, b2, c, d) {
                    Some(t) => a.2 + (b.2 - a.2) * t > building.height_m,
                    None => true,
                })
            })
    }

    /// Whether a UE at a place sees a site.
    pub(crate) fn is_lit(&self, sites: &[Site], p: Point2) -> bool {
        sites.iter().any(|site| self.sees(site.position, (p.0, p.1, UE_HEIGHT_M)))
    }

    /// Median height of the buildings whose middle is near, m.
    pub(crate) fn typical_height(&self, here: Point2, within_m: f64) -> f64 {
        let near = self
            .blocks
            .iter()
            .map(|b| b.building)
            .filter(|b| ring::distance(ring::mean(&b.footprint), here) < within_m);
        let mut heights: Vec<f64> = near.map(|b| b.height_m).collect();
        heights.sort_by(f64::total_cmp);
        heights.get(heights.len() / 2).copied().unwrap_or(0.0)
    }
}

/// Vertices of streets where three or more arms meet.
fn junctions(scene: &Scene) -> Vec<Point2> {
    let mut arms: BTreeMap<(u64, u64), (Point2, u32)> = BTreeMap::new();
    for way in scene.ways.iter().filter(|way| way.kind == WayKind::Road) {
        for (i, &p) in way.points.iter().enumerate() {
            let ends = u32::from(i > 0) + u32::from(i + 1 < way.points.len());
            arms.entry((p.0.to_bits(), p.1.to_bits())).or_insert((p, 0)).1 += ends;
        }
    }
    arms.into_values().filter(|&(_, arms)| arms >= 3).map(|(p, _)| p).collect()
}
