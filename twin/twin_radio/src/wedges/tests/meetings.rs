//! Meshes that meet.

use super::*;

fn at(x: f64, y: f64, z: f64) -> DVec3 {
    DVec3::new(x, y, z)
}

#[test]
fn a_cube_on_the_ground_has_no_wedge_at_its_foot() {
    let mut soup = Soup::default();
    soup.cuboid(DVec3::ZERO, DVec3::ONE);
    // Not centred, so that no diagonal of the ground meets the cube's corners.
    soup.polygon(&[at(-30.0, -20.0, 0.0), at(25.0, -20.0, 0.0), at(25.0, 40.0, 0.0), at(-30.0, 40.0, 0.0)]);
    check(&soup, 8, 4);
    assert!(soup.edges().iter().all(|edge| edge.kind == EdgeKind::Screen || edge.a.z.max(edge.b.z) == 1.0));
}

/// Sunk, or on ground that consists of many triangles.
#[test]
fn ground_may_have_any_triangles() {
    let mut soup = Soup::default();
    soup.cuboid(at(0.3, 0.2, 0.0), at(8.7, 6.9, 4.0));
    soup.fields([at(-30.0, -20.0, 0.0), at(25.0, -20.0, 0.0), at(25.0, 40.0, 0.0), at(-30.0, 40.0, 0.0)], 37);
    check(&soup, 8, 4);
    // Open below: the walls stand on the ground all the same.
    soup.facets.retain(|facet| facet.surface != 0);
    check(&soup, 8, 4);
}

#[test]
fn two_abutting_cubes_of_different_heights() {
    let mut soup = Soup::default();
    soup.cuboid(at(0.0, 0.0, 0.0), at(1.0, 1.0, 1.0));
    soup.cuboid(at(1.0, 0.0, 0.0), at(2.0, 1.0, 2.0));
    check(&soup, 19, 0);
    let edges = soup.edges();
    // The low roof against the high wall is an inner corner; beside it both walls go on flat; above it the high one has its edge.
    assert!(between(&edges, at(1.0, 0.0, 1.0), at(1.0, 1.0, 1.0)).is_none());
    assert!(between(&edges, at(1.0, 0.0, 0.0), at(1.0, 0.0, 1.0)).is_none());
    let above = between(&edges, at(1.0, 0.0, 1.0), at(1.0, 0.0, 2.0)).expect("the upper half of the high corner");
    // The high one: floor 6, roof 7, walls y = 0, x = 2, y = 1, x = 1 are 8 to 11.
    assert_eq!(above.faces, [8, 11]);
    // Of equal height the roofs go on flat.
    let mut soup = Soup::default();
    soup.cuboid(at(0.0, 0.0, 0.0), at(1.0, 1.0, 1.0));
    soup.cuboid(at(1.0, 0.0, 0.0), at(2.0, 1.0, 1.0));
    check(&soup, 16, 0);
}

/// A corner of one house against the wall of another: partly overlapping sides, corners in the middle of faces.
#[test]
fn a_house_against_part_of_a_longer_wall() {
    let mut soup = Soup::default();
    soup.cuboid(at(0.0, 0.0, 0.0), at(20.0, 10.0, 12.0));
    soup.cuboid(at(5.0, 10.0, 0.0), at(11.0, 16.0, 8.0));
    // The extension loses the two uprights, the upper and lower edge at the wall; below, the long wall's edge is flat for 6 m and goes on beside.
    check(&soup, 12 + 8 + 1, 0);
    let edges = soup.edges();
    for (from, to) in [(0.0, 5.0), (11.0, 20.0)] {
        assert!(between(&edges, at(from, 10.0, 0.0), at(to, 10.0, 0.0)).is_some());
    }
    assert!(between(&edges, at(0.0, 10.0, 12.0), at(20.0, 10.0, 12.0)).is_some());
}

#[test]
fn an_overhanging_roof_has_the_only_edges_up_there() {
    let mut soup = Soup::default();
    soup.cuboid(at(0.0, 0.0, 0.0), at(8.0, 6.0, 5.0));
    soup.cuboid(at(-0.5, -0.5, 5.0), at(8.5, 6.5, 5.3));
    // Walls: four uprights, four below. Roof: twelve.
    check(&soup, 20, 0);
    let edges = soup.edges();
    assert!(edges.iter().all(|edge| !(edge.a.z == 5.0 && edge.b.z == 5.0 && edge.a.x >= 0.0 && edge.a.x <= 8.0)));
    // The roof as a sheet on open walls.
    let mut soup = Soup::default();
    soup.cuboid(at(0.0, 0.0, 0.0), at(8.0, 6.0, 5.0));
    soup.facets.retain(|facet| facet.surface >= 2);
    soup.polygon(&[at(-0.5, -0.5, 5.0), at(8.5, -0.5, 5.0), at(8.5, 6.5, 5.0), at(-0.5, 6.5, 5.0)]);
    check(&soup, 4, 4 + 4);
}

