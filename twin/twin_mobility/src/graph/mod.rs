//! The directed graph of lanes that vehicles and pedestrians travel on.
//!
//! A [`Link`] is either an edge (one lane between two nodes) or a turn (the curve that joins two edges at a node). Edges come first.
//! Start at [`Graph::build`]; how ways become lanes is in [`lanes`], which turns exist and which part is kept in [`turns`].

mod lanes;
mod turns;

use crate::polyline::Polyline;
use glam::DVec2;
use twin_scene::schema::{Way, WayKind};

/// Lateral acceleration a vehicle takes curves with, m/s² (assumed; comfortable driving).
const LATERAL_M_PER_S2: f64 = 2.0;
/// Slowest speed in a curve, m/s (assumed).
const LEAST_CURVE_SPEED_M_PER_S: f64 = 2.0;

/// What a graph is built for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    /// Ways used.
    pub(crate) way_kind: WayKind,
    /// Width of a lane, m; 0 when all travel on the centre line.
    pub(crate) lane_width_m: f64,
    /// Length of a vehicle, m.
    pub(crate) length_m: f64,
    /// Width of a vehicle, m.
    pub(crate) width_m: f64,
    /// Centre lines closer than this conflict, m.
    pub(crate) clearance_m: f64,
    /// Whether one may turn round at a node.
    pub(crate) turns_round: bool,
}

/// Cars: 4.5 m × 1.8 m on lanes of 3.2 m.
pub(crate) const CAR: Profile = Profile {
    way_kind: WayKind::Road,
    lane_width_m: 3.2,
    length_m: 4.5,
    width_m: 1.8,
    clearance_m: 2.7,
    turns_round: false,
};
/// AGVs: 1.2 m × 0.8 m on lanes of 1.4 m.
pub(crate) const AGV: Profile = Profile {
    way_kind: WayKind::Agv,
    lane_width_m: 1.4,
    length_m: 1.2,
    width_m: 0.8,
    clearance_m: 1.25,
    turns_round: false,
};
/// Pedestrians: on the centre line of footways, both ways.
pub(crate) const WALKER: Profile = Profile {
    way_kind: WayKind::Foot,
    lane_width_m: 0.0,
    length_m: 0.6,
    width_m: 0.6,
    clearance_m: 0.0,
    turns_round: true,
};

/// A point where the speed must have fallen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SlowPoint {
    /// Arc length on the link, m.
    pub(crate) s_m: f64,
    /// Highest speed there, m/s.
    pub(crate) speed_m_per_s: f64,
}

/// An edge or a turn.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// Where its users' centres go.
    pub(crate) line: Polyline,
    /// Speed limit, m/s.
    pub(crate) speed_m_per_s: f64,
    /// Curves on it, in order of arc length.
    pub(crate) slow: Vec<SlowPoint>,
    /// Node at its end (edges) or on it (turns).
    pub(crate) node: usize,
    /// Width of the way it belongs to, m.
    pub(crate) width_m: f64,
}

impl Link {
    /// Length, m.
    pub(crate) fn length(&self) -> f64 {
        self.line.length()
    }
}

/// A turn from one edge into another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// The edge it leads into.
    pub(crate) to: usize,
    /// The link of the turn itself.
    pub(crate) link: usize,
    /// Travel time of the turn and the edge after it, s.
    pub(crate) time_s: f64,
}

/// Lanes and turns of one kind of way; every edge can be reached from every other.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    /// Edges, then turns.
    pub(crate) links: Vec<Link>,
    /// Number of edges.
    pub(crate) n_edges: usize,
    /// Turns out of each edge.
    pub(crate) turns: Vec<Vec<Turn>>,
    /// Whether vehicles must reserve their way through a node: three or more ways meet, or lanes merge.
    pub(crate) junction: Vec<bool>,
    /// What it was built for.
    pub(crate) profile: Profile,
}

impl Graph {
    /// Builds the graph of a scene's ways; `None` when no circuit exists among them.
    pub(crate) fn build(ways: &[Way], profile: Profile) -> Option<Self> {
        let plan = lanes::lay(ways, profile);
        turns::join(plan, profile)
    }

    /// Length of an edge on which a vehicle can stand clear of the junctions at both ends, m.
    pub(crate) fn standing_length_m(&self) -> f64 {
        2.5 * self.profile.length_m
    }

    /// Whether a vehicle fits on the edge clear of its junctions.
    pub(crate) fn can_stand(&self, edge: usize) -> bool {
        self.links[edge].length() >= self.standing_length_m()
    }

    /// Whether the link is an edge, not a turn.
    pub(crate) fn is_edge(&self, link: usize) -> bool {
        link < self.n_edges
    }

    /// Nearest place on the edges that pass `fits`: edge and arc length.
    pub(crate) fn nearest(&self, point: DVec2, fits: impl Fn(usize) -> bool) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64, f64)> = None;
        for edge in (0..self.n_edges).filter(|&edge| fits(edge)) {
            let (s, distance) = self.links[edge].line.nearest(point);
            if best.is_none_or(|(_, _, least)| distance < least) {
                best = Some((edge, s, distance));
            }
        }
        best.map(|(edge, s, _)| (edge, s))
    }
}

/// The curves of a line: at each corner the speed that keeps the lateral acceleration, from the radius of the arc that rounds it.
pub(crate) fn slow_points(line: &Polyline, limit_m_per_s: f64) -> Vec<SlowPoint> {
    let mut slow = Vec::new();
    for (i, corner) in line.points().windows(3).enumerate() {
        let (a, b) = (corner[1] - corner[0], corner[2] - corner[1]);
        let cos = a.normalize_or_zero().dot(b.normalize_or_zero()).clamp(-1.0, 1.0);
        // tan(θ/2) = √((1 − cos θ) / (1 + cos θ))
        let tan_half = ((1.0 - cos) / (1.0 + cos).max(1e-9)).sqrt();
        if tan_half < 0.02 {
            continue;
        }
        let radius = 0.5 * a.length().min(b.length()).min(20.0) / tan_half;
        let speed = (LATERAL_M_PER_S2 * radius).sqrt().max(LEAST_CURVE_SPEED_M_PER_S);
        if speed < limit_m_per_s {
            slow.push(SlowPoint { s_m: line.arc()[i + 1], speed_m_per_s: speed });
        }
    }
    slow
}

#[cfg(test)]
mod tests;
