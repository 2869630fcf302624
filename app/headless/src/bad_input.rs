//! Inputs that cannot be used: one sentence with the place, exit code 2, nothing written.

use anyhow::Result;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest input file, bytes.
const LARGEST: u64 = 512 << 20;

/// An input that cannot be used.
#[derive(Debug)]
pub(crate) struct BadInput {
    path: Option<PathBuf>,
    what: String,
}

impl BadInput {
    /// About a file.
    pub(crate) fn of(path: &Path, what: impl fmt::Display) -> Self {
        Self { path: Some(path.to_owned()), what: what.to_string() }
    }

    /// About an argument.
    pub(crate) fn because(what: impl fmt::Display) -> Self {
        Self { path: None, what: what.to_string() }
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}: {}", path.display(), self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl std::error::Error for BadInput {}

/// Reads a whole file, if it is not too large.
pub(crate) fn read_bounded(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| BadInput::of(path, format!("cannot be read: {error}")))?;
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| BadInput::of(path, format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(BadInput::of(path, format!("is larger than {} MB", LARGEST >> 20)).into());
    }
    Ok(bytes)
}
