//! The one place where the twin's axes (x east, y north, z up, f64) and Bevy's (x right, y up, z back, f32) meet.

use bevy::prelude::*;
use glam::DVec3;

/// A point or direction of the twin in Bevy's axes, m.
pub fn bevy_from_twin(point: DVec3) -> Vec3 {
    Vec3::new(point.x as f32, point.z as f32, -point.y as f32)
}

/// A point or direction of Bevy in the twin's axes, m.
pub fn twin_from_bevy(point: Vec3) -> DVec3 {
    DVec3::new(f64::from(point.x), -f64::from(point.z), f64::from(point.y))
}

/// A point on the ground plan, lifted to a height, in Bevy's axes, m.
pub(crate) fn bevy_from_plan((x, y): (f64, f64), height_m: f32) -> Vec3 {
    Vec3::new(x as f32, height_m, -y as f32)
}

/// Rotation of a model that looks along +x to a heading counter-clockwise from east, rad.
pub(crate) fn rotation_from_heading(heading_rad: f64) -> Quat {
    Quat::from_rotation_y(heading_rad as f32)
}

/// Heading counter-clockwise from east, rad, of a bearing in degrees clockwise from north.
pub(crate) fn heading_from_bearing(azimuth_deg: f64) -> f64 {
    (90.0 - azimuth_deg).to_radians()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_go_there_and_back() {
        let point = DVec3::new(12.5, -7.25, 3.0);
        assert_eq!(bevy_from_twin(point), Vec3::new(12.5, 3.0, 7.25));
        assert_eq!(twin_from_bevy(bevy_from_twin(point)), point);
    }

    #[test]
    fn both_frames_are_right_handed() {
        let (x, y, z) = (bevy_from_twin(DVec3::X), bevy_from_twin(DVec3::Y), bevy_from_twin(DVec3::Z));
        assert!((x.cross(y) - z).length() < 1e-6);
    }

    #[test]
    fn headings_turn_from_east_to_north() {
        let north = rotation_from_heading(std::f64::consts::FRAC_PI_2) * Vec3::X;
        assert!((north - bevy_from_twin(DVec3::Y)).length() < 1e-6);
        assert!((heading_from_bearing(90.0)).abs() < 1e-12);
    }
}
