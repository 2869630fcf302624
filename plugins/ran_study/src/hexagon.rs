//! A scene of any number of UEs on a hexagonal layout, to measure how fast the RAN layer runs.
//!
//! Layout after TR 38.901 table 7.2-1, UMi street canyon: 7 sites of 3 sectors, 200 m apart, antennas 10 m high. Line of sight is drawn by its
//! probability, so that the scene needs no buildings. UEs walk around the blocks of a grid of 10 × 10 that covers the cells; slices, traffic and
//! the sizes of arrays are assumed.

use twin_scene::schema::{
    AgentGroup, AgentKind, Array, Bounds, Camera, Carrier, Channel, GroundMaterial, LineOfSight, MobilitySettings,
    Motion, Propagation, Scene, Sector, Site, Sla, Slice, StatisticalChannel, Traffic, VERSION, Weather,
};
use twin_units::math;

/// Distance of neighbouring sites, m (TR 38.901 table 7.2-1).
const SITE_DISTANCE_M: f64 = 200.0;
/// Blocks along an edge of the area.
const BLOCKS: u32 = 10;
/// Half an edge of the area, m: the outer sites lie 200 m from the middle.
const HALF_AREA_M: f64 = 300.0;
/// From a block's border to the way around it, m.
const INSET_M: f64 = 5.0;
/// Most UEs: as many as a scene may have agents.
pub const MOST_UES: u32 = 10_000;

/// The scene, for 1..=[`MOST_UES`] UEs; other numbers count as the nearest of these.
pub fn hexagon(n_ues: u32) -> Scene {
    let n_ues = n_ues.clamp(1, MOST_UES);
    Scene {
        version: VERSION,
        name: format!("Hexagonal layout, {n_ues} UEs"),
        description: "Seven sites of three sectors on the statistical channel.".into(),
        attribution: String::new(),
        origin: None,
        bounds: Bounds { min: (-HALF_AREA_M, -HALF_AREA_M), max: (HALF_AREA_M, HALF_AREA_M) },
        carrier: Carrier {
            frequency_ghz: 3.5,
            bandwidth_mhz: 100.0,
            scs_khz: 30,
            n_prb: 273,
            ue_noise_figure_db: 9.0,
            dl_share: 0.75,
        },
        materials: Vec::new(),
        ground_material: GroundMaterial::default(),
        buildings: Vec::new(),
        blocks: Vec::new(),
        meshes: Vec::new(),
        areas: Vec::new(),
        woodland: Vec::new(),
        ways: Vec::new(),
        antenna_patterns: Vec::new(),
        sites: sites(),
        ris: Vec::new(),
        slices: slices(),
        mobility: MobilitySettings::default(),
        weather: Weather::default(),
        propagation: Propagation::default(),
        channel: Channel::Statistical(StatisticalChannel {
            line_of_sight: LineOfSight::Probability,
            ..StatisticalChannel::default()
        }),
        building_entry: None,
        agents: agents(n_ues),
        cameras: vec![Camera { name: "From the south".into(), eye: (0.0, -600.0, 450.0), target: (0.0, 0.0, 0.0) }],
    }
}

/// One site in the middle and six around it, three sectors each.
fn sites() -> Vec<Site> {
    let place = |number: u32| match number {
        0 => (0.0, 0.0),
        _ => {
            let (sin, cos) = math::sin_cos(f64::from(number - 1) * std::f64::consts::FRAC_PI_3);
            (SITE_DISTANCE_M * cos, SITE_DISTANCE_M * sin)
        }
    };
    let sector = |site: u32, number: u32| Sector {
        pci: (3 * site + number) as u16,
        azimuth_deg: 30.0 + 120.0 * f64::from(number),
        downtilt_deg: 10.0,
        power_dbm: 44.0,
        array: Array { rows: 8, columns: 8, beams_azimuth: 8, beams_elevation: 1 },
        pattern: None,
    };
    let site = |number: u32| {
        let (x, y) = place(number);
        Site {
            name: format!("Site {}", number + 1),
            position: (x, y, 10.0),
            sectors: (0..3).map(|of_site| sector(number, of_site)).collect(),
        }
    };
    (0..7).map(site).collect()
}

fn slices() -> Vec<Slice> {
    let slice = |name: &str, sst: u8, min_ratio_percent: u8, traffic: Traffic, max_latency_ms: f64| Slice {
        name: name.into(),
        sst,
        max_ratio_percent: 100,
        min_ratio_percent,
        dedicated_ratio_percent: 0,
        traffic,
        sla: Sla { min_rate_mbps: 0.0, max_latency_ms, reliability_percent: 95.0 },
    };
    vec![
        slice("eMBB", 1, 20, Traffic::Ftp { mean_mbps: 0.1, file_kb: 20.0 }, 300.0),
        slice("Voice", 2, 20, Traffic::Periodic { period_ms: 20.0, packet_bytes: 60 }, 50.0),
        slice("Sensors", 3, 0, Traffic::Sporadic { packets_per_s: 1.0, packet_bytes: 200 }, 1000.0),
    ]
}

/// UEs spread evenly over the blocks; those of a block share a slice: two blocks in five for eMBB, two for voice, one for sensors.
fn agents(n_ues: u32) -> Vec<AgentGroup> {
    let n_blocks = BLOCKS * BLOCKS;
    let edge_m = 2.0 * HALF_AREA_M / f64::from(BLOCKS);
    let group = |block: u32| {
        let count = n_ues / n_blocks + u32::from(block < n_ues % n_blocks);
        let west = -HALF_AREA_M + edge_m * f64::from(block % BLOCKS) + INSET_M;
        let south = -HALF_AREA_M + edge_m * f64::from(block / BLOCKS) + INSET_M;
        let (east, north) = (west + edge_m - 2.0 * INSET_M, south + edge_m - 2.0 * INSET_M);
        let points = vec![(west, south), (east, south), (east, north), (west, north)];
        AgentGroup {
            kind: AgentKind::Pedestrian,
            count,
            slice: [0, 1, 0, 1, 2][(block % 5) as usize],
            motion: Motion::Loop { points, height_m: 0.0 },
            speed_m_per_s: 3.0 / 3.6,
            antenna_height_m: 1.5,
        }
    };
    (0..n_blocks).map(group).filter(|group| group.count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scene_keeps_all_rules_and_has_what_it_promises() {
        for n_ues in [1, 99, 1_000, MOST_UES] {
            let scene = hexagon(n_ues);
            assert_eq!(twin_scene::parse(&twin_scene::to_ron(&scene)).as_ref(), Ok(&scene));
            assert_eq!(scene.agents.iter().map(|group| group.count).sum::<u32>(), n_ues);
            assert_eq!(scene.sites.iter().map(|site| site.sectors.len()).sum::<usize>(), 21);
        }
        let nearest = |site: usize| {
            let sites = sites();
            let away = |other: &Site| {
                math::hypot(other.position.0 - sites[site].position.0, other.position.1 - sites[site].position.1)
            };
            sites.iter().map(away).filter(|away_m| *away_m > 1.0).fold(f64::INFINITY, f64::min)
        };
        assert!((0..7).all(|site| (nearest(site) - 200.0).abs() < 1e-9));
    }
}
