//! KPIs: their definitions, and the frame of values made ten times a second.

use crate::event::SlaVerdict;
use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use twin_units::Tick;

/// One frame of KPIs, made every [`FRAME_TICKS`] ticks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KpiFrame {
    /// When.
    pub tick: Tick,
    /// Per slice, in the plan's order.
    pub slices: Vec<SliceKpi>,
    /// SINR of connected agents, dB: 5th, 50th and 95th percentile.
    pub sinr_percentiles_db: [f64; 3],
    /// Mean cell load, 0..=1.
    pub mean_load: f64,
    /// Served rate of all cells over the last second, bit/s.
    pub total_rate_bps: f64,
    /// Handovers completed since the start.
    pub handovers: u32,
    /// Ping-pongs since the start.
    pub ping_pongs: u32,
    /// Radio-link failures since the start.
    pub failures: u32,
    /// Share of the last second's model decisions whose first choice was the best beam; NaN without decisions.
    pub beam_top1: f64,
    /// Mean RSRP lost to wrong beams over the last second, dB.
    pub beam_loss_db: f64,
}

/// KPIs of one slice over the last second.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SliceKpi {
    /// Offered load, bit/s.
    pub offered_bps: f64,
    /// Served rate, bit/s.
    pub rate_bps: f64,
    /// Mean packet latency, s; NaN without packets.
    pub latency_mean_s: f64,
    /// 95th percentile of packet latency, s; NaN without packets.
    pub latency_p95_s: f64,
    /// Share of packets within the delay budget, 0..=1; NaN without packets.
    pub in_budget: f64,
    /// Share of all PRBs of all cells used, 0..=1.
    pub prb_share: f64,
    /// Bits waiting.
    pub backlog_bits: f64,
    /// Verdict on the SLA.
    pub verdict: SlaVerdict,
}

/// Ticks between frames.
pub const FRAME_TICKS: u64 = 10;

/// KPI frames of the run so far, oldest first, bounded to [`KpiHistory::CAPACITY`].
#[derive(Resource, Clone, Debug, Default)]
pub struct KpiHistory {
    /// Frames.
    pub frames: std::collections::VecDeque<KpiFrame>,
}

impl KpiHistory {
    /// Most frames kept: 20 minutes at ten a second.
    pub const CAPACITY: usize = 12_000;

    /// Adds a frame.
    pub fn push(&mut self, frame: KpiFrame) {
        if self.frames.len() == Self::CAPACITY {
            self.frames.pop_front();
        }
        self.frames.push_back(frame);
    }
}

/// The value below which a share of the samples lies (nearest rank); NaN without samples. Reorders the samples.
pub fn percentile(samples: &mut [f64], share: f64) -> f64 {
    if samples.is_empty() {
        return f64::NAN;
    }
    let rank = ((samples.len() as f64 * share).ceil() as usize).clamp(1, samples.len()) - 1;
    *samples.select_nth_unstable_by(rank, f64::total_cmp).1
}
