//! `Traffic` and `Scheduling`: packets arrive, cells serve their UEs slot by slot, slices share the PRBs, beams get their activity.

use crate::TwinClock;
use crate::components::{CellsLive, Connection, HostClock, RadioState, Roster, Timings, TrafficState, Ue};
use crate::parallel::{each_of_few, map_all};
use crate::plan::Plan;
use crate::site_power::CellPower;
use crate::stack::{Downlinks, TickTraffic, UeStack};
use crate::systems::kpi::LastSecond;
use crate::totals::RunTotals;
use bevy_ecs::prelude::*;
use twin_ran::scheduler::{CellConfig, CellFrame, UeDownlink, schedule_frame};
use twin_ran::slicing::{SlicePolicies, SlicePolicy};
use twin_ran::traffic::PacketQueue;
use twin_units::{CellId, SNssai, TICK_S};

/// Weight of the last tick in a cell's load and beam activity: a mean over some 100 ms.
const LOAD_WEIGHT: f64 = 0.1;

/// Cell each UE was attached to in the last tick, index = `UeId`.
#[derive(Resource, Clone, Debug, Default)]
pub(crate) struct Attached(Vec<Option<CellId>>);

/// Scheduler settings of the cells of a plan.
fn cell_config(plan: &Plan) -> CellConfig {
    CellConfig {
        n_prb: plan.carrier.n_prb,
        numerology: (plan.carrier.slots_per_frame() / 10).trailing_zeros() as u8,
        dl_share: plan.carrier.dl_share,
        ..CellConfig::default()
    }
}

/// Slice policies of a plan; commands and the scene parser keep them legal.
fn policies(plan: &Plan) -> Option<SlicePolicies> {
    let policy = |(idx, slice): (usize, &crate::plan::Slice)| SlicePolicy {
        snssai: SNssai { sst: slice.sst, sd: Some(idx as u32) },
        max_ratio: slice.ratios.max,
        min_ratio: slice.ratios.min,
        dedicated_ratio: slice.ratios.dedicated,
    };
    SlicePolicies::new(plan.slices.iter().enumerate().map(policy).collect()).ok()
}

/// Lets packets arrive.
pub(crate) fn arrive(
    clock: Res<TwinClock>,
    roster: Res<Roster>,
    mut downlinks: ResMut<Downlinks>,
    mut second: ResMut<LastSecond>,
    mut stacks: Query<&mut UeStack>,
) {
    let until_s = clock.tick.seconds() + TICK_S;
    second.arrivals.clear();
    for (entity, downlink) in roster.0.iter().zip(&mut downlinks.0) {
        let Ok(mut stack) = stacks.get_mut(*entity) else { continue };
        let queue = &mut downlink.queue;
        let bits_seen = |queue: &PacketQueue| queue.held_bits() + queue.dropped_bits();
        let before = bits_seen(queue);
        if let Some(source) = stack.source.as_mut() {
            source.arrivals_until(until_s, queue);
        }
        second.arrivals.push((bits_seen(queue) - before) as f64);
    }
}

/// What a cell serves in a frame.
struct CellWork<'a> {
    /// Index and beam of each UE.
    places: Vec<(usize, usize)>,
    /// Their queues, in the same order.
    queues: Vec<&'a mut UeDownlink>,
    /// The frame, with the memory of the last one.
    frame: &'a mut CellFrame,
}

impl<'a> CellWork<'a> {
    fn new(frame: &'a mut CellFrame) -> Self {
        Self { places: Vec::new(), queues: Vec::new(), frame }
    }
}

