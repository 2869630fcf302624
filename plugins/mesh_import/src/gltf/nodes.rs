//! The nodes of the default scene, each with its map into the world.

use super::json::Field;
use crate::ImportError;
use crate::affine::Affine;
use crate::ply::EXPORT_AGAIN;

/// Deepest nesting of nodes.
const DEEPEST: usize = 256;

/// A node in its place.
pub(super) struct Placed<'j> {
    pub(super) field: Field<'j>,
    pub(super) world: Affine,
}

/// All nodes of the default scene (or the first; without scenes, all that are nobody's children), parents first.
pub(super) fn placed<'j>(root: &Field<'j>) -> Result<Vec<Placed<'j>>, ImportError> {
    let nodes = root.field("nodes");
    let scenes = root.field("scenes");
    let scene = match root.field("scene").reference(&scenes)? {
        None if scenes.len() > 0 => Some(scenes.item(0)),
        other => other,
    };
    let tops: Vec<Field<'j>> = match scene {
        Some(scene) => {
            let references = scene.field("nodes");
            let found: Result<Vec<_>, _> = references.items().map(|reference| reference.reference(&nodes)).collect();
            found?.into_iter().flatten().collect()
        }
        None => without_parent(&nodes)?,
    };
    let mut placed = Vec::new();
    let mut seen = vec![false; nodes.len()];
    // A stack of nodes to visit with their parent's map and depth; reversed, so that they come out in order.
    let mut stack: Vec<(Field<'j>, Affine, usize)> =
        tops.into_iter().rev().map(|node| (node, Affine::IDENTITY, 0)).collect();
    while let Some((field, parent, depth)) = stack.pop() {
        let number = field.number().unwrap_or(0);
        if std::mem::replace(&mut seen[number], true) {
            return Err(field.fault("this node is in the tree twice", EXPORT_AGAIN));
        }
        if depth > DEEPEST {
            return Err(field.fault(format!("nodes are nested more than {DEEPEST} deep"), EXPORT_AGAIN));
        }
        let world = parent.after(&local(&field)?);
        if !world.is_finite() {
            return Err(field.fault("the map of this node grows beyond all numbers", EXPORT_AGAIN));
        }
        for child in field.field("children").items().collect::<Vec<_>>().into_iter().rev() {
            if let Some(child) = child.reference(&nodes)? {
                stack.push((child, world, depth + 1));
            }
        }
        placed.push(Placed { field, world });
    }
    Ok(placed)
}

fn without_parent<'j>(nodes: &Field<'j>) -> Result<Vec<Field<'j>>, ImportError> {
    let mut is_child = vec![false; nodes.len()];
    for node in nodes.items() {
        for child in node.field("children").items() {
            if let Some(number) = child.reference(nodes)?.and_then(|child| child.number()) {
                is_child[number] = true;
            }
        }
    }
    Ok(nodes.items().zip(is_child).filter(|(_, is_child)| !is_child).map(|(node, _)| node).collect())
}

/// The node's own map: a matrix by columns, or scale, then rotation, then translation.
fn local(node: &Field<'_>) -> Result<Affine, ImportError> {
    let matrix = node.field("matrix");
    if let Some(m) = matrix.numbers::<16>()? {
        if [m[3], m[7], m[11], m[15]] != [0.0, 0.0, 0.0, 1.0] {
            return Err(matrix.fault("the last row of the matrix is not 0 0 0 1", EXPORT_AGAIN));
        }
        return Ok(Affine([0, 1, 2].map(|row| [m[row], m[4 + row], m[8 + row], m[12 + row]])));
    }
    let translation = node.field("translation").numbers()?.unwrap_or([0.0; 3]);
    let scale = node.field("scale").numbers()?.unwrap_or([1.0; 3]);
    let rotation = node.field("rotation");
    let turned = Affine::quaternion(rotation.numbers()?.unwrap_or([0.0, 0.0, 0.0, 1.0]));
    let turned = turned.ok_or_else(|| rotation.fault("the quaternion is zero", EXPORT_AGAIN))?;
    Ok(Affine::translation(translation).after(&turned).after(&Affine::scale(scale)))
}
