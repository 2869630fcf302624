//! `beamscape study`: many UEs and settings on the statistical channel.

use crate::bad_input::BadInput;
use crate::import::write_whole;
use crate::kpi_file::{Column, csv, parquet};
use crate::out;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use ran_study::heat_map::HeatMap;
use ran_study::run::Tally;
use ran_study::sweep::{Estimate, Rate, Summary, Sweep, Unit};
use std::path::{Path, PathBuf};

/// Arguments of `study`.
#[derive(Args, Debug)]
pub struct StudyArgs {
    #[command(subcommand)]
    study: Study,
}

#[derive(Subcommand, Debug)]
enum Study {
    /// Event A3 on the urban grid of a published ns-3 study: its 24 settings, our rates beside its own.
    Ns3(Ns3Args),
    /// Any grid of Event A3 settings on the same streets, every setting on the same radio samples; goes on where it stopped.
    Handover(HandoverStudyArgs),
}

#[derive(Args, Debug)]
struct Ns3Args {
    /// Seeds; each adds 30 UE-minutes to every setting and condition.
    #[arg(long, default_value_t = 5)]
    seeds: u32,
    /// Threads; 0 for all cores. The result does not depend on it.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Print the rows as CSV instead of the table.
    #[arg(long)]
    csv: bool,
}

#[derive(Args, Debug)]
struct HandoverStudyArgs {
    /// A3 margins, dB, with commas between them; the first setting is what the others are compared with.
    #[arg(long, value_delimiter = ',', required = true, allow_hyphen_values = true)]
    offsets: Vec<f64>,
    /// Times to trigger, ms.
    #[arg(long, value_delimiter = ',', required = true)]
    ttt_ms: Vec<u32>,
    /// Speeds, m/s; from 30 to 120 km/h UEs are in cars.
    #[arg(long, value_delimiter = ',', default_value = "16,30")]
    speeds_mps: Vec<f64>,
    /// Distances of the sites, m.
    #[arg(long, value_delimiter = ',', default_value = "200,400")]
    site_distances_m: Vec<f64>,
    /// Seeds; each is 30 UE-minutes of every setting and condition.
    #[arg(long, default_value_t = 5)]
    seeds: u32,
    /// Threads; 0 for all cores. The result does not depend on it.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Folder for the results; what is done is kept there, too.
    #[arg(long)]
    out: PathBuf,
}

/// Most seeds of a study.
const MOST_SEEDS: u32 = 10_000;

pub(crate) fn study(args: &StudyArgs) -> Result<()> {
    match &args.study {
        Study::Ns3(args) => ns3(args),
        Study::Handover(args) => handover(args),
    }
}

/// A pool of threads.
fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("cannot start the threads")
}

fn ns3(args: &Ns3Args) -> Result<()> {
    if !(1..=MOST_SEEDS).contains(&args.seeds) {
        return Err(
            BadInput::because(format!("--seeds must be within 1 and {MOST_SEEDS}, found {}", args.seeds)).into()
        );
    }
    let study = pool(args.threads)?.install(|| ran_study::ns3::study(args.seeds));
    if args.csv {
        out::print(study.csv().trim_end())?;
    } else {
        out::print(study)?;
    }
    Ok(())
}

fn handover(args: &HandoverStudyArgs) -> Result<()> {
    let sweep = Sweep::new(&args.offsets, &args.ttt_ms, &args.site_distances_m, &args.speeds_mps, args.seeds)
        .map_err(BadInput::because)?;
    let parts = args.out.join("parts");
    std::fs::create_dir_all(&parts).with_context(|| format!("cannot make the folder {parts:?}"))?;
    let (units, pool) = (sweep.units(), pool(args.threads)?);
    let mut tallies = Vec::with_capacity(units.len());
    let mut n_kept = 0;
    for (index, unit) in units.iter().enumerate() {
        let path = parts.join(part_name(unit));
        let done = std::fs::read_to_string(&path).ok().and_then(|text| read_part(&sweep, &text));
        n_kept += usize::from(done.is_some());
        let tally = match done {
            Some(done) => done,
            None => {
                let done = pool.install(|| sweep.run(unit));
                write_whole(&path, part(&sweep, &done).as_bytes())?;
                eprintln!("{} of {} runs", index + 1, units.len());
                done
            }
        };
        tallies.push(tally);
    }
    if n_kept > 0 {
        eprintln!("{n_kept} of {} runs were there already", units.len());
    }
    let summary = Summary::of(&sweep, &tallies);
    let (runs, rows) = (run_columns(&sweep, &units, &tallies), summary_columns(&summary));
    for (name, columns) in [("runs", &runs), ("summary", &rows)] {
        write_whole(&args.out.join(format!("{name}.csv")), &csv(columns)?)?;
        write_whole(&args.out.join(format!("{name}.parquet")), &parquet(columns)?)?;
    }
    heat_maps(args, &summary)?;
    out::print(args.out.display())?;
    Ok(())
}

fn part_name(unit: &Unit) -> String {
    let condition = unit.condition;
    format!("site{}m_speed{}mps_seed{}.csv", condition.site_distance_m, condition.speed_m_per_s, unit.seed)
}

/// The first line of a part: a later version or another grid does not take it for its own.
fn part_head(sweep: &Sweep) -> String {
    let settings = sweep.settings().iter().map(|setting| format!("{} dB {} ms", setting.a3_offset_db, setting.ttt_ms));
    format!("beamscape {} study handover: {}", env!("CARGO_PKG_VERSION"), settings.collect::<Vec<_>>().join("; "))
}

