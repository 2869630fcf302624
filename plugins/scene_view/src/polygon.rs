//! Polygons on the ground plan: orientation, triangles, offsets, and which one holds a point.

use glam::DVec2;

/// Points of a ring as vectors.
pub(crate) fn ring_points(ring: &[(f64, f64)]) -> Vec<DVec2> {
    ring.iter().map(|&(x, y)| DVec2::new(x, y)).collect()
}

/// Area of a ring, m², positive when counter-clockwise.
pub(crate) fn signed_area(ring: &[DVec2]) -> f64 {
    (0..ring.len()).map(|i| ring[i].perp_dot(ring[(i + 1) % ring.len()])).sum::<f64>() / 2.0
}

/// The ring with the wanted orientation.
pub(crate) fn oriented(mut ring: Vec<DVec2>, counter_clockwise: bool) -> Vec<DVec2> {
    if (signed_area(&ring) > 0.0) != counter_clockwise {
        ring.reverse();
    }
    ring
}

/// A polygon with holes cut into counter-clockwise triangles.
pub(crate) struct Triangulation {
    /// Corners of the outer ring, then of the holes.
    pub(crate) points: Vec<DVec2>,
    /// Three indices into `points` per triangle.
    pub(crate) indices: Vec<u32>,
}

/// Cuts a polygon with holes into triangles; empty when the ring has no area.
pub(crate) fn triangulate(ring: &[(f64, f64)], holes: &[Vec<(f64, f64)>]) -> Triangulation {
    let mut points = ring_points(ring);
    let mut hole_starts = Vec::new();
    for hole in holes.iter().filter(|hole| hole.len() >= 3) {
        hole_starts.push(points.len() as u32);
        points.extend(ring_points(hole));
    }
    let mut indices = Vec::new();
    if ring.len() >= 3 {
        earcut::Earcut::new().earcut(points.iter().map(|p| [p.x, p.y]), &hole_starts, &mut indices);
    }
    for triangle in indices.chunks_exact_mut(3) {
        let [a, b, c] = [triangle[0], triangle[1], triangle[2]].map(|i| points[i as usize]);
        if (b - a).perp_dot(c - a) < 0.0 {
            triangle.swap(1, 2);
        }
    }
    Triangulation { points, indices }
}

/// A point inside a polygon: the centre of its largest triangle; `None` without area.
pub(crate) fn interior_point(ring: &[(f64, f64)], holes: &[Vec<(f64, f64)>]) -> Option<DVec2> {
    let Triangulation { points, indices } = triangulate(ring, holes);
    let corners = |t: &[u32]| [t[0], t[1], t[2]].map(|i| points[i as usize]);
    let area = |[a, b, c]: [DVec2; 3]| (b - a).perp_dot(c - a);
    indices.chunks_exact(3).map(corners).max_by(|a, b| area(*a).total_cmp(&area(*b))).map(|[a, b, c]| (a + b + c) / 3.0)
}

/// Whether a ring holds a point (even–odd rule).
pub(crate) fn ring_contains(ring: &[(f64, f64)], point: DVec2) -> bool {
    let mut inside = false;
    for i in 0..ring.len() {
        let ((ax, ay), (bx, by)) = (ring[i], ring[(i + 1) % ring.len()]);
        if (ay > point.y) != (by > point.y) && point.x < ax + (point.y - ay) / (by - ay) * (bx - ax) {
            inside = !inside;
        }
    }
    inside
}

/// For each corner, the step that moves both its edges to their right by one metre: outwards for counter-clockwise rings.
///
/// Sharp corners are cut at twice the distance.
pub(crate) fn outward_steps(ring: &[DVec2]) -> Vec<DVec2> {
    let n = ring.len();
    let outward = |a: DVec2, b: DVec2| -(b - a).perp().normalize_or_zero();
    (0..n)
        .map(|i| {
            let before = outward(ring[(i + n - 1) % n], ring[i]);
            let after = outward(ring[i], ring[(i + 1) % n]);
            let middle = (before + after).normalize_or_zero();
            middle / middle.dot(after).max(0.5)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const L_SHAPE: [(f64, f64); 6] = [(0.0, 0.0), (4.0, 0.0), (4.0, 1.0), (1.0, 1.0), (1.0, 3.0), (0.0, 3.0)];

    fn area_of(triangulation: &Triangulation) -> f64 {
        let p = |i: u32| triangulation.points[i as usize];
        triangulation.indices.chunks_exact(3).map(|t| (p(t[1]) - p(t[0])).perp_dot(p(t[2]) - p(t[0])) / 2.0).sum()
    }

    #[track_caller]
    fn check_area(ring: &[(f64, f64)], holes: &[Vec<(f64, f64)>]) {
        let expected = signed_area(&ring_points(ring)).abs()
            - holes.iter().map(|hole| signed_area(&ring_points(hole)).abs()).sum::<f64>();
        assert!((area_of(&triangulate(ring, holes)) - expected).abs() < 1e-9);
    }

    #[test]
    fn triangles_cover_the_polygon_exactly() {
        check_area(&L_SHAPE, &[]);
        let clockwise: Vec<_> = L_SHAPE.iter().rev().copied().collect();
        check_area(&clockwise, &[]);
        let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        check_area(&square, &[vec![(2.0, 2.0), (2.0, 5.0), (6.0, 5.0), (6.0, 2.0)]]);
        assert!(triangulate(&[(0.0, 0.0), (1.0, 0.0)], &[]).indices.is_empty());
    }

    #[test]
    fn points_are_in_or_out() {
        assert!(ring_contains(&L_SHAPE, DVec2::new(0.5, 2.0)));
        assert!(!ring_contains(&L_SHAPE, DVec2::new(2.0, 2.0)));
        let inside = interior_point(&L_SHAPE, &[]).expect("the L has an area");
        assert!(ring_contains(&L_SHAPE, inside));
    }

    #[test]
    fn offsets_point_outwards() {
        let square = ring_points(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]);
        let grown: Vec<_> = square.iter().zip(outward_steps(&square)).map(|(p, step)| *p + step * 0.5).collect();
        assert!((signed_area(&grown) - 9.0).abs() < 1e-9);
    }
}
