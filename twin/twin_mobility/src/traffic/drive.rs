//! How hard a vehicle accelerates or brakes: IDM against the nearest of what is ahead, never above the limit, never past a stop line.

use super::idm::Idm;
use super::junction::Blocked;
use super::occupancy::Occupancy;
use super::{Reason, Vehicle};
use crate::AgentState;
use crate::collision::Hit;
use crate::graph::Graph;
use twin_scene::schema::AgentKind;

/// Deceleration planned for when the speed must fall for a curve or a lower limit, m/s² (assumed, comfortable).
const PLANNED_BRAKING_M_PER_S2: f64 = 1.5;
/// Hardest braking, m/s² (dry road).
const HARDEST_BRAKING_M_PER_S2: f64 = 7.0;
/// Distance kept from a stop line or stop, and least from anything ahead, m.
const LEAST_GAP_M: f64 = 0.3;
/// After standing this long for a pedestrian, a vehicle creeps on and the pedestrian steps aside, s (assumed).
const CREEP_AFTER_S: f64 = 6.0;
/// Speed of creeping, m/s.
const CREEP_M_PER_S: f64 = 0.6;

/// The end of an edge at which a vehicle may have to stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct StopLine {
    /// Index of the edge among the links ahead.
    pub(super) index: usize,
    /// From the vehicle's centre, m.
    pub(super) distance_m: f64,
}

/// What a vehicle does in a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    /// Speed at the end of the step, m/s.
    pub(super) speed_m_per_s: f64,
    /// Longest way it may go in the step, m.
    pub(super) at_most_m: f64,
    /// What decided.
    pub(super) reason: Reason,
    /// Whether it creeps past a pedestrian.
    pub(super) creeps: bool,
}

/// The next stop line for which the vehicle holds no passage.
pub(super) fn next_stop_line(graph: &Graph, vehicle: &Vehicle) -> Option<StopLine> {
    const TOLERANCE_M: f64 = 1e-3;
    let mut distance_m = -vehicle.path.s_m();
    for (index, link) in vehicle.path.ahead().enumerate() {
        distance_m += graph.links[link].length();
        if !graph.is_edge(link) || !graph.junction[graph.links[link].node] {
            continue;
        }
        let at_m = vehicle.odometer_m + distance_m;
        let covered = vehicle
            .passages
            .iter()
            .any(|passage| passage.stop_line_m < at_m + TOLERANCE_M && at_m < passage.clear_m - TOLERANCE_M);
        if !covered {
            return Some(StopLine { index, distance_m });
        }
        if distance_m > 150.0 {
            break;
        }
    }
    None
}

/// Decides one vehicle's step.
pub(super) fn order(
    graph: &Graph,
    vehicles: &[Vehicle],
    occupancy: &Occupancy,
    me: usize,
    hit: Option<(Hit, &[AgentState])>,
    dt_s: f64,
) -> Order {
    let vehicle = &vehicles[me];
    let idm = vehicle.idm;
    let v = vehicle.speed_m_per_s;
    let half_m = 0.5 * graph.profile.length_m;
    let (mut limit, mut reason) = speed_limit(graph, vehicle);
    let mut nearest = Nearest { idm, v, interaction: 0.0, speed_cap: f64::INFINITY, at_most_m: f64::INFINITY, reason };

    let reach_m = 60.0 + v * v / idm.deceleration;
    if let Some(other) = occupancy.ahead(graph, vehicles, me, reach_m) {
        let gap_m = other.distance_m - 2.0 * half_m;
        nearest.brake_for(gap_m, vehicles[other.vehicle].speed_m_per_s, Reason::Follows);
        nearest.keep_clear(gap_m, vehicles[other.vehicle].speed_m_per_s);
    }
    if let Some(line) = next_stop_line(graph, vehicle) {
        let no_room = vehicle.request.as_ref().is_some_and(|request| request.blocked == Some(Blocked::NoRoom));
        nearest.consider_stop(line.distance_m - half_m, if no_room { Reason::NoRoom } else { Reason::Junction });
    }
    if let Some(stop_m) = vehicle.dwell.as_ref().and_then(|dwell| dwell.next_m()) {
        nearest.consider_stop(stop_m - vehicle.odometer_m, Reason::Dwells);
    }
    let mut creeps = false;
    if let Some((hit, agents)) = hit {
        let other = &agents[hit.ue.0 as usize];
        creeps = other.kind == AgentKind::Pedestrian && !other.held && vehicle.obstructed_s > CREEP_AFTER_S;
        if creeps {
            limit = limit.min(CREEP_M_PER_S);
            reason = Reason::Obstacle;
        } else {
            let direction = vehicle.path.pose(graph, half_m).1;
            let along = (other.velocity.x * direction.x + other.velocity.y * direction.y).max(0.0);
            nearest.brake_for(hit.gap_m, along, Reason::Obstacle);
            // People step aside; vehicles do not.
            if other.kind != AgentKind::Pedestrian {
                nearest.keep_clear(hit.gap_m, along);
            }
        }
    }

    let acceleration = idm.acceleration * (idm.free(v, limit) - nearest.interaction);
    let slowest = (v - HARDEST_BRAKING_M_PER_S2 * dt_s).max(0.0);
    let speed = (v + acceleration * dt_s).min(limit).max(slowest).min(nearest.speed_cap).max(0.0);
    if nearest.interaction > 0.3 || speed >= nearest.speed_cap {
        reason = nearest.reason;
    }
    Order { speed_m_per_s: speed, at_most_m: nearest.at_most_m, reason, creeps }
}

