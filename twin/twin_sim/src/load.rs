//! From scene text to a running twin, in steps, so that a progress bar can move and a browser tab stays alive.

use crate::components::{
    CellsLive, Links, Mind, MobilityState, Pose, PreviousPose, RadioState, Roster, Timings, TrafficState, TwinClock,
    Ue, Velocity,
};
use crate::engine::RadioEngine;
use crate::patterns;
use crate::plan::Plan;
use crate::stack::{Downlinks, UeStack};
use crate::statistical::Fading;
use crate::surroundings::Surroundings;
use crate::totals::RunTotals;
use crate::undo::UndoLog;
use crate::{command, event, kpi, systems};
use bevy_ecs::prelude::*;
use glam::DVec3;
use std::sync::Arc;
use twin_mobility::{Mobility, MobilityError};
use twin_radio::{Geometry, GeometryBuilder, GeometryError, Material, Scattering, SolverSettings};
use twin_scene::schema::{AgentKind, GroundMaterial};
use twin_scene::{Fault, Scene};
use twin_units::UeId;

/// Wall thickness where a scene gives none, m: a double brick or concrete wall. Assumed; no standard gives one.
pub const WALL_THICKNESS_M: f64 = 0.3;
/// Thickness of blocks' sheet or board, m. Assumed.
pub const BLOCK_THICKNESS_M: f64 = 0.1;
/// Thickness of meshes where neither they nor their material state one, m: as in Sionna RT.
pub const MESH_THICKNESS_M: f64 = 0.1;

/// Why a scene could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Faults in the file.
    #[error("{} fault(s) in the scene; the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Scene(Vec<Fault>),
    /// A solid that cannot be built.
    #[error("{what}: {fault}")]
    Geometry {
        /// Which solid.
        what: String,
        /// What is wrong with it.
        fault: GeometryError,
    },
    /// An antenna pattern that cannot be used.
    #[error("antenna pattern {name:?}: {fault}")]
    Pattern {
        /// Its name.
        name: String,
        /// What is wrong with it.
        fault: String,
    },
    /// Agents that cannot move.
    #[error(transparent)]
    Mobility(#[from] MobilityError),
}

/// How far a load is.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadProgress {
    /// Share done, 0..=1.
    pub fraction: f32,
    /// What is being done, a short phrase.
    pub what: String,
    /// Whether [`TwinLoader::finish`] may be called.
    pub done: bool,
}

/// Loads a scene step by step.
pub struct TwinLoader {
    scene: Arc<Scene>,
    plan: Plan,
    seed: u64,
    settings: SolverSettings,
    engine: Option<RadioEngine>,
    mobility: Option<Mobility>,
    next_site: usize,
}

/// A twin ready to be put into a world.
pub struct LoadedTwin {
    /// The scene it came from.
    pub scene: Arc<Scene>,
    /// Obstacles, for picking.
    pub geometry: Arc<Geometry>,
    plan: Plan,
    engine: RadioEngine,
    mobility: Mobility,
    seed: u64,
}

impl LoadedTwin {
    /// The plan it starts with.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Its radio engine, sites lit, RIS not yet set.
    pub fn engine(&self) -> &RadioEngine {
        &self.engine
    }
}

impl TwinLoader {
    /// Parses and checks the text of a scene.
    ///
    /// # Errors
    /// [`LoadError::Scene`] with every fault of the file.
    pub fn parse(text: &str, seed: u64) -> Result<Self, LoadError> {
        let scene = twin_scene::parse(text).map_err(LoadError::Scene)?;
        let faults = patterns::faults(text, &scene);
        if faults.is_empty() { Ok(Self::new(Arc::new(scene), seed)) } else { Err(LoadError::Scene(faults)) }
    }

    /// A loader for a scene that is already checked.
    pub fn new(scene: Arc<Scene>, seed: u64) -> Self {
        let plan = Plan::from_scene(&scene);
        Self { scene, plan, seed, settings: SolverSettings::default(), engine: None, mobility: None, next_site: 0 }
    }

