//! Mitsuba 3 scenes as Sionna RT ships and loads them (`sionna.rt.load_scene`, version 2.2), read without Mitsuba.
//!
//! `tree` reads the XML with its includes and parameters, `value` the numbers in it, `transform` the maps, `material` the BSDFs, `shape`
//! makes the meshes.
//!
//! What has no radio meaning (sensors, emitters, textures, integrators) is passed over in silence; shapes and materials that cannot be
//! taken over are named in the notes.

mod material;
mod primitives;
mod shape;
mod transform;
mod tree;
mod value;

use crate::{ImportError, Imported, Read};

/// Reads a scene; `file_name` is for messages, `read` gives the meshes and included files by their path relative to the scene.
///
/// # Errors
/// [`ImportError`] with file and line, for the scene and for every mesh it uses.
pub fn import_mitsuba(xml: &str, file_name: &str, read: &mut Read<'_>) -> Result<Imported, ImportError> {
    let scene = tree::read(xml, file_name, read)?;
    let mut materials = material::Materials::default();
    materials.collect(&scene)?;
    let mut shapes = shape::Shapes::new(&scene, materials, read);
    shapes.collect(&scene)?;
    Ok(shapes.finish())
}
