//! WGS 84 to local metres: geodetic → ECEF → east, north (exact, on the ellipsoid, at height 0).
//!
//! Formulas: ISO 19162 / EPSG Guidance Note 7-2 §4.1.1 (geodetic to geocentric) and §4.1.2 (topocentric); constants of WGS 84 (EPSG 7030).

use twin_scene::schema::{Origin, Point2};
use twin_units::math;

/// Semi-major axis of WGS 84, m.
const A_M: f64 = 6_378_137.0;
/// Inverse flattening of WGS 84.
const INVERSE_FLATTENING: f64 = 298.257_223_563;

/// A tangent plane at an origin.
pub(crate) struct Enu {
    origin_in_ecef: [f64; 3],
    sin_cos_latitude: (f64, f64),
    sin_cos_longitude: (f64, f64),
}

impl Enu {
    /// The plane touching the ellipsoid at `origin`.
    pub(crate) fn new(origin: Origin) -> Self {
        let (lat, lon) = (origin.latitude_deg.to_radians(), origin.longitude_deg.to_radians());
        Self {
            origin_in_ecef: ecef(origin.latitude_deg, origin.longitude_deg),
            sin_cos_latitude: (math::sin(lat), math::cos(lat)),
            sin_cos_longitude: (math::sin(lon), math::cos(lon)),
        }
    }

    /// East and north of a place, m. Its height below the plane (2 cm at 500 m) is dropped: the ground is flat.
    pub(crate) fn east_north(&self, latitude_deg: f64, longitude_deg: f64) -> Point2 {
        let p = ecef(latitude_deg, longitude_deg);
        let d = [p[0] - self.origin_in_ecef[0], p[1] - self.origin_in_ecef[1], p[2] - self.origin_in_ecef[2]];
        let ((sin_lat, cos_lat), (sin_lon, cos_lon)) = (self.sin_cos_latitude, self.sin_cos_longitude);
        let east = -sin_lon * d[0] + cos_lon * d[1];
        let north = -sin_lat * cos_lon * d[0] - sin_lat * sin_lon * d[1] + cos_lat * d[2];
        (east, north)
    }
}

/// Earth-centred coordinates of a place on the ellipsoid, m.
fn ecef(latitude_deg: f64, longitude_deg: f64) -> [f64; 3] {
    let (lat, lon) = (latitude_deg.to_radians(), longitude_deg.to_radians());
    let flattening = 1.0 / INVERSE_FLATTENING;
    let e2 = flattening * (2.0 - flattening);
    let nu = A_M / (1.0 - e2 * math::sin(lat) * math::sin(lat)).sqrt();
    [nu * math::cos(lat) * math::cos(lon), nu * math::cos(lat) * math::sin(lon), nu * (1.0 - e2) * math::sin(lat)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_radii_of_curvature() {
        // At latitude φ the meridian radius is M = a(1−e²)/(1−e² sin²φ)^1.5 and the prime vertical radius ν = a/√(1−e² sin²φ);
        // for Helsinki, M = 6 383 473 m and ν = 6 394 251 m to the metre (e² = 0.006 694 379 990 14).
        let plane = Enu::new(Origin { latitude_deg: 60.17, longitude_deg: 24.94 });
        let step_deg = 0.001_f64;
        let (_, north) = plane.east_north(60.17 + step_deg, 24.94);
        let (east, _) = plane.east_north(60.17, 24.94 + step_deg);
        let e2 = 0.006_694_379_990_14;
        let s2 = 0.867_505_1_f64 * 0.867_505_1;
        let meridian = 6_378_137.0 * (1.0 - e2) / ((1.0 - e2 * s2) * (1.0 - e2 * s2).sqrt());
        let vertical = 6_378_137.0 / (1.0 - e2 * s2).sqrt();
        assert!((north - meridian * step_deg.to_radians()).abs() < 1e-3, "{north}");
        assert!((east - vertical * 0.497_425_f64 * step_deg.to_radians()).abs() < 1e-3, "{east}");
        assert_eq!(plane.east_north(60.17, 24.94), (0.0, 0.0));
    }
}
