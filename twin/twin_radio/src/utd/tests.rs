//! The kernel against textbooks, exact solutions, and what must hold for any wedge.

mod continuity;
mod exact;
mod geometry;
mod knife_edge;
mod reciprocity;
mod reference;

use super::*;
use crate::materials::{Material, Reflection, slab_reflection};
use serde_json::Value;
use std::f64::consts::{PI, TAU};
use twin_units::math;

const TEXTBOOK: &str = include_str!("../../tests/fixtures/utd_textbook.json");

fn fixture(text: &str) -> Value {
    serde_json::from_str(text).expect("the fixture is JSON")
}

/// Rows of numbers of a fixture.
fn rows(value: &Value) -> Vec<Vec<f64>> {
    let list = |value: &Value| value.as_array().expect("the fixture holds a list here").clone();
    list(value)
        .iter()
        .map(|row| list(row).iter().map(|x| x.as_f64().expect("the fixture holds a number here")).collect())
        .collect()
}

fn conductor(_cos: f64) -> Reflection {
    Reflection { te: Complex64::new(-1.0, 0.0), tm: Complex64::new(1.0, 0.0) }
}

fn absorber(_cos: f64) -> Reflection {
    Reflection { te: Complex64::ZERO, tm: Complex64::ZERO }
}

/// A slab 0.1 m thick of a material of the table.
fn slab(name: &str, frequency: Hertz) -> impl Fn(f64) -> Reflection + use<> {
    let eta = Material::by_name(name).expect("a material of the table").complex_permittivity(frequency);
    move |cos| slab_reflection(eta, cos, 0.1, frequency)
}

/// A wedge whose edge is the z axis from −1000 to 1000 m, its 0-face along +x, the air above it.
fn upright(n: f64) -> Wedge {
    Wedge::new(DVec3::Z * -1e3, DVec3::Z * 1e3, DVec3::X, DVec3::Y, n).expect("a valid wedge")
}

fn around(radius_m: f64, azimuth_deg: f64, z: f64) -> DVec3 {
    let (sin, cos) = math::sin_cos(azimuth_deg.to_radians());
    DVec3::new(radius_m * cos, radius_m * sin, z)
}

fn db(ratio: f64) -> f64 {
    20.0 * math::log10(ratio)
}
