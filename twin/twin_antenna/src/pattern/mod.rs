//! Power patterns: formulas, or measured ones from files.
//!
//! A [`Pattern`] is what an antenna radiates where; an [`Element`](crate::Element) becomes one with `into()`, a file with [`parse_msi`].

mod cut;
mod error;
mod imported;
mod msi;
mod numbers;

pub use cut::Cut;
pub use error::PatternError;
pub use imported::ImportedPattern;
pub use msi::{MAX_BYTES, parse_msi};

use crate::{Element, Orientation};
use glam::DVec3;
use std::sync::Arc;

/// The power pattern of an antenna or of an element of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// A pattern with a formula.
    Element(Element),
    /// A pattern from a file, shared.
    Imported(Arc<ImportedPattern>),
}

impl Default for Pattern {
    fn default() -> Self {
        Self::Element(Element::default())
    }
}

impl From<Element> for Pattern {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<ImportedPattern> for Pattern {
    fn from(pattern: ImportedPattern) -> Self {
        Self::Imported(Arc::new(pattern))
    }
}

impl From<Arc<ImportedPattern>> for Pattern {
    fn from(pattern: Arc<ImportedPattern>) -> Self {
        Self::Imported(pattern)
    }
}

impl Pattern {
    /// Linear power gain towards a direction in the antenna's own axes (boresight +x), of any length above 0.
    pub fn gain_local(&self, direction: DVec3) -> f64 {
        match self {
            Self::Element(element) => element.gain_local(direction),
            Self::Imported(pattern) => pattern.gain_local(direction),
        }
    }

    /// Linear power gain towards a world direction of any length above 0, for an oriented antenna.
    pub fn gain(&self, orientation: &Orientation, direction: DVec3) -> f64 {
        self.gain_local(orientation.local_from_world(direction))
    }

    /// Unit vector of largest gain in the antenna's own axes; of a dipole one of many.
    pub fn peak_direction(&self) -> DVec3 {
        match self {
            Self::Element(_) => DVec3::X,
            Self::Imported(pattern) => pattern.peak_direction(),
        }
    }
}
