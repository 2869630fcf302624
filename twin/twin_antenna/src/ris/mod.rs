//! Reconfigurable intelligent surfaces: a panel of reflecting elements whose phases are set.
//!
//! Start at [`RisPanel`]: `configure` sets the phases, `cascade_gain` sums the elements exactly, and `illuminate` prepares one
//! source so that many receivers are fast. [`control`] has the settings for other aims than one point, [`VirtualEnd`] the ways over
//! walls, and [`relay_gain`] the way over two panels.
//!
//! Model: W. Tang et al., "Wireless Communications With Reconfigurable Intelligent Surface: Path Loss Modeling and Experimental
//! Measurement", IEEE Trans. Wireless Commun. 20(1), 2021, eq. (3), between isotropic antennas:
//! `a = √(G d_x d_y λ² / 64π³) Σ √(F(θ_t) F(θ_r)) Γ / (r_t r_r) · e^(−j2π(r_t + r_r)/λ)`, with exact distances to each element.
//! The element pattern is `F = cos θ` in front and 0 behind; with [`ELEMENT_GAIN`] that is a perfectly absorbing and
//! re-radiating cell of an infinite array (P. W. Hannan, IEEE Trans. Antennas Propag. 12(4), 1964): a large lossless panel
//! without phases is then exactly a mirror, and no setting of the phases can radiate more than what falls on the panel.

mod config;
pub mod control;
mod coupling;
mod illumination;
mod images;
mod lanes;
mod max_min;
mod optimum;
mod panel;
mod rows;

pub use config::{PhaseControl, RisConfig, Steer};
pub use coupling::{relay_error_rad, relay_factor, relay_gain, relay_gain_exact};
pub use illumination::Illumination;
pub use images::{VirtualEnd, image_in_plane};
pub use optimum::{ElementOptimum, element_optimum};
pub use panel::{ELEMENT_GAIN, RisPanel};
