use super::*;
use crate::materials::Material;

fn concrete() -> &'static Material {
    Material::by_name("concrete").expect("concrete is in the table")
}

/// Ground, a 10 m cube of a building at the origin, and a U-shaped one with a courtyard open to the east, 20 m tall, from x = 30.
fn two_buildings() -> Geometry {
    let mut builder = GeometryBuilder::new();
    builder.add_ground((-100.0, -100.0), (100.0, 100.0), concrete());
    builder
        .add_prism(&[(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)], &[], 0.0, 10.0, concrete(), 0.3)
        .expect("a valid footprint");
    let u = [
        (30.0, -10.0),
        (50.0, -10.0),
        (50.0, -6.0),
        (34.0, -6.0),
        (34.0, 6.0),
        (50.0, 6.0),
        (50.0, 10.0),
        (30.0, 10.0),
    ];
    builder.add_prism(&u, &[], 0.0, 20.0, concrete(), 0.3).expect("a valid footprint");
    builder.build()
}

#[test]
fn segments_through_walls_are_occluded() {
    let geometry = two_buildings();
    let at = DVec3::new;
    assert!(geometry.is_occluded(at(-20.0, 0.0, 5.0), at(20.0, 0.0, 5.0)));
    assert!(!geometry.is_occluded(at(-20.0, 0.0, 10.5), at(20.0, 0.0, 10.5)));
    assert!(!geometry.is_occluded(at(-20.0, 7.0, 5.0), at(20.0, 7.0, 5.0)));
    assert!(geometry.is_occluded(at(0.0, 0.0, 12.0), at(0.0, 0.0, 2.0)), "the roof blocks");
    assert!(geometry.is_occluded(at(20.0, 20.0, 2.0), at(20.0, 20.0, -2.0)), "the ground blocks");
    assert!(!geometry.is_occluded(at(36.0, 0.0, 5.0), at(60.0, 0.0, 5.0)), "the courtyard is open to the east");
    assert!(geometry.is_occluded(at(36.0, 0.0, 5.0), at(20.0, 0.0, 5.0)));
}

#[test]
fn a_point_on_a_surface_is_not_blocked_by_it() {
    let geometry = two_buildings();
    let on_wall = DVec3::new(-5.0, 1.0, 4.0);
    assert!(!geometry.is_occluded(on_wall, DVec3::new(-30.0, 8.0, 2.0)));
    assert!(geometry.is_occluded(on_wall, DVec3::new(30.0, 8.0, 2.0)));
}

#[test]
fn rays_meet_the_nearest_surface() {
    let geometry = two_buildings();
    let hit = geometry.cast_ray(DVec3::new(-20.0, 1.0, 5.0), DVec3::new(3.0, 0.0, 0.0), 100.0).expect("a wall ahead");
    assert!((hit.distance_m - 15.0).abs() < 1e-9 && hit.point.distance(DVec3::new(-5.0, 1.0, 5.0)) < 1e-9);
    assert_eq!(hit.normal, DVec3::NEG_X);
    assert_eq!((hit.object, geometry.object_of(hit.surface)), (1, Some(1)));
    assert!(geometry.cast_ray(DVec3::new(-20.0, 1.0, 5.0), DVec3::X, 14.9).is_none());
    assert!(geometry.cast_ray(DVec3::new(-20.0, 1.0, 5.0), DVec3::ZERO, 14.9).is_none());
    assert_eq!(geometry.object_of(u32::MAX), None);
}

#[test]
fn height_follows_roofs_and_courtyards() {
    let geometry = two_buildings();
    let check = |x, y, height: f64| assert!((geometry.height_at(x, y) - height).abs() < 1e-9, "at {x}, {y}");
    check(0.0, 0.0, 10.0);
    check(20.0, 0.0, 0.0);
    check(32.0, 0.0, 20.0);
    check(40.0, 0.0, 0.0);
    check(40.0, 8.0, 20.0);
    check(500.0, 0.0, 0.0);
}

