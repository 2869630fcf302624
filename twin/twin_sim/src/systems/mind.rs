//! `Agents`: each agent's policy ranks the beams of its serving cell from the few it measured. The choice acts from the next tick on.

use crate::TwinClock;
use crate::components::{Connection, HostClock, Links, Mind, RadioState, Roster, Timings, Ue};
use crate::engine::RadioEngine;
use crate::plan::Plan;
use crate::stack::UeStack;
use crate::totals::RunTotals;
use bevy_ecs::prelude::*;
use std::sync::Arc;
use twin_edge::{BeamCodebook, BeamObservation, BeamScore, DeviceClass, NearestMeasured, Policy, rank_or_fall_back};
use twin_scene::schema::AgentKind;
use twin_units::{CellId, Dbm};

/// Ticks between an agent's decisions: 80 ms, four SSB burst periods of 20 ms (TS 38.213 cl. 4.1), two beams measured in each.
pub const DECIDE_TICKS: u64 = 8;

/// The policy all agents share.
#[derive(Resource, Clone)]
pub struct BeamPolicy {
    /// Whether the model decides; otherwise the rule.
    pub enabled: bool,
    /// The model, if one is loaded.
    pub model: Option<Arc<dyn Policy>>,
    /// Why the model did not decide the last time, for people.
    pub fault: Option<String>,
}

impl Default for BeamPolicy {
    fn default() -> Self {
        Self { enabled: true, model: None, fault: None }
    }
}

/// Device an agent computes on.
pub fn device_of(kind: AgentKind) -> DeviceClass {
    match kind {
        AgentKind::Car => DeviceClass::VEHICLE,
        AgentKind::Pedestrian => DeviceClass::PHONE,
        AgentKind::Drone => DeviceClass::DRONE,
        AgentKind::Camera => DeviceClass::CAMERA,
        AgentKind::Agv | AgentKind::Cobot => DeviceClass::ROBOT,
    }
}

/// One agent that decides in this tick.
struct Decider {
    entity: Entity,
    kind: AgentKind,
    cell: CellId,
    codebook: BeamCodebook,
    levels: Vec<Dbm>,
}

/// Lets the agents whose turn it is decide, in one batch.
pub(crate) fn decide(
    plan: Res<Plan>,
    engine: Res<RadioEngine>,
    clock: Res<TwinClock>,
    roster: Res<Roster>,
    mut policy: ResMut<BeamPolicy>,
    mut totals: ResMut<RunTotals>,
    mut agents: Query<(&Ue, &Links, &RadioState, &mut Mind, &mut UeStack)>,
    host: Res<HostClock>,
    mut timings: ResMut<Timings>,
) {
    let start = (host.0)();
    let mut deciders = Vec::new();
    let mut observations = Vec::new();
    for (ue_idx, entity) in roster.0.iter().enumerate() {
        let Ok((ue, links, radio, _, _)) = agents.get(*entity) else { continue };
        let Some(cell) = radio.serving.filter(|_| radio.connection == Connection::Connected) else { continue };
        if !clock.tick.is_due(DECIDE_TICKS, ue_idx as u64) {
            continue;
        }
        let cell_idx = cell.0 as usize;
        let array = plan.cells[cell_idx].array;
        let Ok(codebook) = BeamCodebook::new(array.beams_azimuth, array.beams_elevation) else { continue };
        let levels: Vec<Dbm> =
            links.beam_gains[cell_idx].iter().map(|&gain| Dbm(engine.ss_rsrp_dbm(cell_idx, gain))).collect();
        let Ok(observation) = BeamObservation::from_sweep(codebook, &levels) else { continue };
        observations.push(observation);
        deciders.push(Decider { entity: *entity, kind: ue.kind, cell, codebook, levels });
    }

    let model = policy.model.clone().filter(|_| policy.enabled);
    let chosen: &dyn Policy = model.as_deref().unwrap_or(&NearestMeasured);
    let (decisions, fault) = rank_or_fall_back(chosen, &observations);
    policy.fault = fault.map(|fault| fault.to_string());

    for (decider, decision) in deciders.iter().zip(decisions) {
        let Ok((_, _, _, mut mind, mut stack)) = agents.get_mut(decider.entity) else { continue };
        let Ok(score) = BeamScore::new(&decision.ranking, &decider.levels) else { continue };
        let deciding: &dyn Policy = if decision.fell_back { &NearestMeasured } else { chosen };
        let cost = device_of(decider.kind).cost(deciding.work());
        mind.policy = deciding.name().to_owned();
        mind.decided_at = clock.tick;
        mind.measured = decider.codebook.measured().map(|beam| (beam, decider.levels[beam].0)).collect();
        mind.ranking = decision.ranking.order().to_vec();
        mind.scores = decision.ranking.scores().to_vec();
        mind.true_best = score.best_beam;
        mind.loss_db = score.rsrp_loss.0;
        mind.decisions += 1;
        mind.right += u32::from(score.top_1);
        mind.right_in_three += u32::from(score.top_3);
        mind.device_latency_s = cost.latency_s;
        mind.device_energy_j = cost.energy_j;
        stack.chosen_beam = mind.ranking.first().map(|&beam| (decider.cell, beam));
        totals.decision(&score, &cost);
    }
    let spent = (host.0)() - start;
    timings.models_s = Timings::smooth(timings.models_s, spent);
    timings.total_models_s += spent;
}
