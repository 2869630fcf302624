//! The scenario of a study: sites, carrier, speed.

use twin_channel::street_canyon::StreetCanyon;
use twin_units::{Dbm, Hertz, Watts};

/// Carrier, GHz.
const CARRIER_GHZ: f64 = 3.5;
/// Height of the sites and of the UEs, m.
const SITE_HEIGHT_M: f64 = 10.0;
const UE_HEIGHT_M: f64 = 1.5;
/// Power of a cell over the carrier, dBm; isotropic antennas at both ends.
pub(crate) const POWER_DBM: f64 = 40.0;
/// Noise: −174 dBm/Hz, noise figure 5 dB, 10 MHz.
const NOISE_DBM: f64 = -99.0;
/// Speeds at which a UE counts as in a car, m/s: 30 to 120 km/h.
const CAR_M_PER_S: std::ops::RangeInclusive<f64> = 30.0 / 3.6..=120.0 / 3.6;

/// A street grid with seven omnidirectional cells, and how fast UEs drive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// Distance of the sites, m.
    pub site_distance_m: f64,
    /// Speed of every UE, m/s.
    pub speed_m_per_s: f64,
}

impl Condition {
    /// The four conditions of part A of the ns-3 study: 200 and 400 m, 16 and 30 m/s.
    pub const PART_A: [Self; 4] = [
        Self { site_distance_m: 200.0, speed_m_per_s: 16.0 },
        Self { site_distance_m: 200.0, speed_m_per_s: 30.0 },
        Self { site_distance_m: 400.0, speed_m_per_s: 16.0 },
        Self { site_distance_m: 400.0, speed_m_per_s: 30.0 },
    ];

    /// Positions of the sites, m.
    pub fn sites(&self) -> [[f64; 2]; 7] {
        let d = self.site_distance_m;
        [[0.0, 0.0], [d, 0.0], [-d, 0.0], [d / 2.0, 250.0], [-d / 2.0, 250.0], [d / 2.0, -250.0], [-d / 2.0, -250.0]]
    }

    /// Whether UEs are in cars.
    pub fn is_in_car(&self) -> bool {
        CAR_M_PER_S.contains(&self.speed_m_per_s)
    }
}

/// Path loss of every link.
pub(crate) fn street_canyon() -> StreetCanyon {
    StreetCanyon::new(Hertz::from_ghz(CARRIER_GHZ), SITE_HEIGHT_M, UE_HEIGHT_M).expect("constants within the range")
}

/// Noise power over the carrier.
pub(crate) fn noise() -> Watts {
    Dbm(NOISE_DBM).watts()
}

#[cfg(test)]
mod tests;
