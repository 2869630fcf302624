//! Wavefront OBJ: `v`, `f`, `o`, `g`, `usemtl`, `mtllib`; what curves, lines and points it has is left out.

use std::collections::BTreeMap;

use crate::error::{excerpt, fault};
use crate::limits::{Budget, FARTHEST_M, MOST_CORNERS, MOST_FILE_BYTES, MOST_OBJECTS, refuse};
use crate::names::{self, Unique};
use crate::ply::{EXPORT_AGAIN, Mesh};
use crate::{ImportError, Imported, Object, Place, Read, paths, polygon};

/// Reads an OBJ file: one object for each pair of object (or group) and material, in the order of their first faces; `name` is the file's name.
///
/// Materials are known by their names: `itu_…` and the classes of P.2040 as in Sionna RT. The material library gives their colours.
///
/// # Errors
/// [`ImportError`] with the line of the fault.
pub fn import_obj(bytes: &[u8], name: &str, read: &mut Read<'_>) -> Result<Imported, ImportError> {
    let obj = parse(bytes, name, &mut Budget::default())?;
    let mut notes = obj.mesh.notes.clone();
    notes.push("OBJ does not say which axis points up; z was taken.".to_owned());
    let colors =
        obj.library.as_ref().map(|(path, line)| colors(path, *line, name, read, &mut notes)).unwrap_or_default();
    let mut materials = Vec::new();
    let mut material_names = Unique::default();
    let mut by_file_name: BTreeMap<&str, String> = BTreeMap::new();
    for part in &obj.parts {
        let Some(material) = part.material.as_deref().filter(|material| !by_file_name.contains_key(material)) else {
            continue;
        };
        let mut made = names::material_by_name(&material_names.name(names::material_name(material)), &mut notes);
        made.color = colors.get(material).copied();
        by_file_name.insert(material, made.name.clone());
        materials.push(made);
    }
    let mut object_names = Unique::default();
    let meshes = obj.split();
    let objects = obj.parts.iter().zip(meshes).map(|(part, (vertices, faces))| {
        let own = part.name.as_deref().unwrap_or(paths::stem_of(name, "obj"));
        let name = object_names.name(names::object_name(own));
        let material = part.material.as_deref().and_then(|material| by_file_name.get(material).cloned());
        Object { name, material, vertices, faces }
    });
    Ok(Imported { objects: objects.collect(), materials, notes })
}

/// Reads all triangles of a file as one mesh, as Mitsuba does.
pub(crate) fn read_mesh(bytes: &[u8], file: &str, budget: &mut Budget) -> Result<Mesh, ImportError> {
    Ok(parse(bytes, file, budget)?.mesh)
}

/// Faces of one object and one material.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    name: Option<String>,
    material: Option<String>,
}

#[derive(Default)]
struct Obj {
    mesh: Mesh,
    parts: Vec<Part>,
    /// Index into `parts` of each face.
    part_of: Vec<u32>,
    /// First material library with its line.
    library: Option<(String, usize)>,
}

impl Obj {
    /// Vertices and faces of each part, with the vertices it uses in the order of their first use.
    fn split(&self) -> Vec<(Vec<[f64; 3]>, Vec<[u32; 3]>)> {
        let mut faces_of: Vec<Vec<[u32; 3]>> = vec![Vec::new(); self.parts.len()];
        for (face, &part) in self.mesh.faces.iter().zip(&self.part_of) {
            faces_of[part as usize].push(*face);
        }
        // Number of each vertex in the part that used it last.
        let mut number: Vec<(u32, u32)> = vec![(u32::MAX, 0); self.mesh.vertices.len()];
        let mut split = Vec::new();
        for (part, mut faces) in faces_of.into_iter().enumerate() {
            let mut vertices = Vec::new();
            for corner in faces.iter_mut().flatten() {
                let entry = &mut number[*corner as usize];
                if entry.0 != part as u32 {
                    *entry = (part as u32, vertices.len() as u32);
                    vertices.push(self.mesh.vertices[*corner as usize]);
                }
                *corner = entry.1;
            }
            split.push((vertices, faces));
        }
        split
    }
}

