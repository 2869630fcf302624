//! Graphs of small, hand-made ways.

use super::*;

fn way(points: &[(f64, f64)], one_way: bool, lanes: u8) -> Way {
    Way {
        kind: WayKind::Road,
        name: String::new(),
        points: points.to_vec(),
        lanes,
        one_way,
        speed_kmh: 36.0,
        width_m: 7.0,
    }
}

/// A square of 100 m with a dead-end street.
fn square(one_way: bool) -> Vec<Way> {
    vec![
        way(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)], one_way, 1),
        way(&[(100.0, 100.0), (200.0, 100.0)], false, 1),
    ]
}

#[test]
fn dead_ends_are_left_out_and_one_ways_run_one_way() {
    let graph = Graph::build(&square(true), CAR).expect("the square is a circuit");
    assert_eq!(graph.n_edges, 2, "the ring is cut at its ends and at the side street");
    for edge in &graph.links[..graph.n_edges] {
        for s in [10.0, 50.0] {
            let (at, direction) = (edge.line.at(s), edge.line.direction(s));
            assert!((at - DVec2::splat(50.0)).perp_dot(direction) > 0.0, "counter-clockwise: {at} {direction}");
        }
    }
    assert!(Graph::build(&square(true)[1..], CAR).is_none(), "a dead end is no circuit");
    assert!(Graph::build(&square(true), AGV).is_none(), "roads are not for AGVs");
}

#[test]
fn two_way_lanes_lie_right_of_the_centre_line() {
    let graph = Graph::build(&square(false), CAR).expect("the square is a circuit");
    for edge in &graph.links[..graph.n_edges] {
        let middle = 0.5 * edge.length();
        let (at, right) = (edge.line.at(middle), -edge.line.direction(middle).perp());
        let outside = (at - DVec2::splat(50.0)).abs().max_element() - 50.0;
        let outward = (at - DVec2::splat(50.0)).dot(right).signum();
        assert!((outside - 1.6 * outward).abs() < 1e-9, "{at}");
    }
}

#[test]
fn the_fastest_route_takes_the_fast_detour() {
    // A slow, short chord through the middle of a fast ring.
    let mut ways = vec![
        way(&[(0.0, 0.0), (0.0, 100.0), (400.0, 100.0), (400.0, 0.0), (0.0, 0.0)], false, 1),
        way(&[(0.0, 100.0), (0.0, 200.0), (400.0, 200.0), (400.0, 100.0)], false, 1),
    ];
    ways[0].speed_kmh = 10.0;
    ways[1].speed_kmh = 100.0;
    let graph = Graph::build(&ways, CAR).expect("two rings");
    let near = |x: f64, y: f64| graph.nearest(DVec2::new(x, y), |_| true).expect("lanes").0;
    let (from, to) = (near(-1.6 + 3.2, 50.0), near(401.6 - 3.2, 50.0));
    let route = crate::route::fastest(&graph, from, to, None);
    let time = |edges: &[usize]| {
        edges.iter().map(|&edge| graph.links[edge].length() / graph.links[edge].speed_m_per_s).sum::<f64>()
    };
    assert!(!route.is_empty() && *route.last().expect("not empty") == to);
    let before_last = time(&route[..route.len() - 1]);
    assert!(before_last < 60.0, "the chord alone takes 144 s: {before_last}");
}

#[test]
fn lanes_at_a_junction_end_clear_of_each_other() {
    let ways = vec![
        way(
            &[(-100.0, 0.0), (0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (-100.0, 100.0), (-100.0, 0.0)],
            false,
            2,
        ),
        way(&[(0.0, 0.0), (0.0, 100.0)], false, 1),
    ];
    let graph = Graph::build(&ways, CAR).expect("two rings");
    for a in 0..graph.n_edges {
        for b in (0..graph.n_edges).filter(|&b| b != a) {
            let end = graph.links[a].line.at(graph.links[a].length());
            assert!(graph.links[b].line.nearest(end).1 > CAR.width_m, "{a} {b}");
        }
    }
}
