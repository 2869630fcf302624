//! A synthetic city and checks shared by the tests.

use glam::DVec2;
use twin_mobility::{AgentState, Mobility};
use twin_scene::schema::{
    AgentGroup, AgentKind, Bounds, Carrier, GroundMaterial, MobilitySettings, Motion, Scene, VERSION, Way, WayKind,
};
use twin_units::TICK_S;
use twin_units::hash::StateHash;

/// Distance between parallel streets, m.
pub(crate) const BLOCK_M: f64 = 100.0;
/// Streets each way.
pub(crate) const STREETS: u32 = 6;
/// Speed limit of street `i`, km/h.
pub(crate) fn limit_kmh(i: u32) -> f64 {
    if i.is_multiple_of(2) { 50.0 } else { 30.0 }
}
/// Whether street `i` is one-way: eastward (east–west streets) or northward (north–south streets).
pub(crate) fn is_one_way(i: u32) -> bool {
    i == 2 || i == 3
}

/// Streets on a square grid, with footways beside them.
pub(crate) fn city_ways() -> Vec<Way> {
    let mut ways = Vec::new();
    let last = STREETS - 1;
    let way = |kind, points, one_way, speed_kmh, width_m| Way {
        kind,
        name: String::new(),
        points,
        lanes: 1,
        one_way,
        speed_kmh,
        width_m,
    };
    for i in 0..STREETS {
        let at = f64::from(i) * BLOCK_M;
        let along = |offset: f64, east: bool| -> Vec<(f64, f64)> {
            (0..=last)
                .map(|k| f64::from(k) * BLOCK_M + offset)
                .map(|s| if east { (s, at + offset) } else { (at + offset, s) })
                .collect()
        };
        for east in [true, false] {
            ways.push(way(WayKind::Road, along(0.0, east), is_one_way(i), limit_kmh(i), 7.0));
            ways.push(way(WayKind::Foot, along(8.0, east), false, 5.0, 3.0));
        }
    }
    ways
}

/// Lanes of a small hall, as AGVs use them.
pub(crate) fn hall_ways() -> Vec<Way> {
    let mut ways = Vec::new();
    for i in 0..4 {
        let at = 12.0 * f64::from(i);
        for east in [true, false] {
            let points = (0..4).map(|k| 12.0 * f64::from(k)).map(|s| if east { (s, at) } else { (at, s) }).collect();
            ways.push(Way {
                kind: WayKind::Agv,
                name: String::new(),
                points,
                lanes: 1,
                one_way: false,
                speed_kmh: 6.0,
                width_m: 3.0,
            });
        }
    }
    ways
}

/// A group of agents.
pub(crate) fn group(kind: AgentKind, count: u32, motion: Motion, speed_m_per_s: f64) -> AgentGroup {
    AgentGroup { kind, count, slice: 0, motion, speed_m_per_s, antenna_height_m: 1.5 }
}

/// A scene with nothing but ways and agents.
pub(crate) fn scene(ways: Vec<Way>, agents: Vec<AgentGroup>) -> Scene {
    Scene {
        version: VERSION,
        name: "Test".into(),
        description: String::new(),
        attribution: String::new(),
        origin: None,
        bounds: Bounds { min: (-50.0, -50.0), max: (550.0, 550.0) },
        carrier: Carrier {
            frequency_ghz: 3.5,
            bandwidth_mhz: 100.0,
            scs_khz: 30,
            n_prb: 273,
            ue_noise_figure_db: 9.0,
            dl_share: 0.7,
        },
        materials: Vec::new(),
        ground_material: GroundMaterial::default(),
        buildings: Vec::new(),
        blocks: Vec::new(),
        meshes: Vec::new(),
        areas: Vec::new(),
        woodland: Vec::new(),
        ways,
        antenna_patterns: Vec::new(),
        sites: Vec::new(),
        ris: Vec::new(),
        slices: Vec::new(),
        mobility: MobilitySettings::default(),
        weather: Default::default(),
        propagation: Default::default(),
        channel: Default::default(),
        building_entry: None,
        agents,
        cameras: Vec::new(),
    }
}

/// The city with 90 cars, 40 pedestrians and two drones.
pub(crate) fn busy_city() -> Scene {
    let square = vec![(50.0, 50.0), (450.0, 50.0), (450.0, 450.0), (50.0, 450.0)];
    scene(
        city_ways(),
        vec![
            group(AgentKind::Car, 90, Motion::Trips, 14.0),
            group(AgentKind::Pedestrian, 40, Motion::Trips, 1.4),
            group(AgentKind::Drone, 2, Motion::Loop { points: square, height_m: 60.0 }, 10.0),
        ],
    )
}

