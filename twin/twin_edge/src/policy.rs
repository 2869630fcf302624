//! Who ranks the beams: the [`Policy`] trait, the rule that needs no model, and falling back from one to the other.

use crate::{BeamCodebook, BeamObservation, BeamRanking, InferenceWork, PolicyError};

/// Something that ranks the beams of many UEs at once; it keeps no state from one call to the next.
pub trait Policy: Send + Sync {
    /// Name shown to the user and written in recordings.
    fn name(&self) -> &str;

    /// Whether the policy was made for this codebook.
    fn accepts(&self, codebook: BeamCodebook) -> bool;

    /// What one observation costs to rank.
    fn work(&self) -> InferenceWork;

    /// Replaces the content of `out` by one ranking per observation, in their order.
    ///
    /// # Errors
    /// [`PolicyError::UnsuitedCodebook`] when an observation's codebook is not accepted, [`PolicyError::Inference`] when the computation fails.
    /// `out` is empty then.
    fn rank_batch(&self, observations: &[BeamObservation], out: &mut Vec<BeamRanking>) -> Result<(), PolicyError>;
}

/// The rule: the strongest measured beam first, then the others by their distance from it on the grid of beams.
///
/// Beams at the same distance come by index. It works for every codebook and never fails.
#[derive(Clone, Copy, Debug, Default)]
pub struct NearestMeasured;

impl NearestMeasured {
    /// Ranks the beams for one observation; the scores are minus the squared distance in steps of the grid.
    pub fn rank(self, observation: &BeamObservation) -> BeamRanking {
        let codebook = observation.codebook();
        let strongest = observation.strongest_measured();
        let score = |beam| -(codebook.squared_distance(beam, strongest) as f32);
        BeamRanking::from_scores((0..codebook.n_beams()).map(score).collect())
    }
}

impl Policy for NearestMeasured {
    fn name(&self) -> &str {
        "nearest measured beam"
    }

    fn accepts(&self, _codebook: BeamCodebook) -> bool {
        true
    }

    fn work(&self) -> InferenceWork {
        InferenceWork::NONE
    }

    fn rank_batch(&self, observations: &[BeamObservation], out: &mut Vec<BeamRanking>) -> Result<(), PolicyError> {
        out.clear();
        out.extend(observations.iter().map(|observation| self.rank(observation)));
        Ok(())
    }
}

/// A ranking and who made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The beams, best first.
    pub ranking: BeamRanking,
    /// True when the rule stood in for the policy.
    pub fell_back: bool,
}

/// One decision per observation: by `policy` in a single batch where it accepts the codebook, by [`NearestMeasured`] elsewhere.
///
/// If the batch fails, the rule decides for all of them and the error is returned beside the decisions, to be shown to the user.
pub fn rank_or_fall_back(
    policy: &dyn Policy,
    observations: &[BeamObservation],
) -> (Vec<Decision>, Option<PolicyError>) {
    let accepted = |observation: &&BeamObservation| policy.accepts(observation.codebook());
    let batch: Vec<BeamObservation> = observations.iter().filter(accepted).cloned().collect();
    let mut rankings = Vec::new();
    let ranked = match batch.is_empty() {
        true => Ok(()),
        false => policy.rank_batch(&batch, &mut rankings),
    };
    let failure = ranked.err().or_else(|| {
        (rankings.len() != batch.len()).then(|| PolicyError::Inference {
            policy: policy.name().to_owned(),
            reason: format!("{} rankings for {} observations", rankings.len(), batch.len()),
        })
    });
    if failure.is_some() {
        rankings.clear();
    }
    let mut rankings = rankings.into_iter();
    let decide = |observation: &BeamObservation| {
        let ranking = accepted(&observation).then(|| rankings.next()).flatten();
        let fell_back = ranking.is_none();
        Decision { ranking: ranking.unwrap_or_else(|| NearestMeasured.rank(observation)), fell_back }
    };
    (observations.iter().map(decide).collect(), failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_units::Dbm;

    fn observation(codebook: BeamCodebook, loudest: usize) -> BeamObservation {
        let sweep: Vec<Dbm> =
            (0..codebook.n_beams()).map(|beam| Dbm(if beam == loudest { -70.0 } else { -90.0 })).collect();
        BeamObservation::from_sweep(codebook, &sweep).expect("every beam is heard")
    }

    /// Prefers the last beam; takes 8 × 4 only; fails when told to.
    struct LastBeam {
        fails: bool,
    }

    impl Policy for LastBeam {
        fn name(&self) -> &str {
            "last beam"
        }
        fn accepts(&self, codebook: BeamCodebook) -> bool {
            codebook == BeamCodebook::EIGHT_BY_FOUR
        }
        fn work(&self) -> InferenceWork {
            InferenceWork::NONE
        }
        fn rank_batch(&self, observations: &[BeamObservation], out: &mut Vec<BeamRanking>) -> Result<(), PolicyError> {
            out.clear();
            if self.fails {
                return Err(PolicyError::Inference { policy: "last beam".into(), reason: "told to".into() });
            }
            let by_index = |observation: &BeamObservation| {
                BeamRanking::from_scores((0..observation.codebook().n_beams()).map(|beam| beam as f32).collect())
            };
            out.extend(observations.iter().map(by_index));
            Ok(())
        }
    }

    #[test]
    fn the_rule_starts_at_the_strongest_and_walks_outwards() {
        let ranking = NearestMeasured.rank(&observation(BeamCodebook::EIGHT_BY_FOUR, 17));
        // Beam 17 is azimuth 1, elevation 2: first its four neighbours by index, then the four diagonal ones.
        assert_eq!(ranking.top(9), [17, 9, 16, 18, 25, 8, 10, 24, 26]);
    }

    #[test]
    fn the_rule_ranks_every_beam_once_for_every_codebook() {
        for n_azimuth in 1..=64 {
            for n_elevation in 1..=64 / n_azimuth {
                let codebook = BeamCodebook::new(n_azimuth, n_elevation).expect("at most 64 beams");
                let ranking = NearestMeasured.rank(&observation(codebook, 0));
                let mut beams = ranking.order().to_vec();
                assert_eq!(beams[0], 0);
                beams.sort_unstable();
                assert_eq!(beams, (0..codebook.n_beams()).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn unsuited_codebooks_go_to_the_rule_one_by_one() {
        let small = BeamCodebook::new(4, 2).expect("8 beams");
        let observations = [
            observation(BeamCodebook::EIGHT_BY_FOUR, 4),
            observation(small, 0),
            observation(BeamCodebook::EIGHT_BY_FOUR, 0),
        ];
        let (decisions, failure) = rank_or_fall_back(&LastBeam { fails: false }, &observations);
        assert_eq!(failure, None);
        let seen: Vec<_> = decisions.iter().map(|decision| (decision.ranking.order()[0], decision.fell_back)).collect();
        assert_eq!(seen, [(31, false), (0, true), (31, false)]);
    }

    #[test]
    fn a_failed_batch_goes_to_the_rule_and_is_reported() {
        let (decisions, failure) =
            rank_or_fall_back(&LastBeam { fails: true }, &[observation(BeamCodebook::EIGHT_BY_FOUR, 4)]);
        assert!(matches!(failure, Some(PolicyError::Inference { .. })));
        assert!(decisions[0].fell_back);
        assert_eq!(decisions[0].ranking.order()[0], 4);
    }
}
