//! Every link of the reference lists: the same paths, lengths and gains.

use crate::{case, fixture};
use glam::DVec3;
use num_complex::Complex64;
use ray_case::trace::{Query, illuminate, trace};
use serde_json::Value;
use twin_antenna::Element;
use twin_radio::Mechanisms;
use twin_units::Hertz;

const FREQUENCIES: [(f64, &str); 3] = [(3.5e9, "3.5e+09"), (28e9, "2.8e+10"), (140e9, "1.4e+11")];

fn number(value: &Value) -> f64 {
    value.as_f64().expect("the list holds a number here")
}

fn point(value: &Value) -> DVec3 {
    DVec3::new(number(&value[0]), number(&value[1]), number(&value[2]))
}

fn complex(value: &Value) -> Complex64 {
    Complex64::new(number(&value[0]), number(&value[1]))
}

/// Largest differences of a scene.
#[derive(Debug, Default)]
struct Worst {
    n_paths: usize,
    delay_ns: f64,
    amplitude: f64,
    weak_db: f64,
    coherent_db: f64,
}

#[track_caller]
fn check(name: &str, n_expected: usize) {
    let case = case(name);
    let list: Value = serde_json::from_str(
        &std::fs::read_to_string(fixture(&format!("paths_{name}.json"))).expect("in the fixtures"),
    )
    .expect("the list is JSON");
    let frequencies = FREQUENCIES.map(|(hz, _)| Hertz(hz));
    let mut worst = Worst::default();
    for link in list["links"].as_array().expect("links") {
        let mechanisms = Mechanisms { transmission: link["mode"] == "refraction", ..Mechanisms::SPECULAR };
        let query = Query { mechanisms, max_depth: number(&link["max_depth"]) as u8 };
        let (tx, rx) = (point(&link["tx"]), point(&link["rx"]));
        let (illumination, is_complete) = illuminate(&case, tx, &query, 1);
        assert!(is_complete, "the reference scenes are small");
        let paths = trace(&case, &illumination, rx, &frequencies, &query);
        let found = ray_case::json::document(
            &case,
            name,
            &frequencies,
            query.max_depth,
            Element::Isotropic,
            &[ray_case::json::Link { tx, rx, paths }],
        );
        let found = &found["links"][0];
        let expected = link["paths"].as_array().expect("paths");
        let ours = found["paths"].as_array().expect("paths");
        assert_eq!(ours.len(), expected.len(), "{name}: number of paths from {tx} to {rx}, {}", link["mode"]);
        for reference in expected {
            let vertices: Vec<DVec3> = reference["vertices"].as_array().expect("vertices").iter().map(point).collect();
            let same = |path: &&Value| {
                let own = path["vertices"].as_array().expect("vertices");
                ["types", "objects", "prims"].iter().all(|key| path[key] == reference[key])
                    && own.iter().zip(&vertices).all(|(a, b)| point(a).distance(*b) < 3e-3)
            };
            let path = ours.iter().find(same).unwrap_or_else(|| panic!("{name}: missed {reference}"));
            worst.n_paths += 1;
            worst.delay_ns = worst.delay_ns.max((number(&path["tau"]) - number(&reference["tau"])).abs() * 1e9);
            let is_weak = reference["types"].as_array().expect("types").iter().any(|kind| kind == "refraction");
            // Where float32 underflows, the list has no gain.
            for (_, key) in FREQUENCIES.iter().filter(|(_, key)| reference["a64"][key].is_array()) {
                let (a, a64) = (complex(&path["a"][key]), complex(&reference["a64"][key]));
                if is_weak {
                    worst.weak_db = worst.weak_db.max((20.0 * (a.norm() / a64.norm()).log10()).abs());
                } else {
                    worst.amplitude = worst.amplitude.max((a - a64).norm() / a64.norm());
                }
            }
        }
        for (_, key) in FREQUENCIES {
            let (own, reference) = (&found["totals"][key], &link["totals64"][key]);
            let n = link["paths"].as_array().expect("paths").iter().filter(|path| path["a64"][key].is_array()).count();
            assert_eq!(reference["n"], n);
            if let (Some(own), Some(reference)) = (own["incoherent_dB"].as_f64(), reference["incoherent_dB"].as_f64()) {
                worst.coherent_db = worst.coherent_db.max((own - reference).abs());
            }
        }
    }
    println!("{name}: {worst:?}");
    assert_eq!(worst.n_paths, n_expected, "{name}");
    // The bounds of the accuracy section: 0.01 ns, 1e-4 of the amplitude, 0.05 dB through slabs.
    assert!(worst.delay_ns <= 0.01 && worst.amplitude <= 1e-4 && worst.weak_db <= 0.05, "{name}: {worst:?}");
    assert!(worst.coherent_db <= 0.05, "{name}: {worst:?}");
}

#[test]
fn closed_metal_box() {
    check("box", 3 * 63);
}

#[test]
fn floor_and_wall() {
    check("floor_wall", 1 + 2 + 4 + 4);
}

#[test]
fn single_metal_reflector() {
    check("simple_reflector", 10);
}

#[test]
fn street_canyon() {
    check("simple_street_canyon", 85);
}

#[test]
fn wedge_without_its_edges() {
    check("simple_wedge", 12);
}
