use super::*;
use serde_json::Value;

const FIXTURE: &str = include_str!("../../tests/fixtures/materials.json");

fn fixture() -> Value {
    serde_json::from_str(FIXTURE).expect("the fixture is JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("the fixture holds a number here")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("the fixture holds a list here")
}

fn named(value: &Value) -> &'static Material {
    Material::by_name(value.as_str().expect("a material name")).expect("a material of the table")
}

#[test]
fn permittivity_and_conductivity_match_the_reference() {
    let data = fixture();
    let mut n = 0;
    for (name, by_frequency) in data["eps_sigma"].as_object().expect("a map by material") {
        let material = Material::by_name(name).expect("a material of the table");
        for (frequency, values) in by_frequency.as_object().expect("a map by frequency") {
            let frequency = Hertz(frequency.parse().expect("a number of hertz"));
            // The reference leaves out the upper ends of bands, which belong to them.
            let at_an_end = material.bands.iter().any(|band| band.to_ghz == frequency.ghz());
            assert!(at_an_end || material.is_valid_at(frequency) != values.is_null(), "{name} at {frequency:?}");
            if values.is_null() {
                continue;
            }
            let (eps, sigma) = (number(&values[0]), number(&values[1]));
            assert!((material.relative_permittivity(frequency) - eps).abs() <= 1e-8 * eps, "{name} at {frequency:?}");
            assert!(
                (material.conductivity_s_per_m(frequency) - sigma).abs() <= 1e-8 * sigma,
                "{name} at {frequency:?}"
            );
            n += 1;
        }
    }
    assert!(n > 45, "only {n} values compared");
}

#[track_caller]
fn check_rows(rows: &Value, key: &str, coefficients: impl Fn(&Value, Complex64, f64, Hertz) -> [Complex64; 2]) {
    for row in list(rows) {
        let (material, frequency) = (named(&row["material"]), Hertz(number(&row["f"])));
        let eta = material.complex_permittivity(frequency);
        for (angle, expected) in list(&row["angles"]).iter().zip(list(&row[key])) {
            let cos = math::cos(number(angle).to_radians());
            let [te, tm] = coefficients(row, eta, cos, frequency);
            for (k, got) in [te.re, te.im, tm.re, tm.im].into_iter().enumerate() {
                let expected = number(&expected[k]);
                assert!(
                    (got - expected).abs() < 1e-6,
                    "{} {frequency:?} {angle}° {key}[{k}]: {got} ≠ {expected}",
                    material.name
                );
            }
        }
    }
}

fn reflected(thickness_m: f64, eta: Complex64, cos: f64, frequency: Hertz) -> [Complex64; 2] {
    let r = slab_reflection(eta, cos, thickness_m, frequency);
    [r.te, r.tm]
}

fn transmitted(thickness_m: f64, eta: Complex64, cos: f64, frequency: Hertz) -> [Complex64; 2] {
    let t = slab_transmission(eta, cos, thickness_m, frequency);
    [t.te, t.tm]
}

#[test]
fn slab_reflection_and_transmission_match_the_reference() {
    let data = fixture();
    for table in ["fresnel", "thickness"] {
        check_rows(&data[table], "slab", |row, eta, cos, f| reflected(number(&row["d"]), eta, cos, f));
        check_rows(&data[table], "through", |row, eta, cos, f| transmitted(number(&row["d"]), eta, cos, f));
    }
}

#[test]
fn half_space_reflection_matches_the_reference() {
    check_rows(&fixture()["fresnel"], "half", |_, eta, cos, f| reflected(f64::INFINITY, eta, cos, f));
}

#[test]
fn a_slab_keeps_or_loses_power_but_never_makes_it() {
    let frequency = Hertz::from_ghz(28.0);
    for material in Material::all() {
        let eta = material.complex_permittivity(frequency);
        for cos in (1..=100).map(|i| f64::from(i) / 100.0) {
            let sum = |eta: Complex64| {
                let (r, t) = (reflected(0.07, eta, cos, frequency), transmitted(0.07, eta, cos, frequency));
                [0, 1].map(|k| r[k].norm_sqr() + t[k].norm_sqr())
            };
            assert!(sum(eta).iter().all(|sum| *sum <= 1.0 + 1e-12), "{} {cos}", material.name);
            let lossless = Complex64::new(eta.re, 0.0);
            assert!(sum(lossless).iter().all(|sum| (sum - 1.0).abs() < 1e-9), "{} {cos}", material.name);
        }
    }
}

#[test]
fn nothing_reflects_more_than_it_receives() {
    for material in Material::all() {
        for ghz in [0.7, 3.5, 28.0, 105.0, 140.0, 300.0] {
            let frequency = Hertz::from_ghz(ghz);
            let eta = material.complex_permittivity(frequency);
            for cos in (0..=100).map(|i| f64::from(i) / 100.0) {
                for thickness in [0.003, 0.1, 0.3, f64::INFINITY] {
                    let r = slab_reflection(eta, cos, thickness, frequency);
                    assert!(
                        r.te.norm() <= 1.0 + 1e-12 && r.tm.norm() <= 1.0 + 1e-12,
                        "{} {ghz} {cos} {thickness}",
                        material.name
                    );
                }
            }
        }
    }
}

#[test]
fn normal_incidence_has_one_coefficient() {
    let eta = named(&Value::from("brick")).complex_permittivity(Hertz::from_ghz(28.0));
    let r = half_space_reflection(eta, 1.0);
    assert!((r.te + r.tm).norm() < 1e-12);
}

#[test]
fn a_thick_lossy_slab_is_a_half_space() {
    let frequency = Hertz::from_ghz(28.0);
    let eta = named(&Value::from("concrete")).complex_permittivity(frequency);
    let (slab, half) = (slab_reflection(eta, 0.5, 3.0, frequency), half_space_reflection(eta, 0.5));
    assert!((slab.te - half.te).norm() < 1e-12 && (slab.tm - half.tm).norm() < 1e-12);
}

#[test]
fn names_are_unique_and_forgiving() {
    for material in Material::all() {
        assert_eq!(Material::by_name(&material.name), Some(material));
    }
    assert_eq!(Material::by_name(" Very-dry ground").map(|found| &*found.name), Some("very_dry_ground"));
    assert!(Material::by_name("cheese").is_none());
}

#[test]
fn outside_all_bands_the_nearest_one_is_used() {
    let metal = named(&Value::from("metal"));
    assert!(!metal.is_valid_at(Hertz::from_ghz(140.0)));
    assert!((metal.conductivity_s_per_m(Hertz::from_ghz(140.0)) - 1e7).abs() < 1.0);
    assert_eq!(named(&Value::from("brick")).band_at(Hertz::from_ghz(60.0)).to_ghz, 40.0);
    assert_eq!(named(&Value::from("brick")).band_at(Hertz::from_ghz(100.0)).from_ghz, 110.0);
}
