//! Event A3: a neighbour becomes better than the serving cell by an offset (TS 38.331 cl. 5.5.4.4), and its time to trigger.

use super::{MobilityConfig, TIME_TOLERANCE_S};
use twin_units::CellId;
use twin_units::hash::StateHash;

/// A time to trigger that is running.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunningTrigger {
    /// The neighbour.
    pub target: CellId,
    /// Time since the entering condition became true, s.
    pub elapsed_s: f64,
}

/// What changed for a neighbour at an L1 instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum A3Change {
    Entered(usize),
    Left(usize),
}

/// Entry times of all neighbours of one UE, s.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct A3Tracker {
    entered_s: Vec<Option<f64>>,
}

impl A3Tracker {
    pub(crate) fn new(n_cells: usize) -> Self {
        Self { entered_s: vec![None; n_cells] }
    }

    /// Forgets all entries, silently: the serving cell is no longer the one they refer to.
    pub(crate) fn clear(&mut self) {
        self.entered_s.fill(None);
    }

    /// Evaluates the entering condition `Mn − Mp > Off + Hys` of every neighbour.
    pub(crate) fn evaluate(
        &mut self,
        config: &MobilityConfig,
        now_s: f64,
        serving: usize,
        l3_rsrp_dbm: &[f64],
        mut changed: impl FnMut(A3Change),
    ) {
        let margin_db = config.a3_margin_db();
        for (cell, entered) in self.entered_s.iter_mut().enumerate() {
            if cell == serving {
                continue;
            }
            let holds = l3_rsrp_dbm[cell] - l3_rsrp_dbm[serving] > margin_db;
            match (holds, *entered) {
                (true, None) => {
                    *entered = Some(now_s);
                    changed(A3Change::Entered(cell));
                }
                (false, Some(_)) => {
                    *entered = None;
                    changed(A3Change::Left(cell));
                }
                _ => {}
            }
        }
    }

    /// The neighbour to report and the time its time to trigger ends, if one ends before the next L1 instant; the best of several.
    pub(crate) fn due(&self, config: &MobilityConfig, now_s: f64, l3_rsrp_dbm: &[f64]) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        for (cell, entered) in self.entered_s.iter().enumerate() {
            let Some(entered_s) = *entered else { continue };
            let ends_s = entered_s + config.ttt_s;
            if ends_s >= now_s + config.l1_period_s - TIME_TOLERANCE_S {
                continue;
            }
            if best.is_none_or(|(other, _)| l3_rsrp_dbm[cell] > l3_rsrp_dbm[other]) {
                best = Some((cell, ends_s.max(now_s)));
            }
        }
        best
    }

    /// The entry that has run longest; the lowest cell of equals.
    pub(crate) fn longest(&self, now_s: f64) -> Option<RunningTrigger> {
        let mut longest: Option<RunningTrigger> = None;
        for (cell, entered) in self.entered_s.iter().enumerate() {
            let Some(entered_s) = *entered else { continue };
            let elapsed_s = now_s - entered_s;
            if longest.is_none_or(|other| elapsed_s > other.elapsed_s) {
                longest = Some(RunningTrigger { target: CellId(cell as u32), elapsed_s });
            }
        }
        longest
    }

    pub(crate) fn hash_into(&self, hash: &mut StateHash) {
        for entered in &self.entered_s {
            hash.real(entered.unwrap_or(-1.0));
        }
    }
}
