//! The result of a trace beside what its file expects.

use super::Outcome;
use crate::Fault;
use serde_json::Value;

/// Times agree within half a millisecond: exact to 1 ms.
const TIME_S: f64 = 0.5e-3 + 1e-9;
const L3_DB: f64 = 1e-4;
const RLM_DB: f64 = 1e-3;
const GAIN_DB: f64 = 0.01;
const ALPHA: f64 = 1e-9;

/// Tolerance of a number by its key; 0 for whole numbers.
fn tolerance(key: &str) -> f64 {
    match key {
        "t" | "t_attempt" | "t_exec" | "t_end" | "dwell_s" => TIME_S,
        "mean_gain_db" => GAIN_DB,
        _ => 0.0,
    }
}

fn agrees(ours: &Value, expected: &Value, tolerance: f64) -> bool {
    match (ours.as_f64(), expected.as_f64()) {
        (Some(ours), Some(expected)) => (ours - expected).abs() <= tolerance,
        _ => ours == expected,
    }
}

impl Outcome<'_> {
    /// Compares with the file's `expected`; `None` when everything agrees, else the first difference in a sentence.
    ///
    /// Events of one time are compared as a set: their order in a file is a matter of taste. Event times and outcome times agree to 1 ms, L3 checkpoints
    /// to 1e-4 dB, radio-link checkpoints to 1e-3 dB, the mean gain to 0.01 dB, all else exactly.
    ///
    /// # Errors
    /// [`Fault`] when the file expects nothing, or not what the schema says.
    pub fn first_difference(&self) -> Result<Option<String>, Fault> {
        let expected = self.vector.expected.as_ref().ok_or_else(|| Fault::new("expected", "is missing"))?;
        let ours = self.to_json();
        let part = |key: &str| {
            let value = expected.get(key).filter(|value| !value.is_null());
            value.ok_or_else(|| Fault::new(format!("expected.{key}"), "is missing"))
        };
        for (key, tolerance) in [("initial_cell", 0.0), ("l3_alpha", ALPHA)] {
            if !agrees(&ours[key], part(key)?, tolerance) {
                return Ok(Some(format!("{key} is {}, expected {}", ours[key], part(key)?)));
            }
        }
        let differences = [
            rows("events", &ours["events"], part("events")?, &["t", "type", "src", "cell"])?,
            rows("outcomes", &ours["outcomes"], part("outcomes")?, &["t_end", "t_attempt", "kind"])?,
            counts(&ours["counts"], part("counts")?)?,
            points("l3_checkpoints", &ours["l3_checkpoints"], part("l3_checkpoints")?, L3_DB)?,
            points("rlm_checkpoints", &ours["rlm_checkpoints"], part("rlm_checkpoints")?, RLM_DB)?,
        ];
        Ok(differences.into_iter().flatten().next())
    }
}

fn list<'a>(key: &str, value: &'a Value) -> Result<&'a Vec<Value>, Fault> {
    value.as_array().ok_or_else(|| Fault::new(format!("expected.{key}"), "must be a list"))
}

/// Sorts rows by the given keys; times by whole milliseconds.
fn sorted<'a>(rows: &'a [Value], keys: &[&str]) -> Vec<&'a Value> {
    let order = |row: &Value| -> Vec<(i64, String)> {
        keys.iter()
            .map(|key| match &row[*key] {
                Value::String(text) => (0, text.clone()),
                Value::Number(number) => ((number.as_f64().unwrap_or(0.0) * 1e3).round() as i64, String::new()),
                _ => (-1, String::new()),
            })
            .collect()
    };
    let mut rows: Vec<&Value> = rows.iter().collect();
    rows.sort_by_cached_key(|row| order(row));
    rows
}

/// The first row that differs: every key that is expected must be there and agree.
fn rows(key: &str, ours: &Value, expected: &Value, keys: &[&str]) -> Result<Option<String>, Fault> {
    let (ours, expected) = (sorted(list(key, ours)?, keys), sorted(list(key, expected)?, keys));
    for index in 0..ours.len().max(expected.len()) {
        let (Some(our), Some(row)) = (ours.get(index), expected.get(index)) else {
            return Ok(Some(match ours.get(index) {
                Some(extra) => format!("{key} has {extra}, which is not expected"),
                None => format!("{key} lacks {}", expected[index]),
            }));
        };
        let Some(object) = row.as_object() else {
            return Err(Fault::new(format!("expected.{key}"), "must be a list of objects"));
        };
        for (name, value) in object {
            if !agrees(&our[name], value, tolerance(name)) {
                return Ok(Some(format!("{key}, row {index}: {name} is {}, expected {value}, in {our}", our[name])));
            }
        }
    }
    Ok(None)
}

fn counts(ours: &Value, expected: &Value) -> Result<Option<String>, Fault> {
    let object = expected.as_object().ok_or_else(|| Fault::new("expected.counts", "must be an object"))?;
    let differs = object.iter().find(|(key, value)| !agrees(&ours[key.as_str()], value, 0.0));
    Ok(differs.map(|(key, value)| format!("counts.{key} is {}, expected {value}", ours[key.as_str()])))
}

fn points(key: &str, ours: &Value, expected: &Value, tolerance_db: f64) -> Result<Option<String>, Fault> {
    let (ours, expected) = (list(key, ours)?, list(key, expected)?);
    if ours.len() != expected.len() {
        return Ok(Some(format!("{key} has {} rows, expected {}", ours.len(), expected.len())));
    }
    for (index, (our, row)) in ours.iter().zip(expected).enumerate() {
        let (our, row) = (list(key, our)?, list(key, row)?);
        let differs = our.len() != row.len()
            || our
                .iter()
                .zip(row)
                .enumerate()
                .any(|(column, (our, value))| !agrees(our, value, if column == 0 { TIME_S } else { tolerance_db }));
        if differs {
            let text = |values: &[Value]| serde_json::to_string(values).unwrap_or_default();
            return Ok(Some(format!("{key}, row {index}: {} is not {}", text(our), text(row))));
        }
    }
    Ok(None)
}