#[test]
fn two_roof_slopes_over_a_gable() {
    let mut soup = Soup::default();
    let [a, b, c, d] = [at(0.0, 0.0, 4.0), at(10.0, 0.0, 4.0), at(10.0, 6.0, 4.0), at(0.0, 6.0, 4.0)];
    let (e, f) = (at(0.0, 3.0, 6.0), at(10.0, 3.0, 6.0));
    let down = DVec3::NEG_Z * 4.0;
    soup.polygon(&[a, b, f, e]);
    soup.polygon(&[c, d, e, f]);
    soup.polygon(&[a + down, b + down, b, a]);
    soup.polygon(&[c + down, d + down, d, c]);
    // Gable walls as pentagons with the ridge's end as a corner.
    soup.polygon(&[b + down, c + down, c, f, b]);
    soup.polygon(&[d + down, a + down, a, e, d]);
    soup.polygon(&[a + down, d + down, c + down, b + down]);
    // 4 below, 4 upright, 2 eaves, 4 verges, the ridge.
    check(&soup, 15, 0);
    let ridge = soup.edges().into_iter().find(|edge| edge.faces == [0, 1]).expect("the ridge");
    let slope_rad = (2.0_f64 / 3.0).atan();
    assert!((ridge.n - (1.0 + 2.0 * slope_rad / std::f64::consts::PI)).abs() < 1e-9, "{}", ridge.n);
}

#[test]
fn two_walls_of_different_heights_share_part_of_an_edge() {
    let mut soup = Soup::default();
    let short = soup.polygon(&[at(0.0, 0.0, 0.0), at(4.0, 0.0, 0.0), at(4.0, 0.0, 3.0), at(0.0, 0.0, 3.0)]);
    let tall = soup.polygon(&[at(0.0, 0.0, 0.0), at(0.0, 4.0, 0.0), at(0.0, 4.0, 5.0), at(0.0, 0.0, 5.0)]);
    check(&soup, 1, 7);
    let edges = soup.edges();
    let corner = between(&edges, DVec3::ZERO, at(0.0, 0.0, 3.0)).expect("the shared part");
    let above = between(&edges, at(0.0, 0.0, 3.0), at(0.0, 0.0, 5.0)).expect("the free part");
    assert_eq!((corner.faces, above.faces), ([short, tall], [tall, tall]));
    assert_eq!(above.kind, EdgeKind::Screen);
}

/// Sheets around the z axis at some azimuths.
fn fan(azimuths_deg: &[f64]) -> Soup {
    let mut soup = Soup::default();
    for azimuth_deg in azimuths_deg {
        let (sin, cos) = azimuth_deg.to_radians().sin_cos();
        let out = at(5.0 * cos, 5.0 * sin, 0.0);
        soup.polygon(&[DVec3::ZERO, out, out + DVec3::Z * 3.0, DVec3::Z * 3.0]);
    }
    soup
}

#[test]
fn of_several_sheets_the_two_next_to_the_widest_air_count() {
    for (azimuths, n_wedges) in [
        (&[0.0, 90.0, 180.0][..], 0),
        (&[0.0, 120.0, 240.0], 0),
        (&[0.0, 90.0, 180.0, 270.0], 0),
        (&[0.0, 30.0, 60.0], 1),
        (&[170.0, -170.0, 180.0, 175.0], 1),
    ] {
        check(&fan(azimuths), n_wedges, 3 * azimuths.len());
    }
    let edges = fan(&[0.0, 60.0, 30.0]).edges();
    let wedge = between(&edges, DVec3::ZERO, DVec3::Z * 3.0).expect("the common edge");
    assert!(wedge.faces == [0, 1] && (wedge.n - 300.0 / 180.0).abs() < 1e-9);
    // The air around the outer two begins behind the sheet at 60° and ends before that at 0°.
    assert!(wedge.normals[0].distance(DVec3::NEG_Y) < 1e-9 && wedge.normals[1].y > 0.4);
}

#[test]
fn a_balcony_on_a_wall_and_a_pane_in_it() {
    let mut soup = Soup::default();
    soup.cuboid(at(0.0, 0.0, 0.0), at(10.0, 8.0, 9.0));
    // A sheet that sticks out: three free edges. A pane flush with the wall: none.
    soup.polygon(&[at(3.0, 0.0, 4.0), at(6.0, 0.0, 4.0), at(6.0, -1.5, 4.0), at(3.0, -1.5, 4.0)]);
    soup.polygon(&[at(7.0, 0.0, 4.0), at(9.0, 0.0, 4.0), at(9.0, 0.0, 6.0), at(7.0, 0.0, 6.0)]);
    check(&soup, 12, 3);
}

#[test]
fn corners_half_a_millimetre_apart_are_one() {
    let mut soup = Soup::default();
    soup.cuboid(DVec3::ZERO, DVec3::splat(4.0));
    for (k, facet) in soup.facets.iter_mut().enumerate() {
        for (j, corner) in facet.corners.iter_mut().enumerate() {
            *corner += at((k * 7 + j) as f64 % 5.0, (k * 3 + j) as f64 % 7.0, (k + j) as f64 % 3.0) * 5e-5;
        }
    }
    check(&soup, 12, 0);
}
