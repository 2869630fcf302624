//! All agents of a scene together: who moves them, in which order, and what the outside may ask.

use crate::collision::{self, World};
use crate::drone::Looper;
use crate::fixed::Stander;
use crate::footprint::Footprint;
use crate::graph::{self, Graph, Profile};
use crate::pedestrian::Crowd;
use crate::polyline::Polyline;
use crate::traffic::{Fleet, idm};
use crate::{AgentState, MobilityError};
use glam::{DVec2, DVec3};
use std::f64::consts::TAU;
use std::sync::Arc;
use twin_scene::schema::{AgentGroup, AgentKind, Motion, Scene};
use twin_units::UeId;
use twin_units::hash::StateHash;
use twin_units::math;
use twin_units::rng::{Purpose, Stream};

/// Bodies above this height are in nobody's way on the ground, m.
const OVERHEAD_M: f64 = 2.0;

/// Who moves an agent.
#[derive(Clone, Copy, Debug)]
enum Mover {
    Car,
    Agv,
    Walker,
    Looper(usize),
    Stander(usize),
}

/// All agents of a scene. Same scene, seed, steps and calls: same bits.
///
/// One step: cars, then AGVs, decide on what everyone did in the step before and move; pedestrians walk among them; loops and arms go on;
/// then the bodies of the collision world follow.
pub struct Mobility {
    agents: Vec<AgentState>,
    movers: Vec<Mover>,
    cars: Option<Fleet>,
    agvs: Option<Fleet>,
    crowd: Option<Crowd>,
    loopers: Vec<(UeId, Looper)>,
    standers: Vec<(UeId, Stander)>,
    world: World,
}

impl Mobility {
    /// Spreads the scene's agents over its ways, loops and places; each draws its start and its trips from its own streams under the seed.
    pub fn new(scene: &Scene, seed: u64) -> Result<Self, MobilityError> {
        let graph = |kind: AgentKind, profile: Profile| -> Option<Graph> {
            let needed =
                scene.agents.iter().any(|group| group.kind == kind && group.count > 0 && group.motion == Motion::Trips);
            if needed { Graph::build(&scene.ways, profile) } else { None }
        };
        let mut mobility = Self {
            agents: Vec::new(),
            movers: Vec::new(),
            cars: graph(AgentKind::Car, graph::CAR).map(|graph| Fleet::new(graph, seed)),
            agvs: graph(AgentKind::Agv, graph::AGV).map(|graph| Fleet::new(graph, seed)),
            crowd: graph(AgentKind::Pedestrian, graph::WALKER).map(|graph| Crowd::new(graph, seed)),
            loopers: Vec::new(),
            standers: Vec::new(),
            world: World::new(),
        };
        for (index, group) in scene.agents.iter().enumerate() {
            mobility.add_group(index, group, seed)?;
        }
        mobility.write();
        // Only vehicles look ahead; without any, nobody asks the collision world.
        let looks_ahead = mobility.cars.is_some() || mobility.agvs.is_some();
        for agent in mobility.agents.iter().filter(|_| looks_ahead) {
            let overhead = agent.position.z > OVERHEAD_M;
            mobility.world.add(agent.ue, if overhead { AgentKind::Camera } else { agent.kind });
        }
        mobility.move_bodies();
        Ok(mobility)
    }

    fn add_group(&mut self, index: usize, group: &AgentGroup, seed: u64) -> Result<(), MobilityError> {
        let can_move = group.speed_m_per_s > 0.0 && group.speed_m_per_s.is_finite();
        if !can_move && !matches!(group.motion, Motion::Fixed(_)) {
            return Err(MobilityError::BadSpeed { group: index });
        }
        if let Motion::Fixed(places) = &group.motion
            && places.len() != group.count as usize
        {
            return Err(MobilityError::PlaceCount { group: index, places: places.len(), count: group.count });
        }
        let track = match &group.motion {
            Motion::Loop { points, .. } => {
                let corners: Vec<DVec2> = points.iter().map(|point| DVec2::new(point.0, point.1)).collect();
                Looper::track(&corners)
            }
            _ => None,
        };
        for number in 0..group.count {
            let ue = UeId(self.agents.len() as u32);
            let mover = self.add_agent(index, group, number, ue, track.as_ref(), seed)?;
            self.movers.push(mover);
            self.agents.push(AgentState {
                ue,
                kind: group.kind,
                slice: group.slice as usize,
                position: DVec3::ZERO,
                heading_rad: 0.0,
                velocity: DVec3::ZERO,
                antenna_height_m: group.antenna_height_m,
                held: false,
                arm_rad: 0.0,
            });
        }
        Ok(())
    }

