//! glTF 2.0 and GLB: the triangles of the default scene with the maps of their nodes, turned from y up to z up.
//!
//! `container` finds the JSON and the bytes, `json` reads fields with their paths, `accessor` the numbers, `nodes` the tree of nodes. Lengths
//! and indexes are checked here, none is believed.

mod accessor;
mod container;
mod json;
mod nodes;

use crate::affine::Affine;
use crate::limits::{Budget, FARTHEST_M, MOST_OBJECTS, refuse};
use crate::names::{self, Unique};
use crate::ply::EXPORT_AGAIN;
use crate::{ImportError, Imported, ImportedMaterial, Object, Read, paths};
use accessor::Buffers;
use json::Field;

/// glTF has y up and −z ahead; the twin has z up: (x, y, z) becomes (x, −z, y).
const Z_UP: Affine = Affine([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, 0.0]]);

/// Most materials.
const MOST_MATERIALS: usize = 10_000;
/// Extensions that change nothing read here, or are read.
const HARMLESS: [&str; 3] = ["KHR_mesh_quantization", "KHR_texture_transform", "EXT_texture_webp"];

/// Reads a `.gltf` or `.glb` file, one object for each triangle primitive of each node; `name` is the file's name.
///
/// Materials are known by their names: `itu_…` and the classes of P.2040 as in Sionna RT.
///
/// # Errors
/// [`ImportError`] with the field or byte of the fault.
pub fn import_gltf(bytes: &[u8], name: &str, read: &mut Read<'_>) -> Result<Imported, ImportError> {
    let container = container::open(bytes, name)?;
    let root = Field::root(name, &container.json);
    required_extensions(&root)?;
    let mut notes = Vec::new();
    let materials = materials(&root, &mut notes)?;
    let mut builder = Builder {
        buffers: Buffers::new(&root, container.binary, read),
        root: root.clone(),
        fallback: paths::stem(name),
        materials: &materials,
        budget: Budget::default(),
        names: Unique::default(),
        objects: Vec::new(),
        n_other: 0,
        n_skinned: 0,
    };
    for node in nodes::placed(&root)? {
        builder.node(&node)?;
    }
    let Builder { objects, n_other, n_skinned, .. } = builder;
    if n_other > 0 {
        notes.push(format!("{n_other} primitives of points or lines were left out."));
    }
    if n_skinned > 0 {
        notes.push(format!("{n_skinned} meshes with skeletons were taken in their pose at rest."));
    }
    Ok(Imported { objects, materials, notes })
}

/// Refuses files that cannot be understood without an extension.
fn required_extensions(root: &Field<'_>) -> Result<(), ImportError> {
    for extension in root.field("extensionsRequired").items() {
        let name = extension.text().unwrap_or("");
        // Extensions of materials change looks only.
        if !(HARMLESS.contains(&name) || name.starts_with("KHR_materials_") || name.starts_with("KHR_lights_")) {
            let message = format!("the file needs the extension {name:?}");
            return Err(extension.fault(message, "export it without compression and extensions"));
        }
    }
    Ok(())
}

fn materials(root: &Field<'_>, notes: &mut Vec<String>) -> Result<Vec<ImportedMaterial>, ImportError> {
    let fields = root.field("materials");
    refuse(fields.file(), &fields.place(), "materials", fields.len() as u64, MOST_MATERIALS)?;
    let mut unique = Unique::default();
    let mut materials = Vec::new();
    for (i, field) in fields.items().enumerate() {
        let made_up = format!("material_{i}");
        let named = field.field("name").text().filter(|name| !name.is_empty()).unwrap_or(&made_up);
        let mut material = names::material_by_name(&unique.name(names::material_name(named)), notes);
        let color = field.field("pbrMetallicRoughness").field("baseColorFactor").numbers::<4>()?;
        material.color = color.map(|[r, g, b, _]| [r, g, b].map(|c| c.clamp(0.0, 1.0)));
        materials.push(material);
    }
    Ok(materials)
}

struct Builder<'j, 'r, 'f> {
    root: Field<'j>,
    buffers: Buffers<'j, 'r, 'f>,
    fallback: &'j str,
    materials: &'j [ImportedMaterial],
    budget: Budget,
    names: Unique,
    objects: Vec<Object>,
    n_other: usize,
    n_skinned: usize,
}

