//! What an agent hears of all cells in a tick: levels of wanted and interfering power, and the SINR on each cell.
//!
//! This is done for every agent in every tick over all beams, so gains and activities lie in one row each, and nothing is allocated.

use crate::components::{CellsLive, Links};
use crate::engine::RadioEngine;
use twin_antenna::link::sinr;
use twin_units::Watts;

/// Gains of all beams of all cells at one agent in one row, a copy of [`Links::beam_gains`]; nested vectors would lie all over the memory.
#[derive(Debug, Default)]
pub(crate) struct GainRow {
    gains: Vec<f64>,
}

impl GainRow {
    /// Takes over links that have changed.
    pub(crate) fn take_over(&mut self, links: &Links) {
        self.gains.clear();
        links.beam_gains.iter().for_each(|gains| self.gains.extend_from_slice(gains));
    }
}

/// What all cells send in a tick.
pub(crate) struct OnAir {
    /// Power per resource element and place in a row: first beam, and the one after the last.
    cells: Vec<(Watts, usize, usize)>,
    /// Activity of all beams of all cells.
    activity: Vec<f64>,
    noise: Watts,
}

impl OnAir {
    pub(crate) fn new(engine: &RadioEngine, cells: &CellsLive, noise: Watts) -> Self {
        let mut activity = Vec::new();
        let cells = cells.0.iter().enumerate().map(|(cell, live)| {
            let first = activity.len();
            activity.extend_from_slice(&live.beam_activity);
            (engine.power_per_re(cell), first, activity.len())
        });
        Self { cells: cells.collect(), activity, noise }
    }

    /// Gain of a beam of a cell; 0 for one that is not there.
    pub(crate) fn gain(&self, row: &GainRow, cell: usize, beam: usize) -> f64 {
        let Some(&(_, first, end)) = self.cells.get(cell) else { return 0.0 };
        row.gains.get(first..end).and_then(|gains| gains.get(beam)).copied().unwrap_or(0.0)
    }
}

/// Levels of all cells at one agent, per resource element.
#[derive(Default)]
pub(crate) struct Levels {
    /// Wanted power on the best beam, `[n_cell]`.
    wanted: Vec<Watts>,
    /// Interference from each cell's present beams, `[n_cell]`.
    interference: Vec<Watts>,
    /// Sum of the interference of all cells.
    total: Watts,
    /// SINR the agent would have on each cell, dB, `[n_cell]`.
    pub(crate) sinr_db: Vec<f64>,
}

impl Levels {
    /// Makes them those of an agent.
    pub(crate) fn fill(&mut self, on_air: &OnAir, row: &GainRow, best_beam: &[usize]) {
        self.wanted.clear();
        self.interference.clear();
        self.sinr_db.clear();
        self.total = Watts(0.0);
        for (&(power, first, end), best) in on_air.cells.iter().zip(best_beam) {
            let gains = row.gains.get(first..end).unwrap_or(&[]);
            let heard: f64 =
                gains.iter().zip(&on_air.activity[first..end]).map(|(gain, activity)| gain * activity).sum();
            self.wanted.push(power * gains.get(*best).copied().unwrap_or(0.0));
            self.interference.push(power * heard);
            self.total += power * heard;
        }
        for cell in 0..self.wanted.len() {
            let sinr = sinr(self.wanted[cell], self.others(cell), on_air.noise);
            self.sinr_db.push(sinr.0);
        }
    }

    /// Interference at an agent served by a cell.
    pub(crate) fn others(&self, cell: usize) -> Watts {
        Watts((self.total.0 - self.interference[cell].0).max(0.0))
    }
}
