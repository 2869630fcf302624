use super::*;

fn skin() -> Skin {
    Skin { material: 0, thickness_m: 0.1, object: 0, is_ground: false }
}

#[test]
fn a_tilted_triangle_contains_its_inside_and_its_edges() {
    let [a, b, c] = [DVec3::new(1.0, 2.0, 3.0), DVec3::new(5.0, 2.5, 3.5), DVec3::new(2.0, 6.0, 7.0)];
    let normal = (b - a).cross(c - a).normalize();
    let surface = Surface::from_triangles(normal, &[(0, [a, b, c])], skin()).expect("it has an area");
    assert!(surface.contains((a + b + c) / 3.0) && surface.contains((a + b) / 2.0) && surface.contains(c));
    assert!(!surface.contains(a + (a - b) * 1e-6) && !surface.contains(a + b - c));
}

#[test]
fn mirroring_twice_gives_the_point_back() {
    let [a, b, c] = [DVec3::X, DVec3::Y, DVec3::Z];
    let surface =
        Surface::from_triangles((b - a).cross(c - a).normalize(), &[(0, [a, b, c])], skin()).expect("it has an area");
    let point = DVec3::new(3.0, -2.0, 0.7);
    let image = surface.mirror(point);
    assert!((surface.signed_distance_m(image) + surface.signed_distance_m(point)).abs() < 1e-12);
    assert!(surface.mirror(image).distance(point) < 1e-12);
}

#[test]
fn the_seam_between_two_triangles_is_closed() {
    let [a, b, c, d] = [DVec3::ZERO, DVec3::new(3.1, 0.2, 0.0), DVec3::new(2.9, 4.0, 0.0), DVec3::new(-0.3, 3.7, 0.0)];
    let surface = Surface::from_triangles(DVec3::Z, &[(0, [a, b, c]), (1, [a, c, d])], skin()).expect("it has an area");
    for i in 1..1000 {
        let on_seam = c * (f64::from(i) / 1000.0);
        let (from, to) = (on_seam + DVec3::new(0.3, -0.1, 1.0), on_seam - DVec3::new(0.3, -0.1, 1.0));
        assert!(Plate::of(&surface).crossing(from, to).is_some_and(|(_, uv)| surface.covers(uv)));
    }
}

#[test]
fn triangles_without_area_make_no_surface() {
    assert!(Surface::from_triangles(DVec3::Z, &[(0, [DVec3::ZERO, DVec3::X, DVec3::X * 2.0])], skin()).is_none());
    assert!(Surface::from_triangles(DVec3::Z, &[], skin()).is_none());
}

#[test]
fn a_surface_of_many_faces_finds_the_one_at_a_point() {
    let n = 30_u32;
    let corner = |x: u32, y: u32| DVec3::new(f64::from(x), f64::from(y) * 0.5, 0.0);
    let mut faces = Vec::new();
    for y in 0..n {
        for x in (0..n).filter(|x| (x + y) % 5 != 0) {
            let [a, b, c, d] = [corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)];
            faces.push((2 * (y * n + x), [a, b, c]));
            faces.push((2 * (y * n + x) + 1, [a, c, d]));
        }
    }
    let surface = Surface::from_triangles(DVec3::Z, &faces, skin()).expect("it has an area");
    for y in 0..n {
        for x in 0..n {
            let below = corner(x, y) + DVec3::new(0.7, 0.1, 0.0);
            assert_eq!(surface.contains(below), (x + y) % 5 != 0, "{x} {y}");
            if (x + y) % 5 != 0 {
                assert_eq!(surface.prim_at(below), 2 * (y * n + x));
                assert_eq!(surface.prim_at(corner(x, y) + DVec3::new(0.2, 0.4, 0.0)), 2 * (y * n + x) + 1);
            }
        }
    }
}
