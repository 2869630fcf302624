//! Plane geometry of rings: orientation, cleaning, containment, clipping. A ring is a list of corners, not closed.

use twin_scene::schema::{Bounds, Point2};

/// Rounds to whole centimetres, the resolution of imported scenes.
pub(crate) fn round_cm(p: Point2) -> Point2 {
    // Adding zero turns −0.0 into 0.0.
    ((p.0 * 100.0).round() / 100.0 + 0.0, (p.1 * 100.0).round() / 100.0 + 0.0)
}

/// Distance of two points, m.
pub(crate) fn distance(a: Point2, b: Point2) -> f64 {
    ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt()
}

/// Twice the signed area of the triangle a, b, c; positive when counter-clockwise, m².
pub(crate) fn cross(a: Point2, b: Point2, c: Point2) -> f64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

/// Corner pairs of the ring's edges.
pub(crate) fn edges(ring: &[Point2]) -> impl Iterator<Item = (Point2, Point2)> + '_ {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(&a, &b)| (a, b))
}

/// Signed area, positive when counter-clockwise, m².
pub(crate) fn signed_area(ring: &[Point2]) -> f64 {
    let Some(&origin) = ring.first() else { return 0.0 };
    edges(ring).map(|(a, b)| cross(origin, a, b)).sum::<f64>() / 2.0
}

/// Mean of the corners; good enough as the place of a building.
pub(crate) fn mean(ring: &[Point2]) -> Point2 {
    let n = ring.len().max(1) as f64;
    let sum = ring.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    (sum.0 / n, sum.1 / n)
}

/// Whether a point lies inside (even-odd rule; points on an edge fall to either side).
pub(crate) fn contains(ring: &[Point2], p: Point2) -> bool {
    edges(ring)
        .filter(|&(a, b)| (a.1 > p.1) != (b.1 > p.1) && p.0 < (b.0 - a.0) * (p.1 - a.1) / (b.1 - a.1) + a.0)
        .count()
        % 2
        == 1
}

/// Parameter along a–b where it crosses c–d, if it does strictly.
pub(crate) fn crossing(a: Point2, b: Point2, c: Point2, d: Point2) -> Option<f64> {
    let (to_c, to_d) = (cross(a, b, c), cross(a, b, d));
    let (from_a, from_b) = (cross(c, d, a), cross(c, d, b));
    if (to_c > 0.0) == (to_d > 0.0) || (from_a > 0.0) == (from_b > 0.0) {
        return None;
    }
    Some(from_a / (from_a - from_b))
}

/// Most corners of a ring, as many as a scene may have.
const MOST_CORNERS: usize = 2000;

/// A tidy ring: rounded, without repeated or collinear corners (to 2 cm), in the wanted orientation.
/// `None` if less than three corners or 1 m² are left, if more than 2000 are left, or if edges cross.
pub(crate) fn clean(points: &[Point2], counter_clockwise: bool) -> Option<Vec<Point2>> {
    let mut ring: Vec<Point2> = points.iter().copied().map(round_cm).collect();
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    loop {
        let before = ring.len();
        let mut kept: Vec<Point2> = Vec::with_capacity(before);
        for (i, &b) in ring.iter().enumerate() {
            let a = *kept.last().unwrap_or(&ring[before - 1]);
            let c = *ring.get(i + 1).or(kept.first()).unwrap_or(&b);
            let chord = distance(a, c);
            if !(b == c || a == c || chord > 0.0 && (cross(a, b, c) / chord).abs() < 0.02) {
                kept.push(b);
            }
        }
        ring = kept;
        if ring.len() < 3 {
            return None;
        }
        if ring.len() == before {
            break;
        }
    }
    let area = signed_area(&ring);
    if ring.len() > MOST_CORNERS || area.abs() < 1.0 || touches_itself(&ring) {
        return None;
    }
    if (area > 0.0) != counter_clockwise {
        ring.reverse();
    }
    Some(ring)
}

/// Whether two edges cross or a corner is visited twice.
fn touches_itself(ring: &[Point2]) -> bool {
    let sides: Vec<_> = edges(ring).collect();
    sides.iter().enumerate().any(|(i, &(a, b))| {
        sides[i + 1..].iter().any(|&(c, d)| a == c || crossing(a, b, c, d).is_some_and(|_| a != d && b != c))
    })
}

