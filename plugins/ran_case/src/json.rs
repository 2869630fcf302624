//! Reading untrusted JSON: no key twice, every number within bounds, every fault with its place.

use crate::Fault;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;
use std::ops::RangeInclusive;

/// A JSON value in which no object has a key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number that is not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Strict(value)) = seq.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!("the key {key:?} is there twice")));
            }
            let Strict(value) = map.next_value()?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

/// Parses a whole document.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, Fault> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fault::new("line 1", "the file is empty"));
    }
    serde_json::from_slice::<Strict>(bytes).map(|Strict(value)| value).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let text = error.to_string();
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        match word_at(bytes, error.line(), error.column()) {
            word @ ("NaN" | "Infinity" | "-Infinity") => Fault::new(place, format!("{word} is no number of JSON")),
            _ => Fault::new(place, what),
        }
    })
}

/// The word around a place in a text.
fn word_at(bytes: &[u8], line: usize, column: usize) -> &str {
    let text = bytes.split(|&byte| byte == b'\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let is_inside = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'-';
    let at = column.saturating_sub(1).min(text.len());
    let start = text[..at].iter().rposition(|byte| !is_inside(byte)).map_or(0, |index| index + 1);
    let length = text[start..].iter().take(16).take_while(|byte| is_inside(byte)).count();
    std::str::from_utf8(&text[start..start + length]).unwrap_or_default()
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    place: String,
}

/// A value as it stands in a message: short.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "an object".into(),
        other => {
            let text = other.to_string();
            if text.chars().count() > 40 { format!("{} …", text.chars().take(40).collect::<String>()) } else { text }
        }
    }
}

fn bounded(value: &Value, range: &RangeInclusive<f64>, unit: &str) -> Result<f64, String> {
    let number = value.as_f64().ok_or_else(|| format!("must be a number, found {}", shown(value)))?;
    let space = if unit.is_empty() { "" } else { " " };
    if range.contains(&number) {
        Ok(number)
    } else {
        Err(format!("must be within {} and {}{space}{unit}, found {}", range.start(), range.end(), shown(value)))
    }
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        Self { value, place: String::new() }
    }

    /// A fault at this place.
    pub(crate) fn fault(&self, what: impl Into<String>) -> Fault {
        Fault::new(if self.place.is_empty() { "the document" } else { &self.place }, what)
    }

    fn inner_place(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }

    pub(crate) fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.value.as_object()?.get(key)?;
        Some(Node { value, place: self.inner_place(key) })
    }

    pub(crate) fn key(&self, key: &str) -> Result<Node<'a>, Fault> {
        if !self.value.is_object() {
            return Err(self.fault(format!("must be an object, found {}", shown(self.value))));
        }
        self.get(key).ok_or_else(|| Fault::new(self.inner_place(key), "is missing"))
    }

    pub(crate) fn real(&self, range: RangeInclusive<f64>, unit: &str) -> Result<f64, Fault> {
        bounded(self.value, &range, unit).map_err(|what| self.fault(what))
    }

    pub(crate) fn whole(&self, range: RangeInclusive<u32>) -> Result<u32, Fault> {
        let found = self.value.as_u64().or_else(|| {
            let number = self.value.as_f64()?;
            (number >= 0.0 && number.fract() == 0.0 && number < 4e9).then_some(number as u64)
        });
        let fits = found.and_then(|number| u32::try_from(number).ok()).filter(|number| range.contains(number));
        fits.ok_or_else(|| {
            let (low, high) = (range.start(), range.end());
            self.fault(format!("must be a whole number within {low} and {high}, found {}", shown(self.value)))
        })
    }

    pub(crate) fn truth(&self) -> Result<bool, Fault> {
        self.value.as_bool().ok_or_else(|| self.fault(format!("must be true or false, found {}", shown(self.value))))
    }

    pub(crate) fn text(&self) -> Result<&'a str, Fault> {
        self.value.as_str().ok_or_else(|| self.fault(format!("must be a text, found {}", shown(self.value))))
    }

    pub(crate) fn list(&self) -> Result<Vec<Node<'a>>, Fault> {
        let array = self.array()?;
        Ok(array
            .iter()
            .enumerate()
            .map(|(index, value)| Node { value, place: format!("{}[{index}]", self.place) })
            .collect())
    }

    fn array(&self) -> Result<&'a Vec<Value>, Fault> {
        self.value.as_array().ok_or_else(|| self.fault(format!("must be a list, found {}", shown(self.value))))
    }

    /// A list of exactly `length` numbers within bounds.
    pub(crate) fn reals(&self, length: usize, range: RangeInclusive<f64>, unit: &str) -> Result<Vec<f64>, Fault> {
        let array = self.array()?;
        if array.len() != length {
            return Err(self.fault(format!("must have {length} values, found {}", array.len())));
        }
        let place = |index: usize| format!("{}[{index}]", self.place);
        array
            .iter()
            .enumerate()
            .map(|(index, value)| bounded(value, &range, unit).map_err(|what| Fault::new(place(index), what)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(parse(text.as_bytes()).expect_err("a fault").to_string(), expected);
    }

    #[test]
    fn faults_of_the_text_have_a_place() {
        check("", "line 1: the file is empty");
        check(" \n", "line 1: the file is empty");
        check("{\"a\": [1, NaN]}", "line 1, column 11: NaN is no number of JSON");
        check("{\"a\":\n [1, -Infinity]}", "line 2, column 7: -Infinity is no number of JSON");
        check("[1e999]", "line 1, column 6: number out of range");
        check("{\"a\": 1, \"b\": 2, \"a\": 3}", "line 1, column 20: the key \"a\" is there twice");
        check("{\"a\": 1", "line 1, column 7: EOF while parsing an object");
        assert!(parse(&[0xff, 0xfe, b'{']).is_err() && parse("[".repeat(100_000).as_bytes()).is_err());
    }

    #[test]
    fn faults_of_values_have_a_path() {
        let value = parse(br#"{"a": {"b": [1, "x", 1e300]}, "n": -1}"#).expect("good JSON");
        let root = Node::root(&value);
        let list = root.key("a").and_then(|a| a.key("b")).expect("there");
        assert_eq!(
            list.reals(3, -1.0..=1.0, "dB").expect_err("text").to_string(),
            "a.b[1]: must be a number, found \"x\""
        );
        assert_eq!(
            list.list().expect("a list")[2].real(-1.0..=1.0, "dB").expect_err("huge").to_string(),
            "a.b[2]: must be within -1 and 1 dB, found 1e+300"
        );
        assert_eq!(list.reals(2, -1.0..=1.0, "").expect_err("length").to_string(), "a.b: must have 2 values, found 3");
        assert_eq!(
            root.key("n").and_then(|n| n.whole(1..=9)).expect_err("negative").to_string(),
            "n: must be a whole number within 1 and 9, found -1"
        );
        assert_eq!(root.key("c").expect_err("missing").to_string(), "c: is missing");
    }
}
