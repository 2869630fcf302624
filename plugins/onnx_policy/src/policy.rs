//! The policy: an optimised plan of a checked model, and running a batch through it.

use crate::card::{ModelCard, agree};
use crate::{OnnxPolicyError, graph};
use std::sync::Arc;
use tract_onnx::prelude::*;
use twin_edge::{BeamCodebook, BeamObservation, BeamRanking, InferenceWork, Policy, PolicyError};

/// Largest model read, bytes.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// A beam-prediction model ready to run; clones share the plan.
#[derive(Clone, Debug)]
pub struct OnnxPolicy {
    card: Arc<ModelCard>,
    codebook: BeamCodebook,
    n_model_bytes: u64,
    plan: Arc<TypedRunnableModel>,
}

impl OnnxPolicy {
    /// Reads a model and its card, checks them against each other and builds the plan.
    ///
    /// # Errors
    /// Every way in which the files can be unsound, unsuited to the task, or at odds with each other; see [`OnnxPolicyError`].
    pub fn load(model_bytes: &[u8], card_ron: &str) -> Result<Self, OnnxPolicyError> {
        if model_bytes.len() > MOST_BYTES {
            return Err(OnnxPolicyError::TooLarge { what: "the model", found: model_bytes.len(), limit: MOST_BYTES });
        }
        let (card, codebook) = ModelCard::parse(card_ron)?;
        agree("blake3 of the model", &card.blake3, &blake3::hash(model_bytes).to_hex().to_string())?;

        let onnx = tract_onnx::onnx();
        let mut reader = model_bytes;
        let proto =
            onnx.proto_model_for_read(&mut reader).map_err(|error| OnnxPolicyError::Graph(format!("{error:#}")))?;
        graph::check(&proto, &card)?;
        let plan = plan(&onnx, &proto, &card)?;
        Ok(Self { card: Arc::new(card), codebook, n_model_bytes: model_bytes.len() as u64, plan })
    }

    /// The model's card.
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// Logits of a batch, `[observation][beam]`, row-major.
    fn logits(&self, observations: &[BeamObservation]) -> TractResult<Vec<f32>> {
        let TensorScaling { offset, scale } = TensorScaling::of(&self.card);
        let rows = observations.iter().flat_map(|observation| observation.measured_db());
        let scaled: Vec<f32> = rows.map(|level| (level + offset) * scale).collect();
        let input = Tensor::from_shape(&[observations.len(), self.card.input.columns], &scaled)?;
        let outputs = self.plan.run(tvec!(input.into_tvalue()))?;
        Ok(outputs[0].to_plain_array_view::<f32>()?.iter().copied().collect())
    }
}

/// Values are `(value + offset) · scale` when they enter the model.
struct TensorScaling {
    offset: f32,
    scale: f32,
}

impl TensorScaling {
    fn of(card: &ModelCard) -> Self {
        Self { offset: card.input.offset, scale: card.input.scale }
    }
}

/// The optimised plan for any number of rows.
fn plan(
    onnx: &tract_onnx::Onnx,
    proto: &tract_onnx::pb::ModelProto,
    card: &ModelCard,
) -> Result<Arc<TypedRunnableModel>, OnnxPolicyError> {
    let runtime = |error: TractError| OnnxPolicyError::Runtime(format!("{error:#}"));
    let model = onnx.model_for_proto_model(proto).map_err(runtime)?;
    let batch = model.symbols.new_with_prefix("batch").to_dim();
    let shape = |columns: usize| tvec!(batch.clone(), columns.to_dim());
    let model = model
        .with_input_fact(0, f32::fact(shape(card.input.columns)).into())
        .and_then(|model| model.into_typed())
        .map_err(runtime)?;
    let output = model.output_fact(0).map_err(runtime)?;
    let expected = f32::fact(shape(card.output.columns));
    let described = |fact: &TypedFact| format!("{:?} {:?}", fact.datum_type, fact.shape);
    agree("type and shape of the output", &described(&expected), &described(output))?;
    model.into_optimized().and_then(|model| model.into_runnable()).map_err(runtime)
}

impl Policy for OnnxPolicy {
    fn name(&self) -> &str {
        &self.card.name
    }

    fn accepts(&self, codebook: BeamCodebook) -> bool {
        codebook == self.codebook
    }

    fn work(&self) -> InferenceWork {
        let n_values = (self.card.input.columns + self.card.output.columns) as u64;
        InferenceWork { macs: self.card.macs, bytes: self.n_model_bytes + 4 * n_values }
    }

    fn rank_batch(&self, observations: &[BeamObservation], out: &mut Vec<BeamRanking>) -> Result<(), PolicyError> {
        out.clear();
        if observations.is_empty() {
            return Ok(());
        }
        if let Some(other) =
            observations.iter().map(BeamObservation::codebook).find(|&codebook| !self.accepts(codebook))
        {
            return Err(PolicyError::UnsuitedCodebook {
                policy: self.card.name.clone(),
                n_azimuth: other.n_azimuth(),
                n_elevation: other.n_elevation(),
            });
        }
        let failed = |reason: String| PolicyError::Inference { policy: self.card.name.clone(), reason };
        let logits = self.logits(observations).map_err(|error| failed(format!("{error:#}")))?;
        if logits.iter().any(|logit| !logit.is_finite()) {
            return Err(failed("the model gave a logit that is not a finite number".into()));
        }
        out.extend(logits.chunks_exact(self.codebook.n_beams()).map(|row| BeamRanking::from_scores(row.to_vec())));
        Ok(())
    }
}