    /// Does the next piece of work, some tens of milliseconds.
    ///
    /// # Errors
    /// [`LoadError::Pattern`], [`LoadError::Geometry`] or [`LoadError::Mobility`].
    pub fn step(&mut self) -> Result<LoadProgress, LoadError> {
        let n_sites = self.plan.sites.len();
        let steps = (n_sites + 3) as f32;
        let progress = |done: f32, what: String| LoadProgress { fraction: done / steps, what, done: false };
        let Some(engine) = &mut self.engine else {
            patterns::by_name(&self.scene).map_err(|(name, fault)| LoadError::Pattern { name, fault })?;
            let geometry = Arc::new(build_geometry(&self.scene)?);
            let engine = self.engine.insert(RadioEngine::new(geometry, &self.plan, self.settings.clone()));
            engine.set_surroundings(Surroundings::of(&self.scene));
            return Ok(progress(1.0, format!("raising {} buildings", self.scene.buildings.len())));
        };
        if self.next_site < n_sites {
            engine.light_site(&self.plan, self.next_site);
            self.next_site += 1;
            let name = &self.plan.sites[self.next_site - 1].name;
            let what = if engine.statistical().is_some() { "putting up" } else { "tracing rays from" };
            return Ok(progress(1.0 + self.next_site as f32, format!("{what} {name}")));
        }
        if self.mobility.is_none() {
            self.mobility = Some(Mobility::new(&self.scene, self.seed)?);
            return Ok(progress(steps - 1.0, "sending agents on their way".into()));
        }
        Ok(LoadProgress { fraction: 1.0, what: "ready".into(), done: true })
    }

    /// Does all remaining steps and gives the twin.
    ///
    /// # Errors
    /// As [`TwinLoader::step`].
    pub fn finish(mut self) -> Result<LoadedTwin, LoadError> {
        while !self.step()?.done {}
        match (self.engine, self.mobility) {
            (Some(engine), Some(mobility)) => Ok(LoadedTwin {
                scene: self.scene,
                geometry: engine.geometry().clone(),
                plan: self.plan,
                engine,
                mobility,
                seed: self.seed,
            }),
            _ => unreachable!("a finished load has an engine and agents"),
        }
    }
}

/// Builds the obstacles of a scene. Materials were checked by the parser.
///
/// # Errors
/// [`LoadError::Geometry`] for a solid that cannot be built.
pub fn build_geometry(scene: &Scene) -> Result<Geometry, LoadError> {
    let custom: Vec<Material> = scene
        .materials
        .iter()
        .map(|own| {
            let scattering = Scattering { coefficient: own.scattering_coefficient, lobe: own.scattering_lobe };
            Material::custom(&own.name, own.relative_permittivity, own.conductivity_s_per_m).with_scattering(scattering)
        })
        .collect();
    let material = |name: &str| {
        let own = custom.iter().find(|own| own.name == name);
        own.or_else(|| Material::by_name(name)).unwrap_or(&Material::all()[0])
    };
    let mut builder = GeometryBuilder::new();
    if scene.ground_material.material != GroundMaterial::NONE {
        let (min, max) = (scene.bounds.min, scene.bounds.max);
        let margin = 200.0;
        builder.add_ground(
            (min.0 - margin, min.1 - margin),
            (max.0 + margin, max.1 + margin),
            material(&scene.ground_material.material),
        );
    }
    for building in &scene.buildings {
        builder
            .add_prism(
                &building.footprint,
                &building.holes,
                building.base_m,
                building.height_m,
                material(&building.material),
                WALL_THICKNESS_M,
            )
            .map_err(|fault| LoadError::Geometry { what: format!("building {}", building.id), fault })?;
    }
    for block in &scene.blocks {
        let center = DVec3::new(block.center.0, block.center.1, block.center.2);
        let size = DVec3::new(block.size.0, block.size.1, block.size.2);
        builder
            .add_box(center, size, block.yaw_deg.to_radians(), material(&block.material), BLOCK_THICKNESS_M)
            .map_err(|fault| LoadError::Geometry { what: format!("block {:?}", block.name), fault })?;
    }
    for mesh in &scene.meshes {
        let corner = |index: u32| {
            let (x, y, z) = mesh.vertices[index as usize];
            DVec3::new(x, y, z)
        };
        let triangles: Vec<[DVec3; 3]> = mesh.triangles.iter().map(|&(a, b, c)| [a, b, c].map(corner)).collect();
        let of_material = scene.materials.iter().find(|own| own.name == mesh.material).and_then(|own| own.thickness_m);
        let thickness_m = mesh.thickness_m.or(of_material).unwrap_or(MESH_THICKNESS_M);
        match builder.add_triangles(&triangles, material(&mesh.material), thickness_m) {
            // A mesh without any area neither blocks nor reflects; it keeps its place among the objects.
            Ok(_) => {}
            Err(GeometryError::NoArea) => {
                builder.add_nothing();
            }
            Err(fault) => return Err(LoadError::Geometry { what: format!("mesh {:?}", mesh.name), fault }),
        }
    }
    Ok(builder.build())
}

