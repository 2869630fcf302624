//! Damaged files of every kind give one sentence or something sound, never a panic. The binary `fuzz` does the same for as long as one likes.

mod bombs;
mod seeds;

use fuzz_tests::{KINDS, rounds, watch};

#[global_allocator]
static ALLOCATOR: watch::Noting = watch::Noting;

/// Damaged files of each kind: some seconds in all.
const ROUNDS: u64 = 400;

/// Memory is counted for the whole program: tests that count it take turns.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
    TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[test]
fn damaged_files_do_no_harm() {
    let _guard = alone();
    watch::silence_panics();
    let mut report = Vec::new();
    for kind in &KINDS {
        let all = rounds(kind, 1, 0, |round| round < ROUNDS);
        report.extend(all.faults.iter().map(|(round, fault)| format!("{}, round {round}: {fault}", kind.name)));
        let (few, many) = (ROUNDS / 50, ROUNDS * 19 / 20);
        if !(few..many).contains(&all.read) {
            report.push(format!("{}: {} of {ROUNDS} were read", kind.name, all.read));
        }
    }
    drop(std::panic::take_hook());
    assert!(report.is_empty(), "{}", report.join("\n"));
}