fn part(sweep: &Sweep, tallies: &[Tally]) -> String {
    let mut text = part_head(sweep) + "\n";
    for tally in tallies {
        let Tally { attempts, handovers, ping_pongs, unnecessary, failures, connected_ticks, sinr_sum_db, ticks } =
            tally;
        text += &format!(
            "{attempts},{handovers},{ping_pongs},{unnecessary},{failures},{connected_ticks},{ticks},{:016x}\n",
            sinr_sum_db.to_bits()
        );
    }
    text
}

/// A part as written by [`part`]; `None` when it is of another grid or damaged.
fn read_part(sweep: &Sweep, text: &str) -> Option<Vec<Tally>> {
    let mut lines = text.lines();
    if lines.next()? != part_head(sweep) {
        return None;
    }
    let row = |line: &str| {
        let (counts, sinr) = line.rsplit_once(',')?;
        let counts: Vec<u64> = counts.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
        let &[attempts, handovers, ping_pongs, unnecessary, failures, connected_ticks, ticks] = &counts[..] else {
            return None;
        };
        let sinr_sum_db = Some(f64::from_bits(u64::from_str_radix(sinr, 16).ok()?)).filter(|sum| sum.is_finite())?;
        Some(Tally { attempts, handovers, ping_pongs, unnecessary, failures, connected_ticks, sinr_sum_db, ticks })
    };
    let tallies: Vec<Tally> = lines.map(row).collect::<Option<_>>()?;
    (tallies.len() == sweep.settings().len()).then_some(tallies)
}

/// One row for each seed, condition and setting.
fn run_columns(sweep: &Sweep, units: &[Unit], tallies: &[Vec<Tally>]) -> Vec<Column> {
    let rows = || {
        units.iter().zip(tallies).flat_map(|(unit, of_settings)| {
            sweep.settings().iter().zip(of_settings).map(move |(setting, tally)| (unit, setting, tally))
        })
    };
    let mut columns: Vec<Column> = vec![
        ("site_distance_m".into(), rows().map(|(unit, ..)| unit.condition.site_distance_m).collect()),
        ("speed_m_per_s".into(), rows().map(|(unit, ..)| unit.condition.speed_m_per_s).collect()),
        ("seed".into(), rows().map(|(unit, ..)| unit.seed as f64).collect()),
        ("a3_offset_db".into(), rows().map(|(_, setting, _)| setting.a3_offset_db).collect()),
        ("ttt_ms".into(), rows().map(|(_, setting, _)| f64::from(setting.ttt_ms)).collect()),
        ("ue_minutes".into(), rows().map(|(_, _, tally)| tally.ue_minutes()).collect()),
        ("mean_serving_sinr_db".into(), rows().map(|(_, _, tally)| tally.mean_sinr_db()).collect()),
    ];
    for rate in Rate::ALL {
        columns.push((format!("{}_per_ue_min", rate.name()), rows().map(|(_, _, tally)| rate.of(tally)).collect()));
    }
    columns
}

/// One row for each condition and setting.
fn summary_columns(summary: &Summary) -> Vec<Column> {
    let rows = &summary.rows;
    let mut columns: Vec<Column> = vec![
        ("site_distance_m".into(), rows.iter().map(|row| row.condition.site_distance_m).collect()),
        ("speed_m_per_s".into(), rows.iter().map(|row| row.condition.speed_m_per_s).collect()),
        ("a3_offset_db".into(), rows.iter().map(|row| row.setting.a3_offset_db).collect()),
        ("ttt_ms".into(), rows.iter().map(|row| f64::from(row.setting.ttt_ms)).collect()),
    ];
    let half_width = |estimate: &Estimate| estimate.half_width.unwrap_or(f64::NAN);
    for (index, rate) in Rate::ALL.iter().enumerate() {
        let name = rate.name();
        columns.extend([
            (format!("{name}_per_ue_min"), rows.iter().map(|row| row.rates[index].mean).collect()),
            (format!("{name}_half_width_95"), rows.iter().map(|row| half_width(&row.rates[index])).collect()),
            (format!("{name}_less_first"), rows.iter().map(|row| row.against_first[index].mean).collect()),
            (
                format!("{name}_less_first_half_width_95"),
                rows.iter().map(|row| half_width(&row.against_first[index])).collect(),
            ),
        ]);
    }
    columns
}

/// A picture for each rate and condition: offsets down, times to trigger across.
fn heat_maps(args: &HandoverStudyArgs, summary: &Summary) -> Result<()> {
    for of_condition in summary.rows.chunks(args.offsets.len() * args.ttt_ms.len()) {
        let Some(first) = of_condition.first() else { continue };
        let (site_m, speed) = (first.condition.site_distance_m, first.condition.speed_m_per_s);
        for (index, rate) in Rate::ALL.iter().enumerate() {
            let row = |row: &[ran_study::sweep::Row]| row.iter().map(|row| row.rates[index]).collect();
            let map = HeatMap {
                title: format!("{} per UE and minute, sites {site_m} m, {speed} m/s", rate.name()),
                rows: args.offsets.iter().map(|offset| format!("{offset} dB")).collect(),
                columns: args.ttt_ms.iter().map(|ttt_ms| format!("{ttt_ms} ms")).collect(),
                values: of_condition.chunks(args.ttt_ms.len()).map(row).collect(),
            };
            let name = format!("{}_site{site_m}m_speed{speed}mps.png", rate.name());
            write_whole(Path::new(&args.out.join(name)), &map.to_png().context("cannot make the picture")?)?;
        }
    }
    Ok(())
}
