//! The lobes of a beam as a surface: its distance from the antenna in each direction is the gain there.

use bevy::asset::RenderAssetUsages;
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;
use glam::DVec3;
use std::f64::consts::{PI, TAU};
use twin_units::Db;

/// Range of gains drawn, dB below the peak; what is weaker has no surface. The first side lobes of a uniform array (−13 dB) are a third as long.
pub(crate) const RANGE_DB: f64 = 20.0;
/// Steps from the beam's axis to its opposite.
const N_RINGS: usize = 72;
/// Steps around the axis.
const N_SIDES: usize = 48;
/// Rings are denser near the axis: their angle grows with this power of their number.
const RING_POWER: f64 = 1.6;
/// Opacity of the weakest parts, of that of the strongest.
const WEAK_ALPHA: f32 = 0.30;
/// Darkest shade, below; the lightest is 1, above.
const LOW_SHADE: f32 = 0.55;

/// A closed surface of lobes in local axes (x along boresight, y left, z up); the peak gain has radius 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lobe {
    pub(crate) positions: Vec<Vec3>,
    pub(crate) normals: Vec<Vec3>,
    /// Shade, and opacity by gain; linear.
    pub(crate) colors: Vec<[f32; 4]>,
    pub(crate) indices: Vec<u32>,
}

/// Radius for a linear gain: linear in dB from 0 at [`RANGE_DB`] below the peak to 1 at the peak.
pub(crate) fn radius(gain: f64, peak: f64) -> f64 {
    let below = Db::from_linear(gain / peak).0;
    if below.is_nan() { 0.0 } else { ((below + RANGE_DB) / RANGE_DB).max(0.0) }
}

impl Lobe {
    /// The lobes of a gain function (local unit direction → linear gain), sampled most finely around `axis`.
    pub(crate) fn of(axis: DVec3, peak: f64, gain: impl Fn(DVec3) -> f64) -> Self {
        let right = axis.any_orthonormal_vector();
        let up = axis.cross(right);
        let mut radii = Vec::with_capacity((N_RINGS + 1) * N_SIDES);
        let mut lobe = Self::default();
        for ring in 0..=N_RINGS {
            let (sin, cos) = (PI * (ring as f64 / N_RINGS as f64).powf(RING_POWER)).sin_cos();
            for side in 0..N_SIDES {
                let (across, along) = (TAU * side as f64 / N_SIDES as f64).sin_cos();
                let direction = axis * cos + (right * along + up * across) * sin;
                let radius = radius(gain(direction), peak);
                radii.push(radius);
                lobe.positions.push((direction * radius).as_vec3());
            }
        }
        lobe.add_triangles(&radii);
        lobe.normals = lobe.smooth_normals(axis.as_vec3());
        lobe.colors = lobe.normals.iter().zip(&radii).map(|(normal, radius)| color(normal.z, *radius as f32)).collect();
        lobe
    }

    fn add_triangles(&mut self, radii: &[f64]) {
        for ring in 0..N_RINGS {
            for side in 0..N_SIDES {
                let next = (side + 1) % N_SIDES;
                let [a, b] = [side, next].map(|side| ring * N_SIDES + side);
                let [c, d] = [a, b].map(|corner| corner + N_SIDES);
                for triangle in [[a, c, b], [b, c, d]] {
                    let is_flat = self.positions[triangle[0]] == self.positions[triangle[1]]
                        || self.positions[triangle[1]] == self.positions[triangle[2]]
                        || self.positions[triangle[2]] == self.positions[triangle[0]];
                    if !is_flat && triangle.iter().any(|&corner| radii[corner] > 0.0) {
                        self.indices.extend(triangle.map(|corner| corner as u32));
                    }
                }
            }
        }
    }

    fn smooth_normals(&self, axis: Vec3) -> Vec<Vec3> {
        let mut sums = vec![Vec3::ZERO; self.positions.len()];
        for triangle in self.indices.chunks_exact(3) {
            let [a, b, c] = [triangle[0], triangle[1], triangle[2]].map(|corner| corner as usize);
            let normal = (self.positions[b] - self.positions[a]).cross(self.positions[c] - self.positions[a]);
            for corner in [a, b, c] {
                sums[corner] += normal;
            }
        }
        sums.into_iter().enumerate().map(|(i, sum)| if i < N_SIDES { axis } else { sum.normalize_or(axis) }).collect()
    }

