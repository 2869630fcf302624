//! `beamscape run`: a scene without a display, as fast as it goes.

use crate::import::write_whole;
use crate::{explain, report, scenes, table, threads};
use anyhow::{Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `run`.
#[derive(Args, Debug)]
pub struct RunArgs {
    /// Scene: path or built-in id (helsinki, factory).
    #[arg(default_value = "helsinki")]
    scene: String,
    /// Simulated seconds.
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// Seed; the same seed gives the same run, to the bit.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads for rays; 0 for all cores. The result does not depend on it.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Print the summary as JSON on stdout instead of the table.
    #[arg(long)]
    json: bool,
    /// Write KPI frames, ten a second: .csv or .parquet.
    #[arg(long)]
    kpi: Option<PathBuf>,
    /// Write a recording (.mcap).
    #[arg(long)]
    record: Option<PathBuf>,
    /// Write a report (.html).
    #[arg(long)]
    report: Option<PathBuf>,
    /// Choose beams by the rule instead of the model.
    #[arg(long)]
    no_model: bool,
    /// Say what a KPI is instead of running.
    #[arg(long, value_name = "KPI")]
    explain: Option<String>,
}

impl RunArgs {
    /// What runs where there is no display.
    pub(crate) fn fallback() -> Self {
        Self {
            scene: "helsinki".into(),
            seconds: 60.0,
            seed: 1,
            threads: 0,
            json: false,
            kpi: None,
            record: None,
            report: Some("beamscape-report.html".into()),
            no_model: false,
            explain: None,
        }
    }
}

pub(crate) fn run(args: &RunArgs) -> Result<()> {
    if let Some(kpi) = &args.explain {
        return explain::print_definition(kpi);
    }
    if !(args.seconds > 0.0 && args.seconds <= 86_400.0) {
        bail!("--seconds must be more than 0 and at most 86400, found {}", args.seconds);
    }
    threads::start(args.threads)?;
    let scene = scenes::read(&args.scene)?;
    let bar = progress_bar();
    let twin = scenes::load(&scene, args.seed, |fraction, what| {
        bar.set_length(1000);
        bar.set_position((fraction * 1000.0) as u64);
        bar.set_message(what.to_owned());
    })?;
    let mut host = crate::host::Host::new(twin, &args.scene, args.no_model)?;
    let wants_recording = args.record.is_some() || args.report.is_some();
    if wants_recording {
        host.record(&scene.text)?;
    }

    let n_ticks = twin_units::Tick::from_seconds(args.seconds).0.max(1);
    bar.set_length(n_ticks);
    bar.set_message("running");
    let start = Instant::now();
    for tick in 0..n_ticks {
        host.tick()?;
        bar.set_position(tick + 1);
    }
    bar.finish_and_clear();
    let wall_s = start.elapsed().as_secs_f64();

    let summary = host.summary();
    if args.json {
        println!("{}", serde_json::to_string_pretty(&summary)?);
    } else {
        println!("{}", table::render(&summary, &host.timings()));
    }
    eprintln!("{} s simulated in {wall_s:.1} s", summary.seconds);
    if let Some(fault) = host.model_fault() {
        eprintln!("note: beams were chosen by the rule: {fault}");
    }
    if let Some(path) = &args.kpi {
        crate::kpi_file::write(path, &host.kpi_frames(), &host.slice_names())?;
        eprintln!("KPI frames: {}", path.display());
    }
    if wants_recording {
        let bytes = host.finish_recording()?;
        if let Some(path) = &args.record {
            write_whole(path, &bytes)?;
            eprintln!("recording: {}", path.display());
        }
        if let Some(path) = &args.report {
            let map = host.map();
            report::write(Path::new(path), &bytes, Some(&map), None)?;
            eprintln!("report: {}", path.display());
        }
    }
    Ok(())
}

fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(1000);
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {eta}") {
        bar.set_style(style);
    }
    bar
}
