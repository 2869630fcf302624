//! What is refused as too large, so that no file makes the program run out of memory or time.

use crate::{ImportError, Place};

/// Most vertices of one import; Sionna RT's largest scene has 0.4 million.
pub const MOST_VERTICES: usize = 20_000_000;
/// Most triangles of one import.
pub const MOST_FACES: usize = 20_000_000;
/// Most bytes of one file, 1 GiB.
pub const MOST_FILE_BYTES: usize = 1 << 30;
/// Largest coordinate, m; the Earth's radius is 6.4e6 m.
pub(crate) const FARTHEST_M: f64 = 1e9;
/// Most corners of one polygon; real ones have four.
pub(crate) const MOST_CORNERS: usize = 1000;
/// Most objects of one import.
pub(crate) const MOST_OBJECTS: usize = 200_000;

/// Counts what an import has made so far.
#[derive(Default)]
pub(crate) struct Budget {
    vertices: usize,
    faces: usize,
}

impl Budget {
    /// Takes room for a mesh, or refuses it.
    pub(crate) fn take(&mut self, file: &str, place: &Place, vertices: usize, faces: usize) -> Result<(), ImportError> {
        self.vertices = self.vertices.saturating_add(vertices);
        self.faces = self.faces.saturating_add(faces);
        for (what, found, most) in [("vertices", self.vertices, MOST_VERTICES), ("faces", self.faces, MOST_FACES)] {
            refuse(file, place, what, found as u64, most)?;
        }
        Ok(())
    }
}

/// Refuses more than `most`.
pub(crate) fn refuse(
    file: &str,
    place: &Place,
    what: &'static str,
    found: u64,
    most: usize,
) -> Result<(), ImportError> {
    if found > most as u64 {
        return Err(ImportError::TooLarge {
            file: file.to_owned(),
            place: place.clone(),
            what,
            found,
            most: most as u64,
        });
    }
    Ok(())
}
