//! A fault of a scene file: where it is, what is wrong, and what to do.

use crate::positions::Positions;
use std::fmt;

/// One fault, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Field, e.g. `sites[2].sectors[0].pci`; empty when the whole file is meant.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl Fault {
    /// A fault of a field that only shows when what the field names is looked into; placed in the scene's text.
    pub fn at(text: &str, path: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (line, column) = Positions::of(text, [path]).line_column(path);
        Self { path: path.into(), line, column, message: message.into(), remedy: remedy.into() }
    }

    /// The fault with the file's name in front, as editors and terminals link it: `scene.ron:12:7: sites[0].name: …`.
    pub fn in_file(&self, file: &str) -> String {
        format!("{file}:{self}")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.line, self.column)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}; {}", self.message, self.remedy)
    }
}

impl std::error::Error for Fault {}

/// Longest piece of a file quoted in a message, and longest message of the RON reader, characters.
const MOST_QUOTED: usize = 60;
const MOST_TOLD: usize = 300;

/// A piece of a file in quotation marks, on one line and not endless: a broken quotation mark makes names of whole files.
pub(crate) fn quoted(text: &str) -> String {
    format!("{:?}", shortened(text, MOST_QUOTED))
}

/// A message of the RON reader, which may quote the file, on one line and not endless.
pub(crate) fn one_line(message: &str) -> String {
    shortened(&message.replace(char::is_control, " "), MOST_TOLD)
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.into(),
    }
}
