//! Footprints: orientation, validation and triangulation of polygons with holes.

use glam::DVec2;

/// Twice the signed area of a ring, m²; positive when counter-clockwise.
pub(crate) fn twice_area(ring: &[DVec2]) -> f64 {
    (0..ring.len()).map(|i| ring[i].perp_dot(ring[(i + 1) % ring.len()])).sum()
}

/// The ring without a repeated last point and without repeated neighbours, turned the way asked; `None` when it encloses nothing.
pub(crate) fn tidy_ring(ring: &[(f64, f64)], counter_clockwise: bool) -> Option<Vec<DVec2>> {
    let mut tidy: Vec<DVec2> = Vec::with_capacity(ring.len());
    for &(x, y) in ring {
        let point = DVec2::new(x, y);
        if !point.is_finite() {
            return None;
        }
        if tidy.last().is_none_or(|last| last.distance_squared(point) > 1e-12) {
            tidy.push(point);
        }
    }
    while tidy.len() > 1 && tidy[0].distance_squared(tidy[tidy.len() - 1]) <= 1e-12 {
        tidy.pop();
    }
    let area = twice_area(&tidy);
    if tidy.len() < 3 || area.abs() < 1e-9 {
        return None;
    }
    if (area > 0.0) != counter_clockwise {
        tidy.reverse();
    }
    Some(tidy)
}

/// Triangles that fill a ring with holes.
pub(crate) fn triangulate(outer: &[DVec2], holes: &[Vec<DVec2>]) -> Vec<[DVec2; 3]> {
    let mut points: Vec<[f64; 2]> = outer.iter().map(|p| p.to_array()).collect();
    let mut hole_starts: Vec<u32> = Vec::with_capacity(holes.len());
    for hole in holes {
        hole_starts.push(points.len() as u32);
        points.extend(hole.iter().map(|p| p.to_array()));
    }
    let mut indices: Vec<u32> = Vec::new();
    earcut::Earcut::new().earcut(points.iter().copied(), &hole_starts, &mut indices);
    indices.chunks_exact(3).map(|corner| [0, 1, 2].map(|k| DVec2::from_array(points[corner[k] as usize]))).collect()
}