fn parse(bytes: &[u8], file: &str, budget: &mut Budget) -> Result<Obj, ImportError> {
    refuse(file, &Place::Whole, "bytes", bytes.len() as u64, MOST_FILE_BYTES)?;
    let mut obj = Obj::default();
    let mut current = Part { name: None, material: None };
    let mut known: BTreeMap<Part, u32> = BTreeMap::new();
    let mut part_of_face: Option<u32> = None;
    let (mut polygons, mut others) = (0_usize, 0_usize);
    let mut corners: Vec<u32> = Vec::new();
    for (line, text) in lines(bytes) {
        let place = Place::Line(line);
        let mut words = text.split_ascii_whitespace();
        let keyword = words.next().unwrap_or("");
        match keyword {
            "v" => {
                budget.take(file, &place, 1, 0)?;
                obj.mesh.vertices.push(vertex(words, obj.mesh.vertices.len(), file, line)?);
            }
            "f" => {
                corners.clear();
                for word in words {
                    corners.push(corner(word, obj.mesh.vertices.len(), file, line)?);
                    if corners.len() > MOST_CORNERS {
                        let message = format!("a face has more than {MOST_CORNERS} corners");
                        return Err(fault(file, place, message, "triangulate the mesh and export it again"));
                    }
                }
                if corners.len() < 3 {
                    others += 1;
                    continue;
                }
                polygons += usize::from(corners.len() > 3);
                budget.take(file, &place, 0, corners.len() - 2)?;
                let part = match part_of_face {
                    Some(part) => part,
                    None => {
                        let next = obj.parts.len() as u32;
                        refuse(file, &place, "objects", u64::from(next) + 1, MOST_OBJECTS)?;
                        *known.entry(current.clone()).or_insert_with(|| {
                            obj.parts.push(current.clone());
                            next
                        })
                    }
                };
                part_of_face = Some(part);
                polygon::triangulate(&corners, &obj.mesh.vertices, &mut obj.mesh.faces);
                obj.part_of.resize(obj.mesh.faces.len(), part);
            }
            "o" | "g" | "usemtl" => {
                let rest = text.trim_start()[keyword.len()..].trim();
                let name = (!rest.is_empty()).then(|| rest.to_owned());
                if keyword == "usemtl" {
                    current.material = name
                } else {
                    current.name = name
                }
                part_of_face = None;
            }
            "mtllib" if obj.library.is_none() => {
                obj.library = Some((text.trim_start()[keyword.len()..].trim().to_owned(), line));
            }
            "p" | "l" | "curv" | "curv2" | "surf" => others += 1,
            _ => {}
        }
    }
    if obj.mesh.faces.is_empty() {
        return Err(fault(file, Place::Whole, "there are no faces in it", "export it as a mesh of triangles"));
    }
    if polygons > 0 {
        obj.mesh.notes.push(format!(
            "{file}: {polygons} faces with more than three corners were cut into triangles, so that faces are numbered differently from the file."
        ));
    }
    if others > 0 {
        obj.mesh.notes.push(format!("{file}: {others} points, lines and curves were left out."));
    }
    Ok(obj)
}

/// Lines with their numbers; a backslash at the end joins the next one. Comments are cut off.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, String)> {
    let mut rest = bytes;
    let mut number = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut whole = String::new();
        let first = number + 1;
        loop {
            number += 1;
            let end = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
            let line = String::from_utf8_lossy(&rest[..end]);
            rest = rest.get(end + 1..).unwrap_or(&[]);
            let line = line.split('#').next().unwrap_or("").trim_end();
            match line.strip_suffix('\\') {
                Some(part) if !rest.is_empty() => whole.extend([part, " "]),
                _ => {
                    whole.push_str(line);
                    return Some((first, whole));
                }
            }
        }
    })
}

fn vertex<'w>(
    mut words: impl Iterator<Item = &'w str>,
    n: usize,
    file: &str,
    line: usize,
) -> Result<[f64; 3], ImportError> {
    let mut p = [0.0; 3];
    for c in &mut p {
        let word = words.next().unwrap_or("");
        *c = word.parse().ok().filter(|c| (-FARTHEST_M..=FARTHEST_M).contains(c)).ok_or_else(|| {
            let message = format!(
                "vertex {} has the coordinate {:?}, which is no place within {FARTHEST_M:e} m",
                n + 1,
                excerpt(word)
            );
            fault(file, Place::Line(line), message, "repair the mesh and export it again")
        })?;
    }
    Ok(p)
}

/// A corner of a face, `7`, `7/1`, `7//3` or `7/1/3`, counted from 1, or from the last vertex backwards where negative.
fn corner(word: &str, n_vertices: usize, file: &str, line: usize) -> Result<u32, ImportError> {
    let number: Option<i64> = word.split('/').next().and_then(|first| first.parse().ok());
    let index = number.and_then(|number| match number {
        1.. => Some(number - 1),
        0 => None,
        _ => i64::try_from(n_vertices).ok()?.checked_add(number),
    });
    let index = index.and_then(|index| usize::try_from(index).ok()).filter(|&index| index < n_vertices);
    index.and_then(|index| u32::try_from(index).ok()).ok_or_else(|| {
        let message = format!("a face refers to vertex {:?}, but {n_vertices} vertices stand before it", excerpt(word));
        fault(file, Place::Line(line), message, EXPORT_AGAIN)
    })
}

/// Diffuse colour of each material of a library; a library that cannot be read is only noted.
fn colors(
    path: &str,
    line: usize,
    file: &str,
    read: &mut Read<'_>,
    notes: &mut Vec<String>,
) -> BTreeMap<String, [f64; 3]> {
    let mut colors = BTreeMap::new();
    let (_, bytes) = match paths::read(path, file, &Place::Line(line), read) {
        Ok(found) => found,
        Err(fault) => {
            notes.push(format!("Colours are missing: {fault}."));
            return colors;
        }
    };
    let mut name = None;
    for (_, text) in lines(&bytes) {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("newmtl ") {
            name = Some(rest.trim().to_owned());
        } else if let (Some(rest), Some(name)) = (text.strip_prefix("Kd "), &name) {
            let values: Vec<f64> = rest.split_ascii_whitespace().filter_map(|word| word.parse().ok()).collect();
            if let &[r, g, b] = values.as_slice()
                && [r, g, b].iter().all(|c: &f64| c.is_finite())
            {
                colors.insert(name.clone(), [r, g, b].map(|c| c.clamp(0.0, 1.0)));
            }
        }
    }
    colors
}
