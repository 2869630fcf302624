//! Every number of the report, computed from the recording.

use crate::case::Case;
use recording::Recording;
use twin_sim::event::{EventKind, SlaVerdict};
use twin_sim::kpi::{KpiFrame, SliceKpi};
use twin_units::TICKS_PER_SECOND;

/// Numbers over a run; NaN where there were no samples.
pub(crate) struct Facts {
    pub(crate) slices: Vec<SliceFacts>,
    /// SINR that 5, 50 and 95 % of agents and moments lie below, dB.
    pub(crate) sinr_db: [f64; 3],
    pub(crate) mean_load: f64,
    pub(crate) handovers: usize,
    pub(crate) ping_pongs: usize,
    pub(crate) failed_handovers: usize,
    pub(crate) link_failures: usize,
    /// Share of agent-time without a cell.
    pub(crate) outage: f64,
    pub(crate) beam_top1: f64,
    pub(crate) beam_loss_db: f64,
}

/// Numbers of one slice over a run.
pub(crate) struct SliceFacts {
    pub(crate) offered_bps: f64,
    pub(crate) rate_bps: f64,
    pub(crate) latency_mean_s: f64,
    pub(crate) latency_p95_s: f64,
    pub(crate) in_budget: f64,
    pub(crate) prb_share: f64,
    /// Share of judged frames that were met, at risk, breached; NaN if none was judged.
    pub(crate) time: [f64; 3],
    pub(crate) verdict: SlaVerdict,
    /// Whether it was the rate that fell short.
    pub(crate) too_slow: bool,
    /// Whether too many packets were late.
    pub(crate) too_late: bool,
}

/// Frames whose one-second averages are full; all of them in a very short recording.
pub(crate) fn settled(recording: &Recording) -> &[KpiFrame] {
    let frames = recording.kpis();
    let start = recording.first_tick().0 + TICKS_PER_SECOND;
    let from = frames.partition_point(|frame| frame.tick.0 < start);
    if from < frames.len() { &frames[from..] } else { frames }
}

/// Mean of the finite values; NaN if there are none.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.filter(|value| value.is_finite()).fold((0_u64, 0.0), |(n, sum), value| (n + 1, sum + value));
    sum / n as f64
}

impl Facts {
    pub(crate) fn new(recording: &Recording, case: &Case) -> Self {
        let frames = settled(recording);
        let n_slices = case.slices.len().max(frames.iter().map(|frame| frame.slices.len()).max().unwrap_or(0));
        let count = |of: fn(&EventKind) -> bool| recording.events().iter().filter(|event| of(&event.kind)).count();
        let (sinr_db, outage) = radio(recording);
        Self {
            slices: (0..n_slices).map(|slice| slice_facts(slice, frames, case)).collect(),
            sinr_db,
            mean_load: mean(frames.iter().map(|frame| frame.mean_load)),
            handovers: count(|kind| matches!(kind, EventKind::HandoverCompleted { .. })),
            ping_pongs: count(|kind| matches!(kind, EventKind::HandoverCompleted { ping_pong: true, .. })),
            failed_handovers: count(|kind| matches!(kind, EventKind::HandoverFailed { .. })),
            link_failures: count(|kind| matches!(kind, EventKind::RadioLinkFailed { .. })),
            outage,
            beam_top1: mean(frames.iter().map(|frame| frame.beam_top1)),
            beam_loss_db: mean(frames.iter().map(|frame| frame.beam_loss_db)),
        }
    }
}

fn slice_facts(slice: usize, frames: &[KpiFrame], case: &Case) -> SliceFacts {
    let rows = || frames.iter().filter_map(|frame| frame.slices.get(slice));
    let mean_of = |of: fn(&SliceKpi) -> f64| mean(rows().map(of));
    let judged = rows().filter(|kpi| kpi.verdict != SlaVerdict::Unknown).count() as f64;
    let share = |verdict| rows().filter(|kpi| kpi.verdict == verdict).count() as f64 / judged;
    let mut facts = SliceFacts {
        offered_bps: mean_of(|kpi| kpi.offered_bps),
        rate_bps: mean_of(|kpi| kpi.rate_bps),
        latency_mean_s: mean_of(|kpi| kpi.latency_mean_s),
        latency_p95_s: mean_of(|kpi| kpi.latency_p95_s),
        in_budget: mean_of(|kpi| kpi.in_budget),
        prb_share: mean_of(|kpi| kpi.prb_share),
        time: [SlaVerdict::Met, SlaVerdict::AtRisk, SlaVerdict::Breached].map(share),
        verdict: SlaVerdict::Unknown,
        too_slow: false,
        too_late: false,
    };
    judge(&mut facts, slice, case);
    facts
}

/// Judges the whole run by the rule of `sla.verdict`, on the means over the run.
fn judge(facts: &mut SliceFacts, slice: usize, case: &Case) {
    let plan = case.plan.as_ref().and_then(|plan| plan.slices.get(slice));
    let (Some(plan), Some(members)) = (plan, case.members(slice)) else { return };
    if members == 0 || !facts.offered_bps.is_finite() || (!facts.in_budget.is_finite() && facts.offered_bps == 0.0) {
        return;
    }
    let allowed = 1.0 - plan.sla.reliability_percent / 100.0;
    // Traffic that is offered and never delivered is late as a whole.
    let late = if facts.in_budget.is_finite() { 1.0 - facts.in_budget } else { 1.0 };
    let wanted_bps = (plan.sla.min_rate_mbps * 1e6 * f64::from(members)).min(0.98 * facts.offered_bps);
    facts.too_late = late > allowed + 1e-12;
    facts.too_slow = facts.rate_bps < wanted_bps;
    facts.verdict = if facts.too_late || facts.too_slow {
        SlaVerdict::Breached
    } else if late > 0.8 * allowed && late > 0.0 {
        SlaVerdict::AtRisk
    } else {
        SlaVerdict::Met
    };
}

/// SINR percentiles of served agents over all recorded states (steps of 0.1 dB), and the share of agent-time without a cell.
fn radio(recording: &Recording) -> ([f64; 3], f64) {
    const LOWEST_DB: f64 = -60.0;
    let mut bins = vec![0_u64; 2_000];
    let (mut all, mut unserved) = (0_u64, 0_u64);
    for agent in recording.snapshots().flat_map(|state| state.agents) {
        all += 1;
        if agent.serving.is_none() {
            unserved += 1;
        } else if agent.sinr_db.is_finite() {
            let bin = ((agent.sinr_db - LOWEST_DB) * 10.0).clamp(0.0, (bins.len() - 1) as f64);
            bins[bin as usize] += 1;
        }
    }
    let n: u64 = bins.iter().sum();
    let below = |share: f64| {
        let rank = ((n as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        let bin = bins.iter().position(|count| {
            seen += count;
            seen >= rank
        });
        bin.map_or(f64::NAN, |bin| LOWEST_DB + bin as f64 / 10.0)
    };
    ([0.05, 0.5, 0.95].map(below), unserved as f64 / all as f64)
}
