//! All sequences of surfaces a source can be seen through, by beam tracing: complete, for scenes of some hundred surfaces.
//!
//! The light that leaves a surface forms a beam from the source's image through the part of the surface that was lit. The next
//! surface is clipped against that beam; where nothing is left, no sequence goes on. Nothing is said of what stands between:
//! the image method tests that, or lets the wave through.

use super::MAX_ORDER;
use crate::geometry::Geometry;
use crate::surface::Surface;
use glam::DVec3;

/// Beams are this much wider than they are, m: rounding must not lose a sequence.
const SLACK_M: f64 = 1e-6;

/// The sequences of up to `max_order` surfaces, shorter ones first within each branch; `None` when there are more than `most` or the search takes too long.
pub(super) fn all_sequences(
    geometry: &Geometry,
    source: DVec3,
    max_order: usize,
    most: usize,
) -> Option<Vec<Vec<u32>>> {
    let rectangles: Vec<_> = geometry.surfaces().iter().map(Surface::rectangle).collect();
    // Some 50 ns a test: a few seconds. From most places some half of all surfaces are lit first, and each is followed by a test of all.
    let tests_left = 60_000_000;
    if max_order > 1 && rectangles.len() * rectangles.len() / 2 > tests_left {
        return None;
    }
    let mut search =
        Search { geometry, rectangles, max_order: max_order.min(MAX_ORDER), most, tests_left, found: Vec::new() };
    search.descend(source, &[], &mut Vec::new()).then_some(search.found)
}

struct Search<'a> {
    geometry: &'a Geometry,
    rectangles: Vec<[DVec3; 4]>,
    max_order: usize,
    most: usize,
    tests_left: usize,
    found: Vec<Vec<u32>>,
}

impl Search<'_> {
    /// Adds all sequences that begin with `key`, seen from the image `image` through `aperture`; false when it gave up.
    fn descend(&mut self, image: DVec3, aperture: &[DVec3], key: &mut Vec<u32>) -> bool {
        if key.len() == self.max_order {
            return true;
        }
        let geometry = self.geometry;
        let last = key.last().map(|&last| &geometry.surfaces()[last as usize]);
        let planes = beam(image, aperture, last);
        if self.tests_left < self.rectangles.len() {
            return false;
        }
        self.tests_left -= self.rectangles.len();
        for (index, surface) in geometry.surfaces().iter().enumerate() {
            if key.last() == Some(&(index as u32)) || surface.signed_distance_m(image).abs() < SLACK_M {
                continue;
            }
            let Some(lit) = clip(&self.rectangles[index], &planes) else { continue };
            if self.found.len() == self.most {
                return false;
            }
            key.push(index as u32);
            self.found.push(key.clone());
            let is_done = self.descend(surface.mirror(image), &lit, key);
            key.pop();
            if !is_done {
                return false;
            }
        }
        true
    }
}

/// A half-space: points with `normal · p ≥ offset`.
struct HalfSpace {
    normal: DVec3,
    offset: f64,
}

/// The half-spaces that bound what is seen from `image` through a convex `aperture` on the surface `last`; none without an aperture.
fn beam(image: DVec3, aperture: &[DVec3], last: Option<&Surface>) -> Vec<HalfSpace> {
    let Some(last) = last else { return Vec::new() };
    let mut planes = Vec::with_capacity(aperture.len() + 1);
    // Beyond the aperture, seen from the image; what only touches the plane is not, since legs are longer than the slack.
    let away = if last.signed_distance_m(image) > 0.0 { -1.0 } else { 1.0 };
    planes.push(HalfSpace { normal: last.normal * away, offset: last.offset_m * away + SLACK_M });
    let center = aperture.iter().sum::<DVec3>() / aperture.len() as f64;
    for (k, &a) in aperture.iter().enumerate() {
        let b = aperture[(k + 1) % aperture.len()];
        let Some(normal) = (a - image).cross(b - image).try_normalize() else { continue };
        let normal = if normal.dot(center - image) < 0.0 { -normal } else { normal };
        planes.push(HalfSpace { normal, offset: normal.dot(image) - SLACK_M });
    }
    planes
}

/// The part of a convex polygon inside all half-spaces (Sutherland and Hodgman 1974); `None` when nothing is left.
fn clip(polygon: &[DVec3], planes: &[HalfSpace]) -> Option<Vec<DVec3>> {
    let mut points = polygon.to_vec();
    let mut next = Vec::with_capacity(points.len() + planes.len());
    for plane in planes {
        let height = |p: DVec3| plane.normal.dot(p) - plane.offset;
        if points.iter().all(|&p| height(p) >= 0.0) {
            continue;
        }
        next.clear();
        for (k, &a) in points.iter().enumerate() {
            let b = points[(k + 1) % points.len()];
            let (from, to) = (height(a), height(b));
            if from >= 0.0 {
                next.push(a);
            }
            if (from >= 0.0) != (to >= 0.0) {
                next.push(a + (b - a) * (from / (from - to)));
            }
        }
        std::mem::swap(&mut points, &mut next);
        if points.len() < 3 {
            return None;
        }
    }
    Some(points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::GeometryBuilder;
    use crate::materials::Material;

    #[test]
    fn a_box_from_inside_has_every_order_of_walls() {
        let mut builder = GeometryBuilder::new();
        let metal = Material::by_name("metal").expect("metal is in the table");
        builder.add_box(DVec3::new(0.0, 0.0, 3.0), DVec3::new(6.0, 4.0, 2.0), 0.0, metal, 0.1).expect("a valid box");
        let geometry = builder.build();
        let count =
            |order| all_sequences(&geometry, DVec3::new(0.3, 0.1, 3.2), order, 10_000).expect("a small scene").len();
        // Any wall first, then any other one that the beam can reach.
        assert_eq!(count(1), 6);
        assert_eq!(count(2), 6 + 6 * 5);
        assert!(count(3) > 6 + 30 + 38);
        assert!(all_sequences(&geometry, DVec3::new(0.3, 0.1, 3.2), 5, 100).is_none(), "the bound holds");
    }

    #[test]
    fn outer_walls_of_a_box_do_not_see_each_other() {
        let mut builder = GeometryBuilder::new();
        let brick = Material::by_name("brick").expect("brick is in the table");
        builder.add_box(DVec3::new(0.0, 0.0, 3.0), DVec3::new(6.0, 4.0, 2.0), 0.0, brick, 0.1).expect("a valid box");
        let geometry = builder.build();
        let found = all_sequences(&geometry, DVec3::new(20.0, 11.0, 7.0), 3, 10_000).expect("a small scene");
        // From far away a wall may also be lit from behind, for waves that pass the slabs in front of it; then its back faces the others' backs.
        let outer = [DVec3::new(20.0, 11.0, 7.0)];
        let is_lit_outside = |key: &&Vec<u32>| geometry.surfaces()[key[0] as usize].signed_distance_m(outer[0]) > 0.0;
        assert!(found.iter().filter(is_lit_outside).all(|key| key.len() == 1), "{found:?}");
    }
}
