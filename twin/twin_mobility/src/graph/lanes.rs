//! From ways to lanes: ways are cut where they meet, and each piece gets its lanes, cut back from the junctions.

use super::Profile;
use crate::polyline::Polyline;
use glam::DVec2;
use std::collections::{BTreeMap, BTreeSet};
use twin_scene::schema::Way;

/// A lane between two nodes.
pub(super) struct Lane {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Piece of way it lies on; both directions share it.
    pub(super) piece: usize,
    /// Whether it runs against the points of the way.
    pub(super) backward: bool,
    /// 0 is the leftmost in its direction.
    pub(super) lane: usize,
    pub(super) n_lanes: usize,
    pub(super) line: Polyline,
    /// Directions of the uncut centre line at both ends.
    pub(super) start_direction: DVec2,
    pub(super) end_direction: DVec2,
    pub(super) speed_m_per_s: f64,
    pub(super) width_m: f64,
}

/// All lanes, before turns are known.
pub(super) struct Plan {
    pub(super) lanes: Vec<Lane>,
    pub(super) junction: Vec<bool>,
}

/// Farthest that a lane is cut back from a junction, vehicle lengths.
const MOST_CUT_LENGTHS: f64 = 5.5;
/// A piece shorter than this is looked past when lanes are cut back, vehicle lengths.
const SHORT_LENGTHS: f64 = 3.0;
/// Step along lanes when looking how far they must be cut back, m.
const CUT_STEP_M: f64 = 0.5;

/// A vertex, to the millimetre.
fn key(point: (f64, f64)) -> (i64, i64) {
    ((point.0 * 1000.0).round() as i64, (point.1 * 1000.0).round() as i64)
}

/// Cuts the ways at shared vertices and lays lanes along the pieces.
pub(super) fn lay(ways: &[Way], profile: Profile) -> Plan {
    let ways: Vec<&Way> = ways
        .iter()
        .filter(|way| way.kind == profile.way_kind && way.points.len() >= 2 && way.speed_kmh > 0.0)
        .collect();
    let nodes = nodes_of(&ways);
    let mut lanes = Vec::new();
    let mut n_pieces = 0;
    for way in &ways {
        let mut start = 0;
        for i in 1..way.points.len() {
            let Some(&to) = nodes.get(&key(way.points[i])) else { continue };
            let from = nodes[&key(way.points[start])];
            let points: Vec<DVec2> = way.points[start..=i].iter().map(|p| DVec2::new(p.0, p.1)).collect();
            start = i;
            let centre = Polyline::new(&points);
            if centre.length() < 1e-3 {
                continue;
            }
            add_lanes(&mut lanes, way, profile, n_pieces, from, to, &centre);
            n_pieces += 1;
        }
    }
    let junction = junctions(&lanes, nodes.len());
    if profile.lane_width_m > 0.0 {
        cut_back(&mut lanes, nodes.len(), profile);
    }
    Plan { lanes, junction }
}

/// Numbers the ends of ways and the vertices that ways share.
fn nodes_of(ways: &[&Way]) -> BTreeMap<(i64, i64), usize> {
    let mut uses: BTreeMap<(i64, i64), u32> = BTreeMap::new();
    for way in ways {
        for &point in &way.points {
            *uses.entry(key(point)).or_default() += 1;
        }
        for end in [way.points[0], way.points[way.points.len() - 1]] {
            *uses.entry(key(end)).or_default() += 1;
        }
    }
    uses.into_iter().filter(|(_, n)| *n > 1).enumerate().map(|(i, (key, _))| (key, i)).collect()
}

fn add_lanes(
    lanes: &mut Vec<Lane>,
    way: &Way,
    profile: Profile,
    piece: usize,
    from: usize,
    to: usize,
    centre: &Polyline,
) {
    let on_centre = profile.lane_width_m == 0.0;
    let one_way = way.one_way && !on_centre;
    let n_lanes = if on_centre { 1 } else { usize::from(way.lanes.max(1)) };
    for backward in [false, true] {
        if backward && one_way {
            continue;
        }
        let centre = if backward { centre.reversed() } else { centre.clone() };
        for lane in 0..n_lanes {
            // Right-hand traffic: to the right of the centre line; lanes of a one-way street share its width.
            let from_left = lane as f64 + 0.5 - if one_way { 0.5 * n_lanes as f64 } else { 0.0 };
            lanes.push(Lane {
                from: if backward { to } else { from },
                to: if backward { from } else { to },
                piece,
                backward,
                lane,
                n_lanes,
                line: centre.moved_right(profile.lane_width_m * from_left),
                start_direction: centre.direction(0.0),
                end_direction: centre.direction(centre.length()),
                speed_m_per_s: way.speed_kmh / 3.6,
                width_m: way.width_m,
            });
        }
    }
}

