//! One mesh at a time.

use super::*;

fn cube() -> Soup {
    let mut soup = Soup::default();
    soup.cuboid(DVec3::ZERO, DVec3::ONE);
    soup
}

#[test]
fn a_cube_has_twelve_wedges() {
    let edges = cube().edges();
    assert_eq!(edges.len(), 12);
    for edge in &edges {
        assert!(edge.kind == EdgeKind::Wedge && (edge.n - 1.5).abs() < 1e-12 && (edge.length_m() - 1.0).abs() < 1e-12);
        let outwards = 0.5 * (edge.a + edge.b) - DVec3::splat(0.5);
        // Faces run back into the cube, their normals away from it.
        for k in 0..2 {
            assert!(edge.along[k].dot(outwards) < 0.0 && edge.normals[k].dot(outwards) > 0.0, "{edge:?}");
        }
    }
    let top = between(&edges, DVec3::Z, DVec3::new(1.0, 0.0, 1.0)).expect("an upper edge");
    // Floor 0, roof 1, the wall at y = 0 is 2.
    assert_eq!(top.faces, [1, 2]);
    assert!(top.along[0].distance(DVec3::Y) < 1e-12 && top.along[1].distance(DVec3::NEG_Z) < 1e-12);
    assert!(top.normals[0].distance(DVec3::Z) < 1e-12 && top.normals[1].distance(DVec3::NEG_Y) < 1e-12);
}

#[test]
fn winding_does_not_matter_to_a_cube() {
    for turned in [0b1111_1111_1111_u32, 0b0000_0000_0001, 0b1010_0110_0101] {
        let mut soup = cube();
        for (k, facet) in soup.facets.iter_mut().enumerate() {
            if turned >> k & 1 == 1 {
                facet.corners.swap(0, 1);
            }
        }
        check(&soup, 12, 0);
    }
}

#[test]
fn duplicates_and_triangles_without_area_are_harmless() {
    let mut soup = cube();
    let clean = soup.edges();
    soup.facets.extend(soup.facets.clone());
    let [a, b, c] = soup.facets[0].corners;
    for corners in [[a, b, b], [a, a, a], [a, b, 0.5 * (a + b)], [a, b, DVec3::NAN], [DVec3::INFINITY, b, c]] {
        soup.facets.push(Facet { corners, surface: 0 });
    }
    assert_eq!(soup.edges(), clean);
    assert!(find_edges(&[]).is_empty());
    assert!(find_edges(&[Facet { corners: [DVec3::ZERO; 3], surface: 0 }]).is_empty());
}

#[test]
fn subdivided_faces_make_no_more_edges() {
    let mut soup = Soup::default();
    let at = DVec3::new;
    let [a, b, c, d] = [at(0.0, 0.0, 0.0), at(3.0, 0.0, 0.0), at(3.0, 4.0, 0.0), at(0.0, 4.0, 0.0)];
    let up = DVec3::Z * 5.0;
    // Seven fields along one wall, five along the next: corners of neighbours lie in the middle of each other's sides.
    soup.fields([d, c, b, a], 3);
    soup.fields([a + up, b + up, c + up, d + up], 2);
    for (k, (from, to)) in [(a, b), (b, c), (c, d), (d, a)].into_iter().enumerate() {
        soup.fields([from, to, to + up, from + up], [7, 5, 1, 6][k]);
    }
    check(&soup, 12, 0);
    assert!(soup.edges().iter().all(|edge| [3.0, 4.0, 5.0].iter().any(|l| (edge.length_m() - l).abs() < 1e-9)));
}

#[test]
fn an_open_sheet_has_four_screens() {
    for n in [1, 5] {
        let mut soup = Soup::default();
        let at = DVec3::new;
        soup.fields([at(0.0, 0.0, 0.0), at(6.0, 0.0, 2.0), at(6.0, 4.0, 2.0), at(0.0, 4.0, 0.0)], n);
        check(&soup, 0, 4);
    }
}

#[test]
fn a_fold_of_two_sheets_has_its_wedge_outside() {
    let mut soup = Soup::default();
    let at = DVec3::new;
    let (a, b) = (DVec3::ZERO, DVec3::Z * 3.0);
    soup.polygon(&[a, at(2.0, 0.0, 0.0), at(2.0, 0.0, 3.0), b]);
    soup.polygon(&[a, b, at(0.0, 2.0, 3.0), at(0.0, 2.0, 0.0)]);
    check(&soup, 1, 6);
    let edges = soup.edges();
    let fold = between(&edges, a, b).expect("the fold");
    assert!((fold.n - 1.5).abs() < 1e-12);
    assert!(fold.normals[0].distance(DVec3::NEG_Y) < 1e-12 && fold.normals[1].distance(DVec3::NEG_X) < 1e-12);
    // The same with one sheet turned over.
    soup.facets[0].corners.swap(1, 2);
    soup.facets[1].corners.swap(1, 2);
    assert_eq!(soup.edges(), edges);
}

