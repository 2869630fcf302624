//! The values TS 38.331 allows for measurement settings, as types that hold nothing else.
//!
//! Each type is made from engineering values (dB, s) and refuses what cannot be signalled, with a sentence that lists what can.
//!
//! Source: TS 38.331 V18.5.1 cl. 6.3.2, the information elements named at each type.

use crate::RanError;

/// Slack when a decimal fraction is compared with a legal value.
const TOLERANCE: f64 = 1e-6;

pub use twin_units::signalling::{FILTER_COEFFICIENTS, TIMES_TO_TRIGGER_MS};

/// Legal values of `Q-OffsetRange`, dB: steps of 1 dB within ±6 dB, of 2 dB to ±24 dB.
#[rustfmt::skip]
pub const CELL_OFFSETS_DB: [i8; 31] = [
    -24, -22, -20, -18, -16, -14, -12, -10, -8, -6, -5, -4, -3, -2, -1, 0,
    1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24,
];

fn list<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn illegal(name: &'static str, value: f64, unit: &'static str, legal: String) -> RanError {
    RanError::Illegal { name, value, unit, legal }
}

/// `value` as a whole number of half decibels within `low..=high`.
fn half_db(name: &'static str, value_db: f64, low: i16, high: i16) -> Result<i16, RanError> {
    let steps = 2.0 * value_db;
    let nearest = (low..=high).find(|&step| (f64::from(step) - steps).abs() < TOLERANCE);
    nearest.ok_or_else(|| {
        let [first, second, last] = [low, low + 1, high].map(|step| f64::from(step) / 2.0);
        illegal(name, value_db, " dB", format!("{first}, {second}, … {last} dB (steps of 0.5 dB)"))
    })
}

/// Time a condition must hold before it counts (`TimeToTrigger`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeToTrigger(u16);

impl TimeToTrigger {
    /// From seconds.
    ///
    /// # Errors
    /// [`RanError::Illegal`] for anything but [`TIMES_TO_TRIGGER_MS`].
    pub fn from_seconds(seconds: f64) -> Result<Self, RanError> {
        let legal = TIMES_TO_TRIGGER_MS.iter().find(|&&ms| (f64::from(ms) - seconds * 1e3).abs() < TOLERANCE);
        let refused = || illegal("timeToTrigger", seconds * 1e3, " ms", format!("{} ms", list(&TIMES_TO_TRIGGER_MS)));
        legal.map(|&ms| Self(ms)).ok_or_else(refused)
    }

    /// In seconds.
    pub fn seconds(self) -> f64 {
        f64::from(self.0) / 1e3
    }
}

/// Hysteresis of an event (`Hysteresis`), 0 to 15 dB in steps of 0.5 dB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hysteresis(i16);

impl Hysteresis {
    /// From decibels.
    ///
    /// # Errors
    /// [`RanError::Illegal`] outside the steps.
    pub fn from_db(value_db: f64) -> Result<Self, RanError> {
        half_db("hysteresis", value_db, 0, 30).map(Self)
    }

    /// In dB.
    pub fn db(self) -> f64 {
        f64::from(self.0) / 2.0
    }
}

/// Offset of Event A3 or A6 (`a3-Offset`, `a6-Offset`: `MeasTriggerQuantityOffset`), −15 to 15 dB in steps of 0.5 dB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventOffset(i16);

impl EventOffset {
    /// From decibels.
    ///
    /// # Errors
    /// [`RanError::Illegal`] outside the steps.
    pub fn from_db(value_db: f64) -> Result<Self, RanError> {
        half_db("offset", value_db, -30, 30).map(Self)
    }

    /// In dB.
    pub fn db(self) -> f64 {
        f64::from(self.0) / 2.0
    }
}

/// Offset of a cell or of its frequency (`cellIndividualOffset`, `offsetMO`: `Q-OffsetRange`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellOffset(i8);

impl CellOffset {
    /// From decibels.
    ///
    /// # Errors
    /// [`RanError::Illegal`] for anything but [`CELL_OFFSETS_DB`].
    pub fn from_db(value_db: f64) -> Result<Self, RanError> {
        let legal = CELL_OFFSETS_DB.iter().find(|&&offset| (f64::from(offset) - value_db).abs() < TOLERANCE);
        let refused = || illegal("cell offset", value_db, " dB", format!("{} dB", list(&CELL_OFFSETS_DB)));
        legal.map(|&offset| Self(offset)).ok_or_else(refused)
    }

    /// In dB.
    pub fn db(self) -> f64 {
        f64::from(self.0)
    }
}

/// Layer 3 filter coefficient k (`FilterCoefficient`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilterCoefficient(u16);

impl FilterCoefficient {
    /// From k.
    ///
    /// # Errors
    /// [`RanError::Illegal`] for anything but [`FILTER_COEFFICIENTS`].
    pub fn new(k: f64) -> Result<Self, RanError> {
        let legal = FILTER_COEFFICIENTS.iter().find(|&&value| f64::from(value) == k);
        legal.map(|&value| Self(value)).ok_or_else(|| illegal("filterCoefficient", k, "", list(&FILTER_COEFFICIENTS)))
    }

    /// The coefficient k.
    pub fn k(self) -> u32 {
        u32::from(self.0)
    }
}