#[test]
fn holes_are_open_to_the_sky() {
    let mut builder = GeometryBuilder::new();
    let hole = vec![(-2.0, -2.0), (-2.0, 2.0), (2.0, 2.0), (2.0, -2.0), (-2.0, -2.0)];
    let square = [(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0), (-5.0, -5.0)];
    builder.add_prism(&square, &[hole], 0.0, 8.0, concrete(), 0.3).expect("a valid footprint");
    let geometry = builder.build();
    assert_eq!(geometry.surfaces().len(), 9);
    assert_eq!(geometry.height_at(0.0, 0.0), 0.0);
    assert!((geometry.height_at(3.0, 0.0) - 8.0).abs() < 1e-9);
    // Seen from inside the courtyard, walls face inwards.
    let hit = geometry.cast_ray(DVec3::new(0.0, 0.5, 1.0), DVec3::X, 10.0).expect("the courtyard's wall");
    assert!((hit.distance_m - 2.0).abs() < 1e-9);
    assert!(geometry.surfaces()[hit.surface as usize].normal.x < -0.99);
}

#[test]
fn floating_boxes_have_an_underside_and_may_be_turned() {
    let mut builder = GeometryBuilder::new();
    builder
        .add_box(DVec3::new(0.0, 0.0, 3.0), DVec3::new(8.0, 2.0, 1.0), std::f64::consts::FRAC_PI_2, concrete(), 0.1)
        .expect("a valid box");
    let geometry = builder.build();
    let hit = geometry.cast_ray(DVec3::new(0.5, 3.5, 0.0), DVec3::Z, 10.0).expect("the underside");
    assert!((hit.distance_m - 2.5).abs() < 1e-9 && hit.normal == DVec3::NEG_Z);
    assert!(geometry.cast_ray(DVec3::new(3.5, 0.5, 0.0), DVec3::Z, 10.0).is_none());
}

#[test]
fn shapes_without_extent_are_refused() {
    let mut builder = GeometryBuilder::new();
    let line = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)];
    let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
    assert_eq!(builder.add_prism(&line, &[], 0.0, 1.0, concrete(), 0.1), Err(GeometryError::NoArea));
    assert_eq!(builder.add_prism(&[(0.0, f64::NAN); 4], &[], 0.0, 1.0, concrete(), 0.1), Err(GeometryError::NoArea));
    assert_eq!(
        builder.add_prism(&square, &[], 2.0, 2.0, concrete(), 0.1),
        Err(GeometryError::NotAbove { base_m: 2.0, top_m: 2.0 })
    );
    assert_eq!(builder.add_triangles(&[[DVec3::ZERO; 3]], concrete(), 0.1), Err(GeometryError::NoArea));
    let geometry = builder.build();
    assert!(geometry.surfaces().is_empty() && !geometry.is_occluded(DVec3::ZERO, DVec3::ONE));
    assert!(geometry.cast_ray(DVec3::ZERO, DVec3::X, 10.0).is_none());
}

#[test]
fn the_tree_finds_what_a_search_of_all_surfaces_finds() {
    let geometry = two_buildings();
    let coordinate = |i: u32, salt: u32| f64::from((i * 7919 + salt * 104_729) % 997) / 997.0;
    for i in 0..2000 {
        let point = |salt| {
            DVec3::new(
                110.0 * coordinate(i, salt) - 40.0,
                60.0 * coordinate(i, salt + 1) - 30.0,
                25.0 * coordinate(i, salt + 2),
            )
        };
        let (a, b) = (point(1), point(4));
        let nearest = (0..geometry.surfaces().len() as u32)
            .filter_map(|index| geometry.crossing(index, a, b))
            .fold(f64::INFINITY, f64::min);
        let hit = geometry.cast_ray(a, b - a, a.distance(b));
        match hit {
            Some(hit) => assert!((hit.distance_m - nearest * a.distance(b)).abs() < 1e-9),
            None => assert!(nearest.is_infinite()),
        }
        assert_eq!(geometry.is_occluded(a, b), nearest.is_finite());
    }
}
