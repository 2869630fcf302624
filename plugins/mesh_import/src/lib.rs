//! Meshes with radio materials from Mitsuba 3 scenes (as Sionna RT reads and ships them), PLY, OBJ and glTF.
//!
//! Bytes in, [`Imported`] out; no files, no drawing. Start at [`import_any`]. What a scene refers to (meshes, included files) is asked of
//! the caller through a function from relative path to bytes, so that a folder, an archive and a browser's file list serve alike.
//!
//! In reading order: `mitsuba` reads scenes with the shapes and materials in them, `ply`, `obj` and `gltf` read triangles, `polygon` cuts
//! faces of more than three corners, `names` holds Sionna's naming rules, `limits` what is refused as too large. Nothing a file says makes
//! this crate panic.
//!
//! [`scene_from`] makes a scene of the twin that runs, [`export_mitsuba`] one for Sionna RT.

mod affine;
mod error;
mod export;
mod gltf;
mod limits;
mod mitsuba;
mod names;
mod obj;
mod paths;
mod ply;
mod polygon;
mod scene;

pub use error::{ImportError, Place};
pub use export::export_mitsuba;
pub use gltf::import_gltf;
pub use limits::{MOST_FACES, MOST_FILE_BYTES, MOST_VERTICES};
pub use mitsuba::import_mitsuba;
pub use obj::import_obj;
pub use ply::import_ply;
pub use scene::scene_from;

/// Gives the bytes of a file that a scene refers to, by its path relative to the scene file, or one sentence why it cannot.
pub type Read<'a> = dyn FnMut(&str) -> Result<Vec<u8>, String> + 'a;

/// Thickness that Sionna RT takes where a material states none, m.
pub const DEFAULT_THICKNESS_M: f64 = 0.1;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// Meshes in the order of the file.
    pub objects: Vec<Object>,
    /// Materials in the order of the file; each is named once.
    pub materials: Vec<ImportedMaterial>,
    /// What was left out or assumed, one sentence each.
    pub notes: Vec<String>,
}

/// A triangle mesh of one material.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    /// Name as Sionna RT gives it: the shape's id without a leading `mesh-`. Each name is used once.
    pub name: String,
    /// Name of one of [`Imported::materials`], if the file assigns any.
    pub material: Option<String>,
    /// Corners in the scene's axes, m.
    pub vertices: Vec<[f64; 3]>,
    /// Triangles as indexes into `vertices`, in file order: for a mesh of triangles, the position here is the face's number in the PLY file.
    pub faces: Vec<[u32; 3]>,
}

/// A radio material as the file states it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedMaterial {
    /// Name as Sionna RT gives it: the id without a leading `mat-`.
    pub name: String,
    /// What it is made of.
    pub kind: MaterialKind,
    /// Thickness, m; `None` where the file states none ([`DEFAULT_THICKNESS_M`] in Sionna RT).
    pub thickness_m: Option<f64>,
    /// Scattering coefficient S, 0..=1: share of the reflected field's amplitude that is scattered.
    pub scattering_coefficient: f64,
    /// Cross-polarisation discrimination coefficient K_x of the scattered field, 0..=1.
    pub xpd_coefficient: f64,
    /// Colour to draw it in, red, green, blue, 0..=1, if the file states one.
    pub color: Option<[f64; 3]>,
}

/// What a material is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum MaterialKind {
    /// A class of ITU-R P.2040 by its name in Sionna RT, e.g. `concrete` or `wet_ground`.
    Itu(String),
    /// Constants at all frequencies.
    Custom {
        /// Real part of the relative permittivity, at least 1.
        relative_permittivity: f64,
        /// Conductivity, S/m, not negative.
        conductivity_s_per_m: f64,
    },
    /// The file says nothing about its radio properties.
    Unknown,
}

impl Imported {
    /// Adds what another file holds; objects and materials whose names are taken get a number.
    pub fn join(&mut self, other: Self) {
        let mut renamed = Vec::new();
        for mut material in other.materials {
            if self.materials.contains(&material) {
                continue;
            }
            let old = material.name.clone();
            material.name = free_name(&old, |name| self.materials.iter().any(|known| known.name == name));
            renamed.push((old, material.name.clone()));
            self.materials.push(material);
        }
        for mut object in other.objects {
            let new_name = |name: String| {
                renamed.iter().find(|(old, _)| *old == name).map_or(name.clone(), |(_, new)| new.clone())
            };
            object.material = object.material.map(new_name);
            object.name = free_name(&object.name, |name| self.objects.iter().any(|known| known.name == name));
            self.objects.push(object);
        }
        self.notes.extend(other.notes);
    }
}

/// The name itself, or with the first number that makes it free.
fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = |n: u32| if n == 1 { name.to_owned() } else { format!("{name}_{n}") };
    (1..).map(numbered).find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
}

impl ImportedMaterial {
    /// A material of a kind with nothing else stated.
    pub fn new(name: impl Into<String>, kind: MaterialKind) -> Self {
        Self {
            name: name.into(),
            kind,
            thickness_m: None,
            scattering_coefficient: 0.0,
            xpd_coefficient: 0.0,
            color: None,
        }
    }
}

/// Reads a file by the ending of its name: `.xml` (Mitsuba), `.ply`, `.obj`, `.gltf` or `.glb`.
///
/// # Errors
/// [`ImportError`], one sentence with file, place and remedy.
pub fn import_any(file_name: &str, bytes: &[u8], read: &mut Read<'_>) -> Result<Imported, ImportError> {
    let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("xml") => import_mitsuba(paths::text(bytes, file_name)?, file_name, read),
        Some("ply") => import_ply(bytes, file_name),
        Some("obj") => import_obj(bytes, file_name, read),
        Some("gltf" | "glb") => import_gltf(bytes, file_name, read),
        _ => Err(ImportError::UnknownFormat { file: file_name.to_owned() }),
    }
}
