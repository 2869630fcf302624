//! The cells prepared for a UE, what it reports of its neighbours, and how long their conditions have held.

use super::{PreparationConfig, TIME_TOLERANCE_S, reached};
use twin_units::hash::StateHash;

/// Bonus in the ranking for a cell already held, dB, so that two equal neighbours do not take turns. Assumed; no standard gives one.
const HELD_BONUS_DB: f64 = 1.0;

/// Whether a cell is prepared.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Preparation {
    #[default]
    None,
    /// The configuration reaches the UE at this time, s.
    OnItsWay(f64),
    /// The UE holds the configuration.
    Configured,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Candidate {
    preparation: Preparation,
    /// Time since which the execution or switch condition has held, s.
    entered_s: Option<f64>,
    /// Time since which the reporting condition has held, s.
    reporting_s: Option<f64>,
    was_reported: bool,
}

/// What changed for a prepared cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CandidateChange {
    Entered(usize),
    Left(usize),
    Prepared(usize),
    Released(usize),
}

/// Preparations of one UE, by cell; empty when the procedure prepares nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Candidates {
    cells: Vec<Candidate>,
    /// A condition whose time to trigger ends before the next L1 instant: the time, s, and the cell.
    pub(crate) execution: Option<(f64, usize)>,
}

impl Candidates {
    /// Makes room for the cells, once.
    pub(crate) fn grow(&mut self, n_cells: usize) {
        if self.cells.is_empty() {
            self.cells.resize(n_cells, Candidate::default());
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn preparation(&self, cell: usize) -> Preparation {
        self.cells.get(cell).map_or(Preparation::None, |candidate| candidate.preparation)
    }

    pub(crate) fn is_configured(&self, cell: usize) -> bool {
        self.preparation(cell) == Preparation::Configured
    }

    pub(crate) fn set(&mut self, cell: usize, preparation: Preparation) {
        self.cells[cell].preparation = preparation;
    }

    /// The cells held, on their way or configured, but `except`.
    pub(crate) fn held_but(&self, except: Option<usize>) -> Vec<usize> {
        let is_held = |&cell: &usize| self.preparation(cell) != Preparation::None && Some(cell) != except;
        (0..self.cells.len()).filter(is_held).collect()
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.cells.fill(Candidate::default());
        self.execution = None;
    }

    /// Forgets how long conditions have held: nothing is evaluated without a serving cell.
    pub(crate) fn pause(&mut self) {
        for candidate in &mut self.cells {
            candidate.entered_s = None;
            candidate.reporting_s = None;
            candidate.was_reported = false;
        }
        self.execution = None;
    }

    /// After an LTM switch: the target is no candidate any more, the others stay configured.
    pub(crate) fn switched_to(&mut self, target: usize) {
        self.cells[target] = Candidate::default();
        self.forget_conditions();
    }

    /// Forgets how long execution or switch conditions have held.
    pub(crate) fn forget_conditions(&mut self) {
        for candidate in &mut self.cells {
            candidate.entered_s = None;
        }
        self.execution = None;
    }

    /// Evaluates the condition "gap above `offset_db`" of every configured cell.
    pub(crate) fn evaluate(&mut self, now_s: f64, gap_db: &[f64], offset_db: f64, changes: &mut Vec<CandidateChange>) {
        for (cell, candidate) in self.cells.iter_mut().enumerate() {
            if candidate.preparation != Preparation::Configured {
                candidate.entered_s = None;
                continue;
            }
            match (gap_db[cell] > offset_db, candidate.entered_s) {
                (true, None) => {
                    candidate.entered_s = Some(now_s);
                    changes.push(CandidateChange::Entered(cell));
                }
                (false, Some(_)) => {
                    candidate.entered_s = None;
                    changes.push(CandidateChange::Left(cell));
                }
                _ => {}
            }
        }
    }

    /// The configured cell with the largest gap among those whose condition has held for `ttt_s`; the lowest cell of equals.
    pub(crate) fn ready(&self, now_s: f64, ttt_s: f64, gap_db: &[f64]) -> Option<usize> {
        self.best(gap_db, |entered_s| reached(now_s, entered_s + ttt_s))
    }

    /// The same among those whose time to trigger ends before the next L1 instant, and when it ends, s.
    pub(crate) fn ready_before(&self, next_s: f64, ttt_s: f64, gap_db: &[f64]) -> Option<(f64, usize)> {
        let cell = self.best(gap_db, |entered_s| entered_s + ttt_s < next_s - TIME_TOLERANCE_S)?;
        self.cells[cell].entered_s.map(|entered_s| (entered_s + ttt_s, cell))
    }

    fn best(&self, gap_db: &[f64], is_due: impl Fn(f64) -> bool) -> Option<usize> {
        let mut best: Option<usize> = None;
        for (cell, candidate) in self.cells.iter().enumerate() {
            if candidate.entered_s.is_some_and(&is_due) && best.is_none_or(|other| gap_db[cell] > gap_db[other]) {
                best = Some(cell);
            }
        }
        best
    }

    /// Reports neighbours, and prepares and releases cells as the network does; returns whether a report was sent.
    ///
    /// The network acts at periodic instants for all cells, in between only when a cell is newly reported.
    pub(crate) fn report(
        &mut self,
        config: &PreparationConfig,
        now_s: f64,
        serving: usize,
        gap_db: &[f64],
        is_periodic: bool,
        preparation_s: f64,
        changes: &mut Vec<CandidateChange>,
    ) -> bool {
        let (mut any_reported, mut any_new) = (false, false);
        for (cell, candidate) in self.cells.iter_mut().enumerate() {
            let holds = cell != serving && gap_db[cell] > config.offset_db;
            candidate.reporting_s = if holds { candidate.reporting_s.or(Some(now_s)) } else { None };
            let is_reported = candidate.reporting_s.is_some_and(|since_s| reached(now_s, since_s + config.ttt_s));
            any_reported |= is_reported;
            any_new |= is_reported && !candidate.was_reported;
            candidate.was_reported = is_reported;
        }
        if !is_periodic && !any_new {
            return false;
        }
        let kept = self.kept(config, serving, gap_db);
        for (cell, candidate) in self.cells.iter_mut().enumerate() {
            if candidate.preparation != Preparation::None && !kept.contains(&cell) {
                candidate.preparation = Preparation::None;
                candidate.entered_s = None;
                changes.push(CandidateChange::Released(cell));
            }
        }
        for (cell, candidate) in self.cells.iter_mut().enumerate() {
            if candidate.preparation == Preparation::None && kept.contains(&cell) {
                candidate.preparation = Preparation::OnItsWay(now_s + preparation_s);
                changes.push(CandidateChange::Prepared(cell));
            }
        }
        any_reported
    }

    /// The cells the network wants prepared: the best of the eligible ones.
    fn kept(&self, config: &PreparationConfig, serving: usize, gap_db: &[f64]) -> Vec<usize> {
        let mut eligible: Vec<(f64, usize)> = Vec::new();
        for (cell, candidate) in self.cells.iter().enumerate() {
            let score_db = gap_db[cell] - config.offset_db;
            let is_held = candidate.preparation != Preparation::None;
            let is_eligible =
                (candidate.was_reported && score_db >= 0.0) || (is_held && score_db >= -config.release_hysteresis_db);
            if cell != serving && is_eligible {
                eligible.push((score_db + if is_held { HELD_BONUS_DB } else { 0.0 }, cell));
            }
        }
        eligible.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        eligible.truncate(config.n_max as usize);
        eligible.into_iter().map(|(_, cell)| cell).collect()
    }

    pub(crate) fn hash_into(&self, hash: &mut StateHash) {
        for candidate in &self.cells {
            hash.real(match candidate.preparation {
                Preparation::None => -1.0,
                Preparation::OnItsWay(due_s) => due_s,
                Preparation::Configured => -2.0,
            });
            hash.real(candidate.entered_s.unwrap_or(-1.0));
            hash.real(candidate.reporting_s.unwrap_or(-1.0));
            hash.word(u64::from(candidate.was_reported));
        }
        if let Some((due_s, cell)) = self.execution {
            hash.real(due_s);
            hash.word(cell as u64);
        }
    }
}