    fn add_agent(
        &mut self,
        index: usize,
        group: &AgentGroup,
        number: u32,
        ue: UeId,
        track: Option<&Arc<Polyline>>,
        seed: u64,
    ) -> Result<Mover, MobilityError> {
        let kind = group.kind;
        match &group.motion {
            Motion::Trips => {
                let no_ways = MobilityError::NoWays { group: index, kind };
                let (found_room, mover) = match kind {
                    AgentKind::Car => {
                        (self.cars.as_mut().ok_or(no_ways)?.add(ue, idm::CAR, group.speed_m_per_s, false), Mover::Car)
                    }
                    AgentKind::Agv => {
                        (self.agvs.as_mut().ok_or(no_ways)?.add(ue, idm::AGV, group.speed_m_per_s, true), Mover::Agv)
                    }
                    AgentKind::Pedestrian => {
                        (self.crowd.as_mut().ok_or(no_ways)?.add(ue, group.speed_m_per_s), Mover::Walker)
                    }
                    AgentKind::Drone | AgentKind::Cobot | AgentKind::Camera => {
                        return Err(MobilityError::NoTrips { group: index, kind });
                    }
                };
                if found_room { Ok(mover) } else { Err(MobilityError::NoRoom { group: index, kind, number }) }
            }
            Motion::Loop { height_m, .. } => {
                let track = track.ok_or(MobilityError::BadLoop { group: index })?;
                // Evenly spread, all by the same drawn share, so that members of a group never meet.
                let first = UeId(ue.0 - number);
                let shift = Stream::new(seed, first.0, Purpose::Spawn).uniform();
                let share = (shift + f64::from(number) / f64::from(group.count)) % 1.0;
                let looper = Looper::new(Arc::clone(track), *height_m, group.speed_m_per_s, share);
                self.loopers.push((ue, looper));
                Ok(Mover::Looper(self.loopers.len() - 1))
            }
            Motion::Fixed(places) => {
                let place = places[number as usize];
                let mut draws = Stream::new(seed, ue.0, Purpose::Spawn);
                let stander = Stander::new(
                    kind,
                    DVec3::new(place.0, place.1, place.2),
                    draws.range(-0.5 * TAU, 0.5 * TAU),
                    draws.uniform(),
                );
                self.standers.push((ue, stander));
                Ok(Mover::Stander(self.standers.len() - 1))
            }
        }
    }

    /// Moves every agent by `dt_s` seconds; nothing happens unless that is positive and finite. Made for steps of 10 ms.
    pub fn step(&mut self, dt_s: f64) {
        if !(dt_s > 0.0 && dt_s.is_finite()) {
            return;
        }
        for fleet in [&mut self.cars, &mut self.agvs].into_iter().flatten() {
            fleet.step(dt_s, &self.world, &self.agents);
        }
        if let Some(crowd) = &mut self.crowd {
            let vehicles: Vec<Footprint> =
                [&self.cars, &self.agvs].into_iter().flatten().flat_map(Fleet::footprints).collect();
            crowd.step(dt_s, &vehicles);
        }
        self.loopers.iter_mut().for_each(|(_, looper)| looper.step(dt_s));
        self.standers.iter_mut().for_each(|(_, stander)| stander.step(dt_s));
        self.write();
        self.move_bodies();
    }

    /// The agents; index = [`UeId`].
    pub fn agents(&self) -> &[AgentState] {
        &self.agents
    }

    /// Places an agent by hand and holds it there: vehicles and pedestrians snap to the nearest free place on their ways and plan a new trip,
    /// others stand or hover exactly there.
    ///
    /// Returns where it was before, for undo; `None`, with nothing changed, when there is no such agent or no free place near.
    pub fn place(&mut self, ue: UeId, position: DVec3) -> Option<DVec3> {
        let before = self.agents.get(ue.0 as usize)?.position;
        if !position.is_finite() {
            return None;
        }
        let point = DVec2::new(position.x, position.y);
        let placed = match self.movers[ue.0 as usize] {
            Mover::Car => self.cars.as_mut()?.place(ue, point),
            Mover::Agv => self.agvs.as_mut()?.place(ue, point),
            Mover::Walker => self.crowd.as_mut()?.place(ue, point),
            Mover::Looper(i) => {
                self.loopers[i].1.place(position);
                true
            }
            Mover::Stander(i) => {
                self.standers[i].1.position = position;
                self.standers[i].1.held = true;
                true
            }
        };
        if !placed {
            return None;
        }
        self.write();
        self.move_bodies();
        Some(before)
    }

