//! Radio-link monitoring of the serving cell: filtered SINR, N310, N311 and T310 (TS 38.331 cl. 5.3.10, TS 38.133 cl. 8.1).

use super::config::{RlmConfig, whole_ticks};
use super::reached;
use twin_units::hash::StateHash;
use twin_units::{Db, TICK_S, math};

/// What radio-link monitoring found in a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RlmChanges {
    /// N310 was reached: T310 started.
    pub(crate) started: bool,
    /// N311 was reached: T310 stopped.
    pub(crate) in_sync: bool,
    /// T310 expired.
    pub(crate) expired: bool,
}

/// State of radio-link monitoring.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RadioLinkMonitor {
    /// Linear SINR through the out-of-sync and the in-sync window; `None` before the first sample.
    filtered: Option<(f64, f64)>,
    n310: u32,
    n311: u32,
    t310_started_s: Option<f64>,
    /// The windows the weights are for, s, and the weights of a sample in them: kept because an exponential a step is dear.
    weights: ([f64; 2], [f64; 2]),
    /// Time the cell was joined, s; `None` in the first cell, which is monitored from the start.
    joined_s: Option<f64>,
}

impl RadioLinkMonitor {
    pub(crate) fn new() -> Self {
        Self { filtered: None, n310: 0, n311: 0, t310_started_s: None, weights: ([0.0; 2], [1.0; 2]), joined_s: None }
    }

    /// Starts anew in a cell just joined.
    pub(crate) fn join(&mut self, now_s: f64, sinr_db: f64) {
        let sinr = Db(sinr_db).linear();
        self.stop();
        self.filtered = Some((sinr, sinr));
        self.joined_s = Some(now_s);
    }

    /// Resets counters and stops T310; returns whether it ran.
    pub(crate) fn stop(&mut self) -> bool {
        self.reset_counters();
        self.t310_started_s.take().is_some()
    }

    /// Takes one SINR sample of the serving cell per tick, as 1-pole filters over the linear SINR.
    pub(crate) fn filter(&mut self, config: &RlmConfig, sinr_db: f64) {
        let sinr = Db(sinr_db).linear();
        let (qout, qin) = self.filtered.unwrap_or((sinr, sinr));
        let windows = [config.qout_window_s, config.qin_window_s];
        if self.weights.0 != windows {
            let weight = |window_s: f64| if window_s > 0.0 { 1.0 - math::exp(-TICK_S / window_s) } else { 1.0 };
            self.weights = (windows, windows.map(weight));
        }
        let [for_qout, for_qin] = self.weights.1;
        self.filtered = Some((qout + for_qout * (sinr - qout), qin + for_qin * (sinr - qin)));
    }

    /// Makes the indications of a step and watches T310.
    ///
    /// N310 counts out-of-sync while T310 is stopped and is reset by in-sync; N311 counts in-sync while T310 runs, not in the step it started in,
    /// and is reset by out-of-sync. The two filters differ, so both indications may come at one instant: then both counters are reset.
    ///
    /// Source: TS 38.331 cl. 5.3.10.1 to 5.3.10.3 and 7.1.1, TS 38.133 cl. 8.1.6.
    pub(crate) fn indicate(&mut self, config: &RlmConfig, step: u64, now_s: f64) -> RlmChanges {
        let mut changes = RlmChanges::default();
        if step.is_multiple_of(whole_ticks(config.indication_period_s)) {
            let (qout_db, qin_db) = self.filtered_db();
            let out_of_sync = qout_db < config.qout_db
                && self.joined_s.is_none_or(|joined_s| reached(now_s, joined_s + config.holdoff_s));
            let in_sync = qin_db > config.qin_db;
            if in_sync {
                self.n310 = 0;
            } else if out_of_sync && !self.t310_runs() {
                self.n310 += 1;
                if self.n310 >= config.n310 {
                    self.n310 = 0;
                    self.t310_started_s = Some(now_s);
                    changes.started = true;
                }
            }
            if out_of_sync {
                self.n311 = 0;
            } else if in_sync && self.t310_runs() {
                self.n311 += 1;
                if self.n311 >= config.n311 {
                    self.stop();
                    changes.in_sync = true;
                }
            }
        }
        if self.t310_started_s.is_some_and(|started_s| reached(now_s, started_s + config.t310_s)) {
            self.stop();
            changes.expired = true;
        }
        changes
    }

    /// Resets the counters; T310 goes on.
    pub(crate) fn reset_counters(&mut self) {
        self.n310 = 0;
        self.n311 = 0;
    }

    pub(crate) fn t310_runs(&self) -> bool {
        self.t310_started_s.is_some()
    }

    pub(crate) fn t310_elapsed_s(&self, now_s: f64) -> Option<f64> {
        self.t310_started_s.map(|started_s| now_s - started_s)
    }

    /// Filtered SINR for out-of-sync and in-sync, dB.
    pub(crate) fn filtered_db(&self) -> (f64, f64) {
        let (qout, qin) = self.filtered.unwrap_or((0.0, 0.0));
        let db = |linear: f64| Db::from_linear(linear.max(1e-30)).0;
        (db(qout), db(qin))
    }

    pub(crate) fn counters(&self) -> (u32, u32) {
        (self.n310, self.n311)
    }

    pub(crate) fn hash_into(&self, hash: &mut StateHash) {
        let (qout, qin) = self.filtered.unwrap_or((-1.0, -1.0));
        hash.real(qout);
        hash.real(qin);
        hash.word(u64::from(self.n310) << 32 | u64::from(self.n311));
        hash.real(self.t310_started_s.unwrap_or(-1.0));
        hash.real(self.joined_s.unwrap_or(0.0));
    }
}
