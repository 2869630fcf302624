//! A fault of a scene file: where it is, what is wrong, and what to do.

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
