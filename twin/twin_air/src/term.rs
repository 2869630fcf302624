//! A line of a link budget.

use twin_units::Db;

/// One named loss of a link budget, with where it comes from and whether its source covers the case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// What takes the power.
    pub name: &'static str,
    /// The loss: positive dB, always finite.
    ///
    /// Only building entry loss can be below 0, by up to 3 dB, at small probabilities.
    pub loss: Db,
    /// Document, edition and clause.
    pub source: &'static str,
    /// Whether the source covers the case; if not, `note` says why.
    pub valid: bool,
    /// A remark for the reader of the table; empty when there is none.
    pub note: &'static str,
}
