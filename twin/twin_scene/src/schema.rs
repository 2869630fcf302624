//! The types of a scene file, version 1.
//!
//! Axes: right-handed, x east, y north, z up, metres, from the scene's origin. Angles in degrees, clockwise from north for azimuths
//! (bearings), positive below the horizon for tilts. Every field's unit is in its name.

mod antenna_pattern;
mod building_entry;
mod channel;
mod handover;
mod woodland;

pub use antenna_pattern::{AntennaPattern, PatternSource, SectorPattern};
pub use building_entry::{BuildingClass, BuildingEntry};
pub use channel::{Channel, ChannelScenario, LineOfSight, Shadowing, StatisticalChannel};
pub use handover::{ConditionalHandover, HandoverProcedure, L1Mobility, Preparation};
pub use woodland::Woodland;

use serde::{Deserialize, Serialize};

/// A point on the ground plan, (x east, y north), m.
pub type Point2 = (f64, f64);
/// A point in space, (x east, y north, z up), m.
pub type Point3 = (f64, f64, f64);

/// The format version this code reads and writes.
pub const VERSION: u32 = 1;

/// A whole scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// Format version; must be [`VERSION`].
    pub version: u32,
    /// Name shown to people.
    pub name: String,
    /// One or two sentences for the scene menu.
    #[serde(default)]
    pub description: String,
    /// Credit that must be shown on screen and in reports, e.g. `"© OpenStreetMap contributors, ODbL"`.
    #[serde(default)]
    pub attribution: String,
    /// Where the origin lies on Earth, if it does.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// The rectangle in which agents live and maps are made.
    pub bounds: Bounds,
    /// Carrier and air interface shared by all cells.
    pub carrier: Carrier,
    /// Materials beyond the built-in ones of ITU-R P.2040 ([`MATERIALS`](crate::MATERIALS)), which need not be listed.
    #[serde(default)]
    pub materials: Vec<CustomMaterial>,
    /// What the flat ground at z = 0 is made of, or that there is none.
    #[serde(default)]
    pub ground_material: GroundMaterial,
    /// Buildings: vertical prisms on a footprint.
    #[serde(default)]
    pub buildings: Vec<Building>,
    /// Boxes: racks, machines, walls, pallets; may be rotated about z.
    #[serde(default)]
    pub blocks: Vec<Block>,
    /// Triangle meshes, e.g. imported ones.
    #[serde(default)]
    pub meshes: Vec<Mesh>,
    /// Water, parks and squares; drawn, not traced.
    #[serde(default)]
    pub areas: Vec<Area>,
    /// Woods that weaken what passes through them.
    #[serde(default)]
    pub woodland: Vec<Woodland>,
    /// Streets, footways and AGV lanes.
    #[serde(default)]
    pub ways: Vec<Way>,
    /// Antenna patterns from files.
    #[serde(default)]
    pub antenna_patterns: Vec<AntennaPattern>,
    /// gNBs and their cells.
    pub sites: Vec<Site>,
    /// Reconfigurable intelligent surfaces.
    #[serde(default)]
    pub ris: Vec<Ris>,
    /// Network slices, in the order they are shown.
    pub slices: Vec<Slice>,
    /// Handover and radio-link monitoring settings of all cells.
    #[serde(default)]
    pub mobility: MobilitySettings,
    /// Air, rain and fog at the start.
    #[serde(default)]
    pub weather: Weather,
    /// Propagation mechanisms at the start.
    #[serde(default)]
    pub propagation: Propagation,
    /// Which channel model gives the links: traced rays, or statistics.
    #[serde(default, skip_serializing_if = "Channel::is_default")]
    pub channel: Channel,
    /// How agents inside buildings are reached; without it, through traced walls (`propagation.transmission`), else only over rooftops.
    #[serde(default)]
    pub building_entry: Option<BuildingEntry>,
    /// Groups of agents.
    pub agents: Vec<AgentGroup>,
    /// Named cameras; the first is the start view.
    #[serde(default)]
    pub cameras: Vec<Camera>,
}

