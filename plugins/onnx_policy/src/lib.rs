//! Learned policies: ONNX models run by tract as [`twin_edge::Policy`].
//!
//! Start at [`beam_predictor`], the model that comes with the program, or at [`OnnxPolicy::load`] for another one of the same task.
//! A model is two texts: the ONNX file and its [`ModelCard`], which says what goes in and out, in which units, and how good it is.
//! Loading checks one against the other and builds an optimised plan once; clones of a policy share it, and one call ranks all agents.
//!
//! **Accuracy.** Float kernels differ by processor, so that logits agree to about 1e-5 and a ranking may flip between two machines
//! where two logits are that close. A recording therefore stores decisions and does not ask the model again.

mod card;
mod graph;
mod policy;

pub use card::{CardCodebook, HeldOutScore, ModelCard, Origin, TensorCard};
pub use policy::OnnxPolicy;

/// Why a model was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum OnnxPolicyError {
    /// A file is larger than what is read.
    #[error("{what} has {found} bytes, the most is {limit}")]
    TooLarge {
        /// Which file.
        what: &'static str,
        /// Its size, bytes.
        found: usize,
        /// Largest size taken, bytes.
        limit: usize,
    },
    /// The card is not RON of the expected form.
    #[error("model card: {}", one_line(.0))]
    Card(#[from] ron::error::SpannedError),
    /// The card and the model, or the card and the task, disagree.
    #[error("{what}: the card says {}, found {}", one_line(card), one_line(found))]
    Mismatch {
        /// What they disagree on.
        what: &'static str,
        /// Value of the card.
        card: String,
        /// Value found.
        found: String,
    },
    /// The model holds an operator that is not taken.
    #[error("operator {:?} is not supported", one_line(.0))]
    Operator(String),
    /// The model is not a sound ONNX graph of float tensors.
    #[error("not a usable ONNX model: {}", one_line(.0))]
    Graph(String),
    /// The card names a codebook that cannot be.
    #[error("model card: {0}")]
    Codebook(#[from] twin_edge::PolicyError),
    /// The runtime could not build a plan for the model.
    #[error("the model cannot be run: {}", one_line(.0))]
    Runtime(String),
}

/// Longest part of a message that comes from the file or the runtime, characters.
const MOST_TOLD: usize = 250;

/// A part of a message that may quote the file or be the runtime's: on one line, not endless, without a final full stop.
fn one_line(part: &impl std::fmt::Display) -> String {
    let plain = part.to_string().replace(char::is_control, " ");
    match plain.char_indices().nth(MOST_TOLD) {
        Some((cut, _)) => format!("{} …", &plain[..cut]),
        None => plain.trim_end_matches(['.', ' ']).to_owned(),
    }
}

/// The beam predictor that comes with the program: 8 measured beams of 32, an MLP of 6,656 multiply-accumulates.
///
/// # Errors
/// As [`OnnxPolicy::load`]; none with the files as they are committed, which a test asserts.
pub fn beam_predictor() -> Result<OnnxPolicy, OnnxPolicyError> {
    OnnxPolicy::load(
        include_bytes!("../../../assets/models/beam_predictor/model.onnx"),
        include_str!("../../../assets/models/beam_predictor/card.ron"),
    )
}

#[cfg(test)]
mod tests;
