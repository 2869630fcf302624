//! `Input`: queued commands become edits, each with its inverse for undo. Nothing else changes the plan.

use crate::command::{AppliedCommands, CommandQueue, Queued, TwinCommand};
use crate::components::Ue;
use crate::event::{EventKind, TickEvents, TwinEvent};
use crate::plan::{Plan, Ratios};
use crate::systems::links::Dirty;
use crate::systems::mind::BeamPolicy;
use crate::systems::mobility::Movers;
use crate::undo::UndoLog;
use crate::{RadioEngine, TwinClock};
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_units::Dbm;

/// How far outside its bounds a scene's things may be put, m.
const MARGIN_M: f64 = 100.0;
/// Highest place for antennas and panels, m.
const CEILING_M: f64 = 500.0;

/// Applies all waiting commands.
pub(crate) fn apply_commands(
    mut queue: ResMut<CommandQueue>,
    mut applied: ResMut<AppliedCommands>,
    mut undo: ResMut<UndoLog>,
    mut events: ResMut<TickEvents>,
    mut world: WorldEdit,
    clock: Res<TwinClock>,
) {
    events.0.clear();
    applied.0.clear();
    for Queued { command, gesture } in queue.take() {
        let what = match &command {
            TwinCommand::Undo => replay(&mut world, undo.undo(), "undone"),
            TwinCommand::Redo => replay(&mut world, undo.redo(), "done again"),
            _ => world.apply(&command).map(|(label, inverse)| {
                undo.note(gesture, label.clone(), command.clone(), inverse);
                label
            }),
        };
        if let Some(what) = what {
            let ue = match command {
                TwinCommand::MoveAgent { ue, .. } => Some(ue),
                _ => None,
            };
            events.0.push(TwinEvent { tick: clock.tick, ue, kind: EventKind::Edited { what } });
        }
        applied.0.push(Queued { command, gesture });
    }
}

fn replay(world: &mut WorldEdit, commands: Vec<TwinCommand>, how: &str) -> Option<String> {
    let labels: Vec<String> =
        commands.iter().filter_map(|command| world.apply(command)).map(|(label, _)| label).collect();
    labels.last().map(|label| format!("{how}: {label}"))
}

/// What commands may change.
#[derive(bevy_ecs::system::SystemParam)]
pub(crate) struct WorldEdit<'w, 's> {
    plan: ResMut<'w, Plan>,
    engine: ResMut<'w, RadioEngine>,
    movers: ResMut<'w, Movers>,
    dirty: ResMut<'w, Dirty>,
    policy: ResMut<'w, BeamPolicy>,
    agents: Query<'w, 's, &'static Ue>,
}