/// A node is a junction when three or more pieces meet there or the lanes that go through it do not match.
fn junctions(lanes: &[Lane], n_nodes: usize) -> Vec<bool> {
    let mut pieces: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); n_nodes];
    let mut lane_counts: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); n_nodes];
    for lane in lanes {
        for node in [lane.from, lane.to] {
            pieces[node].insert(lane.piece);
            lane_counts[node].insert(lane.n_lanes);
        }
    }
    (0..n_nodes).map(|node| pieces[node].len() >= 3 || lane_counts[node].len() >= 2).collect()
}

/// Cuts lanes back from their nodes so far that a vehicle at the end of one is clear of every lane of the other pieces there.
fn cut_back(lanes: &mut [Lane], n_nodes: usize, profile: Profile) {
    let mut at_node: Vec<Vec<usize>> = vec![Vec::new(); n_nodes];
    for (i, lane) in lanes.iter().enumerate() {
        at_node[lane.from].push(i);
        if lane.to != lane.from {
            at_node[lane.to].push(i);
        }
    }
    let cuts: Vec<(f64, f64)> = lanes
        .iter()
        .map(|lane| {
            let others = |node: usize| lines_around(lanes, &at_node, node, lane.piece, profile);
            let start = cut(&lane.line, &others(lane.from), profile);
            let end = cut(&lane.line.reversed(), &others(lane.to), profile);
            (start, end)
        })
        .collect();
    for (lane, (start, end)) in lanes.iter_mut().zip(cuts) {
        let length = lane.line.length();
        let scale = (0.9 * length / (start + end).max(1e-9)).min(1.0);
        lane.line = lane.line.part(start * scale, length - end * scale);
    }
}

/// Lanes of other pieces at a node, and at the far ends of pieces so short that what follows them still matters here.
fn lines_around(
    lanes: &[Lane],
    at_node: &[Vec<usize>],
    node: usize,
    own_piece: usize,
    profile: Profile,
) -> Vec<Polyline> {
    const MOST_NODES: usize = 8;
    let mut nodes = vec![node];
    let mut lines = Vec::new();
    let mut next = 0;
    while next < nodes.len() {
        let here = nodes[next];
        next += 1;
        for lane in at_node[here].iter().map(|&i| &lanes[i]).filter(|lane| lane.piece != own_piece) {
            lines.push(near(lane, here, profile));
            let far = if lane.from == here { lane.to } else { lane.from };
            if lane.line.length() < SHORT_LENGTHS * profile.length_m
                && nodes.len() < MOST_NODES
                && !nodes.contains(&far)
            {
                nodes.push(far);
            }
        }
    }
    lines
}

/// The part of a lane that can matter at a node.
fn near(lane: &Lane, node: usize, profile: Profile) -> Polyline {
    let reach = (1.5 * MOST_CUT_LENGTHS * profile.length_m).min(lane.line.length());
    let outward = if lane.from == node { lane.line.clone() } else { lane.line.reversed() };
    outward.part(0.0, reach)
}

/// How far from its start a line has to be followed to be clear of the others for good.
fn cut(line: &Polyline, others: &[Polyline], profile: Profile) -> f64 {
    let reach = (MOST_CUT_LENGTHS * profile.length_m).min(line.length());
    let steps = (reach / CUT_STEP_M) as usize;
    (0..=steps)
        .rev()
        .map(|i| i as f64 * CUT_STEP_M)
        .find(|&s| others.iter().any(|other| other.nearest(line.at(s)).1 < profile.clearance_m))
        .map_or(0.0, |s| s + CUT_STEP_M)
}
