//! The table at the end of a run, each row traceable to its definition.

use crate::TwinClock;
use crate::cell_totals::{MobilityTotals, UeTotals};
use crate::components::{Roster, Ue};
use crate::event::SlaVerdict;
use crate::kpi::SliceKpi;
use crate::mobility_config::mobility_config;
use crate::plan::{Plan, Slice};
use crate::record::state_hash;
use crate::sections::{CellSection, EnergySection, MobilitySection, SliceSection, UeSection};
use crate::stack::UeStack;
use crate::systems::kpi::verdict;
use crate::totals::{RunTotals, SliceTotals};
use bevy_ecs::prelude::*;
use serde::Serialize;
use twin_ran::handover::MobilityLog;
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
    "handover.attempts_per_ue_minute", "Handover attempts", "/min",
        "Measurement reports or executions that started an attempt, judged after the fact, per UE-minute.", "After TS 28.552 cl. 5.1.1.6; judged after TS 38.300 cl. 15.5.2.2.2";
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
    "energy.power_mean_w", "Power of all cells", "W",
        "Mains power of the cells, always awake: two chains each, base power plus slope times load; mean over the run.",
        "Auer et al. 2011 (EARTH), eq. (1) and table 2; after TS 28.554 cl. 6.7.3";
    "energy.per_bit_j", "Energy per bit", "J/bit",
        "Energy of all cells, always awake, over all delivered bits.", "After TS 28.554 cl. 6.7.1, inverse";
    "energy.power_with_sleep_mean_w", "The same with sleep", "W",
        "As power of all cells, but ticks without data are spent in the sleep state that costs least; scaled so that full load costs the same.",
        "TR 38.864 cl. 5.1, category 1";
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
    /// Handovers, their outcomes and failures of all UEs.
    pub mobility: MobilitySection,
    /// Energy of all cells.
    pub energy: EnergySection,
    /// Per cell.
    pub per_cell: Vec<CellSection>,
    /// Per slice.
    pub per_slice: Vec<SliceSection>,
    /// Per UE.
    pub per_ue: Vec<UeSection>,
}

/// Sums up a run. Handovers that are not judged yet are judged as if the run ended here; the twin itself goes on unchanged.
pub fn summarise(world: &mut World) -> Summary {
    let state_hash = format!("{:016x}", state_hash(world));
    let ues = ue_totals(world);
    let rows: Vec<Ue> =
        world.resource::<Roster>().0.iter().filter_map(|agent| world.get::<Ue>(*agent)).cloned().collect();
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
    let mut mobility = MobilityTotals::default();
    ues.iter().for_each(|ue| mobility.add(&ue.mobility));
    let all_energy = EnergySection::of_all(&totals.cells, seconds);
    kpis.extend([
        whole("handover.attempts_per_ue_minute", f64::from(mobility.attempts) / (seconds / 60.0 * agents as f64)),
        whole("energy.power_mean_w", all_energy.power_mean_w),
        whole("energy.per_bit_j", all_energy.energy_per_bit_j.unwrap_or(f64::NAN)),
        whole("energy.power_with_sleep_mean_w", all_energy.power_with_sleep_mean_w),
    ]);
    let of_slice =
        |(idx, slice): (usize, &Slice)| SliceSection::of(slice, &totals.slices[idx], totals, members(idx), seconds);
    Summary {
        scene: plan.scene_name.clone(),
        seed: clock.seed,
        seconds,
        agents,
        cells: plan.cells.len(),
        state_hash,
        kpis,
        mobility: MobilitySection::of(&mobility, seconds / 60.0 * agents as f64),
        energy: all_energy,
        per_cell: plan
            .cells
            .iter()
            .zip(&totals.cells)
            .map(|(cell, sums)| CellSection::of(cell, sums, totals.ticks.max(1), seconds))
            .collect(),
        per_slice: plan.slices.iter().enumerate().map(of_slice).collect(),
        per_ue: rows.iter().zip(&ues).map(|(ue, sums)| UeSection::of(ue, plan, sums, seconds)).collect(),
    }
}

/// The UEs' sums with what is still open judged at this moment.
fn ue_totals(world: &World) -> Vec<UeTotals> {
    let mut ues = world.resource::<RunTotals>().ues.clone();
    let config = mobility_config(&world.resource::<Plan>().mobility);
    let now_s = world.resource::<TwinClock>().tick.seconds();
    for (ue, entity) in ues.iter_mut().zip(&world.resource::<Roster>().0) {
        let Some(mut mobility) = world.get::<UeStack>(*entity).and_then(|stack| stack.mobility.clone()) else {
            continue;
        };
        let mut log = MobilityLog::default();
        mobility.finish(&config, now_s, &mut log);
        log.outcomes.iter().for_each(|judged| ue.mobility.judged(judged));
    }
    ues
}

/// Verdict on a slice over the whole run.
pub(crate) fn verdict_of(
    slice: &Slice,
    sums: &SliceTotals,
    n_ue: usize,
    totals: &RunTotals,
    seconds: f64,
) -> SlaVerdict {
    verdict(slice, &kpi_of(sums, totals, seconds), n_ue)
}

fn slice_rows(
    slice: &crate::plan::Slice,
    sums: &SliceTotals,
    n_ue: usize,
    totals: &RunTotals,
    seconds: f64,
) -> Vec<Row> {
    let kpi = kpi_of(sums, totals, seconds);
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

fn kpi_of(sums: &SliceTotals, totals: &RunTotals, seconds: f64) -> SliceKpi {
    let has_packets = sums.packets > 0;
    let of_packets = |value: f64| if has_packets { value } else { f64::NAN };
    SliceKpi {
        offered_bps: sums.offered_bits / seconds,
        rate_bps: sums.served_bits / seconds,
        latency_mean_s: of_packets(sums.delay_us.mean() * 1e-6),
        latency_p95_s: of_packets(sums.delay_us.value_at_quantile(0.95) as f64 * 1e-6),
        in_budget: sums.packets_in_budget as f64 / sums.packets as f64,
        prb_share: sums.prb_share_sum / totals.cell_frames as f64,
        backlog_bits: sums.offered_bits - sums.served_bits,
        verdict: SlaVerdict::Unknown,
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
