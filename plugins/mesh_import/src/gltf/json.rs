//! Fields of a JSON document that know their path.

use serde_json::Value;

use crate::error::fault;
use crate::ply::EXPORT_AGAIN;
use crate::{ImportError, Place};

/// A field, there or not.
#[derive(Clone)]
pub(super) struct Field<'j> {
    file: &'j str,
    value: Option<&'j Value>,
    path: String,
    /// Position in the list it stands in.
    number: Option<usize>,
}

impl<'j> Field<'j> {
    /// The whole document.
    pub(super) fn root(file: &'j str, value: &'j Value) -> Self {
        Self { file, value: Some(value), path: String::new(), number: None }
    }

    /// A field of this object.
    pub(super) fn field(&self, name: &str) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { file: self.file, value: self.value.and_then(|value| value.get(name)), path, number: None }
    }

    /// An item of this list.
    pub(super) fn item(&self, i: usize) -> Self {
        let value = self.value.and_then(|value| value.get(i));
        Self { file: self.file, value, path: format!("{}[{i}]", self.path), number: Some(i) }
    }

    /// Number of items, 0 if this is no list.
    pub(super) fn len(&self) -> usize {
        self.value.and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// All items.
    pub(super) fn items(&self) -> impl Iterator<Item = Self> {
        (0..self.len()).map(|i| self.item(i))
    }

    /// Whether the document has this field.
    pub(super) fn is_present(&self) -> bool {
        self.value.is_some()
    }

    /// Position in its list.
    pub(super) fn number(&self) -> Option<usize> {
        self.number
    }

    /// The file's name.
    pub(super) fn file(&self) -> &'j str {
        self.file
    }

    /// Where it stands.
    pub(super) fn place(&self) -> Place {
        if self.path.is_empty() { Place::Whole } else { Place::Field(self.path.clone()) }
    }

    /// A fault of this field.
    pub(super) fn fault(&self, message: impl Into<String>, remedy: impl Into<String>) -> ImportError {
        fault(self.file, self.place(), message, remedy)
    }

    /// A text.
    pub(super) fn text(&self) -> Option<&'j str> {
        self.value.and_then(Value::as_str)
    }

    /// Whether it is `true`.
    pub(super) fn is_true(&self) -> bool {
        self.value.and_then(Value::as_bool).unwrap_or(false)
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self) -> Result<Option<usize>, ImportError> {
        let Some(value) = self.value else { return Ok(None) };
        let whole = |f: f64| ((0.0..=1e15).contains(&f) && f.fract() == 0.0).then_some(f as u64);
        let number = value.as_u64().or_else(|| value.as_f64().and_then(whole));
        match number.and_then(|number| usize::try_from(number).ok()) {
            Some(number) => Ok(Some(number)),
            None => Err(self.fault("this is no whole number from 0", EXPORT_AGAIN)),
        }
    }

    /// A whole number that must be there.
    pub(super) fn needed_count(&self) -> Result<usize, ImportError> {
        self.count()?.ok_or_else(|| self.fault("this number is missing", EXPORT_AGAIN))
    }

    /// The item of a list that this number means.
    pub(super) fn reference(&self, list: &Self) -> Result<Option<Self>, ImportError> {
        let Some(i) = self.count()? else { return Ok(None) };
        if i >= list.len() {
            let message = format!("there is no {}[{i}]: {} are listed", list.path, list.len());
            return Err(self.fault(message, EXPORT_AGAIN));
        }
        Ok(Some(list.item(i)))
    }

    /// A list of N finite numbers.
    pub(super) fn numbers<const N: usize>(&self) -> Result<Option<[f64; N]>, ImportError> {
        if self.value.is_none() {
            return Ok(None);
        }
        let wrong = || self.fault(format!("this is no list of {N} numbers"), EXPORT_AGAIN);
        let list = self.value.and_then(Value::as_array).filter(|list| list.len() == N).ok_or_else(wrong)?;
        let mut numbers = [0.0; N];
        for (number, value) in numbers.iter_mut().zip(list) {
            *number = value.as_f64().filter(|number| number.is_finite()).ok_or_else(wrong)?;
        }
        Ok(Some(numbers))
    }
}
