//! Path by path against Sionna RT 2.2.0 and the independent float64 values beside it; see `tests/fixtures/README.md`.

use super::{ply, *};
use serde_json::Value;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../tests/fixtures/paths_", $name, ".json"))
    };
}

macro_rules! mesh {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/scenes/", $name, ".ply"))
    };
}

/// One object of a scene: name, mesh, material, thickness.
type Object = (&'static str, &'static [u8], &'static str, f64);

fn number(value: &Value) -> f64 {
    value.as_f64().expect("the fixture holds a number here")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("the fixture holds a list here")
}

fn point(value: &Value) -> DVec3 {
    DVec3::new(number(&value[0]), number(&value[1]), number(&value[2]))
}

/// Differences found in one scene; printed by the test runner only when something fails.
#[derive(Debug, Default)]
struct Worst {
    n_paths: usize,
    length: f64,
    amplitude: f64,
    angle_rad: f64,
}

#[track_caller]
fn check(fixture: &str, objects: &[Object], n_expected: usize) {
    let mut builder = GeometryBuilder::new();
    for (_, mesh, name, thickness_m) in objects {
        builder.add_triangles(&ply::triangles(mesh), material(name), *thickness_m).expect("the mesh has faces");
    }
    let geometry = builder.build();
    let data: Value = serde_json::from_str(fixture).expect("the fixture is JSON");
    let mut worst = Worst::default();
    for link in list(&data["links"]) {
        let max_order = number(&link["max_depth"]) as u8;
        let settings = SolverSettings {
            max_order,
            mechanisms: Mechanisms::SPECULAR,
            max_paths: 1000,
            ..SolverSettings::default()
        };
        let (tx, rx) = (point(&link["tx"]), point(&link["rx"]));
        let illumination = Illumination::new(&geometry, tx, &settings);
        for (frequency, key) in [(3.5, "3.5e+09"), (28.0, "2.8e+10"), (140.0, "1.4e+11")] {
            let mut found = Vec::new();
            solve(&geometry, &illumination, rx, &geometry.wave(Hertz::from_ghz(frequency)), &settings, &mut found);
            let expected = list(&link["paths"]);
            assert_eq!(found.len(), expected.len(), "number of paths from {tx} to {rx}");
            for reference in expected {
                let vertices: Vec<DVec3> = list(&reference["vertices"]).iter().map(point).collect();
                let same = |path: &&Path| {
                    path.vertices.len() == vertices.len()
                        && path.vertices.iter().zip(&vertices).all(|(a, b)| a.distance(*b) < 1e-3)
                };
                let path = found.iter().find(same).expect("every reference path is found");
                let names: Vec<&str> = list(&reference["objects"]).iter().filter_map(Value::as_str).collect();
                let got: Vec<&str> = path
                    .surfaces
                    .iter()
                    .map(|surface| objects[geometry.object_of(*surface).expect("a surface") as usize].0)
                    .collect();
                assert_eq!(got, names);
                worst.add(path, reference, key);
            }
        }
    }
    assert_eq!(worst.n_paths, n_expected, "{worst:?}");
    // Lengths and amplitudes are float64 on both sides; angles are float32 in the reference.
    assert!(worst.length < 1e-6 && worst.amplitude < 1e-3 && worst.angle_rad < 1e-4, "{worst:?}");
}

impl Worst {
    fn add(&mut self, path: &Path, reference: &Value, frequency: &str) {
        self.n_paths += 1;
        let length = number(&reference["len64"]);
        self.length = self.length.max((path.length_m - length).abs() / length);
        let a = &reference["a64"][frequency];
        let a = num_complex::Complex64::new(number(&a[0]), number(&a[1]));
        self.amplitude = self.amplitude.max((path.transfer[0][0] - a).norm() / a.norm());
        for (direction, key) in [(path.departure, "aod_theta_phi"), (path.arrival, "aoa_theta_phi")] {
            let (theta, phi) = (number(&reference[key][0]), number(&reference[key][1]));
            let expected = DVec3::new(theta.sin() * phi.cos(), theta.sin() * phi.sin(), theta.cos());
            self.angle_rad = self.angle_rad.max(direction.distance(expected));
        }
    }
}

#[test]
fn closed_metal_box() {
    check(fixture!("box"), &[("box", mesh!("box/box"), "metal", 1.0)], 3 * 3 * 63);
}

#[test]
fn floor_and_wall() {
    let objects: [Object; 2] =
        [("floor", mesh!("floor_wall/floor"), "concrete", 0.1), ("wall", mesh!("floor_wall/wall"), "brick", 0.1)];
    check(fixture!("floor_wall"), &objects, 3 * (1 + 4));
}

#[test]
fn single_metal_reflector() {
    check(fixture!("simple_reflector"), &[("reflector", mesh!("simple_reflector/reflector"), "metal", 0.01)], 3 * 10);
}

#[test]
fn street_canyon() {
    let objects: [Object; 7] = [
        ("building_1", mesh!("simple_street_canyon/building_1"), "glass", 0.1),
        ("building_2", mesh!("simple_street_canyon/building_2"), "brick", 0.1),
        ("building_3", mesh!("simple_street_canyon/building_3"), "marble", 0.1),
        ("building_4", mesh!("simple_street_canyon/building_4"), "marble", 0.1),
        ("building_5", mesh!("simple_street_canyon/building_5"), "glass", 0.1),
        ("building_6", mesh!("simple_street_canyon/building_6"), "wood", 0.1),
        ("floor", mesh!("simple_street_canyon/floor"), "concrete", 0.1),
    ];
    check(fixture!("simple_street_canyon"), &objects, 3 * (6 + 4 + 10 + 3 + 4 + 3 + 4));
}
