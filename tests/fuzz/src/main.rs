//! `cargo run --release -p fuzz_tests -- --minutes N [--only KIND] [--seed S] [--round R]`: damages files of every kind and reads them.
//!
//! Each kind gets its share of the time. A panic, a second of work on one file, a gigabyte of memory, something read that is not sound, or a
//! message that is no sentence is reported with the kind and the round; the same seed and `--round` make that one again.
//! Best run with overflow checks: `CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS=true CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS=true`.

use fuzz_tests::{KINDS, Kind, rounds, watch};
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: watch::Noting = watch::Noting;

/// Faults told of one kind; more are counted.
const MOST_TOLD: usize = 40;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().position(|word| word == name).and_then(|i| arguments.get(i + 1));
    let names = KINDS.map(|kind| kind.name).join("|");
    let usage = format!("usage: fuzz --minutes N [--only {names}] [--seed S] [--round R]");
    let round: Option<u64> = option("--round").map(|word| word.parse()).transpose()?;
    let minutes: f64 = match option("--minutes") {
        Some(word) => word.parse()?,
        None if round.is_some() => 1.0,
        None => return Err(usage.into()),
    };
    let seed: u64 = option("--seed").map_or(Ok(1), |word| word.parse())?;
    let only = option("--only").map(String::as_str);
    let kinds: Vec<&Kind> = KINDS.iter().filter(|kind| only.is_none_or(|only| only == kind.name)).collect();
    if kinds.is_empty() {
        return Err(usage.into());
    }
    watch::silence_panics();
    let share = Duration::from_secs_f64(60.0 * minutes / kinds.len() as f64);
    let faults: usize = kinds.into_iter().map(|kind| fuzz(kind, share, seed, round)).sum();
    if faults > 0 { Err(format!("{faults} faults").into()) } else { Ok(()) }
}

/// Tries one kind for a while, or one round of it; the number of faults.
fn fuzz(kind: &Kind, time: Duration, seed: u64, only: Option<u64>) -> usize {
    let start = Instant::now();
    let all = rounds(kind, seed, only.unwrap_or(0), |round| match only {
        Some(only) => round == only,
        None => start.elapsed() < time,
    });
    for (round, fault) in all.faults.iter().take(MOST_TOLD) {
        eprintln!("{}, seed {seed}, round {round}: {fault}", kind.name);
    }
    println!(
        "{}: {} files in {:.0} s, {} read, {} faults; slowest {:?} by the clock (round {}), largest request {} bytes, most held {} bytes",
        kind.name,
        all.tried,
        start.elapsed().as_secs_f64(),
        all.read,
        all.faults.len(),
        all.slowest.0,
        all.slowest.1,
        all.memory.largest,
        all.memory.peak,
    );
    all.faults.len()
}
