//! Junctions: a vehicle reserves its passage before it crosses a stop line.
//!
//! A passage leads from a stop line to the first place beyond where the vehicle can stand clear. It is granted, oldest request first, when no
//! vehicle that holds a conflicting passage is still on it and when there is room to leave at the far end, so nobody stops inside a junction
//! because of traffic ahead. Two vehicles on the same passage follow each other. One that has waited [`PATIENCE_S`] keeps later ones
//! that conflict with it from being granted, so nobody starves.

use super::Vehicle;
use super::occupancy::Occupancy;
use crate::graph::Graph;
use glam::DVec2;

/// After this wait at a stop line, later requests that conflict must yield, s (assumed).
pub(super) const PATIENCE_S: f64 = 5.0;

/// The way through one or more junctions that follow each other closely.
#[derive(Clone, Debug)]
pub(crate) struct Passage {
    /// Links from the first turn to the edge it ends on.
    links: Vec<usize>,
    /// Odometer readings at the stop line and at the start of the last edge, m.
    pub(super) stop_line_m: f64,
    pub(super) clear_m: f64,
    /// Points along it, `step_m` apart, and the rectangle around them.
    samples: Vec<DVec2>,
    step_m: f64,
    min: DVec2,
    max: DVec2,
}

/// What keeps a passage from being granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// Someone on a conflicting passage.
    Traffic,
    /// No room beyond.
    NoRoom,
}

/// A vehicle waiting for, or approaching, its passage.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Step at which it was made.
    pub(super) since: u64,
    /// Time waited, s.
    pub(super) waited_s: f64,
    /// Passage asked for.
    pub(super) passage: Passage,
    /// What kept it from being granted at the last try.
    pub(super) blocked: Option<Blocked>,
}

impl Passage {
    /// The passage that starts at the end of the `edge_index`-th link ahead (an edge), whose end is `distance_m` ahead of the centre.
    pub(super) fn plan(graph: &Graph, vehicle: &Vehicle, edge_index: usize, distance_m: f64) -> Option<Self> {
        let ahead: Vec<usize> = vehicle.path.ahead().collect();
        let mut exit = edge_index + 2;
        while exit < ahead.len() {
            let (run_m, run_end) = run(graph, &ahead, exit);
            if run_m >= graph.standing_length_m() || run_end + 2 >= ahead.len() {
                break;
            }
            exit = run_end + 2;
        }
        let links = ahead.get(edge_index + 1..=exit)?.to_vec();
        let step_m = 0.25 * graph.profile.clearance_m;
        let mut samples = Vec::new();
        let mut through_m = 0.0;
        for (i, &link) in links.iter().enumerate() {
            let line = &graph.links[link].line;
            let is_exit = i + 1 == links.len();
            let end = if is_exit { graph.profile.length_m } else { line.length() };
            through_m += if is_exit { 0.0 } else { end };
            samples.extend((0..=(end / step_m) as usize).map(|k| line.at(k as f64 * step_m)));
        }
        let stop_line_m = vehicle.odometer_m + distance_m;
        Some(Self {
            links,
            stop_line_m,
            clear_m: stop_line_m + through_m,
            step_m,
            min: samples.iter().copied().fold(DVec2::INFINITY, DVec2::min),
            max: samples.iter().copied().fold(DVec2::NEG_INFINITY, DVec2::max),
            samples,
        })
    }

    /// Whether a vehicle on `self` and one on `held`, whose tail is `passed_m` beyond its stop line, could touch.
    fn conflicts(&self, held: &Self, passed_m: f64, clearance_m: f64) -> bool {
        if held.links.starts_with(&self.links) {
            return false;
        }
        let margin = DVec2::splat(clearance_m);
        if (self.min - margin).cmpgt(held.max).any() || (held.min - margin).cmpgt(self.max).any() {
            return false;
        }
        let skipped = ((passed_m / held.step_m).max(0.0) as usize).min(held.samples.len() - 1);
        let limit = clearance_m * clearance_m;
        held.samples[skipped..].iter().any(|a| self.samples.iter().any(|b| a.distance_squared(*b) < limit))
    }