/// The strongest reason to brake found so far.
struct Nearest {
    idm: Idm,
    v: f64,
    interaction: f64,
    speed_cap: f64,
    at_most_m: f64,
    reason: Reason,
}

impl Nearest {
    /// Something ahead at a gap, moving away at a speed.
    fn brake_for(&mut self, gap_m: f64, speed_ahead: f64, reason: Reason) {
        let interaction = self.idm.interaction(self.v, gap_m, speed_ahead);
        if interaction > self.interaction {
            self.interaction = interaction;
            self.reason = reason;
        }
    }

    /// The same as a hard bound, for what IDM alone would touch: a gap that opens or closes suddenly.
    fn keep_clear(&mut self, gap_m: f64, speed_ahead: f64) {
        let free_m = (gap_m - LEAST_GAP_M).max(0.0);
        self.speed_cap = self.speed_cap.min(speed_ahead + (2.0 * HARDEST_BRAKING_M_PER_S2 * free_m).sqrt());
        if speed_ahead <= 0.0 {
            self.at_most_m = self.at_most_m.min(free_m);
        }
    }

    /// A place to stop at; it matters only from where a comfortable driver begins to brake.
    fn consider_stop(&mut self, gap_m: f64, reason: Reason) {
        let braking_m = self.v * self.v / (2.0 * PLANNED_BRAKING_M_PER_S2) + 5.0;
        if gap_m < braking_m {
            self.brake_for(gap_m + self.idm.jam_gap_m - LEAST_GAP_M, 0.0, reason);
            let free_m = gap_m.max(0.0);
            self.speed_cap = self.speed_cap.min((2.0 * HARDEST_BRAKING_M_PER_S2 * free_m).sqrt());
            self.at_most_m = self.at_most_m.min(free_m);
        }
    }
}

/// The highest speed now that lets the vehicle keep every limit and take every curve ahead.
fn speed_limit(graph: &Graph, vehicle: &Vehicle) -> (f64, Reason) {
    let v = vehicle.speed_m_per_s;
    let reach_m = v * v / (2.0 * PLANNED_BRAKING_M_PER_S2) + 5.0;
    let mut limit = vehicle.cruise_m_per_s.min(graph.links[vehicle.path.link()].speed_m_per_s);
    let mut reason = Reason::Free;
    let mut start_m = -vehicle.path.s_m();
    for link in vehicle.path.ahead().map(|link| &graph.links[link]) {
        let enter = (start_m > 0.0).then_some((start_m, link.speed_m_per_s));
        let curves = link
            .slow
            .iter()
            .map(|point| (start_m + point.s_m, point.speed_m_per_s))
            .filter(|(distance, _)| *distance > 0.0);
        for (distance_m, speed) in enter.into_iter().chain(curves) {
            let allowed = (speed * speed + 2.0 * PLANNED_BRAKING_M_PER_S2 * distance_m).sqrt();
            if allowed < limit {
                limit = allowed;
                reason = Reason::Curve;
            }
        }
        start_m += link.length();
        if start_m > reach_m {
            break;
        }
    }
    (limit, reason)
}
