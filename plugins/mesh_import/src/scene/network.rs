//! A default network: one site with three sectors, slices, a few agents, and views.
//!
//! - **Outdoors** the site stands 3 m above the edge of a roof of middle height near the middle, or on a mast of 10 m where nothing is built.
//! - **Indoors** it hangs below the ceiling in the middle.
//! - **Agents** stand on free ground, far from each other; outdoors two drones fly around above everything.

use twin_scene::schema::{
    AgentGroup, AgentKind, Array, Camera, Motion, Point2, Point3, Scene, Sector, Site, Sla, Slice, Traffic,
};

use super::round;
use super::survey::{Cell, Survey};

/// A cell is built on where something stands this far above its ground, m.
const BUILT_M: f64 = 3.0;
/// A cell is free where nothing stands this far above its ground, m.
const FREE_M: f64 = 0.5;
/// Antenna above a roof, and above bare ground, m.
const ABOVE_ROOF_M: f64 = 3.0;
const MAST_M: f64 = 10.0;
/// Largest height of a site or agent in a scene, m.
const HIGHEST_M: f64 = 1000.0;
/// Agents that stand: pedestrians, then cameras.
const PEDESTRIANS: usize = 6;
const CAMERAS: usize = 2;

/// Adds site, agents and views.
pub(super) fn place(scene: &mut Scene, survey: &Survey) {
    let site = antenna(survey);
    let (power_dbm, downtilt_deg) = if survey.is_indoors { (24.0, 30.0) } else { (44.0, 8.0) };
    let sector = |k: u16| Sector {
        pci: k,
        azimuth_deg: 120.0 * f64::from(k),
        downtilt_deg,
        power_dbm,
        array: Array { rows: 8, columns: 8, beams_azimuth: 8, beams_elevation: 4 },
        pattern: None,
    };
    scene.sites = vec![Site { name: "Site 1".into(), position: site, sectors: (0..3).map(sector).collect() }];
    let spots = spots(survey, (site.0, site.1));
    let standing = |kind, slice, points: Vec<Point3>, antenna_height_m| AgentGroup {
        kind,
        count: points.len() as u32,
        slice,
        motion: Motion::Fixed(points),
        speed_m_per_s: 0.0,
        antenna_height_m,
    };
    scene.agents = vec![
        standing(AgentKind::Pedestrian, 0, spots[..PEDESTRIANS].to_vec(), 1.5),
        standing(AgentKind::Camera, 2, spots[PEDESTRIANS..].to_vec(), 1.5),
    ];
    if !survey.is_indoors {
        scene.agents.push(drones(scene, survey));
    }
    scene.cameras = cameras(survey);
}

/// The antenna's place.
fn antenna(survey: &Survey) -> Point3 {
    let middle = survey.middle();
    let nearest = |cells: &mut dyn Iterator<Item = &Cell>| {
        cells.min_by(|a, b| away(a, middle).total_cmp(&away(b, middle))).copied()
    };
    let at = |cell: Cell, z: f64| (round(cell.x), round(cell.y), round(z.clamp(0.0, HIGHEST_M)));
    let height = |cell: &Cell| survey.top_m(cell) - survey.ground_m(cell);
    let mut tops: Vec<f64> =
        survey.cells().iter().filter(|cell| height(cell) >= BUILT_M).map(|cell| survey.top_m(cell)).collect();
    tops.sort_by(f64::total_cmp);
    let share = |percent: usize| tops.get(tops.len() * percent / 100).copied();
    match (survey.is_indoors, share(40), share(80)) {
        (false, Some(low), Some(high)) => {
            let fits = |cell: &Cell| height(cell) >= BUILT_M && (low..=high).contains(&survey.top_m(cell));
            let roofs = || survey.cells().iter().enumerate().filter(|&(_, cell)| fits(cell));
            let edge = nearest(&mut roofs().filter(|&(i, _)| survey.is_edge(i, BUILT_M)).map(|(_, cell)| cell));
            let roof = edge.or_else(|| nearest(&mut roofs().map(|(_, cell)| cell)));
            roof.map(|cell| at(cell, survey.top_m(&cell) + ABOVE_ROOF_M))
        }
        _ => None,
    }
    .or_else(|| {
        let cell = nearest(&mut survey.cells().iter())?;
        let z = if survey.is_indoors {
            survey.ground_m(&cell) + 0.85 * height(&cell)
        } else {
            survey.top_m(&cell) + MAST_M
        };
        Some(at(cell, z))
    })
    .unwrap_or((0.0, 0.0, MAST_M))
}

fn away(cell: &Cell, from: Point2) -> f64 {
    (cell.x - from.0).powi(2) + (cell.y - from.1).powi(2)
}

