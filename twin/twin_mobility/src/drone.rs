//! Flight around a closed polygon at constant height and speed, with rounded corners.

use crate::polyline::Polyline;
use glam::{DVec2, DVec3};
use std::sync::Arc;
use twin_units::math;

/// Largest radius of a rounded corner, m.
const LARGEST_RADIUS_M: f64 = 12.0;
/// Pieces of a rounded corner.
const PIECES: u32 = 8;

/// An agent on a loop.
pub(crate) struct Looper {
    /// Shared by all members of a group.
    track: Arc<Polyline>,
    height_m: f64,
    speed_m_per_s: f64,
    s_m: f64,
    /// Point of the track at `s_m`, m, its unit direction there, and the angle of that, rad.
    on_track: DVec2,
    direction: DVec2,
    heading_rad: f64,
    /// Away from the track, after it was placed by hand; flown back at the speed of the loop.
    offset: DVec3,
    /// Placed by hand.
    pub(crate) held: bool,
}

impl Looper {
    /// The way around corners; `None` when they span no loop.
    pub(crate) fn track(corners: &[DVec2]) -> Option<Arc<Polyline>> {
        rounded(corners).map(Arc::new)
    }

    /// An agent on a track, starting at a share of its length.
    pub(crate) fn new(track: Arc<Polyline>, height_m: f64, speed_m_per_s: f64, start_share: f64) -> Self {
        let s_m = track.length() * start_share;
        let (on_track, direction) = track.pose(s_m);
        let heading_rad = math::atan2(direction.y, direction.x);
        let offset = DVec3::ZERO;
        Self { track, height_m, speed_m_per_s, s_m, on_track, direction, heading_rad, offset, held: false }
    }

    /// Goes to an arc length, m. Angles are dear: along a straight piece the old one stays.
    fn go_to(&mut self, s_m: f64) {
        self.s_m = s_m;
        let (on_track, direction) = self.track.pose(s_m);
        if direction != self.direction {
            self.heading_rad = math::atan2(direction.y, direction.x);
        }
        (self.on_track, self.direction) = (on_track, direction);
    }

    /// Flies on.
    pub(crate) fn step(&mut self, dt_s: f64) {
        if self.held {
            return;
        }
        self.go_to((self.s_m + self.speed_m_per_s * dt_s) % self.track.length());
        if self.offset == DVec3::ZERO {
            return;
        }
        let away_m = self.offset.length();
        let left_m = away_m - self.speed_m_per_s * dt_s;
        self.offset = if left_m > 0.0 { self.offset * (left_m / away_m) } else { DVec3::ZERO };
    }

    /// Position, m.
    pub(crate) fn position(&self) -> DVec3 {
        self.on_track.extend(self.height_m) + self.offset
    }

    /// Heading, counter-clockwise from east, rad.
    pub(crate) fn heading_rad(&self) -> f64 {
        self.heading_rad
    }

    /// Velocity, m/s.
    pub(crate) fn velocity(&self) -> DVec3 {
        if self.held {
            return DVec3::ZERO;
        }
        (self.direction() * self.speed_m_per_s).extend(0.0) - self.offset.normalize_or_zero() * self.speed_m_per_s
    }

    /// Unit direction of flight.
    pub(crate) fn direction(&self) -> DVec2 {
        self.direction
    }

    /// Hovers at a place until released.
    pub(crate) fn place(&mut self, position: DVec3) {
        self.go_to(self.track.nearest(DVec2::new(position.x, position.y)).0);
        self.offset = position - self.on_track.extend(self.height_m);
        self.held = true;
    }

    /// Once around from here.
    pub(crate) fn points_ahead(&self) -> Vec<DVec3> {
        let first = self.track.points().iter().zip(self.track.arc()).filter(|(_, s)| **s > self.s_m);
        let rest = self.track.points().iter().zip(self.track.arc()).filter(|(_, s)| **s <= self.s_m);
        std::iter::once(self.position())
            .chain(first.chain(rest).map(|(point, _)| point.extend(self.height_m)))
            .collect()
    }

    /// What decides future motion, as numbers.
    pub(crate) fn state(&self) -> [f64; 5] {
        [self.s_m, self.offset.x, self.offset.y, self.offset.z, f64::from(u8::from(self.held))]
    }
}

/// The closed polygon with each corner replaced by a curve that starts and ends at most 0.4 of the shorter side away.
fn rounded(corners: &[DVec2]) -> Option<Polyline> {
    let mut distinct: Vec<DVec2> = Vec::new();
    for &corner in corners {
        if distinct.last().is_none_or(|last| last.distance(corner) > 1e-3) {
            distinct.push(corner);
        }
    }
    if distinct.len() > 1 && distinct[0].distance(distinct[distinct.len() - 1]) <= 1e-3 {
        distinct.pop();
    }
    let n = distinct.len();
    if n < 3 {
        return None;
    }
    let mut points = Vec::new();
    for i in 0..n {
        let (before, corner, after) = (distinct[(i + n - 1) % n], distinct[i], distinct[(i + 1) % n]);
        let cut_m = (0.4 * before.distance(corner).min(after.distance(corner))).min(LARGEST_RADIUS_M);
        let start = corner + (before - corner).normalize_or_zero() * cut_m;
        let end = corner + (after - corner).normalize_or_zero() * cut_m;
        // A quadratic Bézier with the corner as its control point leaves and meets the sides along them.
        points.extend((0..=PIECES).map(|k| {
            let t = f64::from(k) / f64::from(PIECES);
            let u = 1.0 - t;
            start * (u * u) + corner * (2.0 * u * t) + end * (t * t)
        }));
    }
    points.push(points[0]);
    Some(Polyline::new(&points))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Looper {
        let corners = [DVec2::ZERO, DVec2::new(100.0, 0.0), DVec2::new(100.0, 100.0), DVec2::new(0.0, 100.0)];
        Looper::new(Looper::track(&corners).expect("a square is a loop"), 50.0, 10.0, 0.0)
    }

    #[test]
    fn speed_is_constant_and_corners_are_round() {
        let mut drone = square();
        let mut sharpest: f64 = 0.0;
        for _ in 0..4000 {
            let (before, heading) = (drone.position(), drone.direction());
            drone.step(0.01);
            assert!(before.distance(drone.position()) < 0.1 + 1e-9 && before.distance(drone.position()) > 0.09);
            sharpest = sharpest.max(heading.perp_dot(drone.direction()).abs());
        }
        assert!(sharpest < 0.3, "one step turned by asin({sharpest})");
        assert!(Looper::track(&[DVec2::ZERO, DVec2::X]).is_none());
    }

    #[test]
    fn a_placed_drone_hovers_and_then_flies_back_without_a_jump() {
        let mut drone = square();
        drone.place(DVec3::new(50.0, 30.0, 20.0));
        drone.step(1.0);
        assert!(drone.position().distance(DVec3::new(50.0, 30.0, 20.0)) < 1e-9);
        drone.held = false;
        for _ in 0..1000 {
            let before = drone.position();
            drone.step(0.01);
            assert!(before.distance(drone.position()) < 0.2 + 1e-9);
        }
        assert_eq!(drone.position().z, 50.0);
    }
}
