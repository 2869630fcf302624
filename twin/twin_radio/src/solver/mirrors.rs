//! Paths that reflect once on a moving metal body near the receiver.
//!
//! # Accuracy
//! - One reflection, on the five flat faces of the body's box; other bodies weaken the two legs, the city blocks them.

use super::field::{self, Walk};
use crate::blockage::Bodies;
use crate::geometry::{Geometry, Wave};
use crate::materials::{self, Material};
use crate::path::{Interaction, Mechanism, Path};
use glam::DVec3;

/// Adds the paths from a source over bodies near a receiver; `own` is the body that carries the receiver.
pub fn mirrored_paths(
    geometry: &Geometry,
    bodies: &Bodies,
    source: DVec3,
    receiver: DVec3,
    own: Option<u32>,
    wave: &Wave,
    out: &mut Vec<Path>,
) {
    let Some(metal) = Material::by_name("metal") else { return };
    for index in bodies.mirrors_near(receiver).into_iter().filter(|index| Some(*index) != own) {
        for (center, normal, half_axes) in bodies.all()[index as usize].faces() {
            let height = |point: DVec3| (point - center).dot(normal);
            let (from, to) = (height(source), height(receiver));
            if from <= 0.0 || to <= 0.0 {
                continue;
            }
            let image = source - normal * (2.0 * from);
            let point = image + (receiver - image) * (from / (from + to));
            let is_on = half_axes.iter().all(|axis| (point - center).dot(*axis).abs() <= axis.length_squared());
            if !is_on || geometry.is_occluded(source, point) || geometry.is_occluded(point, receiver) {
                continue;
            }
            let [Some(departure), Some(next)] = [point - source, receiver - point].map(DVec3::try_normalize) else {
                continue;
            };
            let length_m = image.distance(receiver);
            let eta = metal.complex_permittivity(wave.frequency);
            let reflection = materials::half_space_reflection(eta, departure.dot(normal).abs());
            let mut walk = Walk::start(geometry, wave, departure);
            walk.turn(normal, reflection.te, reflection.tm, next);
            out.push(Path {
                mechanism: Mechanism::Reflection,
                interactions: vec![Interaction::Specular],
                vertices: vec![point],
                surfaces: vec![u32::MAX],
                length_m,
                departure,
                arrival: -next,
                transfer: walk.transfer(field::free_space_amplitude(length_m, wave.frequency)),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blockage::Body;
    use crate::geometry::GeometryBuilder;
    use glam::DVec2;
    use twin_units::Hertz;

    #[test]
    fn a_bus_beside_the_receiver_is_a_mirror() {
        let geometry = GeometryBuilder::new().build();
        let wave = geometry.wave(Hertz::from_ghz(28.0));
        let bus = Body {
            base: DVec3::new(0.0, 5.0, 0.0),
            direction: DVec2::X,
            half_m: DVec2::new(6.0, 1.25),
            height_m: 3.0,
            is_metal: true,
        };
        let (source, receiver) = (DVec3::new(-10.0, 0.0, 2.0), DVec3::new(10.0, 0.0, 1.0));
        let mut paths = Vec::new();
        mirrored_paths(&geometry, &Bodies::new(vec![bus]), source, receiver, None, &wave, &mut paths);
        let [path] = &paths[..] else { panic!("one mirror image: {paths:?}") };
        assert!(path.vertices[0].distance(DVec3::new(0.0, 3.75, 1.5)) < 1e-9);
        assert!((path.length_m - DVec3::new(20.0, 7.5, 1.0).length()).abs() < 1e-9);
        let free = field::free_space_amplitude(path.length_m, wave.frequency).powi(2);
        assert!((path.power_gain_v() / free - 1.0).abs() < 0.01, "metal reflects nearly all");
        paths.clear();
        mirrored_paths(&geometry, &Bodies::new(vec![bus]), source, receiver, Some(0), &wave, &mut paths);
        assert!(paths.is_empty(), "the body that carries the receiver is no mirror");
    }
}
