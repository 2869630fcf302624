//! Rules of sites, RIS, slices and agents.

use std::collections::BTreeMap;

use super::{Checker, patterns};
use crate::schema::{AgentGroup, AgentKind, Array, Motion, RisTarget, Scene, Sector, Slice, Traffic, WayKind};

/// Most agents of a scene.
const MOST_AGENTS: u64 = 10_000;
/// Most SSB beams of a cell (TS 38.213 cl. 4.1: up to 64 candidate blocks).
const MOST_BEAMS: u64 = 64;

pub(super) fn check(scene: &Scene, to: &mut Checker) {
    let n_agents: u64 = scene.agents.iter().map(|group| u64::from(group.count)).sum();
    sites(scene, to);
    ris(scene, n_agents, to);
    slices(&scene.slices, to);
    to.count("agents", scene.agents.len(), 1, 100);
    if n_agents > MOST_AGENTS {
        to.fault("agents", format!("there are {n_agents} agents"), format!("a scene has at most {MOST_AGENTS}"));
    }
    for (i, group) in scene.agents.iter().enumerate() {
        agents(&format!("agents[{i}]"), group, scene, to);
    }
}

fn sites(scene: &Scene, to: &mut Checker) {
    to.count("sites", scene.sites.len(), 1, 100);
    let mut first_with: BTreeMap<u16, String> = BTreeMap::new();
    for (i, site) in scene.sites.iter().enumerate() {
        let path = format!("sites[{i}]");
        to.name(format!("{path}.name"), &site.name);
        to.place3(format!("{path}.position"), site.position, &scene.bounds);
        to.count(&format!("{path}.sectors"), site.sectors.len(), 1, 6);
        for (k, sector) in site.sectors.iter().enumerate() {
            let path = format!("{path}.sectors[{k}]");
            self::sector(&path, sector, to);
            patterns::sector(&path, sector, scene, to);
            if let Some(first) = first_with.get(&sector.pci) {
                to.fault(
                    format!("{path}.pci"),
                    format!("{} is also the PCI of {first}", sector.pci),
                    "give each cell its own",
                );
            } else {
                first_with.insert(sector.pci, path);
            }
        }
    }
}

fn sector(path: &str, sector: &Sector, to: &mut Checker) {
    to.range(format!("{path}.pci"), f64::from(sector.pci), 0.0, 1007.0, "physical cell identity");
    to.range(format!("{path}.azimuth_deg"), sector.azimuth_deg, -360.0, 360.0, "bearing in degrees");
    to.range(format!("{path}.downtilt_deg"), sector.downtilt_deg, -90.0, 90.0, "tilt in degrees");
    to.range(format!("{path}.power_dbm"), sector.power_dbm, -30.0, 70.0, "transmit power in dBm");
    let Array { rows, columns, beams_azimuth, beams_elevation } = sector.array;
    to.range(format!("{path}.array.rows"), f64::from(rows), 1.0, 32.0, "number of elements");
    to.range(format!("{path}.array.columns"), f64::from(columns), 1.0, 32.0, "number of elements");
    let beams = u64::from(beams_azimuth) * u64::from(beams_elevation);
    if beams == 0 || beams > MOST_BEAMS {
        let message = format!("{beams_azimuth} × {beams_elevation} beams are {beams}");
        to.fault(format!("{path}.array.beams_azimuth"), message, format!("a cell has 1 to {MOST_BEAMS} SSB beams"));
    }
}

fn ris(scene: &Scene, n_agents: u64, to: &mut Checker) {
    to.count("ris", scene.ris.len(), 0, 32);
    for (i, ris) in scene.ris.iter().enumerate() {
        let path = format!("ris[{i}]");
        to.name(format!("{path}.name"), &ris.name);
        to.place3(format!("{path}.position"), ris.position, &scene.bounds);
        to.range(format!("{path}.azimuth_deg"), ris.azimuth_deg, -360.0, 360.0, "bearing in degrees");
        to.range(format!("{path}.rows"), f64::from(ris.rows), 1.0, 128.0, "number of elements");
        to.range(format!("{path}.columns"), f64::from(ris.columns), 1.0, 128.0, "number of elements");
        to.range(format!("{path}.bits"), f64::from(ris.bits), 0.0, 3.0, "number of phase bits");
        index(format!("{path}.serves_site"), ris.serves_site, scene.sites.len(), "site", to);
        match ris.target {
            RisTarget::Mirror | RisTarget::Random(_) | RisTarget::Absorb => {}
            RisTarget::Sector(p, width_deg) => {
                to.place3(format!("{path}.target"), p, &scene.bounds);
                to.range(format!("{path}.target"), width_deg, 1.0, 170.0, "width of a sector in degrees");
            }
            RisTarget::Worst(n) => {
                to.range(format!("{path}.target"), f64::from(n), 1.0, 8.0, "number of agents");
            }
            RisTarget::Point(p) => to.place3(format!("{path}.target"), p, &scene.bounds),
            RisTarget::Agent(agent) if u64::from(agent) < n_agents => {}
            RisTarget::Agent(agent) => {
                to.fault(
                    format!("{path}.target"),
                    format!("there is no agent {agent}"),
                    format!("agents are numbered from 0; there are {n_agents}"),
                );
            }
        }
    }
}

fn index(path: String, index: u32, count: usize, what: &str, to: &mut Checker) {
    if usize::try_from(index).map_or(true, |index| index >= count) {
        to.fault(
            path,
            format!("there is no {what} {index}"),
            format!("{what}s are numbered from 0; there are {count}"),
        );
    }
}

