//! The protocol state of the UEs: mobility machine, traffic source, downlink queue, and windows for averages.

use crate::components::Ue;
use crate::plan::Plan;
use crate::systems::levels::GainRow;
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_ran::handover::{Procedure, UeMobility};
use twin_ran::scheduler::UeDownlink;
use twin_ran::traffic::{TrafficModel, TrafficSource};
use twin_scene::schema::Traffic;
use twin_units::CellId;
use twin_units::hash::StateHash;

/// Room in a UE's downlink queue, bits: 8 MB, far more than any delay budget can hold. Assumed.
const QUEUE_BITS: u64 = 64_000_000;
/// Ticks of the averaging window: one second.
const WINDOW_TICKS: usize = 100;

/// Protocol state of a UE.
#[derive(Component)]
pub(crate) struct UeStack {
    pub(crate) mobility: Option<UeMobility>,
    /// Settings `mobility` runs with.
    pub(crate) procedure: Procedure,
    /// Where the agent was when it last left a cell, m.
    pub(crate) left_at: DVec3,
    pub(crate) source: Option<TrafficSource>,
    pub(crate) window: Window,
    pub(crate) gains: GainRow,
    /// Beam chosen by the agent's policy, for the cell it was chosen for.
    pub(crate) chosen_beam: Option<(CellId, usize)>,
}

impl UeStack {
    /// The stack of a UE at the start; it camps on a cell when its first measurement is there.
    pub(crate) fn new(plan: &Plan, seed: u64, ue: &Ue) -> Self {
        let source =
            plan.slices.get(ue.slice).and_then(|slice| TrafficSource::new(model(slice.traffic), seed, ue.id).ok());
        Self {
            mobility: None,
            procedure: Procedure::Baseline,
            left_at: DVec3::ZERO,
            source,
            window: Window::default(),
            gains: GainRow::default(),
            chosen_beam: None,
        }
    }

    /// Adds the state to a hash.
    pub(crate) fn hash_into(&self, hash: &mut StateHash) {
        if let Some(mobility) = &self.mobility {
            mobility.hash_into(hash);
        }
        if let Some(source) = &self.source {
            source.hash_into(hash);
        }
        hash.word(self.chosen_beam.map_or(u64::MAX, |(cell, beam)| u64::from(cell.0) << 32 | beam as u64));
    }
}

/// Downlink queues and scheduler state of all UEs, index = `UeId`; apart from the entities so that a cell can serve many at once.
#[derive(Resource)]
pub(crate) struct Downlinks(pub(crate) Vec<UeDownlink>);

impl Downlinks {
    /// Empty queues.
    pub(crate) fn new(seed: u64, agents: &[twin_mobility::AgentState]) -> Self {
        Self(agents.iter().map(|agent| UeDownlink::new(agent.slice, seed, agent.ue, QUEUE_BITS)).collect())
    }
}

/// A scene's traffic as the RAN crate takes it.
fn model(traffic: Traffic) -> TrafficModel {
    match traffic {
        Traffic::Ftp { mean_mbps, file_kb } => TrafficModel::ftp_with_load(mean_mbps * 1e6, (file_kb * 1e3) as u32),
        Traffic::Periodic { period_ms, packet_bytes } => {
            TrafficModel::Periodic { packet_bytes, period_s: period_ms * 1e-3 }
        }
        Traffic::Sporadic { packets_per_s, packet_bytes } => TrafficModel::Sporadic { packet_bytes, packets_per_s },
    }
}

/// What happened to a UE's traffic in one tick.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TickTraffic {
    pub(crate) offered_bits: f64,
    pub(crate) served_bits: f64,
    pub(crate) packets: f64,
    pub(crate) latency_sum_s: f64,
    pub(crate) blocks: f64,
    pub(crate) block_errors: f64,
}

/// The last second of a UE's traffic.
///
/// Sums are kept up to date by adding the newest tick and taking off the oldest: exact, for bits, packets and blocks are whole numbers. Delays are not:
/// they are summed anew, oldest first, over the ticks that had packets.
#[derive(Default)]
pub(crate) struct Window {
    ticks: std::collections::VecDeque<TickTraffic>,
    sum: TickTraffic,
    /// Ticks pushed since the start.
    n_pushed: u64,
    /// Sums of delays of the ticks with packets in the window, each with its number, s.
    delays: std::collections::VecDeque<(u64, f64)>,
}

impl Window {
    /// Adds a tick.
    pub(crate) fn push(&mut self, tick: TickTraffic) {
        if self.ticks.len() == WINDOW_TICKS
            && let Some(oldest) = self.ticks.pop_front()
        {
            self.sum.offered_bits -= oldest.offered_bits;
            self.sum.served_bits -= oldest.served_bits;
            self.sum.packets -= oldest.packets;
            self.sum.blocks -= oldest.blocks;
            self.sum.block_errors -= oldest.block_errors;
        }
        self.sum.offered_bits += tick.offered_bits;
        self.sum.served_bits += tick.served_bits;
        self.sum.packets += tick.packets;
        self.sum.blocks += tick.blocks;
        self.sum.block_errors += tick.block_errors;
        self.n_pushed += 1;
        let oldest_kept = self.n_pushed.saturating_sub(WINDOW_TICKS as u64);
        let n_delays = self.delays.len();
        while self.delays.front().is_some_and(|(number, _)| *number <= oldest_kept) {
            self.delays.pop_front();
        }
        let has_new = tick.packets > 0.0;
        if has_new {
            self.delays.push_back((self.n_pushed, tick.latency_sum_s));
        }
        if has_new || self.delays.len() != n_delays {
            self.sum.latency_sum_s = self.delays.iter().fold(0.0, |sum, (_, delay_s)| sum + delay_s);
        }
        self.ticks.push_back(tick);
    }

    /// Sums over the window.
    pub(crate) fn sum(&self) -> &TickTraffic {
        &self.sum
    }

    /// Length of the window so far, s.
    pub(crate) fn seconds(&self) -> f64 {
        self.ticks.len().max(1) as f64 * twin_units::TICK_S
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_units::rng::{Purpose, Stream};

    #[test]
    fn the_window_sums_as_if_summed_anew() {
        let mut window = Window::default();
        let mut all: Vec<TickTraffic> = Vec::new();
        let mut stream = Stream::new(1, 0, Purpose::Traffic);
        for _ in 0..500 {
            let packets = f64::from(stream.poisson(0.4));
            let tick = TickTraffic {
                offered_bits: (1e6 * stream.uniform()).floor(),
                served_bits: (1e6 * stream.uniform()).floor(),
                packets,
                latency_sum_s: packets * stream.uniform(),
                blocks: f64::from(stream.poisson(3.0)),
                block_errors: f64::from(stream.poisson(0.1)),
            };
            window.push(tick);
            all.push(tick);
            let last = &all[all.len().saturating_sub(WINDOW_TICKS)..];
            let anew = |of: fn(&TickTraffic) -> f64| last.iter().fold(0.0, |sum, tick| sum + of(tick));
            let sum = window.sum();
            for (kept, of) in [
                (sum.offered_bits, (|tick| tick.offered_bits) as fn(&TickTraffic) -> f64),
                (sum.served_bits, |tick| tick.served_bits),
                (sum.packets, |tick| tick.packets),
                (sum.latency_sum_s, |tick| tick.latency_sum_s),
                (sum.blocks, |tick| tick.blocks),
                (sum.block_errors, |tick| tick.block_errors),
            ] {
                assert_eq!(kept.to_bits(), anew(of).to_bits(), "to the bit");
            }
        }
        assert_eq!(window.seconds(), 1.0);
    }
}
