//! The grid of beams, and which of them are measured.

use crate::PolicyError;

/// A codebook of SSB beams on a grid; beam `elevation · n_azimuth + azimuth` ("Set A" of TR 38.843 cl. 5.2).
///
/// The measured subset ("Set B") is every fourth azimuth of each elevation, staggered from one elevation to the next:
/// beam (azimuth, elevation) is measured when `azimuth mod 4` is 0, 2, 1, 3 for `elevation mod 4` = 0, 1, 2, 3.
/// Of 8 × 4 beams that is 8, each azimuth once and each elevation twice:
///
/// ```text
/// azimuth      0 1 2 3 4 5 6 7
/// elevation 0  x . . . x . . .
/// elevation 1  . . x . . . x .
/// elevation 2  . x . . . x . .
/// elevation 3  . . . x . . . x
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeamCodebook {
    n_azimuth: u32,
    n_elevation: u32,
}

/// Azimuth, modulo 4, of the measured beams of each elevation.
const STAGGER: [u32; 4] = [0, 2, 1, 3];

impl BeamCodebook {
    /// Most beams of a codebook: SSB indices of a burst in FR2 (TS 38.213 cl. 4.1).
    pub const MOST_BEAMS: u32 = 64;
    /// The codebook of the beam-prediction model: 8 beams in azimuth × 4 in elevation.
    pub const EIGHT_BY_FOUR: Self = Self { n_azimuth: 8, n_elevation: 4 };

    /// A codebook of the given size.
    ///
    /// # Errors
    /// [`PolicyError::CodebookSize`] for no beams, or more than [`Self::MOST_BEAMS`].
    pub fn new(n_azimuth: u32, n_elevation: u32) -> Result<Self, PolicyError> {
        match n_azimuth.checked_mul(n_elevation) {
            Some(1..=Self::MOST_BEAMS) => Ok(Self { n_azimuth, n_elevation }),
            _ => Err(PolicyError::CodebookSize { n_azimuth, n_elevation }),
        }
    }

    /// Beams in azimuth.
    pub fn n_azimuth(self) -> u32 {
        self.n_azimuth
    }

    /// Beams in elevation.
    pub fn n_elevation(self) -> u32 {
        self.n_elevation
    }

    /// Beams in all.
    pub fn n_beams(self) -> usize {
        (self.n_azimuth * self.n_elevation) as usize
    }

    /// Place of a beam on the grid: (azimuth, elevation).
    pub fn place(self, beam: usize) -> (u32, u32) {
        let beam = beam as u32;
        (beam % self.n_azimuth, beam / self.n_azimuth)
    }

    /// Whether a beam belongs to the measured subset.
    pub fn is_measured(self, beam: usize) -> bool {
        let (azimuth, elevation) = self.place(beam);
        beam < self.n_beams() && azimuth % 4 == STAGGER[(elevation % 4) as usize]
    }

    /// The measured beams, ascending; never empty, as beam 0 is one of them.
    pub fn measured(self) -> impl Iterator<Item = usize> {
        (0..self.n_beams()).filter(move |&beam| self.is_measured(beam))
    }

    /// Squared distance of two beams, in steps of the grid: a step in azimuth counts as much as one in elevation.
    pub(crate) fn squared_distance(self, a: usize, b: usize) -> u32 {
        let ((azimuth_a, elevation_a), (azimuth_b, elevation_b)) = (self.place(a), self.place(b));
        azimuth_a.abs_diff(azimuth_b).pow(2) + elevation_a.abs_diff(elevation_b).pow(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_of_thirty_two_are_measured_and_spread() {
        let codebook = BeamCodebook::EIGHT_BY_FOUR;
        let measured: Vec<usize> = codebook.measured().collect();
        assert_eq!(measured, [0, 4, 10, 14, 17, 21, 27, 31]);
        for azimuth in 0..8 {
            assert_eq!(measured.iter().filter(|&&beam| codebook.place(beam).0 == azimuth).count(), 1);
        }
        for elevation in 0..4 {
            assert_eq!(measured.iter().filter(|&&beam| codebook.place(beam).1 == elevation).count(), 2);
        }
    }

    #[test]
    fn any_size_up_to_a_burst_is_accepted_and_has_a_measured_beam() {
        for n_azimuth in 0..70 {
            for n_elevation in 0..70 {
                match BeamCodebook::new(n_azimuth, n_elevation) {
                    Ok(codebook) => assert_eq!(codebook.measured().next(), Some(0)),
                    Err(_) => assert!(n_azimuth * n_elevation == 0 || n_azimuth * n_elevation > 64),
                }
            }
        }
        assert!(BeamCodebook::new(u32::MAX, 2).is_err());
    }
}