/// Places to stand, each farthest from the site and those before it.
fn spots(survey: &Survey, site: Point2) -> Vec<Point3> {
    let is_free = |cell: &&Cell| survey.is_indoors || survey.top_m(cell) - survey.ground_m(cell) < FREE_M;
    let mut cells: Vec<(f64, Cell)> =
        survey.cells().iter().filter(is_free).map(|cell| (away(cell, site), *cell)).collect();
    if cells.is_empty() {
        cells = survey.cells().iter().map(|cell| (away(cell, site), *cell)).collect();
    }
    let mut spots = Vec::new();
    while spots.len() < PEDESTRIANS + CAMERAS {
        let Some(&(_, best)) = cells.iter().max_by(|a, b| a.0.total_cmp(&b.0)) else {
            spots.push((site.0, site.1, 0.0));
            continue;
        };
        for (distance, cell) in &mut cells {
            *distance = distance.min(away(cell, (best.x, best.y)));
        }
        spots.push((round(best.x), round(best.y), round(survey.ground_m(&best).clamp(0.0, HIGHEST_M))));
    }
    spots
}

/// Two drones around the middle, clear of everything.
fn drones(scene: &Scene, survey: &Survey) -> AgentGroup {
    let (min, max) = (scene.bounds.min, scene.bounds.max);
    let at = |x: f64, y: f64| (round(min.0 + (max.0 - min.0) * x), round(min.1 + (max.1 - min.1) * y));
    AgentGroup {
        kind: AgentKind::Drone,
        count: 2,
        slice: 1,
        motion: Motion::Loop {
            points: vec![at(0.2, 0.2), at(0.8, 0.2), at(0.8, 0.8), at(0.2, 0.8)],
            height_m: (survey.high[2].max(0.0) + 20.0).round().min(HIGHEST_M),
        },
        speed_m_per_s: 8.0,
        antenna_height_m: 0.0,
    }
}

/// Outdoors from the south-east and from above, indoors from two corners below the ceiling.
fn cameras(survey: &Survey) -> Vec<Camera> {
    let (low, high) = (survey.low, survey.high);
    let (x, y) = survey.middle();
    let size = (high[0] - low[0]).max(high[1] - low[1]).max(high[2] - low[2]).max(20.0);
    let view =
        |name: &str, eye: Point3, target: Point3| Camera { name: name.into(), eye: tidy(eye), target: tidy(target) };
    if survey.is_indoors {
        let eye_z = low[2] + 0.9 * (high[2] - low[2]);
        let corner = |share: f64| (low[0] + share * (high[0] - low[0]), low[1] + share * (high[1] - low[1]), eye_z);
        let target = (x, y, low[2]);
        return vec![view("Room", corner(0.04), target), view("Room from across", corner(0.96), target)];
    }
    let target = (x, y, low[2].max(0.0));
    vec![
        view("Overview", (x + 0.45 * size, y - 0.75 * size, target.2 + 0.7 * size), target),
        view("From above", (x, y - 0.2 * size, target.2 + 1.2 * size), target),
    ]
}

/// Centimetres, within what a scene allows.
fn tidy(p: Point3) -> Point3 {
    let tidy = |c: f64| (c.clamp(-20_000.0, 20_000.0) * 100.0).round() / 100.0 + 0.0;
    (tidy(p.0), tidy(p.1), tidy(p.2))
}

/// Broadband, control and sensors.
pub(super) fn slices() -> Vec<Slice> {
    let slice = |name: &str,
                 sst,
                 [max_ratio_percent, min_ratio_percent, dedicated_ratio_percent]: [u8; 3],
                 traffic,
                 sla| {
        Slice { name: name.into(), sst, max_ratio_percent, min_ratio_percent, dedicated_ratio_percent, traffic, sla }
    };
    let sla =
        |min_rate_mbps, max_latency_ms, reliability_percent| Sla { min_rate_mbps, max_latency_ms, reliability_percent };
    vec![
        slice("eMBB", 1, [90, 50, 10], Traffic::Ftp { mean_mbps: 16.0, file_kb: 500.0 }, sla(10.0, 1000.0, 90.0)),
        slice(
            "URLLC",
            2,
            [60, 30, 15],
            Traffic::Periodic { period_ms: 10.0, packet_bytes: 1200 },
            sla(0.0, 20.0, 99.9),
        ),
        slice(
            "mMTC",
            3,
            [20, 5, 2],
            Traffic::Sporadic { packets_per_s: 2.0, packet_bytes: 200 },
            sla(0.0, 1000.0, 90.0),
        ),
    ]
}
