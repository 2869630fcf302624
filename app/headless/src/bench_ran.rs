//! `beamscape bench ran`: how fast the whole twin runs with the statistical channel, and how its cost grows with the number of UEs.

use crate::host::Host;
use crate::threads;
use anyhow::{Result, bail};
use clap::Args;
use ran_study::hexagon::{MOST_UES, hexagon};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;
use twin_sim::load::TwinLoader;
use twin_units::Tick;

/// Times as fast as real time that 1,000 UEs should run on two cores.
const WANTED_FACTOR: f64 = 5.0;
/// Most that a UE may cost among 10,000, as a multiple of what it costs among 1,000.
const WANTED_RATIO: f64 = 1.3;
/// Simulated time before the measurement, s: traffic and windows of a second are in full swing.
const WARM_UP_S: f64 = 1.5;

/// Arguments of `bench ran`.
#[derive(Args, Debug)]
pub(crate) struct RanArgs {
    /// Numbers of UEs; the cost ratio is that of the last to the first.
    #[arg(long, value_delimiter = ',', default_value = "1000,10000")]
    ues: Vec<u32>,
    /// Simulated seconds measured, times UEs: the more UEs, the shorter, so that all measurements take about the same time.
    #[arg(long, default_value_t = 20_000.0)]
    ue_seconds: f64,
    /// Repetitions, all numbers of UEs in turn; medians are given.
    #[arg(long, default_value_t = 5)]
    reps: usize,
    /// Threads; 0 for all cores.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// One number of UEs: seconds of this computer for a simulated second.
struct Run {
    ues: u32,
    simulated_s: f64,
    wall_s_per_s: f64,
    state_hash: String,
    shares: Value,
}

/// Runs all numbers of UEs. Beams are chosen by the rule, so that the model's time is not in it.
pub(crate) fn ran(args: &RanArgs) -> Result<Value> {
    if args.ues.is_empty() || args.ues.iter().any(|ues| !(1..=MOST_UES).contains(ues)) {
        bail!("--ues takes numbers from 1 to {MOST_UES}, found {:?}", args.ues);
    }
    if !(1.0..=1e8).contains(&args.ue_seconds) {
        bail!("--ue-seconds takes 1 to 1e8, found {}", args.ue_seconds);
    }
    threads::start(args.threads)?;
    let mut repetitions: Vec<Vec<Run>> = args.ues.iter().map(|_| Vec::new()).collect();
    for _ in 0..args.reps.max(1) {
        for (runs, &ues) in repetitions.iter_mut().zip(&args.ues) {
            runs.push(one(args, ues)?);
        }
    }
    let runs: Vec<Run> = repetitions.into_iter().filter_map(median).collect();
    let per_ue = |run: &Run| run.wall_s_per_s / f64::from(run.ues);
    let ratio = runs.last().zip(runs.first()).map_or(f64::NAN, |(last, first)| per_ue(last) / per_ue(first));
    let shown = |run: &Run| {
        json!({
            "ues": run.ues,
            "simulated_s": run.simulated_s,
            "wall_s_per_simulated_s": run.wall_s_per_s,
            "real_time_factor": 1.0 / run.wall_s_per_s,
            "wall_us_per_ue_second": 1e6 * per_ue(run),
            "share": run.shares,
            "state_hash": run.state_hash,
        })
    };
    let is_fast = runs.iter().find(|run| run.ues == 1_000).map(|run| 1.0 / run.wall_s_per_s >= WANTED_FACTOR);
    let is_level =
        (args.ues.first() == Some(&1_000) && args.ues.last() == Some(&10_000)).then_some(ratio <= WANTED_RATIO);
    Ok(json!({
        "cells": 21,
        "threads": rayon::current_num_threads(),
        "runs": runs.iter().map(shown).collect::<Vec<_>>(),
        "cost_ratio_per_ue_second": ratio,
        "wanted": {
            "real_time_factor_at_1000_ues": WANTED_FACTOR,
            "cost_ratio_10000_to_1000_ues": WANTED_RATIO,
        },
        "met": { "real_time_factor": is_fast, "cost_ratio": is_level },
    }))
}

/// The run in the middle by its time.
fn median(mut runs: Vec<Run>) -> Option<Run> {
    runs.sort_by(|a, b| a.wall_s_per_s.total_cmp(&b.wall_s_per_s));
    let middle = runs.len() / 2;
    (middle < runs.len()).then(|| runs.swap_remove(middle))
}

fn one(args: &RanArgs, ues: u32) -> Result<Run> {
    let twin = TwinLoader::new(Arc::new(hexagon(ues)), args.seed).finish()?;
    let mut host = Host::new(twin, "hexagon", true)?;
    for _ in 0..Tick::from_seconds(WARM_UP_S).0 {
        host.tick()?;
    }
    let n_ticks = Tick::from_seconds(args.ue_seconds / f64::from(ues)).0.max(1);
    let start = Instant::now();
    for _ in 0..n_ticks {
        host.tick()?;
    }
    let wall_s = start.elapsed().as_secs_f64();
    let simulated_s = n_ticks as f64 * twin_units::TICK_S;
    let timings = host.timings();
    let share = |part_s: f64| (1000.0 * part_s / timings.tick_s.max(1e-12)).round() / 1000.0;
    Ok(Run {
        ues,
        simulated_s,
        wall_s_per_s: wall_s / simulated_s,
        state_hash: host.summary().state_hash,
        shares: json!({
            "mobility": share(timings.mobility_s),
            "links": share(timings.rays_s),
            "ran": share(timings.ran_s),
            "agents": share(timings.models_s),
        }),
    })
}