/// Air, rain and fog, the same everywhere in a scene.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weather {
    /// Air temperature, °C, −90..=60.
    pub temperature_c: f64,
    /// Pressure as a barometer shows it, hPa, 500..=1100.
    pub pressure_hpa: f64,
    /// Water vapour, g/m³, 0..=50.
    pub vapour_g_per_m3: f64,
    /// Rain rate, mm/h, 0..=200.
    pub rain_mm_per_h: f64,
    /// Liquid water of fog, g/m³, 0..=5; 0.05 is medium fog, 0.5 thick fog.
    pub fog_g_per_m3: f64,
}

impl Default for Weather {
    /// 15 °C, 1013.25 hPa, 7.5 g/m³ of vapour, no rain, no fog (the conditions of ITU-R P.676-13 Fig. 1).
    fn default() -> Self {
        Self { temperature_c: 15.0, pressure_hpa: 1013.25, vapour_g_per_m3: 7.5, rain_mm_per_h: 0.0, fog_g_per_m3: 0.0 }
    }
}

/// Which propagation mechanisms links and maps have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Propagation {
    /// The direct path.
    pub line_of_sight: bool,
    /// Specular reflection.
    pub reflection: bool,
    /// Through walls.
    pub transmission: bool,
    /// Over rooftops and around corners.
    pub diffraction: bool,
    /// RIS panels.
    pub ris: bool,
    /// Diffusely off rough walls: materials with a scattering coefficient.
    pub scattering: bool,
    /// Vehicles, people and machines block and reflect.
    pub movers: bool,
    /// Most interactions of a path, 0..=5.
    pub max_order: u8,
}

impl Default for Propagation {
    /// All but transmission and scattering, two interactions.
    fn default() -> Self {
        Self {
            line_of_sight: true,
            reflection: true,
            transmission: false,
            diffraction: true,
            ris: true,
            scattering: false,
            movers: true,
            max_order: 2,
        }
    }
}

/// Geographic origin of the local axes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// WGS 84 latitude, degrees.
    pub latitude_deg: f64,
    /// WGS 84 longitude, degrees.
    pub longitude_deg: f64,
}

/// An axis-aligned rectangle on the ground plan, m.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// South-west corner.
    pub min: Point2,
    /// North-east corner.
    pub max: Point2,
}

/// Carrier and air interface.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrier {
    /// Centre frequency, GHz.
    pub frequency_ghz: f64,
    /// Channel bandwidth, MHz.
    pub bandwidth_mhz: f64,
    /// Sub-carrier spacing, kHz: 15, 30, 60, 120.
    pub scs_khz: u32,
    /// PRBs of the carrier (TS 38.101-1/-2 table 5.3.2-1).
    pub n_prb: u32,
    /// Noise figure of the UEs, dB.
    pub ue_noise_figure_db: f64,
    /// Share of symbols in the downlink, 0..=1 (TDD pattern).
    pub dl_share: f64,
}

/// A material with the same constants at all frequencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomMaterial {
    /// Name that buildings, blocks, meshes and the ground refer to; not one of the built-in ones.
    pub name: String,
    /// Real part of the relative permittivity, at least 1.
    pub relative_permittivity: f64,
    /// Conductivity, S/m.
    pub conductivity_s_per_m: f64,
    /// Thickness of meshes of it that state none, m.
    #[serde(default)]
    pub thickness_m: Option<f64>,
    /// Scattering coefficient S, 0..=1: share of the reflected field's amplitude that is scattered.
    #[serde(default)]
    pub scattering_coefficient: f64,
    /// Exponent of the directive scattering pattern, 1..=10, the larger the narrower; 0 for Lambert's law. 4 suits plain buildings
    /// (Degli-Esposti et al. 2007).
    #[serde(default = "default_lobe")]
    pub scattering_lobe: u8,
    /// Where the numbers come from, or `"assumed"`.
    pub source: String,
}

const fn default_lobe() -> u8 {
    4
}

