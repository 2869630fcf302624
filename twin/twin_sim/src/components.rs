//! What an agent is, where it is, and how it is served: the components views, recorder and panels read.
//!
//! Each agent is one entity with all of these. Their order by [`Ue`] is kept in [`Roster`]; arrays "per cell" are indexed by `CellId`.

use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_radio::Path;
use twin_scene::schema::AgentKind;
use twin_units::{CellId, Tick, UeId};

/// The agents' entities, index = [`UeId`].
#[derive(Resource, Clone, Debug, Default)]
pub struct Roster(pub Vec<Entity>);

/// Identity of an agent and its UE.
#[derive(Component, Clone, Debug, PartialEq)]
pub struct Ue {
    /// Dense id.
    pub id: UeId,
    /// Kind of agent.
    pub kind: AgentKind,
    /// Name, e.g. `"car 12"`.
    pub name: String,
    /// Index into `Plan::slices`.
    pub slice: usize,
    /// Antenna height above its ground point, m.
    pub antenna_height_m: f64,
}

/// Where an agent is now.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq)]
pub struct Pose {
    /// Ground point (drones and cameras: the body), m.
    pub position: DVec3,
    /// Heading, counter-clockwise from east, rad.
    pub heading_rad: f64,
    /// Angle of a cobot's arm or a camera's head, rad.
    pub arm_rad: f64,
}

/// Where an agent was one tick ago; views draw in between.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq)]
pub struct PreviousPose(pub Pose);

/// Velocity of an agent, m/s.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq)]
pub struct Velocity(pub DVec3);

/// All links of an agent: solved paths and beam gains.
#[derive(Component, Clone, Debug, Default)]
pub struct Links {
    /// When each site's links were solved last, `[n_site]`.
    ///
    /// At most 100 ms of simulated time ago for the serving cell and the three strongest neighbours, at most 1 s for all others; with the
    /// statistical channel at most 100 ms for all.
    pub site_solved_at: Vec<Tick>,
    /// Paths per site, strongest first, `[n_site][]`; none with the statistical channel.
    pub paths: Vec<Vec<Path>>,
    /// What the statistical channel drew for each site, `[n_site]`; empty where rays are traced.
    pub drawn: Vec<DrawnLink>,
    /// Linear power gain of each SSB beam of each cell, antenna and path together, `[n_cell][n_beam]`.
    pub beam_gains: Vec<Vec<f64>>,
    /// Best beam of each cell.
    pub best_beam: Vec<usize>,
    /// SS-RSRP of each cell on its best beam, dBm; [`NO_SIGNAL_DBM`] without a path.
    pub ss_rsrp_dbm: Vec<f64>,
}

/// A link of the statistical channel: the losses between isotropic antennas, dB, positive.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DrawnLink {
    /// Whether it has line of sight.
    pub has_line_of_sight: bool,
    /// Length of the straight line, m.
    pub distance_m: f64,
    /// Path loss (TR 38.901 table 7.4.1-1).
    pub path_loss_db: f64,
    /// Shadowing (cl. 7.4.4); negative for a gain.
    pub shadowing_db: f64,
    /// Into the car (cl. 7.4.3.2); 0 outside cars.
    pub car_loss_db: f64,
    /// What air, rain and fog take.
    pub air_db: f64,
}

impl DrawnLink {
    /// All losses together, dB.
    pub fn loss_db(&self) -> f64 {
        self.path_loss_db + self.shadowing_db + self.car_loss_db + self.air_db
    }
}

/// Level that stands for "no path found", dBm; far below any receiver's noise.
pub const NO_SIGNAL_DBM: f64 = -160.0;

/// State of the radio connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Connected to the serving cell.
    #[default]
    Connected,
    /// Executing a handover.
    HandingOver,
    /// Re-establishing after a radio-link failure.
    Reestablishing,
}

/// Downlink as the agent sees it.
#[derive(Component, Clone, Debug, Default, PartialEq)]
pub struct RadioState {
    /// Serving cell; `None` while re-establishing.
    pub serving: Option<CellId>,
    /// State of the connection.
    pub connection: Connection,
    /// Beam used for data, index into the serving cell's codebook.
    pub beam: usize,
    /// SS-RSRP of the serving cell on its best beam, dBm.
    pub ss_rsrp_dbm: f64,
    /// SINR of data on the used beam, dB.
    pub sinr_db: f64,
    /// Interference per resource element, dBm.
    pub interference_dbm: f64,
    /// Noise per resource element, dBm.
    pub noise_dbm: f64,
}

