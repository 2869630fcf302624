//! Upright prisms that rays pass through: how much of a leg lies inside, and whether a point does.
//!
//! Exact for straight legs: the outline's sides cut a leg into pieces, and each piece is wholly inside or outside. Nothing is sampled.

use glam::{DVec2, DVec3};

/// A vertical prism over an outline with holes.
#[derive(Clone, Debug, PartialEq)]
pub struct Prism {
    /// Outer ring, then holes; none closed, either direction.
    rings: Vec<Vec<DVec2>>,
    /// Underside and top, m.
    height_m: [f64; 2],
    low: DVec2,
    high: DVec2,
}

impl Prism {
    /// A prism from `base_m` to `top_m` over an outer ring with holes, m.
    pub fn new(outer: &[(f64, f64)], holes: &[Vec<(f64, f64)>], base_m: f64, top_m: f64) -> Self {
        let ring = |points: &[(f64, f64)]| points.iter().map(|&(x, y)| DVec2::new(x, y)).collect::<Vec<_>>();
        let outer = ring(outer);
        let low = outer.iter().copied().fold(DVec2::INFINITY, DVec2::min);
        let high = outer.iter().copied().fold(DVec2::NEG_INFINITY, DVec2::max);
        let rings = std::iter::once(outer).chain(holes.iter().map(|hole| ring(hole))).collect();
        Self { rings, height_m: [base_m, top_m], low, high }
    }

    /// Whether a point is inside; what stands on the top is not.
    pub fn contains(&self, point: DVec3) -> bool {
        (self.height_m[0]..self.height_m[1]).contains(&point.z) && self.outline_contains(point.truncate())
    }

    /// Adds the parts of the leg from `a` to `b` that are inside, as shares of the leg from `a` on, in 0..=1, in order.
    ///
    /// A leg along a wall counts to one side, always the same.
    pub fn spans(&self, a: DVec3, b: DVec3, out: &mut Vec<(f64, f64)>) {
        let (from, step) = (a.truncate(), (b - a).truncate());
        let Some((start, end)) = self.slab(a.z, b.z - a.z) else { return };
        let (p, q) = (from + step * start, from + step * end);
        let (least, most) = (p.min(q), p.max(q));
        if most.cmplt(self.low).any() || least.cmpgt(self.high).any() {
            return;
        }
        let mut cuts = vec![start, end];
        for (c, d) in self.sides() {
            let side = d - c;
            let across = step.perp_dot(side);
            let share = (c - from).perp_dot(side) / across;
            let along = (c - from).perp_dot(step) / across;
            // A leg parallel to a side has no number here, and no comparison holds.
            if share > start && share < end && (-1e-9..=1.0 + 1e-9).contains(&along) {
                cuts.push(share);
            }
        }
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2).filter(|pair| pair[1] > pair[0]) {
            if self.outline_contains(from + step * (0.5 * (pair[0] + pair[1]))) {
                out.push((pair[0], pair[1]));
            }
        }
    }

    /// The part of a leg between underside and top; `None` when there is none.
    fn slab(&self, z: f64, dz: f64) -> Option<(f64, f64)> {
        let [base, top] = self.height_m;
        if dz == 0.0 {
            return (z >= base && z <= top).then_some((0.0, 1.0));
        }
        let (one, other) = ((base - z) / dz, (top - z) / dz);
        let (start, end) = (one.min(other).max(0.0), one.max(other).min(1.0));
        (start < end).then_some((start, end))
    }

    fn sides(&self) -> impl Iterator<Item = (DVec2, DVec2)> + '_ {
        self.rings.iter().flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
    }

    /// Even-odd rule over all rings, so that holes are outside.
    fn outline_contains(&self, p: DVec2) -> bool {
        if p.cmplt(self.low).any() || p.cmpgt(self.high).any() {
            return false;
        }
        let mut inside = false;
        for (c, d) in self.sides() {
            if (c.y > p.y) != (d.y > p.y) && p.x < c.x + (p.y - c.y) / (d.y - c.y) * (d.x - c.x) {
                inside = !inside;
            }
        }
        inside
    }
}

/// Joins spans that overlap or are no further apart than `gap`, in place, in order.
pub fn merge_spans(spans: &mut Vec<(f64, f64)>, gap: f64) {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    spans.dedup_by(|next, last| {
        let joins = next.0 <= last.1 + gap;
        if joins {
            last.1 = last.1.max(next.1);
        }
        joins
    });
}

/// Length of the leg from `a` to `b` inside any of some prisms, m; where they overlap it counts once.
pub fn length_inside(prisms: &[Prism], a: DVec3, b: DVec3) -> f64 {
    let mut spans = Vec::new();
    prisms.iter().for_each(|prism| prism.spans(a, b, &mut spans));
    merge_spans(&mut spans, 0.0);
    spans.iter().map(|(start, end)| end - start).sum::<f64>() * a.distance(b)
}

#[cfg(test)]
mod tests;
