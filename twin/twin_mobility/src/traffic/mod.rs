//! Vehicles on lanes: cars and AGVs.
//!
//! Start at [`Fleet::step`]: who is where ([`occupancy`]), who may enter a junction ([`junction`]), how hard each accelerates ([`drive`]),
//! then all move at once.

mod drive;
pub(crate) mod idm;
mod junction;
mod occupancy;
pub(crate) mod path;
mod spawn;

use crate::AgentState;
use crate::agv::Dwell;
use crate::collision::{Hit, World};
use crate::footprint::Footprint;
use crate::graph::Graph;
use crate::route;
use glam::DVec2;
use idm::Idm;
use junction::{Blocked, Passage, Request};
use occupancy::Occupancy;
use path::Path;
use twin_units::UeId;
use twin_units::hash::StateHash;
use twin_units::rng::{Purpose, Stream};

/// Distance between axles as a share of the vehicle's length.
const WHEELBASE_SHARE: f64 = 0.6;
/// A vehicle that has waited this long for room beyond a junction looks for another way, s (assumed).
const DETOUR_AFTER_S: f64 = 12.0;

/// What decides a vehicle's speed at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reason {
    #[default]
    Free,
    Curve,
    Follows,
    Junction,
    NoRoom,
    Obstacle,
    Dwells,
}

impl Reason {
    fn phrase(self) -> &'static str {
        match self {
            Self::Free => "drives freely",
            Self::Curve => "slows for a curve",
            Self::Follows => "follows the vehicle ahead",
            Self::Junction => "waits for others at a junction",
            Self::NoRoom => "waits for room beyond the junction",
            Self::Obstacle => "brakes for someone in its way",
            Self::Dwells => "loads at its stop",
        }
    }
}

/// A car or AGV.
pub(crate) struct Vehicle {
    ue: UeId,
    idm: Idm,
    /// Speed it would drive at on an empty, straight lane, m/s.
    cruise_m_per_s: f64,
    path: Path,
    speed_m_per_s: f64,
    /// Distance driven, m.
    odometer_m: f64,
    passages: Vec<Passage>,
    request: Option<Request>,
    /// Time stood because of what the look ahead saw, s.
    obstructed_s: f64,
    dwell: Option<Dwell>,
    reason: Reason,
    held: bool,
    trips: Stream,
}

/// Vehicles of one kind on their graph.
pub(crate) struct Fleet {
    graph: Graph,
    vehicles: Vec<Vehicle>,
    occupancy: Occupancy,
    seed: u64,
    steps: u64,
}

impl Fleet {
    /// An empty fleet.
    pub(crate) fn new(graph: Graph, seed: u64) -> Self {
        Self { graph, vehicles: Vec::new(), occupancy: Occupancy::default(), seed, steps: 0 }
    }

    /// Moves all vehicles by `dt_s`; `agents` and `world` are as after the last step.
    pub(crate) fn step(&mut self, dt_s: f64, world: &World, agents: &[AgentState]) {
        self.steps += 1;
        self.occupancy.refill(&self.graph, &self.vehicles);
        self.request_passages(dt_s);
        junction::grant(&self.graph, &mut self.vehicles, &self.occupancy);
        let hits = self.look_ahead(world, agents);
        let orders: Vec<drive::Order> = (0..self.vehicles.len())
            .map(|i| {
                drive::order(&self.graph, &self.vehicles, &self.occupancy, i, hits[i].map(|hit| (hit, agents)), dt_s)
            })
            .collect();
        for (i, order) in orders.into_iter().enumerate() {
            self.move_one(i, order, dt_s);
        }
    }

