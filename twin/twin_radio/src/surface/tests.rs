use super::*;

fn skin() -> Skin {
    let material = Material::by_name("metal").expect("metal is in the table");
    Skin { material, thickness_m: 0.1, object: 0, is_ground: false }
}

#[test]
fn a_tilted_triangle_contains_its_inside_and_its_edges() {
    let [a, b, c] = [DVec3::new(1.0, 2.0, 3.0), DVec3::new(5.0, 2.5, 3.5), DVec3::new(2.0, 6.0, 7.0)];
    let normal = (b - a).cross(c - a).normalize();
    let surface = Surface::from_triangles(normal, &[[a, b, c]], skin()).expect("it has an area");
    assert!(surface.contains((a + b + c) / 3.0) && surface.contains((a + b) / 2.0) && surface.contains(c));
    assert!(!surface.contains(a + (a - b) * 1e-6) && !surface.contains(a + b - c));
}

#[test]
fn mirroring_twice_gives_the_point_back() {
    let [a, b, c] = [DVec3::X, DVec3::Y, DVec3::Z];
    let surface =
        Surface::from_triangles((b - a).cross(c - a).normalize(), &[[a, b, c]], skin()).expect("it has an area");
    let point = DVec3::new(3.0, -2.0, 0.7);
    let image = surface.mirror(point);
    assert!((surface.signed_distance_m(image) + surface.signed_distance_m(point)).abs() < 1e-12);
    assert!(surface.mirror(image).distance(point) < 1e-12);
}

#[test]
fn the_seam_between_two_triangles_is_closed() {
    let [a, b, c, d] = [DVec3::ZERO, DVec3::new(3.1, 0.2, 0.0), DVec3::new(2.9, 4.0, 0.0), DVec3::new(-0.3, 3.7, 0.0)];
    let surface = Surface::from_triangles(DVec3::Z, &[[a, b, c], [a, c, d]], skin()).expect("it has an area");
    for i in 1..1000 {
        let on_seam = c * (f64::from(i) / 1000.0);
        assert!(surface.crossing(on_seam + DVec3::new(0.3, -0.1, 1.0), on_seam - DVec3::new(0.3, -0.1, 1.0)).is_some());
    }
}

#[test]
fn triangles_without_area_make_no_surface() {
    assert!(Surface::from_triangles(DVec3::Z, &[[DVec3::ZERO, DVec3::X, DVec3::X * 2.0]], skin()).is_none());
    assert!(Surface::from_triangles(DVec3::Z, &[], skin()).is_none());
}
