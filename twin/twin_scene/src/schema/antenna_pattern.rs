//! Antenna patterns from files, and what a sector uses one as.

use serde::{Deserialize, Serialize};

/// A measured or made-up pattern that sectors refer to by its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AntennaPattern {
    /// Name that sectors refer to; unique.
    pub name: String,
    /// Where its two cuts are.
    pub source: PatternSource,
}

/// A pattern in the Planet format (`.msi`, `.pln`): gain, and a horizontal and a vertical cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PatternSource {
    /// A file beside the scene, or in a folder beside it. Whoever opens the scene reads it; where there are no files, the scene is refused.
    File(String),
    /// The text of such a file.
    Text(String),
}

/// What a sector uses a pattern as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SectorPattern {
    /// For each element of its array, in place of the element of TR 38.901: gain and beams of the array come on top.
    Element(String),
    /// For the whole sector: one beam, and an array of 1 × 1.
    Sector(String),
}

impl SectorPattern {
    /// Name of the pattern.
    pub fn name(&self) -> &str {
        match self {
            Self::Element(name) | Self::Sector(name) => name,
        }
    }
}