/// What the flat ground at z = 0 is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundMaterial {
    /// Material name, or [`GroundMaterial::NONE`].
    pub material: String,
}

impl GroundMaterial {
    /// Stands for no flat ground, where a mesh brings its own (or the scene floats in space).
    pub const NONE: &str = "none";

    /// Whether there is a flat ground at z = 0.
    pub fn is_present(&self) -> bool {
        self.material != Self::NONE
    }
}

impl Default for GroundMaterial {
    fn default() -> Self {
        Self { material: "concrete".into() }
    }
}

/// How a building's height is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeightSource {
    /// From a height tag or a survey.
    Measured,
    /// From the number of levels, 3 m each.
    Levels,
    /// Guessed; marked so on screen.
    Guessed,
}

/// A vertical prism.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Building {
    /// Id from the source (OSM way or relation), or any unique number.
    pub id: u64,
    /// Name, if it has one.
    #[serde(default)]
    pub name: String,
    /// Outer ring, counter-clockwise, not closed.
    pub footprint: Vec<Point2>,
    /// Inner rings (courtyards), clockwise, not closed.
    #[serde(default)]
    pub holes: Vec<Vec<Point2>>,
    /// Underside above ground, m (passages, bridges); 0 for most.
    #[serde(default)]
    pub base_m: f64,
    /// Top above ground, m.
    pub height_m: f64,
    /// Where the height comes from.
    pub height_source: HeightSource,
    /// Outer wall material: `concrete`, `brick`, `glass`, `metal`, `wood`, …
    pub material: String,
    /// How well it keeps radio out, for [`BuildingEntry`].
    #[serde(default, skip_serializing_if = "BuildingClass::is_default")]
    pub class: BuildingClass,
}

/// What a block is, for its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// Hall wall or partition.
    Wall,
    /// Storage rack.
    Rack,
    /// Machine or press.
    Machine,
    /// Column.
    Column,
    /// Conveyor or bench; low.
    Bench,
    /// Hall roof or ceiling; traced, drawn transparent.
    Ceiling,
}

/// A box, rotated about z.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Name shown to people.
    pub name: String,
    /// Kind.
    pub kind: BlockKind,
    /// Centre.
    pub center: Point3,
    /// Full size along its own x, y, z, m.
    pub size: Point3,
    /// Rotation about z, degrees counter-clockwise.
    #[serde(default)]
    pub yaw_deg: f64,
    /// Material name.
    pub material: String,
}

/// A triangle mesh. Waves meet both sides of a triangle, which stands for a slab of the given thickness.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mesh {
    /// Name shown to people; unique among the meshes.
    pub name: String,
    /// Material name.
    pub material: String,
    /// Thickness, m; by default that of its material, or 0.1 m (as in Sionna RT) where that states none.
    #[serde(default)]
    pub thickness_m: Option<f64>,
    /// Corners.
    pub vertices: Vec<Point3>,
    /// Triangles as indexes into `vertices`, counter-clockwise as seen from outside.
    pub triangles: Vec<(u32, u32, u32)>,
}

/// Kind of a drawn area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AreaKind {
    /// Sea, lake, river.
    Water,
    /// Park, grass, trees.
    Park,
    /// Pedestrian square.
    Square,
}

/// An area on the ground.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Kind.
    pub kind: AreaKind,
    /// Outer ring, counter-clockwise, not closed.
    pub ring: Vec<Point2>,
    /// Inner rings, clockwise, not closed.
    #[serde(default)]
    pub holes: Vec<Vec<Point2>>,
}

/// Who may use a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WayKind {
    /// Street for cars.
    Road,
    /// Footway for pedestrians.
    Foot,
    /// Lane for automated guided vehicles.
    Agv,
}

