//! How agents inside buildings are reached.

use serde::{Deserialize, Serialize};

/// Statistical loss into buildings (ITU-R P.2109) for agents inside them.
///
/// It takes the place of traced walls, so it counts only while `propagation.transmission` is off. A scene without it is as scenes were before
/// there was one: with transmission off, only the path over rooftops reaches into a building, which it takes for one more roof in the way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BuildingEntry {
    /// Share of places in buildings whose loss is not greater, 0.01..=0.99.
    pub probability: f64,
}

impl Default for BuildingEntry {
    /// The median.
    fn default() -> Self {
        Self { probability: 0.5 }
    }
}

/// How a building keeps its warmth, and with it radio, in the classes of ITU-R P.2109.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BuildingClass {
    /// Plain glass, walls without metal; the default. Assumed: P.2109 names no default, and most buildings that stand are of this class.
    #[default]
    Traditional,
    /// Metallised glass or foil-backed panels.
    ThermallyEfficient,
}

impl BuildingClass {
    /// Whether it may be left out of a file.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
