//! Lines and dots with sizes in pixels, as triangles that face the camera and fade out over one pixel at their edges.
//!
//! Drawn this way they look alike on every back end, with and without multisampling.

use crate::view::View;
use bevy::asset::RenderAssetUsages;
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;

/// Half the soft edge of lines and dots, logical pixels.
const FEATHER_PX: f32 = 0.5;
/// Cosine of the sharpest bend that is joined; sharper ones are left open, under a dot or a casing.
const JOINED_COSINE: f32 = 0.5;
/// Corners of a dot.
const DOT_SIDES: u32 = 16;

/// Something drawn at a size in pixels, Bevy axes. Later marks lie over earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    /// A line through points, with a colour that runs from its first to its last point.
    Line {
        /// Points, m.
        points: Vec<Vec3>,
        /// Colour at the first point.
        from: LinearRgba,
        /// Colour at the last point.
        to: LinearRgba,
        /// Width, logical pixels.
        width_px: f32,
    },
    /// A disc.
    Dot {
        /// Centre, m.
        center: Vec3,
        /// Colour.
        color: LinearRgba,
        /// Radius, logical pixels.
        radius_px: f32,
    },
}

impl Mark {
    /// A line of one colour.
    pub(crate) fn line(points: Vec<Vec3>, color: LinearRgba, width_px: f32) -> Self {
        Self::Line { points, from: color, to: color, width_px }
    }
}

/// Triangles of marks: corners, colours and indices.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MarkTriangles {
    pub(crate) positions: Vec<Vec3>,
    pub(crate) colors: Vec<[f32; 4]>,
    pub(crate) indices: Vec<u32>,
}

impl MarkTriangles {
    /// The triangles of marks as a view sees them.
    pub(crate) fn of(marks: &[Mark], view: &View) -> Self {
        let mut triangles = Self::default();
        for mark in marks {
            match mark {
                Mark::Line { points, from, to, width_px } => triangles.line(points, *from, *to, *width_px, view),
                Mark::Dot { center, color, radius_px } => triangles.dot(*center, *color, *radius_px, view),
            }
        }
        triangles
    }

    /// A mesh for unlit materials.
    pub(crate) fn into_mesh(self) -> Mesh {
        let normals = vec![Vec3::Y; self.positions.len()];
        Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
            .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions)
            .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, normals)
            .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, self.colors)
            .with_inserted_indices(Indices::U32(self.indices))
    }

    fn corner(&mut self, position: Vec3, color: LinearRgba, alpha: f32) -> u32 {
        self.positions.push(position);
        self.colors.push([color.red, color.green, color.blue, color.alpha * alpha]);
        self.positions.len() as u32 - 1
    }

    fn line(&mut self, points: &[Vec3], from: LinearRgba, to: LinearRgba, width_px: f32, view: &View) {
        let mut points = points.to_vec();
        points.dedup_by(|a, b| a.distance_squared(*b) < 1e-8);
        let directions: Vec<Vec3> = points.windows(2).map(|ends| (ends[1] - ends[0]).normalize()).collect();
        let steps: Vec<f32> = points.windows(2).map(|ends| ends[0].distance(ends[1])).collect();
        let total: f32 = steps.iter().sum();
        let mut done = 0.0;
        for (i, step) in steps.iter().enumerate() {
            let before = i.checked_sub(1).map(|before| directions[before]);
            let after = directions.get(i + 1).copied();
            let ends = [(points[i], before, done), (points[i + 1], after, done + step)];
            let rows = ends.map(|(point, neighbour, along)| {
                let across = across(point, directions[i], neighbour, view);
                let color = from.mix(&to, along / total);
                self.row(point, across, color, width_px, view)
            });
            for k in 0..3 {
                let [a, b, c, d] = [rows[0][k], rows[1][k], rows[0][k + 1], rows[1][k + 1]];
                self.indices.extend([a, b, c, c, b, d]);
            }
            done += step;
        }
    }

    /// Four corners across a line: soft edge, body, soft edge.
    fn row(&mut self, point: Vec3, across: Vec3, color: LinearRgba, width_px: f32, view: &View) -> [u32; 4] {
        let pixel = view.metres_per_pixel(point);
        let outer = (width_px / 2.0 + FEATHER_PX) * pixel;
        let inner = (width_px / 2.0 - FEATHER_PX).max(0.05) * pixel;
        [(-outer, 0.0), (-inner, 1.0), (inner, 1.0), (outer, 0.0)]
            .map(|(offset, alpha)| self.corner(point + across * offset, color, alpha))
    }

    fn dot(&mut self, center: Vec3, color: LinearRgba, radius_px: f32, view: &View) {
        let pixel = view.metres_per_pixel(center);
        let middle = self.corner(center, color, 1.0);
        let rings = [(radius_px - FEATHER_PX, 1.0), (radius_px + FEATHER_PX, 0.0)].map(|(radius, alpha)| {
            let first = self.positions.len() as u32;
            for side in 0..DOT_SIDES {
                let (sin, cos) = (std::f32::consts::TAU * side as f32 / DOT_SIDES as f32).sin_cos();
                let spoke = view.right * cos + view.up * sin;
                self.corner(center + spoke * radius * pixel, color, alpha);
            }
            first
        });
        for side in 0..DOT_SIDES {
            let next = (side + 1) % DOT_SIDES;
            let [a, b] = rings.map(|first| first + side);
            let [c, d] = rings.map(|first| first + next);
            self.indices.extend([middle, a, c, a, b, c, c, b, d]);
        }
    }
}

