//! Models in ONNX, and their cards.

use onnx_policy::OnnxPolicy;
use twin_edge::{BeamCodebook, BeamObservation, Policy};
use twin_units::Dbm;

use crate::seed::{Kind, Outcome, Seed, repository_file};

const MODEL_WORDS: &[&str] = &[
    "Gemm",
    "Relu",
    "MatMul",
    "Loop",
    "If",
    "Constant",
    "transB",
    "alpha",
    "ai.onnx.ml",
    "batch",
    "\u{0}\u{0}\u{c0}\u{7f}",
];
const CARD_WORDS: &[&str] = &[
    "columns: 8",
    "columns: 18446744073709551615",
    "n_azimuth: 4294967295",
    "n_elevation: 0",
    "scale: NaN",
    "offset: inf",
    "opset: -1",
    "measured_beams: []",
    "Some(",
    "(((((((",
];

pub(super) const MODEL: Kind = Kind { name: "onnx", seeds: models, words: MODEL_WORDS, protobuf: true, judge };
pub(super) const CARD: Kind = Kind { name: "card", seeds: cards, words: CARD_WORDS, protobuf: false, judge };

fn committed(file: &str) -> Vec<u8> {
    repository_file(&format!("assets/models/beam_predictor/{file}"))
}

fn models() -> Vec<Seed> {
    vec![Seed::alone("model", committed("model.onnx"))]
}

fn cards() -> Vec<Seed> {
    vec![Seed::alone("card", committed("card.ron"))]
}

fn judge(file: &Seed, _deep: bool) -> Outcome {
    let (model, card) = match file.name {
        "model" => (file.bytes.clone(), committed("card.ron")),
        _ => (committed("model.onnx"), file.bytes.clone()),
    };
    // The card names the model's hash: it is made to name that of the damaged one, so that the checks behind it are reached.
    let of_committed = blake3::hash(&committed("model.onnx")).to_hex();
    let card = String::from_utf8_lossy(&card).replace(of_committed.as_str(), &blake3::hash(&model).to_hex());
    match OnnxPolicy::load(&model, &card) {
        Ok(policy) => Outcome::read(run(&policy)),
        Err(fault) => Outcome::refused(&fault.to_string()),
    }
}

/// A loaded policy ranks all beams, or says why not.
fn run(policy: &OnnxPolicy) -> Option<String> {
    let codebook = BeamCodebook::EIGHT_BY_FOUR;
    let levels: Vec<Dbm> = (0..codebook.n_beams()).map(|beam| Dbm(-100.0 + beam as f64)).collect();
    let measured: Vec<Dbm> = codebook.measured().map(|beam| levels[beam]).collect();
    let observation = match BeamObservation::new(codebook, &measured) {
        Ok(observation) => observation,
        Err(fault) => return Some(format!("no observation: {fault}")),
    };
    let mut rankings = Vec::new();
    match policy.rank_batch(&[observation.clone(), observation], &mut rankings) {
        Ok(()) if rankings.len() == 2 => None,
        Ok(()) => Some(format!("{} rankings of 2 observations", rankings.len())),
        Err(fault) => Outcome::refused(&fault.to_string()).wrong,
    }
}
