//! The threads that links and cells are worked on.

use anyhow::{Context, Result};
use rayon::ThreadPoolBuilder;

/// Starts as many as wanted, 0 for one a core, and makes the calling thread one of them: a twin that is ticked from outside its threads would wait
/// for others to wake up and go to sleep several times a tick.
pub(crate) fn start(threads: usize) -> Result<()> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).use_current_thread();
    match pool.build_global() {
        // Where threads run already, any number will do if none was asked for.
        Err(_) if threads == 0 => Ok(()),
        started => started.context("cannot start the threads"),
    }
}
