//! How fast the path solver is in a made-up city of 625 buildings and 10,000 walls: `cargo run --release -p twin_radio --example solver_speed`.

#![expect(clippy::disallowed_methods, reason = "a stopwatch beside the twin, not in it")]

use glam::DVec3;
use std::error::Error;
use std::time::{Duration, Instant};
use twin_radio::{Geometry, GeometryBuilder, Illumination, Material, Mechanism, SolverSettings, solve};
use twin_units::Hertz;

/// Distance between the centres of neighbouring blocks, m.
const PITCH_M: f64 = 40.0;
/// Blocks along a side.
const N_BLOCKS: u32 = 25;
/// Times each measurement is made.
const REPEATS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let (geometry, build_time) = timed(city);
    let geometry = geometry?;
    println!("{} surfaces, built in {:.1} ms", geometry.surfaces().len(), ms(build_time));

    let settings = SolverSettings::default();
    let sites = [(3, 3), (12, 4), (21, 5), (5, 12), (13, 13), (20, 18), (8, 21)].map(|(ix, iy)| {
        let (x, y) = (f64::from(ix) * PITCH_M, f64::from(iy) * PITCH_M);
        DVec3::new(x, y, geometry.height_at(x, y) + 4.0)
    });
    let mut illuminations = Vec::new();
    for site in sites {
        let (illumination, mut time) = timed(|| Illumination::new(&geometry, site, &settings));
        // The best of several, since other programs may be running.
        for _ in 1..REPEATS {
            time = time.min(timed(|| Illumination::new(&geometry, site, &settings)).1);
        }
        println!(
            "site at {:.0} m: {:.1} ms, {} sequences, {} entries",
            site.z,
            ms(time),
            illumination.n_sequences(),
            illumination.n_entries()
        );
        illuminations.push(illumination);
    }

    // Walkers along the streets, 1.5 m above the ground.
    let receivers: Vec<DVec3> = (0..600)
        .map(|i| {
            let along = f64::from(i) * 97.3 % (PITCH_M * 24.0);
            let street = (f64::from(i % 23) + 0.5) * PITCH_M;
            if i % 2 == 0 { DVec3::new(along, street, 1.5) } else { DVec3::new(street, along, 1.5) }
        })
        .collect();
    let mut paths = Vec::new();
    let mut times: Vec<Duration> = Vec::new();
    let (mut n_reflected, mut n_direct, mut n_over, mut n_linked) = (0, 0, 0, 0);
    for illumination in &illuminations {
        for receiver in &receivers {
            let mut best = Duration::MAX;
            for _ in 0..REPEATS {
                let ((), time) = timed(|| {
                    solve(
                        &geometry,
                        illumination,
                        *receiver,
                        &geometry.wave(Hertz::from_ghz(28.0)),
                        &settings,
                        &mut paths,
                    );
                });
                best = best.min(time);
            }
            times.push(best);
            n_linked += usize::from(!paths.is_empty());
            for path in &paths {
                match path.mechanism {
                    Mechanism::LineOfSight => n_direct += 1,
                    Mechanism::Diffraction => n_over += 1,
                    _ => n_reflected += 1,
                }
            }
        }
    }
    times.sort_unstable();
    let n = times.len();
    let total: Duration = times.iter().sum();
    println!("{n} links, {n_linked} with a path: {n_direct} direct, {n_reflected} reflected, {n_over} over rooftops");
    println!(
        "solve: mean {:.1} µs, median {:.1} µs, 95 % below {:.1} µs, worst {:.1} µs",
        ms(total) * 1e3 / n as f64,
        ms(times[n / 2]) * 1e3,
        ms(times[n * 95 / 100]) * 1e3,
        ms(times[n - 1]) * 1e3
    );
    Ok(())
}

/// One 16-walled building per block, 9–44 m tall, by a fixed pattern.
fn city() -> Result<Geometry, Box<dyn Error>> {
    let material = |name| Material::by_name(name).ok_or("unknown material");
    let walls = [material("concrete")?, material("brick")?, material("glass")?];
    let mut builder = GeometryBuilder::new();
    let edge = PITCH_M * f64::from(N_BLOCKS);
    builder.add_ground((-PITCH_M, -PITCH_M), (edge, edge), material("medium_dry_ground")?);
    // A square of 26 m with a bay cut into each side.
    let outline: [(f64, f64); 16] = [
        (-13.0, -13.0),
        (-4.0, -13.0),
        (-4.0, -10.0),
        (5.0, -10.0),
        (5.0, -13.0),
        (13.0, -13.0),
        (13.0, -3.0),
        (11.0, -3.0),
        (11.0, 6.0),
        (13.0, 6.0),
        (13.0, 13.0),
        (-13.0, 13.0),
        (-13.0, 7.0),
        (-11.0, 7.0),
        (-11.0, -5.0),
        (-13.0, -5.0),
    ];
    for ix in 0..N_BLOCKS {
        for iy in 0..N_BLOCKS {
            let pattern = (ix * 7919 + iy * 104_729 + ix * iy * 31) % 1009;
            let (x, y) = (f64::from(ix) * PITCH_M, f64::from(iy) * PITCH_M);
            let footprint = outline.map(|(dx, dy)| (x + dx, y + dy));
            let height = 9.0 + f64::from(pattern % 36);
            builder.add_prism(&footprint, &[], 0.0, height, walls[pattern as usize % 3], 0.3)?;
        }
    }
    Ok(builder.build())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