impl<'j> Builder<'j, '_, '_> {
    /// Takes the primitives of a node's mesh, if it has one.
    fn node(&mut self, node: &nodes::Placed<'j>) -> Result<(), ImportError> {
        let reference = node.field.field("mesh");
        let Some(mesh) = reference.reference(&self.root.field("meshes"))? else { return Ok(()) };
        self.n_skinned += usize::from(node.field.field("skin").is_present());
        let named = [&node.field, &mesh]
            .into_iter()
            .find_map(|field| field.field("name").text().filter(|name| !name.is_empty()));
        let name = names::object_name(named.unwrap_or(self.fallback)).to_owned();
        let primitives = mesh.field("primitives");
        let several = primitives.len() > 1;
        for primitive in primitives.items() {
            self.primitive(&primitive, &name, several, &Z_UP.after(&node.world))?;
        }
        Ok(())
    }

    fn primitive(&mut self, primitive: &Field<'j>, name: &str, several: bool, map: &Affine) -> Result<(), ImportError> {
        let mode = primitive.field("mode").count()?.unwrap_or(4);
        if mode > 6 {
            return Err(primitive.field("mode").fault(format!("{mode} is no kind of primitive"), EXPORT_AGAIN));
        }
        if mode < 4 {
            self.n_other += 1;
            return Ok(());
        }
        let material = primitive.field("material").reference(&self.root.field("materials"))?;
        let material =
            material.and_then(|field| self.materials.get(field.number()?)).map(|material| material.name.clone());
        let positions = primitive.field("attributes").field("POSITION");
        let Some(accessor) = positions.reference(&self.root.field("accessors"))? else {
            self.n_other += 1; // nothing to place, which glTF allows
            return Ok(());
        };
        let mut vertices = self.buffers.positions(&accessor, &mut self.budget)?;
        for (i, p) in vertices.iter_mut().enumerate() {
            *p = map.apply(*p);
            if let Some(bad) = p.iter().find(|c| !(-FARTHEST_M..=FARTHEST_M).contains(*c)) {
                let message =
                    format!("vertex {i} (from 0) has the coordinate {bad}, which is no place within {FARTHEST_M:e} m");
                return Err(positions.fault(message, "repair the mesh and export it again"));
            }
        }
        let indices = primitive.field("indices");
        let order = match indices.reference(&self.root.field("accessors"))? {
            Some(accessor) => self.buffers.indices(&accessor, vertices.len())?,
            None => (0..vertices.len() as u32).collect(),
        };
        let place = primitive.place();
        let n_faces = if mode == 4 { order.len() / 3 } else { order.len().saturating_sub(2) };
        self.budget.take(primitive.file(), &place, 0, n_faces)?;
        if mode == 4 && !order.len().is_multiple_of(3) {
            let message = format!("{} corners make no whole number of triangles", order.len());
            return Err(primitive.fault(message, EXPORT_AGAIN));
        }
        let faces = triangles(&order, mode, map.is_mirror());
        let wanted = match (&material, several) {
            (Some(material), true) => format!("{name}-{material}"),
            _ => name.to_owned(),
        };
        refuse(primitive.file(), &place, "objects", self.objects.len() as u64 + 1, MOST_OBJECTS)?;
        self.objects.push(Object { name: self.names.name(&wanted), material, vertices, faces });
        Ok(())
    }
}

/// Triangles of a list (4), strip (5) or fan (6). A mirroring map turns them over, so that they still face outwards.
fn triangles(order: &[u32], mode: usize, mirror: bool) -> Vec<[u32; 3]> {
    let mut faces: Vec<[u32; 3]> = match mode {
        4 => order.chunks_exact(3).map(|t| [t[0], t[1], t[2]]).collect(),
        5 => order
            .windows(3)
            .enumerate()
            .map(|(i, t)| if i % 2 == 0 { [t[0], t[1], t[2]] } else { [t[1], t[0], t[2]] })
            .collect(),
        _ => order.get(1..).unwrap_or(&[]).windows(2).map(|t| [order[0], t[0], t[1]]).collect(),
    };
    if mirror {
        faces.iter_mut().for_each(|face| face.swap(1, 2));
    }
    faces
}