impl Default for FilterCoefficient {
    /// fc4, the default of TS 38.331 `FilterConfig`.
    fn default() -> Self {
        Self(4)
    }
}

/// Quantity an event is evaluated on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantity {
    /// SS-RSRP, dBm (TS 38.215 cl. 5.1.1).
    #[default]
    Rsrp,
    /// SS-RSRQ, dB (TS 38.215 cl. 5.1.3).
    Rsrq,
    /// SS-SINR, dB (TS 38.215 cl. 5.1.5).
    Sinr,
}

/// Threshold of an event (`MeasTriggerQuantity`), in the unit of its quantity.
///
/// RSRP −156 to −30 dBm in steps of 1 dB (`RSRP-Range` 0..126), RSRQ −43.5 to 20 dB (`RSRQ-Range` 0..127) and
/// SINR −23 to 40.5 dB (`SINR-Range` 0..127) in steps of 0.5 dB. `RSRP-Range` 127, infinity, is not offered: such a condition never or always holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Threshold(i16);

impl Threshold {
    /// From dBm for RSRP, from dB otherwise.
    ///
    /// # Errors
    /// [`RanError::Illegal`] outside the steps of the quantity.
    pub fn new(quantity: Quantity, value: f64) -> Result<Self, RanError> {
        match quantity {
            Quantity::Rsrq => half_db("threshold of RSRQ", value, -87, 40).map(Self),
            Quantity::Sinr => half_db("threshold of SINR", value, -46, 81).map(Self),
            Quantity::Rsrp => {
                let legal = (-156..=-30).find(|&dbm| (f64::from(dbm) - value).abs() < TOLERANCE);
                let refused =
                    || illegal("threshold of RSRP", value, " dBm", "-156, -155, … -30 dBm (steps of 1 dB)".into());
                legal.map(|dbm: i16| Self(2 * dbm)).ok_or_else(refused)
            }
        }
    }

    /// In dBm for RSRP, in dB otherwise.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_legal_value_is_taken_and_nothing_between() {
        for ms in 0..=6000u16 {
            let is_legal = TIMES_TO_TRIGGER_MS.contains(&ms);
            let made = TimeToTrigger::from_seconds(f64::from(ms) / 1e3);
            assert_eq!(made.is_ok(), is_legal, "{ms} ms");
            assert!(made.map_or(true, |ttt| (ttt.seconds() - f64::from(ms) / 1e3).abs() < 1e-12));
        }
        for tenths in -300i32..=300 {
            let db = f64::from(tenths) / 10.0;
            let is_half = tenths % 5 == 0;
            assert_eq!(Hysteresis::from_db(db).is_ok(), is_half && (0..=150).contains(&tenths), "{db}");
            assert_eq!(EventOffset::from_db(db).is_ok(), is_half && (-150..=150).contains(&tenths), "{db}");
            assert!(EventOffset::from_db(db).map_or(true, |offset| offset.db() == db));
            let is_offset = tenths % 10 == 0 && CELL_OFFSETS_DB.contains(&((tenths / 10) as i8));
            assert_eq!(CellOffset::from_db(db).is_ok(), is_offset && tenths.abs() <= 240, "{db}");
        }
        for k in 0..=25u16 {
            assert_eq!(FilterCoefficient::new(f64::from(k)).is_ok(), FILTER_COEFFICIENTS.contains(&k), "{k}");
        }
        for (quantity, value, is_legal) in [
            (Quantity::Rsrp, -156.0, true),
            (Quantity::Rsrp, -157.0, false),
            (Quantity::Rsrp, -30.0, true),
            (Quantity::Rsrp, -29.0, false),
            (Quantity::Rsrp, -100.5, false),
            (Quantity::Rsrq, -43.5, true),
            (Quantity::Rsrq, 20.5, false),
            (Quantity::Sinr, -23.0, true),
            (Quantity::Sinr, 40.5, true),
            (Quantity::Sinr, 41.0, false),
            (Quantity::Sinr, f64::NAN, false),
        ] {
            assert_eq!(Threshold::new(quantity, value).is_ok(), is_legal, "{quantity:?} {value}");
        }
    }

    #[test]
    fn refusals_list_what_is_legal() {
        let refusal = |result: Result<f64, RanError>| result.expect_err("illegal").to_string();
        assert_eq!(
            refusal(TimeToTrigger::from_seconds(0.09).map(TimeToTrigger::seconds)),
            "timeToTrigger must be one of 0, 40, 64, 80, 100, 128, 160, 256, 320, 480, 512, 640, 1024, 1280, 2560, 5120 ms, found 90 ms"
        );
        assert_eq!(
            refusal(Hysteresis::from_db(0.3).map(Hysteresis::db)),
            "hysteresis must be one of 0, 0.5, … 15 dB (steps of 0.5 dB), found 0.3 dB"
        );
        assert_eq!(
            refusal(FilterCoefficient::new(10.0).map(|k| f64::from(k.k()))),
            "filterCoefficient must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 17, 19, found 10"
        );
        assert!(refusal(CellOffset::from_db(7.0).map(CellOffset::db)).contains("6, 8, 10"));
        assert!(TimeToTrigger::from_seconds(f64::NAN).is_err() && EventOffset::from_db(f64::INFINITY).is_err());
    }
}
