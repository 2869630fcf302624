//! A pattern in one plane: losses around a full circle.

/// Losses relative to the maximum gain around a circle, dB, linear between neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// Angle in degrees, 0..360, rising, and loss in dB; never empty.
    points: Vec<(f64, f64)>,
}

impl Cut {
    /// From pairs of angle (degrees, 0..360) and loss (dB) in any order; `None` for no points, a number that is not finite, or an
    /// angle that is out of range or there twice.
    pub fn new(mut points: Vec<(f64, f64)>) -> Option<Self> {
        let sound = |&(angle, loss): &(f64, f64)| (0.0..360.0).contains(&angle) && loss.is_finite();
        if points.is_empty() || !points.iter().all(sound) {
            return None;
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let twice = points.windows(2).any(|pair| pair[0].0 >= pair[1].0);
        (!twice).then_some(Self { points })
    }

    /// Pairs of angle (degrees, 0..360, rising) and loss (dB).
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    /// Loss at any angle in degrees, dB; between two angles of the file linear in dB, around the circle.
    pub fn loss_db(&self, angle_deg: f64) -> f64 {
        let angle = angle_deg - (angle_deg / 360.0).floor() * 360.0;
        let above = self.points.partition_point(|point| point.0 <= angle);
        let n = self.points.len();
        let (before, after) = (self.points[(above + n - 1) % n], self.points[above % n]);
        let around = |difference: f64| if difference < 0.0 { difference + 360.0 } else { difference };
        let step = around(after.0 - before.0);
        if step == 0.0 {
            return before.1;
        }
        before.1 + (after.1 - before.1) * around(angle - before.0) / step
    }

    /// Angle of least loss, degrees, 0..360; the first of equals.
    pub fn peak_deg(&self) -> f64 {
        self.points.iter().fold(self.points[0], |best, &point| if point.1 < best.1 { point } else { best }).0
    }

    /// Width of the main lobe between the angles, to both sides of [`Self::peak_deg`], where the loss first exceeds the least one by 3 dB,
    /// degrees; `None` where it never does.
    pub fn half_power_width_deg(&self) -> Option<f64> {
        let peak_deg = self.peak_deg();
        let limit = self.loss_db(peak_deg) + 3.0;
        let side = |sign: f64| {
            let off = |point: &(f64, f64)| {
                let off = sign * (point.0 - peak_deg);
                off - (off / 360.0).floor() * 360.0
            };
            let mut points: Vec<(f64, f64)> = self.points.iter().map(|point| (off(point), point.1)).collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let cross = points.windows(2).find(|pair| pair[1].1 > limit)?;
            let share = (limit - cross[0].1) / (cross[1].1 - cross[0].1);
            Some(cross[0].0 + share * (cross[1].0 - cross[0].0))
        };
        Some(side(1.0)? + side(-1.0)?)
    }

    /// The same cut seen from the other side: angles count the other way round.
    pub fn mirrored(&self) -> Self {
        let turned = |&(angle, loss): &(f64, f64)| (if angle == 0.0 { 0.0 } else { 360.0 - angle }, loss);
        let mut points: Vec<(f64, f64)> = self.points.iter().map(turned).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { points }
    }
}