#[test]
fn folds_below_one_degree_are_flat() {
    for (degrees, n_wedges) in [(0.0_f64, 0), (0.9, 0), (1.1, 1), (2.0, 1), (170.0, 1)] {
        let mut soup = Soup::default();
        let (sin, cos) = degrees.to_radians().sin_cos();
        let at = DVec3::new;
        let (a, b) = (DVec3::ZERO, at(0.0, 5.0, 0.0));
        soup.polygon(&[a, b, at(-5.0, 5.0, 0.0), at(-5.0, 0.0, 0.0)]);
        let out = at(5.0 * cos, 0.0, 5.0 * sin);
        soup.polygon(&[a, out, out + b, b]);
        check(&soup, n_wedges, 6);
        if let Some(fold) = between(&soup.edges(), a, b) {
            assert!((fold.n - (1.0 + degrees / 180.0)).abs() < 1e-9);
        }
    }
}

/// A footprint with one inner corner: six walls, six upper, six lower, five upright edges.
#[test]
fn an_inner_corner_of_a_solid_has_no_edge() {
    let footprint = [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (2.0, 2.0), (2.0, 4.0), (0.0, 4.0)];
    let roof = [[0, 1, 2], [0, 2, 3], [0, 3, 4], [0, 4, 5]];
    let mut soup = Soup::default();
    soup.prism(&footprint, &roof, [0.0, 3.0]);
    check(&soup, 17, 0);
    // Wound inwards it may be a room, whose wall juts out there.
    for facet in &mut soup.facets {
        facet.corners.swap(0, 1);
    }
    check(&soup, 18, 0);
}

/// The same with walls of unequal rows, whose corners are not each other's: still closed.
#[test]
fn seams_do_not_open_a_solid() {
    let footprint = [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (2.0, 2.0), (2.0, 4.0), (0.0, 4.0)];
    let roof = [[0, 1, 2], [0, 2, 3], [0, 3, 4], [0, 4, 5]];
    let mut soup = Soup::default();
    soup.prism(&footprint, &roof, [0.0, 3.0]);
    soup.facets.retain(|facet| facet.surface < 2);
    for k in 0..6 {
        let [(x, y), (next_x, next_y)] = [footprint[k], footprint[(k + 1) % 6]];
        let at = |x: f64, y: f64, z: f64| DVec3::new(x, y, z);
        soup.fields([at(x, y, 0.0), at(next_x, next_y, 0.0), at(next_x, next_y, 3.0), at(x, y, 3.0)], 1 + k as u32);
    }
    check(&soup, 17, 0);
}

/// Each is outside the other's plane, but inside its box.
#[test]
fn parallel_slopes_do_not_touch() {
    let mut soup = Soup::default();
    for lift in [0.0, 0.01, 0.8] {
        let at = |x: f64, y: f64| DVec3::new(x, y, 0.3 * x + 0.4 * y + lift);
        let small = 2.0 + lift;
        soup.polygon(&[at(-small, -small), at(small, -small), at(small, small), at(-small, small)]);
    }
    check(&soup, 0, 12);
}

#[test]
fn the_rim_of_a_round_sheet_is_not_straightened() {
    let mut soup = Soup::default();
    let n = 2000;
    let rim: Vec<DVec3> = (0..n)
        .map(|k| {
            let (sin, cos) = (std::f64::consts::TAU * f64::from(k) / f64::from(n)).sin_cos();
            DVec3::new(100.0 * cos, 100.0 * sin, 0.0)
        })
        .collect();
    for k in 0..rim.len() {
        soup.facets.push(Facet { corners: [DVec3::ZERO, rim[k], rim[(k + 1) % rim.len()]], surface: 0 });
    }
    let edges = soup.edges();
    let length_m: f64 = edges.iter().map(Edge::length_m).sum();
    assert_eq!(count(&edges, EdgeKind::Screen), edges.len());
    assert!((length_m - std::f64::consts::TAU * 100.0).abs() < 0.01, "{length_m}");
}

#[test]
fn far_from_the_origin_nothing_changes() {
    for shift in [DVec3::new(40_000.0, -25_000.0, 300.0), DVec3::new(-0.0005, 0.01601, 1.0e5)] {
        let mut soup = cube();
        for facet in &mut soup.facets {
            facet.corners = facet.corners.map(|corner| corner + shift);
        }
        check(&soup, 12, 0);
    }
}
