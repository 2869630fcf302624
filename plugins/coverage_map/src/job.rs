//! The work on one plan: layers of all sites on all grids, coarse before fine.

use crate::MapGrid;
use crate::join::{Conditions, Joint};
use crate::layer::{Columns, Layer, open_points};
use crate::{CoverageMap, request};
use twin_sim::RadioEngine;

/// Points solved between two looks at the inbox: some milliseconds of work.
const POINTS_PER_STEP: usize = if cfg!(feature = "parallel") { 512 } else { 128 };
/// Points of which a step finds out whether they are open.
const OPEN_PER_STEP: usize = 16 * POINTS_PER_STEP;

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Working,
    LevelDone,
    Idle,
}

/// One grid: which of its points are open, and what each site brings to them.
#[derive(Clone, Default)]
struct Level {
    grid: MapGrid,
    /// Points of which it is known whether they are open.
    seen: usize,
    /// Open points.
    open: Vec<u32>,
    /// `[site]`.
    layers: Vec<Layer>,
}

/// The map of one plan in the making.
pub(crate) struct Job {
    engine: RadioEngine,
    columns: Vec<Columns>,
    levels: Vec<Level>,
    /// Finest level whose layers are all done.
    pub(crate) finished: Option<usize>,
    /// Whether what was published is out of date, though all layers are as they were.
    pub(crate) stale: bool,
}

impl Job {
    pub(crate) fn new(engine: RadioEngine, grids: &[MapGrid]) -> Self {
        let n_sites = engine.n_sites();
        let level = |grid: &MapGrid| Level { grid: *grid, layers: vec![Layer::default(); n_sites], ..Level::default() };
        Self {
            columns: request::all_columns(&engine),
            levels: grids.iter().map(level).collect(),
            engine,
            finished: None,
            stale: false,
        }
    }

    /// Whether another engine's layers fit to these: same grids, same sites and beams.
    pub(crate) fn fits(&self, engine: &RadioEngine, grids: &[MapGrid]) -> bool {
        self.levels.iter().map(|level| &level.grid).eq(grids) && self.columns == request::all_columns(engine)
    }

    /// Takes over an engine, drops what is out of date and starts again from the coarsest level.
    pub(crate) fn restart(&mut self, engine: RadioEngine, sites: &[usize]) {
        self.engine = engine;
        for level in &mut self.levels {
            for (site, layer) in level.layers.iter_mut().enumerate() {
                if sites.contains(&site) {
                    *layer = Layer::default();
                }
            }
        }
        self.finished = None;
    }

    pub(crate) fn finest_cell_m(&self) -> f64 {
        self.levels.last().map_or(0.0, |level| level.grid.cell_m)
    }

    /// Share of the work done, 0..=1; points of levels not looked at yet count as open.
    pub(crate) fn progress(&self) -> f32 {
        let unseen = |level: &Level| level.grid.n_points() - level.seen;
        let total: usize =
            self.levels.iter().map(|level| (level.open.len() + unseen(level)) * level.layers.len()).sum();
        let done: usize = self.levels.iter().flat_map(|level| &level.layers).map(Layer::done).sum();
        if self.finished.is_some_and(|level| level + 1 == self.levels.len()) {
            return 1.0;
        }
        (done as f32 / total.max(1) as f32).min(0.999)
    }

    /// Does the next piece of work on the coarsest unfinished level.
    pub(crate) fn advance(&mut self) -> Progress {
        let first = self.finished.map_or(0, |level| level + 1);
        let Some(level) = self.levels.get_mut(first) else { return Progress::Idle };
        let n_points = level.grid.n_points();
        if level.seen < n_points {
            let range = level.seen..(level.seen + OPEN_PER_STEP).min(n_points);
            let open = open_points(&self.engine, &level.grid, range.clone());
            level.open.extend(range.clone().zip(open).filter(|(_, open)| *open).map(|(index, _)| index as u32));
            level.seen = range.end;
            return Progress::Working;
        }
        let n_open = level.open.len();
        let Some(site) = level.layers.iter().position(|layer| layer.done() < n_open) else {
            self.finished = Some(first);
            return Progress::LevelDone;
        };
        let layer = &mut level.layers[site];
        let points = &level.open[layer.done()..(layer.done() + POINTS_PER_STEP).min(n_open)];
        layer.extend(&self.engine, &level.grid, site, &self.columns[site], points);
        Progress::Working
    }

    /// The finest map there is.
    pub(crate) fn map(&self, conditions: &Conditions) -> Option<CoverageMap> {
        let level = self.levels.get(self.finished?)?;
        let joint = Joint::new(&self.engine, &level.layers, &self.columns, conditions);
        Some(joint.map(&level.grid, &level.open))
    }
}
