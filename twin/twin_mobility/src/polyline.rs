//! Polylines on the ground plan, measured by arc length.

use glam::DVec2;

/// A polyline with at least two points and its arc length at each point.
#[derive(Clone, Debug)]
pub(crate) struct Polyline {
    points: Vec<DVec2>,
    arc_m: Vec<f64>,
}

impl Polyline {
    /// Measures a line; points that coincide are dropped. A single point gives a line of length 0.
    pub(crate) fn new(raw: &[DVec2]) -> Self {
        let mut points: Vec<DVec2> = Vec::with_capacity(raw.len());
        for &point in raw {
            if points.last().is_none_or(|last| last.distance(point) > 1e-6) {
                points.push(point);
            }
        }
        if points.len() == 1 {
            points.push(points[0]);
        }
        let mut arc_m = vec![0.0];
        for pair in points.windows(2) {
            arc_m.push(arc_m[arc_m.len() - 1] + pair[0].distance(pair[1]));
        }
        Self { points, arc_m }
    }

    /// Length, m.
    pub(crate) fn length(&self) -> f64 {
        self.arc_m[self.arc_m.len() - 1]
    }

    /// The points.
    pub(crate) fn points(&self) -> &[DVec2] {
        &self.points
    }

    /// Arc length at each point, m.
    pub(crate) fn arc(&self) -> &[f64] {
        &self.arc_m
    }

    /// Index of the segment that holds the arc length `s`.
    fn segment(&self, s: f64) -> usize {
        self.arc_m.partition_point(|&arc| arc <= s).clamp(1, self.points.len() - 1) - 1
    }

    /// The point at arc length `s`; beyond the ends the line goes straight on.
    pub(crate) fn at(&self, s: f64) -> DVec2 {
        self.pose(s).0
    }

    /// The point at arc length `s` and the unit direction there, for half of what both cost.
    pub(crate) fn pose(&self, s: f64) -> (DVec2, DVec2) {
        let i = self.segment(s);
        let direction = (self.points[i + 1] - self.points[i]).normalize_or_zero();
        (self.points[i] + direction * (s - self.arc_m[i]), direction)
    }

    /// Unit direction at arc length `s`; zero on a line of length 0.
    pub(crate) fn direction(&self, s: f64) -> DVec2 {
        let i = self.segment(s);
        (self.points[i + 1] - self.points[i]).normalize_or_zero()
    }

    /// Arc length of the nearest point, and its distance, m.
    pub(crate) fn nearest(&self, point: DVec2) -> (f64, f64) {
        let mut best = (0.0, f64::INFINITY);
        for (i, pair) in self.points.windows(2).enumerate() {
            let along = pair[1] - pair[0];
            let share = ((point - pair[0]).dot(along) / along.length_squared().max(1e-12)).clamp(0.0, 1.0);
            let distance = (pair[0] + along * share).distance(point);
            if distance < best.1 {
                best = (self.arc_m[i] + along.length() * share, distance);
            }
        }
        best
    }

    /// The part between two arc lengths.
    pub(crate) fn part(&self, from: f64, to: f64) -> Self {
        let mut points = vec![self.at(from)];
        points.extend(
            self.points.iter().zip(&self.arc_m).filter(|(_, s)| **s > from && **s < to).map(|(point, _)| *point),
        );
        points.push(self.at(to));
        Self::new(&points)
    }

    /// The same line the other way.
    pub(crate) fn reversed(&self) -> Self {
        Self::new(&self.points.iter().rev().copied().collect::<Vec<_>>())
    }

    /// The line moved to the right of its direction (negative: left) by `offset_m`, with mitred corners (at most three times the offset).
    pub(crate) fn moved_right(&self, offset_m: f64) -> Self {
        let right = |i: usize| -(self.points[i + 1] - self.points[i]).normalize_or_zero().perp();
        let last = self.points.len() - 1;
        let points: Vec<DVec2> = (0..=last)
            .map(|i| {
                let (before, after) = (right(i.saturating_sub(1).min(last - 1)), right(i.min(last - 1)));
                let middle = (before + after).normalize_or_zero();
                self.points[i] + middle * (offset_m / middle.dot(after).max(1.0 / 3.0))
            })
            .collect();
        Self::new(&points)
    }
}

/// A smooth curve (cubic Bézier) from `start` to `end` with the given unit directions there.
pub(crate) fn connector(start: DVec2, start_direction: DVec2, end: DVec2, end_direction: DVec2) -> Polyline {
    const PIECES: u32 = 10;
    let handle = 0.4 * start.distance(end);
    let (a, b) = (start + start_direction * handle, end - end_direction * handle);
    let points: Vec<DVec2> = (0..=PIECES)
        .map(|i| {
            let t = f64::from(i) / f64::from(PIECES);
            let u = 1.0 - t;
            start * (u * u * u) + a * (3.0 * u * u * t) + b * (3.0 * u * t * t) + end * (t * t * t)
        })
        .collect();
    Polyline::new(&points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arc_length_offset_and_nearest_point_of_a_right_angle() {
        let line = Polyline::new(&[DVec2::ZERO, DVec2::new(10.0, 0.0), DVec2::new(10.0, 5.0)]);
        assert_eq!(line.length(), 15.0);
        assert_eq!(line.at(12.0), DVec2::new(10.0, 2.0));
        assert_eq!(line.nearest(DVec2::new(4.0, 3.0)), (4.0, 3.0));
        assert!(line.moved_right(1.0).points()[1].distance(DVec2::new(11.0, -1.0)) < 1e-12);
        assert_eq!(line.part(8.0, 12.0).length(), 4.0);
    }
}
