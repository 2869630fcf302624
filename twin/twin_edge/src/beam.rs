//! The beam-prediction task: a few measured beams in, a ranking of all beams out.
//!
//! Spatial-domain beam prediction at the UE, one instant, no history: BM-Case1 of TR 38.843 (V18.0.0) cl. 5.2.

use crate::{BeamCodebook, PolicyError};
use twin_units::{Db, Dbm};

/// Levels this far below the strongest measured beam, and beams not heard, count as this far below.
/// Assumed; no standard gives one. It is the dynamic range of a differential L1-RSRP report rounded up (TS 38.133 cl. 10.1.6: 0 to −30 dB).
pub const RSRP_FLOOR: Db = Db(-40.0);

/// What a UE knows when it predicts: the levels of the measured beams of its cell, relative to the strongest of them.
#[derive(Clone, Debug, PartialEq)]
pub struct BeamObservation {
    codebook: BeamCodebook,
    measured: Vec<f32>,
}

impl BeamObservation {
    /// An observation from the levels of the measured beams, in the order of [`BeamCodebook::measured`].
    ///
    /// A level that is not finite means that the beam was not heard.
    ///
    /// # Errors
    /// [`PolicyError::Levels`] for a wrong number of levels, [`PolicyError::NothingHeard`] when no level is finite.
    pub fn new(codebook: BeamCodebook, measured: &[Dbm]) -> Result<Self, PolicyError> {
        let expected = codebook.measured().count();
        if measured.len() != expected {
            return Err(PolicyError::Levels { expected, found: measured.len() });
        }
        let heard = measured.iter().map(|level| level.0).filter(|level| level.is_finite());
        let strongest = heard.reduce(f64::max).ok_or(PolicyError::NothingHeard)?;
        let relative = |level: &Dbm| match level.0.is_finite() {
            true => (level.0 - strongest).max(RSRP_FLOOR.0) as f32,
            false => RSRP_FLOOR.0 as f32,
        };
        Ok(Self { codebook, measured: measured.iter().map(relative).collect() })
    }

    /// An observation from the levels of all beams, of which only the measured ones are looked at.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn from_sweep(codebook: BeamCodebook, all: &[Dbm]) -> Result<Self, PolicyError> {
        if all.len() != codebook.n_beams() {
            return Err(PolicyError::Levels { expected: codebook.n_beams(), found: all.len() });
        }
        let measured: Vec<Dbm> = codebook.measured().map(|beam| all[beam]).collect();
        Self::new(codebook, &measured)
    }

    /// The codebook the beams belong to.
    pub fn codebook(&self) -> BeamCodebook {
        self.codebook
    }

    /// Levels in dB relative to the strongest measured beam, [`RSRP_FLOOR`]`..=0`, in the order of [`BeamCodebook::measured`].
    pub fn measured_db(&self) -> &[f32] {
        &self.measured
    }

    /// The strongest measured beam; of equals the one with the lowest index.
    pub fn strongest_measured(&self) -> usize {
        let levels = self.codebook.measured().zip(&self.measured);
        levels.reduce(|best, next| if *next.1 > *best.1 { next } else { best }).map_or(0, |(beam, _)| beam)
    }
}

/// All beams of a codebook, the most promising first.
#[derive(Clone, Debug, PartialEq)]
pub struct BeamRanking {
    order: Vec<usize>,
    scores: Vec<f32>,
}

impl BeamRanking {
    /// Ranks by descending score, one score per beam; equals by ascending index; not-a-number last.
    pub fn from_scores(scores: Vec<f32>) -> Self {
        // −∞ for NaN, and + 0.0 so that −0.0 equals 0.0: then the order is total.
        let key = |beam: usize| {
            if scores[beam].is_nan() { f32::NEG_INFINITY } else { scores[beam] + 0.0 }
        };
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&a, &b| key(b).total_cmp(&key(a)).then(a.cmp(&b)));
        Self { order, scores }
    }

    /// Beam indices, best first.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Score of each beam by its index, in the policy's own scale (logits of a model); higher is better.
    pub fn scores(&self) -> &[f32] {
        &self.scores
    }

    /// The first `k` beams, fewer when the codebook has fewer.
    pub fn top(&self, k: usize) -> &[usize] {
        &self.order[..k.min(self.order.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_relative_clamped_and_unheard_beams_are_at_the_floor() {
        let mut levels = vec![Dbm(-90.0); 8];
        levels[2] = Dbm(-80.0);
        levels[3] = Dbm(-200.0);
        levels[4] = Dbm(f64::NEG_INFINITY);
        levels[5] = Dbm(f64::NAN);
        let observation = BeamObservation::new(BeamCodebook::EIGHT_BY_FOUR, &levels).expect("six beams are heard");
        assert_eq!(observation.measured_db(), [-10.0, -10.0, 0.0, -40.0, -40.0, -40.0, -10.0, -10.0]);
        assert_eq!(observation.strongest_measured(), 10);
    }

    #[test]
    fn a_sweep_is_reduced_to_its_measured_beams() {
        let sweep: Vec<Dbm> = (0..32).map(|beam| Dbm(-100.0 + f64::from(beam))).collect();
        let observation =
            BeamObservation::from_sweep(BeamCodebook::EIGHT_BY_FOUR, &sweep).expect("all beams are heard");
        assert_eq!(observation.measured_db(), [-31.0, -27.0, -21.0, -17.0, -14.0, -10.0, -4.0, 0.0]);
    }

    #[test]
    fn wrong_lengths_and_silence_are_errors() {
        let codebook = BeamCodebook::EIGHT_BY_FOUR;
        let silence = vec![Dbm(f64::NEG_INFINITY); 8];
        assert_eq!(BeamObservation::new(codebook, &silence), Err(PolicyError::NothingHeard));
        assert_eq!(BeamObservation::new(codebook, &silence[..7]), Err(PolicyError::Levels { expected: 8, found: 7 }));
        assert_eq!(
            BeamObservation::from_sweep(codebook, &silence),
            Err(PolicyError::Levels { expected: 32, found: 8 })
        );
    }

    #[test]
    fn equal_scores_rank_by_index_and_nan_is_last() {
        let ranking = BeamRanking::from_scores(vec![0.0, 1.0, f32::NAN, -0.0, 1.0]);
        assert_eq!(ranking.order(), [1, 4, 0, 3, 2]);
        assert_eq!(ranking.top(2), [1, 4]);
        assert_eq!(ranking.top(9).len(), 5);
    }
}
