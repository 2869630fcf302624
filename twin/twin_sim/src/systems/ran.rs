//! `Measurement` and `Handover`: what each agent hears, its SINR, and its mobility procedures.

use crate::TwinClock;
use crate::cell_totals::CellTotals;
use crate::components::{
    CellLive, CellsLive, Connection, HostClock, Links, MobilityState, Pose, RadioState, Roster, Timings, Ue,
};
use crate::engine::RadioEngine;
use crate::event::{EventKind, TickEvents, TwinEvent};
use crate::history::LinkHistory;
use crate::mobility_config::mobility_config;
use crate::plan::Plan;
use crate::stack::UeStack;
use crate::totals::RunTotals;
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_antenna::noise::thermal_noise;
use twin_ran::handover::{
    AttemptOutcome, FailureCause, MobilityEvent, MobilityEventKind, MobilityLog, MobilityPhase, MobilityView,
    UeMobility,
};
use twin_units::{CellId, UeId, Watts};

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

/// Levels of all cells at one agent, per resource element.
struct Levels {
    /// Wanted power on the best beam, `[n_cell]`.
    wanted: Vec<Watts>,
    /// Interference from each cell's present beams, `[n_cell]`.
    interference: Vec<Watts>,
    /// Sum of the interference of all cells.
    total: Watts,
}

impl Levels {
    fn new(engine: &RadioEngine, links: &Links, cells: &CellsLive) -> Self {
        let n_cells = engine.n_cells();
        let (mut wanted, mut interference) = (Vec::with_capacity(n_cells), Vec::with_capacity(n_cells));
        let mut total = Watts(0.0);
        for cell in 0..n_cells {
            let gains = &links.beam_gains[cell];
            let power = engine.power_per_re(cell);
            let on_air: f64 =
                gains.iter().zip(&cells.0[cell].beam_activity).map(|(gain, activity)| gain * activity).sum();
            wanted.push(power * gains.get(links.best_beam[cell]).copied().unwrap_or(0.0));
            interference.push(power * on_air);
            total += power * on_air;
        }
        Self { wanted, interference, total }
    }

    /// Interference at a UE served by a cell.
    fn others(&self, cell: usize) -> Watts {
        Watts((self.total.0 - self.interference[cell].0).max(0.0))
    }
}

/// Measures all cells and advances every agent's mobility procedures.
pub(crate) fn measure_and_hand_over(
    plan: Res<Plan>,
    engine: Res<RadioEngine>,
    cells: Res<CellsLive>,
    clock: Res<TwinClock>,
    roster: Res<Roster>,
    mut events: ResMut<TickEvents>,
    mut totals: ResMut<RunTotals>,
    mut agents: Query<(&Ue, &Pose, &Links, &mut RadioState, &mut MobilityState, &mut UeStack)>,
    mut history: Option<ResMut<LinkHistory>>,
    host: Res<HostClock>,
    mut timings: ResMut<Timings>,
) {
    let start = (host.0)();
    let mut scratch = Vec::new();
    let config = mobility_config(&plan.mobility);
    let noise = thermal_noise(plan.carrier.scs, plan.carrier.ue_noise_figure);
    let now_s = clock.tick.seconds();
    let mut log = MobilityLog::default();
    let mut sinr_db = vec![0.0; engine.n_cells()];
    for entity in &roster.0 {
        let Ok((ue, pose, links, mut radio, mut state, mut stack)) = agents.get_mut(*entity) else { continue };
        let levels = Levels::new(&engine, links, &cells);
        for (cell, sinr) in sinr_db.iter_mut().enumerate() {
            *sinr = twin_antenna::link::sinr(levels.wanted[cell], levels.others(cell), noise).0;
        }
        let initial = CellId(crate::engine::strongest(&links.ss_rsrp_dbm) as u32);
        let stack = &mut *stack;
        let mobility = stack.mobility.get_or_insert_with(|| UeMobility::new(engine.n_cells(), initial));
        if stack.procedure != config.procedure {
            mobility.reconfigure();
            stack.procedure = config.procedure;
        }
        let l1 = config.is_l1_instant(clock.tick.0).then_some(links.ss_rsrp_dbm.as_slice());
        log.clear();
        mobility.step(&config, clock.tick, l1, &sinr_db, &mut log);
        let RunTotals { ues, cells: cell_sums, .. } = &mut *totals;
        let sums = &mut ues[ue.id.0 as usize].mobility;
        sums.reports += log.n_reports;
        for judged in &log.outcomes {
            sums.judged(judged);
            // What was executed before this tick left its cell earlier; all else leaves it now.
            let is_older = judged.executed_s.is_some_and(|executed_s| executed_s < now_s);
            let left_at = if is_older { stack.left_at } else { pose.position };
            events.0.push(TwinEvent { tick: clock.tick, ue: Some(ue.id), kind: judgement(judged, left_at) });
        }
        for event in &log.events {
            count(&mut state, event);
            count_at_cells(cell_sums, event);
            sums.event(event);
            if event.kind == MobilityEventKind::ExecutionStarted {
                stack.left_at = pose.position;
            }
            events.0.extend(describe(event, ue.id, clock.tick));
        }
        let view = mobility.view(now_s);
        show(&view, &mut radio, &mut state);
        state.prepared.clear();
        state.prepared.extend(mobility.prepared_cells());

        let serving = view.serving.0 as usize;
        let chosen = stack.chosen_beam.filter(|(cell, _)| cell.0 as usize == serving).map(|(_, beam)| beam);
        radio.beam = chosen.unwrap_or(links.best_beam[serving]);
        radio.ss_rsrp_dbm = links.ss_rsrp_dbm[serving];
        let gain = links.beam_gains[serving].get(radio.beam).copied().unwrap_or(0.0);
        let interference = levels.others(serving);
        radio.sinr_db = twin_ran::measurement::finite_sinr_db(
            twin_antenna::link::sinr(engine.power_per_re(serving) * gain, interference, noise).0,
        );
        radio.interference_dbm = interference.dbm().0.max(crate::components::NO_SIGNAL_DBM);
        radio.noise_dbm = noise.dbm().0;
        if let Some(history) = &mut history {
            history.steps(ue.id, &log.events);
            if log.events.iter().any(|event| describe(event, ue.id, clock.tick).is_some()) {
                history.mark(ue.id, clock.tick);
            }
            if l1.is_some() {
                let levels = &state.filtered_rsrp_dbm;
                history.sample(ue.id, clock.tick, radio.serving, radio.sinr_db, levels, &mut scratch);
            }
        }
    }
    if let Some(history) = &mut history {
        history.settle(clock.tick);
    }
    timings.ran_s = Timings::smooth(timings.ran_s, (host.0)() - start);
}

fn show(view: &MobilityView<'_>, radio: &mut RadioState, state: &mut MobilityState) {
    (radio.connection, radio.serving) = match view.phase {
        MobilityPhase::Connected => (Connection::Connected, Some(view.serving)),
        MobilityPhase::Executing { .. } => (Connection::HandingOver, Some(view.serving)),
        MobilityPhase::Reestablishing { .. } => (Connection::Reestablishing, None),
    };
    state.a3 = view.trigger.map(|trigger| (trigger.target, trigger.elapsed_s));
    state.t310_s = view.t310_elapsed_s;
    state.filtered_rsrp_dbm.clear();
    state.filtered_rsrp_dbm.extend_from_slice(view.l3_rsrp_dbm);
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