fn slices(slices: &[Slice], to: &mut Checker) {
    to.count("slices", slices.len(), 1, 8);
    for (i, slice) in slices.iter().enumerate() {
        let path = format!("slices[{i}]");
        to.name(format!("{path}.name"), &slice.name);
        to.range(format!("{path}.sst"), f64::from(slice.sst), 1.0, 255.0, "slice/service type");
        let ratios = [
            ("max_ratio_percent", slice.max_ratio_percent),
            ("min_ratio_percent", slice.min_ratio_percent),
            ("dedicated_ratio_percent", slice.dedicated_ratio_percent),
        ];
        for (field, ratio) in ratios {
            to.range(format!("{path}.{field}"), f64::from(ratio), 0.0, 100.0, "share in percent");
        }
        if slice.dedicated_ratio_percent > slice.min_ratio_percent {
            to.fault(
                format!("{path}.dedicated_ratio_percent"),
                "dedicated exceeds min",
                "dedicated ≤ min ≤ max (TS 28.541 cl. 4.3.36)",
            );
        }
        if slice.min_ratio_percent > slice.max_ratio_percent {
            to.fault(
                format!("{path}.min_ratio_percent"),
                "min exceeds max",
                "dedicated ≤ min ≤ max (TS 28.541 cl. 4.3.36)",
            );
        }
        traffic(&format!("{path}.traffic"), slice.traffic, to);
        to.range(format!("{path}.sla.min_rate_mbps"), slice.sla.min_rate_mbps, 0.0, 100_000.0, "rate in Mbit/s");
        to.range(format!("{path}.sla.max_latency_ms"), slice.sla.max_latency_ms, 1.0, 60_000.0, "delay in ms");
        to.range(
            format!("{path}.sla.reliability_percent"),
            slice.sla.reliability_percent,
            0.0,
            100.0,
            "share in percent",
        );
    }
    let sum: u32 = slices.iter().map(|slice| u32::from(slice.min_ratio_percent)).sum();
    if sum > 100 {
        to.fault("slices", format!("the min ratios add up to {sum} %"), "they must not exceed 100 %");
    }
}

fn traffic(path: &str, traffic: Traffic, to: &mut Checker) {
    let mut bytes = |packet_bytes: u32| {
        to.range(format!("{path}.packet_bytes"), f64::from(packet_bytes), 1.0, 65_535.0, "packet size in bytes")
    };
    match traffic {
        Traffic::Ftp { mean_mbps, file_kb } => {
            to.range(format!("{path}.mean_mbps"), mean_mbps, 0.001, 100_000.0, "rate in Mbit/s");
            to.range(format!("{path}.file_kb"), file_kb, 0.1, 1e6, "file size in kB");
        }
        Traffic::Periodic { period_ms, packet_bytes } => {
            bytes(packet_bytes);
            to.range(format!("{path}.period_ms"), period_ms, 0.5, 3_600_000.0, "period in ms");
        }
        Traffic::Sporadic { packets_per_s, packet_bytes } => {
            bytes(packet_bytes);
            to.range(format!("{path}.packets_per_s"), packets_per_s, 1e-5, 10_000.0, "rate in packets a second");
        }
    }
}

fn agents(path: &str, group: &AgentGroup, scene: &Scene, to: &mut Checker) {
    to.range(format!("{path}.count"), f64::from(group.count), 1.0, MOST_AGENTS as f64, "number of agents");
    index(format!("{path}.slice"), group.slice, scene.slices.len(), "slice", to);
    let slowest = if matches!(group.motion, Motion::Fixed(_)) { 0.0 } else { 0.05 };
    to.range(format!("{path}.speed_m_per_s"), group.speed_m_per_s, slowest, 100.0, "speed in m/s");
    to.range(format!("{path}.antenna_height_m"), group.antenna_height_m, 0.0, 50.0, "antenna height in m");
    match &group.motion {
        Motion::Trips => trips(path, group.kind, scene, to),
        Motion::Loop { points, height_m } => {
            to.range(format!("{path}.motion.height_m"), *height_m, 0.0, 1000.0, "height above ground in m");
            to.count(&format!("{path}.motion.points"), points.len(), 3, 1000);
            for (i, &p) in points.iter().enumerate() {
                to.place(format!("{path}.motion.points[{i}]"), p, &scene.bounds);
                if i > 0 && points[i - 1] == p {
                    to.fault(format!("{path}.motion.points[{i}]"), "it repeats the point before it", "remove it");
                }
            }
        }
        Motion::Fixed(points) => {
            if points.len() as u64 != u64::from(group.count) {
                let message = format!("{} points for {} agents", points.len(), group.count);
                to.fault(format!("{path}.motion"), message, "give one point for each agent");
            }
            for (i, &p) in points.iter().enumerate() {
                to.place3(format!("{path}.motion[{i}]"), p, &scene.bounds);
            }
        }
    }
}

fn trips(path: &str, kind: AgentKind, scene: &Scene, to: &mut Checker) {
    let needed = match kind {
        AgentKind::Car => WayKind::Road,
        AgentKind::Pedestrian => WayKind::Foot,
        AgentKind::Agv => WayKind::Agv,
        AgentKind::Drone | AgentKind::Cobot | AgentKind::Camera => {
            to.fault(format!("{path}.motion"), format!("a {kind:?} cannot make trips"), "use Loop or Fixed");
            return;
        }
    };
    if !scene.ways.iter().any(|way| way.kind == needed) {
        to.fault(
            format!("{path}.motion"),
            format!("there is no way of kind {needed:?} for trips"),
            "add ways, or use Loop or Fixed",
        );
    }
}
