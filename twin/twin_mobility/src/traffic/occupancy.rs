//! Who is on which link, sorted, so that the vehicle ahead is found by a search instead of by comparing all pairs.

use super::Vehicle;
use crate::graph::Graph;

/// A vehicle on a link. One whose tail still reaches back to an earlier link is entered there too, with an arc length beyond that link's end.
#[derive(Clone, Copy, Debug)]
struct Entry {
    link: usize,
    s_m: f64,
    vehicle: usize,
}

/// The vehicle ahead on a path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead {
    /// Its index.
    pub(super) vehicle: usize,
    /// From centre to centre along the path, m.
    pub(super) distance_m: f64,
}

/// All vehicles of a fleet by link and arc length.
#[derive(Debug, Default)]
pub(super) struct Occupancy {
    entries: Vec<Entry>,
}

impl Occupancy {
    /// Sorts the vehicles in, O(n log n).
    pub(super) fn refill(&mut self, graph: &Graph, vehicles: &[Vehicle]) {
        self.entries.clear();
        let half = 0.5 * graph.profile.length_m;
        for (vehicle, path) in vehicles.iter().map(|vehicle| &vehicle.path).enumerate() {
            let mut s_m = path.s_m();
            self.entries.push(Entry { link: path.link(), s_m, vehicle });
            for link in path.behind() {
                if s_m - half >= 0.0 {
                    break;
                }
                // On the link before, the tail is at (s − half) + length.
                let tail = s_m - half;
                s_m += graph.links[link].length();
                self.entries.push(Entry { link, s_m, vehicle });
                if tail + graph.links[link].length() >= 0.0 {
                    break;
                }
            }
        }
        self.entries.sort_by(|a, b| a.link.cmp(&b.link).then(a.s_m.total_cmp(&b.s_m)).then(a.vehicle.cmp(&b.vehicle)));
    }

    /// The first entry on a link beyond an arc length, other than `me`: vehicle and arc length.
    fn first_beyond(&self, link: usize, s_m: f64, me: usize) -> Option<(usize, f64)> {
        let start = self.entries.partition_point(|entry| entry.link < link || (entry.link == link && entry.s_m < s_m));
        self.entries[start..]
            .iter()
            .take_while(|entry| entry.link == link)
            .find(|entry| entry.vehicle != me)
            .map(|entry| (entry.vehicle, entry.s_m))
    }

    /// The nearest vehicle ahead of `me` on its path within `reach_m`.
    pub(super) fn ahead(&self, graph: &Graph, vehicles: &[Vehicle], me: usize, reach_m: f64) -> Option<Ahead> {
        let path = &vehicles[me].path;
        let mut start_m = -path.s_m();
        let mut from = path.s_m();
        for link in path.ahead() {
            if let Some((vehicle, s_m)) = self.first_beyond(link, from, me) {
                return Some(Ahead { vehicle, distance_m: start_m + s_m });
            }
            start_m += graph.links[link].length();
            if start_m > reach_m {
                return None;
            }
            from = f64::NEG_INFINITY;
        }
        None
    }

    /// Centre of the rearmost vehicle on a link, other than `me`, m.
    pub(super) fn rearmost(&self, link: usize, me: usize) -> Option<f64> {
        self.first_beyond(link, f64::NEG_INFINITY, me).map(|(_, s_m)| s_m)
    }
}
