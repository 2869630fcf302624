//! A geometry with the names of its objects, from a scene or from imported meshes.

use glam::DVec3;
use mesh_import::{DEFAULT_THICKNESS_M, Imported, ImportedMaterial, MaterialKind};
use twin_radio::{Geometry, GeometryBuilder, GeometryError, Material, Scattering};
use twin_scene::Scene;

/// Why there is no case.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The scene's solids cannot be built.
    #[error(transparent)]
    Scene(#[from] twin_sim::load::LoadError),
    /// A mesh that makes no surface.
    #[error("object {name:?}: {fault}")]
    Mesh {
        /// Its name.
        name: String,
        /// What is wrong with it.
        fault: GeometryError,
    },
}

/// A geometry and what its objects are called.
pub struct Case {
    /// The surfaces.
    pub geometry: Geometry,
    /// Name of each object, index = object.
    pub names: Vec<String>,
    /// What was assumed or left out, one sentence each.
    pub notes: Vec<String>,
}

impl Case {
    /// The solids of a scene: ground first, then buildings, blocks and meshes in their order.
    ///
    /// # Errors
    /// [`CaseError::Scene`].
    pub fn from_scene(scene: &Scene) -> Result<Self, CaseError> {
        let geometry = twin_sim::load::build_geometry(scene)?;
        Ok(Self { geometry, names: twin_sim::load::object_names(scene), notes: Vec::new() })
    }

    /// The meshes of an imported file, in its order. Meshes without any area are left out with a note.
    ///
    /// # Errors
    /// [`CaseError::Mesh`] for a mesh with corners that are no numbers.
    pub fn from_imported(imported: &Imported) -> Result<Self, CaseError> {
        let mut builder = GeometryBuilder::new();
        let (mut names, mut notes) = (Vec::new(), imported.notes.clone());
        for object in &imported.objects {
            let stated = imported.materials.iter().find(|material| Some(&material.name) == object.material.as_ref());
            let material = material_of(stated, &object.name, &mut notes);
            let thickness_m = stated.and_then(|material| material.thickness_m).unwrap_or(DEFAULT_THICKNESS_M);
            let corner = |index: u32| DVec3::from_array(object.vertices[index as usize]);
            let triangles: Vec<[DVec3; 3]> = object.faces.iter().map(|face| face.map(corner)).collect();
            match builder.add_triangles(&triangles, &material, thickness_m) {
                Ok(_) => names.push(object.name.clone()),
                Err(GeometryError::NoArea) => {
                    notes.push(format!("object {:?} has no triangle with an area and was left out", object.name));
                }
                Err(fault) => return Err(CaseError::Mesh { name: object.name.clone(), fault }),
            }
        }
        Ok(Self { geometry: builder.build(), names, notes })
    }

    /// Name of the object a surface belongs to.
    pub fn name_of(&self, surface: u32) -> &str {
        let object = self.geometry.object_of(surface).and_then(|object| self.names.get(object as usize));
        object.map_or("", String::as_str)
    }
}

/// The radio material of an object; where the file says nothing of it, concrete, with a note.
fn material_of(stated: Option<&ImportedMaterial>, object: &str, notes: &mut Vec<String>) -> Material {
    let mut assume = |why: String| {
        notes.push(format!("{why}; concrete is taken"));
        Material::all()[0].clone()
    };
    let smooth = match stated.map(|material| (&material.name, &material.kind)) {
        Some((name, MaterialKind::Custom { relative_permittivity, conductivity_s_per_m })) => {
            Material::custom(name, *relative_permittivity, *conductivity_s_per_m)
        }
        Some((name, MaterialKind::Itu(class))) => Material::by_name(class)
            .cloned()
            .unwrap_or_else(|| assume(format!("material {name:?} names no class of ITU-R P.2040: {class:?}"))),
        Some((name, MaterialKind::Unknown)) => assume(format!("material {name:?} has no radio properties")),
        None => assume(format!("object {object:?} has no material")),
    };
    // As in Sionna RT, Lambert's law where the file names a coefficient; cross-polarisation is left out.
    let coefficient = stated.map_or(0.0, |material| material.scattering_coefficient);
    smooth.with_scattering(Scattering { coefficient, lobe: 0 })
}