impl WorldEdit<'_, '_> {
    /// Applies one command; gives its label and inverse, or `None` if it names nothing that exists or changes nothing.
    fn apply(&mut self, command: &TwinCommand) -> Option<(String, TwinCommand)> {
        match *command {
            TwinCommand::MoveSite { site, position } => {
                let position = self.place_within(position)?;
                let plan = &mut *self.plan;
                let slot = plan.sites.get_mut(site.0 as usize)?;
                let before = std::mem::replace(&mut slot.position, position);
                self.dirty.site(site.0 as usize);
                Some((
                    format!("moved {} by {:.1} m", slot.name, before.distance(position)),
                    TwinCommand::MoveSite { site, position: before.to_array() },
                ))
            }
            TwinCommand::MoveRis { ris, position } => {
                let position = self.place_within(position)?;
                let slot = self.plan.ris.get_mut(ris.0 as usize)?;
                let before = std::mem::replace(&mut slot.position, position);
                self.dirty.ris(ris.0 as usize);
                Some((
                    format!("moved {} by {:.1} m", slot.name, before.distance(position)),
                    TwinCommand::MoveRis { ris, position: before.to_array() },
                ))
            }
            TwinCommand::TurnRis { ris, azimuth_deg } => {
                let azimuth_deg = finite(azimuth_deg)?.rem_euclid(360.0);
                let slot = self.plan.ris.get_mut(ris.0 as usize)?;
                let before = std::mem::replace(&mut slot.azimuth_deg, azimuth_deg);
                self.dirty.ris(ris.0 as usize);
                Some((
                    format!("turned {} to {azimuth_deg:.0}°", slot.name),
                    TwinCommand::TurnRis { ris, azimuth_deg: before },
                ))
            }
            TwinCommand::SteerRis { ris, target } => {
                let slot = self.plan.ris.get_mut(ris.0 as usize)?;
                let before = std::mem::replace(&mut slot.target, target);
                self.dirty.ris(ris.0 as usize);
                Some((format!("steered {}", slot.name), TwinCommand::SteerRis { ris, target: before }))
            }
            TwinCommand::EnableRis { ris, enabled } => {
                let slot = self.plan.ris.get_mut(ris.0 as usize)?;
                let before = std::mem::replace(&mut slot.enabled, enabled);
                self.dirty.ris(ris.0 as usize);
                let state = if enabled { "on" } else { "off" };
                Some((format!("switched {} {state}", slot.name), TwinCommand::EnableRis { ris, enabled: before }))
            }
            TwinCommand::SetRisBits { ris, bits } => {
                let slot = self.plan.ris.get_mut(ris.0 as usize)?;
                let before = std::mem::replace(&mut slot.bits, bits.min(3));
                self.dirty.ris(ris.0 as usize);
                Some((format!("set phase bits of {}", slot.name), TwinCommand::SetRisBits { ris, bits: before }))
            }
            TwinCommand::MoveAgent { ue, position } => {
                let position = self.place_within(position)?;
                let before = self.movers.0.place(ue, position)?;
                // Vehicles and pedestrians go on from where they were put.
                self.movers.0.release(ue);
                self.dirty.agent(ue.0 as usize);
                let name = self.agents.iter().find(|agent| agent.id == ue).map_or("agent", |agent| &agent.name);
                Some((
                    format!("moved {name} by {:.1} m", before.distance(position)),
                    TwinCommand::MoveAgent { ue, position: before.to_array() },
                ))
            }
            TwinCommand::PointCell { cell, azimuth_deg, downtilt_deg } => {
                let (azimuth_deg, downtilt_deg) =
                    (finite(azimuth_deg)?.rem_euclid(360.0), finite(downtilt_deg)?.clamp(-90.0, 90.0));
                let slot = self.plan.cells.get_mut(cell.0 as usize)?;
                let before = (slot.azimuth_deg, slot.downtilt_deg);
                (slot.azimuth_deg, slot.downtilt_deg) = (azimuth_deg, downtilt_deg);
                self.engine.set_cell(slot);
                self.dirty.gains(slot.site.0 as usize);
                Some((
                    format!("pointed {} to {azimuth_deg:.0}°, tilt {downtilt_deg:.0}°", slot.name),
                    TwinCommand::PointCell { cell, azimuth_deg: before.0, downtilt_deg: before.1 },
                ))
            }
            TwinCommand::SetCellPower { cell, power_dbm } => {
                let power_dbm = finite(power_dbm)?.clamp(-30.0, 60.0);
                let slot = self.plan.cells.get_mut(cell.0 as usize)?;
                let before = std::mem::replace(&mut slot.power, Dbm(power_dbm));
                self.engine.set_cell(slot);
                self.dirty.gains(slot.site.0 as usize);
                Some((
                    format!("set power of {} to {power_dbm:.1} dBm", slot.name),
                    TwinCommand::SetCellPower { cell, power_dbm: before.0 },
                ))
            }
            TwinCommand::SetSliceRatios { slice, ratios } => {
                if !ratios_fit(&self.plan, slice, ratios) {
                    return None;
                }
                let slot = self.plan.slices.get_mut(slice)?;
                let before = std::mem::replace(&mut slot.ratios, ratios);
                Some((
                    format!(
                        "{}: dedicated {} %, min {} %, max {} %",
                        slot.name, ratios.dedicated, ratios.min, ratios.max
                    ),
                    TwinCommand::SetSliceRatios { slice, ratios: before },
                ))
            }
            TwinCommand::SetMobility(settings) => {
                twin_scene::mobility_fault(&settings).is_none().then_some(())?;
                let before = std::mem::replace(&mut self.plan.mobility, settings);
                Some(("changed handover settings".into(), TwinCommand::SetMobility(before)))
            }
            TwinCommand::SetWeather(weather) => {
                twin_scene::weather_is_sound(&weather).then_some(())?;
                let before = std::mem::replace(&mut self.plan.weather, weather);
                self.engine.set_weather(&weather);
                self.dirty.everything = true;
                Some((
                    format!("weather: rain {:.0} mm/h, fog {:.2} g/m³", weather.rain_mm_per_h, weather.fog_g_per_m3),
                    TwinCommand::SetWeather(before),
                ))
            }
            TwinCommand::SetPropagation(propagation) => {
                // The statistical channel knows no mechanisms.
                if usize::from(propagation.max_order) > twin_radio::MAX_ORDER || self.engine.statistical().is_some() {
                    return None;
                }
                let before = std::mem::replace(&mut self.plan.propagation, propagation);
                self.dirty.propagation(before, propagation, self.plan.sites.len());
                self.engine.set_propagation(&propagation);
                Some(("changed propagation mechanisms".into(), TwinCommand::SetPropagation(before)))
            }
            TwinCommand::UseModels(enabled) => {
                let before = std::mem::replace(&mut self.policy.enabled, enabled);
                let who = if enabled { "models" } else { "the rule" };
                Some((format!("beams are now chosen by {who}"), TwinCommand::UseModels(before)))
            }
            TwinCommand::Undo | TwinCommand::Redo => None,
        }
    }

    /// A position brought into the scene's neighbourhood; `None` if it is not a number.
    fn place_within(&self, position: [f64; 3]) -> Option<DVec3> {
        let position = DVec3::from_array(position);
        let [min, max] = self.plan.bounds;
        position.is_finite().then(|| {
            position.clamp(
                DVec3::new(min[0] - MARGIN_M, min[1] - MARGIN_M, 0.0),
                DVec3::new(max[0] + MARGIN_M, max[1] + MARGIN_M, CEILING_M),
            )
        })
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Whether ratios keep dedicated ≤ min ≤ max ≤ 100 and the minima of all slices sum to at most 100.
fn ratios_fit(plan: &Plan, slice: usize, ratios: Ratios) -> bool {
    let others: u32 = plan
        .slices
        .iter()
        .enumerate()
        .filter(|(idx, _)| *idx != slice)
        .map(|(_, other)| u32::from(other.ratios.min))
        .sum();
    ratios.dedicated <= ratios.min
        && ratios.min <= ratios.max
        && ratios.max <= 100
        && others + u32::from(ratios.min) <= 100
}
