//! Same seed, same bits.

use crate::support::Twin;

fn hash_after(scene: &str, seed: u64, ticks: u64, threads: usize) -> u64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
    pool.install(|| Twin::new(scene, seed).run(ticks).hash())
}

#[test]
fn one_and_two_threads_give_the_same_bits() {
    for scene in ["factory", "helsinki"] {
        assert_eq!(hash_after(scene, 1, 150, 1), hash_after(scene, 1, 150, 2), "{scene}");
    }
}

#[test]
fn seeds_differ() {
    assert_ne!(hash_after("factory", 1, 50, 1), hash_after("factory", 2, 50, 1));
}
