//! Throughput without tables: Shannon's bound, attenuated and truncated; and one SINR for many.

use twin_units::{Db, math};

/// Shannon's bound, attenuated and truncated: 0 below a least SINR, `α log2(1 + SINR)`, and no more above a greatest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TruncatedShannon {
    /// Attenuation α.
    pub attenuation: f64,
    /// Least SINR that carries anything, dB.
    pub least_sinr_db: f64,
    /// SINR above which nothing is gained, dB.
    pub greatest_sinr_db: f64,
}

impl TruncatedShannon {
    /// Downlink of TR 36.942 V17.0.0 annex A.2.
    pub const TR36942_DOWNLINK: Self = Self { attenuation: 0.6, least_sinr_db: -10.0, greatest_sinr_db: 22.0 };
    /// Uplink of TR 36.942 V17.0.0 annex A.2.
    pub const TR36942_UPLINK: Self = Self { attenuation: 0.4, least_sinr_db: -10.0, greatest_sinr_db: 15.0 };
    /// Downlink of TR 38.803 V14.3.0 cl. 5.2.7 (256QAM).
    pub const TR38803_DOWNLINK: Self = Self { attenuation: 0.6, least_sinr_db: -10.0, greatest_sinr_db: 30.0 };
    /// Uplink of TR 38.803 V14.3.0 cl. 5.2.7.
    pub const TR38803_UPLINK: Self = Self { attenuation: 0.4, least_sinr_db: -10.0, greatest_sinr_db: 22.0 };

    /// Spectral efficiency, bit/s/Hz; 0 for what is not a number.
    pub fn spectral_efficiency(&self, sinr_db: f64) -> f64 {
        if sinr_db.is_nan() || sinr_db < self.least_sinr_db {
            return 0.0;
        }
        self.attenuation * shannon(sinr_db.min(self.greatest_sinr_db))
    }
}

/// Shannon's bound, bit/s/Hz: `log2(1 + SINR)`.
pub fn shannon(sinr_db: f64) -> f64 {
    math::log2(1.0 + Db(sinr_db).linear())
}

/// One SINR for many resource elements or blocks, dB: the SINR whose capacity is the mean capacity. `None` of none.
///
/// Capacity effective SINR mapping; of the mappings in S. Sesia, I. Toufik, M. Baker, "LTE – The UMTS Long Term Evolution", 2nd ed., sec. 20.4, the one without a fitted parameter.
/// It lies above what a code with a small constellation sees when the SINRs differ much.
pub fn effective_sinr_db(sinrs_db: &[f64]) -> Option<f64> {
    let mean = sinrs_db.iter().map(|&sinr_db| shannon(sinr_db)).sum::<f64>() / sinrs_db.len() as f64;
    (!sinrs_db.is_empty() && mean.is_finite()).then(|| Db::from_linear(math::powf(2.0, mean) - 1.0).0)
}

/// The same by the exponential mapping, `−β ln(mean(exp(−γ/β)))`, with β fitted to an MCS. `None` of none.
///
/// Source: 3GPP R1-030999 (Ericsson, 2003), EESM.
pub fn exponential_effective_sinr_db(sinrs_db: &[f64], beta: f64) -> Option<f64> {
    let worst = sinrs_db.iter().map(|&sinr_db| Db(sinr_db).linear()).fold(f64::INFINITY, f64::min);
    if sinrs_db.is_empty() || !worst.is_finite() || beta <= 0.0 {
        return None;
    }
    // Taken relative to the worst, so that no exponential vanishes.
    let sum: f64 = sinrs_db.iter().map(|&sinr_db| math::exp(-(Db(sinr_db).linear() - worst) / beta)).sum();
    Some(Db::from_linear(worst - beta * math::ln(sum / sinrs_db.len() as f64)).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tr36942_and_tr38803_truncated_shannon() {
        let mut checked = 0;
        for line in include_str!("../../tests/fixtures/truncated_shannon.csv").lines().skip(1) {
            let row: Vec<f64> = line.split(',').map(|field| field.parse().expect("a number")).collect();
            let ours = [
                shannon(row[0]),
                TruncatedShannon::TR36942_DOWNLINK.spectral_efficiency(row[0]),
                TruncatedShannon::TR36942_UPLINK.spectral_efficiency(row[0]),
                TruncatedShannon::TR38803_DOWNLINK.spectral_efficiency(row[0]),
                TruncatedShannon::TR38803_UPLINK.spectral_efficiency(row[0]),
            ];
            for (ours, expected) in ours.iter().zip(&row[1..]) {
                assert!((ours - expected).abs() < 1e-6, "{row:?}: {ours}");
            }
            checked += 1;
        }
        assert_eq!(checked, 97);
        assert_eq!(TruncatedShannon::TR36942_DOWNLINK.spectral_efficiency(f64::NAN), 0.0);
    }

    #[test]
    fn effective_sinr_lies_between_and_is_that_of_equal_ones() {
        let equal = effective_sinr_db(&[7.0; 5]).expect("some");
        assert!((equal - 7.0).abs() < 1e-9);
        let mixed = effective_sinr_db(&[0.0, 10.0]).expect("some");
        let exponential = exponential_effective_sinr_db(&[0.0, 10.0], 2.0).expect("some");
        // Worked by hand: 2^((1 + log2 11)/2) − 1 = 3.69; −2 ln((e^−0.5 + e^−5)/2) = 2.364.
        assert!((mixed - 5.670_8).abs() < 1e-3 && (exponential - 3.736_8).abs() < 1e-3, "{mixed} {exponential}");
        assert_eq!((effective_sinr_db(&[]), exponential_effective_sinr_db(&[], 1.0)), (None, None));
        assert!(exponential_effective_sinr_db(&[60.0, 60.0], 1.0).is_some_and(|sinr| (sinr - 60.0).abs() < 1e-9));
    }
}
