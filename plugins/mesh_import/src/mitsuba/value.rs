//! Numbers in attributes.

use super::tree::Node;
use crate::ImportError;
use crate::error::excerpt;

const REMEDY: &str = "correct the number";

/// All numbers of a list, apart by commas or blanks.
pub(super) fn numbers(node: &Node, attribute: &str) -> Result<Vec<f64>, ImportError> {
    let text = node.attribute(attribute).unwrap_or("");
    let words = text.split([',', ' ', '\t', '\n', '\r', ';']).filter(|word| !word.is_empty());
    words.take(64).map(|word| number(node, word)).collect()
}

fn number(node: &Node, word: &str) -> Result<f64, ImportError> {
    let value: Option<f64> = word.trim().parse().ok();
    value
        .filter(|value| value.is_finite())
        .ok_or_else(|| node.fault(format!("{:?} in {} is no finite number", excerpt(word), node.label()), REMEDY))
}

/// The number in an attribute, or `None` if there is no such attribute.
pub(super) fn float(node: &Node, attribute: &str) -> Result<Option<f64>, ImportError> {
    node.attribute(attribute).map(|word| number(node, word)).transpose()
}

/// The value of a child `<float name="…" value="…"/>` (or `<integer>`), within a range.
pub(super) fn property(node: &Node, name: &str, low: f64, high: f64) -> Result<Option<f64>, ImportError> {
    let Some(child) = node.named("float", name).or_else(|| node.named("integer", name)) else { return Ok(None) };
    let Some(value) = float(child, "value")? else {
        return Err(child.fault(format!("{} has no value", child.label()), "add it"));
    };
    if !(low..=high).contains(&value) {
        return Err(child.fault(format!("{name} is {value}"), format!("use {low:?}..={high:?}")));
    }
    Ok(Some(value))
}

/// The value of a child `<string name="…" value="…"/>`.
pub(super) fn string<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    node.named("string", name).and_then(|child| child.attribute("value"))
}

/// Three numbers from `value="x, y, z"` (one number stands for three), or from `x`, `y` and `z`, each `default` where it is missing.
pub(super) fn vector(node: &Node, default: f64) -> Result<[f64; 3], ImportError> {
    if node.attribute("value").is_some() {
        return three(node, "value", true);
    }
    let mut v = [default; 3];
    for (c, name) in v.iter_mut().zip(["x", "y", "z"]) {
        if let Some(value) = float(node, name)? {
            *c = value;
        }
    }
    Ok(v)
}

/// Three numbers from one attribute.
pub(super) fn three(node: &Node, attribute: &str, one_will_do: bool) -> Result<[f64; 3], ImportError> {
    match numbers(node, attribute)?.as_slice() {
        &[x, y, z] => Ok([x, y, z]),
        &[all] if one_will_do => Ok([all; 3]),
        other => {
            let message = format!("{attribute} of {} has {} numbers", node.label(), other.len());
            Err(node.fault(message, "give three"))
        }
    }
}
