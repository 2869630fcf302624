//! One UE, one way, many settings: every setting is judged on the same radio samples.

use crate::radio::Radio;
use crate::world::Condition;
use twin_ran::handover::{MobilityConfig, MobilityEventKind, MobilityLog, Outcome, UeMobility};
use twin_units::{CellId, TICK_S, Tick};

/// How long, and from when it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Simulated time, s.
    pub duration_s: f64,
    /// What happens before is discarded, s.
    pub discard_s: f64,
}

/// What happened to UEs under one setting.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Handover attempts: reports that start one, failed ones included.
    pub attempts: u64,
    /// Handovers completed.
    pub handovers: u64,
    /// Of these, ping-pongs.
    pub ping_pongs: u64,
    /// Unnecessary handovers.
    pub unnecessary: u64,
    /// Failures: the UE lost its cell.
    pub failures: u64,
    /// Ticks a UE was connected.
    pub connected_ticks: u64,
    /// Sum of the serving SINR over these, dB, with every neighbour on the air.
    pub sinr_sum_db: f64,
    /// Ticks counted.
    pub ticks: u64,
}

impl Tally {
    /// Adds another tally. Sums of real numbers depend on the order: add in a fixed one.
    pub fn add(&mut self, other: &Self) {
        self.attempts += other.attempts;
        self.handovers += other.handovers;
        self.ping_pongs += other.ping_pongs;
        self.unnecessary += other.unnecessary;
        self.failures += other.failures;
        self.connected_ticks += other.connected_ticks;
        self.sinr_sum_db += other.sinr_sum_db;
        self.ticks += other.ticks;
    }

    /// UE-minutes counted.
    pub fn ue_minutes(&self) -> f64 {
        self.ticks as f64 * TICK_S / 60.0
    }

    /// A count per UE and minute.
    pub fn per_ue_minute(&self, count: u64) -> f64 {
        if self.ticks == 0 { 0.0 } else { count as f64 / self.ue_minutes() }
    }

    /// Mean serving SINR while connected, dB, with every neighbour on the air.
    pub fn mean_sinr_db(&self) -> f64 {
        if self.connected_ticks == 0 { 0.0 } else { self.sinr_sum_db / self.connected_ticks as f64 }
    }
}

/// Drives one UE through a condition under every setting; one tally each, in their order.
///
/// Attempts, with their outcome, count from the discarded time on by when they begin; failures by when they happen.
pub fn run_ue(
    condition: &Condition,
    configs: &[MobilityConfig],
    seed: u64,
    ue: u32,
    span: Span,
    load: f64,
) -> Vec<Tally> {
    let mut radio = Radio::new(condition, seed, ue, load);
    let strongest = (0..radio.rsrp_dbm.len())
        .fold(0, |best, cell| if radio.rsrp_dbm[cell] > radio.rsrp_dbm[best] { cell } else { best });
    let mut ues: Vec<(UeMobility, MobilityLog, Tally)> = configs
        .iter()
        .map(|_| {
            let mobility = UeMobility::new(radio.rsrp_dbm.len(), CellId(strongest as u32));
            (mobility, MobilityLog::default(), Tally::default())
        })
        .collect();
    let n_ticks = Tick::from_seconds(span.duration_s).0;
    let first = Tick::from_seconds(span.discard_s).0;
    for step in 0..n_ticks {
        if step > 0 {
            radio.advance();
        }
        for ((mobility, log, tally), config) in ues.iter_mut().zip(configs) {
            let l1 = config.is_l1_instant(step).then_some(&radio.rsrp_dbm[..]);
            mobility.step_judged(config, Tick(step), l1, &radio.sinr_db, &radio.full_load_sinr_db, log);
            if step >= first {
                tally.ticks += 1;
                if mobility.is_connected() {
                    tally.connected_ticks += 1;
                    tally.sinr_sum_db += radio.full_load_sinr_db[mobility.serving().0 as usize];
                }
            }
        }
    }
    ues.into_iter()
        .zip(configs)
        .map(|((mut mobility, mut log, mut tally), config)| {
            mobility.finish(config, n_ticks as f64 * TICK_S, &mut log);
            count(&log, span.discard_s, &mut tally);
            tally
        })
        .collect()
}

fn count(log: &MobilityLog, from_s: f64, tally: &mut Tally) {
    for event in log.events.iter().filter(|event| event.time_s >= from_s) {
        match event.kind {
            MobilityEventKind::Failed(_) => tally.failures += 1,
            MobilityEventKind::HandoverCompleted { ping_pong } => {
                tally.handovers += 1;
                tally.ping_pongs += u64::from(ping_pong);
            }
            _ => {}
        }
    }
    for row in log.outcomes.iter().filter(|row| row.is_attempt && row.attempt_s >= from_s) {
        tally.attempts += 1;
        tally.unnecessary += u64::from(row.outcome == Outcome::Unnecessary);
    }
}
