//! One case for one native thread and for WASM: light a site and solve 2,000 links in a made-up city of 625 buildings.
//!
//! `cargo xtask bench-wasm` builds it for both and prints the ratio; the exported functions are called by the script beside it.

#![expect(unsafe_code, reason = "a function is exported to JavaScript by its plain name")]

use glam::DVec3;
use std::cell::RefCell;
use twin_radio::{Geometry, GeometryBuilder, Illumination, Material, SolverSettings, solve};
use twin_units::Hertz;

thread_local! {
    static CITY: RefCell<Option<(Geometry, Illumination)>> = const { RefCell::new(None) };
}

const SITE: DVec3 = DVec3::new(480.0, 480.0, 42.0);

/// Builds the city and lights the site; gives the number of surfaces, 0 when a building could not be raised.
#[unsafe(no_mangle)]
pub extern "C" fn light() -> u32 {
    let Some(city) = city() else { return 0 };
    let illumination = Illumination::new(&city, SITE, &SolverSettings::default());
    let n = city.surfaces().len() as u32;
    CITY.set(Some((city, illumination)));
    n
}

/// Solves the links of walkers in the streets; gives the sum of path gains, the same bits everywhere.
#[unsafe(no_mangle)]
pub extern "C" fn links() -> f64 {
    CITY.with_borrow(|city| {
        let Some((geometry, illumination)) = city else { return 0.0 };
        let (settings, wave) = (SolverSettings::default(), geometry.wave(Hertz::from_ghz(28.0)));
        let mut paths = Vec::new();
        let mut sum = 0.0;
        for i in 0..2_000 {
            let along = f64::from(i) * 97.3 % 960.0;
            let street = (f64::from(i % 23) + 0.5) * 40.0;
            let receiver = if i % 2 == 0 { DVec3::new(along, street, 1.5) } else { DVec3::new(street, along, 1.5) };
            solve(geometry, illumination, receiver, &wave, &settings, &mut paths);
            sum += paths.iter().map(|path| path.power_gain_v()).sum::<f64>();
        }
        sum
    })
}

fn city() -> Option<Geometry> {
    let walls = [Material::by_name("concrete")?, Material::by_name("brick")?, Material::by_name("glass")?];
    let mut builder = GeometryBuilder::new();
    builder.add_ground((-40.0, -40.0), (1_000.0, 1_000.0), Material::by_name("medium_dry_ground")?);
    for ix in 0..25_u32 {
        for iy in 0..25_u32 {
            let pattern = (ix * 7919 + iy * 104_729 + ix * iy * 31) % 1009;
            let (x, y) = (f64::from(ix) * 40.0, f64::from(iy) * 40.0);
            let (half, notch) = (13.0, 3.0 + f64::from(pattern % 4));
            let footprint = [
                (x - half, y - half),
                (x + half, y - half),
                (x + half, y + half - notch),
                (x + half - notch, y + half),
                (x - half, y + half),
            ];
            builder
                .add_prism(&footprint, &[], 0.0, 9.0 + f64::from(pattern % 36), walls[pattern as usize % 3], 0.3)
                .ok()?;
        }
    }
    Some(builder.build())
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::disallowed_methods, reason = "a stopwatch beside the twin, not in it")]
fn main() {
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let timed = |work: &dyn Fn() -> f64| {
        let start = std::time::Instant::now();
        let value = work();
        (start.elapsed().as_secs_f64(), value)
    };
    let light_s = median((0..5).map(|_| timed(&|| f64::from(light())).0).collect());
    let runs: Vec<(f64, f64)> = (0..5).map(|_| timed(&|| links())).collect();
    let links_s = median(runs.iter().map(|run| run.0).collect());
    println!("{{\"light_s\": {light_s:.5}, \"links_s\": {links_s:.5}, \"sum\": \"{:e}\"}}", runs[0].1);
}

#[cfg(target_arch = "wasm32")]
fn main() {}
