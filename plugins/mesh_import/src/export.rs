//! Meshes and materials as a scene that Sionna RT's `load_scene` (tried with version 2.2) takes: `scene.xml` and `meshes/*.ply`.
//!
//! Sionna RT keeps objects and materials under one set of names, takes any name after `itu_` for a class of P.2040, and drops the scattering
//! coefficients of such materials. Names that would go wrong are changed: full stops and control characters become underscores, `itu_` is
//! taken off where it would mislead, and a name that is taken gets a number.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::names::{self, ITU_NAMES, Unique};
use crate::{Imported, ImportedMaterial, MaterialKind, Object};

/// Class that stands in for a material of which nothing is known, here and in [`scene_from`](crate::scene_from).
pub(crate) const STAND_IN: &str = "concrete";

/// The files of a Mitsuba scene, each with its path relative to the scene's folder; `scene.xml` is the first.
///
/// Objects without material, and materials of unknown make, become concrete, said so in a comment. Coordinates become single precision, as
/// Sionna RT holds them.
pub fn export_mitsuba(imported: &Imported) -> Vec<(String, Vec<u8>)> {
    let mut names = Unique::default();
    let mut xml = String::from("<scene version=\"2.1.0\">\n\n<!-- Materials -->\n\n");
    let mut id_of: BTreeMap<&str, String> = BTreeMap::new();
    for material in &imported.materials {
        let id = format!("mat-{}", names.name(&material_name(material)));
        bsdf(&mut xml, &id, material);
        id_of.entry(&material.name).or_insert(id);
    }
    let known = |object: &Object| object.material.as_deref().and_then(|name| id_of.get(name)).map(String::as_str);
    let needs_stand_in = imported.objects.iter().any(|object| known(object).is_none());
    let stand_in = format!("mat-{}", if needs_stand_in { names.name("no_material") } else { String::new() });
    if needs_stand_in {
        bsdf(&mut xml, &stand_in, &ImportedMaterial::new("no_material", MaterialKind::Unknown));
    }
    xml.push_str("\n<!-- Shapes -->\n\n");
    let mut file_names = Unique::default();
    let mut meshes = Vec::new();
    for object in &imported.objects {
        let name = names.name(&plain(&object.name));
        let file = format!("meshes/{}.ply", file_names.name(&file_name(&name)));
        let material = known(object).unwrap_or(&stand_in);
        shape(&mut xml, &name, &file, material);
        meshes.push((file, ply(object)));
    }
    xml.push_str("</scene>\n");
    let mut files = vec![("scene.xml".to_owned(), xml.into_bytes())];
    files.append(&mut meshes);
    files
}

/// A name that Sionna RT reads as it is meant.
fn material_name(material: &ImportedMaterial) -> String {
    let name = plain(&material.name);
    let scatters = material.scattering_coefficient != 0.0 || material.xpd_coefficient != 0.0;
    let class = class(material);
    match (names::after_itu(&name), class) {
        // Only the very class may follow `itu_`, and only if nothing is stated that would be dropped.
        (Some(after), Some(class)) if after == class && !scatters => name,
        (Some(after), Some(_)) => after.to_owned(),
        (Some(after), None) => format!("custom_{after}"),
        // A constant material may not bear the bare name of a class.
        (None, None) if ITU_NAMES.contains(&name.as_str()) => format!("custom_{name}"),
        (None, _) => name,
    }
}

/// The class of P.2040 to write, if the material is one (or nothing is known of it).
fn class(material: &ImportedMaterial) -> Option<&str> {
    match &material.kind {
        MaterialKind::Itu(class) => Some(names::itu_class(class).unwrap_or(STAND_IN)),
        MaterialKind::Unknown => Some(STAND_IN),
        MaterialKind::Custom { .. } => None,
    }
}

fn bsdf(xml: &mut String, id: &str, material: &ImportedMaterial) {
    let mut float = String::new();
    let mut push = |name: &str, value: f64| {
        if value.is_finite() {
            float.push_str(&format!("\t\t<float name=\"{name}\" value=\"{value:?}\"/>\n"));
        }
    };
    if let MaterialKind::Custom { relative_permittivity, conductivity_s_per_m } = material.kind {
        push("relative_permittivity", relative_permittivity);
        push("conductivity", conductivity_s_per_m);
    }
    if let Some(thickness_m) = material.thickness_m {
        push("thickness", thickness_m);
    }
    if material.scattering_coefficient != 0.0 {
        push("scattering_coefficient", material.scattering_coefficient);
    }
    if material.xpd_coefficient != 0.0 {
        push("xpd_coefficient", material.xpd_coefficient);
    }
    if material.kind == MaterialKind::Unknown {
        xml.push_str(&format!("\t<!-- Nothing is known of the next material: {STAND_IN} stands in. -->\n"));
    }
    let kind = if class(material).is_some() { "itu-radio-material" } else { "radio-material" };
    xml.push_str(&format!("\t<bsdf type=\"{kind}\" id=\"{}\">\n", escaped(id)));
    if let Some(class) = class(material) {
        xml.push_str(&format!("\t\t<string name=\"type\" value=\"{class}\"/>\n"));
    }
    xml.push_str(&float);
    if let Some([r, g, b]) = material.color {
        xml.push_str(&format!("\t\t<rgb name=\"color\" value=\"{r}, {g}, {b}\"/>\n"));
    }
    xml.push_str("\t</bsdf>\n");
}

fn shape(xml: &mut String, name: &str, file: &str, material: &str) {
    let (name, material) = (escaped(name), escaped(material));
    write!(
        xml,
        "\t<shape type=\"ply\" id=\"mesh-{name}\">\n\t\t<string name=\"filename\" value=\"{file}\"/>\n\
         \t\t<boolean name=\"face_normals\" value=\"true\"/>\n\t\t<ref id=\"{material}\" name=\"bsdf\"/>\n\t</shape>\n"
    )
    .expect("writing to a string cannot fail");
}

/// Binary, little-endian; faces keep their order.
fn ply(object: &Object) -> Vec<u8> {
    let (vertices, faces) = (&object.vertices, &object.faces);
    let head = format!(
        "ply\nformat binary_little_endian 1.0\nelement vertex {}\nproperty float x\nproperty float y\nproperty float z\n\
         element face {}\nproperty list uchar int vertex_indices\nend_header\n",
        vertices.len(),
        faces.len()
    );
    let mut bytes = head.into_bytes();
    bytes.reserve(12 * vertices.len() + 13 * faces.len());
    for c in vertices.as_flattened() {
        bytes.extend((*c as f32).to_le_bytes());
    }
    for face in faces {
        bytes.push(3);
        for corner in face {
            bytes.extend(corner.to_le_bytes());
        }
    }
    bytes
}

/// A name that may stand in an id: Mitsuba takes full stops for paths.
fn plain(name: &str) -> String {
    let name: String = name.chars().map(|c| if c == '.' || c.is_control() { '_' } else { c }).collect();
    if name.trim().is_empty() { "unnamed".to_owned() } else { name }
}

/// A name that every file system takes, in small letters as some do not tell capitals apart.
fn file_name(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c.to_ascii_lowercase() } else { '_' };
    name.chars().take(100).map(safe).collect()
}

fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    quick_xml::escape::escape(text)
}
