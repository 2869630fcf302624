//! Was the prediction right? The KPIs of TR 38.843 (V18.0.0) cl. 6.3.1 for beam prediction.

use crate::{BeamRanking, PolicyError};
use twin_units::{Db, Dbm};

/// How good one ranking was, against the levels of all beams.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeamScore {
    /// The truly strongest beam; of equals the one with the lowest index.
    pub best_beam: usize,
    /// The strongest beam was ranked first.
    pub top_1: bool,
    /// The strongest beam was among the first three.
    pub top_3: bool,
    /// How far the first beam lies below the strongest, dB, ≥ 0. A first beam that is not heard loses the whole range of what is heard.
    pub rsrp_loss: Db,
    /// The same after trying the first three and keeping the strongest, dB, ≥ 0.
    pub rsrp_loss_top_3: Db,
}

impl BeamScore {
    /// Scores a ranking against the level of every beam; levels that are not finite are beams not heard.
    ///
    /// # Errors
    /// [`PolicyError::Levels`] when the numbers of beams differ, [`PolicyError::NothingHeard`] when no level is finite.
    pub fn new(ranking: &BeamRanking, all: &[Dbm]) -> Result<Self, PolicyError> {
        if all.len() != ranking.order().len() {
            return Err(PolicyError::Levels { expected: ranking.order().len(), found: all.len() });
        }
        let heard = || all.iter().enumerate().filter(|(_, level)| level.0.is_finite());
        let (best_beam, best) = heard()
            .reduce(|best, next| if next.1.0 > best.1.0 { next } else { best })
            .ok_or(PolicyError::NothingHeard)?;
        let weakest = heard().map(|(_, level)| level.0).fold(best.0, f64::min);
        let level = |beam: &usize| {
            if all[*beam].0.is_finite() { all[*beam].0 } else { weakest }
        };
        let loss = |beams: &[usize]| Db(best.0 - beams.iter().map(level).fold(weakest, f64::max));
        Ok(Self {
            best_beam,
            top_1: ranking.top(1).contains(&best_beam),
            top_3: ranking.top(3).contains(&best_beam),
            rsrp_loss: loss(ranking.top(1)),
            rsrp_loss_top_3: loss(ranking.top(3)),
        })
    }
}

/// Scores of many rankings, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScoreSummary {
    /// Rankings scored.
    pub n: u64,
    /// Of these, strongest beam first.
    pub n_top_1: u64,
    /// Of these, strongest beam among the first three.
    pub n_top_3: u64,
    /// Sum of the losses of the first beam, dB.
    pub rsrp_loss_sum: Db,
}

impl ScoreSummary {
    /// Adds one score.
    pub fn add(&mut self, score: &BeamScore) {
        self.n += 1;
        self.n_top_1 += u64::from(score.top_1);
        self.n_top_3 += u64::from(score.top_3);
        self.rsrp_loss_sum += score.rsrp_loss;
    }

    /// Share with the strongest beam first, 0.0..=1.0; `None` before the first score.
    pub fn top_1_share(&self) -> Option<f64> {
        self.per_score(self.n_top_1 as f64)
    }

    /// Share with the strongest beam among the first three, 0.0..=1.0; `None` before the first score.
    pub fn top_3_share(&self) -> Option<f64> {
        self.per_score(self.n_top_3 as f64)
    }

    /// Mean loss of the first beam, dB; `None` before the first score.
    pub fn mean_rsrp_loss(&self) -> Option<Db> {
        self.per_score(self.rsrp_loss_sum.0).map(Db)
    }

    fn per_score(&self, sum: f64) -> Option<f64> {
        (self.n > 0).then(|| sum / self.n as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_and_losses_of_a_hand_made_ranking() {
        let levels = [-80.0, -75.0, -90.0, -70.0, -85.0].map(Dbm);
        let ranking = BeamRanking::from_scores(vec![5.0, 4.0, 3.0, 2.0, 1.0]);
        let score = BeamScore::new(&ranking, &levels).expect("every beam is heard");
        let expected =
            BeamScore { best_beam: 3, top_1: false, top_3: false, rsrp_loss: Db(10.0), rsrp_loss_top_3: Db(5.0) };
        assert_eq!(score, expected);
        let ranking = BeamRanking::from_scores(vec![0.0, 0.0, 0.0, 1.0, 0.0]);
        let hit = BeamScore::new(&ranking, &levels).expect("every beam is heard");
        assert!(hit.top_1 && hit.top_3 && hit.rsrp_loss == Db::ZERO);

        let mut summary = ScoreSummary::default();
        assert_eq!(summary.top_1_share(), None);
        summary.add(&score);
        summary.add(&hit);
        assert_eq!(summary.top_1_share(), Some(0.5));
        assert_eq!(summary.top_3_share(), Some(0.5));
        assert_eq!(summary.mean_rsrp_loss(), Some(Db(5.0)));
    }

    #[test]
    fn an_unheard_choice_loses_the_whole_heard_range_and_stays_finite() {
        let levels = [f64::NEG_INFINITY, -75.0, -100.0].map(Dbm);
        let score = BeamScore::new(&BeamRanking::from_scores(vec![2.0, 1.0, 0.0]), &levels).expect("two are heard");
        assert_eq!((score.rsrp_loss, score.rsrp_loss_top_3, score.top_1), (Db(25.0), Db::ZERO, false));
    }

    #[test]
    fn silence_and_wrong_lengths_are_errors() {
        let ranking = BeamRanking::from_scores(vec![0.0; 2]);
        assert_eq!(BeamScore::new(&ranking, &[Dbm(f64::NAN); 2]), Err(PolicyError::NothingHeard));
        assert_eq!(BeamScore::new(&ranking, &[Dbm(-1.0)]), Err(PolicyError::Levels { expected: 2, found: 1 }));
    }
}