    fn exit(&self) -> usize {
        self.links[self.links.len() - 1]
    }
}

/// Length from the start of the `start`-th link to the next junction, and the index of the edge that ends there.
fn run(graph: &Graph, ahead: &[usize], start: usize) -> (f64, usize) {
    let mut length_m = 0.0;
    let mut i = start;
    loop {
        length_m += graph.links[ahead[i]].length();
        if graph.junction[graph.links[ahead[i]].node] || i + 2 >= ahead.len() {
            return (length_m, i);
        }
        length_m += graph.links[ahead[i + 1]].length();
        i += 2;
    }
}

/// Tries to grant every request, oldest first, and gives each refused one its reason.
pub(super) fn grant(graph: &Graph, vehicles: &mut [Vehicle], occupancy: &Occupancy) {
    let mut order: Vec<(u64, usize)> = vehicles
        .iter()
        .enumerate()
        .filter_map(|(i, vehicle)| vehicle.request.as_ref().map(|request| (request.since, i)))
        .collect();
    order.sort_unstable();
    for n in 0..order.len() {
        let i = order[n].1;
        let Some(request) = vehicles[i].request.take() else { continue };
        let verdict = if conflicts_with_holders(graph, vehicles, i, &request.passage)
            || must_yield(graph, vehicles, &order[..n], &request.passage)
        {
            Some(Blocked::Traffic)
        } else if !has_room(graph, vehicles, occupancy, i, &request.passage) {
            Some(Blocked::NoRoom)
        } else {
            None
        };
        match verdict {
            None => vehicles[i].passages.push(request.passage),
            blocked => vehicles[i].request = Some(Request { blocked, ..request }),
        }
    }
}

fn conflicts_with_holders(graph: &Graph, vehicles: &[Vehicle], me: usize, passage: &Passage) -> bool {
    let half = 0.5 * graph.profile.length_m;
    vehicles.iter().enumerate().filter(|(i, _)| *i != me).any(|(_, other)| {
        other
            .passages
            .iter()
            .any(|held| passage.conflicts(held, other.odometer_m - half - held.stop_line_m, graph.profile.clearance_m))
    })
}

/// Whether an older request that has lost its patience, and waits for traffic, conflicts.
fn must_yield(graph: &Graph, vehicles: &[Vehicle], older: &[(u64, usize)], passage: &Passage) -> bool {
    older.iter().filter_map(|&(_, i)| vehicles[i].request.as_ref()).any(|request| {
        request.blocked == Some(Blocked::Traffic)
            && request.waited_s >= PATIENCE_S
            && passage.conflicts(&request.passage, 0.0, graph.profile.clearance_m)
    })
}

/// Whether there is room to stand beyond the passage for everyone who holds one that ends there, and for one more.
fn has_room(graph: &Graph, vehicles: &[Vehicle], occupancy: &Occupancy, me: usize, passage: &Passage) -> bool {
    let profile = graph.profile;
    let committed = vehicles
        .iter()
        .enumerate()
        .filter(|(i, other)| {
            *i != me
                && other.passages.iter().any(|held| held.exit() == passage.exit() && other.odometer_m < held.clear_m)
        })
        .count();
    let spacing = profile.length_m + vehicles[me].idm.jam_gap_m;
    let needed_m = (committed + 1) as f64 * spacing;
    let mut free_m = 0.0;
    for link in vehicles[me].path.ahead().skip_while(|&link| link != passage.exit()) {
        if let Some(s_m) = occupancy.rearmost(link, me) {
            return free_m + s_m - 0.5 * profile.length_m >= needed_m - 1.0;
        }
        free_m += graph.links[link].length();
        if free_m >= needed_m || (graph.is_edge(link) && graph.junction[graph.links[link].node]) {
            break;
        }
    }
    free_m >= needed_m - vehicles[me].idm.jam_gap_m
}
