//! Which triangles bound a solid.

use super::line::Search;
use super::mesh::Mesh;
use super::tree::Tree;

/// Connected triangles; each chain of `parent` ends at the smallest one known.
struct Parts {
    parent: Vec<u32>,
    /// Whether a part has a free edge or neighbours wound against each other; counts at the part's root, once all are joined.
    is_open: Vec<bool>,
}

impl Parts {
    fn root(&mut self, mut facet: u32) -> u32 {
        while self.parent[facet as usize] != facet {
            let above = self.parent[self.parent[facet as usize] as usize];
            self.parent[facet as usize] = above;
            facet = above;
        }
        facet
    }

    /// Two triangles meet in an edge; `is_consistent` when one runs along it and the other one against it.
    fn join(&mut self, a: u32, b: u32, is_consistent: bool) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high as usize] = low;
        self.is_open[low as usize] |= self.is_open[high as usize] || !is_consistent;
    }

    fn open(&mut self, facet: u32) {
        let root = self.root(facet);
        self.is_open[root as usize] = true;
    }
}

/// For each triangle, whether it belongs to a closed mesh that is wound outwards throughout.
pub(super) fn solid_facets(mesh: &Mesh<'_>, tree: &Tree, search: &mut Search) -> Vec<bool> {
    let n = mesh.n_facets();
    let mut parts = Parts { parent: (0..n as u32).collect(), is_open: vec![false; n] };
    for group in 0..mesh.n_groups() {
        let mut sides = mesh.sides(group);
        let (first, second) = (sides.next(), sides.next());
        match (first, second, sides.count()) {
            (Some(a), Some(b), 0) => parts.join(a.facet, b.facet, a.is_forward != b.is_forward),
            // Where solids touch along an edge each has two sides there; which belong together is not asked.
            (Some(_), Some(_), more) if more.is_multiple_of(2) => {}
            _ => join_across_seams(mesh, tree, search, group, &mut parts),
        }
    }
    // Six times the volume each part bounds, from a point near it.
    let mut volume = vec![0.0; n];
    for facet in mesh.sound_facets() {
        let root = parts.root(facet);
        let origin = mesh.corners(root)[0];
        let [a, b, c] = mesh.corners(facet).map(|corner| corner - origin);
        volume[root as usize] += a.dot(b.cross(c));
    }
    (0..n as u32)
        .map(|facet| {
            let root = parts.root(facet) as usize;
            !parts.is_open[root] && volume[root] > 0.0
        })
        .collect()
}

/// An odd number of sides with equal ends: a free edge, unless the other mesh has corners elsewhere on the line.
fn join_across_seams(mesh: &Mesh<'_>, tree: &Tree, search: &mut Search, group: usize, parts: &mut Parts) {
    search.half_planes(mesh, tree, group);
    let mut k = 0;
    while search.piece(k).is_some() {
        k += 1;
        // The same triangle given twice counts once.
        search.active.retain(|half| half.group != u32::MAX);
        search.active.sort_unstable_by(|a, b| a.azimuth_rad.total_cmp(&b.azimuth_rad).then(a.is_plus.cmp(&b.is_plus)));
        search.active.dedup_by(|b, a| a.is_plus == b.is_plus && b.azimuth_rad - a.azimuth_rad < 1e-6);
        match search.active[..] {
            [a, b] => parts.join(a.facet, b.facet, a.is_plus != b.is_plus),
            _ if search.active.len().is_multiple_of(2) => {}
            _ => search.active.iter().for_each(|half| parts.open(half.facet)),
        }
    }
}
