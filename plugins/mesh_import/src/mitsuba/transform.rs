//! `<transform name="to_world">`: its maps, each applied after those before it.

use super::tree::Node;
use super::value::{float, numbers, three, vector};
use crate::ImportError;
use crate::affine::Affine;

/// The map of a shape or instance; without a `<transform>`, the one that changes nothing.
pub(super) fn to_world(shape: &Node) -> Result<Affine, ImportError> {
    match shape.named("transform", "to_world").or_else(|| shape.named("transform", "toWorld")) {
        Some(node) => transform(node),
        None => Ok(Affine::IDENTITY),
    }
}

fn transform(node: &Node) -> Result<Affine, ImportError> {
    let mut whole = Affine::IDENTITY;
    for child in &node.children {
        let no_direction = || {
            child.fault(format!("{} has no direction", child.label()), "give axes that are not zero and not in line")
        };
        let map = match child.tag.as_str() {
            "translate" => Affine::translation(vector(child, 0.0)?),
            "scale" => Affine::scale(vector(child, 1.0)?),
            "rotate" => {
                let angle = float(child, "angle")?
                    .ok_or_else(|| child.fault("a <rotate> needs an angle", "add it, in degrees"))?;
                Affine::rotation(vector(child, 0.0)?, angle.to_radians()).ok_or_else(no_direction)?
            }
            "lookat" => {
                let up = if child.attribute("up").is_some() { three(child, "up", false)? } else { [0.0, 0.0, 1.0] };
                Affine::look_at(three(child, "origin", false)?, three(child, "target", false)?, up)
                    .ok_or_else(no_direction)?
            }
            "matrix" => matrix(child)?,
            other => {
                let message = format!("<{}> is no map of a <transform>", crate::error::excerpt(other));
                return Err(child.fault(message, "use translate, scale, rotate, lookat or matrix"));
            }
        };
        whole = map.after(&whole);
        if !whole.is_finite() {
            return Err(child.fault("the map grows beyond all numbers", "use smaller factors"));
        }
    }
    Ok(whole)
}

/// Nine numbers (rows of a linear map) or sixteen (rows of an affine map whose last is 0 0 0 1).
fn matrix(node: &Node) -> Result<Affine, ImportError> {
    let m = numbers(node, "value")?;
    let rows = |width: usize, shift: bool| {
        Affine([0, 1, 2].map(|r| {
            let row = &m[r * width..];
            [row[0], row[1], row[2], if shift { row[3] } else { 0.0 }]
        }))
    };
    match m.len() {
        9 => Ok(rows(3, false)),
        16 if m[12..] == [0.0, 0.0, 0.0, 1.0] => Ok(rows(4, true)),
        16 => Err(node.fault("the last row of the matrix is not 0 0 0 1", "use an affine map")),
        n => Err(node.fault(format!("the matrix has {n} numbers"), "give 9 or 16")),
    }
}
