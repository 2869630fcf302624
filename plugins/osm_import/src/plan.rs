//! A default radio network for an imported city: same city, same plan.
//!
//! - **Sites**: corners of rooftops at least 12 m high (in low towns 6 m or 3 m) and not below the neighbourhood, close to a street
//!   junction, the antenna 3 m above the roof and 1 m in from the corner. The first is the one nearest to the middle; each next is the
//!   one farthest from all before and from the border (farthest-point sampling), at most seven.
//! - **Sectors**: three, 120° apart, the first looking out over the corner; neighbours repeat no PCI modulo 3 within a site.
//! - **RIS**: see `ris`.
//! - **Slices and agents**: cars, pedestrians and drones spread over three slices, loaded so that cells with many UEs run short of PRBs.

use twin_scene::schema::{
    AgentGroup, AgentKind, Array, Bounds, Camera, Carrier, Motion, Point2, Point3, Scene, Sector, Site, Sla, Slice,
    Traffic, WayKind,
};
use twin_units::math;

use crate::ImportError;
use crate::city::City;
use crate::ring;
use crate::ris;

/// 7.8 GHz, inside 7.125–8.4 GHz, studied for IMT by ITU WRC-27 (agenda item 1.7); 100 MHz at 30 kHz are 273 PRBs (TS 38.101-1 table 5.3.2-1).
pub(crate) const CARRIER: Carrier = Carrier {
    frequency_ghz: 7.8,
    bandwidth_mhz: 100.0,
    scs_khz: 30,
    n_prb: 273,
    ue_noise_figure_db: 7.0,
    dl_share: 0.75,
};

/// Most sites of a plan.
const MOST_SITES: usize = 7;
/// Least distance of sites, m.
const SITE_DISTANCE_M: f64 = 150.0;
/// Least height of a roof that carries a site and farthest junction it is meant for, m; where nothing fits, the next row is tried.
const ROOF_AND_JUNCTION_M: [(f64, f64); 3] = [(12.0, 45.0), (6.0, 150.0), (3.0, 1000.0)];
/// Antennas stand this far above the roof, m.
const MAST_M: f64 = 3.0;
/// Adds sites, RIS, slices, agents and cameras.
pub(crate) fn add_network(scene: &mut Scene, notes: &mut Vec<String>) -> Result<(), ImportError> {
    let (sites, panels, lit_percent) = {
        let city = City::new(scene);
        let sites = place_sites(scene, &city);
        if sites.is_empty() {
            return Err(ImportError::Empty("roofs for sites (3 m or higher, within 1 km of a street junction)"));
        }
        let panels = ris::place(scene, &city, &sites);
        let lit = city.samples.iter().filter(|&&p| city.is_lit(&sites, p)).count();
        (sites, panels, 100.0 * lit as f64 / city.samples.len().max(1) as f64)
    };
    scene.sites = sites;
    scene.ris = panels;
    scene.slices = slices();
    scene.agents = agents(scene);
    scene.cameras = cameras(scene);
    notes.push(format!(
        "Default plan: {} sites, which see {lit_percent:.0} % of the streets; {} RIS.",
        scene.sites.len(),
        scene.ris.len()
    ));
    if scene.ris.is_empty() {
        notes.push("No wall was found from which a RIS would reach a shadowed street.".into());
    }
    Ok(())
}

/// A roof corner that could carry a site.
struct Corner {
    antenna: Point3,
    outward_deg: f64,
    junction_m: f64,
    name: String,
}

fn place_sites(scene: &Scene, city: &City<'_>) -> Vec<Site> {
    let rows = ROOF_AND_JUNCTION_M.iter().map(|&(roof_m, junction_m)| corners(scene, city, roof_m, junction_m));
    let Some(candidates) = rows.into_iter().find(|found| !found.is_empty()) else { return Vec::new() };
    let middle = ring::lerp(scene.bounds.min, scene.bounds.max, 0.5);
    let ground = |c: &Corner| (c.antenna.0, c.antenna.1);
    let mut chosen: Vec<&Corner> = Vec::new();
    // Closeness to a junction counts against distance, so that of two near corners the one over the junction wins.
    while chosen.len() < MOST_SITES {
        let next = candidates
            .iter()
            .filter(|c| chosen.iter().all(|other| ring::distance(ground(c), ground(other)) >= SITE_DISTANCE_M))
            .map(|c| {
                let others =
                    chosen.iter().map(|other| ring::distance(ground(c), ground(other))).fold(f64::INFINITY, f64::min);
                let value = if chosen.is_empty() {
                    -ring::distance(ground(c), middle)
                } else {
                    others.min(1.6 * to_border(&scene.bounds, ground(c)))
                };
                (value - c.junction_m, c)
            })
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match next {
            Some((_, corner)) => chosen.push(corner),
            None => break,
        }
    }
    let named = |i: usize, corner: &Corner| {
        if corner.name.is_empty() { format!("Site {}", i + 1) } else { format!("Site {} {}", i + 1, corner.name) }
    };
    chosen
        .iter()
        .enumerate()
        .map(|(i, corner)| Site {
            name: named(i, corner),
            position: corner.antenna,
            sectors: sectors(i, corner.outward_deg),
        })
        .collect()
}

