//! `cargo run --release -p mesh_import --example fuzz -- --minutes N [--only IMPORTER] [--seed S]`: damages the fixtures and imports them.
//!
//! Each importer gets its share of the time. A panic, a second spent on one file, a request for a gigabyte of memory at once, a mesh that is not
//! sound, or a message that is no sentence is reported with the importer and the round, which the seed makes again. Best run with overflow checks:
//! `CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS=true CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS=true`.

#[path = "../tests/fuzz_kit/mod.rs"]
mod fuzz_kit;

use std::alloc::{GlobalAlloc, Layout, System};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fuzz_kit::{IMPORTERS, Random, seeds, try_one};

/// Longest time for one file.
const LONGEST: Duration = Duration::from_secs(1);
/// Largest request for memory, bytes.
const LARGEST: usize = 1_000_000_000;

static LARGEST_REQUEST: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, noting the largest request.
struct Noting;

#[expect(unsafe_code, reason = "an allocator cannot be written otherwise; it only passes requests on")]
// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Noting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST_REQUEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LARGEST_REQUEST.fetch_max(size, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Noting = Noting;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().position(|word| word == name).and_then(|i| arguments.get(i + 1));
    let minutes: f64 = option("--minutes").ok_or("usage: fuzz --minutes N [--only IMPORTER] [--seed S]")?.parse()?;
    let seed: u64 = option("--seed").map_or(Ok(1), |word| word.parse())?;
    let only = option("--only").map(String::as_str);
    let importers: Vec<&str> = IMPORTERS.into_iter().filter(|name| only.is_none_or(|only| only == *name)).collect();
    let share = Duration::from_secs_f64(60.0 * minutes / importers.len().max(1) as f64);
    let faults: usize = importers.into_iter().map(|importer| fuzz(importer, share, seed)).sum();
    if faults > 0 { Err(format!("{faults} faults").into()) } else { Ok(()) }
}

/// Time that this thread has had on a processor (Linux), or that has passed.
fn processor_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|word| word.parse().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// Tries one importer for a while; the number of faults.
fn fuzz(importer: &str, time: Duration, seed: u64) -> usize {
    let files = seeds(importer);
    let start = Instant::now();
    let (mut round, mut n_read, mut faults) = (0_u64, 0_u64, 0);
    let mut slowest = (Duration::ZERO, 0);
    LARGEST_REQUEST.store(0, Ordering::Relaxed);
    while start.elapsed() < time {
        // Each round has its own generator, so that it can be made again alone.
        let round_seed = seed.wrapping_mul(0x0100_0000_01b3).wrapping_add(round);
        let mut random = Random(round_seed);
        let before = Instant::now();
        let (file, other) = (random.pick(&files), random.pick(&files));
        let outcome = catch_unwind(AssertUnwindSafe(|| try_one(file, other, &mut random, round % 32 == 0)));
        let took = before.elapsed();
        slowest = slowest.max((took, round));
        let largest = LARGEST_REQUEST.load(Ordering::Relaxed);
        let mut report = |what: String| {
            faults += 1;
            eprintln!("{importer}, seed {seed}, round {round}: {what}");
        };
        match outcome {
            Ok(outcome) => {
                n_read += u64::from(outcome.read);
                if let Some(wrong) = outcome.wrong {
                    report(wrong);
                }
            }
            Err(_) => report("panic".into()),
        }
        if took > LONGEST {
            // Other programs may have had the processor: only its time counts, on a second try.
            let mut random = Random(round_seed);
            let before = processor_time();
            let (file, other) = (random.pick(&files), random.pick(&files));
            let again = catch_unwind(AssertUnwindSafe(|| try_one(file, other, &mut random, round % 32 == 0)));
            let worked = processor_time().saturating_sub(before);
            if worked > LONGEST || again.is_err() {
                report(format!("{worked:?} on the processor"));
            }
        }
        if largest > LARGEST {
            report(format!("a request for {largest} bytes"));
            LARGEST_REQUEST.store(0, Ordering::Relaxed);
        }
        round += 1;
    }
    let largest = LARGEST_REQUEST.load(Ordering::Relaxed);
    println!(
        "{importer}: {round} files in {:.0} s, {n_read} read, {faults} faults; slowest {:?} by the clock (round {}), largest request {largest} bytes",
        start.elapsed().as_secs_f64(),
        slowest.0,
        slowest.1
    );
    faults
}
