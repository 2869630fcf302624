//! The map of the street canyon against the exhaustive one.

use crate::{case, fixture};
use glam::{DVec2, DVec3};
use ray_case::map::{Grid, Quantity, Radio, map};
use ray_case::trace::{Query, illuminate};
use twin_radio::Mechanisms;
use twin_units::Hertz;

#[test]
fn the_canyon_map_is_the_exhaustive_one() {
    let case = case("simple_street_canyon");
    let text = std::fs::read_to_string(fixture("map_simple_street_canyon_exact_d3.csv")).expect("in the fixtures");
    let expected: Vec<f64> = text.split([',', '\n']).filter_map(|value| value.trim().parse().ok()).collect();
    let grid = Grid::covering(DVec2::new(-90.0, -60.0), DVec2::new(90.0, 60.0), 5.0, 1.5);
    assert_eq!((grid.nx, grid.ny, expected.len()), (36, 24, 36 * 24));
    let query = Query { mechanisms: Mechanisms::SPECULAR, max_depth: 3 };
    let (illumination, _) = illuminate(&case, DVec3::new(-40.0, 2.0, 10.0), &query, 1_000);
    let radio = Radio { power_dbm: 0.0, noise_dbm: 0.0 };
    let found = map(&case, &illumination, Hertz(3.5e9), &query, &grid, 3, Quantity::PathGain, radio);
    let lit: Vec<(f64, f64)> = found.iter().copied().zip(expected.iter().copied()).filter(|(_, e)| *e > 0.0).collect();
    let near = lit.iter().filter(|(f, e)| (10.0 * (f / e).log10()).abs() <= 0.5).count();
    let sum_db = 10.0 * (found.iter().sum::<f64>() / expected.iter().sum::<f64>()).log10();
    println!("{near} of {} lit cells within 0.5 dB, sum {sum_db:+.4} dB", lit.len());
    assert!(near as f64 >= 0.95 * lit.len() as f64, "{near} of {}", lit.len());
    assert!(sum_db.abs() <= 0.1, "{sum_db} dB");
}
