//! What is refused as too large, so that no file makes the program run out of memory or time.

use crate::error::fault;
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
/// Most effort of cutting polygons (see `polygon::triangulate`): a hundred stars of a thousand corners, or a million simple outlines.
const MOST_EFFORT: usize = 100_000_000;
/// Most objects of one import.
pub(crate) const MOST_OBJECTS: usize = 200_000;

/// Counts what an import has made so far.
#[derive(Default)]
pub(crate) struct Budget {
    vertices: usize,
    faces: usize,
    effort: usize,
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

    /// Takes the effort of cutting a polygon, or refuses it.
    pub(crate) fn cut(&mut self, file: &str, place: &Place, effort: usize) -> Result<(), ImportError> {
        self.effort = self.effort.saturating_add(effort);
        if self.effort > MOST_EFFORT {
            let message = "polygons with so many corners that are not convex take too long to cut";
            return Err(fault(file, place.clone(), message, "triangulate the mesh and export it again"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_for_everything_together() {
        let mut budget = Budget::default();
        let whole = Place::Whole;
        assert_eq!(budget.take("a", &whole, MOST_VERTICES, 1), Ok(()));
        let fault = budget.take("a", &whole, 1, 0).expect_err("one too many");
        assert_eq!(
            fault.to_string(),
            "a: 20000001 vertices are more than 20000000, the most that is read; split or simplify it"
        );
        assert_eq!(budget.cut("a", &whole, MOST_EFFORT), Ok(()));
        assert!(budget.cut("a", &whole, 1).is_err());
        assert!(budget.take("a", &whole, usize::MAX, usize::MAX).is_err());
    }
}
