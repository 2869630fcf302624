//! Results on stdout.

use anyhow::{Context, Result};
use std::io::{ErrorKind, Write};

/// Prints a result and a line end. A reader that has seen enough (`| head`) is no error.
pub(crate) fn print(text: impl std::fmt::Display) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write the result"),
    }
}
