//! Input that is not as it should be: a sentence or a right result, never a panic, never NaN.

use glam::DVec3;
use mesh_import::{Imported, ImportedMaterial, MaterialKind, Object};
use ray_case::trace::{Query, illuminate, trace};
use ray_case::{Case, CaseError};
use twin_radio::{Mechanisms, Path};
use twin_units::Hertz;

const ALL: Mechanisms = Mechanisms {
    line_of_sight: true,
    reflection: true,
    transmission: true,
    diffraction: true,
    rooftops: false,
    scattering: true,
};

fn object(name: &str, vertices: &[[f64; 3]], faces: &[[u32; 3]]) -> Object {
    Object { name: name.into(), material: Some("wall".into()), vertices: vertices.to_vec(), faces: faces.to_vec() }
}

fn imported(objects: Vec<Object>) -> Imported {
    let wall = ImportedMaterial::new("wall", MaterialKind::Itu("concrete".into()));
    Imported { objects, materials: vec![wall], notes: Vec::new() }
}

fn solve(case: &Case, tx: DVec3, rx: DVec3, depth: u8) -> Vec<Path> {
    let query = Query { mechanisms: ALL, max_depth: depth };
    let (illumination, _) = illuminate(case, tx, &query, 1);
    let paths = trace(case, &illumination, rx, &[Hertz(3.5e9)], &query).remove(0);
    for path in &paths {
        assert!(path.transfer.iter().flatten().all(|entry| entry.re.is_finite() && entry.im.is_finite()), "{path:?}");
        assert!(path.departure.is_finite() && path.arrival.is_finite() && path.length_m.is_finite(), "{path:?}");
    }
    paths
}

/// A closed box of 12 triangles, from −1 to 1 in x and y, 0 to 2 in z.
fn cube(name: &str) -> Object {
    let v = [[-1.0, -1.0, 0.0], [1.0, -1.0, 0.0], [1.0, 1.0, 0.0], [-1.0, 1.0, 0.0]];
    let vertices: Vec<[f64; 3]> = v.into_iter().chain(v.map(|[x, y, _]| [x, y, 2.0])).collect();
    let quads = [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]];
    let faces: Vec<[u32; 3]> = quads.iter().flat_map(|&[a, b, c, d]| [[a, b, c], [a, c, d]]).collect();
    object(name, &vertices, &faces)
}

#[test]
fn faces_without_area_and_twice_the_same_face_change_nothing() {
    let sound = Case::from_imported(&imported(vec![cube("a")])).expect("a sound mesh");
    let mut worse = cube("a");
    worse.faces.extend([[0, 0, 1], [0, 1, 0], [2, 2, 2]]);
    let repeated: Vec<[u32; 3]> = worse.faces[..12].iter().map(|&[a, b, c]| [b, c, a]).collect();
    worse.faces.extend(repeated);
    let worse = Case::from_imported(&imported(vec![worse])).expect("the rest is sound");
    for (tx, rx) in [([4.0, 0.3, 1.0], [-4.0, 0.2, 1.1]), ([4.0, 0.3, 3.0], [3.0, -3.0, 0.5])] {
        let (tx, rx) = (DVec3::from_array(tx), DVec3::from_array(rx));
        let powers = |case: &Case| -> Vec<f64> { solve(case, tx, rx, 2).iter().map(Path::power_gain_v).collect() };
        assert_eq!(powers(&sound), powers(&worse));
        assert!(!powers(&sound).is_empty());
    }
}

