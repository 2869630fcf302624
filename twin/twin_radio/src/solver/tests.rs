//! The solver against closed forms, against itself, and against the reference paths.

mod closed_forms;
mod consistency;
mod ply;
mod reference;

use super::*;
use crate::geometry::GeometryBuilder;
use crate::materials::Material;
use crate::path::Mechanism;
use twin_units::Hertz;

fn material(name: &str) -> &'static Material {
    Material::by_name(name).expect("a material of the table")
}

fn paths(
    geometry: &Geometry,
    source: DVec3,
    receiver: DVec3,
    frequency: Hertz,
    settings: &SolverSettings,
) -> Vec<Path> {
    let mut out = Vec::new();
    let illumination = Illumination::new(geometry, source, settings);
    solve(geometry, &illumination, receiver, &geometry.wave(frequency), settings, &mut out);
    out
}

/// `n × n` buildings of four sizes, 40 m apart, on ground.
fn town(n: u32) -> Geometry {
    let mut builder = GeometryBuilder::new();
    let edge = 40.0 * f64::from(n);
    builder.add_ground((-40.0, -40.0), (edge, edge), material("medium_dry_ground"));
    let walls = ["concrete", "brick", "glass"].map(material);
    for ix in 0..n {
        for iy in 0..n {
            let pattern = (ix * 7 + iy * 5 + ix * iy) % 11;
            let (x, y) = (40.0 * f64::from(ix), 40.0 * f64::from(iy));
            let (half_x, half_y) = (8.0 + f64::from(pattern % 4), 7.0 + f64::from(pattern % 3));
            let footprint = [(-half_x, -half_y), (half_x, -half_y + 1.0), (half_x, half_y), (-half_x, half_y)];
            builder
                .add_prism(
                    &footprint.map(|(dx, dy)| (x + dx, y + dy)),
                    &[],
                    0.0,
                    9.0 + 2.0 * f64::from(pattern),
                    walls[(ix + iy) as usize % 3],
                    0.3,
                )
                .expect("a valid footprint");
        }
    }
    builder.build()
}