    fn move_one(&mut self, i: usize, order: drive::Order, dt_s: f64) {
        let graph = &self.graph;
        let vehicle = &mut self.vehicles[i];
        if vehicle.held {
            vehicle.speed_m_per_s = 0.0;
            return;
        }
        let distance_m = 0.5 * (vehicle.speed_m_per_s + order.speed_m_per_s) * dt_s;
        let distance_m = distance_m.min(order.at_most_m);
        vehicle.speed_m_per_s = order.speed_m_per_s;
        vehicle.reason = order.reason;
        vehicle.obstructed_s =
            if order.reason != Reason::Obstacle && !order.creeps { 0.0 } else { vehicle.obstructed_s + dt_s };
        vehicle.odometer_m += distance_m;
        vehicle.path.advance(graph, distance_m);
        let tail_m = vehicle.odometer_m - 0.5 * graph.profile.length_m;
        vehicle.passages.retain(|passage| tail_m < passage.clear_m);
        if let Some(dwell) = &mut vehicle.dwell {
            dwell.pass_time(vehicle.odometer_m, vehicle.speed_m_per_s, dt_s);
        }
        if vehicle.path.is_last() {
            vehicle.plan_trip(graph, None);
        }
    }

    /// Lets each vehicle that is first in its lane and near a stop line ask for its passage.
    fn request_passages(&mut self, dt_s: f64) {
        for i in 0..self.vehicles.len() {
            if self.vehicles[i].held {
                self.vehicles[i].request = None;
                continue;
            }
            if let Some(request) = &mut self.vehicles[i].request {
                request.waited_s += dt_s;
                let stuck = request.blocked == Some(Blocked::NoRoom) && request.waited_s > DETOUR_AFTER_S;
                if stuck {
                    self.detour(i);
                }
                continue;
            }
            let vehicle = &self.vehicles[i];
            let Some(line) = drive::next_stop_line(&self.graph, vehicle) else { continue };
            let v = vehicle.speed_m_per_s;
            let near_m = v * v / (2.0 * vehicle.idm.deceleration) + 2.0 * self.graph.profile.length_m;
            let first = || {
                self.occupancy
                    .ahead(&self.graph, &self.vehicles, i, line.distance_m)
                    .is_none_or(|other| other.distance_m > line.distance_m)
            };
            let stops_before =
                vehicle.dwell.as_ref().is_some_and(|dwell| dwell.is_before(vehicle.odometer_m + line.distance_m));
            if line.distance_m - 0.5 * self.graph.profile.length_m > near_m || stops_before || !first() {
                continue;
            }
            if let Some(passage) = Passage::plan(&self.graph, vehicle, line.index, line.distance_m) {
                self.vehicles[i].request = Some(Request { since: self.steps, waited_s: 0.0, passage, blocked: None });
            }
        }
    }

    /// Takes another way out of the junction ahead, when there is one.
    fn detour(&mut self, i: usize) {
        let graph = &self.graph;
        let vehicle = &mut self.vehicles[i];
        vehicle.request = None;
        if graph.is_edge(vehicle.path.link()) && graph.junction[graph.links[vehicle.path.link()].node] {
            let blocked = vehicle.path.ahead().nth(2);
            vehicle.path.cut_ahead();
            vehicle.plan_trip(graph, blocked);
        }
    }

    /// Asks the collision world what is in each vehicle's way; of two that see each other the one with the lower number goes first.
    fn look_ahead(&self, world: &World, agents: &[AgentState]) -> Vec<Option<Hit>> {
        let hits: Vec<Option<Hit>> = (0..self.vehicles.len()).map(|i| self.look(world, agents, i)).collect();
        let blocked_by = |ue: UeId| self.index(ue).and_then(|i| hits[i]).map(|hit| hit.ue);
        self.vehicles
            .iter()
            .zip(&hits)
            .map(|(vehicle, hit)| hit.filter(|hit| !(vehicle.ue < hit.ue && blocked_by(hit.ue) == Some(vehicle.ue))))
            .collect()
    }

    fn look(&self, world: &World, agents: &[AgentState], i: usize) -> Option<Hit> {
        let vehicle = &self.vehicles[i];
        if vehicle.held {
            return None;
        }
        let profile = self.graph.profile;
        let v = vehicle.speed_m_per_s;
        let reach_m = vehicle.idm.jam_gap_m * 0.5 + v * v / (4.0 * vehicle.idm.deceleration);
        let body = self.footprint(vehicle);
        let target = vehicle.path.point(&self.graph, 0.5 * profile.length_m + reach_m);
        let toward = (target - body.centre).try_normalize().unwrap_or(body.direction);
        let leader = self
            .occupancy
            .ahead(&self.graph, &self.vehicles, i, reach_m + profile.length_m)
            .map(|other| self.vehicles[other.vehicle].ue);
        let hit = world.ahead(vehicle.ue, body.half_m, body.centre, toward, reach_m, leader)?;
        // Someone behind the middle of the vehicle is not in its way.
        let other = agents.get(hit.ue.0 as usize)?;
        ((DVec2::new(other.position.x, other.position.y) - body.centre).dot(toward) > 0.0).then_some(hit)
    }