#[test]
fn ends_inside_a_wall_on_a_surface_or_in_one_place_are_harmless() {
    let case = Case::from_imported(&imported(vec![cube("a")])).expect("a sound mesh");
    let outside = DVec3::new(5.0, 0.4, 1.2);
    assert!(!solve(&case, DVec3::new(0.1, 0.2, 0.9), outside, 2).is_empty(), "out through a slab");
    for odd in [
        DVec3::new(1.0, 0.2, 0.9), // on a face
        DVec3::new(1.0, 1.0, 0.9), // on an edge
        DVec3::new(1.0, 1.0, 2.0), // on a corner
        DVec3::new(0.0, 0.0, 2.0), // on the roof, on the diagonal
        DVec3::new(1.0 + 1e-9, 0.0, 1.0),
    ] {
        for depth in 0..=3 {
            solve(&case, odd, outside, depth);
            solve(&case, outside, odd, depth);
        }
    }
    assert!(solve(&case, outside, outside, 3).is_empty(), "one place has no path to itself");
    assert!(solve(&case, DVec3::NAN, outside, 2).is_empty() && solve(&case, outside, DVec3::INFINITY, 2).is_empty());
}

#[test]
fn an_open_sheet_blocks_reflects_and_bends() {
    let sheet = object(
        "sheet",
        &[[0.0, -2.0, 0.0], [0.0, 2.0, 0.0], [0.0, 2.0, 4.0], [0.0, -2.0, 4.0]],
        &[[0, 1, 2], [0, 2, 3]],
    );
    let case = Case::from_imported(&imported(vec![sheet])).expect("a sound mesh");
    let behind = solve(&case, DVec3::new(3.0, 0.1, 1.0), DVec3::new(-3.0, 0.2, 1.5), 1);
    assert!(behind.len() >= 3, "through it and around its edges: {behind:?}");
}

#[test]
fn corners_that_are_no_numbers_are_named() {
    let broken = object("roof", &[[0.0, 0.0, 0.0], [1.0, 0.0, f64::NAN], [0.0, 1.0, 0.0]], &[[0, 1, 2]]);
    let error = Case::from_imported(&imported(vec![cube("a"), broken])).err().expect("it must be refused");
    assert!(matches!(&error, CaseError::Mesh { name, .. } if name == "roof"), "{error}");
    assert_eq!(error.to_string(), "object \"roof\": triangle 0 has a corner that is not a finite number");
    let empty = object("empty", &[[0.0; 3]; 3], &[[0, 1, 2]]);
    let case = Case::from_imported(&imported(vec![empty, cube("a")])).expect("the rest is sound");
    assert!(case.notes[0].contains("\"empty\""), "{:?}", case.notes);
    assert_eq!(case.names, ["a"]);
}

/// 10⁶ triangles of rolling terrain.
#[test]
fn a_million_triangles_are_traced() {
    let n = 708_u32;
    let height = |x: u32, y: u32| 8.0 * ((f64::from(x) * 0.05).sin() + (f64::from(y) * 0.07).cos());
    let vertices: Vec<[f64; 3]> =
        (0..=n).flat_map(|y| (0..=n).map(move |x| [f64::from(x), f64::from(y), height(x, y)])).collect();
    let at = |x: u32, y: u32| y * (n + 1) + x;
    let faces: Vec<[u32; 3]> = (0..n)
        .flat_map(|y| (0..n).map(move |x| (x, y)))
        .flat_map(|(x, y)| [[at(x, y), at(x + 1, y), at(x + 1, y + 1)], [at(x, y), at(x + 1, y + 1), at(x, y + 1)]])
        .collect();
    assert!(faces.len() > 1_000_000);
    let case = Case::from_imported(&imported(vec![object("hills", &vertices, &faces)])).expect("a sound mesh");
    let query = Query { mechanisms: Mechanisms::SPECULAR, max_depth: 1 };
    let tx = DVec3::new(100.0, 100.0, 40.0);
    let (illumination, is_complete) = illuminate(&case, tx, &query, 1);
    let paths = trace(&case, &illumination, DVec3::new(140.3, 120.2, 25.0), &[Hertz(28e9)], &query).remove(0);
    println!("{} paths, complete: {is_complete}", paths.len());
    assert!(paths.iter().any(|path| path.vertices.is_empty()), "the sky between two hilltops is free");
}
