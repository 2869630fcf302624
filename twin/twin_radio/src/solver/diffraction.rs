//! One path over the rooftops when the direct one is blocked: multiple knife edges by the Bullington construction.
//!
//! Source: ITU-R P.526-15 §4.1 (single edge) and §4.5.1 (Bullington part), on a flat earth.

use super::field;
use crate::geometry::Geometry;
use crate::path::{Interaction, Mechanism, Path};
use glam::DVec3;
use num_complex::Complex64;
use twin_units::{Hertz, math};

/// Shorter tracks have no profile to speak of, m.
const MIN_TRACK_M: f64 = 0.5;
/// How far above an edge the drawn path must be free, m.
const CLEARANCE_M: f64 = 0.05;

/// Knife-edge loss J(ν), dB; 0 at and below ν = −0.78.
///
/// Source: ITU-R P.526-15 §4.1, eq. (31).
pub fn knife_edge_loss_db(nu: f64) -> f64 {
    if nu <= -0.78 {
        return 0.0;
    }
    let x = nu - 0.1;
    6.9 + 20.0 * math::log10((x * x + 1.0).sqrt() + x)
}

/// Diffraction loss over a profile, dB, beyond free space.
///
/// `edges` are (distance from the transmitter, height) in m, with distances strictly inside `0..distance_m`; heights of the ends are in m too. Flat earth.
/// No edges: 0 dB.
///
/// Source: ITU-R P.526-15 §4.5.1.
pub fn bullington_loss_db(
    edges: &[(f64, f64)],
    distance_m: f64,
    transmitter_height_m: f64,
    receiver_height_m: f64,
    frequency: Hertz,
) -> f64 {
    let (d, h_tx, h_rx) = (distance_m, transmitter_height_m, receiver_height_m);
    let direct_slope = (h_rx - h_tx) / d;
    let tx_slope = edges.iter().map(|(x, h)| (h - h_tx) / x).fold(f64::NEG_INFINITY, f64::max);
    if tx_slope == f64::NEG_INFINITY {
        return 0.0;
    }
    let nu = |x: f64, height: f64| {
        let line = (h_tx * (d - x) + h_rx * x) / d;
        (height - line) * (2.0 * d / (frequency.wavelength_m() * x * (d - x))).sqrt()
    };
    let edge_loss = if tx_slope <= direct_slope {
        // Free or just touched line of sight: the edge that comes nearest to it.
        knife_edge_loss_db(edges.iter().map(|(x, h)| nu(*x, *h)).fold(f64::NEG_INFINITY, f64::max))
    } else {
        // Blocked: the one edge where the two horizon lines meet.
        let rx_slope = edges.iter().map(|(x, h)| (h - h_rx) / (d - x)).fold(f64::NEG_INFINITY, f64::max);
        let x = ((h_rx - h_tx + rx_slope * d) / (tx_slope + rx_slope)).clamp(1e-3, d - 1e-3);
        knife_edge_loss_db(nu(x, h_tx + tx_slope * x))
    };
    edge_loss + (1.0 - math::exp(-edge_loss / 6.0)) * (10.0 + 0.02 * d / 1000.0)
}

/// The path over the walls between two ends, if there is one and nothing hangs over it.
///
/// Gain: free space over the direct distance, less the Bullington loss. Corners and length: the shortest string over the walls. Polarisation is kept.
pub(crate) fn over_rooftops(geometry: &Geometry, source: DVec3, receiver: DVec3, frequency: Hertz) -> Option<Path> {
    let track = (receiver - source).truncate();
    let track_m = track.length();
    if track_m < MIN_TRACK_M {
        return None;
    }
    let mut edges: Vec<(f64, f64)> = Vec::new();
    // An edge under the direct line is never on the string, nor does it bound a horizon of a blocked path.
    geometry.each_wall_in_way(source, receiver, |t, top_m| {
        if t > 0.0 && t < 1.0 && top_m > source.z + (receiver.z - source.z) * t {
            edges.push((t * track_m, top_m));
        }
    });
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let string = upper_hull((0.0, source.z), &edges, (track_m, receiver.z));
    if string.is_empty() {
        return None;
    }
    let vertices: Vec<DVec3> =
        string.iter().map(|&(x, height)| (source.truncate() + track * (x / track_m)).extend(height)).collect();
    let mut length_m = 0.0;
    let (mut from, mut from_raised) = (source, source);
    for &vertex in vertices.iter().chain(std::iter::once(&receiver)) {
        let raised = if vertex == receiver { receiver } else { vertex + DVec3::Z * CLEARANCE_M };
        if geometry.is_occluded(from_raised, raised) {
            return None;
        }
        length_m += from.distance(vertex);
        (from, from_raised) = (vertex, raised);
    }
    let loss_db = bullington_loss_db(&edges, track_m, source.z, receiver.z, frequency);
    let amplitude = field::free_space_amplitude(source.distance(receiver), frequency) * math::exp10(-loss_db / 20.0);
    let zero = Complex64::new(0.0, 0.0);
    let kept = Complex64::new(amplitude, 0.0);
    Some(Path {
        mechanism: Mechanism::Diffraction,
        interactions: vec![Interaction::Diffraction; vertices.len()],
        surfaces: vec![u32::MAX; vertices.len()],
        departure: (vertices[0] - source).try_normalize()?,
        arrival: (vertices[vertices.len() - 1] - receiver).try_normalize()?,
        vertices,
        length_m,
        // θ stays θ; the azimuth axis turns around with the direction from the receiver back to the path.
        transfer: [[kept, zero], [zero, -kept]],
    })
}

/// The corners of the shortest string over `edges` (ascending in x) from `start` to `end`, without the two ends.
fn upper_hull(start: (f64, f64), edges: &[(f64, f64)], end: (f64, f64)) -> Vec<(f64, f64)> {
    let mut hull = vec![start];
    for &point in edges.iter().chain(std::iter::once(&end)) {
        while let [.., a, b] = hull[..] {
            // Keep b only if it lies above the line from a to the new point.
            if (b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0) < 0.0 {
                break;
            }
            hull.pop();
        }
        hull.push(point);
    }
    hull[1..hull.len() - 1].to_vec()
}

#[cfg(test)]
mod tests;
