//! The ground a body covers: an oriented rectangle.

use glam::DVec2;

/// An oriented rectangle on the ground plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Footprint {
    /// Centre, m.
    pub(crate) centre: DVec2,
    /// Unit direction of its length.
    pub(crate) direction: DVec2,
    /// Half length and half width, m.
    pub(crate) half_m: DVec2,
}

impl Footprint {
    /// Whether two rectangles share ground (separating axes).
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let between = other.centre - self.centre;
        [self.direction, self.direction.perp(), other.direction, other.direction.perp()]
            .iter()
            .all(|&axis| between.dot(axis).abs() < self.reach(axis) + other.reach(axis))
    }

    /// The rectangle with a margin on all sides.
    pub(crate) fn grown(&self, margin_m: f64) -> Self {
        Self { half_m: self.half_m + DVec2::splat(margin_m), ..*self }
    }

    /// The nearest point outside the rectangle, for a point inside; `None` when it is outside already.
    pub(crate) fn way_out(&self, point: DVec2) -> Option<DVec2> {
        let side = self.direction.perp();
        let (along, across) = ((point - self.centre).dot(self.direction), (point - self.centre).dot(side));
        let (over_along, over_across) = (self.half_m.x - along.abs(), self.half_m.y - across.abs());
        if over_along <= 0.0 || over_across <= 0.0 {
            return None;
        }
        let push = if over_across <= over_along {
            side * over_across * sign(across)
        } else {
            self.direction * over_along * sign(along)
        };
        Some(point + push)
    }

    /// Half its extent along an axis.
    fn reach(&self, axis: DVec2) -> f64 {
        self.half_m.x * self.direction.dot(axis).abs() + self.half_m.y * self.direction.perp().dot(axis).abs()
    }
}

fn sign(x: f64) -> f64 {
    if x < 0.0 { -1.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossed_and_parallel_rectangles() {
        let at = |x, y, direction| Footprint { centre: DVec2::new(x, y), direction, half_m: DVec2::new(2.25, 0.9) };
        let car = at(0.0, 0.0, DVec2::X);
        assert!(car.overlaps(&at(3.0, 0.0, DVec2::Y)));
        assert!(!car.overlaps(&at(3.2, 0.0, DVec2::Y)));
        assert!(!car.overlaps(&at(0.0, 1.81, DVec2::X)));
        assert!(!car.overlaps(&at(2.8, -1.0, DVec2::ONE.normalize()).grown(-0.5)));
        assert_eq!(car.way_out(DVec2::new(0.0, 0.5)), Some(DVec2::new(0.0, 0.9)));
        assert_eq!(car.way_out(DVec2::new(0.0, 1.0)), None);
    }
}
