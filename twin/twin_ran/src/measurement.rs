//! Measurements of a UE: from SSB beams to cells ([`ssb`]), layer 3 filtering, events A1 to A6 ([`events`]) and what may be configured ([`legal`]).
//!
//! Start at [`L3Filter`]: one filter per cell, fed with the L1 RSRP of all cells at each L1 instant.

pub mod events;
pub mod legal;
pub mod ssb;

use twin_units::hash::StateHash;
use twin_units::math;

/// RSRP given to a cell that no path reaches, dBm.
///
/// The lowest level TS 38.133 table 10.1.6.1-1 can report is "below −156 dBm"; a finite floor just under it keeps every filter finite.
pub const RSRP_FLOOR_DBM: f64 = -160.0;

/// SINR given to a cell that no path reaches, dB. Assumed; below every threshold of link adaptation and radio-link monitoring.
pub const SINR_FLOOR_DB: f64 = -60.0;

/// Period for which the filter coefficient k is defined, s (TS 38.331 cl. 5.5.3.2: the 200 ms intra-frequency L1 period).
pub const L3_REFERENCE_PERIOD_S: f64 = 0.2;

/// A measured level made safe: not a number and anything below the floor become the floor.
pub(crate) fn at_least(value: f64, floor: f64) -> f64 {
    if value > floor { value.min(200.0) } else { floor }
}

/// An RSRP that is finite and at least [`RSRP_FLOOR_DBM`].
pub fn finite_rsrp_dbm(rsrp_dbm: f64) -> f64 {
    at_least(rsrp_dbm, RSRP_FLOOR_DBM)
}

/// A SINR that is finite and at least [`SINR_FLOOR_DB`].
pub fn finite_sinr_db(sinr_db: f64) -> f64 {
    at_least(sinr_db, SINR_FLOOR_DB)
}

/// Weight of a new sample for filter coefficient k and the actual L1 period.
///
/// `a = 1 − (1 − 2^(−k/4))^(T/200 ms)`: the filter keeps its time characteristics at other sample periods.
///
/// Source: TS 38.331 cl. 5.5.3.2 (a = 1/2^(k/4), and the note on adapting the filter to the sample period).
pub fn l3_alpha(k: u32, l1_period_s: f64) -> f64 {
    l3_alpha_from(k, l1_period_s, L3_REFERENCE_PERIOD_S)
}

/// The same with k defined at another period than 200 ms, s: one intra-frequency L1 period of the frequency range (TS 38.133 cl. 9.2.5.2).
pub fn l3_alpha_from(k: u32, l1_period_s: f64, reference_period_s: f64) -> f64 {
    let alpha_at_reference = math::powf(2.0, -f64::from(k) / 4.0);
    1.0 - math::powf(1.0 - alpha_at_reference, l1_period_s / reference_period_s)
}

/// Layer 3 filtered RSRP of every cell, dBm, as one UE keeps it.
///
/// `F_0 = M_0; F_n = F_(n−1) + a (M_n − F_(n−1))`, in dB.
///
/// Source: TS 38.331 cl. 5.5.3.2.
#[derive(Clone, Debug, PartialEq)]
pub struct L3Filter {
    filtered_dbm: Vec<f64>,
    has_sample: bool,
    floor_dbm: f64,
}

impl L3Filter {
    /// A filter over `n_cells` cells without a sample yet; every value is [`RSRP_FLOOR_DBM`].
    pub fn new(n_cells: usize) -> Self {
        Self::with_floor(n_cells, RSRP_FLOOR_DBM)
    }

    /// The same with another floor, dBm, for levels that were recorded rather than computed.
    pub fn with_floor(n_cells: usize, floor_dbm: f64) -> Self {
        Self { filtered_dbm: vec![floor_dbm; n_cells], has_sample: false, floor_dbm }
    }

    /// Takes one L1 sample per cell, dBm; cells missing from the slice keep their value.
    pub fn update(&mut self, alpha: f64, l1_rsrp_dbm: &[f64]) {
        let first = !self.has_sample;
        for (filtered, &sample) in self.filtered_dbm.iter_mut().zip(l1_rsrp_dbm) {
            let sample = at_least(sample, self.floor_dbm);
            *filtered = if first { sample } else { *filtered + alpha * (sample - *filtered) };
        }
        self.has_sample = true;
    }

    /// An L1 sample as the filter takes it, dBm: the floor for none, for what is not a number, and for anything below.
    pub(crate) fn made_finite(&self, l1_rsrp_dbm: Option<&f64>) -> f64 {
        l1_rsrp_dbm.map_or(self.floor_dbm, |&sample| at_least(sample, self.floor_dbm))
    }

    /// Filtered RSRP per cell, dBm.
    pub fn values_dbm(&self) -> &[f64] {
        &self.filtered_dbm
    }

    /// Whether a sample has been taken.
    pub fn has_sample(&self) -> bool {
        self.has_sample
    }

    /// The cell with the highest filtered RSRP; the lowest index of equals; 0 without cells.
    pub fn strongest(&self) -> usize {
        let mut best = 0;
        for (cell, &value) in self.filtered_dbm.iter().enumerate() {
            if value > self.filtered_dbm[best] {
                best = cell;
            }
        }
        best
    }

    /// Adds the state to a hash.
    pub fn hash_into(&self, hash: &mut StateHash) {
        hash.word(u64::from(self.has_sample));
        for &value in &self.filtered_dbm {
            hash.real(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t38331_5_5_3_2_k4_halves_at_the_reference_period() {
        assert!((l3_alpha(4, 0.2) - 0.5).abs() < 1e-15);
        assert!((l3_alpha(8, 0.02) - 0.028_358_342_136_926_45).abs() < 1e-15);
        assert!((l3_alpha(0, 0.04) - 1.0).abs() < 1e-15, "k = 0 is no filtering");
        let mut last = 1.1;
        for k in legal::FILTER_COEFFICIENTS {
            let alpha = l3_alpha(u32::from(k), 0.2);
            assert!((alpha - 0.5f64.powf(f64::from(k) / 4.0)).abs() < 1e-15 && alpha < last, "k = {k}");
            // Five samples of 40 ms leave as much of the past as one of 200 ms.
            assert!(((1.0 - l3_alpha(u32::from(k), 0.04)).powi(5) - (1.0 - alpha)).abs() < 1e-12, "k = {k}");
            last = alpha;
        }
    }

    #[test]
    fn unreachable_cells_stay_finite() {
        let mut filter = L3Filter::new(3);
        filter.update(0.5, &[f64::NEG_INFINITY, f64::NAN, -80.0]);
        assert_eq!(filter.values_dbm(), [RSRP_FLOOR_DBM, RSRP_FLOOR_DBM, -80.0]);
        assert_eq!(filter.strongest(), 2);
        filter.update(0.5, &[-100.0, f64::INFINITY, -90.0]);
        assert!(filter.values_dbm().iter().all(|value| value.is_finite()));
        assert_eq!(filter.values_dbm()[0], -130.0);
    }
}
