//! The model card: what a model takes and gives, where it comes from and how good it is.

use crate::OnnxPolicyError;
use serde::Deserialize;
use twin_edge::BeamCodebook;

/// Largest card read, bytes.
const MOST_BYTES: usize = 64 * 1024;

/// `card.ron`, which lies beside every model.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelCard {
    /// Name of the policy.
    pub name: String,
    /// What the model does, in a sentence.
    pub task: String,
    /// BLAKE3 hash of the ONNX file, hexadecimal.
    pub blake3: String,
    /// Version of the ONNX operator set.
    pub opset: i64,
    /// What goes in.
    pub input: TensorCard,
    /// What comes out.
    pub output: TensorCard,
    /// Beams that are ranked.
    pub codebook: CardCodebook,
    /// Indices of the measured beams, in the order of the input's columns.
    pub measured_beams: Vec<usize>,
    /// Multiply-accumulates of one inference.
    pub macs: u64,
    /// Weights and biases.
    pub parameters: u64,
    /// Licence of the model, SPDX.
    pub licence: String,
    /// How the model came to be.
    pub origin: Origin,
    /// What it reaches on sites it was not trained on, and what other methods reach there.
    pub held_out: Vec<HeldOutScore>,
}

/// A tensor of 32-bit floats of shape `[batch, columns]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TensorCard {
    /// Name in the ONNX graph.
    pub name: String,
    /// Width.
    pub columns: usize,
    /// Quantity and unit, before scaling.
    pub unit: String,
    /// Added to each value before scaling; inputs only.
    #[serde(default)]
    pub offset: f32,
    /// Factor applied after the offset; inputs only.
    #[serde(default = "one")]
    pub scale: f32,
}

fn one() -> f32 {
    1.0
}

/// Size of the codebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardCodebook {
    /// Beams in azimuth.
    pub n_azimuth: u32,
    /// Beams in elevation.
    pub n_elevation: u32,
}

/// Data and script that made the model.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Training script, beside the card.
    pub script: String,
    /// Where the data come from.
    pub data: String,
    /// Seed of the training.
    pub seed: u64,
    /// Rows trained on.
    pub rows_trained: u64,
    /// Rows of held-out sites.
    pub rows_held_out: u64,
    /// Sites trained on.
    pub sites_trained: u64,
    /// Sites held out.
    pub sites_held_out: u64,
}

/// One method's result on the held-out sites.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOutScore {
    /// Name of the method.
    pub method: String,
    /// Beams it needs measured.
    pub beams_measured: u32,
    /// Share with the strongest beam first, 0.0..=1.0.
    pub top_1: f64,
    /// Share with the strongest beam among the first three.
    pub top_3: f64,
    /// Share with the strongest beam among the first five.
    pub top_5: f64,
    /// Mean level of the first beam below the strongest, dB.
    pub mean_rsrp_loss_db: f64,
    /// Mean level of the best of the first three below the strongest, dB.
    pub mean_rsrp_loss_top_3_db: f64,
}

impl ModelCard {
    /// Reads a card and checks that it fits the beam-prediction task.
    pub(crate) fn parse(text: &str) -> Result<(Self, BeamCodebook), OnnxPolicyError> {
        if text.len() > MOST_BYTES {
            return Err(OnnxPolicyError::TooLarge { what: "the model card", found: text.len(), limit: MOST_BYTES });
        }
        let card: Self = ron::from_str(text)?;
        let codebook = BeamCodebook::new(card.codebook.n_azimuth, card.codebook.n_elevation)?;
        let measured: Vec<usize> = codebook.measured().collect();
        agree("measured beams", &card.measured_beams, &measured)?;
        agree("columns of the input", &card.input.columns, &measured.len())?;
        agree("columns of the output", &card.output.columns, &codebook.n_beams())?;
        agree(
            "scaling of the input is finite",
            &true,
            &(card.input.offset.is_finite() && card.input.scale.is_finite()),
        )?;
        agree("scaling of the output", &(card.output.offset, card.output.scale), &(0.0, 1.0))?;
        Ok((card, codebook))
    }
}

/// An error unless the card's value is the one found.
pub(crate) fn agree<T: PartialEq + std::fmt::Debug>(
    what: &'static str,
    card: &T,
    found: &T,
) -> Result<(), OnnxPolicyError> {
    match card == found {
        true => Ok(()),
        false => Err(OnnxPolicyError::Mismatch { what, card: format!("{card:?}"), found: format!("{found:?}") }),
    }
}