/// State of mobility procedures, for the inspector.
#[derive(Component, Clone, Debug, Default, PartialEq)]
pub struct MobilityState {
    /// Neighbour for which an A3 time-to-trigger is running, and for how long, s.
    pub a3: Option<(CellId, f64)>,
    /// Time since T310 started, s.
    pub t310_s: Option<f64>,
    /// L3-filtered SS-RSRP of each cell, dBm.
    pub filtered_rsrp_dbm: Vec<f64>,
    /// Cells prepared for it, by procedures that prepare.
    pub prepared: Vec<CellId>,
    /// Completed handovers.
    pub handovers: u32,
    /// Returns within the minimum time of stay.
    pub ping_pongs: u32,
    /// Radio-link failures.
    pub failures: u32,
}

/// Traffic served to an agent, averages over the last second.
#[derive(Component, Clone, Debug, Default, PartialEq)]
pub struct TrafficState {
    /// Offered load, bit/s.
    pub offered_bps: f64,
    /// Served rate, bit/s.
    pub rate_bps: f64,
    /// Bits waiting.
    pub backlog_bits: f64,
    /// Mean latency of packets completed in the last second, s; `None` without packets.
    pub latency_s: Option<f64>,
    /// MCS of the last grant (TS 38.214 table 5.1.3.1-2).
    pub mcs: Option<u8>,
    /// PRBs per downlink slot in the last tick, mean.
    pub n_prb: f64,
    /// Block error share of the last second.
    pub bler: f64,
}

/// The last decision of an agent's model, and whether it was right.
#[derive(Component, Clone, Debug, Default, PartialEq)]
pub struct Mind {
    /// Name of the policy that decided, e.g. `"beam_predictor (ONNX)"`.
    pub policy: String,
    /// When it decided last.
    pub decided_at: Tick,
    /// Measured beams: (beam index, SS-RSRP in dBm).
    pub measured: Vec<(usize, f64)>,
    /// Ranking of all beams, best first.
    pub ranking: Vec<usize>,
    /// Scores in the order of beams (the model's output), empty for rules.
    pub scores: Vec<f32>,
    /// Beam that was truly best.
    pub true_best: usize,
    /// RSRP lost by taking the first of the ranking, dB.
    pub loss_db: f64,
    /// Decisions so far.
    pub decisions: u32,
    /// Decisions whose first choice was the best beam.
    pub right: u32,
    /// Decisions whose first three choices held the best beam.
    pub right_in_three: u32,
    /// Latency of one inference on this agent's device, modelled, s.
    pub device_latency_s: f64,
    /// Energy of one inference on this agent's device, modelled, J.
    pub device_energy_j: f64,
}

/// What each cell does, index = `CellId`.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub struct CellsLive(pub Vec<CellLive>);

/// Load of one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellLive {
    /// Share of downlink PRBs in use, 0..=1, smoothed over 100 ms.
    pub load: f64,
    /// Share of PRBs on each beam, sums to `load`, `[n_beam]`.
    pub beam_activity: Vec<f64>,
    /// Connected UEs.
    pub n_ue: u32,
    /// Share of PRBs by slice, `[n_slice]`, sums to `load`.
    pub slice_share: Vec<f64>,
    /// Served rate, bit/s, last tick.
    pub rate_bps: f64,
    /// Mains power in the last tick, always awake, W.
    pub power_w: f64,
    /// Mains power in the last tick with sleep, W.
    pub power_with_sleep_w: f64,
}

/// The twin's clock and seed.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct TwinClock {
    /// Ticks done.
    pub tick: Tick,
    /// Seed of the run.
    pub seed: u64,
}

/// Host time spent in the parts of the last ticks, s, smoothed; zero where the host gave no clock. Never part of the state.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct Timings {
    /// Rays and links, per tick.
    pub rays_s: f64,
    /// RAN, per tick.
    pub ran_s: f64,
    /// Models, per tick.
    pub models_s: f64,
    /// Mobility, per tick.
    pub mobility_s: f64,
    /// The whole tick.
    pub tick_s: f64,
    /// Totals since the start: rays, models, all, s.
    pub total_rays_s: f64,
    /// Total of models, s.
    pub total_models_s: f64,
    /// Total of all ticks, s.
    pub total_s: f64,
}

impl Timings {
    /// Exponential mean over some 50 ticks.
    pub(crate) fn smooth(mean_s: f64, sample_s: f64) -> f64 {
        mean_s + 0.02 * (sample_s - mean_s)
    }
}

/// A clock the host lends for [`Timings`]: seconds since any fixed moment. The twin itself never reads one.
#[derive(Resource, Clone, Copy)]
pub struct HostClock(pub fn() -> f64);

impl Default for HostClock {
    fn default() -> Self {
        Self(|| 0.0)
    }
}
