//! Rules of a scene's own materials.

use super::{Checker, MATERIALS};
use crate::fault::quoted;
use crate::schema::{GroundMaterial, Scene};

/// Most materials of a scene.
const MOST: usize = 1000;

/// Checks the materials and makes their names known to the checker.
pub(super) fn check(scene: &Scene, to: &mut Checker) {
    to.count("materials", scene.materials.len(), 0, MOST);
    for (i, material) in scene.materials.iter().enumerate() {
        let path = format!("materials[{i}]");
        let name = material.name.as_str();
        to.name(format!("{path}.name"), name);
        if MATERIALS.contains(&name) || name == GroundMaterial::NONE {
            let message = format!("{} is a built-in name", quoted(name));
            to.fault(format!("{path}.name"), message, "choose another, e.g. with \"_of_mine\" at its end");
        } else if !to.own_materials.insert(name.to_owned()) {
            to.fault(
                format!("{path}.name"),
                format!("{} is described twice", quoted(name)),
                "give each material its own name",
            );
        }
        to.range(
            format!("{path}.relative_permittivity"),
            material.relative_permittivity,
            1.0,
            1e5,
            "relative permittivity",
        );
        to.range(
            format!("{path}.conductivity_s_per_m"),
            material.conductivity_s_per_m,
            0.0,
            1e9,
            "conductivity in S/m",
        );
        thickness(format!("{path}.thickness_m"), material.thickness_m, to);
        to.range(
            format!("{path}.scattering_coefficient"),
            material.scattering_coefficient,
            0.0,
            1.0,
            "scattering coefficient",
        );
        to.range(
            format!("{path}.scattering_lobe"),
            f64::from(material.scattering_lobe),
            0.0,
            10.0,
            "exponent of the scattering pattern",
        );
        if material.source.trim().is_empty() {
            to.fault(
                format!("{path}.source"),
                "the source is empty",
                "say where the numbers come from, or \"assumed\"",
            );
        }
    }
}

/// A thickness, if it is stated.
pub(super) fn thickness(path: String, thickness_m: Option<f64>, to: &mut Checker) {
    if let Some(thickness_m) = thickness_m {
        to.range(path, thickness_m, 0.0, 1000.0, "thickness in m");
    }
}
