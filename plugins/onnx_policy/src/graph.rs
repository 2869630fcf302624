//! Checks an ONNX graph before the runtime sees it, so that a damaged or unsuited file is an error and never a panic.
//!
//! Taken are feed-forward networks: float tensors held in the file itself, nodes in order, one input, one output.

use crate::card::{ModelCard, agree};
use crate::{OnnxPolicyError, OnnxPolicyError::Graph};
use std::collections::{BTreeMap, BTreeSet};
use tract_onnx::pb::{GraphProto, ModelProto, NodeProto, TensorProto, tensor_proto};

/// Operators taken, with the number of inputs each has.
const OPERATORS: [(&str, std::ops::RangeInclusive<usize>); 9] = [
    ("Add", 2..=2),
    ("Gemm", 2..=3),
    ("Identity", 1..=1),
    ("MatMul", 2..=2),
    ("Mul", 2..=2),
    ("Relu", 1..=1),
    ("Sigmoid", 1..=1),
    ("Sub", 2..=2),
    ("Tanh", 1..=1),
];

/// Most nodes of a graph; far above any policy that runs each tick.
const MOST_NODES: usize = 1_000;

/// Checks a decoded model against its card.
pub(crate) fn check(model: &ModelProto, card: &ModelCard) -> Result<(), OnnxPolicyError> {
    let opset = model.opset_import.iter().find(|set| set.domain.is_empty()).map_or(0, |set| set.version);
    agree("operator set", &card.opset, &opset)?;
    if !model.functions.is_empty() || !model.training_info.is_empty() {
        return Err(Graph("functions and training graphs are not taken".into()));
    }
    let graph = model.graph.as_ref().ok_or_else(|| Graph("there is no graph".into()))?;
    if graph.node.len() > MOST_NODES {
        return Err(Graph(format!("{} nodes, the most is {MOST_NODES}", graph.node.len())));
    }
    if !graph.sparse_initializer.is_empty() || !graph.quantization_annotation.is_empty() {
        return Err(Graph("sparse and quantised weights are not taken".into()));
    }
    let weights = weights(graph)?;
    check_wiring(graph, card, &weights)?;
    let parameters: u64 = weights.values().map(|&(_, size)| size).sum();
    agree("parameters", &card.parameters, &parameters)?;
    agree("multiply-accumulates", &card.macs, &multiply_accumulates(graph, &weights))
}

/// Rank and number of values of each stored tensor, by name.
type Weights<'a> = BTreeMap<&'a str, (usize, u64)>;

fn weights(graph: &GraphProto) -> Result<Weights<'_>, OnnxPolicyError> {
    let mut weights = Weights::new();
    for tensor in &graph.initializer {
        let size = size_of_stored(tensor).ok_or_else(|| Graph(format!("tensor {:?} is not sound", tensor.name)))?;
        if weights.insert(&tensor.name, (tensor.dims.len(), size)).is_some() {
            return Err(Graph(format!("two tensors are called {:?}", tensor.name)));
        }
    }
    Ok(weights)
}

/// Number of values of a tensor of floats stored in the file; `None` if it is anything else or its sizes do not agree.
fn size_of_stored(tensor: &TensorProto) -> Option<u64> {
    let stored = match (tensor.raw_data.len(), tensor.float_data.len()) {
        (0, floats) => floats as u64,
        (bytes, 0) if bytes % 4 == 0 => bytes as u64 / 4,
        _ => return None,
    };
    let size = tensor.dims.iter().try_fold(1u64, |size, &dim| size.checked_mul(u64::try_from(dim).ok()?))?;
    let is_plain = tensor.data_type == tensor_proto::DataType::Float as i32
        && (1..=2).contains(&tensor.dims.len())
        && tensor.external_data.is_empty()
        && tensor.data_location.unwrap_or(0) == 0
        && tensor.segment.is_none();
    (is_plain && size > 0 && size == stored && all_finite(tensor)).then_some(size)
}

fn all_finite(tensor: &TensorProto) -> bool {
    let raw = tensor.raw_data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    raw.chain(tensor.float_data.iter().copied()).all(f32::is_finite)
}

/// Every name is defined once and before it is used; the input and output are those of the card.
fn check_wiring(graph: &GraphProto, card: &ModelCard, weights: &Weights) -> Result<(), OnnxPolicyError> {
    let inputs: Vec<&str> =
        graph.input.iter().map(|input| &*input.name).filter(|name| !weights.contains_key(name)).collect();
    agree("inputs", &vec![&*card.input.name], &inputs)?;
    let outputs: Vec<&str> = graph.output.iter().map(|output| &*output.name).collect();
    agree("outputs", &vec![&*card.output.name], &outputs)?;

    let mut defined: BTreeSet<&str> = weights.keys().copied().chain(inputs).collect();
    for node in &graph.node {
        check_node(node)?;
        if let Some(missing) = node.input.iter().find(|name| !defined.contains(name.as_str())) {
            return Err(Graph(format!("node {:?} uses {missing:?} before it is defined", node.name)));
        }
        let output = node.output[0].as_str();
        if output.is_empty() || !defined.insert(output) {
            return Err(Graph(format!("node {:?} does not define a new name", node.name)));
        }
    }
    match defined.contains(outputs[0]) {
        true => Ok(()),
        false => Err(Graph(format!("nothing computes the output {:?}", outputs[0]))),
    }
}

fn check_node(node: &NodeProto) -> Result<(), OnnxPolicyError> {
    let Some((_, n_inputs)) = OPERATORS.iter().find(|(name, _)| *name == node.op_type) else {
        return Err(OnnxPolicyError::Operator(node.op_type.clone()));
    };
    if !node.domain.is_empty() {
        return Err(OnnxPolicyError::Operator(format!("{}.{}", node.domain, node.op_type)));
    }
    if !n_inputs.contains(&node.input.len()) || node.output.len() != 1 {
        return Err(Graph(format!("{} node {:?} has a wrong number of inputs or outputs", node.op_type, node.name)));
    }
    Ok(())
}

/// One multiply-accumulate per value of each matrix that a row is multiplied with.
fn multiply_accumulates(graph: &GraphProto, weights: &Weights) -> u64 {
    let products = graph.node.iter().filter(|node| matches!(&*node.op_type, "Gemm" | "MatMul"));
    let matrices = products.flat_map(|node| node.input.iter().take(2)).filter_map(|name| weights.get(name.as_str()));
    matrices.filter(|(rank, _)| *rank == 2).map(|(_, size)| size).sum()
}
