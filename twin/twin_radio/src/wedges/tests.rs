//! Edges of small meshes, counted by hand, and of many houses.

mod meetings;
#[expect(clippy::duplicate_mod, reason = "the reader belongs to the solver's tests, which keep it to themselves")]
#[path = "../solver/tests/ply.rs"]
mod ply;
mod scenes;
mod shapes;

use super::*;

/// Triangles with surfaces numbered as they come.
#[derive(Clone, Default)]
struct Soup {
    facets: Vec<Facet>,
    n_surfaces: u32,
}

impl Soup {
    /// A flat polygon as a fan around its first corner; its surface.
    fn polygon(&mut self, corners: &[DVec3]) -> u32 {
        let surface = self.n_surfaces;
        self.n_surfaces += 1;
        for pair in corners[1..].windows(2) {
            self.facets.push(Facet { corners: [corners[0], pair[0], pair[1]], surface });
        }
        surface
    }

    /// A flat quad cut into `n × n` fields of two triangles.
    fn fields(&mut self, [a, b, c, d]: [DVec3; 4], n: u32) -> u32 {
        let surface = self.n_surfaces;
        self.n_surfaces += 1;
        let at = |i: u32, j: u32| {
            let (u, v) = (f64::from(i) / f64::from(n), f64::from(j) / f64::from(n));
            (a * (1.0 - u) + b * u) * (1.0 - v) + (d * (1.0 - u) + c * u) * v
        };
        for i in 0..n {
            for j in 0..n {
                let [p, q, r, s] = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)];
                self.facets.push(Facet { corners: [p, q, r], surface });
                self.facets.push(Facet { corners: [p, r, s], surface });
            }
        }
        surface
    }

    /// A prism over a footprint that runs counter-clockwise: its surfaces as floor, roof, then the walls.
    fn prism(&mut self, footprint: &[(f64, f64)], roof: &[[usize; 3]], z: [f64; 2]) {
        let at = |k: usize, z: f64| DVec3::new(footprint[k].0, footprint[k].1, z);
        let (floor, top) = (self.n_surfaces, self.n_surfaces + 1);
        self.n_surfaces += 2;
        for &[a, b, c] in roof {
            self.facets.push(Facet { corners: [at(a, z[0]), at(c, z[0]), at(b, z[0])], surface: floor });
            self.facets.push(Facet { corners: [at(a, z[1]), at(b, z[1]), at(c, z[1])], surface: top });
        }
        for k in 0..footprint.len() {
            let next = (k + 1) % footprint.len();
            self.polygon(&[at(k, z[0]), at(next, z[0]), at(next, z[1]), at(k, z[1])]);
        }
    }

    /// An upright box, outwards.
    fn cuboid(&mut self, min: DVec3, max: DVec3) {
        let footprint = [(min.x, min.y), (max.x, min.y), (max.x, max.y), (min.x, max.y)];
        self.prism(&footprint, &[[0, 1, 2], [0, 2, 3]], [min.z, max.z]);
    }

    fn edges(&self) -> Vec<Edge> {
        let edges = find_edges(&self.facets);
        edges.iter().for_each(assert_well_formed);
        edges
    }
}

#[track_caller]
fn assert_well_formed(edge: &Edge) {
    let axis = (edge.b - edge.a).normalize();
    assert!(edge.n > 1.0 && edge.n <= 2.0 && edge.faces[0] <= edge.faces[1], "{edge:?}");
    assert_eq!(edge.kind == EdgeKind::Screen, edge.faces[0] == edge.faces[1] && edge.n == 2.0, "{edge:?}");
    for k in 0..2 {
        let (along, normal) = (edge.along[k], edge.normals[k]);
        assert!((along.length() - 1.0).abs() < 1e-9 && (normal.length() - 1.0).abs() < 1e-9, "{edge:?}");
        assert!(along.dot(axis).abs() < 2e-3 && along.dot(normal).abs() < 1e-9, "{edge:?}");
    }
    // The kernel sees the same faces.
    let wedge = edge.wedge().expect("a valid wedge");
    assert!(wedge.origin == edge.a && (wedge.length_m - edge.length_m()).abs() < 1e-12);
    for k in 0..2 {
        assert!(wedge.faces[k].along.distance(edge.along[k]) < 1e-2, "{edge:?} {wedge:?}");
        assert!(wedge.faces[k].normal.distance(edge.normals[k]) < 1e-2, "{edge:?} {wedge:?}");
    }
}

/// The edge between two points, whichever way it runs.
fn between(edges: &[Edge], a: DVec3, b: DVec3) -> Option<&Edge> {
    let near = |p: DVec3, q: DVec3| p.distance(q) < 2e-3;
    edges.iter().find(|edge| near(edge.a, a) && near(edge.b, b) || near(edge.a, b) && near(edge.b, a))
}

fn count(edges: &[Edge], kind: EdgeKind) -> usize {
    edges.iter().filter(|edge| edge.kind == kind).count()
}

#[track_caller]
fn check(soup: &Soup, n_wedges: usize, n_screens: usize) {
    let edges = soup.edges();
    assert_eq!((count(&edges, EdgeKind::Wedge), count(&edges, EdgeKind::Screen)), (n_wedges, n_screens), "{edges:#?}");
}
