//! The table at the end of a run, each row traceable to its definition.

use crate::TwinClock;
use crate::event::SlaVerdict;
use crate::kpi::SliceKpi;
use crate::plan::Plan;
use crate::record::state_hash;
use crate::systems::kpi::verdict;
use crate::totals::{RunTotals, SliceTotals};
use bevy_ecs::prelude::*;
use serde::Serialize;
use twin_units::TICK_S;

/// Definition of a KPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KpiDefinition {
    /// Key, with its unit at the end.
    pub key: &'static str,
    /// Name for tables.
    pub label: &'static str,
    /// Unit as shown; empty for counts.
    pub unit: &'static str,
    /// What it is and how it is computed.
    pub definition: &'static str,
    /// Document it follows, or that it is ours.
    pub source: &'static str,
}

macro_rules! definitions {
    ($($key:literal, $label:literal, $unit:literal, $definition:literal, $source:literal;)*) => {
        /// All KPIs of the summary, in table order.
        pub const DEFINITIONS: &[KpiDefinition] = &[$(KpiDefinition {
            key: $key, label: $label, unit: $unit, definition: $definition, source: $source,
        }),*];
    };
}

definitions! {
    "dl.throughput_bps", "Served rate", "bit/s",
        "Bits of transport blocks received without error, summed over the slice's UEs, divided by the length of the run.",
        "After TS 28.552 cl. 5.1.1.3 (DL UE throughput), here averaged over the whole run, idle time included";
    "dl.offered_bps", "Offered load", "bit/s",
        "Bits of packets that arrived at the gNBs for the slice's UEs, divided by the length of the run.", "Beamscape";
    "dl.delay_mean_s", "Packet delay, mean", "s",
        "From a packet's arrival in the gNB's queue to the end of the slot that delivered its last bit; mean over delivered packets. Core, transport and UE processing are not in it.",
        "After TS 28.552 cl. 5.1.1.1 (packet delay in the DL, air part)";
    "dl.delay_p95_s", "Packet delay, 95 %", "s",
        "Delay that 95 % of delivered packets do not exceed; HDR histogram with three significant digits.", "Beamscape";
    "dl.in_budget_ratio", "Within delay budget", "%",
        "Delivered packets whose delay is at most the slice's delay budget, over all delivered packets.",
        "After TS 22.261 cl. 3.1 (reliability), air part";
    "prb.share_ratio", "Share of PRBs", "%",
        "PRBs of downlink slots granted to the slice's UEs over all PRBs of downlink slots of all cells.",
        "TS 28.552 cl. 5.1.1.2 (DL total PRB usage), by S-NSSAI";
    "sla.verdict", "SLA", "",
        "Met when the share within the delay budget reaches the slice's reliability and each UE gets its least rate, or 98 % of all that is offered.",
        "Beamscape";
    "sinr.p05_db", "SINR, 5 %", "dB",
        "Data SINR on the beam in use, of connected agents, each tick; value that 5 % lie below.", "After TS 38.215 cl. 5.1.5 (SS-SINR), on the data beam";
    "sinr.p50_db", "SINR, median", "dB", "As sinr.p05_db, 50 %.", "After TS 38.215 cl. 5.1.5, on the data beam";
    "sinr.p95_db", "SINR, 95 %", "dB", "As sinr.p05_db, 95 %.", "After TS 38.215 cl. 5.1.5, on the data beam";
    "cell.load_ratio", "Cell load, mean", "%",
        "PRBs granted over PRBs of downlink slots, mean over cells and frames.", "TS 28.552 cl. 5.1.1.2 (DL total PRB usage)";
    "handover.completed_count", "Handovers", "",
        "Handovers in which the UE joined the target.", "TS 28.552 cl. 5.1.1.6";
    "handover.ping_pong_count", "Ping-pongs", "",
        "Handovers back to the previous cell within the minimum time of stay of the scene.", "TR 36.839 cl. 5.2.2";
    "handover.failed_count", "Failed handovers", "",
        "Attempts in which the target could not be joined before T304 ended.", "TR 36.839 cl. 5.2.1.3";
    "rlf.count", "Radio-link failures", "",
        "T310 expiries and lost commands.", "TS 38.331 cl. 5.3.10.3";
    "outage.ratio", "Time without a cell", "%",
        "Agent-time spent in re-establishment over all agent-time.", "Beamscape";
    "beam.top1_ratio", "Beam right at first", "%",
        "Decisions whose first-ranked beam is the strongest of all SSB beams of the serving cell.", "TR 38.843 cl. 6.3.1 (top-1 accuracy)";
    "beam.top3_ratio", "Beam among first three", "%",
        "Decisions whose first three beams hold the strongest.", "TR 38.843 cl. 6.3.1 (top-K accuracy)";
    "beam.loss_mean_db", "Beam loss, mean", "dB",
        "SS-RSRP of the strongest beam over that of the first-ranked beam, mean over decisions.", "TR 38.843 cl. 6.3.1 (L1-RSRP difference)";
    "model.decisions_count", "Model decisions", "", "Beam rankings made by the agents.", "Beamscape";
    "model.device_latency_mean_s", "Inference on device, mean", "s",
        "Latency modelled from the operations of the model and the rate of the agent's device class; not measured on this computer.", "Beamscape; rates in twin_edge::cost";
    "model.device_energy_j", "Inference energy", "J",
        "Energy modelled from the same device classes, sum over all decisions.", "Beamscape; rates in twin_edge::cost";
}

