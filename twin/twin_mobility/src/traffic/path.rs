//! Where a vehicle is on its way: the links it came from, the one it is on, and those it will take.

use crate::graph::Graph;
use glam::DVec2;
use std::collections::VecDeque;

/// Links behind that are kept, so that a vehicle's tail always lies on its path.
const KEPT_BEHIND: usize = 6;

/// A vehicle's links, edge and turn in turn, and its place on them.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    links: VecDeque<usize>,
    at: usize,
    s_m: f64,
}

impl Path {
    /// Standing on an edge, with nowhere to go yet.
    pub(crate) fn new(edge: usize, s_m: f64) -> Self {
        Self { links: VecDeque::from([edge]), at: 0, s_m }
    }

    /// The present link.
    pub(crate) fn link(&self) -> usize {
        self.links[self.at]
    }

    /// Arc length of the vehicle's centre on the present link, m.
    pub(crate) fn s_m(&self) -> f64 {
        self.s_m
    }

    /// The present link and those ahead.
    pub(crate) fn ahead(&self) -> impl Iterator<Item = usize> + '_ {
        self.links.range(self.at..).copied()
    }

    /// The links behind, the latest first.
    pub(crate) fn behind(&self) -> impl Iterator<Item = usize> + '_ {
        self.links.range(..self.at).rev().copied()
    }

    /// Whether the present link is the last.
    pub(crate) fn is_last(&self) -> bool {
        self.at + 1 == self.links.len()
    }

    /// Last link of the path.
    pub(crate) fn last(&self) -> usize {
        self.links[self.links.len() - 1]
    }

    /// Appends edges, with the turns into them.
    pub(crate) fn extend(&mut self, graph: &Graph, edges: &[usize]) {
        for &edge in edges {
            let Some(turn) = graph.turns[self.last()].iter().find(|turn| turn.to == edge) else { return };
            self.links.push_back(turn.link);
            self.links.push_back(edge);
        }
    }

    /// Forgets everything after the present link.
    pub(crate) fn cut_ahead(&mut self) {
        self.links.truncate(self.at + 1);
    }

    /// Moves the centre forward.
    pub(crate) fn advance(&mut self, graph: &Graph, distance_m: f64) {
        self.s_m += distance_m;
        while self.s_m > graph.links[self.link()].length() && !self.is_last() {
            self.s_m -= graph.links[self.link()].length();
            self.at += 1;
        }
        while self.at > KEPT_BEHIND {
            self.links.pop_front();
            self.at -= 1;
        }
    }

    /// The point `offset_m` before (positive) or behind (negative) the centre on the path.
    pub(crate) fn point(&self, graph: &Graph, offset_m: f64) -> DVec2 {
        let (mut i, mut s) = (self.at, self.s_m + offset_m);
        while s < 0.0 && i > 0 {
            i -= 1;
            s += graph.links[self.links[i]].length();
        }
        while s > graph.links[self.links[i]].length() && i + 1 < self.links.len() {
            s -= graph.links[self.links[i]].length();
            i += 1;
        }
        graph.links[self.links[i]].line.at(s)
    }

    /// Centre of the body and its unit direction, with axles `wheelbase_m` apart on the path.
    pub(crate) fn pose(&self, graph: &Graph, wheelbase_m: f64) -> (DVec2, DVec2) {
        let (front, rear) = (self.point(graph, 0.5 * wheelbase_m), self.point(graph, -0.5 * wheelbase_m));
        let direction =
            (front - rear).try_normalize().unwrap_or_else(|| graph.links[self.link()].line.direction(self.s_m));
        (0.5 * (front + rear), direction)
    }

    /// The path from the centre to its end, for drawing.
    pub(crate) fn points_ahead(&self, graph: &Graph) -> Vec<DVec2> {
        let mut points = vec![self.point(graph, 0.0)];
        for (i, link) in self.ahead().enumerate() {
            let line = &graph.links[link].line;
            let from = if i == 0 { self.s_m } else { 0.0 };
            points.extend(line.points().iter().zip(line.arc()).filter(|(_, s)| **s > from).map(|(point, _)| *point));
        }
        points
    }
}
