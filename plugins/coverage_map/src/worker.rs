//! The worker: refines the map level by level, starts over where the plan changed, joins anew when the load changes.

use crate::compute::{PointValue, beam_columns, is_blocked, join, solve_point};
use crate::{CoverageMap, MapGrid};
use crossbeam_channel::{Receiver, Sender};
use twin_sim::RadioEngine;

/// Points solved between two looks at the inbox: some milliseconds of work.
const POINTS_PER_STEP: usize = 128;

/// A message to the worker.
pub(crate) enum Order {
    /// Solve on this engine; the layers of `changed` sites are out of date (all, if it is another scene).
    Solve { engine: Box<RadioEngine>, levels: Vec<MapGrid>, changed: Option<Vec<usize>>, noise_w: f64 },
    /// The cells' present beam activity, `[n_cell][n_beam]`.
    Activity(Vec<Vec<f64>>),
}

/// Gains of one site over one grid, row by row.
#[derive(Clone, Default)]
struct Layer {
    gains: Vec<f32>,
    done: usize,
}

/// Does the work; driven by a thread of the host, or step by step.
pub struct MapWorker {
    orders: Receiver<Order>,
    maps: Sender<CoverageMap>,
    job: Option<Job>,
    activity: Vec<Vec<f64>>,
    generation: u64,
}

struct Job {
    engine: RadioEngine,
    levels: Vec<MapGrid>,
    noise_w: f64,
    /// `[level][site]`.
    layers: Vec<Vec<Layer>>,
    /// `[level]`, made when the level is first touched.
    blocked: Vec<Option<Vec<bool>>>,
    /// Finest level whose layers are all done.
    finished: Option<usize>,
    stale: bool,
}

impl MapWorker {
    pub(crate) fn new(orders: Receiver<Order>, maps: Sender<CoverageMap>) -> Self {
        Self { orders, maps, job: None, activity: Vec::new(), generation: 0 }
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
        let worked = job.advance();
        if worked == Progress::LevelDone || (worked == Progress::Idle && job.stale) {
            self.publish();
        }
        worked != Progress::Idle
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Solve { engine, levels, changed, noise_w } => match (&mut self.job, changed) {
                (Some(job), Some(changed)) if job.levels == levels => {
                    job.engine = *engine;
                    job.forget(&changed);
                }
                _ => self.job = Some(Job::new(*engine, levels, noise_w)),
            },
            Order::Activity(activity) => {
                self.activity = activity;
                if let Some(job) = &mut self.job {
                    job.stale = job.finished.is_some();
                }
            }
        }
    }

    fn publish(&mut self) {
        let Some(job) = &mut self.job else { return };
        job.stale = false;
        let Some(level) = job.finished else { return };
        let points = job.join_level(level, &self.activity);
        self.generation += 1;
        let map = CoverageMap {
            grid: job.levels[level],
            sinr_db: points.iter().map(|point| point.sinr_db).collect(),
            ss_rsrp_dbm: points.iter().map(|point| point.ss_rsrp_dbm).collect(),
            serving: points.iter().map(|point| point.serving).collect(),
            generation: self.generation,
            progress: job.progress(),
            target_cell_m: job.levels.last().map_or(0.0, |grid| grid.cell_m),
            first_map_s: 0.0,
        };
        // The receiver is gone only when the app ends.
        drop(self.maps.send(map));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Working,
    LevelDone,
    Idle,
}

impl Job {
    fn new(engine: RadioEngine, levels: Vec<MapGrid>, noise_w: f64) -> Self {
        let layers = vec![vec![Layer::default(); engine.n_sites()]; levels.len()];
        let blocked = vec![None; levels.len()];
        Self { engine, levels, noise_w, layers, blocked, finished: None, stale: false }
    }

    /// Drops what is out of date and starts again from the coarsest level.
    fn forget(&mut self, sites: &[usize]) {
        for level in &mut self.layers {
            for (site, layer) in level.iter_mut().enumerate() {
                if sites.contains(&site) {
                    *layer = Layer::default();
                }
            }
        }
        self.finished = None;
    }

    fn n_points(&self, level: usize) -> usize {
        self.levels[level].nx * self.levels[level].ny
    }

    fn progress(&self) -> f32 {
        let total: usize = (0..self.levels.len()).map(|level| self.n_points(level) * self.engine.n_sites()).sum();
        let done: usize = self.layers.iter().flatten().map(|layer| layer.done).sum();
        done as f32 / total.max(1) as f32
    }

    /// Solves the next points of the coarsest unfinished level.
    fn advance(&mut self) -> Progress {
        let first = self.finished.map_or(0, |level| level + 1);
        if first >= self.levels.len() {
            return Progress::Idle;
        }
        let n_points = self.n_points(first);
        if self.blocked[first].is_none() {
            let (engine, grid) = (&self.engine, &self.levels[first]);
            self.blocked[first] = Some((0..n_points).map(|index| is_blocked(engine, grid, index)).collect());
            return Progress::Working;
        }
        let Some(site) = self.layers[first].iter().position(|layer| layer.done < n_points) else {
            self.finished = Some(first);
            return Progress::LevelDone;
        };
        let blocked = self.blocked[first].as_deref().unwrap_or(&[]);
        let layer = &mut self.layers[first][site];
        let until = (layer.done + POINTS_PER_STEP).min(n_points);
        let mut paths = Vec::new();
        for (index, blocked) in blocked.iter().enumerate().take(until).skip(layer.done) {
            solve_point(&self.engine, &self.levels[first], site, index, *blocked, &mut paths, &mut layer.gains);
        }
        layer.done = until;
        Progress::Working
    }

    fn join_level(&self, level: usize, activity: &[Vec<f64>]) -> Vec<PointValue> {
        let columns: Vec<_> = (0..self.engine.n_sites()).map(|site| beam_columns(&self.engine, site)).collect();
        let point = |index: usize| {
            let rows: Vec<(&[f32], &[(usize, usize)])> = self.layers[level]
                .iter()
                .zip(&columns)
                .map(|(layer, (columns, width))| {
                    (layer.gains.get(index * width..(index + 1) * width).unwrap_or(&[]), columns.as_slice())
                })
                .collect();
            join(&self.engine, &rows, activity, self.noise_w)
        };
        (0..self.n_points(level)).map(point).collect()
    }
}
