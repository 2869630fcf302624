//! The sections of a run's summary: per cell, per slice, per UE, mobility rates, energy. Units in every key.

use crate::cell_totals::{CellTotals, MobilityTotals, UeTotals};
use crate::components::Ue;
use crate::event::{HandoverOutcome, SlaVerdict};
use crate::plan::{Cell, Plan, Slice};
use crate::totals::{RunTotals, SliceTotals};
use serde::Serialize;
use std::collections::BTreeMap;
use twin_ran::energy::Energy;
use twin_ran::latency::LatencyBudget;

/// One cell over a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellSection {
    /// Number of the cell.
    pub cell_id: u32,
    /// Name.
    pub name: String,
    /// Share of downlink PRBs in use, mean.
    pub load_ratio: f64,
    /// Connected UEs, mean.
    pub ues_mean_count: f64,
    /// Served rate, mean, bit/s.
    pub served_rate_bps: f64,
    /// Handovers into it.
    pub handovers_in_count: u32,
    /// Handovers out of it.
    pub handovers_out_count: u32,
    /// Links lost to it.
    pub radio_link_failures_count: u32,
    /// Energy.
    pub energy: EnergySection,
}

/// Energy of a cell or of all.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EnergySection {
    /// Mean power, always awake (EARTH), W.
    pub power_mean_w: f64,
    /// Energy, always awake, kWh.
    pub energy_kwh: f64,
    /// Energy per delivered bit, always awake, J/bit; `None` without bits.
    pub energy_per_bit_j: Option<f64>,
    /// Mean power with the sleep states of TR 38.864, W.
    pub power_with_sleep_mean_w: f64,
    /// Energy with sleep, kWh.
    pub energy_with_sleep_kwh: f64,
}

/// One slice over a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SliceSection {
    /// Name.
    pub name: String,
    /// Slice/service type.
    pub sst: u8,
    /// RRMPolicyRatio, %.
    pub dedicated_ratio_percent: u8,
    /// RRMPolicyRatio, %.
    pub min_ratio_percent: u8,
    /// RRMPolicyRatio, %.
    pub max_ratio_percent: u8,
    /// Share of all PRBs used.
    pub prb_share_ratio: f64,
    /// UEs.
    pub ues_count: usize,
    /// Offered load, bit/s.
    pub offered_rate_bps: f64,
    /// Served rate, bit/s.
    pub served_rate_bps: f64,
    /// Packets delivered.
    pub packets_count: u64,
    /// Delay budget, s.
    pub delay_budget_s: f64,
    /// Share of packets within it.
    pub in_budget_ratio: Option<f64>,
    /// Percentiles of the packet delay, s, by key `p50_s` … `p99_999_s`; `None` where the run has too few packets for one.
    pub delay: BTreeMap<&'static str, Option<f64>>,
    /// Mean of each part of the packets' delay, s, by `…_s`; they sum to the mean delay.
    pub delay_parts_mean: BTreeMap<String, f64>,
    /// Verdict over the run.
    pub sla: SlaVerdict,
    /// Share of each cause in the delay of late packets, by `…_ratio`; empty when none was late.
    pub late_causes: BTreeMap<String, f64>,
}

/// One UE over a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UeSection {
    /// Number of the UE.
    pub ue_id: u32,
    /// Name of its agent.
    pub name: String,
    /// Name of its slice.
    pub slice: String,
    /// Offered load, bit/s.
    pub offered_rate_bps: f64,
    /// Served rate, bit/s.
    pub served_rate_bps: f64,
    /// Packets delivered.
    pub packets_count: u64,
    /// Mean delay of its packets, s.
    pub delay_mean_s: Option<f64>,
    /// Longest delay of its packets, s.
    pub delay_max_s: Option<f64>,
    /// Mean SINR while connected, dB.
    pub sinr_mean_db: Option<f64>,
    /// Time without a cell, s.
    pub outage_s: f64,
    /// Handovers completed.
    pub handovers_count: u32,
    /// Of these, ping-pongs.
    pub ping_pongs_count: u32,
    /// Radio-link failures.
    pub radio_link_failures_count: u32,
    /// Judged attempts and failures, by `…_count`.
    pub outcomes: BTreeMap<String, u32>,
}

/// Mobility of all UEs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MobilitySection {
    /// UE-minutes the rates are of.
    pub ue_minutes: f64,
    /// Rates by `…_per_ue_minute`: reports, executions, completed handovers, ping-pongs, failures, attempts, and each outcome.
    pub rates: BTreeMap<String, f64>,
    /// Counts by `…_count`.
    pub counts: BTreeMap<String, u32>,
}

/// Least number of packets for a percentile: a hundred beyond it, so that it has an error of some 10 %.
fn packets_for(share: f64) -> f64 {
    100.0 / (1.0 - share)
}

const PERCENTILES: [(&str, f64); 7] = [
    ("p50_s", 0.5),
    ("p90_s", 0.9),
    ("p95_s", 0.95),
    ("p99_s", 0.99),
    ("p99_9_s", 0.999),
    ("p99_99_s", 0.9999),
    ("p99_999_s", 0.99999),
];

impl CellSection {
    pub(crate) fn of(cell: &Cell, totals: &CellTotals, ticks: u64, seconds: f64) -> Self {
        let energy = EnergySection::of(totals.energy, totals.energy_with_sleep, seconds);
        Self {
            cell_id: cell.id.0,
            name: cell.name.clone(),
            load_ratio: totals.load_sum / ticks as f64,
            ues_mean_count: totals.ue_sum as f64 / ticks as f64,
            served_rate_bps: totals.energy.bits() / seconds,
            handovers_in_count: totals.handovers_in,
            handovers_out_count: totals.handovers_out,
            radio_link_failures_count: totals.failures,
            energy,
        }
    }
}

