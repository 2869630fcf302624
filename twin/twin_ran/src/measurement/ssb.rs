//! From SSB beams to a cell: L1 averaging per beam and consolidation of beams (TS 38.331 V18.5.1 cl. 5.5.3.3, TS 38.215 cl. 5.1.1).

use super::legal::{Quantity, Threshold};
use super::{RSRP_FLOOR_DBM, finite_rsrp_dbm};
use crate::RanError;
use twin_units::{Db, Dbm, Watts};

/// How the beams of a cell become one value (`MeasObjectNR`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consolidation {
    averaging: Option<(u8, Threshold)>,
}

impl Consolidation {
    /// The cell is its best beam: one of the two fields is not configured.
    pub const BEST_BEAM: Self = Self { averaging: None };

    /// Averages up to `nrof_ss_blocks_to_average` (2..=16) beams above `abs_thresh_dbm` (absThreshSS-BlocksConsolidation, thresholdRSRP).
    ///
    /// # Errors
    /// [`RanError::OutOfRange`] or [`RanError::Illegal`].
    pub fn averaging(nrof_ss_blocks_to_average: u8, abs_thresh_dbm: f64) -> Result<Self, RanError> {
        if !(2..=16).contains(&nrof_ss_blocks_to_average) {
            let value = f64::from(nrof_ss_blocks_to_average);
            return Err(RanError::OutOfRange { name: "nrofSS-BlocksToAverage", value, low: 2.0, high: 16.0 });
        }
        Ok(Self { averaging: Some((nrof_ss_blocks_to_average, Threshold::new(Quantity::Rsrp, abs_thresh_dbm)?)) })
    }

    /// RSRP of a cell from the RSRP of its beams, dBm; the floor of measurements without a beam.
    ///
    /// The best beam, if that is at or below the threshold or none is configured; else the mean, in watts, of the best beams above the threshold.
    pub fn cell_rsrp_dbm(&self, beams_dbm: &[f64]) -> f64 {
        let mut sorted: Vec<f64> = beams_dbm.iter().map(|&level| finite_rsrp_dbm(level)).collect();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let best_dbm = sorted.first().copied().unwrap_or(RSRP_FLOOR_DBM);
        let Some((most, threshold)) = self.averaging else { return best_dbm };
        if best_dbm <= threshold.value() {
            return best_dbm;
        }
        sorted.truncate(usize::from(most));
        sorted.retain(|&level| level > threshold.value());
        let sum: Watts = sorted.iter().map(|&level| Dbm(level).watts()).sum();
        (sum * (1.0 / sorted.len() as f64)).dbm().0
    }
}

/// Layer 1 of one cell: the linear mean per beam of the samples of an L1 period.
///
/// SS-RSRP is the linear average over the resource elements of the secondary synchronisation signal (TS 38.215 cl. 5.1.1); how many SSB a
/// period spans follows from TS 38.133 cl. 9.2.5.2 and is left to the caller.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SsbLayer1 {
    sums: Vec<Watts>,
    n_samples: u32,
}

impl SsbLayer1 {
    /// Takes one SSB burst: RSRP by beam, dBm. The number of beams is that of the first burst of a period.
    pub fn sample(&mut self, beams_dbm: &[f64]) {
        if self.n_samples == 0 {
            self.sums.clear();
            self.sums.resize(beams_dbm.len(), Watts(0.0));
        }
        for (sum, &level) in self.sums.iter_mut().zip(beams_dbm) {
            *sum += Dbm(finite_rsrp_dbm(level)).watts();
        }
        self.n_samples += 1;
    }

    /// Ends the period: L1 RSRP by beam, dBm, and starts the next; empty without a sample.
    pub fn take_dbm(&mut self) -> Vec<f64> {
        let gain = Db::from_linear(1.0 / f64::from(self.n_samples.max(1)));
        let beams = if self.n_samples == 0 { &[][..] } else { &self.sums[..] };
        let levels = beams.iter().map(|sum| finite_rsrp_dbm((sum.dbm() + gain).0)).collect();
        self.n_samples = 0;
        levels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(consolidation: Consolidation, beams_dbm: &[f64], expected_dbm: f64) {
        let cell_dbm = consolidation.cell_rsrp_dbm(beams_dbm);
        assert!((cell_dbm - expected_dbm).abs() < 1e-9, "{beams_dbm:?}: {cell_dbm} is not {expected_dbm}");
    }

    #[test]
    fn t38331_5_5_3_3_consolidation() {
        let averaging = |n, dbm| Consolidation::averaging(n, dbm).expect("legal");
        let beams = [-90.0, -80.0, -83.010_299_956_639_81, -110.0];
        check(Consolidation::BEST_BEAM, &beams, -80.0);
        check(averaging(2, -100.0), &beams, -81.249_387_366_083);
        check(averaging(2, -81.0), &beams, -80.0);
        check(averaging(2, -80.0), &beams, -80.0);
        check(averaging(16, -79.0), &beams, -80.0);
        check(averaging(16, -100.0), &[-90.0; 8], -90.0);
        check(averaging(4, -100.0), &[], RSRP_FLOOR_DBM);
        check(averaging(4, -100.0), &[f64::NAN, f64::NEG_INFINITY], RSRP_FLOOR_DBM);
        for n in [0, 1, 17] {
            assert!(Consolidation::averaging(n, -100.0).is_err());
        }
        let refusal = Consolidation::averaging(4, -20.0).expect_err("above the range").to_string();
        assert!(refusal.contains("-156, -155, … -30 dBm"), "{refusal}");
    }

    #[test]
    fn layer_1_is_a_mean_of_powers() {
        let mut layer1 = SsbLayer1::default();
        assert!(layer1.take_dbm().is_empty());
        layer1.sample(&[-80.0, -100.0]);
        layer1.sample(&[-90.0, -100.0]);
        let levels = layer1.take_dbm();
        assert!((levels[0] + 82.596_373_105_057_56).abs() < 1e-9 && (levels[1] + 100.0).abs() < 1e-9, "{levels:?}");
        layer1.sample(&[-70.0]);
        assert_eq!(layer1.take_dbm().len(), 1, "the next period starts anew");
    }
}
