//! Antennas, beams, reconfigurable intelligent surfaces, noise and the small sums of a link budget.
//!
//! - Beams of a cell: [`CellAntenna`] with a [`Codebook`], of a formula's element or of a pattern file ([`parse_msi`]).
//! - Polarisation: [`FieldPattern`] and [`path_amplitude`].
//! - What the best precoder would give: [`precoding`].
//! - Surfaces: [`RisPanel`], with [`control`] for their phases.
//!
//! All hold an [`Orientation`].
//! Gains are linear power ratios relative to an isotropic antenna.
//! Nothing here knows of scenes, walls or the ECS: directions and points come in, numbers go out.
//!
//! # Accuracy
//! - Elements are uncoupled. Gains of beams leave polarisation out; links with it are made of fields and array gains.
//! - Array phases are those of the carrier: no beam squint over the band.
//! - A RIS is flat, its elements do not couple, and their reflection does not depend on the angle beyond the element pattern, nor on
//!   polarisation.

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
pub use ris::{
    ELEMENT_GAIN, ElementOptimum, Illumination, PhaseControl, RisConfig, RisPanel, Steer, VirtualEnd, control,
    element_optimum, image_in_plane, relay_error_rad, relay_factor, relay_gain, relay_gain_exact,
};
