//! Sums over a run for each cell and each UE.

use crate::components::{Connection, RadioState};
use crate::stack::TickTraffic;
use twin_ran::energy::Energy;
use twin_ran::handover::{AttemptOutcome, MobilityEvent, MobilityEventKind, Outcome};
use twin_units::TICK_S;

/// Sums for one cell.
#[derive(Clone, Copy, Debug, Default)]
pub struct CellTotals {
    /// Energy drawn always awake, and bits delivered.
    pub energy: Energy,
    /// Energy drawn with sleep.
    pub energy_with_sleep: Energy,
    /// Sum of its PRB share over ticks.
    pub load_sum: f64,
    /// Sum of its connected UEs over ticks.
    pub ue_sum: u64,
    /// Handovers into it.
    pub handovers_in: u32,
    /// Handovers out of it.
    pub handovers_out: u32,
    /// Links lost to it.
    pub failures: u32,
}

/// Sums for one UE.
#[derive(Clone, Copy, Debug, Default)]
pub struct UeTotals {
    /// Bits that arrived for it.
    pub offered_bits: f64,
    /// Bits delivered to it.
    pub served_bits: f64,
    /// Packets delivered.
    pub packets: u64,
    /// Sum of their delays, s.
    pub delay_sum_s: f64,
    /// The longest delay, s.
    pub delay_max_s: f64,
    /// Ticks connected.
    pub connected_ticks: u64,
    /// Sum of the SINR over them, dB.
    pub sinr_sum_db: f64,
    /// Time without a cell, s.
    pub outage_s: f64,
    /// What happened to its mobility.
    pub mobility: MobilityTotals,
}

/// Sums of mobility.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MobilityTotals {
    /// Measurement reports sent.
    pub reports: u32,
    /// Executions started.
    pub executions: u32,
    /// Handovers completed.
    pub handovers: u32,
    /// Of these, ping-pongs.
    pub ping_pongs: u32,
    /// Radio-link failures.
    pub failures: u32,
    /// Attempts that were judged.
    pub attempts: u32,
    /// Judgements, in the order of [`Outcome::ALL`]; failures without an attempt included.
    pub outcomes: [u32; Outcome::ALL.len()],
}

impl MobilityTotals {
    pub(crate) fn event(&mut self, event: &MobilityEvent) {
        match event.kind {
            MobilityEventKind::ExecutionStarted => self.executions += 1,
            MobilityEventKind::HandoverCompleted { ping_pong } => {
                self.handovers += 1;
                self.ping_pongs += u32::from(ping_pong);
            }
            MobilityEventKind::T310Expired => self.failures += 1,
            _ => {}
        }
    }

    pub(crate) fn judged(&mut self, judged: &AttemptOutcome) {
        self.attempts += u32::from(judged.is_attempt);
        let idx = Outcome::ALL.iter().position(|outcome| *outcome == judged.outcome);
        if let Some(count) = idx.and_then(|idx| self.outcomes.get_mut(idx)) {
            *count += 1;
        }
    }

    /// Adds another's sums.
    pub fn add(&mut self, other: &Self) {
        self.reports += other.reports;
        self.executions += other.executions;
        self.handovers += other.handovers;
        self.ping_pongs += other.ping_pongs;
        self.failures += other.failures;
        self.attempts += other.attempts;
        self.outcomes.iter_mut().zip(other.outcomes).for_each(|(sum, count)| *sum += count);
    }
}

impl CellTotals {
    pub(crate) fn tick(&mut self, load: f64, n_ue: u32, bits: u64, awake_w: f64, sleepy_w: f64) {
        self.load_sum += load;
        self.ue_sum += u64::from(n_ue);
        self.energy.add(awake_w, TICK_S, bits as f64);
        self.energy_with_sleep.add(sleepy_w, TICK_S, bits as f64);
    }
}

impl UeTotals {
    pub(crate) fn tick(&mut self, tick: &TickTraffic, radio: &RadioState) {
        self.offered_bits += tick.offered_bits;
        self.served_bits += tick.served_bits;
        match radio.connection {
            Connection::Connected => {
                self.connected_ticks += 1;
                self.sinr_sum_db += radio.sinr_db;
            }
            Connection::Reestablishing => self.outage_s += TICK_S,
            Connection::HandingOver => {}
        }
    }

    pub(crate) fn deliver(&mut self, delay_s: f64) {
        self.packets += 1;
        self.delay_sum_s += delay_s;
        self.delay_max_s = self.delay_max_s.max(delay_s);
    }
}
