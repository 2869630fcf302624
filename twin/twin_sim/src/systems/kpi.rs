//! `Kpi`: ten times a second, the state of the last second in one frame; SLA verdicts; the event log.

use crate::TwinClock;
use crate::components::{CellsLive, Connection, Mind, RadioState, Roster, TrafficState, Ue};
use crate::event::{EventKind, EventLog, SlaVerdict, TickEvents, TwinEvent};
use crate::kpi::{FRAME_TICKS, KpiFrame, KpiHistory, SliceKpi, percentile};
use crate::plan::{Plan, Slice};
use crate::totals::RunTotals;
use bevy_ecs::prelude::*;
use std::collections::VecDeque;
use twin_ran::slicing::sla::Causes;
use twin_units::{TICKS_PER_SECOND, Tick};

/// What the last second brought, for KPIs over it.
#[derive(Resource, Clone, Debug, Default)]
pub(crate) struct LastSecond {
    /// Bits that arrived in this tick, index = `UeId`.
    pub(crate) arrivals: Vec<f64>,
    /// Packets delivered, by slice.
    deliveries: Vec<VecDeque<Delivered>>,
    verdicts: Vec<SlaVerdict>,
}

/// A delivered packet.
#[derive(Clone, Copy, Debug)]
struct Delivered {
    tick: Tick,
    delay_s: f64,
    in_budget: bool,
    causes: Causes,
}

impl LastSecond {
    /// Nothing yet.
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            arrivals: Vec::new(),
            deliveries: vec![VecDeque::new(); plan.slices.len()],
            verdicts: vec![SlaVerdict::Unknown; plan.slices.len()],
        }
    }

    /// Notes a delivered packet.
    pub(crate) fn deliver(&mut self, slice: usize, tick: Tick, delay_s: f64, in_budget: bool, causes: Causes) {
        self.deliveries[slice].push_back(Delivered { tick, delay_s, in_budget, causes });
    }

    /// Where the delay of the late packets comes from, s.
    fn late_causes(&self, slice: usize) -> Causes {
        let late = self.deliveries[slice].iter().filter(|packet| !packet.in_budget);
        late.fold(Causes::default(), |mut sum, packet| {
            sum.add(&packet.causes);
            sum
        })
    }

    fn forget_before(&mut self, tick: Tick) {
        for list in &mut self.deliveries {
            while list.front().is_some_and(|packet| packet.tick < tick) {
                list.pop_front();
            }
        }
    }
}

/// Makes a frame when one is due, and moves the tick's events into the log.
pub(crate) fn make_frame(
    plan: Res<Plan>,
    clock: Res<TwinClock>,
    roster: Res<Roster>,
    cells: Res<CellsLive>,
    mut second: ResMut<LastSecond>,
    mut totals: ResMut<RunTotals>,
    mut history: ResMut<KpiHistory>,
    mut events: ResMut<TickEvents>,
    mut log: ResMut<EventLog>,
    agents: Query<(&Ue, &RadioState, &TrafficState, &Mind)>,
) {
    let tick = clock.tick.next();
    totals.tick(&events.0);
    if tick.0.is_multiple_of(FRAME_TICKS) {
        second.forget_before(Tick(tick.0.saturating_sub(TICKS_PER_SECOND)));
        let rows: Vec<_> = roster.0.iter().filter_map(|entity| agents.get(*entity).ok()).collect();
        let frame = KpiFrame {
            tick,
            slices: slice_frames(&plan, &cells, &second, &rows),
            sinr_percentiles_db: sinr_percentiles(&rows),
            mean_load: cells.0.iter().map(|cell| cell.load).sum::<f64>() / cells.0.len().max(1) as f64,
            total_rate_bps: rows.iter().map(|(_, _, traffic, _)| traffic.rate_bps).sum(),
            handovers: totals.handovers,
            ping_pongs: totals.ping_pongs,
            failures: totals.failures,
            beam_top1: mean_over(&rows, tick, |mind| {
                f64::from(u8::from(mind.ranking.first() == Some(&mind.true_best)))
            }),
            beam_loss_db: mean_over(&rows, tick, |mind| mind.loss_db),
        };
        for (slice, kpi) in frame.slices.iter().enumerate() {
            if kpi.verdict != second.verdicts[slice] {
                second.verdicts[slice] = kpi.verdict;
                let why = why(&plan.slices[slice], kpi, second.late_causes(slice));
                let kind = EventKind::SlaChanged { slice, verdict: kpi.verdict, why };
                events.0.push(TwinEvent { tick: clock.tick, ue: None, kind });
            }
        }
        history.push(frame);
    }
    for event in &events.0 {
        log.push(event.clone());
    }
}