/// What the objects of [`build_geometry`] are called, index = object: the ground if there is one, then each building, block and mesh.
pub fn object_names(scene: &Scene) -> Vec<String> {
    let building = |building: &twin_scene::schema::Building| {
        if building.name.is_empty() { format!("building {}", building.id) } else { building.name.clone() }
    };
    let has_ground = scene.ground_material.material != GroundMaterial::NONE;
    (has_ground.then(|| "ground".to_owned()).into_iter())
        .chain(scene.buildings.iter().map(building))
        .chain(scene.blocks.iter().map(|block| block.name.clone()))
        .chain(scene.meshes.iter().map(|mesh| mesh.name.clone()))
        .collect()
}

/// Puts a loaded twin into a world in place of the one that is there.
pub fn install(world: &mut World, twin: LoadedTwin) {
    let old = world.remove_resource::<Roster>().unwrap_or_default();
    for entity in old.0 {
        world.despawn(entity);
    }
    let LoadedTwin { plan, mut engine, mobility, seed, .. } = twin;
    for ris_idx in 0..plan.ris.len() {
        let target = systems::ris::target_of(&plan, &mobility, ris_idx);
        engine.set_ris(&plan, ris_idx, &target);
    }
    let roster = mobility
        .agents()
        .iter()
        .map(|agent| {
            let pose = Pose { position: agent.position, heading_rad: agent.heading_rad, arm_rad: agent.arm_rad };
            let ue = Ue {
                id: agent.ue,
                kind: agent.kind,
                name: agent_name(agent.kind, agent.ue),
                slice: agent.slice,
                antenna_height_m: agent.antenna_height_m,
            };
            let stack = UeStack::new(&plan, seed, &ue);
            let fading = Fading::new(plan.channel.statistical(), plan.sites.len(), seed, ue.id.0, ue.kind);
            world
                .spawn((
                    (ue, pose, PreviousPose(pose), Velocity(agent.velocity)),
                    (
                        Links::default(),
                        fading,
                        RadioState::default(),
                        MobilityState::default(),
                        TrafficState::default(),
                        Mind::default(),
                        stack,
                    ),
                ))
                .id()
        })
        .collect();
    world.insert_resource(Roster(roster));
    world.insert_resource(CellsLive::idle(&plan, &engine));
    world.insert_resource(RunTotals::new(&plan, mobility.agents().len()));
    world.insert_resource(Downlinks::new(seed, mobility.agents()));
    world.insert_resource(systems::scheduling::Attached::default());
    world.insert_resource(systems::kpi::LastSecond::new(&plan));
    world.insert_resource(plan);
    world.insert_resource(engine);
    world.insert_resource(systems::mobility::Movers(mobility));
    world.insert_resource(TwinClock { seed, ..TwinClock::default() });
    world.insert_resource(Timings::default());
    world.insert_resource(UndoLog::default());
    world.insert_resource(systems::links::Dirty::everything());
    world.insert_resource(command::CommandQueue::default());
    world.insert_resource(command::AppliedCommands::default());
    world.insert_resource(event::EventLog::default());
    world.insert_resource(event::TickEvents::default());
    world.insert_resource(kpi::KpiHistory::default());
    world.insert_resource(crate::record::StateHashAt::default());
}

/// Name of an agent, e.g. `"car 12"`.
fn agent_name(kind: AgentKind, ue: UeId) -> String {
    let kind = match kind {
        AgentKind::Car => "car",
        AgentKind::Pedestrian => "pedestrian",
        AgentKind::Drone => "drone",
        AgentKind::Agv => "AGV",
        AgentKind::Cobot => "cobot",
        AgentKind::Camera => "camera",
    };
    format!("{kind} {}", ue.0)
}
