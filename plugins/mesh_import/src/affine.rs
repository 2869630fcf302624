//! Affine maps of space, three rows of four.

use twin_units::math;

/// An affine map: `p ↦ A p + t` with rows `[A | t]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Affine(pub(crate) [[f64; 4]; 3]);

impl Affine {
    /// The map that changes nothing.
    pub(crate) const IDENTITY: Self = Self([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]);

    /// A shift.
    pub(crate) fn translation(t: [f64; 3]) -> Self {
        Self([[1.0, 0.0, 0.0, t[0]], [0.0, 1.0, 0.0, t[1]], [0.0, 0.0, 1.0, t[2]]])
    }

    /// Factors along the axes.
    pub(crate) fn scale(s: [f64; 3]) -> Self {
        Self([[s[0], 0.0, 0.0, 0.0], [0.0, s[1], 0.0, 0.0], [0.0, 0.0, s[2], 0.0]])
    }

    /// A right-handed rotation about an axis through the origin (Rodrigues); `None` for an axis without direction.
    pub(crate) fn rotation(axis: [f64; 3], angle_rad: f64) -> Option<Self> {
        let [x, y, z] = normalized(axis)?;
        let (sin, cos) = (math::sin(angle_rad), math::cos(angle_rad));
        let k = 1.0 - cos;
        Some(Self([
            [cos + x * x * k, x * y * k - z * sin, x * z * k + y * sin, 0.0],
            [y * x * k + z * sin, cos + y * y * k, y * z * k - x * sin, 0.0],
            [z * x * k - y * sin, z * y * k + x * sin, cos + z * z * k, 0.0],
        ]))
    }

    /// Mitsuba's `lookat`: the local z axis from `origin` to `target`, the local y axis nearest to `up`; `None` where these have no direction.
    pub(crate) fn look_at(origin: [f64; 3], target: [f64; 3], up: [f64; 3]) -> Option<Self> {
        let ahead = normalized([0, 1, 2].map(|i| target[i] - origin[i]))?;
        let left = normalized(cross(up, ahead))?;
        let above = cross(ahead, left);
        Some(Self([0, 1, 2].map(|i| [left[i], above[i], ahead[i], origin[i]])))
    }

    /// A rotation by a unit quaternion (x, y, z, w); it is normalised first, and `None` if it is zero.
    pub(crate) fn quaternion(q: [f64; 4]) -> Option<Self> {
        let length = q.iter().map(|c| c * c).sum::<f64>().sqrt();
        if !(length.is_finite() && length > 0.0) {
            return None;
        }
        let [x, y, z, w] = q.map(|c| c / length);
        Some(Self([
            [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - z * w), 2.0 * (x * z + y * w), 0.0],
            [2.0 * (x * y + z * w), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - x * w), 0.0],
            [2.0 * (x * z - y * w), 2.0 * (y * z + x * w), 1.0 - 2.0 * (x * x + y * y), 0.0],
        ]))
    }

    /// First `before`, then this.
    pub(crate) fn after(&self, before: &Self) -> Self {
        let (a, b) = (&self.0, &before.0);
        let mut rows = [[0.0; 4]; 3];
        for (row, a) in rows.iter_mut().zip(a) {
            for (column, cell) in row.iter_mut().enumerate() {
                *cell = a[0] * b[0][column] + a[1] * b[1][column] + a[2] * b[2][column];
            }
            row[3] += a[3];
        }
        Self(rows)
    }

    /// The image of a point.
    pub(crate) fn apply(&self, p: [f64; 3]) -> [f64; 3] {
        self.0.map(|row| row[0] * p[0] + row[1] * p[1] + row[2] * p[2] + row[3])
    }

    /// Whether it turns left into right hands.
    pub(crate) fn is_mirror(&self) -> bool {
        let [a, b, c] = self.0.map(|row| [row[0], row[1], row[2]]);
        let normal = cross(a, b);
        normal[0] * c[0] + normal[1] * c[1] + normal[2] * c[2] < 0.0
    }

    /// Whether all numbers are finite.
    pub(crate) fn is_finite(&self) -> bool {
        self.0.iter().flatten().all(|c| c.is_finite())
    }
}

fn normalized(v: [f64; 3]) -> Option<[f64; 3]> {
    let length = v.iter().map(|c| c * c).sum::<f64>().sqrt();
    (length.is_finite() && length > 0.0).then(|| v.map(|c| c / length))
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(map: Affine, p: [f64; 3], expected: [f64; 3]) {
        let found = map.apply(p);
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}, not {expected:?}");
    }

    #[test]
    fn the_later_map_is_applied_last() {
        let turn = Affine::rotation([0.0, 0.0, 2.0], std::f64::consts::FRAC_PI_2).expect("an axis");
        check(turn, [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]);
        check(Affine::translation([1.0, 0.0, 0.0]).after(&turn), [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]);
        check(turn.after(&Affine::translation([1.0, 0.0, 0.0])), [1.0, 0.0, 0.0], [0.0, 2.0, 0.0]);
        check(turn.after(&Affine::scale([2.0, 3.0, 4.0])), [1.0, 1.0, 1.0], [-3.0, 2.0, 4.0]);
        assert_eq!(Affine::rotation([0.0; 3], 1.0), None);
    }

    #[test]
    fn look_at_puts_z_ahead_and_y_up() {
        let map = Affine::look_at([1.0, 2.0, 3.0], [1.0, 7.0, 3.0], [0.0, 0.0, 1.0]).expect("directions");
        check(map, [0.0; 3], [1.0, 2.0, 3.0]);
        check(map, [0.0, 0.0, 1.0], [1.0, 3.0, 3.0]);
        check(map, [0.0, 1.0, 0.0], [1.0, 2.0, 4.0]);
        check(map, [1.0, 0.0, 0.0], [0.0, 2.0, 3.0]);
    }

    #[test]
    fn quaternions_turn_right_handed() {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        check(Affine::quaternion([0.0, 0.0, half, half]).expect("a turn"), [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]);
        assert_eq!(Affine::quaternion([0.0; 4]), None);
    }
}
