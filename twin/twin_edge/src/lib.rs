//! What an agent's own computer does for the radio link: the beam-prediction task, policies for it, their cost and their score.
//!
//! Start at [`BeamObservation`] (what the UE measured), [`Policy`] (who turns it into a [`BeamRanking`]) and [`BeamScore`]
//! (whether that was right). [`DeviceClass`] says how long an inference takes and what energy it needs.
//! [`rank_or_fall_back`] is the call to make once per tick, for all agents at once.
//!
//! Nothing here knows of positions, paths, the ECS or a model format: a learned policy lives in another crate and implements [`Policy`].

mod beam;
mod codebook;
mod cost;
mod policy;
mod score;

pub use beam::{BeamObservation, BeamRanking, RSRP_FLOOR};
pub use codebook::BeamCodebook;
pub use cost::{DEVICE_CLASSES, DeviceClass, InferenceCost, InferenceWork};
pub use policy::{Decision, NearestMeasured, Policy, rank_or_fall_back};
pub use score::{BeamScore, ScoreSummary};

/// Why a beam could not be predicted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PolicyError {
    /// A codebook has no beams, or more than an SSB burst can hold.
    #[error("a codebook has 1 to {limit} beams, this one is {n_azimuth} × {n_elevation}", limit = BeamCodebook::MOST_BEAMS)]
    CodebookSize {
        /// Beams in azimuth.
        n_azimuth: u32,
        /// Beams in elevation.
        n_elevation: u32,
    },
    /// A list of levels does not have one entry per beam.
    #[error("expected {expected} beam levels, found {found}")]
    Levels {
        /// Entries needed.
        expected: usize,
        /// Entries given.
        found: usize,
    },
    /// No measured beam was heard, so there is nothing to predict from.
    #[error("none of the measured beams was heard")]
    NothingHeard,
    /// The policy was made for another codebook.
    #[error("{policy:?} does not take a codebook of {n_azimuth} × {n_elevation} beams")]
    UnsuitedCodebook {
        /// Name of the policy.
        policy: String,
        /// Beams in azimuth.
        n_azimuth: u32,
        /// Beams in elevation.
        n_elevation: u32,
    },
    /// The policy's own computation failed.
    #[error("{policy:?} could not rank beams: {reason}")]
    Inference {
        /// Name of the policy.
        policy: String,
        /// What its runtime said.
        reason: String,
    },
}
