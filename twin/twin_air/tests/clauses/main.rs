//! Gases, rain, fog, leaves and walls against their Recommendations and an independent implementation.

mod building_entry;
mod fog;
mod gases;
mod link;
mod rain;
mod vegetation;

use serde_json::Value;

/// Values of ITU-Rpy in standard air.
fn standard_air() -> Value {
    serde_json::from_str(include_str!("../fixtures/itu_atmos.json")).expect("the fixture is JSON")
}

/// Values of ITU-Rpy in other air.
fn other_air() -> Value {
    serde_json::from_str(include_str!("../fixtures/itu_conditions.json")).expect("the fixture is JSON")
}

/// The rows of a table of a fixture.
fn rows<'a>(fixture: &'a Value, table: &str) -> &'a [Value] {
    let rows = fixture[table].as_array().expect("a table");
    assert!(!rows.is_empty(), "{table} is empty");
    rows
}

/// A number of a fixture.
fn number(row: &Value, name: &str) -> f64 {
    row[name].as_f64().unwrap_or_else(|| panic!("{name} is not a number in {row}"))
}

/// Fails unless two values agree to a relative tolerance.
#[track_caller]
fn near(what: &str, found: f64, expected: f64, relative: f64) {
    let error = (found - expected).abs();
    assert!(error <= relative * expected.abs(), "{what}: found {found}, expected {expected}");
}
