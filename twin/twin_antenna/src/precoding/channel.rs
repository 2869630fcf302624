//! Channels between arrays, from the rays between their centres.

use super::ComplexMatrix;
use crate::{Orientation, Pattern, PlanarArray};
use glam::DVec3;
use num_complex::Complex64;

/// An array at one end of a link.
#[derive(Clone, Copy, Debug)]
pub struct ArrayEnd<'a> {
    /// Its elements.
    pub array: PlanarArray,
    /// What each of them radiates.
    pub pattern: &'a Pattern,
    /// Which way it looks.
    pub orientation: &'a Orientation,
}

/// One way between the centres of two arrays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ray {
    /// Complex amplitude between isotropic antennas at the centres, carrier phase included.
    pub amplitude: Complex64,
    /// Direction it leaves along, world axes, any length above 0.
    pub departure: DVec3,
    /// Direction it comes from, seen from the receiver, world axes, any length above 0.
    pub arrival: DVec3,
}

impl ArrayEnd<'_> {
    /// Amplitudes of all elements towards a world direction of any length above 0: `√G · e^(j2π r̂·d/λ)`, `[row][column]`.
    pub fn response(&self, direction: DVec3) -> Vec<Complex64> {
        let local = self.orientation.local_from_world(direction);
        let amplitude = self.pattern.gain_local(local).max(0.0).sqrt();
        let unit = local / local.length();
        self.array.response(unit).into_iter().map(|phasor| phasor * amplitude).collect()
    }
}

/// Channel from every transmitting element to one isotropic receiver, `[row][column]`.
///
/// `h_n = Σ_rays a √G e^(j2π r̂·d_n/λ)` (TR 38.901 V17 eq. 7.5-22): plane waves over the array, so not for its near field.
pub fn channel_vector(transmitter: ArrayEnd, rays: &[Ray]) -> Vec<Complex64> {
    let mut channel = vec![Complex64::ZERO; transmitter.array.elements()];
    for ray in rays {
        for (sum, response) in channel.iter_mut().zip(transmitter.response(ray.departure)) {
            *sum += ray.amplitude * response;
        }
    }
    channel
}

/// Channel from every transmitting element (column) to every receiving one (row), each in the order `[row][column]` of its array.
pub fn channel_matrix(transmitter: ArrayEnd, receiver: ArrayEnd, rays: &[Ray]) -> ComplexMatrix {
    let mut channel = ComplexMatrix::zeros(receiver.array.elements(), transmitter.array.elements());
    for ray in rays {
        let (sent, received) = (transmitter.response(ray.departure), receiver.response(ray.arrival));
        for (row, &at) in received.iter().enumerate() {
            for (column, &from) in sent.iter().enumerate() {
                *channel.at_mut(row, column) += ray.amplitude * at * from;
            }
        }
    }
    channel
}