fn to_border(bounds: &Bounds, p: Point2) -> f64 {
    (p.0 - bounds.min.0).min(bounds.max.0 - p.0).min(p.1 - bounds.min.1).min(bounds.max.1 - p.1)
}

/// Convex corners of tall enough roofs with a junction near.
fn corners(scene: &Scene, city: &City<'_>, least_roof_m: f64, farthest_junction_m: f64) -> Vec<Corner> {
    let mut found = Vec::new();
    for building in scene.buildings.iter().filter(|b| b.height_m >= least_roof_m && b.base_m == 0.0) {
        let ring = &building.footprint;
        let n = ring.len();
        let middle = ring::mean(ring);
        if building.height_m < city.typical_height(middle, 120.0) {
            continue;
        }
        for i in 0..n {
            let (a, b, c) = (ring[(i + n - 1) % n], ring[i], ring[(i + 1) % n]);
            let (before, after) = (ring::distance(a, b), ring::distance(b, c));
            if ring::cross(a, b, c) <= 0.0 || before < 6.0 || after < 6.0 {
                continue;
            }
            // Unit vectors along both walls towards the corner add up to the outward direction.
            let out = ((b.0 - a.0) / before + (b.0 - c.0) / after, (b.1 - a.1) / before + (b.1 - c.1) / after);
            let length = (out.0 * out.0 + out.1 * out.1).sqrt();
            if length < 0.5 {
                continue;
            }
            let inset = ring::round_cm((b.0 - out.0 / length, b.1 - out.1 / length));
            let outside = (b.0 + 2.0 * out.0 / length, b.1 + 2.0 * out.1 / length);
            if !ring::within(&scene.bounds, inset)
                || city.height_at(outside) > 0.0
                || city.height_at(inset) > building.height_m
            {
                continue;
            }
            let junction_m = city.junctions.iter().map(|&j| ring::distance(j, b)).fold(f64::INFINITY, f64::min);
            if junction_m <= farthest_junction_m {
                let antenna = (inset.0, inset.1, building.height_m + MAST_M);
                found.push(Corner {
                    antenna,
                    outward_deg: bearing_deg(out),
                    junction_m,
                    name: nearest_street(scene, b),
                });
            }
        }
    }
    found
}

/// Bearing of a direction on the ground plan, whole degrees clockwise from north.
pub(crate) fn bearing_deg(direction: Point2) -> f64 {
    math::atan2(direction.0, direction.1).to_degrees().round().rem_euclid(360.0)
}

/// Name of the nearest named street, or `""`.
pub(crate) fn nearest_street(scene: &Scene, p: Point2) -> String {
    let named = scene.ways.iter().filter(|w| w.kind == WayKind::Road && !w.name.is_empty());
    let nearest = named
        .map(|w| (w.points.iter().map(|&q| ring::distance(p, q)).fold(f64::INFINITY, f64::min), w))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    nearest.map_or(String::new(), |(_, w)| w.name.clone())
}

fn sectors(site: usize, outward_deg: f64) -> Vec<Sector> {
    (0..3)
        .map(|k| Sector {
            pci: (100 + 3 * site + k) as u16,
            azimuth_deg: (outward_deg + 120.0 * k as f64).rem_euclid(360.0),
            downtilt_deg: 8.0,
            power_dbm: 44.0,
            array: Array { rows: 8, columns: 8, beams_azimuth: 8, beams_elevation: 4 },
            pattern: None,
        })
        .collect()
}

