//! Which lane leads into which at a node, the curve between them, and the part of the graph where trips never dead-end.

use super::lanes::{Lane, Plan};
use super::{Graph, Link, Profile, SlowPoint, Turn, slow_points};
use crate::polyline::connector;
use glam::DVec2;
use twin_units::math;

/// A change of direction beyond this is a left or right turn, not straight on, rad (40°).
const STRAIGHT_RAD: f64 = 0.7;
/// A change of direction beyond this is turning round, rad (165°).
const ROUND_RAD: f64 = 2.88;

/// Joins lanes by turns and keeps the largest set of lanes that all reach each other.
pub(super) fn join(plan: Plan, profile: Profile) -> Option<Graph> {
    let lanes = &plan.lanes;
    let successors: Vec<Vec<usize>> = successors(lanes, plan.junction.len(), profile);
    let kept = largest_component(&successors);
    let mut new_index = vec![None; lanes.len()];
    for (new, &old) in kept.iter().enumerate() {
        new_index[old] = Some(new);
    }
    let mut links: Vec<Link> = kept
        .iter()
        .map(|&old| {
            let lane = &lanes[old];
            Link {
                slow: slow_points(&lane.line, lane.speed_m_per_s),
                line: lane.line.clone(),
                speed_m_per_s: lane.speed_m_per_s,
                node: lane.to,
                width_m: lane.width_m,
            }
        })
        .collect();
    let n_edges = links.len();
    let mut turns = vec![Vec::new(); n_edges];
    for (from, &old) in kept.iter().enumerate() {
        for to in successors[old].iter().filter_map(|&next| new_index[next]) {
            let turn = turn_link(&links[from], &links[to]);
            let time_s = turn.length() / turn.speed_m_per_s + links[to].length() / links[to].speed_m_per_s;
            turns[from].push(Turn { to, link: links.len(), time_s });
            links.push(turn);
        }
    }
    let has_turns = turns.iter().any(|turns| !turns.is_empty());
    has_turns.then_some(Graph { links, n_edges, turns, junction: plan.junction, profile })
}

/// The curve from the end of one edge to the start of another, with the speed its tightest bend allows.
fn turn_link(from: &Link, to: &Link) -> Link {
    let end = from.length();
    let line = connector(from.line.at(end), from.line.direction(end), to.line.at(0.0), to.line.direction(0.0));
    let limit = from.speed_m_per_s.min(to.speed_m_per_s);
    let slowest = slow_points(&line, limit).iter().map(|point| point.speed_m_per_s).fold(limit, f64::min);
    let slow = vec![SlowPoint { s_m: 0.0, speed_m_per_s: slowest }];
    Link { line, speed_m_per_s: slowest, slow, node: from.node, width_m: from.width_m }
}

fn successors(lanes: &[Lane], n_nodes: usize, profile: Profile) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); n_nodes];
    for (i, lane) in lanes.iter().enumerate() {
        out[lane.from].push(i);
    }
    lanes
        .iter()
        .map(|lane| out[lane.to].iter().copied().filter(|&next| may_follow(lane, &lanes[next], profile)).collect())
        .collect()
}

/// Turn rules: left from the leftmost lane into the leftmost, right likewise, straight on in lane; new lanes open from the rightmost.
fn may_follow(lane: &Lane, next: &Lane, profile: Profile) -> bool {
    if profile.turns_round {
        return true;
    }
    let angle = turn_angle(lane.end_direction, next.start_direction);
    if (lane.piece == next.piece && lane.backward != next.backward) || angle.abs() > ROUND_RAD {
        return false;
    }
    if angle > STRAIGHT_RAD {
        lane.lane == 0 && next.lane == 0
    } else if angle < -STRAIGHT_RAD {
        lane.lane + 1 == lane.n_lanes && next.lane + 1 == next.n_lanes
    } else {
        next.lane == lane.lane.min(next.n_lanes - 1) || (lane.lane + 1 == lane.n_lanes && next.lane >= lane.n_lanes)
    }
}

/// Change of direction, rad, positive to the left.
fn turn_angle(from: DVec2, to: DVec2) -> f64 {
    math::atan2(from.perp_dot(to), from.dot(to))
}

/// The largest strongly connected component, sorted; of equals the one with the smallest member (Kosaraju's two passes, without recursion).
fn largest_component(successors: &[Vec<usize>]) -> Vec<usize> {
    let n = successors.len();
    let mut predecessors = vec![Vec::new(); n];
    for (i, nexts) in successors.iter().enumerate() {
        for &next in nexts {
            predecessors[next].push(i);
        }
    }
    let mut seen = vec![false; n];
    let mut finished = Vec::with_capacity(n);
    for start in 0..n {
        if !seen[start] {
            finished.extend(depth_first(start, successors, &mut seen));
        }
    }
    let mut seen = vec![false; n];
    let mut best: Vec<usize> = Vec::new();
    for &start in finished.iter().rev() {
        if !seen[start] {
            let mut component = depth_first(start, &predecessors, &mut seen);
            component.sort_unstable();
            if component.len() > best.len() || (component.len() == best.len() && component < best) {
                best = component;
            }
        }
    }
    best
}

/// Nodes reached from `start`, in the order in which they are finished.
fn depth_first(start: usize, successors: &[Vec<usize>], seen: &mut [bool]) -> Vec<usize> {
    let mut finished = Vec::new();
    let mut stack = vec![(start, 0)];
    seen[start] = true;
    while let Some((node, child)) = stack.pop() {
        match successors[node].get(child) {
            Some(&next) => {
                stack.push((node, child + 1));
                if !seen[next] {
                    seen[next] = true;
                    stack.push((next, 0));
                }
            }
            None => finished.push(node),
        }
    }
    finished
}
