//! Paths over a RIS: a way from the source to the panel, the panel, a way from the panel to the receiver. Walls may reflect on both ways.

use glam::DVec3;
use num_complex::Complex64;
use twin_radio::{Interaction, Mechanism, Path};
use twin_units::{Hertz, math};

/// First surface index that stands for a RIS in [`Path::surfaces`]; RIS k is this less k.
pub const FIRST_RIS_SURFACE: u32 = u32::MAX - 1;

/// Where a wave that arrives at (or leaves) a point along a path seems to come from (or go to): the image of its other end, m.
pub fn image_of_source(point: DVec3, path: &Path) -> DVec3 {
    point + path.arrival * path.length_m
}

/// The image of a path's receiver as its start sees it, m.
pub fn image_of_receiver(point: DVec3, path: &Path) -> DVec3 {
    point + path.departure * path.length_m
}

/// Joins a way to a panel and a way from it.
///
/// `gain` is the panel's sum over its elements from the image of the source to the image of the receiver, carrier phase included. Walls turn and
/// weaken both polarisations as on any path; the panel keeps θ as θ and φ as φ.
///
/// # Accuracy
/// The walls' coefficients are those of the ray through the panel's centre, for all elements.
pub fn join(
    to_panel: &Path,
    from_panel: &Path,
    panel: DVec3,
    ris_idx: usize,
    gain: Complex64,
    frequency: Hertz,
) -> Path {
    let length_m = to_panel.length_m + from_panel.length_m;
    let wavelengths = length_m / frequency.wavelength_m();
    let without_carrier = gain * math::phasor(std::f64::consts::TAU * wavelengths.fract());
    let amplitude = |path: &Path| frequency.wavelength_m() / (4.0 * std::f64::consts::PI * path.length_m);
    let scale = without_carrier / (amplitude(to_panel) * amplitude(from_panel));
    let (first, second) = (&to_panel.transfer, &from_panel.transfer);
    let entry = |receive: usize, transmit: usize| {
        (second[receive][0] * first[0][transmit] + second[receive][1] * first[1][transmit]) * scale
    };
    let chain = |a: &[u32], b: &[u32], own: u32| a.iter().chain([&own]).chain(b).copied().collect();
    Path {
        mechanism: Mechanism::Ris,
        interactions: (to_panel.interactions.iter().chain([&Interaction::Ris]).chain(&from_panel.interactions))
            .copied()
            .collect(),
        vertices: to_panel.vertices.iter().chain([&panel]).chain(&from_panel.vertices).copied().collect(),
        surfaces: chain(&to_panel.surfaces, &from_panel.surfaces, FIRST_RIS_SURFACE - ris_idx as u32),
        length_m,
        departure: to_panel.departure,
        arrival: from_panel.arrival,
        transfer: [[entry(0, 0), entry(0, 1)], [entry(1, 0), entry(1, 1)]],
    }
}