    /// A mesh for unlit materials.
    pub(crate) fn into_mesh(self) -> Mesh {
        Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
            .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions)
            .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, self.normals)
            .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, self.colors)
            .with_inserted_indices(Indices::U32(self.indices))
    }
}

/// Light from above baked in, and weak parts more transparent than strong ones.
fn color(upward: f32, radius: f32) -> [f32; 4] {
    let shade = LOW_SHADE + (1.0 - LOW_SHADE) * (0.5 + 0.5 * upward);
    let strength = (radius * radius).min(1.0);
    [shade, shade, shade, WEAK_ALPHA + (1.0 - WEAK_ALPHA) * strength]
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_antenna::Codebook;

    fn reach(lobe: &Lobe) -> f32 {
        lobe.positions.iter().map(|point| point.length()).fold(0.0, f32::max)
    }

    #[test]
    fn radius_is_linear_in_decibels_and_ends_at_the_range() {
        assert_eq!(radius(100.0, 100.0), 1.0);
        assert!((radius(10.0, 100.0) - 0.5).abs() < 1e-12);
        assert_eq!(radius(0.5, 100.0), 0.0);
        assert_eq!(radius(0.0, 100.0), 0.0);
        assert_eq!(radius(0.0, 0.0), 0.0);
    }

    #[test]
    fn an_isotropic_lobe_is_a_unit_ball_with_normals_outward() {
        let lobe = Lobe::of(DVec3::X, 2.0, |_| 2.0);
        assert!(lobe.positions.iter().all(|point| (point.length() - 1.0).abs() < 1e-6));
        let outward = lobe.positions.iter().zip(&lobe.normals).all(|(point, normal)| point.dot(*normal) > 0.9);
        assert!(outward);
        let area: f32 = lobe
            .indices
            .chunks_exact(3)
            .map(|t| {
                let [a, b, c] = [t[0], t[1], t[2]].map(|i| lobe.positions[i as usize]);
                (b - a).cross(c - a).length() / 2.0
            })
            .sum();
        assert!((area / (4.0 * std::f32::consts::PI) - 1.0).abs() < 0.02, "{area}");
    }

    #[test]
    fn a_real_beam_reaches_its_peak_gain_where_it_points_and_is_narrow() {
        let codebook = Codebook::dft(8, 8, 8, 4);
        for beam in 0..codebook.beam_count() {
            let axis = codebook.beam_direction(beam).expect("the beam is of this codebook");
            let peak = codebook.gain_local(beam, axis);
            let lobe = Lobe::of(axis, peak, |direction| codebook.gain_local(beam, direction));
            let tip = lobe.positions[0].as_dvec3();
            assert!((tip - axis).length() < 1e-6, "beam {beam}");
            // The element pattern pulls the maximum towards boresight, by little in dB.
            assert!(reach(&lobe) < 1.35, "beam {beam}: {}", reach(&lobe));
        }
    }

    #[test]
    fn every_corner_lies_where_the_gain_says() {
        let codebook = Codebook::dft(4, 4, 4, 2);
        let axis = codebook.beam_direction(1).expect("there are eight beams");
        let peak = codebook.gain_local(1, axis);
        let lobe = Lobe::of(axis, peak, |direction| codebook.gain_local(1, direction));
        for point in lobe.positions.iter().map(|point| point.as_dvec3()).filter(|point| point.length() > 0.05) {
            let gain_db = Db::from_linear(codebook.gain_local(1, point) / peak).0;
            assert!((point.length() - (gain_db + RANGE_DB) / RANGE_DB).abs() < 1e-3);
        }
    }

    #[test]
    fn a_dead_beam_has_no_surface() {
        assert!(Lobe::of(DVec3::Z, 1.0, |_| 0.0).indices.is_empty());
    }
}
