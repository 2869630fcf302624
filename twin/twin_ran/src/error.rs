//! What can be wrong with settings.

use twin_units::SNssai;

/// A setting this crate cannot work with.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RanError {
    /// A value that is not a finite number.
    #[error("{name} must be a finite number, found {value}")]
    NotFinite {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A value below zero.
    #[error("{name} must not be negative, found {value}")]
    Negative {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A value outside its range.
    #[error("{name} must be in {low}..={high}, found {value}")]
    OutOfRange {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// Least allowed value.
        low: f64,
        /// Greatest allowed value.
        high: f64,
    },
    /// A value that cannot be signalled.
    #[error("{name} must be one of {legal}, found {}{unit}", shown(*value))]
    Illegal {
        /// The setting, as in TS 38.331.
        name: &'static str,
        /// Its value.
        value: f64,
        /// Its unit, with a space before it.
        unit: &'static str,
        /// The legal values and their unit.
        legal: String,
    },
    /// The L1 period does not fit the clock.
    #[error("the L1 period must be a multiple of the 10 ms tick, found {period_s} s")]
    L1Period {
        /// The period, s.
        period_s: f64,
    },
    /// Thresholds in the wrong order.
    #[error("Qout ({qout_db} dB) must not be above Qin ({qin_db} dB)")]
    QoutAboveQin {
        /// Qout, dB.
        qout_db: f64,
        /// Qin, dB.
        qin_db: f64,
    },
    /// No slice at all.
    #[error("a cell needs at least one slice policy")]
    NoSlice,
    /// A policy for nobody.
    #[error("rRMPolicyMemberList of policy {index} must have at least one member")]
    NoMember {
        /// Index of the policy.
        index: usize,
    },
    /// A slice of a network in two policies, or twice in one.
    #[error("slice {snssai} is a member of more than one policy")]
    MemberTwice {
        /// The slice.
        snssai: SNssai,
    },
    /// A slice differentiator that is too large.
    #[error("the slice differentiator of {snssai} must fit 24 bits")]
    SliceDifferentiator {
        /// The slice.
        snssai: SNssai,
    },
    /// A network code that is none.
    #[error("a PLMN needs a country code of 3 digits and a network code of 2 or 3, found {mcc:?} and {mnc:?}")]
    Plmn {
        /// Country code.
        mcc: String,
        /// Network code.
        mnc: String,
    },
    /// Two policies for one slice.
    #[error("slice {snssai} has more than one policy")]
    SliceTwice {
        /// The slice.
        snssai: SNssai,
    },
    /// A ratio above 100 %.
    #[error("{ratio} of slice {snssai} must be at most 100 %, found {percent} %")]
    RatioAbove100 {
        /// The slice.
        snssai: SNssai,
        /// The ratio's name in TS 28.541.
        ratio: &'static str,
        /// Its value, percent.
        percent: u8,
    },
    /// Nested quotas in the wrong order.
    #[error("slice {snssai} needs dedicated <= min <= max, found {dedicated} %, {min} %, {max} %")]
    RatiosNotNested {
        /// The slice.
        snssai: SNssai,
        /// rRMPolicyDedicatedRatio, percent.
        dedicated: u8,
        /// rRMPolicyMinRatio, percent.
        min: u8,
        /// rRMPolicyMaxRatio, percent.
        max: u8,
    },
    /// More guaranteed than there is.
    #[error("the rRMPolicyMinRatio of all slices must sum to at most 100 %, found {sum} %")]
    MinSumAbove100 {
        /// The sum, percent.
        sum: u32,
    },
}

/// A value as people write it: without the dust of binary fractions.
fn shown(value: f64) -> f64 {
    if value.abs() < 1e9 { (value * 1e6).round() / 1e6 } else { value }
}