/// One number of the summary.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Key of its definition.
    pub key: &'static str,
    /// Slice, where it is of one.
    pub slice: Option<String>,
    /// Value in the unit of its key; `None` where there were no samples.
    pub value: Option<f64>,
    /// Verdict, for `sla.verdict`.
    pub verdict: Option<SlaVerdict>,
}

/// Everything a run ends with; contains nothing that depends on the machine.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Scene name.
    pub scene: String,
    /// Seed.
    pub seed: u64,
    /// Simulated seconds.
    pub seconds: f64,
    /// Agents.
    pub agents: usize,
    /// Cells.
    pub cells: usize,
    /// Hash of the final state, hexadecimal.
    pub state_hash: String,
    /// Numbers.
    pub kpis: Vec<Row>,
}

/// Sums up a run.
pub fn summarise(world: &mut World) -> Summary {
    let state_hash = format!("{:016x}", state_hash(world));
    let clock = *world.resource::<TwinClock>();
    let agents = world.resource::<crate::components::Roster>().0.len();
    let totals = world.resource::<RunTotals>();
    let plan = world.resource::<Plan>();
    let seconds = totals.ticks as f64 * TICK_S;
    let members =
        |slice: usize| world.resource::<crate::stack::Downlinks>().0.iter().filter(|ue| ue.slice == slice).count();

    let mut kpis = Vec::new();
    for (idx, (slice, sums)) in plan.slices.iter().zip(&totals.slices).enumerate() {
        kpis.extend(slice_rows(slice, sums, members(idx), totals, seconds));
    }
    let whole = |key, value: f64| Row { key, slice: None, value: finite(value), verdict: None };
    let per_decision = |sum: f64| sum / totals.beams.n as f64;
    kpis.extend([
        whole("sinr.p05_db", totals.sinr_quantile_db(0.05)),
        whole("sinr.p50_db", totals.sinr_quantile_db(0.5)),
        whole("sinr.p95_db", totals.sinr_quantile_db(0.95)),
        whole("cell.load_ratio", totals.load_sum / totals.cell_frames as f64),
        whole("handover.completed_count", f64::from(totals.handovers)),
        whole("handover.ping_pong_count", f64::from(totals.ping_pongs)),
        whole("handover.failed_count", f64::from(totals.handover_failures)),
        whole("rlf.count", f64::from(totals.failures)),
        whole("outage.ratio", totals.outage_s / (seconds * agents as f64)),
        whole("beam.top1_ratio", totals.beams.top_1_share().unwrap_or(f64::NAN)),
        whole("beam.top3_ratio", totals.beams.top_3_share().unwrap_or(f64::NAN)),
        whole("beam.loss_mean_db", totals.beams.mean_rsrp_loss().map_or(f64::NAN, |loss| loss.0)),
        whole("model.decisions_count", totals.beams.n as f64),
        whole("model.device_latency_mean_s", per_decision(totals.inference_latency_sum_s)),
        whole("model.device_energy_j", totals.inference_energy_j),
    ]);
    Summary {
        scene: plan.scene_name.clone(),
        seed: clock.seed,
        seconds,
        agents,
        cells: plan.cells.len(),
        state_hash,
        kpis,
    }
}

fn slice_rows(
    slice: &crate::plan::Slice,
    sums: &SliceTotals,
    n_ue: usize,
    totals: &RunTotals,
    seconds: f64,
) -> Vec<Row> {
    let has_packets = sums.packets > 0;
    let of_packets = |value: f64| if has_packets { value } else { f64::NAN };
    let kpi = SliceKpi {
        offered_bps: sums.offered_bits / seconds,
        rate_bps: sums.served_bits / seconds,
        latency_mean_s: of_packets(sums.delay_us.mean() * 1e-6),
        latency_p95_s: of_packets(sums.delay_us.value_at_quantile(0.95) as f64 * 1e-6),
        in_budget: sums.packets_in_budget as f64 / sums.packets as f64,
        prb_share: sums.prb_share_sum / totals.cell_frames as f64,
        backlog_bits: sums.offered_bits - sums.served_bits,
        verdict: SlaVerdict::Unknown,
    };
    let row = |key, value: f64| Row { key, slice: Some(slice.name.clone()), value: finite(value), verdict: None };
    vec![
        row("dl.offered_bps", kpi.offered_bps),
        row("dl.throughput_bps", kpi.rate_bps),
        row("dl.delay_mean_s", kpi.latency_mean_s),
        row("dl.delay_p95_s", kpi.latency_p95_s),
        row("dl.in_budget_ratio", kpi.in_budget),
        row("prb.share_ratio", kpi.prb_share),
        Row { verdict: Some(verdict(slice, &kpi, n_ue)), ..row("sla.verdict", f64::NAN) },
    ]
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