fn slices() -> Vec<Slice> {
    vec![
        Slice {
            name: "eMBB".into(),
            sst: 1,
            max_ratio_percent: 90,
            min_ratio_percent: 50,
            dedicated_ratio_percent: 10,
            traffic: Traffic::Ftp { mean_mbps: 16.0, file_kb: 500.0 },
            sla: Sla { min_rate_mbps: 10.0, max_latency_ms: 1000.0, reliability_percent: 90.0 },
        },
        Slice {
            name: "URLLC".into(),
            sst: 2,
            max_ratio_percent: 60,
            min_ratio_percent: 30,
            dedicated_ratio_percent: 15,
            traffic: Traffic::Periodic { period_ms: 10.0, packet_bytes: 1200 },
            sla: Sla { min_rate_mbps: 0.0, max_latency_ms: 20.0, reliability_percent: 99.9 },
        },
        Slice {
            name: "mMTC".into(),
            sst: 3,
            max_ratio_percent: 20,
            min_ratio_percent: 5,
            dedicated_ratio_percent: 2,
            traffic: Traffic::Sporadic { packets_per_s: 2.0, packet_bytes: 200 },
            sla: Sla { min_rate_mbps: 0.0, max_latency_ms: 1000.0, reliability_percent: 90.0 },
        },
    ]
}

/// 90 cars and 60 pedestrians (where there are streets and footways for them) and 6 drones; slices are indexes into [`slices`].
fn agents(scene: &Scene) -> Vec<AgentGroup> {
    let trips = |kind, count, slice, speed_m_per_s, antenna_height_m| AgentGroup {
        kind,
        count,
        slice,
        motion: Motion::Trips,
        speed_m_per_s,
        antenna_height_m,
    };
    let mut groups = vec![
        trips(AgentKind::Car, 45, 0, 8.3, 1.5),
        trips(AgentKind::Car, 45, 1, 8.3, 1.5),
        trips(AgentKind::Pedestrian, 40, 0, 1.4, 1.5),
        trips(AgentKind::Pedestrian, 20, 2, 1.2, 1.0),
    ];
    let has = |kind: WayKind| scene.ways.iter().any(|way| way.kind == kind);
    groups.retain(|group| has(if group.kind == AgentKind::Car { WayKind::Road } else { WayKind::Foot }));
    let tallest = scene.buildings.iter().map(|b| b.height_m).fold(0.0, f64::max);
    // Two tours of three drones each, clear of every roof.
    let loops = [((0.15, 0.15), (0.85, 0.55), 20.0), ((0.25, 0.45), (0.75, 0.9), 35.0)];
    groups.extend(loops.map(|(low, high, above)| {
        let at = |p: Point2| {
            let (min, max) = (scene.bounds.min, scene.bounds.max);
            ring::round_cm((min.0 + (max.0 - min.0) * p.0, min.1 + (max.1 - min.1) * p.1))
        };
        let points = vec![at(low), at((high.0, low.1)), at(high), at((low.0, high.1))];
        let motion = Motion::Loop { points, height_m: (tallest + above).round() };
        AgentGroup { kind: AgentKind::Drone, count: 3, slice: 1, motion, speed_m_per_s: 12.0, antenna_height_m: 0.0 }
    }));
    groups
}

/// A view of sites and panels from the south-east, 40° above the horizon; one from above; one to each RIS.
fn cameras(scene: &Scene) -> Vec<Camera> {
    let places: Vec<Point2> = scene
        .sites
        .iter()
        .map(|s| (s.position.0, s.position.1))
        .chain(scene.ris.iter().map(|r| (r.position.0, r.position.1)))
        .collect();
    let centre = ring::mean(&places);
    let reach = places.iter().map(|&p| ring::distance(p, centre)).fold(200.0, f64::max);
    let view = |name: &str, eye: Point3, target: Point3| {
        let whole = |p: Point3| (p.0.round() + 0.0, p.1.round() + 0.0, p.2.round() + 0.0);
        Camera { name: name.into(), eye: whole(eye), target: whole(target) }
    };
    let above = |bearing_deg: f64, elevation_deg: f64, distance: f64, target: Point3| {
        let (bearing, elevation) = (bearing_deg.to_radians(), elevation_deg.to_radians());
        let flat = distance * math::cos(elevation);
        (
            target.0 + flat * math::sin(bearing),
            target.1 + flat * math::cos(bearing),
            target.2 + distance * math::sin(elevation),
        )
    };
    let middle = (centre.0, centre.1, 15.0);
    let mut cameras = vec![
        view("City", above(150.0, 40.0, 1.7 * reach, middle), middle),
        view("From above", above(180.0, 80.0, 2.6 * reach, middle), middle),
    ];
    for panel in &scene.ris {
        let target = panel.position;
        cameras.push(view(&panel.name, above(panel.azimuth_deg + 35.0, 30.0, 140.0, target), target));
    }
    cameras
}
