//! Damaged files for the importers: shared by the test `fuzz` and the example of the same name.

mod check;
mod damage;
mod seeds;

pub(crate) use check::try_one;
pub(crate) use damage::Random;
pub(crate) use seeds::{IMPORTERS, seeds};
