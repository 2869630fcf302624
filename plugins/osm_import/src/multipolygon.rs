//! Areas with courtyards and islands: rings put together from several ways (wiki.openstreetmap.org/wiki/Relation:multipolygon).

use twin_scene::schema::Point2;

use crate::enu::Enu;
use crate::osm::{OsmData, OsmRelation};
use crate::ring;

/// An area: an outer ring, counter-clockwise, and inner rings, clockwise.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Polygon {
    /// Outer ring.
    pub(crate) outer: Vec<Point2>,
    /// Inner rings.
    pub(crate) holes: Vec<Vec<Point2>>,
}

impl Polygon {
    /// The area enclosed, m².
    pub(crate) fn area_m2(&self) -> f64 {
        ring::signed_area(&self.outer) + self.holes.iter().map(|hole| ring::signed_area(hole)).sum::<f64>()
    }

    /// Whether a point lies in the area and not in a hole.
    pub(crate) fn contains(&self, p: Point2) -> bool {
        ring::contains(&self.outer, p) && !self.holes.iter().any(|hole| ring::contains(hole, p))
    }
}

/// Positions of nodes; `None` if the file lacks one of them.
pub(crate) fn points(data: &OsmData, enu: &Enu, nodes: &[i64]) -> Option<Vec<Point2>> {
    nodes.iter().map(|id| data.nodes.get(id).map(|&(lat, lon)| enu.east_north(lat, lon))).collect()
}

/// The polygon of a closed way; `None` when it is open, cut by the file's edge, or degenerate.
pub(crate) fn of_way(data: &OsmData, enu: &Enu, nodes: &[i64]) -> Option<Polygon> {
    if nodes.len() < 4 || nodes.first() != nodes.last() {
        return None;
    }
    let outer = ring::clean(&points(data, enu, nodes)?, true)?;
    Some(Polygon { outer, holes: Vec::new() })
}

/// The polygons of a multipolygon relation, one for each outer ring; rings that are cut or degenerate are left out.
pub(crate) fn of_relation(data: &OsmData, enu: &Enu, relation: &OsmRelation) -> Vec<Polygon> {
    let rings = |inner: bool| -> Vec<Vec<Point2>> {
        let chains = relation.members.iter().filter(|m| m.inner == inner);
        let chains = chains.filter_map(|m| data.ways.get(&m.way)).map(|way| way.nodes.clone()).collect();
        let closed = join(chains).into_iter().filter(|chain| chain.len() >= 4 && chain.first() == chain.last());
        closed.filter_map(|chain| ring::clean(&points(data, enu, &chain)?, !inner)).collect()
    };
    let mut polygons: Vec<Polygon> =
        rings(false).into_iter().map(|outer| Polygon { outer, holes: Vec::new() }).collect();
    for hole in rings(true) {
        if let Some(around) = polygons
            .iter_mut()
            .find(|p| ring::contains(&p.outer, ring::mean(&hole)) || ring::contains(&p.outer, hole[0]))
        {
            around.holes.push(hole);
        }
    }
    polygons
}

/// Joins open chains at equal ends, reversing where needed, until each is closed or nothing fits.
pub(crate) fn join(mut chains: Vec<Vec<i64>>) -> Vec<Vec<i64>> {
    chains.retain(|chain| chain.len() >= 2);
    let mut done = Vec::new();
    while !chains.is_empty() {
        let mut chain = chains.remove(0);
        while chain.first() != chain.last() {
            let end = chain[chain.len() - 1];
            let Some(i) = chains.iter().position(|c| c[0] == end || c[c.len() - 1] == end) else { break };
            let mut next = chains.remove(i);
            if next[0] != end {
                next.reverse();
            }
            chain.extend_from_slice(&next[1..]);
        }
        done.push(chain);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_joined_end_to_end_whatever_their_direction() {
        assert_eq!(
            join(vec![vec![1, 2], vec![3, 2], vec![3, 4, 1], vec![7, 8]]),
            vec![vec![1, 2, 3, 4, 1], vec![7, 8]]
        );
        assert_eq!(join(vec![vec![], vec![5]]), Vec::<Vec<i64>>::new());
    }
}
