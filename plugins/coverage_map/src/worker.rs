//! The worker: refines the map level by level, starts over where the plan changed, joins anew when load or slices change.

use crate::job::{Job, Progress};
use crate::join::Conditions;
use crate::{CoverageMap, MapGrid, ServiceRule};
use crossbeam_channel::{Receiver, Sender};
use twin_sim::RadioEngine;

/// A message to the worker.
pub(crate) enum Order {
    /// Solve on this engine; the layers of `changed` sites are out of date (all, if it is another scene).
    Solve {
        engine: Box<RadioEngine>,
        levels: Vec<MapGrid>,
        changed: Option<Vec<usize>>,
        noise_w: f64,
        n_subcarriers: f64,
    },
    /// The cells' present beam activity, `[n_cell][n_beam]`.
    Activity(Vec<Vec<f64>>),
    /// What the slices ask for.
    Services(Vec<ServiceRule>),
}

/// Does the work; driven by a thread of the host, or step by step.
pub struct MapWorker {
    orders: Receiver<Order>,
    maps: Sender<CoverageMap>,
    job: Option<Job>,
    conditions: Conditions,
    generation: u64,
    pool: Pool,
}

impl MapWorker {
    pub(crate) fn new(orders: Receiver<Order>, maps: Sender<CoverageMap>) -> Self {
        Self { orders, maps, job: None, conditions: Conditions::default(), generation: 0, pool: Pool::default() }
    }

    /// Works until the other side is gone; sleeps while there is nothing to do.
    pub fn run(mut self) {
        loop {
            if !self.step() {
                match self.orders.recv() {
                    Ok(order) => self.take(order),
                    Err(_) => return,
                }
            }
        }
    }

    /// Takes waiting orders and does one piece of work; false when there is nothing left to do.
    pub fn step(&mut self) -> bool {
        while let Ok(order) = self.orders.try_recv() {
            self.take(order);
        }
        let Some(job) = &mut self.job else { return false };
        let worked = self.pool.run(|| job.advance());
        if worked == Progress::LevelDone || (worked == Progress::Idle && job.stale) {
            self.publish();
        }
        worked != Progress::Idle
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Solve { engine, levels, changed, noise_w, n_subcarriers } => {
                (self.conditions.noise_w, self.conditions.n_subcarriers) = (noise_w, n_subcarriers);
                match (&mut self.job, changed) {
                    (Some(job), Some(changed)) if job.fits(&engine, &levels) => job.restart(*engine, &changed),
                    _ => self.job = Some(Job::new(*engine, &levels)),
                }
                return;
            }
            Order::Activity(activity) => self.conditions.activity = activity,
            Order::Services(services) => self.conditions.services = services,
        }
        if let Some(job) = &mut self.job {
            job.stale = job.finished.is_some();
        }
    }

    fn publish(&mut self) {
        let Some(job) = &mut self.job else { return };
        job.stale = false;
        let Some(map) = self.pool.run(|| job.map(&self.conditions)) else { return };
        self.generation += 1;
        let map = CoverageMap {
            generation: self.generation,
            progress: job.progress(),
            target_cell_m: job.finest_cell_m(),
            ..map
        };
        // The receiver is gone only when the app ends.
        drop(self.maps.send(map));
    }
}

/// Threads of the worker's own, so that the twin's parallel work never queues behind the map's.
#[derive(Default)]
struct Pool {
    #[cfg(feature = "parallel")]
    threads: Option<rayon::ThreadPool>,
}

impl Pool {
    /// Runs work on all cores; on this thread where no others can be started.
    fn run<R: Send>(&mut self, work: impl FnOnce() -> R + Send) -> R {
        #[cfg(feature = "parallel")]
        {
            if self.threads.is_none() {
                let named = rayon::ThreadPoolBuilder::new().thread_name(|index| format!("beamscape-map-{index}"));
                self.threads = named.build().ok();
            }
            match &self.threads {
                Some(threads) => threads.install(work),
                None => work(),
            }
        }
        #[cfg(not(feature = "parallel"))]
        work()
    }
}
