//! Path loss in a street canyon with small cells (UMi).
//!
//! Source: TR 38.901 V18.0.0 table 7.4.1-1, UMi – Street Canyon, with its notes 1 and 6. Valid 0.5–100 GHz, 2D distances 10 m–5 km, base stations at
//! 10 m (taken here from 3 to 35 m), UEs at 1.5–22.5 m.
//!
//! **Accuracy.** Below 10 m the formula is evaluated as it stands. Shadowing is apart, in [`crate::shadowing`].

use crate::ChannelError;
use twin_units::{Db, Hertz, SPEED_OF_LIGHT_M_PER_S, math};

/// Standard deviation of shadowing with line of sight, dB (table 7.4.1-1).
pub const SHADOWING_LOS_DB: f64 = 4.0;
/// Standard deviation of shadowing without line of sight, dB (table 7.4.1-1).
pub const SHADOWING_NLOS_DB: f64 = 7.82;

/// Carriers the table holds for, GHz.
pub const FREQUENCIES_GHZ: [f64; 2] = [0.5, 100.0];
/// Heights of base stations taken here, m.
pub const BASE_HEIGHTS_M: [f64; 2] = [3.0, 35.0];
/// Heights of UEs the table holds for, m.
pub const UE_HEIGHTS_M: [f64; 2] = [1.5, 22.5];
/// Horizontal distances the table holds for, m.
pub const DISTANCES_M: [f64; 2] = [10.0, 5_000.0];

/// Height of the effective environment in UMi, m (note 1).
const ENVIRONMENT_HEIGHT_M: f64 = 1.0;

/// Path loss between two heights at one frequency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreetCanyon {
    height_difference_m: f64,
    breakpoint_m: f64,
    /// Constant term below the breakpoint, dB.
    los_near_db: f64,
    /// Constant term beyond it, dB.
    los_far_db: f64,
    /// Constant term without line of sight, dB.
    nlos_db: f64,
}

impl StreetCanyon {
    /// Prepares the constants.
    ///
    /// # Errors
    /// [`ChannelError::OutOfRange`] outside 0.5–100 GHz, base station heights of 3–35 m and UE heights of 1.5–22.5 m.
    pub fn new(frequency: Hertz, base_height_m: f64, ue_height_m: f64) -> Result<Self, ChannelError> {
        let ghz = frequency.ghz();
        for (name, value, [low, high]) in [
            ("frequency, GHz", ghz, FREQUENCIES_GHZ),
            ("base station height, m", base_height_m, BASE_HEIGHTS_M),
            ("UE height, m", ue_height_m, UE_HEIGHTS_M),
        ] {
            ChannelError::check(name, value, low, high)?;
        }
        let height_difference_m = base_height_m - ue_height_m;
        let effective = (base_height_m - ENVIRONMENT_HEIGHT_M) * (ue_height_m - ENVIRONMENT_HEIGHT_M);
        let breakpoint_m = 4.0 * effective * frequency.0 / SPEED_OF_LIGHT_M_PER_S;
        let frequency_db = 20.0 * math::log10(ghz);
        let corner = breakpoint_m * breakpoint_m + height_difference_m * height_difference_m;
        Ok(Self {
            height_difference_m,
            breakpoint_m,
            los_near_db: 32.4 + frequency_db,
            los_far_db: 32.4 + frequency_db - 9.5 * math::log10(corner),
            nlos_db: 22.4 + 21.3 * math::log10(ghz) - 0.3 * (ue_height_m - 1.5),
        })
    }

    /// Breakpoint distance d'BP, m: `4 h'BS h'UT fc / c` (note 1).
    pub fn breakpoint_m(&self) -> f64 {
        self.breakpoint_m
    }

    /// Path loss at a horizontal distance, dB, positive.
    ///
    /// With line of sight `32.4 + 21 log d3D + 20 log fc` up to the breakpoint and
    /// `32.4 + 40 log d3D + 20 log fc − 9.5 log(d'BP² + (hBS − hUT)²)` beyond it. Without, the larger of that and
    /// `35.3 log d3D + 22.4 + 21.3 log fc − 0.3 (hUT − 1.5)`.
    pub fn path_loss(&self, distance_2d_m: f64, has_line_of_sight: bool) -> Db {
        let squared = distance_2d_m * distance_2d_m + self.height_difference_m * self.height_difference_m;
        let log_distance = 0.5 * math::log10(squared.max(1.0));
        let line_of_sight_db = if distance_2d_m <= self.breakpoint_m {
            self.los_near_db + 21.0 * log_distance
        } else {
            self.los_far_db + 40.0 * log_distance
        };
        if has_line_of_sight {
            return Db(line_of_sight_db);
        }
        Db(line_of_sight_db.max(self.nlos_db + 35.3 * log_distance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> StreetCanyon {
        StreetCanyon::new(Hertz::from_ghz(3.5), 10.0, 1.5).expect("within the range")
    }

    #[track_caller]
    fn check(distance_m: f64, has_line_of_sight: bool, expected_db: f64) {
        let loss = model().path_loss(distance_m, has_line_of_sight);
        assert!((loss.0 - expected_db).abs() < 1e-4, "{distance_m} m: {loss:?} is not {expected_db} dB");
    }

    /// Computed from the table with another program.
    #[test]
    fn tr38901_table_7_4_1_1_umi() {
        assert!((model().breakpoint_m() - 210.145_380).abs() < 1e-4);
        check(100.0, true, 85.314_189);
        check(100.0, false, 104.643_832);
        check(400.0, true, 103.233_060);
        check(400.0, false, 125.844_828);
    }

    #[test]
    fn continuous_at_the_breakpoint_and_growing() {
        let model = model();
        let at = model.breakpoint_m();
        let step = model.path_loss(at * (1.0 + 1e-9), true).0 - model.path_loss(at, true).0;
        assert!(step.abs() < 1e-6, "{step}");
        for has_line_of_sight in [true, false] {
            let losses: Vec<f64> =
                (1..500).map(|n| model.path_loss(10.0 * f64::from(n), has_line_of_sight).0).collect();
            assert!(losses.is_sorted(), "{has_line_of_sight}");
        }
        for distance_m in [0.0, 5.0, 15.0, 60.0, 4000.0] {
            assert!(model.path_loss(distance_m, false) >= model.path_loss(distance_m, true));
        }
    }

    #[test]
    fn out_of_range_is_a_sentence() {
        let refused = |ghz, base_m, ue_m| StreetCanyon::new(Hertz::from_ghz(ghz), base_m, ue_m).expect_err("refused");
        assert_eq!(refused(0.4, 10.0, 1.5).to_string(), "frequency, GHz must be in 0.5..=100, found 0.4");
        assert_eq!(refused(3.5, 10.0, 1.0).to_string(), "UE height, m must be in 1.5..=22.5, found 1");
        assert!(StreetCanyon::new(Hertz(f64::NAN), 10.0, 1.5).is_err());
    }
}