/// The part of a ring inside a rectangle (Sutherland and Hodgman 1974); concave rings may gain edges along the border.
pub(crate) fn clip(ring: &[Point2], bounds: &Bounds) -> Vec<Point2> {
    let mut out = ring.to_vec();
    // Each side: signed distance inside.
    let sides: [&dyn Fn(Point2) -> f64; 4] = [
        &|p: Point2| p.0 - bounds.min.0,
        &|p: Point2| bounds.max.0 - p.0,
        &|p: Point2| p.1 - bounds.min.1,
        &|p: Point2| bounds.max.1 - p.1,
    ];
    for inside in sides {
        let input = std::mem::take(&mut out);
        for (a, b) in edges(&input) {
            let (da, db) = (inside(a), inside(b));
            if da >= 0.0 {
                out.push(a);
            }
            if (da >= 0.0) != (db >= 0.0) {
                out.push(lerp(a, b, da / (da - db)));
            }
        }
    }
    out
}

/// The parts of a polyline inside a rectangle.
pub(crate) fn clip_line(points: &[Point2], bounds: &Bounds) -> Vec<Vec<Point2>> {
    let mut parts: Vec<Vec<Point2>> = Vec::new();
    let mut current: Vec<Point2> = Vec::new();
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let Some((from, to)) = clip_segment(a, b, bounds) else {
            parts.push(std::mem::take(&mut current));
            continue;
        };
        if from > 0.0 {
            parts.push(std::mem::take(&mut current));
        }
        if current.is_empty() {
            current.push(if from > 0.0 { lerp(a, b, from) } else { a });
        }
        current.push(if to < 1.0 { lerp(a, b, to) } else { b });
        if to < 1.0 {
            parts.push(std::mem::take(&mut current));
        }
    }
    parts.push(current);
    parts.retain(|part| part.len() >= 2);
    parts
}

/// The parameters between which a segment is inside a rectangle (Liang and Barsky 1984).
fn clip_segment(a: Point2, b: Point2, bounds: &Bounds) -> Option<(f64, f64)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let sides =
        [(-dx, a.0 - bounds.min.0), (dx, bounds.max.0 - a.0), (-dy, a.1 - bounds.min.1), (dy, bounds.max.1 - a.1)];
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (p, q) in sides {
        if p < 0.0 {
            from = from.max(q / p);
        } else if p > 0.0 {
            to = to.min(q / p);
        } else if q < 0.0 {
            return None;
        }
    }
    (from < to).then_some((from, to))
}

/// The point a share `t` of the way from a to b.
pub(crate) fn lerp(a: Point2, b: Point2, t: f64) -> Point2 {
    (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
}

/// Whether a point lies in a rectangle.
pub(crate) fn within(bounds: &Bounds, p: Point2) -> bool {
    p.0 >= bounds.min.0 && p.0 <= bounds.max.0 && p.1 >= bounds.min.1 && p.1 <= bounds.max.1
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { min: (0.0, 0.0), max: (10.0, 10.0) };

    #[test]
    fn clean_orients_and_drops_superfluous_corners() {
        let clockwise = [(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 2.0), (4.0, 0.0), (4.0, 0.0)];
        let ring = clean(&clockwise, true).expect("a square");
        assert_eq!(ring.len(), 4);
        assert_eq!(signed_area(&ring), 16.0);
        assert!(signed_area(&clean(&clockwise, false).expect("a square")) < 0.0);
    }

    #[test]
    fn clean_refuses_bow_ties_and_slivers() {
        assert_eq!(clean(&[(0.0, 0.0), (9.0, 9.0), (9.0, 0.0), (0.0, 5.0)], true), None);
        assert_eq!(clean(&[(0.0, 0.0), (9.0, 0.0), (9.0, 0.01)], true), None);
        assert_eq!(clean(&[], true), None);
    }

    #[test]
    fn clipping_keeps_what_is_inside() {
        assert_eq!(signed_area(&clip(&[(5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0)], &BOUNDS)), 25.0);
        let parts = clip_line(&[(-5.0, 5.0), (5.0, 5.0), (5.0, 15.0), (7.0, 15.0), (7.0, 5.0)], &BOUNDS);
        assert_eq!(parts, vec![vec![(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)], vec![(7.0, 10.0), (7.0, 5.0)]]);
        assert!(clip_line(&[(20.0, 0.0), (20.0, 9.0)], &BOUNDS).is_empty());
    }
}