/// Serves one frame in every cell.
pub(crate) fn serve(
    plan: Res<Plan>,
    clock: Res<TwinClock>,
    roster: Res<Roster>,
    mut downlinks: ResMut<Downlinks>,
    mut attached: ResMut<Attached>,
    mut cells: ResMut<CellsLive>,
    mut second: ResMut<LastSecond>,
    mut totals: ResMut<RunTotals>,
    mut agents: Query<(&Ue, &RadioState, &mut TrafficState, &mut UeStack)>,
    host: Res<HostClock>,
    mut timings: ResMut<Timings>,
    mut frames: Local<Vec<CellFrame>>,
) {
    let start = (host.0)();
    let Some(policies) = policies(&plan) else { return };
    let config = cell_config(&plan);
    attached.0.resize(downlinks.0.len(), None);

    frames.resize_with(plan.cells.len(), CellFrame::default);
    let mut served: Vec<CellWork> = frames.iter_mut().map(CellWork::new).collect();
    for (ue_idx, (entity, downlink)) in roster.0.iter().zip(&mut downlinks.0).enumerate() {
        let Ok((_, radio, ..)) = agents.get(*entity) else { continue };
        let now_at = radio.serving.filter(|_| radio.connection == Connection::Connected);
        if attached.0[ue_idx].is_some() && now_at != attached.0[ue_idx] {
            downlink.leave_cell();
        }
        attached.0[ue_idx] = now_at;
        if let Some(cell) = now_at {
            downlink.sinr_db = radio.sinr_db;
            let work = &mut served[cell.0 as usize];
            work.places.push((ue_idx, radio.beam));
            work.queues.push(downlink);
        }
    }
    // Cells share nothing within a frame.
    each_of_few(&mut served, |work| schedule_frame(&config, &policies, clock.tick, &mut work.queues, work.frame));

    let mut results = vec![(TickTraffic::default(), None, 0.0); roster.0.len()];
    let dl_slots = f64::from(config.n_prb);
    for (cell_idx, CellWork { places, queues, frame }) in served.into_iter().enumerate() {
        let live = &mut cells.0[cell_idx];
        live.n_ue = places.len() as u32;
        live.load += LOAD_WEIGHT * (frame.prb_share - live.load);
        for activity in &mut live.beam_activity {
            *activity *= 1.0 - LOAD_WEIGHT;
        }
        for (share, slice) in live.slice_share.iter_mut().zip(&frame.slices) {
            *share += LOAD_WEIGHT * (slice.prb_share - *share);
        }
        let mut bits = 0;
        for (&(ue_idx, beam), ue) in places.iter().zip(&frame.ues) {
            bits += ue.delivered_bits;
            if let Some(activity) = live.beam_activity.get_mut(beam) {
                *activity += LOAD_WEIGHT * ue.prb_share;
            }
            let (traffic, mcs, n_prb) = &mut results[ue_idx];
            traffic.served_bits = ue.delivered_bits as f64;
            traffic.blocks = f64::from(ue.blocks);
            traffic.block_errors = f64::from(ue.block_errors);
            *mcs = ue.mcs;
            *n_prb = ue.prb_share * dl_slots;
        }
        live.rate_bps = bits as f64 / TICK_S;
        for delivery in &frame.deliveries {
            let (ue_idx, _) = places[delivery.ue_idx];
            results[ue_idx].0.packets += 1.0;
            results[ue_idx].0.latency_sum_s += delivery.delay_s;
            let slice = queues[delivery.ue_idx].slice;
            let in_budget = delivery.delay_s <= plan.slices[slice].sla.max_latency_ms * 1e-3;
            second.deliver(slice, clock.tick, delivery.delay_s, in_budget, delivery.budget.causes());
            totals.deliver(ue_idx, slice, delivery.delay_s, in_budget, &delivery.budget);
        }
        totals.cell_frame(frame);
        let power = CellPower::of(&plan.cells[cell_idx]);
        live.power_w = power.awake_w(frame.prb_share);
        live.power_with_sleep_w = power.sleepy_w(frame.prb_share);
        let (awake_w, sleepy_w) = (live.power_w, live.power_with_sleep_w);
        totals.cells[cell_idx].tick(frame.prb_share, live.n_ue, bits, awake_w, sleepy_w);
    }

    for (ue_idx, (entity, (tick, ..))) in roster.0.iter().zip(&mut results).enumerate() {
        tick.offered_bits = second.arrivals.get(ue_idx).copied().unwrap_or(0.0);
        if let Ok((_, radio, ..)) = agents.get(*entity) {
            totals.ue_tick(ue_idx, downlinks.0[ue_idx].slice, tick, radio);
        }
    }
    let mut rows: Vec<_> = agents.iter_mut().collect();
    map_all(
        &mut rows,
        || (),
        |(), (ue, _, traffic, stack)| {
            let ue_idx = ue.id.0 as usize;
            let Some(&(tick, mcs, n_prb)) = results.get(ue_idx) else { return };
            stack.window.push(tick);
            let (sum, seconds) = (stack.window.sum(), stack.window.seconds());
            **traffic = TrafficState {
                offered_bps: sum.offered_bits / seconds,
                rate_bps: sum.served_bits / seconds,
                backlog_bits: downlinks.0[ue_idx].queue.held_bits() as f64,
                latency_s: (sum.packets > 0.0).then(|| sum.latency_sum_s / sum.packets),
                mcs,
                n_prb,
                bler: if sum.blocks > 0.0 { sum.block_errors / sum.blocks } else { 0.0 },
            };
        },
    );
    timings.ran_s = Timings::smooth(timings.ran_s, (host.0)() - start + timings.ran_s);
}
