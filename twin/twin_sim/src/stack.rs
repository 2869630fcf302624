//! The protocol state of the UEs: mobility machine, traffic source, downlink queue, and windows for averages.

use crate::components::Ue;
use crate::plan::Plan;
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
#[derive(Default)]
pub(crate) struct Window {
    ticks: std::collections::VecDeque<TickTraffic>,
}

impl Window {
    /// Adds a tick.
    pub(crate) fn push(&mut self, tick: TickTraffic) {
        if self.ticks.len() == WINDOW_TICKS {
            self.ticks.pop_front();
        }
        self.ticks.push_back(tick);
    }

    /// Sums over the window.
    pub(crate) fn sum(&self) -> TickTraffic {
        self.ticks.iter().fold(TickTraffic::default(), |sum, tick| TickTraffic {
            offered_bits: sum.offered_bits + tick.offered_bits,
            served_bits: sum.served_bits + tick.served_bits,
            packets: sum.packets + tick.packets,
            latency_sum_s: sum.latency_sum_s + tick.latency_sum_s,
            blocks: sum.blocks + tick.blocks,
            block_errors: sum.block_errors + tick.block_errors,
        })
    }

    /// Length of the window so far, s.
    pub(crate) fn seconds(&self) -> f64 {
        self.ticks.len().max(1) as f64 * twin_units::TICK_S
    }
}
