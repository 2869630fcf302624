//! Moving bodies in the way: what they take from a leg of a path.
//!
//! Source: TR 38.901 V17 cl. 7.6.4.2 (blockage model B): a body is an upright rectangular screen with knife-edge diffraction at its four edges.
//!
//! # Accuracy
//! - The screen is the body's outline seen along the leg, at the body's middle; several bodies add in dB.
//! - Losses below some 0.3 dB, of bodies more than [`MARGIN_M`] beside a leg, are left out.

use crate::bvh::{Bounds, Tree};
use glam::{DVec2, DVec3};
use twin_units::math;

/// How far from a receiver a body is looked at as a mirror, m.
const MIRROR_REACH_M: f64 = 30.0;
/// How far beside a leg a body may still matter, m.
const MARGIN_M: f64 = 1.0;

/// An upright box that moves: a vehicle, a person, a machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// Middle of its underside, m.
    pub base: DVec3,
    /// Unit direction of its length on the ground plan.
    pub direction: DVec2,
    /// Half its length and half its width, m.
    pub half_m: DVec2,
    /// Its height, m.
    pub height_m: f64,
    /// Whether its sides reflect as metal does.
    pub is_metal: bool,
}

impl Body {
    fn bounds(&self) -> Bounds {
        let reach = self.direction.abs() * self.half_m.x + self.direction.perp().abs() * self.half_m.y + MARGIN_M;
        Bounds { min: self.base - reach.extend(MARGIN_M), max: self.base + reach.extend(self.height_m + MARGIN_M) }
    }

    /// The five faces that can reflect: centre, outward normal, and the two half axes.
    pub(crate) fn faces(&self) -> [(DVec3, DVec3, [DVec3; 2]); 5] {
        let (along, across) = (self.direction.extend(0.0), self.direction.perp().extend(0.0));
        let (half_along, half_across) = (along * self.half_m.x, across * self.half_m.y);
        let half_up = DVec3::Z * (self.height_m / 2.0);
        let middle = self.base + half_up;
        [
            (middle + half_along, along, [half_across, half_up]),
            (middle - half_along, -along, [half_across, half_up]),
            (middle + half_across, across, [half_along, half_up]),
            (middle - half_across, -across, [half_along, half_up]),
            (middle + half_up, DVec3::Z, [half_along, half_across]),
        ]
    }

    /// Loss of a leg that passes the body, dB; 0 where the body is beside neither of its ends nor between them.
    ///
    /// `L = −20 log10(1 − (F_h1 + F_h2)(F_w1 + F_w2))`, TR 38.901 V17 eqs. (7.6-29), (7.6-30).
    pub fn loss_db(&self, a: DVec3, b: DVec3, wavelength_m: f64) -> f64 {
        let span = (b - a).truncate();
        let track_m = span.length();
        // A leg straight up or down passes no upright screen.
        if track_m < 1e-3 {
            return 0.0;
        }
        let along = span / track_m;
        let across = along.perp();
        let to_body = self.base.truncate() - a.truncate();
        let at_m = to_body.dot(along);
        if at_m <= 0.0 || at_m >= track_m {
            return 0.0;
        }
        let rest_m = track_m - at_m;
        let half_width =
            self.direction.dot(across).abs() * self.half_m.x + self.direction.perp().dot(across).abs() * self.half_m.y;
        let middle = to_body.dot(across);
        let ray_z = a.z + (b.z - a.z) * (at_m / track_m);
        // Edges as heights over the ray, seen from above and from the side; the detour over an edge beyond the straight way.
        let detour = |offset: f64| math::hypot(at_m, offset) + math::hypot(rest_m, offset) - track_m;
        let wide = edges(middle - half_width, middle + half_width, detour, wavelength_m);
        let high = edges(self.base.z - ray_z, self.base.z + self.height_m - ray_z, detour, wavelength_m);
        let kept = 1.0 - wide * high;
        (-20.0 * math::log10(kept.max(1e-3))).max(0.0)
    }
}

/// `F_1 + F_2` of two opposite edges at offsets `low < high` from the ray: positive for an edge beyond the ray, negative for one on this side of it.
fn edges(low: f64, high: f64, detour_m: impl Fn(f64) -> f64, wavelength_m: f64) -> f64 {
    use std::f64::consts::{FRAC_PI_2, PI};
    let share = |offset: f64| {
        let root = (PI / wavelength_m * detour_m(offset).max(0.0)).sqrt();
        math::atan2(FRAC_PI_2 * root, 1.0) / PI
    };
    // The ray passes between the edges: both add. It passes beside them: the nearer one is subtracted.
    let sign = |offset: f64, blocked_side: bool| if blocked_side { share(offset) } else { -share(offset) };
    sign(high, high > 0.0) + sign(low, low < 0.0)
}

/// All moving bodies of a moment, with a tree over them.
#[derive(Clone, Default)]
pub struct Bodies {
    bodies: Vec<Body>,
    tree: Tree,
    /// Metal bodies, grown by how far off they are looked at as mirrors.
    mirrors: Tree,
    mirror_bodies: Vec<u32>,
}

