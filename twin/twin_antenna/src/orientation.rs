//! Which way a panel looks: its local frame, and directions as zenith and azimuth angles.
//!
//! Local axes: x′ along boresight, y′ to the left seen along boresight, z′ up; so a panel is the y′z′ plane.
//! Angles follow TR 38.901 cl. 7.1.2: zenith from +z, azimuth from +x towards +y.

use glam::DVec3;
use twin_units::math;

/// A direction as zenith and azimuth angles (TR 38.901 V17 cl. 7.1.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Angles {
    /// Zenith angle θ, rad, 0 (up) to π (down).
    pub zenith_rad: f64,
    /// Azimuth angle φ, rad, −π to π, counter-clockwise from +x.
    pub azimuth_rad: f64,
}

impl Angles {
    /// The angles of a direction of any length; azimuth 0 on the vertical axis, straight up for a zero vector.
    pub fn of(direction: DVec3) -> Self {
        let across = math::hypot(direction.x, direction.y);
        Self {
            zenith_rad: math::atan2(across, direction.z),
            azimuth_rad: if across == 0.0 { 0.0 } else { math::atan2(direction.y, direction.x) },
        }
    }

    /// The unit vector of these angles (TR 38.901 V17 cl. 7.1.3, spherical unit vector).
    pub fn direction(self) -> DVec3 {
        let (sin_zenith, cos_zenith) = math::sin_cos(self.zenith_rad);
        let (sin_azimuth, cos_azimuth) = math::sin_cos(self.azimuth_rad);
        DVec3::new(sin_zenith * cos_azimuth, sin_zenith * sin_azimuth, cos_zenith)
    }
}

/// Unit vectors of increasing zenith θ and azimuth φ at a direction of any length above 0; straight up or down counts as azimuth 0.
///
/// TR 38.901 V17 cl. 7.1.1. The components of fields in this crate, and of path transfer matrices, are along these two.
pub fn spherical_basis(direction: DVec3) -> [DVec3; 2] {
    let unit = direction / direction.length();
    let across = math::hypot(unit.x, unit.y);
    let (cos, sin) = if across > 1e-12 { (unit.x / across, unit.y / across) } else { (1.0, 0.0) };
    [DVec3::new(unit.z * cos, unit.z * sin, -across), DVec3::new(-sin, cos, 0.0)]
}

/// The local frame of a panel in world axes (x east, y north, z up); orthonormal by construction.
///
/// TR 38.901 cl. 7.1.3 with bearing α = 90° − compass bearing, downtilt β and no slant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orientation {
    boresight: DVec3,
    left: DVec3,
    up: DVec3,
}

impl Orientation {
    /// From the boresight's bearing in degrees clockwise from north and its tilt in degrees below the horizon.
    pub fn from_bearing(azimuth_deg: f64, downtilt_deg: f64) -> Self {
        let (sin_azimuth, cos_azimuth) = math::sin_cos(azimuth_deg.to_radians());
        let (sin_tilt, cos_tilt) = math::sin_cos(downtilt_deg.to_radians());
        Self {
            boresight: DVec3::new(cos_tilt * sin_azimuth, cos_tilt * cos_azimuth, -sin_tilt),
            left: DVec3::new(-cos_azimuth, sin_azimuth, 0.0),
            up: DVec3::new(sin_tilt * sin_azimuth, sin_tilt * cos_azimuth, cos_tilt),
        }
    }

    /// Unit vector the panel looks along (local x′), in world axes.
    pub fn boresight(&self) -> DVec3 {
        self.boresight
    }

    /// Unit vector to the left of boresight (local y′), horizontal, in world axes.
    pub fn left(&self) -> DVec3 {
        self.left
    }

    /// Unit vector up the panel (local z′), in world axes.
    pub fn up(&self) -> DVec3 {
        self.up
    }

    /// A world vector in local axes; the length is kept.
    pub fn local_from_world(&self, vector: DVec3) -> DVec3 {
        DVec3::new(self.boresight.dot(vector), self.left.dot(vector), self.up.dot(vector))
    }

    /// A local vector in world axes; the length is kept.
    pub fn world_from_local(&self, vector: DVec3) -> DVec3 {
        self.boresight * vector.x + self.left * vector.y + self.up * vector.z
    }
}
