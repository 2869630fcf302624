//! `beamscape dataset`: levels of all SSB beams at random places, to train and judge the beam predictor.

use crate::import::write_whole;
use crate::scenes;
use anyhow::Result;
use clap::Args;
use glam::DVec3;
use std::fmt::Write as _;
use std::path::PathBuf;
use twin_sim::RadioEngine;
use twin_sim::engine::strongest;
use twin_sim::plan::Plan;
use twin_units::rng::{Purpose, Stream};

/// Arguments of `dataset`.
#[derive(Args, Debug)]
pub struct DatasetArgs {
    /// Scene: path or built-in id.
    scene: String,
    /// CSV file to write: seed, cell, site, x_m, y_m, z_m, rsrp_beam_0 …, one row per place and best cell.
    #[arg(long)]
    out: PathBuf,
    /// Number of rows.
    #[arg(long, default_value_t = 20_000)]
    rows: usize,
    /// Seed of the places.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Heights of receivers, m: street level four times in five, drones otherwise. Assumed.
const STREET_HEIGHT_M: f64 = 1.5;
const DRONE_HEIGHTS_M: (f64, f64) = (30.0, 80.0);
const DRONE_SHARE: f64 = 0.1;

pub(crate) fn dataset(args: &DatasetArgs) -> Result<()> {
    let scene = scenes::read(&args.scene)?;
    let twin = scenes::load(&scene, args.seed, |_, what| eprintln!("{what} …"))?;
    let (plan, engine) = (twin.plan(), twin.engine());
    let mut stream = Stream::new(args.seed, 0, Purpose::Dataset);
    let n_beams = (0..engine.n_cells()).map(|cell| engine.n_beams(cell)).max().unwrap_or(0);
    let mut csv = String::from("seed,cell,site,x_m,y_m,z_m");
    for beam in 0..n_beams {
        write!(csv, ",rsrp_beam_{beam}")?;
    }
    csv.push('\n');
    let (mut rows, mut tries) = (0, 0);
    while rows < args.rows && tries < 50 * args.rows {
        tries += 1;
        let place = draw_place(plan, &mut stream);
        rows += usize::from(append_row(engine, args.seed, place, &mut csv)?);
    }
    write_whole(&args.out, csv.as_bytes())?;
    eprintln!("{rows} rows");
    println!("{}", args.out.display());
    Ok(())
}

fn draw_place(plan: &Plan, stream: &mut Stream) -> DVec3 {
    let [min, max] = plan.bounds;
    let (x, y) = (stream.range(min[0], max[0]), stream.range(min[1], max[1]));
    let is_drone = stream.chance(DRONE_SHARE);
    DVec3::new(x, y, if is_drone { stream.range(DRONE_HEIGHTS_M.0, DRONE_HEIGHTS_M.1) } else { STREET_HEIGHT_M })
}

/// Adds the row of the best cell; false where a building stands or no cell is heard.
fn append_row(engine: &RadioEngine, seed: u64, place: DVec3, csv: &mut String) -> Result<bool> {
    if engine.is_inside_solid(place) {
        return Ok(false);
    }
    let links = engine.solve(place);
    let level = |cell: usize| links.beam_gains[cell][strongest(&links.beam_gains[cell])] * engine.power_per_re(cell).0;
    let Some(best) =
        (0..engine.n_cells()).max_by(|a, b| level(*a).total_cmp(&level(*b))).filter(|cell| level(*cell) > 0.0)
    else {
        return Ok(false);
    };
    write!(csv, "{seed},{best},{},{:.2},{:.2},{:.2}", engine.site_of(best), place.x, place.y, place.z)?;
    for gain in &links.beam_gains[best] {
        write!(csv, ",{:.2}", engine.ss_rsrp_dbm(best, *gain))?;
    }
    csv.push('\n');
    Ok(true)
}