impl Bodies {
    /// Bodies by number; rebuilt each time they moved, some 0.1 µs a body.
    pub fn new(bodies: Vec<Body>) -> Self {
        let tree = Tree::new(bodies.iter().map(Body::bounds));
        let mirror_bodies: Vec<u32> = (0..bodies.len() as u32).filter(|&k| bodies[k as usize].is_metal).collect();
        let mirrors = Tree::new(mirror_bodies.iter().map(|&k| {
            let bounds = bodies[k as usize].bounds();
            Bounds { min: bounds.min - MIRROR_REACH_M, max: bounds.max + MIRROR_REACH_M }
        }));
        Self { bodies, tree, mirrors, mirror_bodies }
    }

    /// Metal bodies that may mirror a wave to a point, ascending.
    pub(crate) fn mirrors_near(&self, point: DVec3) -> Vec<u32> {
        let mut near = Vec::new();
        // A segment too short to leave the place.
        self.mirrors.any_on_segment(point, point + DVec3::Z * 1e-3, |k| {
            near.push(self.mirror_bodies[k as usize]);
            false
        });
        near.sort_unstable();
        near
    }

    /// The bodies.
    pub fn all(&self) -> &[Body] {
        &self.bodies
    }

    /// Loss of a leg by all bodies but one (the one that carries an end), dB.
    pub fn loss_db(&self, a: DVec3, b: DVec3, wavelength_m: f64, own: Option<u32>) -> f64 {
        let mut passed = Vec::new();
        self.tree.any_on_segment(a, b, |index| {
            if Some(index) != own {
                passed.push(index);
            }
            false
        });
        // In the order of their numbers, so that the sum does not depend on the tree.
        passed.sort_unstable();
        passed.iter().map(|&index| self.bodies[index as usize].loss_db(a, b, wavelength_m)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(x: f64, y: f64) -> Body {
        Body {
            base: DVec3::new(x, y, 0.0),
            direction: DVec2::X,
            half_m: DVec2::splat(0.25),
            height_m: 1.7,
            is_metal: false,
        }
    }

    #[test]
    fn a_body_in_the_way_takes_more_at_higher_frequency_and_nothing_beside() {
        let (a, b) = (DVec3::new(0.0, 0.0, 1.0), DVec3::new(20.0, 0.0, 1.2));
        let loss = |y: f64, ghz: f64| person(10.0, y).loss_db(a, b, 0.299_792_458 / ghz);
        assert!(
            loss(0.0, 3.5) > 1.0 && loss(0.0, 28.0) > loss(0.0, 3.5) + 3.0,
            "{} {}",
            loss(0.0, 3.5),
            loss(0.0, 28.0)
        );
        assert!(loss(5.0, 28.0) < 0.05);
        assert!(person(-3.0, 0.0).loss_db(a, b, 0.01) == 0.0, "behind an end");
        // The legs' ends may be exchanged.
        assert!((person(7.0, 0.1).loss_db(a, b, 0.01) - person(7.0, 0.1).loss_db(b, a, 0.01)).abs() < 1e-9);
    }

    #[test]
    fn the_loss_has_no_steps_as_a_body_walks_into_the_way() {
        let (a, b) = (DVec3::new(0.0, 0.0, 1.0), DVec3::new(20.0, 0.0, 1.2));
        let mut last = person(10.0, -1.2).loss_db(a, b, 0.01);
        for k in -1199..=1200 {
            let loss = person(10.0, f64::from(k) * 1e-3).loss_db(a, b, 0.01);
            assert!((loss - last).abs() < 0.2, "{k}: {last} {loss}");
            last = loss;
        }
    }

    #[test]
    fn a_screen_with_one_near_edge_is_a_knife_edge() {
        // Wide and high but for its upper edge, which cuts half the field: 6 dB.
        let wall = Body {
            base: DVec3::new(50.0, 0.0, -500.0),
            direction: DVec2::Y,
            half_m: DVec2::new(500.0, 0.1),
            height_m: 501.0,
            is_metal: false,
        };
        let loss = wall.loss_db(DVec3::new(0.0, 0.0, 1.0), DVec3::new(100.0, 0.0, 1.0), 0.1);
        assert!((loss - 6.02).abs() < 0.1, "{loss}");
    }

    #[test]
    fn the_tree_finds_who_is_in_the_way() {
        let bodies = Bodies::new((0..400).map(|i| person(f64::from(i % 20), f64::from(i / 20) - 10.0)).collect());
        let (a, b) = (DVec3::new(-1.0, -3.0, 1.0), DVec3::new(22.0, 4.0, 1.5));
        let losses = bodies.all().iter().map(|body| body.loss_db(a, b, 0.005));
        let (all, noticed): (f64, f64) =
            losses.fold((0.0, 0.0), |(all, noticed), loss| (all + loss, noticed + if loss > 0.3 { loss } else { 0.0 }));
        let near = bodies.loss_db(a, b, 0.005, None);
        assert!(near > 10.0 && near >= noticed && near <= all + 1e-9, "{noticed} {near} {all}");
        assert!(bodies.loss_db(a, b, 0.005, Some(0)) <= near);
    }
}
