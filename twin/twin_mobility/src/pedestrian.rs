//! Pedestrians: trips along footways, each on its own side, with pauses, avoiding each other and vehicles.
//!
//! Avoidance is the social force model in its simplest form: D. Helbing, P. Molnár, "Social force model for pedestrian dynamics",
//! Physical Review E 51, 4282 (1995): driving term eq. (2) with τ = 0.5 s, circular repulsion from others as in eq. (3) with
//! V₀ = 2.1 m²/s² and σ = 0.3 m. Buildings exert no force: footways keep clear of them.

use crate::footprint::Footprint;
use crate::graph::Graph;
use crate::route;
use crate::traffic::path::Path;
use glam::DVec2;
use twin_units::UeId;
use twin_units::hash::StateHash;
use twin_units::math;
use twin_units::rng::{Purpose, Stream};

/// Relaxation time τ, s.
const RELAXATION_S: f64 = 0.5;
/// V₀, m²/s², and σ, m.
const REPULSION: (f64, f64) = (2.1, 0.3);
/// Repulsion ends here, m.
const REPULSION_REACH_M: f64 = 2.0;
/// A walker aims at its path this far ahead, m.
const AIM_M: f64 = 1.2;
/// Farther than this from its path, a walker first comes back, m.
const STRAYED_M: f64 = 3.0;
/// Free ground kept to vehicles, m.
const VEHICLE_MARGIN_M: f64 = 0.35;
/// Vehicles are avoided within this distance, m, with this strength, m/s² (assumed).
const VEHICLE_AVOIDANCE: (f64, f64) = (1.5, 4.0);
/// Chance of a pause at the end of a trip, and its length, s (assumed).
const PAUSE: (f64, f64, f64) = (0.5, 3.0, 20.0);

/// A pedestrian.
struct Walker {
    ue: UeId,
    pace_m_per_s: f64,
    path: Path,
    /// How far to the right of the path's line it keeps, m.
    right_m: f64,
    position: DVec2,
    velocity: DVec2,
    heading: DVec2,
    pause_s: f64,
    held: bool,
    trips: Stream,
}

/// All pedestrians on the scene's footways.
pub(crate) struct Crowd {
    graph: Graph,
    walkers: Vec<Walker>,
    seed: u64,
}

impl Crowd {
    /// Nobody yet.
    pub(crate) fn new(graph: Graph, seed: u64) -> Self {
        Self { graph, walkers: Vec::new(), seed }
    }

    /// Adds a pedestrian at a place drawn uniformly along the footways; `false` when it is too crowded.
    pub(crate) fn add(&mut self, ue: UeId, pace_m_per_s: f64) -> bool {
        const TRIES: usize = 100;
        let mut draws = Stream::new(self.seed, ue.0, Purpose::Spawn);
        let pace_m_per_s = pace_m_per_s * draws.range(0.85, 1.15);
        let side = draws.range(0.1, 0.35);
        let total_m: f64 = self.graph.links[..self.graph.n_edges].iter().map(|edge| edge.length()).sum();
        for _ in 0..TRIES {
            let (edge, s_m) = self.along(draws.uniform() * total_m);
            let link = &self.graph.links[edge];
            let right_m = side * link.width_m.clamp(1.0, 4.0);
            let heading = link.line.direction(s_m);
            let position = link.line.at(s_m) - heading.perp() * right_m;
            if self.walkers.iter().any(|other| other.position.distance(position) < 0.8) {
                continue;
            }
            let trips = Stream::new(self.seed, ue.0, Purpose::Route);
            let path = Path::new(edge, s_m);
            let mut walker = Walker {
                ue,
                pace_m_per_s,
                path,
                right_m,
                position,
                velocity: DVec2::ZERO,
                heading,
                pause_s: 0.0,
                held: false,
                trips,
            };
            walker.plan_trip(&self.graph);
            self.walkers.push(walker);
            return true;
        }
        false
    }

    /// Edge and arc length at a distance along all edges laid end to end.
    fn along(&self, mut distance_m: f64) -> (usize, f64) {
        for edge in 0..self.graph.n_edges {
            let length_m = self.graph.links[edge].length();
            if distance_m <= length_m {
                return (edge, distance_m);
            }
            distance_m -= length_m;
        }
        (0, 0.0)
    }

    /// Walks on for `dt_s` among vehicles.
    pub(crate) fn step(&mut self, dt_s: f64, vehicles: &[Footprint]) {
        let forces = self.repulsion();
        for (walker, force) in self.walkers.iter_mut().zip(forces) {
            walker.step(&self.graph, dt_s, force, vehicles);
        }
    }

    /// Force of all others on each walker, m/s²; pairs are found by sweeping over x.
    fn repulsion(&self) -> Vec<DVec2> {
        let mut order: Vec<usize> = (0..self.walkers.len()).collect();
        order.sort_by(|&a, &b| self.walkers[a].position.x.total_cmp(&self.walkers[b].position.x).then(a.cmp(&b)));
        let mut forces = vec![DVec2::ZERO; self.walkers.len()];
        for (n, &i) in order.iter().enumerate() {
            for &j in &order[n + 1..] {
                let between = self.walkers[i].position - self.walkers[j].position;
                if -between.x > REPULSION_REACH_M {
                    break;
                }
                let distance_m = between.length();
                if distance_m < REPULSION_REACH_M && distance_m > 1e-6 {
                    let strength = REPULSION.0 / REPULSION.1 * math::exp(-distance_m / REPULSION.1);
                    // The part to the right of the line between them breaks the tie of two who meet head-on.
                    let push = (between + 0.3 * between.perp()) * (strength / distance_m);
                    forces[i] += push;
                    forces[j] -= push;
                }
            }
        }
        forces
    }

