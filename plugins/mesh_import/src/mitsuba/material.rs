//! `<bsdf>` to radio materials, by Sionna RT's rules.
//!
//! An id that begins with `itu_` (after `mat-`) is a class of P.2040 whatever its type; otherwise the types `itu-radio-material` and
//! `radio-material` say what it is. Sionna RT 2.2 drops scattering coefficients of materials whose id begins with `itu_`; they are kept here.

use std::collections::BTreeMap;

use super::tree::Node;
use super::value::{numbers, property, string};
use crate::error::excerpt;
use crate::names::{self, Unique};
use crate::{ImportError, ImportedMaterial, MaterialKind};

const LARGEST: f64 = 1e12;

/// The materials of a scene.
#[derive(Default)]
pub(super) struct Materials {
    list: Vec<ImportedMaterial>,
    names: Unique,
    /// Index into `list` by id.
    by_id: BTreeMap<String, usize>,
    notes: Vec<String>,
}

impl Materials {
    /// Takes the materials that stand outside shapes.
    pub(super) fn collect(&mut self, scene: &Node) -> Result<(), ImportError> {
        for bsdf in scene.children.iter().filter(|node| node.tag == "bsdf") {
            let Some(id) = bsdf.id() else {
                return Err(bsdf.fault("this <bsdf> has no id, so nothing can use it", "add id=\"…\" or remove it"));
            };
            if self.by_id.contains_key(id) {
                return Err(bsdf.fault(format!("the id {:?} is used twice", excerpt(id)), "give each <bsdf> its own"));
            }
            self.add(bsdf, id)?;
        }
        Ok(())
    }

    /// Name of the material of a shape, from a `<bsdf>` inside it or a `<ref>` to one.
    pub(super) fn of_shape(&mut self, shape: &Node, object: &str) -> Result<Option<String>, ImportError> {
        if let Some(bsdf) = shape.children.iter().find(|child| child.tag == "bsdf") {
            let id = bsdf.id().or_else(|| bsdf.attribute("name").filter(|name| !matches!(*name, "" | "bsdf")));
            let made_up = format!("{object}-material");
            // One material may stand inside many shapes under one id.
            let index = match id.and_then(|id| self.by_id.get(id)) {
                Some(&index) => index,
                None => self.add(bsdf, id.unwrap_or(&made_up))?,
            };
            return Ok(Some(self.list[index].name.clone()));
        }
        for reference in shape.children.iter().filter(|child| child.tag == "ref") {
            let Some(id) = reference.attribute("id") else {
                return Err(reference.fault("a <ref> needs an id", "add it"));
            };
            if let Some(&index) = self.by_id.get(id) {
                return Ok(Some(self.list[index].name.clone()));
            }
            if reference.attribute("name").is_none_or(|name| name == "bsdf") {
                let message = format!("there is no <bsdf> with the id {:?}", excerpt(id));
                return Err(reference.fault(message, "add it to the scene or correct the reference"));
            }
        }
        Ok(None)
    }

    /// All materials, and what was assumed about them.
    pub(super) fn finish(self) -> (Vec<ImportedMaterial>, Vec<String>) {
        (self.list, self.notes)
    }

    fn add(&mut self, bsdf: &Node, id: &str) -> Result<usize, ImportError> {
        let name = self.names.name(names::material_name(id));
        let kind = self.kind(bsdf, &name)?;
        let states = radio_part(bsdf);
        self.list.push(ImportedMaterial {
            kind,
            thickness_m: property(states, "thickness", 0.0, LARGEST)?,
            scattering_coefficient: property(states, "scattering_coefficient", 0.0, 1.0)?.unwrap_or(0.0),
            xpd_coefficient: property(states, "xpd_coefficient", 0.0, 1.0)?.unwrap_or(0.0),
            color: color(bsdf)?,
            name,
        });
        self.by_id.insert(id.to_owned(), self.list.len() - 1);
        Ok(self.list.len() - 1)
    }

    fn kind(&mut self, bsdf: &Node, name: &str) -> Result<MaterialKind, ImportError> {
        let states = radio_part(bsdf);
        let by_name = names::after_itu(name);
        if states.kind() == "radio-material" && by_name.is_none() {
            return Ok(MaterialKind::Custom {
                relative_permittivity: property(states, "relative_permittivity", 1.0, LARGEST)?.unwrap_or(1.0),
                conductivity_s_per_m: property(states, "conductivity", 0.0, LARGEST)?.unwrap_or(0.0),
            });
        }
        let stated =
            if states.kind() == "itu-radio-material" || by_name.is_some() { string(states, "type") } else { None };
        if states.kind() == "itu-radio-material" && stated.is_none() && by_name.is_none() {
            return Err(states.fault(
                format!("{} does not say its type", bsdf.label()),
                "add <string name=\"type\" value=\"concrete\"/> or the like",
            ));
        }
        let word = stated.or(by_name).unwrap_or(name);
        let class = names::itu_class(word);
        if let Some(class) = class {
            if stated.or(by_name).is_none() {
                self.notes.push(format!("Material {name:?} is taken for {class} of ITU-R P.2040 by its name."));
            }
            return Ok(MaterialKind::Itu(class.to_owned()));
        }
        self.notes.push(if stated.or(by_name).is_some() {
            format!("Material {name:?} names the class {:?}, which ITU-R P.2040 does not have.", excerpt(word))
        } else {
            format!("Material {name:?} says nothing about its radio properties.")
        });
        Ok(MaterialKind::Unknown)
    }
}

/// The BSDF that states radio properties: this one, or one wrapped in it.
fn radio_part(bsdf: &Node) -> &Node {
    let is_radio = |node: &Node| matches!(node.kind(), "radio-material" | "itu-radio-material");
    let mut at = bsdf;
    while !is_radio(at) {
        match at.children.iter().find(|child| child.tag == "bsdf") {
            Some(inner) => at = inner,
            None => return bsdf,
        }
    }
    at
}

/// The colour anywhere inside, by the names that Sionna RT looks for.
fn color(bsdf: &Node) -> Result<Option<[f64; 3]>, ImportError> {
    for name in ["color", "reflectance", "base_color"] {
        if let Some(rgb) = find_rgb(bsdf, name) {
            let text = rgb.attribute("value").unwrap_or("").trim();
            if let Some(color) = hex_color(text) {
                return Ok(Some(color));
            }
            return match *numbers(rgb, "value")?.as_slice() {
                [r, g, b] => Ok(Some([r, g, b].map(|c| c.clamp(0.0, 1.0)))),
                [grey] => Ok(Some([grey.clamp(0.0, 1.0); 3])),
                _ => Ok(None),
            };
        }
    }
    Ok(None)
}

fn find_rgb<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    node.named("rgb", name).or_else(|| node.children.iter().find_map(|child| find_rgb(child, name)))
}

/// `#rrggbb`, taken as it stands (no gamma).
fn hex_color(text: &str) -> Option<[f64; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let mut color = [0.0; 3];
    for (i, c) in color.iter_mut().enumerate() {
        *c = f64::from(u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).ok()?) / 255.0;
    }
    Some(color)
}
