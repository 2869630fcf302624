//! `Measurement` and `Handover`: what each agent hears, its SINR, and its mobility procedures.

use crate::TwinClock;
use crate::cell_totals::CellTotals;
use crate::components::{
    CellLive, CellsLive, Connection, HostClock, Links, MobilityState, Pose, RadioState, Timings, Ue,
};
use crate::engine::RadioEngine;
use crate::event::{EventKind, TickEvents, TwinEvent};
use crate::history::LinkHistory;
use crate::mobility_config::mobility_config;
use crate::parallel::map_all;
use crate::plan::Plan;
use crate::stack::UeStack;
use crate::systems::levels::{Levels, OnAir};
use crate::totals::RunTotals;
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_antenna::noise::thermal_noise;
use twin_ran::handover::{
    AttemptOutcome, FailureCause, MobilityEvent, MobilityEventKind, MobilityLog, MobilityPhase, MobilityView,
    UeMobility,
};
use twin_units::{CellId, UeId};

impl CellsLive {
    /// Cells that serve nobody yet.
    pub(crate) fn idle(plan: &Plan, engine: &RadioEngine) -> Self {
        let live = |cell| CellLive {
            beam_activity: vec![0.0; engine.n_beams(cell)],
            slice_share: vec![0.0; plan.slices.len()],
            ..CellLive::default()
        };
        Self((0..plan.cells.len()).map(live).collect())
    }
}

/// Memory that is used for one agent after the other.
type Scratch = (Levels, MobilityLog);

/// Measures all cells and advances every agent's mobility procedures.
pub(crate) fn measure_and_hand_over(
    plan: Res<Plan>,
    engine: Res<RadioEngine>,
    cells: Res<CellsLive>,
    clock: Res<TwinClock>,
    mut events: ResMut<TickEvents>,
    mut totals: ResMut<RunTotals>,
    mut agents: Query<(&Ue, &Pose, Ref<Links>, &mut RadioState, &mut MobilityState, &mut UeStack)>,
    mut history: Option<ResMut<LinkHistory>>,
    host: Res<HostClock>,
    mut timings: ResMut<Timings>,
) {
    let start = (host.0)();
    let config = mobility_config(&plan.mobility);
    let noise = thermal_noise(plan.carrier.scs, plan.carrier.ue_noise_figure);
    let now_s = clock.tick.seconds();
    let noise_dbm = noise.dbm().0;
    let is_l1 = config.is_l1_instant(clock.tick.0);
    let on_air = OnAir::new(&engine, &cells, noise);
    let mut rows: Vec<_> = agents.iter_mut().collect();
    rows.sort_by_key(|(ue, ..)| ue.id);
    let happened = map_all(&mut rows, Scratch::default, |(levels, log), (ue, pose, links, radio, state, stack)| {
        let stack = &mut **stack;
        if links.is_changed() {
            stack.gains.take_over(links);
        }
        levels.fill(&on_air, &stack.gains, &links.best_beam);
        let mobility = stack.mobility.get_or_insert_with(|| {
            let initial = CellId(crate::engine::strongest(&links.ss_rsrp_dbm) as u32);
            UeMobility::new(engine.n_cells(), initial)
        });
        if stack.procedure != config.procedure {
            mobility.reconfigure();
            stack.procedure = config.procedure;
        }
        let l1 = is_l1.then_some(links.ss_rsrp_dbm.as_slice());
        log.clear();
        mobility.step(&config, clock.tick, l1, &levels.sinr_db, log);
        let mut told = Vec::new();
        for judged in &log.outcomes {
            // What was executed before this tick left its cell earlier; all else leaves it now.
            let is_older = judged.executed_s.is_some_and(|executed_s| executed_s < now_s);
            let left_at = if is_older { stack.left_at } else { pose.position };
            told.push(TwinEvent { tick: clock.tick, ue: Some(ue.id), kind: judgement(judged, left_at) });
        }
        for event in &log.events {
            count(state, event);
            if event.kind == MobilityEventKind::ExecutionStarted {
                stack.left_at = pose.position;
            }
            told.extend(describe(event, ue.id, clock.tick));
        }
        let view = mobility.view(now_s);
        show(&view, is_l1, radio, state);
        state.prepared.clear();
        state.prepared.extend(mobility.prepared_cells());

        let serving = view.serving.0 as usize;
        let chosen = stack.chosen_beam.filter(|(cell, _)| cell.0 as usize == serving).map(|(_, beam)| beam);
        radio.beam = chosen.unwrap_or(links.best_beam[serving]);
        radio.ss_rsrp_dbm = links.ss_rsrp_dbm[serving];
        let gain = on_air.gain(&stack.gains, serving, radio.beam);
        let interference = levels.others(serving);
        radio.sinr_db = twin_ran::measurement::finite_sinr_db(
            twin_antenna::link::sinr(engine.power_per_re(serving) * gain, interference, noise).0,
        );
        radio.interference_dbm = interference.dbm().0.max(crate::components::NO_SIGNAL_DBM);
        radio.noise_dbm = noise_dbm;
        let is_quiet = log.events.is_empty() && log.outcomes.is_empty() && log.n_reports == 0;
        (!is_quiet).then(|| (told, std::mem::take(log)))
    });
    for ((ue, ..), happened) in rows.iter().zip(happened) {
        let Some((told, log)) = happened else { continue };
        note(&mut totals, ue.id, &log);
        if let Some(history) = &mut history {
            history.steps(ue.id, &log.events);
            if told.iter().any(|event| !matches!(event.kind, EventKind::HandoverJudged { .. })) {
                history.mark(ue.id, clock.tick);
            }
        }
        events.0.extend(told);
    }
    if let Some(history) = &mut history {
        let mut scratch = Vec::new();
        for (ue, _, _, radio, state, _) in rows.iter().filter(|_| is_l1) {
            let levels = &state.filtered_rsrp_dbm;
            history.sample(ue.id, clock.tick, radio.serving, radio.sinr_db, levels, &mut scratch);
        }
        history.settle(clock.tick);
    }
    timings.ran_s = Timings::smooth(timings.ran_s, (host.0)() - start);
}

