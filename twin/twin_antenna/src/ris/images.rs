//! Ways over walls and a panel: each end replaced by its image, as the image method does for walls alone.
//!
//! A wave that a flat wall reflects comes, for every element of a panel, straight from the source's image behind the wall: same
//! length, same direction, same spreading. So wall – panel – wall is the panel alone, between two images:
//! [`RisPanel::response`] with a [`VirtualEnd`] on each side. For many receivers, [`RisPanel::illuminate`] takes the image of the
//! source as it is; its gains are then multiplied by the factors of both ends.
//!
//! # Accuracy
//! - Walls must be flat and reach beyond what the panel sees in them; the caller checks that, best at the panel's centre and corners.
//! - Reflection and transmission coefficients are taken at the panel's centre for all elements.
//! - Edges are not images: for diffracted ways [`VirtualEnd::along`] has a point at the unfolded length, right at the centre of the
//!   panel in direction, length and curvature, with the spreading of a point source.

use super::{RisConfig, RisPanel};
use glam::DVec3;
use num_complex::Complex64;

/// Where a wave seems to come from or to go to, seen from a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VirtualEnd {
    /// The antenna's image, world, m: as far from the panel as the way is long.
    pub image: DVec3,
    /// Product of the reflection and transmission coefficients on the way, without spreading and phase of its length.
    pub factor: Complex64,
}

impl VirtualEnd {
    /// An antenna in line of sight.
    pub fn direct(position: DVec3) -> Self {
        Self { image: position, factor: Complex64::ONE }
    }

    /// An end at an unfolded length from a panel's centre, seen in a direction of any length above 0 from there.
    pub fn along(panel: &RisPanel, direction: DVec3, length_m: f64, factor: Complex64) -> Self {
        Self { image: panel.position + direction * (length_m / direction.length()), factor }
    }

    /// This end seen in a mirror: a plane through a point with a normal of any length above 0, and its reflection coefficient.
    ///
    /// For several walls, begin with the one nearest to the antenna.
    pub fn reflected(self, on_plane: DVec3, normal: DVec3, coefficient: Complex64) -> Self {
        Self { image: image_in_plane(self.image, on_plane, normal), factor: self.factor * coefficient }
    }
}

/// The mirror image of a point in the plane through a point with a normal of any length above 0.
pub fn image_in_plane(point: DVec3, on_plane: DVec3, normal: DVec3) -> DVec3 {
    let unit = normal / normal.length();
    point - unit * (2.0 * unit.dot(point - on_plane))
}

impl RisPanel {
    /// Complex amplitude of a way from one antenna over walls, the panel and walls to another, isotropic antennas.
    ///
    /// As [`Self::cascade_gain`] between the images, times both factors; scalar: what walls do to polarisation is the caller's, who
    /// may leave the factors at 1 and multiply by the matrices of both ways. `None` when either image is not on the working side.
    pub fn response(
        &self,
        config: &RisConfig,
        incoming: &VirtualEnd,
        outgoing: &VirtualEnd,
        wavelength_m: f64,
    ) -> Option<Complex64> {
        let gain = self.cascade_gain(config, incoming.image, outgoing.image, wavelength_m)?;
        Some(gain * incoming.factor * outgoing.factor)
    }
}