impl EnergySection {
    pub(crate) fn of(awake: Energy, with_sleep: Energy, seconds: f64) -> Self {
        Self {
            power_mean_w: awake.joules() / seconds,
            energy_kwh: awake.kilowatt_hours(),
            energy_per_bit_j: awake.joules_per_bit(),
            power_with_sleep_mean_w: with_sleep.joules() / seconds,
            energy_with_sleep_kwh: with_sleep.kilowatt_hours(),
        }
    }

    /// Of all cells together.
    pub(crate) fn of_all(totals: &[CellTotals], seconds: f64) -> Self {
        let sum = |of: fn(&CellTotals) -> Energy| {
            totals.iter().map(of).fold(Energy::default(), |mut sum, energy| {
                sum.merge(energy);
                sum
            })
        };
        Self::of(sum(|cell| cell.energy), sum(|cell| cell.energy_with_sleep), seconds)
    }
}

impl SliceSection {
    pub(crate) fn of(slice: &Slice, sums: &SliceTotals, totals: &RunTotals, n_ue: usize, seconds: f64) -> Self {
        let percentile = |share: f64| {
            (sums.packets as f64 >= packets_for(share)).then(|| sums.delay_us.value_at_quantile(share) as f64 * 1e-6)
        };
        Self {
            name: slice.name.clone(),
            sst: slice.sst,
            dedicated_ratio_percent: slice.ratios.dedicated,
            min_ratio_percent: slice.ratios.min,
            max_ratio_percent: slice.ratios.max,
            prb_share_ratio: sums.prb_share_sum / totals.cell_frames.max(1) as f64,
            ues_count: n_ue,
            offered_rate_bps: sums.offered_bits / seconds,
            served_rate_bps: sums.served_bits / seconds,
            packets_count: sums.packets,
            delay_budget_s: slice.sla.max_latency_ms * 1e-3,
            in_budget_ratio: (sums.packets > 0).then(|| sums.packets_in_budget as f64 / sums.packets as f64),
            delay: PERCENTILES.iter().map(|&(key, share)| (key, percentile(share))).collect(),
            delay_parts_mean: if sums.packets > 0 { parts_mean(sums) } else { BTreeMap::new() },
            sla: crate::summary::verdict_of(slice, sums, n_ue, totals, seconds),
            late_causes: late_causes(sums),
        }
    }
}

fn parts_mean(sums: &SliceTotals) -> BTreeMap<String, f64> {
    let names = LatencyBudget::default().parts();
    let mean = |ns: u64| ns as f64 * 1e-9 / sums.packets as f64;
    names.iter().zip(sums.parts_ns).map(|((name, _), ns)| (format!("{}_s", name.to_lowercase()), mean(ns))).collect()
}

fn late_causes(sums: &SliceTotals) -> BTreeMap<String, f64> {
    let total = sums.late_s.total();
    let parts = sums.late_s.parts().into_iter().filter(|_| total > 0.0);
    parts.map(|(cause, seconds)| (format!("{}_ratio", cause.name()), seconds / total)).collect()
}

impl UeSection {
    pub(crate) fn of(ue: &Ue, plan: &Plan, totals: &UeTotals, seconds: f64) -> Self {
        let per = |sum: f64, n: u64| (n > 0).then(|| sum / n as f64);
        Self {
            ue_id: ue.id.0,
            name: ue.name.clone(),
            slice: plan.slices.get(ue.slice).map(|slice| slice.name.clone()).unwrap_or_default(),
            offered_rate_bps: totals.offered_bits / seconds,
            served_rate_bps: totals.served_bits / seconds,
            packets_count: totals.packets,
            delay_mean_s: per(totals.delay_sum_s, totals.packets),
            delay_max_s: (totals.packets > 0).then_some(totals.delay_max_s),
            sinr_mean_db: per(totals.sinr_sum_db, totals.connected_ticks),
            outage_s: totals.outage_s,
            handovers_count: totals.mobility.handovers,
            ping_pongs_count: totals.mobility.ping_pongs,
            radio_link_failures_count: totals.mobility.failures,
            outcomes: outcome_counts(&totals.mobility),
        }
    }
}

fn outcome_counts(totals: &MobilityTotals) -> BTreeMap<String, u32> {
    let named = HandoverOutcome::ALL.iter().zip(totals.outcomes);
    named.map(|(outcome, count)| (format!("{}_count", outcome.key()), count)).collect()
}

impl MobilitySection {
    pub(crate) fn of(totals: &MobilityTotals, ue_minutes: f64) -> Self {
        let mut counts = outcome_counts(totals);
        for (key, count) in [
            ("reports", totals.reports),
            ("executions", totals.executions),
            ("completed", totals.handovers),
            ("ping_pongs", totals.ping_pongs),
            ("radio_link_failures", totals.failures),
            ("attempts", totals.attempts),
        ] {
            counts.insert(format!("{key}_count"), count);
        }
        let rate = |(key, count): (&String, &u32)| {
            let name = key.trim_end_matches("_count");
            (format!("{name}_per_ue_minute"), if ue_minutes > 0.0 { f64::from(*count) / ue_minutes } else { 0.0 })
        };
        Self { ue_minutes, rates: counts.iter().map(rate).collect(), counts }
    }
}