/// Hash of the present state.
pub(crate) fn hash(mobility: &Mobility) -> u64 {
    let mut hash = StateHash::default();
    mobility.hash_into(&mut hash);
    hash.value()
}

/// Length and width of vehicles, m; `None` for all others.
fn size_m(kind: AgentKind) -> Option<DVec2> {
    match kind {
        AgentKind::Car => Some(DVec2::new(4.5, 1.8)),
        AgentKind::Agv => Some(DVec2::new(1.2, 0.8)),
        _ => None,
    }
}

/// Whether the oriented boxes of two vehicles overlap (separating axes; written apart from the crate's own test of it).
fn overlap(a: &AgentState, b: &AgentState) -> bool {
    let (Some(size_a), Some(size_b)) = (size_m(a.kind), size_m(b.kind)) else { return false };
    let between = DVec2::new(b.position.x - a.position.x, b.position.y - a.position.y);
    if between.length() > 5.0 {
        return false;
    }
    let frame = |agent: &AgentState| {
        let (sin, cos) = twin_units::math::sin_cos(agent.heading_rad);
        [DVec2::new(cos, sin), DVec2::new(-sin, cos)]
    };
    let (frame_a, frame_b) = (frame(a), frame(b));
    let reach = |frame: &[DVec2; 2], size: DVec2, axis: DVec2| {
        0.5 * (size.x * frame[0].dot(axis).abs() + size.y * frame[1].dot(axis).abs())
    };
    frame_a
        .iter()
        .chain(&frame_b)
        .all(|&axis| between.dot(axis).abs() < reach(&frame_a, size_a, axis) + reach(&frame_b, size_b, axis))
}

/// What a run showed.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    /// Pairs of vehicles that overlapped, with the tick of the first time and the reasons of both.
    pub(crate) overlaps: Vec<(u32, u32, u32, DVec2, &'static str, &'static str)>,
    /// Longest time a vehicle stood without loading, s, and which.
    pub(crate) longest_stand_s: f64,
    pub(crate) longest_stand: (u32, &'static str),
    /// Fastest vehicle, m/s.
    pub(crate) top_speed: f64,
    /// Largest distance an agent moved in a tick beyond what its speed explains, m.
    pub(crate) worst_jump_m: f64,
    /// Distance driven by all vehicles, m.
    pub(crate) driven_m: f64,
}

/// Runs a scene and looks at every vehicle at every tick.
pub(crate) fn observe(mobility: &mut Mobility, ticks: u32) -> Observed {
    let mut seen = Observed::default();
    let n = mobility.agents().len();
    let mut standing_s = vec![0.0; n];
    let mut touched = std::collections::BTreeSet::new();
    for tick in 0..ticks {
        let before: Vec<_> = mobility.agents().iter().map(|agent| agent.position).collect();
        mobility.step(TICK_S);
        let agents = mobility.agents();
        for (i, a) in agents.iter().enumerate() {
            let moved = a.position.distance(before[i]);
            if size_m(a.kind).is_some() {
                seen.driven_m += moved;
                seen.top_speed = seen.top_speed.max(a.speed_m_per_s());
                seen.worst_jump_m = seen.worst_jump_m.max(moved - (a.speed_m_per_s() + 0.2) * TICK_S * 1.3);
                let loads = mobility.why(a.ue) == "loads at its stop";
                standing_s[i] = if a.speed_m_per_s() < 0.05 && !loads { standing_s[i] + TICK_S } else { 0.0 };
                if standing_s[i] > seen.longest_stand_s {
                    seen.longest_stand_s = standing_s[i];
                    // What it says in the tick in which it starts is no longer why it stood.
                    if a.speed_m_per_s() == 0.0 {
                        seen.longest_stand = (a.ue.0, mobility.why(a.ue));
                    }
                }
            }
            for b in &agents[i + 1..] {
                if overlap(a, b) && touched.insert((a.ue, b.ue)) {
                    seen.overlaps.push((
                        tick,
                        a.ue.0,
                        b.ue.0,
                        DVec2::new(a.position.x, a.position.y),
                        mobility.why(a.ue),
                        mobility.why(b.ue),
                    ));
                }
            }
        }
    }
    seen
}