/// Shows where an agent's procedures stand; `has_measured` says whether its filters may have moved.
fn show(view: &MobilityView<'_>, has_measured: bool, radio: &mut RadioState, state: &mut MobilityState) {
    (radio.connection, radio.serving) = match view.phase {
        MobilityPhase::Connected => (Connection::Connected, Some(view.serving)),
        MobilityPhase::Executing { .. } => (Connection::HandingOver, Some(view.serving)),
        MobilityPhase::Reestablishing { .. } => (Connection::Reestablishing, None),
    };
    state.a3 = view.trigger.map(|trigger| (trigger.target, trigger.elapsed_s));
    state.t310_s = view.t310_elapsed_s;
    if has_measured || state.filtered_rsrp_dbm.len() != view.l3_rsrp_dbm.len() {
        state.filtered_rsrp_dbm.clear();
        state.filtered_rsrp_dbm.extend_from_slice(view.l3_rsrp_dbm);
    }
}

fn count(state: &mut MobilityState, event: &MobilityEvent) {
    match event.kind {
        MobilityEventKind::HandoverCompleted { ping_pong } => {
            state.handovers += 1;
            state.ping_pongs += u32::from(ping_pong);
        }
        MobilityEventKind::T310Expired => state.failures += 1,
        _ => {}
    }
}

fn judgement(judged: &AttemptOutcome, left_at: DVec3) -> EventKind {
    EventKind::HandoverJudged {
        from: judged.source,
        to: judged.target,
        outcome: judged.outcome.into(),
        cause: judged.cause.map(|cause| cause.explanation().into()),
        position: left_at.to_array(),
        attempt_s: judged.attempt_s,
        dwell_s: judged.dwell_s,
        mean_gain_db: judged.mean_gain_db,
    }
}

/// Counts what happened to a UE in a tick.
fn note(totals: &mut RunTotals, ue: UeId, log: &MobilityLog) {
    let sums = &mut totals.ues[ue.0 as usize].mobility;
    sums.reports += log.n_reports;
    log.outcomes.iter().for_each(|judged| sums.judged(judged));
    for event in &log.events {
        sums.event(event);
        count_at_cells(&mut totals.cells, event);
    }
}

fn count_at_cells(cells: &mut [CellTotals], event: &MobilityEvent) {
    match event.kind {
        MobilityEventKind::HandoverCompleted { .. } => {
            cells[event.serving.0 as usize].handovers_out += 1;
            cells[event.other.0 as usize].handovers_in += 1;
        }
        MobilityEventKind::T310Expired => cells[event.serving.0 as usize].failures += 1,
        _ => {}
    }
}

/// The event for log and recording; steps on the way (A3 entered, reported …) are in the inspector only.
fn describe(event: &MobilityEvent, ue: UeId, tick: twin_units::Tick) -> Option<TwinEvent> {
    let kind = match event.kind {
        MobilityEventKind::HandoverCompleted { ping_pong } => EventKind::HandoverCompleted {
            from: event.serving,
            to: event.other,
            gain_db: event.other_rsrp_dbm - event.serving_rsrp_dbm,
            ping_pong,
        },
        MobilityEventKind::Failed(FailureCause::ExecutionFailure) => EventKind::HandoverFailed {
            from: event.serving,
            to: event.other,
            cause: FailureCause::ExecutionFailure.explanation().into(),
        },
        MobilityEventKind::Failed(cause) => {
            EventKind::RadioLinkFailed { cell: event.serving, cause: cause.explanation().into() }
        }
        MobilityEventKind::Reestablished => EventKind::Reestablished { cell: event.other },
        _ => return None,
    };
    Some(TwinEvent { tick, ue: Some(ue), kind })
}
