//! Where vehicles start, and where they go when placed by hand.

use super::idm::Idm;
use super::path::Path;
use super::{Fleet, Reason, Vehicle, trip_stream};
use crate::agv::Dwell;
use crate::footprint::Footprint;
use glam::DVec2;
use twin_units::UeId;
use twin_units::rng::{Purpose, Stream};

/// Free ground kept around a vehicle when it is put down, m.
const MARGIN_M: f64 = 0.4;

impl Fleet {
    /// Adds a vehicle at a place drawn from its own stream; `false` when no place is free.
    ///
    /// Vehicles must be added in the order of their numbers.
    pub(crate) fn add(&mut self, ue: UeId, idm: Idm, cruise_m_per_s: f64, stops: bool) -> bool {
        const TRIES: usize = 50;
        let places = self.places(idm);
        let mut draws = Stream::new(self.seed, ue.0, Purpose::Spawn);
        let drawn: Vec<usize> = (0..TRIES).map(|_| draws.index(places.len())).collect();
        let every = (0..places.len()).map(|i| (drawn[0] + i) % places.len());
        let free = drawn
            .iter()
            .copied()
            .chain(every)
            .find(|&i| places.get(i).is_some_and(|&(edge, s_m)| self.is_free(edge, s_m, None)));
        let Some(i) = free else { return false };
        let (edge, s_m) = places[i];
        let mut vehicle = Vehicle {
            ue,
            idm,
            cruise_m_per_s,
            path: Path::new(edge, s_m),
            speed_m_per_s: 0.0,
            odometer_m: 0.0,
            passages: Vec::new(),
            request: None,
            obstructed_s: 0.0,
            dwell: stops.then(Dwell::default),
            reason: Reason::Free,
            held: false,
            trips: trip_stream(self.seed, ue),
        };
        vehicle.plan_trip(&self.graph, None);
        self.vehicles.push(vehicle);
        true
    }

    /// Places in a row on every edge that vehicles can stand on: edge and arc length.
    fn places(&self, idm: Idm) -> Vec<(usize, f64)> {
        let length_m = self.graph.profile.length_m;
        let spacing_m = length_m + 1.75 * idm.jam_gap_m;
        let mut places = Vec::new();
        for edge in (0..self.graph.n_edges).filter(|&edge| self.graph.can_stand(edge)) {
            let free_m = self.graph.links[edge].length() - length_m - 1.0;
            let n = (free_m / spacing_m).max(0.0) as usize + 1;
            places.extend((0..n).map(|i| (edge, 0.5 * length_m + 0.5 + i as f64 * spacing_m)));
        }
        places
    }

    /// Whether a vehicle put down there is clear of all others but `except`.
    fn is_free(&self, edge: usize, s_m: f64, except: Option<UeId>) -> bool {
        let profile = self.graph.profile;
        let line = &self.graph.links[edge].line;
        let body = Footprint {
            centre: line.at(s_m),
            direction: line.direction(s_m),
            half_m: 0.5 * DVec2::new(profile.length_m, profile.width_m),
        };
        let body = body.grown(MARGIN_M);
        self.vehicles
            .iter()
            .filter(|other| Some(other.ue) != except)
            .all(|other| !self.footprint(other).overlaps(&body))
    }

    /// Puts a vehicle on the nearest free place of a lane, plans a new trip from there and holds it; `false` when there is none near.
    pub(crate) fn place(&mut self, ue: UeId, point: DVec2) -> bool {
        const LANES_TRIED: usize = 12;
        let Some(i) = self.index(ue) else { return false };
        let mut lanes: Vec<(f64, usize, f64)> = (0..self.graph.n_edges)
            .filter(|&edge| self.graph.can_stand(edge))
            .map(|edge| {
                let (s_m, distance_m) = self.graph.links[edge].line.nearest(point);
                (distance_m, edge, s_m)
            })
            .collect();
        lanes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let found = lanes
            .iter()
            .take(LANES_TRIED)
            .find_map(|&(_, edge, s_m)| self.free_near(edge, s_m, ue).map(|s_m| (edge, s_m)));
        let Some((edge, s_m)) = found else { return false };
        let vehicle = &mut self.vehicles[i];
        vehicle.path = Path::new(edge, s_m);
        vehicle.speed_m_per_s = 0.0;
        vehicle.passages.clear();
        vehicle.request = None;
        vehicle.obstructed_s = 0.0;
        vehicle.held = true;
        if let Some(dwell) = &mut vehicle.dwell {
            dwell.clear();
        }
        vehicle.plan_trip(&self.graph, None);
        true
    }

    /// The free place nearest to an arc length on an edge, looked for in steps of 1 m.
    fn free_near(&self, edge: usize, s_m: f64, ue: UeId) -> Option<f64> {
        let margin_m = 0.5 * self.graph.profile.length_m + 0.5;
        let last_m = self.graph.links[edge].length() - margin_m;
        let steps = last_m as i32 + 1;
        (0..steps)
            .flat_map(|step| [f64::from(step), -f64::from(step)])
            .map(|shift| (s_m + shift).clamp(margin_m, last_m))
            .find(|&s_m| self.is_free(edge, s_m, Some(ue)))
    }

    /// Lets a held vehicle drive on.
    pub(crate) fn release(&mut self, ue: UeId) {
        if let Some(i) = self.index(ue) {
            self.vehicles[i].held = false;
        }
    }
}