/// Unit vector (a little longer in a joined bend) across a line at a point, square to the line of sight.
fn across(point: Vec3, direction: Vec3, neighbour: Option<Vec3>, view: &View) -> Vec3 {
    let joined = neighbour.filter(|neighbour| neighbour.dot(direction) > JOINED_COSINE);
    let tangent = joined.map_or(direction, |neighbour| (neighbour + direction).normalize());
    tangent.cross(point - view.eye).normalize_or(view.right) / tangent.dot(direction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        View { eye: Vec3::new(0.0, 0.0, 100.0), forward: Vec3::NEG_Z, right: Vec3::X, up: Vec3::Y, focal_px: 1000.0 }
    }

    #[test]
    fn a_line_has_its_width_in_pixels_and_faces_the_camera() {
        let line = Mark::line(vec![Vec3::ZERO, Vec3::X * 10.0], LinearRgba::WHITE, 3.0);
        let triangles = MarkTriangles::of(&[line], &view());
        let solid: Vec<f32> =
            triangles.positions.iter().zip(&triangles.colors).filter(|(_, c)| c[3] > 0.5).map(|(p, _)| p.y).collect();
        let soft = triangles.positions.iter().map(|p| p.y).fold(0.0, f32::max);
        let body = solid.iter().copied().fold(0.0, f32::max);
        // A pixel is 0.1 m at 100 m: the body is 2 px wide and the edge fades out over one more on each side.
        assert!((body - 0.1).abs() < 1e-6 && (soft - 0.2).abs() < 1e-6, "{body} {soft}");
        assert!(triangles.positions.iter().all(|p| p.z.abs() < 1e-6));
        assert_eq!(triangles.indices.len(), 18);
    }

    #[test]
    fn a_line_keeps_its_width_when_it_recedes() {
        let line = Mark::line(vec![Vec3::new(5.0, 0.0, 0.0), Vec3::new(5.0, 0.0, -100.0)], LinearRgba::WHITE, 3.0);
        let view = view();
        let triangles = MarkTriangles::of(&[line], &view);
        let width_px = |a: usize, b: usize| {
            let (a, b) = (triangles.positions[a], triangles.positions[b]);
            a.distance(b) / view.metres_per_pixel(a)
        };
        assert!((width_px(0, 3) - 4.0).abs() < 1e-3);
        assert!((width_px(4, 7) - 4.0).abs() < 1e-3);
    }

    #[test]
    fn gentle_bends_share_corners_and_sharp_ones_do_not() {
        let bend = |end: Vec3| {
            let points = vec![Vec3::ZERO, Vec3::X * 10.0, end];
            MarkTriangles::of(&[Mark::line(points, LinearRgba::WHITE, 2.0)], &view()).positions
        };
        let gentle = bend(Vec3::new(20.0, 2.0, 0.0));
        assert!((4..8).all(|i| gentle[i].distance(gentle[i + 4]) < 1e-4));
        let sharp = bend(Vec3::new(10.0, 10.0, 0.0));
        assert!(sharp[4].distance(sharp[8]) > 0.05);
    }

    #[test]
    fn colours_run_along_a_line_and_points_on_top_of_each_other_are_skipped() {
        let (from, to) = (LinearRgba::new(1.0, 0.0, 0.0, 1.0), LinearRgba::new(0.0, 0.0, 1.0, 0.5));
        let points = vec![Vec3::ZERO, Vec3::ZERO, Vec3::X];
        let triangles = MarkTriangles::of(&[Mark::Line { points, from, to, width_px: 2.0 }], &view());
        assert_eq!(triangles.positions.len(), 8);
        assert_eq!(triangles.colors[1], [1.0, 0.0, 0.0, 1.0]);
        assert_eq!(triangles.colors[5], [0.0, 0.0, 1.0, 0.5]);
        assert!(triangles.positions.iter().all(|p| p.is_finite()));
    }

    #[test]
    fn a_dot_has_its_radius_in_pixels() {
        let dot = Mark::Dot { center: Vec3::ZERO, color: LinearRgba::WHITE, radius_px: 4.0 };
        let triangles = MarkTriangles::of(&[dot], &view());
        let reach = triangles.positions.iter().map(|p| p.length()).fold(0.0, f32::max);
        assert!((reach - 0.45).abs() < 1e-5);
        assert_eq!(triangles.indices.len(), 9 * DOT_SIDES as usize);
    }
}
