//! Line of sight: on a plan, whether buildings stand between two points (heights are not looked at: buildings are taken as higher than both
//! ends); without a plan, how probable it is.

use twin_units::math;

/// Correlation distance of the line-of-sight state in UMi, m (TR 38.901 V18.0.0 table 7.6.3.1-2, LOS/NLOS state).
pub const CORRELATION_UMI_M: f64 = 50.0;

/// Probability of line of sight in a street canyon (UMi) at a horizontal distance, 0..=1: 1 up to 18 m, then
/// `18/d + exp(−d/36) (1 − 18/d)`.
///
/// Source: TR 38.901 V18.0.0 table 7.4.2-1, UMi – Street canyon, outdoor UEs.
pub fn probability_umi(distance_2d_m: f64) -> f64 {
    if distance_2d_m <= 18.0 {
        return 1.0;
    }
    let near = 18.0 / distance_2d_m;
    near + math::exp(-distance_2d_m / 36.0) * (1.0 - near)
}

/// An axis-aligned building on the plan, m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    /// South-west corner.
    pub min: [f64; 2],
    /// North-east corner.
    pub max: [f64; 2],
}

impl Rectangle {
    /// Whether the straight segment between two points passes through the inside. Along a wall or through a corner it does not.
    pub fn is_crossed(&self, from: [f64; 2], to: [f64; 2]) -> bool {
        let (mut enters, mut leaves) = (0.0f64, 1.0f64);
        for axis in 0..2 {
            let way = to[axis] - from[axis];
            if way == 0.0 {
                if from[axis] <= self.min[axis] || from[axis] >= self.max[axis] {
                    return false;
                }
                continue;
            }
            let (first, second) = ((self.min[axis] - from[axis]) / way, (self.max[axis] - from[axis]) / way);
            enters = enters.max(first.min(second));
            leaves = leaves.min(first.max(second));
        }
        enters < leaves
    }
}

/// Whether no building is crossed by the segment between two points.
pub fn is_clear(buildings: &[Rectangle], from: [f64; 2], to: [f64; 2]) -> bool {
    !buildings.iter().any(|building| building.is_crossed(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_through_beside_and_inside() {
        let building = Rectangle { min: [10.0, 10.0], max: [30.0, 20.0] };
        for (from, to, is_crossed) in [
            ([0.0, 15.0], [40.0, 15.0], true),
            ([40.0, 15.0], [0.0, 15.0], true),
            ([0.0, 10.0], [40.0, 10.0], false),
            ([0.0, 25.0], [40.0, 25.0], false),
            ([0.0, 20.0], [20.0, 0.0], false),
            ([0.0, 21.0], [21.0, 0.0], true),
            ([0.0, 20.0], [10.0, 10.0], false),
            ([0.0, 30.0], [20.0, 20.0], false),
            ([0.0, 15.0], [9.0, 15.0], false),
            ([15.0, 15.0], [16.0, 15.0], true),
            ([20.0, 0.0], [20.0, 40.0], true),
            ([10.0, 0.0], [10.0, 40.0], false),
            ([5.0, 5.0], [5.0, 5.0], false),
        ] {
            assert_eq!(building.is_crossed(from, to), is_crossed, "{from:?} to {to:?}");
            assert_eq!(is_clear(&[building], from, to), !is_crossed);
        }
    }

    /// Computed from the table with another program.
    #[test]
    fn tr38901_table_7_4_2_1_umi() {
        for (distance_m, expected) in
            [(0.0, 1.0), (18.0, 1.0), (50.0, 0.519_585), (100.0, 0.230_985), (400.0, 0.045_014)]
        {
            let found = probability_umi(distance_m);
            assert!((found - expected).abs() < 1e-5, "{distance_m} m: {found}");
        }
        assert!((probability_umi(18.0 + 1e-9) - 1.0).abs() < 1e-9, "continuous");
    }
}
