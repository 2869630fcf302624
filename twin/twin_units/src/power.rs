//! Decibels, levels and powers that cannot be mixed up: `Dbm + Db` is `Dbm`; `Dbm + Dbm` does not compile.

use crate::math;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

/// A ratio of powers in dB.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Db(pub f64);

/// A power level in dB relative to 1 mW.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Dbm(pub f64);

/// A power in watts; sums of powers are made here.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Watts(pub f64);

impl Db {
    /// No change.
    pub const ZERO: Self = Self(0.0);

    /// `10 log10(ratio)`; −∞ for a ratio of 0.
    pub fn from_linear(ratio: f64) -> Self {
        Self(10.0 * math::log10(ratio))
    }

    /// `10^(dB/10)`.
    pub fn linear(self) -> f64 {
        math::exp10(self.0 / 10.0)
    }
}

impl Dbm {
    /// `10^(dBm/10)` mW, in watts.
    pub fn watts(self) -> Watts {
        Watts(math::exp10((self.0 - 30.0) / 10.0))
    }
}

impl Watts {
    /// Level in dBm; −∞ for 0 W.
    pub fn dbm(self) -> Dbm {
        Dbm(10.0 * math::log10(self.0) + 30.0)
    }
}

impl Add for Db {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Db {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Db {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Db {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl SubAssign for Db {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl Sum for Db {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        Self(terms.map(|term| term.0).sum())
    }
}
impl Add<Db> for Dbm {
    type Output = Self;
    fn add(self, gain: Db) -> Self {
        Self(self.0 + gain.0)
    }
}
impl Sub<Db> for Dbm {
    type Output = Self;
    fn sub(self, loss: Db) -> Self {
        Self(self.0 - loss.0)
    }
}
impl Sub for Dbm {
    type Output = Db;
    fn sub(self, other: Self) -> Db {
        Db(self.0 - other.0)
    }
}
impl Add for Watts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl AddAssign for Watts {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl Mul<f64> for Watts {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self(self.0 * factor)
    }
}
impl Sum for Watts {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        Self(terms.map(|term| term.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_ratios_round_trip() {
        for dbm in [-140.0, -30.0, 0.0, 46.0] {
            assert!((Dbm(dbm).watts().dbm().0 - dbm).abs() < 1e-9);
        }
        assert!((Db(3.0).linear() - 1.995_262_314_968_88).abs() < 1e-12);
        assert_eq!((Dbm(10.0) + Db(3.0)) - Dbm(10.0), Db(3.0));
    }

    #[test]
    fn powers_add_in_watts() {
        let sum: Watts = [Dbm(0.0), Dbm(0.0)].iter().map(|level| level.watts()).sum();
        assert!((sum.dbm().0 - 3.010_299_956_639_812).abs() < 1e-9);
    }
}
