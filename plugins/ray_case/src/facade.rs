//! The walls of an object as one long strip of cells: façades unrolled side by side.

use crate::Case;
use glam::{DVec2, DVec3};

/// How far in front of a wall its points are, m: a window-sill antenna.
const GAP_M: f64 = 0.1;
/// Steepest surfaces that are no roof: the sine of the tilt from the vertical.
const UPRIGHT: f64 = 0.05;

/// One wall of the strip.
struct Wall {
    surface: u32,
    /// Its lower left corner seen from outside, the direction to the right and the way out.
    corner: DVec3,
    right: DVec3,
    outward: DVec3,
    /// First column, and columns.
    first: usize,
    columns: usize,
}

/// Cells on the outer walls of an object; column by column to the right as seen from outside, row 0 at the foot of the lowest wall.
pub struct Facade {
    walls: Vec<Wall>,
    base_m: f64,
    cell_m: f64,
    /// Cells along the walls.
    pub nx: usize,
    /// Cells upwards.
    pub ny: usize,
}

impl Facade {
    /// The upright surfaces of all objects of a name, in their order; `None` when there is no such object, or it has no walls.
    pub fn of(case: &Case, object: &str, cell_m: f64) -> Option<Self> {
        let is_named = |number: u32| case.names.get(number as usize).is_some_and(|name| name == object);
        let walls = (0_u32..).zip(case.geometry.surfaces());
        let walls = walls.filter(|(_, wall)| is_named(wall.object) && wall.normal.z.abs() < UPRIGHT);
        let (mut base_m, mut top_m) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut nx = 0;
        let mut strip = Vec::new();
        for (surface, wall) in walls {
            let outward = wall.normal.with_z(0.0).normalize();
            // Seen from outside, right is where the outward way turns to by a quarter counter-clockwise.
            let right = DVec3::Z.cross(outward);
            let corners = || wall.triangles().flat_map(|(_, corners)| corners);
            let along = |end: fn(f64, f64) -> f64, from| corners().map(|corner| corner.dot(right)).fold(from, end);
            let (left, end) = (along(f64::min, f64::INFINITY), along(f64::max, f64::NEG_INFINITY));
            let foot_m = wall.corner_min().z;
            let columns = ((end - left) / cell_m).round().max(1.0) as usize;
            let on_plane = outward * (wall.offset_m / wall.normal.dot(outward));
            strip.push(Wall {
                surface,
                corner: on_plane + right * left,
                right: right * ((end - left) / (columns as f64 * cell_m)),
                outward,
                first: nx,
                columns,
            });
            nx += columns;
            (base_m, top_m) = (base_m.min(foot_m), top_m.max(wall.corner_max().z));
        }
        let ny = ((top_m - base_m) / cell_m).ceil().max(1.0) as usize;
        (nx > 0).then_some(Self { walls: strip, base_m, cell_m, nx, ny })
    }

    /// Height of row 0's lower edge, m.
    pub fn base_m(&self) -> f64 {
        self.base_m
    }

    /// A point of a cell, its place in the cell given in 0..=1; `None` where the wall is lower or has an opening.
    pub fn point(&self, case: &Case, cell: usize, within: DVec2) -> Option<DVec3> {
        let (row, column) = (cell / self.nx, cell % self.nx);
        let wall = self.walls.iter().find(|wall| (wall.first..wall.first + wall.columns).contains(&column))?;
        let along_m = ((column - wall.first) as f64 + within.x) * self.cell_m;
        let height_m = self.base_m + (row as f64 + within.y) * self.cell_m;
        let on_wall = (wall.corner + wall.right * along_m).with_z(height_m);
        let is_wall = case.geometry.surfaces()[wall.surface as usize].contains(on_wall);
        is_wall.then(|| on_wall + wall.outward * GAP_M)
    }
}

/// The point of a cell `height_m` above the ground: above the lowest surface on the vertical, `fallback_m` where there is none.
pub fn above_ground(case: &Case, at: DVec2, height_m: f64, fallback_m: f64) -> DVec3 {
    let start = case.geometry.min().z - 1.0;
    let reach = case.geometry.max().z - start + 1.0;
    let ground = case.geometry.cast_ray(at.extend(start), DVec3::Z, reach);
    at.extend(ground.map_or(fallback_m, |hit| hit.point.z) + height_m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_radio::{GeometryBuilder, Material};

    /// A hill of two slopes, and a tower beside it.
    fn case() -> Case {
        let concrete = Material::by_name("concrete").expect("concrete is in the table");
        let at = DVec3::new;
        let (a, b, c, d) = (at(0.0, 0.0, 0.0), at(10.0, 0.0, 5.0), at(10.0, 10.0, 5.0), at(0.0, 10.0, 0.0));
        let mut builder = GeometryBuilder::new();
        builder.add_triangles(&[[a, b, c], [a, c, d]], concrete, 0.1).expect("a slope");
        let ring = [(20.0, 0.0), (26.0, 0.0), (26.0, 4.0), (20.0, 4.0)];
        builder.add_prism(&ring, &[], 2.0, 12.0, concrete, 0.2).expect("a tower");
        Case { geometry: builder.build(), names: vec!["hill".into(), "tower".into()], notes: Vec::new() }
    }

    #[test]
    fn a_strip_goes_around_a_tower_just_outside_its_walls() {
        let case = case();
        let facade = Facade::of(&case, "tower", 2.0).expect("it has walls");
        assert_eq!((facade.nx, facade.ny, facade.base_m()), (3 + 2 + 3 + 2, 5, 2.0));
        let outside = |p: DVec3| (19.9 - p.x).max(p.x - 26.1).max(-0.1 - p.y).max(p.y - 4.1).abs() < 1e-9;
        for cell in 0..facade.nx * facade.ny {
            let point = facade.point(&case, cell, DVec2::splat(0.5)).expect("all walls are full");
            assert!(outside(point), "{point}");
            assert!((point.z - (3.0 + 2.0 * (cell / facade.nx) as f64)).abs() < 1e-9);
        }
        // Neighbours in a row are neighbours on the wall, to the right as seen from outside.
        let [first, second] = [0, 1].map(|cell| facade.point(&case, cell, DVec2::splat(0.5)).expect("a wall"));
        assert!((first.distance(second) - 2.0).abs() < 1e-9);
        assert!(Facade::of(&case, "moon", 2.0).is_none());
    }

    #[test]
    fn receivers_follow_the_slope() {
        let case = case();
        let z = |x: f64| above_ground(&case, DVec2::new(x, 5.0), 1.5, 0.0).z;
        assert!((z(2.0) - 2.5).abs() < 1e-9 && (z(8.0) - 5.5).abs() < 1e-9);
        assert_eq!(z(100.0), 1.5, "beside everything");
    }
}
