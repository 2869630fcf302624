//! `<shape>` to objects: PLY and OBJ files, built-in shapes, merged shapes, groups and their instances.

use std::collections::BTreeMap;

use super::material::Materials;
use super::tree::Node;
use super::value::{property, string, three};
use super::{primitives, transform};
use crate::affine::Affine;
use crate::error::excerpt;
use crate::limits::{Budget, FARTHEST_M, MOST_OBJECTS, refuse};
use crate::names::{self, Unique};
use crate::ply::{self, Mesh};
use crate::{ImportError, Imported, Object, Read, obj, paths};

/// Makes the objects of a scene.
pub(super) struct Shapes<'s, 'r, 'f> {
    groups: BTreeMap<&'s str, &'s Node>,
    materials: Materials,
    read: &'r mut Read<'f>,
    budget: Budget,
    names: Unique,
    objects: Vec<Object>,
    notes: Vec<String>,
    /// Shapes left out, by type.
    left_out: BTreeMap<String, usize>,
}

impl<'s, 'r, 'f> Shapes<'s, 'r, 'f> {
    /// Nothing made yet.
    pub(super) fn new(scene: &'s Node, materials: Materials, read: &'r mut Read<'f>) -> Self {
        let groups = scene.children.iter().filter(|node| node.tag == "shape" && node.kind() == "shapegroup");
        Self {
            groups: groups.filter_map(|node| node.id().map(|id| (id, node))).collect(),
            materials,
            read,
            budget: Budget::default(),
            names: Unique::default(),
            objects: Vec::new(),
            notes: Vec::new(),
            left_out: BTreeMap::new(),
        }
    }

    /// Takes the shapes of a scene or of a merged shape, in their order.
    pub(super) fn collect(&mut self, parent: &'s Node) -> Result<(), ImportError> {
        for shape in parent.children.iter().filter(|node| node.tag == "shape") {
            match shape.kind() {
                "shapegroup" => {}
                "merge" => self.collect(shape)?,
                "instance" => self.instance(shape)?,
                _ => self.shape(shape, &Affine::IDENTITY, None)?,
            }
        }
        Ok(())
    }

    /// All that was read.
    pub(super) fn finish(mut self) -> Imported {
        for (kind, count) in self.left_out {
            self.notes.push(format!("{count} shapes of type {kind:?} were left out: only triangle meshes are read."));
        }
        let (materials, notes) = self.materials.finish();
        self.notes.splice(0..0, notes);
        Imported { objects: self.objects, materials, notes: self.notes }
    }

    fn instance(&mut self, instance: &'s Node) -> Result<(), ImportError> {
        let outer = transform::to_world(instance)?;
        let name = instance.id().map(names::object_name).unwrap_or("instance");
        let inside = instance.children.iter().filter(|child| child.tag == "shape" && child.kind() == "shapegroup");
        let mut groups: Vec<&'s Node> = inside.collect();
        for reference in instance.children.iter().filter(|child| child.tag == "ref") {
            let id = reference.attribute("id").unwrap_or("");
            let group = self.groups.get(id).ok_or_else(|| {
                reference.fault(
                    format!("there is no shapegroup with the id {:?}", excerpt(id)),
                    "add it to the scene or correct the reference",
                )
            })?;
            groups.push(group);
        }
        for group in groups {
            for shape in group.children.iter().filter(|child| child.tag == "shape") {
                match shape.kind() {
                    "instance" | "shapegroup" | "merge" => {
                        return Err(shape.fault("a shapegroup holds another group or instance", "put meshes into it"));
                    }
                    _ => self.shape(shape, &outer, Some(name))?,
                }
            }
        }
        Ok(())
    }

    fn shape(&mut self, shape: &'s Node, outer: &Affine, instance: Option<&str>) -> Result<(), ImportError> {
        let Some((mut mesh, from_file)) = self.mesh(shape)? else {
            *self.left_out.entry(excerpt(shape.kind())).or_default() += 1;
            return Ok(());
        };
        let own = shape.id().or_else(|| shape.attribute("name").filter(|name| !name.is_empty()));
        let own = names::object_name(own.or(from_file.as_deref()).unwrap_or(shape.kind()));
        let wanted = instance.map_or(own.to_owned(), |instance| format!("{instance}-{own}"));
        let name = self.names.name(&wanted);
        if name != wanted {
            self.notes.push(format!("Another shape is named {wanted:?}; this one became {name:?}."));
        }
        refuse(&shape.file, &shape.place(), "objects", self.objects.len() as u64 + 1, MOST_OBJECTS)?;
        let map = outer.after(&transform::to_world(shape)?);
        if map != Affine::IDENTITY {
            for (i, p) in mesh.vertices.iter_mut().enumerate() {
                *p = map.apply(*p);
                if p.iter().any(|c| !(-FARTHEST_M..=FARTHEST_M).contains(c)) {
                    let message =
                        format!("to_world moves vertex {i} (from 0) of {} beyond {FARTHEST_M:e} m", shape.label());
                    return Err(shape.fault(message, "correct the <transform>"));
                }
            }
        }
        let material = self.materials.of_shape(shape, &name)?;
        self.notes.append(&mut mesh.notes);
        self.objects.push(Object { name, material, vertices: mesh.vertices, faces: mesh.faces });
        Ok(())
    }

    /// The mesh in its own axes with the name of its file, or `None` for a type that is no mesh.
    fn mesh(&mut self, shape: &Node) -> Result<Option<(Mesh, Option<String>)>, ImportError> {
        let built = match shape.kind() {
            "ply" | "obj" => {
                let path = string(shape, "filename").ok_or_else(|| {
                    shape.fault(
                        format!("{} names no file", shape.label()),
                        "add <string name=\"filename\" value=\"…\"/>",
                    )
                })?;
                let (path, bytes) = paths::read(path, &shape.file, &shape.place(), self.read)?;
                let mesh = match shape.kind() {
                    "ply" => ply::read(&bytes, &path, &mut self.budget)?,
                    _ => obj::read_mesh(&bytes, &path, &mut self.budget)?,
                };
                return Ok(Some((mesh, Some(paths::stem(&path).to_owned()))));
            }
            "rectangle" => primitives::rectangle(),
            "cube" => primitives::cube(),
            "sphere" => {
                let radius = property(shape, "radius", 0.0, FARTHEST_M)?.unwrap_or(1.0);
                let center = match shape.named("point", "center") {
                    Some(point) if point.attribute("value").is_some() => three(point, "value", false)?,
                    Some(point) => super::value::vector(point, 0.0)?,
                    None => [0.0; 3],
                };
                primitives::sphere(center, radius)
            }
            _ => return Ok(None),
        };
        self.budget.take(&shape.file, &shape.place(), built.vertices.len(), built.faces.len())?;
        Ok(Some((built, None)))
    }
}