    /// Position, unit heading, velocity and whether it is held, for each walker.
    pub(crate) fn states(&self) -> impl Iterator<Item = (UeId, DVec2, DVec2, DVec2, bool)> + '_ {
        self.walkers.iter().map(|walker| (walker.ue, walker.position, walker.heading, walker.velocity, walker.held))
    }

    fn index(&self, ue: UeId) -> Option<usize> {
        self.walkers.binary_search_by_key(&ue, |walker| walker.ue).ok()
    }

    /// Puts a walker on the nearest footway and holds it.
    pub(crate) fn place(&mut self, ue: UeId, point: DVec2) -> bool {
        let (Some(i), Some((edge, s_m))) = (self.index(ue), self.graph.nearest(point, |_| true)) else { return false };
        let walker = &mut self.walkers[i];
        walker.path = Path::new(edge, s_m);
        walker.position = self.graph.links[edge].line.at(s_m);
        walker.velocity = DVec2::ZERO;
        walker.pause_s = 0.0;
        walker.held = true;
        walker.plan_trip(&self.graph);
        true
    }

    /// Lets a held walker walk on.
    pub(crate) fn release(&mut self, ue: UeId) {
        if let Some(i) = self.index(ue) {
            self.walkers[i].held = false;
        }
    }

    /// The rest of a walker's trip.
    pub(crate) fn route_ahead(&self, ue: UeId) -> Vec<DVec2> {
        self.index(ue).map(|i| self.walkers[i].path.points_ahead(&self.graph)).unwrap_or_default()
    }

    /// What a walker does.
    pub(crate) fn why(&self, ue: UeId) -> &'static str {
        match self.index(ue).map(|i| &self.walkers[i]) {
            Some(walker) if walker.held => "held by hand",
            Some(walker) if walker.pause_s > 0.0 => "pauses",
            Some(_) => "walks",
            None => "stands",
        }
    }

    /// Adds all that decides future motion.
    pub(crate) fn hash_into(&self, hash: &mut StateHash) {
        for walker in &self.walkers {
            walker.path.ahead().for_each(|link| hash.word(link as u64));
            hash.real(walker.path.s_m());
            for value in walker.position.to_array().into_iter().chain(walker.velocity.to_array()) {
                hash.real(value);
            }
            hash.real(walker.pause_s);
            hash.word(u64::from(walker.held));
        }
    }
}

impl Walker {
    fn plan_trip(&mut self, graph: &Graph) {
        let trip = route::draw_trip(graph, self.path.last(), &mut self.trips, None);
        self.path.extend(graph, &trip);
    }

    fn step(&mut self, graph: &Graph, dt_s: f64, others: DVec2, vehicles: &[Footprint]) {
        if self.held {
            self.velocity = DVec2::ZERO;
            return;
        }
        let on_path = self.path.point(graph, 0.0);
        let along = (self.path.point(graph, AIM_M) - on_path).normalize_or_zero();
        let aim = on_path + along * AIM_M - along.perp() * self.right_m;
        self.pause_s = (self.pause_s - dt_s).max(0.0);
        let pace = if self.pause_s > 0.0 { 0.0 } else { self.pace_m_per_s };
        let drive = ((aim - self.position).normalize_or_zero() * pace - self.velocity) / RELAXATION_S;
        let force = drive + others + avoidance(self.position, vehicles);
        self.velocity = (self.velocity + force * dt_s).clamp_length_max(1.3 * self.pace_m_per_s);
        self.position += self.velocity * dt_s;
        for vehicle in vehicles {
            self.position = vehicle.grown(VEHICLE_MARGIN_M).way_out(self.position).unwrap_or(self.position);
        }
        if self.velocity.length() > 0.2 {
            // Headings follow the velocity with the same relaxation time, so that a nudge does not spin the body.
            self.heading =
                (self.heading + self.velocity.normalize_or_zero() * (dt_s / RELAXATION_S)).normalize_or_zero();
        }
        if self.position.distance(on_path) < STRAYED_M {
            self.path.advance(graph, (self.velocity.dot(along) * dt_s).max(0.0));
        }
        if self.path.is_last() {
            if self.trips.chance(PAUSE.0) {
                self.pause_s = self.trips.range(PAUSE.1, PAUSE.2);
            }
            self.plan_trip(graph);
        }
    }
}

/// Force away from the sides of near vehicles, m/s².
fn avoidance(position: DVec2, vehicles: &[Footprint]) -> DVec2 {
    let mut force = DVec2::ZERO;
    for vehicle in vehicles {
        let between = position - vehicle.centre;
        let reach_m = vehicle.half_m.x + VEHICLE_AVOIDANCE.0;
        if between.length_squared() > reach_m * reach_m {
            continue;
        }
        let side = vehicle.direction.perp();
        let across = between.dot(side);
        let gap_m = (across.abs() - vehicle.half_m.y).max(0.0);
        if gap_m < VEHICLE_AVOIDANCE.0 {
            let away = if across < 0.0 { -side } else { side };
            force += away * (VEHICLE_AVOIDANCE.1 * (1.0 - gap_m / VEHICLE_AVOIDANCE.0));
        }
    }
    force
}
