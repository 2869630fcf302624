//! PLY, text and binary (after the format's description by Greg Turk, 1994): vertices with `x`, `y`, `z` and whatever else, faces as lists.
//!
//! `header` reads what the file declares, `body` the numbers after it.

mod body;
mod header;

use crate::error::fault;
use crate::limits::{Budget, FARTHEST_M, MOST_CORNERS, MOST_FILE_BYTES, refuse};
use crate::{ImportError, Imported, Object, Place, names, paths, polygon};
use body::Body;
use header::{Element, Header, Kind};

/// What to do about a damaged file.
pub(crate) const EXPORT_AGAIN: &str = "export or download it again";

/// Vertices and triangles.
#[derive(Debug, Default)]
pub(crate) struct Mesh {
    pub(crate) vertices: Vec<[f64; 3]>,
    pub(crate) faces: Vec<[u32; 3]>,
    pub(crate) notes: Vec<String>,
}

/// Reads a PLY file as one object without material; `name` is the file's name.
///
/// # Errors
/// [`ImportError`] with the line (text) or byte (binary) of the fault.
pub fn import_ply(bytes: &[u8], name: &str) -> Result<Imported, ImportError> {
    let mesh = read(bytes, name, &mut Budget::default())?;
    let object = Object {
        name: names::object_name(paths::stem_of(name, "ply")).to_owned(),
        material: None,
        vertices: mesh.vertices,
        faces: mesh.faces,
    };
    Ok(Imported { objects: vec![object], materials: Vec::new(), notes: mesh.notes })
}

/// Reads the mesh of a file, all triangles in the order of its faces.
pub(crate) fn read(bytes: &[u8], file: &str, budget: &mut Budget) -> Result<Mesh, ImportError> {
    refuse(file, &Place::Whole, "bytes", bytes.len() as u64, MOST_FILE_BYTES)?;
    let header = header::read(bytes, file)?;
    let mut body = Body::new(bytes, &header, file);
    let mut mesh = Mesh::default();
    for element in &header.elements {
        body.expect_room_for(element)?;
        match element.name.as_str() {
            "vertex" => vertices(element, &mut body, &mut mesh, budget)?,
            "face" => faces(element, &mut body, &mut mesh, budget)?,
            _ if element.properties.is_empty() => {}
            _ => (0..element.count).try_for_each(|row| body.skip_row(element, row))?,
        }
    }
    check_elements(&header, file)?;
    Ok(mesh)
}

/// A mesh needs vertices and faces.
fn check_elements(header: &Header, file: &str) -> Result<(), ImportError> {
    for name in ["vertex", "face"] {
        if !header.elements.iter().any(|element| element.name == name) {
            let message = format!("the file has no element {name:?}, so it is no mesh");
            return Err(fault(file, Place::Line(header.lines), message, "export it as a mesh of triangles"));
        }
    }
    Ok(())
}

fn vertices(element: &Element, body: &mut Body<'_>, mesh: &mut Mesh, budget: &mut Budget) -> Result<(), ImportError> {
    let mut axes = [0_usize; 3];
    for (axis, name) in axes.iter_mut().zip(["x", "y", "z"]) {
        let found = element.properties.iter().position(|p| p.name == name && matches!(p.kind, Kind::Scalar(_)));
        *axis = found.ok_or_else(|| {
            let message = format!("the element \"vertex\" has no number {name:?}");
            fault(body.file(), Place::Line(element.line), message, "export it with positions x, y and z")
        })?;
    }
    budget.take(body.file(), &Place::Line(element.line), element.count, 0)?;
    mesh.vertices.reserve_exact(element.count);
    for row in 0..element.count {
        let mut p = [0.0; 3];
        for (i, property) in element.properties.iter().enumerate() {
            match property.kind {
                Kind::Scalar(scalar) => {
                    let value = body.scalar(scalar, element, row)?;
                    for (c, _) in p.iter_mut().zip(axes).filter(|&(_, axis)| axis == i) {
                        *c = value;
                    }
                }
                Kind::List(length, item) => body.skip_list(length, item, element, row)?,
            }
        }
        if let Some(bad) = p.iter().find(|c| !(-FARTHEST_M..=FARTHEST_M).contains(c)) {
            let message =
                format!("vertex {row} (from 0) has the coordinate {bad}, which is no place within {FARTHEST_M:e} m");
            return Err(body.fault(message, "repair the mesh and export it again"));
        }
        mesh.vertices.push(p);
    }
    Ok(())
}

fn faces(element: &Element, body: &mut Body<'_>, mesh: &mut Mesh, budget: &mut Budget) -> Result<(), ImportError> {
    let named = |name: &str| element.properties.iter().position(|p| p.name == name && matches!(p.kind, Kind::List(..)));
    let indices = named("vertex_indices").or_else(|| named("vertex_index")).ok_or_else(|| {
        let message = "the element \"face\" has no list \"vertex_indices\"";
        fault(body.file(), Place::Line(element.line), message, "export it as a mesh of triangles")
    })?;
    budget.take(body.file(), &Place::Line(element.line), 0, element.count)?;
    mesh.faces.reserve_exact(element.count);
    let (mut polygons, mut slivers) = (0_usize, 0_usize);
    let mut corners: Vec<u32> = Vec::new();
    for row in 0..element.count {
        for (i, property) in element.properties.iter().enumerate() {
            match property.kind {
                Kind::Scalar(scalar) => drop(body.scalar(scalar, element, row)?),
                Kind::List(length, item) if i == indices => {
                    corners.clear();
                    let n = body.list_length(length, element, row)?;
                    if n > MOST_CORNERS {
                        let message = format!("face {row} (from 0) has {n} corners, more than {MOST_CORNERS}");
                        return Err(body.fault(message, "triangulate the mesh and export it again"));
                    }
                    for _ in 0..n {
                        let value = body.scalar(item, element, row)?;
                        corners.push(index(value, mesh.vertices.len(), row, body)?);
                    }
                }
                Kind::List(length, item) => body.skip_list(length, item, element, row)?,
            }
        }
        match corners.len() {
            0..3 => slivers += 1,
            3 => mesh.faces.push([corners[0], corners[1], corners[2]]),
            n => {
                polygons += 1;
                budget.take(body.file(), &Place::Line(element.line), 0, n - 3)?;
                let effort = polygon::triangulate(&corners, &mesh.vertices, &mut mesh.faces);
                budget.cut(body.file(), &Place::Line(element.line), effort)?;
            }
        }
    }
    let file = body.file();
    if polygons > 0 {
        mesh.notes.push(format!(
            "{file}: {polygons} faces with more than three corners were cut into triangles, so that faces are numbered differently from the file."
        ));
    }
    if slivers > 0 {
        mesh.notes.push(format!(
            "{file}: {slivers} faces with fewer than three corners were left out, so that faces are numbered differently from the file."
        ));
    }
    Ok(())
}

fn index(value: f64, n_vertices: usize, row: usize, body: &Body<'_>) -> Result<u32, ImportError> {
    let index = value as u32; // saturates; NaN gives 0
    if f64::from(index) != value || index as usize >= n_vertices {
        let message = if n_vertices == 0 {
            format!("face {row} (from 0) refers to vertex {value}, but no vertices stand before it")
        } else {
            format!("face {row} (from 0) refers to vertex {value}, but vertices are numbered 0 to {}", n_vertices - 1)
        };
        return Err(body.fault(message, EXPORT_AGAIN));
    }
    Ok(index)
}