/// A street, footway or lane. Ways that share a vertex (equal coordinates) meet there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// Kind.
    pub kind: WayKind,
    /// Street name, if any.
    #[serde(default)]
    pub name: String,
    /// Centre line, at least two points.
    pub points: Vec<Point2>,
    /// Lanes in the direction of the points.
    #[serde(default = "one")]
    pub lanes: u8,
    /// Whether traffic may only follow the order of the points.
    #[serde(default)]
    pub one_way: bool,
    /// Speed limit, km/h.
    pub speed_kmh: f64,
    /// Full width for drawing, m.
    pub width_m: f64,
}

fn one() -> u8 {
    1
}

/// A gNB site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Name shown to people.
    pub name: String,
    /// Antenna position.
    pub position: Point3,
    /// Sectors; their cells are numbered in this order.
    pub sectors: Vec<Sector>,
}

/// One sector of a site: one cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sector {
    /// Physical cell identity, 0..=1007, unique in the scene.
    pub pci: u16,
    /// Bearing of boresight, degrees clockwise from north.
    pub azimuth_deg: f64,
    /// Mechanical tilt, degrees below the horizon.
    pub downtilt_deg: f64,
    /// Transmit power of the cell over the whole carrier, dBm.
    pub power_dbm: f64,
    /// Antenna array.
    pub array: Array,
    /// Pattern from a file; without one, elements are those of TR 38.901.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<SectorPattern>,
}

/// A planar array of elements with half-wavelength spacing and a DFT codebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Array {
    /// Rows (vertical elements).
    pub rows: u32,
    /// Columns (horizontal elements).
    pub columns: u32,
    /// SSB beams in azimuth.
    pub beams_azimuth: u32,
    /// SSB beams in elevation.
    pub beams_elevation: u32,
}

/// What a RIS is steered for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum RisTarget {
    /// No phase gradient: a plain mirror.
    Mirror,
    /// Towards a fixed point.
    Point(Point3),
    /// Towards an agent, by its number in the scene; follows it.
    Agent(u32),
    /// Spread over a sector of this full width, degrees, around the direction to a point.
    Sector(Point3, f64),
    /// For the worst served of so many agents, 1..=8, those nearest in front of the panel; follows them.
    Worst(u32),
    /// Phases at random, from a seed: a baseline.
    Random(u32),
    /// Nothing is reflected, as by an absorber.
    Absorb,
}

/// A RIS panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ris {
    /// Name shown to people.
    pub name: String,
    /// Centre of the panel.
    pub position: Point3,
    /// Bearing of its normal, degrees clockwise from north.
    pub azimuth_deg: f64,
    /// Rows of elements, half a wavelength apart.
    pub rows: u32,
    /// Columns of elements.
    pub columns: u32,
    /// Phase bits 1..=3; 0 means continuous.
    pub bits: u8,
    /// Index of the site (in `sites`) whose wave it redirects.
    pub serves_site: u32,
    /// What it is steered for at the start.
    pub target: RisTarget,
}

/// Traffic of one UE in a slice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Traffic {
    /// Files of fixed size with exponential reading times (after 3GPP FTP model 3), offered load in Mbit/s.
    Ftp {
        /// Mean offered load, Mbit/s.
        mean_mbps: f64,
        /// File size, kB.
        file_kb: f64,
    },
    /// A packet each period.
    Periodic {
        /// Period, ms.
        period_ms: f64,
        /// Packet size, bytes.
        packet_bytes: u32,
    },
    /// Small packets at random (Poisson).
    Sporadic {
        /// Mean packets a second.
        packets_per_s: f64,
        /// Packet size, bytes.
        packet_bytes: u32,
    },
}

/// A network slice with its share of the radio (TS 28.541 RRMPolicyRatio) and its target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slice {
    /// Name shown to people, e.g. `"eMBB"`.
    pub name: String,
    /// Slice/service type, 1..=255.
    pub sst: u8,
    /// Most of the PRBs it may use, percent (rRMPolicyMaxRatio).
    pub max_ratio_percent: u8,
    /// PRBs it gets when it needs them, percent (rRMPolicyMinRatio).
    pub min_ratio_percent: u8,
    /// PRBs kept for it alone, percent (rRMPolicyDedicatedRatio); part of min.
    pub dedicated_ratio_percent: u8,
    /// Traffic of each of its UEs.
    pub traffic: Traffic,
    /// Its target.
    pub sla: Sla,
}