type Row<'a> = (&'a Ue, &'a RadioState, &'a TrafficState, &'a Mind);

fn slice_frames(plan: &Plan, cells: &CellsLive, second: &LastSecond, rows: &[Row<'_>]) -> Vec<SliceKpi> {
    let frame = |(idx, slice): (usize, &Slice)| {
        let members: Vec<&Row<'_>> = rows.iter().filter(|(ue, ..)| ue.slice == idx).collect();
        let sum = |of: fn(&TrafficState) -> f64| members.iter().map(|(_, _, traffic, _)| of(traffic)).sum::<f64>();
        let mut delays: Vec<f64> = second.deliveries[idx].iter().map(|packet| packet.delay_s).collect();
        let n = delays.len() as f64;
        let kept = second.deliveries[idx].iter().filter(|packet| packet.in_budget).count() as f64;
        let mut kpi = SliceKpi {
            offered_bps: sum(|traffic| traffic.offered_bps),
            rate_bps: sum(|traffic| traffic.rate_bps),
            latency_mean_s: delays.iter().sum::<f64>() / n,
            latency_p95_s: percentile(&mut delays, 0.95),
            in_budget: kept / n,
            prb_share: cells.0.iter().map(|cell| cell.slice_share[idx]).sum::<f64>() / cells.0.len().max(1) as f64,
            backlog_bits: sum(|traffic| traffic.backlog_bits),
            verdict: SlaVerdict::Unknown,
        };
        kpi.verdict = verdict(slice, &kpi, members.len());
        kpi
    };
    plan.slices.iter().enumerate().map(frame).collect()
}

/// What was reached and promised, and the largest cause of late packets; empty when the target is kept.
fn why(slice: &Slice, kpi: &SliceKpi, late: Causes) -> String {
    if !matches!(kpi.verdict, SlaVerdict::Breached | SlaVerdict::AtRisk) {
        return String::new();
    }
    if !kpi.in_budget.is_finite() {
        return "packets wait and none arrived within the last second".into();
    }
    let sla = &slice.sla;
    let promised = sla.reliability_percent;
    let mut text =
        format!("{:.2} % of packets within {} ms, {promised} % promised", 100.0 * kpi.in_budget, sla.max_latency_ms);
    if 100.0 * kpi.in_budget >= promised && kpi.verdict == SlaVerdict::Breached {
        text = format!("{:.2} Mbit/s served of {:.2} Mbit/s offered", kpi.rate_bps * 1e-6, kpi.offered_bps * 1e-6);
    }
    if let Some((cause, share)) = late.largest() {
        text += &format!("; {:.0} % of the late packets' delay is {}", 100.0 * share, cause.name());
    }
    text
}

/// Whether a slice keeps its SLA: enough packets within the budget, and either the least rate per UE or all that is offered.
pub(crate) fn verdict(slice: &Slice, kpi: &SliceKpi, n_ue: usize) -> SlaVerdict {
    if n_ue == 0 || !kpi.in_budget.is_finite() {
        // Packets wait but none arrives: that is a breach, not silence.
        return if kpi.backlog_bits > 0.0 && n_ue > 0 { SlaVerdict::Breached } else { SlaVerdict::Unknown };
    }
    let allowed = 1.0 - slice.sla.reliability_percent / 100.0;
    let late = 1.0 - kpi.in_budget;
    let wanted = (slice.sla.min_rate_mbps * 1e6 * n_ue as f64).min(0.98 * kpi.offered_bps);
    if late > allowed || kpi.rate_bps < wanted {
        SlaVerdict::Breached
    } else if late > 0.8 * allowed && late > 0.0 {
        SlaVerdict::AtRisk
    } else {
        SlaVerdict::Met
    }
}

fn sinr_percentiles(rows: &[Row<'_>]) -> [f64; 3] {
    let mut sinr: Vec<f64> = rows
        .iter()
        .filter(|(_, radio, ..)| radio.connection == Connection::Connected)
        .map(|(_, radio, ..)| radio.sinr_db)
        .collect();
    [0.05, 0.5, 0.95].map(|share| percentile(&mut sinr, share))
}

/// Mean over the agents that decided within the last second; NaN if none did.
fn mean_over(rows: &[Row<'_>], tick: Tick, of: impl Fn(&Mind) -> f64) -> f64 {
    let recent = |mind: &Mind| mind.decisions > 0 && mind.decided_at.0 + TICKS_PER_SECOND > tick.0;
    let values: Vec<f64> = rows.iter().filter(|(.., mind)| recent(mind)).map(|(.., mind)| of(mind)).collect();
    values.iter().sum::<f64>() / values.len() as f64
}