    /// Lets an agent that was placed by hand move on from there; fixed agents stay. Nothing happens when it was not held.
    pub fn release(&mut self, ue: UeId) {
        match self.movers.get(ue.0 as usize) {
            Some(Mover::Car) => self.cars.iter_mut().for_each(|fleet| fleet.release(ue)),
            Some(Mover::Agv) => self.agvs.iter_mut().for_each(|fleet| fleet.release(ue)),
            Some(Mover::Walker) => self.crowd.iter_mut().for_each(|crowd| crowd.release(ue)),
            Some(&Mover::Looper(i)) => self.loopers[i].1.held = false,
            Some(&Mover::Stander(i)) => self.standers[i].1.held = false,
            None => {}
        }
        self.write();
    }

    /// The rest of its present trip, or once around its loop, from where it is, for drawing, m; empty when it does not travel.
    pub fn route_ahead(&self, ue: UeId) -> Vec<DVec3> {
        let ground = |points: Vec<DVec2>| points.into_iter().map(|point| point.extend(0.0)).collect();
        match self.movers.get(ue.0 as usize) {
            Some(Mover::Car) => self.cars.as_ref().map(|fleet| ground(fleet.route_ahead(ue))).unwrap_or_default(),
            Some(Mover::Agv) => self.agvs.as_ref().map(|fleet| ground(fleet.route_ahead(ue))).unwrap_or_default(),
            Some(Mover::Walker) => self.crowd.as_ref().map(|crowd| ground(crowd.route_ahead(ue))).unwrap_or_default(),
            Some(&Mover::Looper(i)) => self.loopers[i].1.points_ahead(),
            Some(Mover::Stander(_)) | None => Vec::new(),
        }
    }

    /// What it is doing and why, as a short phrase: "drives freely", "waits for others at a junction", …
    pub fn why(&self, ue: UeId) -> &'static str {
        match self.movers.get(ue.0 as usize) {
            Some(Mover::Car) => self.cars.as_ref().map_or("stands", |fleet| fleet.why(ue)),
            Some(Mover::Agv) => self.agvs.as_ref().map_or("stands", |fleet| fleet.why(ue)),
            Some(Mover::Walker) => self.crowd.as_ref().map_or("stands", |crowd| crowd.why(ue)),
            Some(&Mover::Looper(i)) if self.loopers[i].1.held => "held by hand",
            Some(Mover::Looper(_)) => "follows its loop",
            Some(Mover::Stander(_)) => match self.agents[ue.0 as usize].kind {
                AgentKind::Cobot => "works at its station",
                AgentKind::Camera => "pans",
                _ => "stands",
            },
            None => "no such agent",
        }
    }

    /// Adds everything that decides future motion to a hash, except how much each random stream has been used, which follows from the steps.
    pub fn hash_into(&self, hash: &mut StateHash) {
        [&self.cars, &self.agvs].into_iter().flatten().for_each(|fleet| fleet.hash_into(hash));
        self.crowd.iter().for_each(|crowd| crowd.hash_into(hash));
        let loops = self.loopers.iter().map(|(_, looper)| looper.state());
        let stands = self.standers.iter().map(|(_, stander)| stander.state());
        loops.chain(stands).flatten().for_each(|value| hash.real(value));
    }

    /// Writes what the movers did into the agents.
    fn write(&mut self) {
        for fleet in [&self.cars, &self.agvs].into_iter().flatten() {
            fleet.write(&mut self.agents);
        }
        for (ue, position, heading, velocity, held) in self.crowd.iter().flat_map(Crowd::states) {
            let agent = &mut self.agents[ue.0 as usize];
            agent.position = position.extend(0.0);
            agent.heading_rad = math::atan2(heading.y, heading.x);
            agent.velocity = velocity.extend(0.0);
            agent.held = held;
        }
        for (ue, looper) in &self.loopers {
            let agent = &mut self.agents[ue.0 as usize];
            agent.position = looper.position();
            agent.heading_rad = looper.heading_rad();
            agent.velocity = looper.velocity();
            agent.held = looper.held;
        }
        for (ue, stander) in &self.standers {
            let agent = &mut self.agents[ue.0 as usize];
            agent.position = stander.position;
            agent.heading_rad = stander.heading_rad();
            agent.arm_rad = stander.arm_rad();
            agent.held = stander.held;
        }
    }

    /// Lets the bodies of the collision world follow the agents.
    fn move_bodies(&mut self) {
        if self.world.is_empty() {
            return;
        }
        for agent in self.agents.iter().filter(|agent| collision::half_size_m(agent.kind).is_some()) {
            let (sin, cos) = math::sin_cos(agent.heading_rad);
            self.world.move_to(agent.ue, DVec2::new(agent.position.x, agent.position.y), DVec2::new(cos, sin));
        }
        self.world.update();
    }
}
