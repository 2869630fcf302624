//! Scenes of the reference, and many houses at once.

use super::*;

macro_rules! mesh {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/scenes/", $name, ".ply"))
    };
}

/// Adds a mesh; triangles in one plane make one surface.
fn add(soup: &mut Soup, mesh: &[u8]) {
    let mut planes: Vec<(DVec3, f64, u32)> = Vec::new();
    for corners in ply::triangles(mesh) {
        let normal = (corners[1] - corners[0]).cross(corners[2] - corners[0]).normalize();
        let offset = normal.dot(corners[0]);
        let is_same = |(n, d, _): &&(DVec3, f64, u32)| n.dot(normal) > 1.0 - 1e-9 && (d - offset).abs() < 1e-4;
        let surface = planes.iter().find(is_same).map_or(soup.n_surfaces, |(.., surface)| *surface);
        if surface == soup.n_surfaces {
            planes.push((normal, offset, surface));
            soup.n_surfaces += 1;
        }
        soup.facets.push(Facet { corners, surface });
    }
}

#[test]
fn the_wedge_of_the_reference() {
    let mut soup = Soup::default();
    add(&mut soup, mesh!("simple_wedge/wedge"));
    // Two quads: the fold and six free edges.
    check(&soup, 1, 6);
    let edges = soup.edges();
    let fold = edges.iter().find(|edge| edge.kind == EdgeKind::Wedge).expect("the fold");
    assert!((fold.n - 1.5).abs() < 1e-6 && fold.a.truncate().length() < 1e-6 && fold.b.truncate().length() < 1e-6);
    // A link of paths_simple_wedge.json, behind the wedge: its vertex is (0, 0, 0.25).
    let wedge = fold.wedge().expect("a valid wedge");
    let (source, receiver) = (DVec3::new(5.0, 8.660_254, 1.0), DVec3::new(-4.226_182_62, -9.063_077_87, -0.5));
    let bend = wedge.edge_point(source, receiver).expect("on the edge");
    assert!(bend.point.distance(DVec3::new(0.0, 0.0, 0.25)) < 1e-6 && !wedge.is_inside(receiver), "{bend:?}");
}

#[test]
fn a_street_canyon() {
    let mut soup = Soup::default();
    for mesh in [
        &mesh!("simple_street_canyon/building_1")[..],
        mesh!("simple_street_canyon/building_2"),
        mesh!("simple_street_canyon/building_3"),
        mesh!("simple_street_canyon/building_4"),
        mesh!("simple_street_canyon/building_5"),
        mesh!("simple_street_canyon/building_6"),
        mesh!("simple_street_canyon/floor"),
    ] {
        add(&mut soup, mesh);
    }
    // Six boxes on the ground.
    check(&soup, 6 * 8, 4);
}

/// A town of closed blocks on one ground, a third of them with a lower annexe against one wall.
fn town(n: u32) -> (Soup, usize) {
    let mut soup = Soup::default();
    let mut n_wedges = 0;
    for i in 0..n {
        for j in 0..n {
            let (x, y) = (30.0 * f64::from(i) + 0.1234, 30.0 * f64::from(j) - 0.777);
            let height = 8.0 + f64::from((i * 7 + j * 13) % 11);
            soup.cuboid(DVec3::new(x, y, 0.0), DVec3::new(x + 12.0, y + 14.0, height));
            n_wedges += 8;
            if (i + j) % 3 == 0 {
                soup.cuboid(DVec3::new(x + 12.0, y + 2.0, 0.0), DVec3::new(x + 17.0, y + 9.0, 4.0));
                n_wedges += 5;
            }
        }
    }
    let edge = 30.0 * f64::from(n) + 10.0;
    let corners = [(-10.0, -10.0), (edge, -10.0), (edge, edge), (-10.0, edge)];
    soup.polygon(&corners.map(|(x, y)| DVec3::new(x, y, 0.0)));
    (soup, n_wedges)
}

/// 160,000 triangles; a search that is not near-linear would take minutes.
#[test]
fn ten_thousand_houses() {
    let (soup, n_wedges) = town(100);
    assert!(soup.facets.len() > 150_000);
    check(&soup, n_wedges, 4);
}

/// The order of the triangles changes the order of the edges and nothing else.
#[test]
fn the_order_of_triangles_does_not_matter() {
    let (soup, _) = town(6);
    let mut turned = soup.clone();
    turned.facets.reverse();
    let sorted = |soup: &Soup| {
        let mut found: Vec<_> = soup
            .edges()
            .iter()
            .map(|edge| {
                (edge.faces, [edge.a, edge.b].map(|end| (end * 1e3).round().to_array().map(|x| x as i64)), edge.kind)
            })
            .collect();
        found.sort_unstable();
        found
    };
    assert_eq!(sorted(&soup), sorted(&turned));
}
