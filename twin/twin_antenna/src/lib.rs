//! Antennas, beams, reconfigurable intelligent surfaces, noise and the small sums of a link budget.
//!
//! Start at [`CellAntenna`] for the beams of a cell and at [`RisPanel`] for a surface; both hold an [`Orientation`].
//! Gains are linear power ratios relative to an isotropic antenna.
//! Nothing here knows of scenes, walls or the ECS: directions and points come in, numbers go out.
//!
//! # Accuracy
//! - Elements are uncoupled and have one polarisation; the caller accounts for polarisation mismatch.
//! - Array phases are those of the carrier: no beam squint over the band.
//! - A RIS is flat, its elements do not couple, and their reflection does not depend on the angle beyond the element pattern.

mod array;
mod cell_antenna;
mod codebook;
mod element;
pub mod link;
pub mod noise;
mod orientation;
mod pattern;
mod polarisation;
pub mod precoding;
mod ris;

pub use array::PlanarArray;
pub use cell_antenna::CellAntenna;
pub use codebook::{BeamSpan, Codebook, TwoLevelCodebook};
pub use element::Element;
pub use orientation::{Angles, Orientation, spherical_basis};
pub use pattern::{Cut, ImportedPattern, MAX_BYTES, Pattern, PatternError, parse_msi};
pub use polarisation::{Field, FieldPattern, SlantModel, path_amplitude};
pub use ris::{ELEMENT_GAIN, Illumination, PhaseControl, RisConfig, RisPanel, Steer};