    fn footprint(&self, vehicle: &Vehicle) -> Footprint {
        let profile = self.graph.profile;
        let (centre, direction) = vehicle.path.pose(&self.graph, WHEELBASE_SHARE * profile.length_m);
        Footprint { centre, direction, half_m: 0.5 * DVec2::new(profile.length_m, profile.width_m) }
    }

    fn index(&self, ue: UeId) -> Option<usize> {
        self.vehicles.binary_search_by_key(&ue, |vehicle| vehicle.ue).ok()
    }

    /// Writes every vehicle's state into the agents.
    pub(crate) fn write(&self, agents: &mut [AgentState]) {
        for vehicle in &self.vehicles {
            let body = self.footprint(vehicle);
            let agent = &mut agents[vehicle.ue.0 as usize];
            agent.position = body.centre.extend(0.0);
            agent.heading_rad = twin_units::math::atan2(body.direction.y, body.direction.x);
            agent.velocity = (body.direction * vehicle.speed_m_per_s).extend(0.0);
            agent.held = vehicle.held;
        }
    }

    /// Ground covered by all vehicles.
    pub(crate) fn footprints(&self) -> impl Iterator<Item = Footprint> + '_ {
        self.vehicles.iter().map(|vehicle| self.footprint(vehicle))
    }

    /// The rest of a vehicle's trip.
    pub(crate) fn route_ahead(&self, ue: UeId) -> Vec<DVec2> {
        self.index(ue).map(|i| self.vehicles[i].path.points_ahead(&self.graph)).unwrap_or_default()
    }

    /// Why a vehicle drives as it does.
    pub(crate) fn why(&self, ue: UeId) -> &'static str {
        match self.index(ue).map(|i| &self.vehicles[i]) {
            Some(vehicle) if vehicle.held => "held by hand",
            Some(vehicle) => vehicle.reason.phrase(),
            None => "stands",
        }
    }

    /// Adds all that decides future motion.
    pub(crate) fn hash_into(&self, hash: &mut StateHash) {
        hash.word(self.steps);
        for vehicle in &self.vehicles {
            vehicle.path.ahead().for_each(|link| hash.word(link as u64));
            hash.real(vehicle.path.s_m());
            hash.real(vehicle.speed_m_per_s);
            hash.real(vehicle.odometer_m);
            hash.real(vehicle.obstructed_s);
            hash.word(u64::from(vehicle.held) | (vehicle.passages.len() as u64) << 1);
            if let Some(request) = &vehicle.request {
                hash.word(request.since);
                hash.real(request.waited_s);
            }
            if let Some(dwell) = &vehicle.dwell {
                dwell.hash_into(hash);
            }
        }
    }
}

impl Vehicle {
    /// Appends a trip to the path, which must end on the present edge.
    fn plan_trip(&mut self, graph: &Graph, avoid: Option<usize>) {
        let trip = route::draw_trip(graph, self.path.last(), &mut self.trips, avoid);
        self.path.extend(graph, &trip);
        if self.dwell.is_some() {
            let ahead_m: f64 = self.path.ahead().map(|link| graph.links[link].length()).sum();
            let stop_m = ahead_m - self.path.s_m() - 0.5 * graph.links[self.path.last()].length();
            let can_stop = graph.can_stand(self.path.last());
            if let Some(dwell) = &mut self.dwell {
                dwell.plan(can_stop.then_some(self.odometer_m + stop_m), avoid.is_some(), &mut self.trips);
            }
        }
    }
}

/// The stream a vehicle draws its trips from.
fn trip_stream(seed: u64, ue: UeId) -> Stream {
    Stream::new(seed, ue.0, Purpose::Route)
}
