//! Diffracting edges of a soup of triangles: where two surfaces leave more than half the space around their common edge to the air.
//!
//! Start at [`find_edges`]; [`Edge::wedge`] hands an edge to the diffraction kernel.
//!
//! | File | What it does |
//! |---|---|
//! | `mesh` | welds corners, sorts the sides of all triangles into groups with equal ends |
//! | `tree` | finds the triangles near a segment |
//! | `line` | all half-planes that meet in a line, piece by piece: triangles ending there and triangles it runs through |
//! | `solids` | which sides of which triangles are material |
//! | `sectors` | the air between neighbouring half-planes |
//! | `merge` | joins the pieces of one straight edge |
//!
//! Triangles need not share corners: meshes may meet in part of an edge, an edge may lie in the middle of a surface (a wall on the ground, a low house
//! against a high one, a wall under an overhanging roof). What is left of the full circle then decides.
//!
//! # Accuracy
//! - Within 1 mm (corners) and 1.5 mm (a corner on a line) counts as touching. Triangles lower than that and pieces shorter than 2 mm are left out.
//! - Angles of air up to 181° are no edge; half-planes within 0.5° of each other are one.
//! - A mesh that is closed and wound outwards throughout is solid: no edge inside it. Any other mesh has air on both sides, for its winding
//!   cannot be told from a mistake: an inner corner of it has an edge behind it. Behind a wall that no ray passes such an edge costs time only.
//! - Meshes that run through each other are not cut: their line of intersection is concave and carries no edge, and what is inside the other one stays.

mod line;
mod merge;
mod mesh;
mod sectors;
mod solids;
mod tree;

use crate::utd::Wedge;
use glam::DVec3;

/// A triangle and the planar surface it is part of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Facet {
    /// Corners, m.
    pub(crate) corners: [DVec3; 3],
    /// Index of the surface; triangles of one surface lie in one plane.
    pub(crate) surface: u32,
}

/// What meets in an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum EdgeKind {
    /// Two faces.
    Wedge,
    /// The free edge of a sheet: one surface, air all around (n = 2).
    Screen,
}

/// A straight diffracting edge, as long as its two surfaces stay the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edge {
    /// Where it begins, m.
    pub(crate) a: DVec3,
    /// Where it ends, m; from `a` to `b` is `along × normal` of the first face.
    pub(crate) b: DVec3,
    /// Surfaces of the 0-face and the n-face, the smaller index first; twice the same for a screen.
    pub(crate) faces: [u32; 2],
    /// Unit vectors in the faces, square to the edge, away from it.
    pub(crate) along: [DVec3; 2],
    /// Unit normals of the faces, into the air.
    pub(crate) normals: [DVec3; 2],
    /// The air spans the angle nπ; 1 < n ≤ 2.
    pub(crate) n: f64,
    /// What meets there.
    pub(crate) kind: EdgeKind,
}

impl Edge {
    /// The edge as the diffraction kernel wants it: `faces[0]` is its 0-face.
    pub(crate) fn wedge(&self) -> Option<Wedge> {
        Wedge::new(self.a, self.b, self.along[0], self.normals[0], self.n)
    }

    /// Length, m.
    pub(crate) fn length_m(&self) -> f64 {
        self.a.distance(self.b)
    }

    /// The same edge from its other end: the faces change places.
    fn reversed(self) -> Self {
        let swap = |[x, y]: [DVec3; 2]| [y, x];
        let [first, second] = self.faces;
        Self {
            a: self.b,
            b: self.a,
            faces: [second, first],
            along: swap(self.along),
            normals: swap(self.normals),
            ..self
        }
    }
}

/// All diffracting edges, in an order that depends on the triangles alone.
///
/// Takes near-linear time. Triangles without area, twice the same triangle, and corners that are not finite do no harm.
pub(crate) fn find_edges(facets: &[Facet]) -> Vec<Edge> {
    let mut mesh = mesh::Mesh::new(facets);
    let tree = tree::Tree::new(facets, mesh.sound_facets());
    let mut search = line::Search::default();
    let solid = solids::solid_facets(&mesh, &tree, &mut search);
    let mut pieces = Vec::new();
    for group in 0..mesh.n_groups() {
        if mesh.may_diffract(group, &solid) {
            search.half_planes(&mesh, &tree, group);
            sectors::add_pieces(&mesh, &solid, &mut search, group, &mut pieces);
        }
    }
    merge::joined(&mut mesh, &pieces)
}

#[cfg(test)]
mod tests;
