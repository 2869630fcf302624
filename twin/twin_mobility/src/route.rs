//! Random trips: where an agent goes next and by which edges.

use crate::graph::Graph;
use pathfinding::directed::astar::astar;
use twin_units::rng::Stream;

/// Edges of the fastest way from `from` (not listed) to `to` (listed), by travel time; `avoid` is not taken as the first edge.
///
/// Empty when `to` cannot be reached that way.
pub(crate) fn fastest(graph: &Graph, from: usize, to: usize, avoid: Option<usize>) -> Vec<usize> {
    let target = graph.links[to].line.at(0.0);
    let top_speed = graph.links[..graph.n_edges].iter().map(|link| link.speed_m_per_s).fold(1.0, f64::max);
    let milliseconds = |seconds: f64| (seconds * 1000.0) as u64;
    let found = astar(
        &(from, true),
        |&(edge, first)| {
            graph.turns[edge]
                .iter()
                .filter(move |turn| !(first && Some(turn.to) == avoid))
                .map(|turn| ((turn.to, false), milliseconds(turn.time_s)))
                .collect::<Vec<_>>()
        },
        |&(edge, _)| {
            let line = &graph.links[edge].line;
            milliseconds(line.at(line.length()).distance(target) / top_speed)
        },
        |&node| node == (to, false),
    );
    found.map(|(edges, _)| edges.into_iter().skip(1).map(|(edge, _)| edge).collect()).unwrap_or_default()
}

/// A new trip from an edge: the edges to travel, at least one; the destination is drawn uniformly over edges a vehicle can stand on.
pub(crate) fn draw_trip(graph: &Graph, from: usize, stream: &mut Stream, avoid: Option<usize>) -> Vec<usize> {
    const TRIES: usize = 20;
    for _ in 0..TRIES {
        let to = stream.index(graph.n_edges);
        if to == from || !graph.can_stand(to) {
            continue;
        }
        let trip = fastest(graph, from, to, avoid);
        if !trip.is_empty() {
            return trip;
        }
    }
    wander(graph, from, stream, avoid)
}

/// A trip by random turns until a vehicle can stand: the way out when no drawn destination fits.
fn wander(graph: &Graph, from: usize, stream: &mut Stream, avoid: Option<usize>) -> Vec<usize> {
    let mut trip = Vec::new();
    let mut edge = from;
    while trip.len() < 1 + graph.n_edges {
        let turns: Vec<usize> = graph.turns[edge]
            .iter()
            .map(|turn| turn.to)
            .filter(|&to| !(trip.is_empty() && Some(to) == avoid && graph.turns[edge].len() > 1))
            .collect();
        if turns.is_empty() {
            break;
        }
        edge = turns[stream.index(turns.len())];
        trip.push(edge);
        if graph.can_stand(edge) {
            break;
        }
    }
    trip
}
