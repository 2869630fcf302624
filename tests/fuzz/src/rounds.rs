//! Rounds of one kind, each made again from its number.

use crate::watch::{Memory, last_panic, processor_time, with_memory};
use crate::{Kind, Outcome, Random, Seed, damage, wire};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Longest time for one file.
const LONGEST: Duration = Duration::from_secs(1);
/// Largest request for memory, and most memory held, bytes.
const LARGEST: usize = 1_000_000_000;
/// One round of so many tries all that can be made of what was read.
const DEEP: u64 = 32;

/// What many rounds came to.
#[derive(Debug, Default)]
pub struct Rounds {
    /// Files tried.
    pub tried: u64,
    /// Files read.
    pub read: u64,
    /// What was wrong, with the round.
    pub faults: Vec<(u64, String)>,
    /// Longest time by the clock, and its round.
    pub slowest: (Duration, u64),
    /// Largest amounts of memory.
    pub memory: Memory,
}

/// Runs rounds from `first` on while `go_on` says so, given the number of the next. Equal seeds and rounds give equal files.
pub fn rounds(kind: &Kind, seed: u64, first: u64, mut go_on: impl FnMut(u64) -> bool) -> Rounds {
    let files = (kind.seeds)();
    let mut all = Rounds::default();
    let mut round = first;
    while go_on(round) {
        let before = Instant::now();
        let (faults, read, memory) = one(kind, &files, seed, round);
        let took = before.elapsed();
        all.tried += 1;
        all.read += u64::from(read);
        all.faults.extend(faults.into_iter().map(|fault| (round, fault)));
        all.slowest = all.slowest.max((took, round));
        all.memory.largest = all.memory.largest.max(memory.largest);
        all.memory.peak = all.memory.peak.max(memory.peak);
        // Other programs may have had the processor: only its time counts, on a second try.
        if took > LONGEST {
            let before = processor_time();
            one(kind, &files, seed, round);
            let worked = processor_time().saturating_sub(before);
            if worked > LONGEST {
                all.faults.push((round, format!("{worked:?} on the processor")));
            }
        }
        round += 1;
    }
    all
}

/// One round: faults, whether the file was read, and memory.
fn one(kind: &Kind, files: &[Seed], seed: u64, round: u64) -> (Vec<String>, bool, Memory) {
    let file = damaged(kind, files, seed, round);
    let deep = round.is_multiple_of(DEEP);
    let (outcome, memory) = with_memory(|| catch_unwind(AssertUnwindSafe(|| (kind.judge)(&file, deep))));
    let Outcome { read, wrong } =
        outcome.unwrap_or_else(|_| Outcome { read: false, wrong: Some(format!("panic: {}", last_panic())) });
    let mut faults: Vec<String> = wrong.into_iter().collect();
    if memory.largest > LARGEST {
        faults.push(format!("a request for {} bytes", memory.largest));
    }
    if memory.peak > LARGEST {
        faults.push(format!("{} bytes were held", memory.peak));
    }
    (faults, read, memory)
}

/// The file of a round: a seed, or one of the files it refers to, is damaged.
pub(crate) fn damaged(kind: &Kind, files: &[Seed], seed: u64, round: u64) -> Seed {
    // Each round has its own generator, so that it can be made again alone.
    let mut random = Random(seed.wrapping_mul(0x0100_0000_01b3).wrapping_add(round));
    let (mut file, other) = (random.pick(files).clone(), random.pick(files));
    if !file.others.is_empty() && random.below(3) == 0 {
        let i = random.below(file.others.len());
        damage(&mut file.others[i].1, &other.bytes, kind.words, &mut random);
    } else if kind.protobuf && random.below(2) == 0 {
        wire::damage(&mut file.bytes, &other.bytes, kind.words, &mut random);
    } else {
        damage(&mut file.bytes, &other.bytes, kind.words, &mut random);
    }
    file
}
