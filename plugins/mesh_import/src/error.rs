//! Why a file could not be imported: one sentence with file, place and remedy.

use std::fmt;

/// Where in a file a fault lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    Whole,
    /// A line of text, from 1.
    Line(usize),
    /// A byte, from 0.
    Byte(usize),
    /// A field, e.g. `meshes[0].primitives[1].indices`.
    Field(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Line(line) => write!(f, ", line {line}"),
            Self::Byte(byte) => write!(f, ", byte {byte}"),
            Self::Field(field) => write!(f, ", {field}"),
        }
    }
}

/// Why a file could not be imported.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ImportError {
    /// The ending of the name says nothing.
    #[error("{file}: this is no known mesh format; use Mitsuba XML, PLY, OBJ, glTF or GLB with the usual ending")]
    UnknownFormat {
        /// File.
        file: String,
    },
    /// A file that the scene refers to cannot be had.
    #[error("{file}{place}: {path:?} cannot be read ({reason}); put it there or correct the reference")]
    Missing {
        /// File that refers to it.
        file: String,
        /// Where it does.
        place: Place,
        /// What was asked for.
        path: String,
        /// Why it cannot be read.
        reason: String,
    },
    /// Something is broken or not supported.
    #[error("{file}{place}: {message}; {remedy}")]
    Fault {
        /// File.
        file: String,
        /// Where in it.
        place: Place,
        /// What was found, with what was expected.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// Larger than this program reads.
    #[error("{file}{place}: {found} {what} are more than {most}, the most that is read; split or simplify it")]
    TooLarge {
        /// File.
        file: String,
        /// Where in it.
        place: Place,
        /// What there is too much of, e.g. `"vertices"`.
        what: &'static str,
        /// How many there are.
        found: u64,
        /// How many may be.
        most: u64,
    },
}

/// Makes [`ImportError::Fault`].
pub(crate) fn fault(file: &str, place: Place, message: impl Into<String>, remedy: impl Into<String>) -> ImportError {
    ImportError::Fault { file: file.to_owned(), place, message: message.into(), remedy: remedy.into() }
}

/// A piece of a file for a message: at most 40 characters, without control characters.
pub(crate) fn excerpt(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(40).map(clean).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}
