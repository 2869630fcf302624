//! The values TS 38.331 can signal for mobility, shared by scenes, editors and the RAN: a setting between two of them does not exist.
//!
//! Source: TS 38.331 V18.5.1 cl. 6.3.2, the information elements named at each list.

/// `TimeToTrigger`, ms.
pub const TIMES_TO_TRIGGER_MS: [u16; 16] =
    [0, 40, 64, 80, 100, 128, 160, 256, 320, 480, 512, 640, 1024, 1280, 2560, 5120];

/// `FilterCoefficient` (fc0 … fc19).
pub const FILTER_COEFFICIENTS: [u16; 15] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 17, 19];

/// `t304` of `ReconfigurationWithSync`, ms.
pub const T304_MS: [u16; 8] = [50, 100, 150, 200, 500, 1000, 2000, 10_000];

/// `t310` of `RLF-TimersAndConstants`, ms.
pub const T310_MS: [u16; 9] = [0, 50, 100, 200, 500, 1000, 2000, 4000, 6000];

/// `n310` of `RLF-TimersAndConstants`.
pub const N310: [u16; 8] = [1, 2, 3, 4, 6, 8, 10, 20];

/// `n311` of `RLF-TimersAndConstants`.
pub const N311: [u16; 8] = [1, 2, 3, 4, 5, 6, 8, 10];

/// Greatest offset of events A3 and A6 (`MeasTriggerQuantityOffset`, ± this) and hysteresis (`Hysteresis`, from 0), dB; in steps of 0.5 dB.
pub const MOST_OFFSET_DB: f64 = 15.0;

/// Slack when a decimal fraction is compared with a legal value.
const TOLERANCE: f64 = 1e-6;

/// Whether a value is one of a list.
pub fn is_listed(value: f64, legal: &[u16]) -> bool {
    legal.iter().any(|&other| (f64::from(other) - value).abs() < TOLERANCE)
}

/// The list in words: `"0, 40, 64 ms"`.
pub fn list(legal: &[u16], unit: &str) -> String {
    let values: Vec<String> = legal.iter().map(ToString::to_string).collect();
    format!("{}{unit}", values.join(", "))
}

/// The listed value nearest to one; of two equally near the lower.
pub fn nearest(value: f64, legal: &[u16]) -> f64 {
    let distance = |other: &u16| (f64::from(*other) - value).abs();
    legal.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).map_or(value, |&other| f64::from(other))
}

/// Whether a value is a whole number of half decibels.
pub fn is_half_db(value_db: f64) -> bool {
    let halves = 2.0 * value_db;
    (halves - halves.round()).abs() < TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_values_there_is_none() {
        assert!(is_listed(64.0, &TIMES_TO_TRIGGER_MS) && !is_listed(90.0, &TIMES_TO_TRIGGER_MS));
        assert!(!is_listed(f64::NAN, &T310_MS));
        assert_eq!(nearest(90.0, &TIMES_TO_TRIGGER_MS), 80.0);
        assert_eq!(nearest(99.0, &TIMES_TO_TRIGGER_MS), 100.0);
        assert_eq!(list(&N310[..3], ""), "1, 2, 3");
        assert!(is_half_db(-2.5) && !is_half_db(0.3) && !is_half_db(f64::INFINITY));
    }
}
