//! What a whole run adds up to, for the table at its end.

use crate::cell_totals::{CellTotals, UeTotals};
use crate::components::{Connection, RadioState};
use crate::event::{EventKind, TwinEvent};
use crate::plan::Plan;
use crate::stack::TickTraffic;
use bevy_ecs::prelude::*;
use hdrhistogram::Histogram;
use twin_edge::{BeamScore, InferenceCost, ScoreSummary};
use twin_ran::latency::LatencyBudget;
use twin_ran::scheduler::CellFrame;
use twin_ran::slicing::sla::Causes;

/// Sums over a run.
#[derive(Resource, Clone, Debug)]
pub struct RunTotals {
    /// Ticks done.
    pub ticks: u64,
    /// Per slice.
    pub slices: Vec<SliceTotals>,
    /// SINR of connected agents, each tick, tenths of dB above −60 dB.
    pub sinr: Histogram<u32>,
    /// Sum of the cells' PRB shares, and how many frames they are of.
    pub load_sum: f64,
    /// Frames of cells.
    pub cell_frames: u64,
    /// Handovers completed.
    pub handovers: u32,
    /// Of these, ping-pongs.
    pub ping_pongs: u32,
    /// Handover attempts that failed.
    pub handover_failures: u32,
    /// Radio-link failures.
    pub failures: u32,
    /// Agent-seconds without a cell.
    pub outage_s: f64,
    /// Beam decisions.
    pub beams: ScoreSummary,
    /// Modelled energy of all inferences, J.
    pub inference_energy_j: f64,
    /// Modelled latency of all inferences, s, sum.
    pub inference_latency_sum_s: f64,
    /// Per cell.
    pub cells: Vec<CellTotals>,
    /// Per UE.
    pub ues: Vec<UeTotals>,
}

/// Sums over a run for one slice.
#[derive(Clone, Debug)]
pub struct SliceTotals {
    /// Bits that arrived.
    pub offered_bits: f64,
    /// Bits delivered.
    pub served_bits: f64,
    /// Packets delivered.
    pub packets: u64,
    /// Of these, within the delay budget.
    pub packets_in_budget: u64,
    /// Sums of the parts of all packets' delays, ns, in the order of [`LatencyBudget::parts`].
    pub parts_ns: [u64; 8],
    /// Where the delay of late packets comes from, s.
    pub late_s: Causes,
    /// Packet delay, µs, three significant digits.
    pub delay_us: Histogram<u64>,
    /// Sum over cell frames of its PRB share.
    pub prb_share_sum: f64,
}

/// Offset that makes SINR positive in the histogram, dB.
const SINR_OFFSET_DB: f64 = 60.0;

impl RunTotals {
    /// Zero.
    pub(crate) fn new(plan: &Plan, n_ue: usize) -> Self {
        // 1..=60 s and 1..=2000 tenths are legal bounds: creation cannot fail.
        let delays = || Histogram::new_with_bounds(1, 60_000_000, 3).expect("legal bounds");
        let slice = |_| SliceTotals {
            offered_bits: 0.0,
            served_bits: 0.0,
            packets: 0,
            packets_in_budget: 0,
            parts_ns: [0; 8],
            late_s: Causes::default(),
            delay_us: delays(),
            prb_share_sum: 0.0,
        };
        Self {
            ticks: 0,
            slices: plan.slices.iter().map(slice).collect(),
            sinr: Histogram::new_with_bounds(1, 2_000, 3).expect("legal bounds"),
            load_sum: 0.0,
            cell_frames: 0,
            handovers: 0,
            ping_pongs: 0,
            handover_failures: 0,
            failures: 0,
            outage_s: 0.0,
            beams: ScoreSummary::default(),
            inference_energy_j: 0.0,
            inference_latency_sum_s: 0.0,
            cells: vec![CellTotals::default(); plan.cells.len()],
            ues: vec![UeTotals::default(); n_ue],
        }
    }

    pub(crate) fn deliver(&mut self, ue: usize, slice: usize, delay_s: f64, in_budget: bool, budget: &LatencyBudget) {
        self.ues[ue].deliver(delay_s);
        let totals = &mut self.slices[slice];
        totals.packets += 1;
        totals.packets_in_budget += u64::from(in_budget);
        for (sum, (_, part_ns)) in totals.parts_ns.iter_mut().zip(budget.parts()) {
            *sum += part_ns;
        }
        if !in_budget {
            totals.late_s.add(&budget.causes());
        }
        totals.delay_us.saturating_record((delay_s * 1e6).max(1.0) as u64);
    }

    pub(crate) fn cell_frame(&mut self, frame: &CellFrame) {
        self.load_sum += frame.prb_share;
        self.cell_frames += 1;
        for (totals, slice) in self.slices.iter_mut().zip(&frame.slices) {
            totals.prb_share_sum += slice.prb_share;
        }
    }

    pub(crate) fn ue_tick(&mut self, ue: usize, slice: usize, tick: &TickTraffic, radio: &RadioState) {
        self.ues[ue].tick(tick, radio);
        let totals = &mut self.slices[slice];
        totals.offered_bits += tick.offered_bits;
        totals.served_bits += tick.served_bits;
        if radio.connection == Connection::Connected {
            self.sinr.saturating_record(((radio.sinr_db + SINR_OFFSET_DB) * 10.0).max(1.0) as u64);
        } else if radio.connection == Connection::Reestablishing {
            self.outage_s += twin_units::TICK_S;
        }
    }

    pub(crate) fn tick(&mut self, events: &[TwinEvent]) {
        self.ticks += 1;
        for event in events {
            match event.kind {
                EventKind::HandoverCompleted { ping_pong, .. } => {
                    self.handovers += 1;
                    self.ping_pongs += u32::from(ping_pong);
                }
                EventKind::HandoverFailed { .. } => self.handover_failures += 1,
                EventKind::RadioLinkFailed { .. } => self.failures += 1,
                _ => {}
            }
        }
    }

    pub(crate) fn decision(&mut self, score: &BeamScore, cost: &InferenceCost) {
        self.beams.add(score);
        self.inference_energy_j += cost.energy_j;
        self.inference_latency_sum_s += cost.latency_s;
    }

    /// SINR below which a share of all agent-ticks lies, dB; NaN without samples.
    pub fn sinr_quantile_db(&self, share: f64) -> f64 {
        if self.sinr.is_empty() { f64::NAN } else { self.sinr.value_at_quantile(share) as f64 / 10.0 - SINR_OFFSET_DB }
    }
}
