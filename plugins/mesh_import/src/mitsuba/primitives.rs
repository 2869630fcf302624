//! Meshes of Mitsuba's analytic shapes, in their own axes.

use crate::ply::Mesh;
use twin_units::math;

/// Steps of a sphere around its axis; half as many from pole to pole.
const SPHERE_STEPS: u32 = 32;

/// The square −1..=1 in the plane z = 0, facing +z.
pub(super) fn rectangle() -> Mesh {
    let vertices = vec![[-1.0, -1.0, 0.0], [1.0, -1.0, 0.0], [1.0, 1.0, 0.0], [-1.0, 1.0, 0.0]];
    Mesh { vertices, faces: vec![[0, 1, 2], [0, 2, 3]], notes: Vec::new() }
}

/// The cube −1..=1, facing outwards, with Mitsuba's own order of vertices and faces.
pub(super) fn cube() -> Mesh {
    // Corners of each side; bit 0 of a corner is x, bit 1 is y, bit 2 is z.
    let sides: [[u32; 4]; 6] = [[1, 5, 4, 0], [3, 2, 6, 7], [1, 3, 7, 5], [5, 7, 6, 4], [4, 6, 2, 0], [3, 1, 0, 2]];
    let corner = |i: u32| [i & 1, i >> 1 & 1, i >> 2].map(|bit| 2.0 * f64::from(bit) - 1.0);
    let vertices = sides.as_flattened().iter().map(|&i| corner(i)).collect();
    let faces = (0..24).step_by(4).flat_map(|i| [[i, i + 1, i + 2], [i + 3, i, i + 2]]).collect();
    Mesh { vertices, faces, notes: Vec::new() }
}

/// A sphere of flat triangles with their corners on it, facing outwards.
pub(super) fn sphere(center: [f64; 3], radius: f64) -> Mesh {
    let (around, down) = (SPHERE_STEPS, SPHERE_STEPS / 2);
    let at = |x: f64, y: f64, z: f64| [center[0] + radius * x, center[1] + radius * y, center[2] + radius * z];
    let mut vertices = vec![at(0.0, 0.0, 1.0)];
    for ring in 1..down {
        let zenith = std::f64::consts::PI * f64::from(ring) / f64::from(down);
        for step in 0..around {
            let azimuth = std::f64::consts::TAU * f64::from(step) / f64::from(around);
            let flat = math::sin(zenith);
            vertices.push(at(flat * math::cos(azimuth), flat * math::sin(azimuth), math::cos(zenith)));
        }
    }
    vertices.push(at(0.0, 0.0, -1.0));
    let corner = |ring: u32, step: u32| 1 + (ring - 1) * around + step % around;
    let south = 1 + (down - 1) * around;
    let mut faces = Vec::new();
    for step in 0..around {
        faces.push([0, corner(1, step), corner(1, step + 1)]);
        for ring in 1..down - 1 {
            let (a, b) = (corner(ring, step), corner(ring, step + 1));
            let (c, d) = (corner(ring + 1, step), corner(ring + 1, step + 1));
            faces.extend([[a, c, d], [a, d, b]]);
        }
        faces.push([corner(down - 1, step), south, corner(down - 1, step + 1)]);
    }
    Mesh { vertices, faces, notes: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six times the enclosed volume, positive where faces look outwards.
    fn volume(mesh: &Mesh) -> f64 {
        let corner = |i: u32| mesh.vertices[i as usize];
        let determinant = |[a, b, c]: [[f64; 3]; 3]| {
            a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0])
        };
        mesh.faces.iter().map(|f| determinant(f.map(corner))).sum::<f64>() / 6.0
    }

    #[test]
    fn solids_are_closed_and_face_outwards() {
        assert!((volume(&cube()) - 8.0).abs() < 1e-12);
        let ball = 4.0 / 3.0 * std::f64::consts::PI * 8.0;
        let ratio = volume(&sphere([1.0, 2.0, 3.0], 2.0)) / ball;
        assert!((0.97..1.0).contains(&ratio), "{ratio}");
    }
}