/// A service level target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sla {
    /// Least mean rate per UE, Mbit/s; 0 for none.
    #[serde(default)]
    pub min_rate_mbps: f64,
    /// Packet delay budget on the air, ms (queue and transmission).
    pub max_latency_ms: f64,
    /// Share of packets that must keep the budget, percent.
    pub reliability_percent: f64,
}

/// Handover (TS 38.331 cl. 5.5.4.4), radio-link monitoring and procedure times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MobilitySettings {
    /// How UEs change cells.
    pub procedure: HandoverProcedure,
    /// a3-Offset, dB.
    pub a3_offset_db: f64,
    /// Hysteresis, dB.
    pub hysteresis_db: f64,
    /// Time to trigger, ms.
    pub time_to_trigger_ms: f64,
    /// L3 filter coefficient k (TS 38.331 cl. 5.5.3.2).
    pub filter_k: u32,
    /// L1 measurement period, ms.
    pub l1_period_ms: f64,
    /// Preparation, ms.
    pub preparation_ms: f64,
    /// Execution, ms.
    pub execution_ms: f64,
    /// T304: how long a UE tries to join the target, ms.
    pub t304_ms: f64,
    /// T310, ms.
    pub t310_ms: f64,
    /// N310.
    pub n310: u32,
    /// N311.
    pub n311: u32,
    /// Out-of-sync threshold, dB.
    pub qout_db: f64,
    /// In-sync threshold, dB.
    pub qin_db: f64,
    /// Interruption of a re-establishment, ms.
    pub reestablishment_ms: f64,
    /// Minimum time of stay below which a return is a ping-pong, ms.
    pub ping_pong_ms: f64,
}

impl Default for MobilitySettings {
    /// TR 36.839 tables 5.2.1.3.1 and 5.2.4.1; A3 settings assumed, as common in its evaluations.
    fn default() -> Self {
        Self {
            procedure: HandoverProcedure::Baseline,
            a3_offset_db: 2.0,
            hysteresis_db: 1.0,
            time_to_trigger_ms: 160.0,
            filter_k: 4,
            l1_period_ms: 40.0,
            preparation_ms: 50.0,
            execution_ms: 40.0,
            t304_ms: 200.0,
            t310_ms: 1000.0,
            n310: 1,
            n311: 1,
            qout_db: -8.0,
            qin_db: -6.0,
            reestablishment_ms: 200.0,
            ping_pong_ms: 1000.0,
        }
    }
}

/// What an agent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AgentKind {
    /// Car on roads.
    Car,
    /// Pedestrian on footways.
    Pedestrian,
    /// Drone on a polygon in the air.
    Drone,
    /// Automated guided vehicle on lanes.
    Agv,
    /// Collaborative robot; stands, its arm moves.
    Cobot,
    /// Fixed camera.
    Camera,
}

/// How a group of agents moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Motion {
    /// Random trips on the ways of its kind (cars: roads, pedestrians: footways, AGVs: lanes).
    Trips,
    /// Around a closed polygon at a height, m.
    Loop {
        /// Corners.
        points: Vec<Point2>,
        /// Height above ground, m.
        height_m: f64,
    },
    /// Stands at given points, one agent each, in order.
    Fixed(Vec<Point3>),
}

/// A group of equal agents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentGroup {
    /// What they are.
    pub kind: AgentKind,
    /// How many.
    pub count: u32,
    /// Index into `slices`.
    pub slice: u32,
    /// How they move.
    pub motion: Motion,
    /// Cruising speed, m/s (roads: at most the limit).
    pub speed_m_per_s: f64,
    /// Antenna height above the agent's ground point, m.
    pub antenna_height_m: f64,
}

/// A named view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    /// Name shown to people.
    pub name: String,
    /// Where it is.
    pub eye: Point3,
    /// What it looks at.
    pub target: Point3,
}
