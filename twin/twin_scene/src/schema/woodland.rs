//! Woods as vertical prisms.

use super::Point2;
use serde::{Deserialize, Serialize};

/// A wood: a prism of leaves and trunks from the ground to the top of its canopy. It neither blocks nor reflects; what passes through it loses
/// what ITU-R P.833 says.
///
/// No state of foliage: the curves of P.833 do not distinguish it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Woodland {
    /// Name, if it has one.
    #[serde(default)]
    pub name: String,
    /// Outer ring, counter-clockwise, not closed.
    pub ring: Vec<Point2>,
    /// Inner rings (clearings), clockwise, not closed.
    #[serde(default)]
    pub holes: Vec<Vec<Point2>>,
    /// Top of the canopy above ground, m.
    pub canopy_height_m: f64,
}
