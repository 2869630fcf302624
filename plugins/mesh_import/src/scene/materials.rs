//! Material names of a scene for imported materials.

use std::collections::{BTreeMap, BTreeSet};

use twin_scene::MATERIALS;
use twin_scene::schema::{CustomMaterial, GroundMaterial};
use twin_units::math;

use super::CARRIER;
use crate::export::STAND_IN;
use crate::{DEFAULT_THICKNESS_M, ImportedMaterial, MaterialKind};

/// Rows of P.2040 for classes that scenes have no name for: permittivity, c and d of σ = c f^d with f in GHz. Copied from Sionna RT 2.2.
/// `clear_acrylic` is measured from 110 to 330 GHz only.
const OTHER_CLASSES: [(&str, f64, f64, f64); 5] = [
    ("vacuum", 1.0, 0.0, 0.0),
    ("clear_acrylic", 2.58, 0.0001, 1.6524),
    ("vinyl_tile", 3.62, 0.0051, 0.8422),
    ("carpet_tile", 2.08, 0.0009, 0.82),
    ("asphalt_concrete", 4.83, 0.0108, 1.3969),
];

/// The materials of the scene to be.
pub(super) struct Materials<'i> {
    imported: BTreeMap<&'i str, &'i ImportedMaterial>,
    /// Name in the scene by imported name.
    known: BTreeMap<&'i str, String>,
    /// Materials that the scene must describe itself.
    pub(super) own: Vec<CustomMaterial>,
    assumed: BTreeSet<&'i str>,
    smooth: BTreeSet<&'i str>,
}

impl<'i> Materials<'i> {
    /// None used yet.
    pub(super) fn new(imported: &'i [ImportedMaterial]) -> Self {
        Self {
            imported: imported.iter().map(|material| (material.name.as_str(), material)).collect(),
            known: BTreeMap::new(),
            own: Vec::new(),
            assumed: BTreeSet::new(),
            smooth: BTreeSet::new(),
        }
    }

    /// Name and thickness of a mesh of an imported material.
    pub(super) fn of(&mut self, name: Option<&'i str>) -> (String, Option<f64>) {
        let found = name.and_then(|name| self.imported.get(name).copied());
        let Some(material) = found else {
            self.assumed.insert(name.unwrap_or("none"));
            return (STAND_IN.into(), Some(DEFAULT_THICKNESS_M));
        };
        let thickness_m = material.thickness_m.unwrap_or(DEFAULT_THICKNESS_M).clamp(0.0, 1000.0);
        let known = match self.known.get(material.name.as_str()) {
            Some(known) => known.clone(),
            None => self.add(material),
        };
        (known, Some(thickness_m))
    }

    /// What was assumed, one sentence each.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        for (what, names) in [
            (format!("Taken for {STAND_IN}, as nothing else is known"), &self.assumed),
            ("Scattering is not taken over".to_owned(), &self.smooth),
        ] {
            if !names.is_empty() {
                let some: Vec<&str> = names.iter().copied().take(5).collect();
                let more = if names.len() > 5 { format!(" and {} more", names.len() - 5) } else { String::new() };
                remarks.push(format!("{what}: {}{more}.", some.join(", ")));
            }
        }
        remarks
    }

    fn add(&mut self, material: &'i ImportedMaterial) -> String {
        let name = match &material.kind {
            MaterialKind::Itu(class) if MATERIALS.contains(&class.as_str()) => {
                if material.scattering_coefficient != 0.0 {
                    self.smooth.insert(&material.name);
                }
                class.clone()
            }
            MaterialKind::Itu(class) => match OTHER_CLASSES.iter().find(|row| row.0 == class) {
                Some(&(_, relative_permittivity, c, d)) => {
                    let ghz = CARRIER.frequency_ghz;
                    let source = format!("ITU-R P.2040 {class} at {ghz} GHz, coefficients from Sionna RT 2.2");
                    self.own(material, relative_permittivity, c * math::powf(ghz, d), source)
                }
                None => self.stand_in(material),
            },
            &MaterialKind::Custom { relative_permittivity, conductivity_s_per_m } => {
                self.own(material, relative_permittivity, conductivity_s_per_m, "stated by the imported file".into())
            }
            MaterialKind::Unknown => self.stand_in(material),
        };
        self.known.insert(&material.name, name.clone());
        name
    }

    fn stand_in(&mut self, material: &'i ImportedMaterial) -> String {
        self.assumed.insert(&material.name);
        STAND_IN.into()
    }

    /// Describes a material under its name, or a longer one if that means something else.
    fn own(
        &mut self,
        material: &ImportedMaterial,
        relative_permittivity: f64,
        conductivity: f64,
        source: String,
    ) -> String {
        let mut name = if material.name.trim().is_empty() { "unnamed".to_owned() } else { material.name.clone() };
        let is_taken = |name: &str| {
            MATERIALS.contains(&name) || name == GroundMaterial::NONE || self.own.iter().any(|own| own.name == name)
        };
        while is_taken(&name) {
            name.push_str("_imported");
        }
        self.own.push(CustomMaterial {
            name: name.clone(),
            relative_permittivity: relative_permittivity.clamp(1.0, 1e5),
            conductivity_s_per_m: conductivity.clamp(0.0, 1e9),
            thickness_m: material.thickness_m.map(|thickness_m| thickness_m.clamp(0.0, 1000.0)),
            scattering_coefficient: material.scattering_coefficient.clamp(0.0, 1.0),
            // Sionna RT scatters by Lambert's law where nothing else is said.
            scattering_lobe: 0,
            source,
        });
        name
    }
}
