//! Damaged files give one sentence or a sound mesh, never a panic. The example `fuzz` does the same for as long as one likes.

use crate::fuzz_kit::{IMPORTERS, Random, seeds, try_one};

/// Damaged files for each importer: about two seconds in all.
const ROUNDS: usize = 4000;

#[test]
fn damaged_files_do_no_harm() {
    for importer in IMPORTERS {
        let seeds = seeds(importer);
        let mut random = Random(1);
        let mut n_read = 0;
        for round in 0..ROUNDS {
            let outcome = try_one(random.pick(&seeds), random.pick(&seeds), &mut random, round % 16 == 0);
            n_read += usize::from(outcome.read);
            assert_eq!(outcome.wrong, None, "{importer}, round {round}");
        }
        let (few, many) = (ROUNDS / 50, ROUNDS * 9 / 10);
        assert!((few..many).contains(&n_read), "{importer}: {n_read} of {ROUNDS} were read");
    }
}
