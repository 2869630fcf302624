//! `beamscape bench`: how fast this machine runs a part of Beamscape.

use crate::bench_ran::{RanArgs, ran};
use crate::import::write_whole;
use crate::rays;
use anyhow::Result;
use clap::{Args, Subcommand};
use glam::{DVec2, DVec3};
use ray_case::bench::{Setup, run};
use serde_json::Value;
use std::path::PathBuf;
use twin_units::Hertz;

/// Arguments of `bench`.
#[derive(Args, Debug)]
pub struct BenchArgs {
    /// What to measure.
    #[command(subcommand)]
    part: Part,
}

#[derive(Subcommand, Debug)]
enum Part {
    /// The ray engine: a new transmitter, moved receivers, a map; live links of many agents without --scene.
    Radio(RadioArgs),
    /// The RAN layer: 21 cells on the statistical channel with many UEs, as fast as it goes.
    Ran(RanArgs),
}

#[derive(Args, Debug)]
struct RadioArgs {
    /// A mesh file or scene for the ray cases; without it Helsinki with its sites, live.
    #[arg(long)]
    scene: Option<String>,
    /// Transmitter X,Y,Z, m.
    #[arg(long, value_parser = rays::parse_point, allow_hyphen_values = true, default_value = "-210,73,105")]
    tx: DVec3,
    /// Centre X,Y of 10 × 10 receivers and of the map, m.
    #[arg(long, allow_hyphen_values = true, default_value = "0,0")]
    center: String,
    /// Carrier frequency, Hz.
    #[arg(long, value_parser = rays::parse_frequency, default_value = "3.5e9")]
    freq_hz: Hertz,
    /// Most reflections.
    #[arg(long, default_value_t = 3)]
    depth: u8,
    /// Rays that find candidates.
    #[arg(long, default_value_t = 100_000)]
    rays: u32,
    /// Repetitions; medians are given.
    #[arg(long, default_value_t = 5)]
    reps: usize,
    /// Keep the map (path gain, one point a cell) as .npy, to compare it with others.
    #[arg(long)]
    save_map: Option<PathBuf>,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

pub(crate) fn bench(args: &BenchArgs) -> Result<()> {
    let (result, json) = match &args.part {
        Part::Radio(args) => (radio(args)?, args.json),
        Part::Ran(args) => (ran(args)?, args.json),
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&result)?);
    } else {
        print_table(&result, "");
    }
    Ok(())
}

fn radio(args: &RadioArgs) -> Result<Value> {
    Ok(match &args.scene {
        Some(scene) => {
            let (case, _) = rays::case(scene)?;
            let center = rays::parse_numbers(&args.center).map_err(anyhow::Error::msg)?;
            let [x, y] = center[..] else { anyhow::bail!("--center needs X,Y in m") };
            let setup = Setup {
                transmitter: args.tx,
                center: DVec2::new(x, y),
                frequency: args.freq_hz,
                depth: rays::check_depth(args.depth)?,
                candidate_rays: args.rays,
                repetitions: args.reps,
            };
            let (timings, grid, values) = run(&case, &setup);
            if let Some(path) = &args.save_map {
                let raster = crate::coverage::raster(&grid, values, "path gain", "", None);
                write_whole(path, &raster_export::to_bytes(&raster, raster_export::Format::Npy)?)?;
            }
            timings
        }
        None => ray_case::bench_live::run("helsinki", args.reps)?,
    })
}

/// One line per number; nested values are indented.
fn print_table(value: &Value, indent: &str) {
    let Value::Object(fields) = value else { return };
    for (name, value) in fields {
        match value {
            Value::Object(_) => {
                println!("{indent}{name}");
                print_table(value, &format!("{indent}  "));
            }
            Value::Array(items) => {
                for (number, item) in items.iter().enumerate() {
                    println!("{indent}{name} {}", number + 1);
                    print_table(item, &format!("{indent}  "));
                }
            }
            _ => println!("{indent}{name:<36} {value}"),
        }
    }
}
