//! Opening a scene: on a thread where there are threads, else one step a frame; the old scene stays until the new one is ready.

use crate::platform::Platform;
use bevy::prelude::*;
use crossbeam_channel::{Receiver, Sender, unbounded};
use panels::{BuildingInfo, HostStatus, MessageLevel, SceneEntry};
use scene_view::{LoadedScene, PickGeometry};
use std::path::Path;
use std::sync::Arc;
use twin_scene::{Scene, built_in, schema::HeightSource};
use twin_sim::BeamPolicy;
use twin_sim::load::{LoadedTwin, TwinLoader, install};
use view_state::{Selection, metres};

/// Inserted to open a scene, by id or path.
#[derive(Resource, Clone, Debug)]
pub struct OpenScene {
    /// Id of a built-in scene or a path.
    pub scene: String,
    /// Seed of the run.
    pub seed: u64,
}

/// The open scene, to restart or record it.
#[derive(Resource, Clone, Debug, Default)]
pub(crate) struct CurrentScene {
    pub(crate) id: String,
    pub(crate) text: Arc<str>,
}

/// A load under way.
#[derive(Resource)]
struct Loading {
    id: String,
    text: Arc<str>,
    how: How,
}

enum How {
    Thread(Receiver<Step>),
    Slices(Box<TwinLoader>),
}

enum Step {
    Progress(f32, String),
    Done(Box<LoadedTwin>),
    Failed(String),
}

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<CurrentScene>()
        .add_systems(Startup, load_model)
        .add_systems(PreUpdate, (begin, advance).chain());
}

/// Loads the agents' model once; without it the rule decides, and the user is told.
fn load_model(mut policy: ResMut<BeamPolicy>, mut status: ResMut<HostStatus>, platform: Res<Platform>) {
    status.scenes =
        built_in::SCENES.iter().map(|scene| SceneEntry { id: scene.id.into(), title: scene.title.into() }).collect();
    status.web = platform.web;
    status.loading = Some(("starting".into(), 0.0));
    match onnx_policy::beam_predictor() {
        Ok(model) => policy.model = Some(Arc::new(model)),
        Err(error) => {
            policy.fault = Some(error.to_string());
            status.message = Some((
                MessageLevel::Warning,
                format!("The beam predictor cannot be used ({error}); the rule decides instead"),
            ));
        }
    }
}

/// Starts the load that was asked for.
fn begin(world: &mut World) {
    let Some(wanted) = world.remove_resource::<OpenScene>() else { return };
    let platform = *world.resource::<Platform>();
    let text: Result<Arc<str>, String> = match built_in::by_id(&wanted.scene) {
        Some(scene) => Ok(scene.text.into()),
        None => (platform.read_text)(&wanted.scene)
            .and_then(|text| with_patterns(&platform, &wanted.scene, text))
            .map(Into::into),
    };
    match text {
        Ok(text) => start_loading(world, &platform, wanted.scene, text, wanted.seed),
        Err(error) => fail(world, &error),
    }
}

/// A scene's text with the antenna patterns it names from files beside it; those files' faults in one message.
fn with_patterns(platform: &Platform, scene: &str, text: String) -> Result<String, String> {
    let folder = Path::new(scene).parent().unwrap_or(Path::new(""));
    let mut read = |file: &str| (platform.read_bytes)(&folder.join(file));
    match twin_sim::patterns::embed(&text, &mut read) {
        Ok(whole) => Ok(whole.unwrap_or(text)),
        Err(faults) => Err(twin_sim::load::LoadError::Scene(faults).to_string()),
    }
}

/// Starts loading a scene's text.
pub(crate) fn start_loading(world: &mut World, platform: &Platform, id: String, text: Arc<str>, seed: u64) {
    let how = match platform.spawn {
        Some(spawn) => {
            let (steps, inbox) = unbounded();
            let text = text.clone();
            spawn(Box::new(move || load_on_thread(&text, seed, &steps)));
            How::Thread(inbox)
        }
        None => match TwinLoader::parse(&text, seed) {
            Ok(loader) => How::Slices(Box::new(loader)),
            Err(error) => return fail(world, &error.to_string()),
        },
    };
    world.resource_mut::<HostStatus>().loading = Some(("reading the scene".into(), 0.0));
    world.insert_resource(Loading { id, text, how });
}

fn load_on_thread(text: &str, seed: u64, steps: &Sender<Step>) {
    let load = || -> Result<LoadedTwin, twin_sim::load::LoadError> {
        let mut loader = TwinLoader::parse(text, seed)?;
        loop {
            let step = loader.step()?;
            if step.done {
                return loader.finish();
            }
            // Nobody listens only when the app has ended.
            drop(steps.send(Step::Progress(step.fraction, step.what)));
        }
    };
    drop(steps.send(match load() {
        Ok(twin) => Step::Done(Box::new(twin)),
        Err(error) => Step::Failed(error.to_string()),
    }));
}

/// Moves the load on and installs the twin when it is ready.
fn advance(world: &mut World) {
    let Some(mut loading) = world.remove_resource::<Loading>() else { return };
    let mut news = Vec::new();
    match loading.how {
        How::Thread(inbox) => {
            news.extend(inbox.try_iter());
            loading.how = How::Thread(inbox);
        }
        How::Slices(mut loader) => match loader.step() {
            Ok(step) if step.done => match loader.finish() {
                Ok(twin) => return finish(world, loading.id, loading.text, twin),
                Err(error) => return fail(world, &error.to_string()),
            },
            Ok(step) => {
                news.push(Step::Progress(step.fraction, step.what));
                loading.how = How::Slices(loader);
            }
            Err(error) => return fail(world, &error.to_string()),
        },
    }
    for step in news {
        match step {
            Step::Progress(fraction, what) => world.resource_mut::<HostStatus>().loading = Some((what, fraction)),
            Step::Done(twin) => return finish(world, loading.id, loading.text, *twin),
            Step::Failed(error) => return fail(world, &error),
        }
    }
    world.insert_resource(loading);
}

fn fail(world: &mut World, error: &str) {
    let mut status = world.resource_mut::<HostStatus>();
    status.loading = None;
    status.message = Some((MessageLevel::Error, format!("The scene cannot be opened: {error}")));
}

fn finish(world: &mut World, id: String, text: Arc<str>, twin: LoadedTwin) {
    let (scene, geometry) = (twin.scene.clone(), twin.geometry.clone());
    install(world, twin);
    world.insert_resource(twin_sim::history::LinkHistory::default());
    *world.resource_mut::<Selection>() = Selection::default();
    let mut status = world.resource_mut::<HostStatus>();
    status.loading = None;
    status.scene_id = id.clone();
    status.cameras = scene.cameras.iter().map(|camera| camera.name.clone()).collect();
    let described = scene.clone();
    world.insert_resource(BuildingInfo(Box::new(move |object| describe(&described, object))));
    world.insert_resource(PickGeometry(geometry));
    world.insert_resource(LoadedScene(scene));
    world.insert_resource(CurrentScene { id, text });
}

/// What stands there: objects are numbered ground (if there is one), buildings, blocks, meshes, as `twin_sim::load::build_geometry` adds them.
fn describe(scene: &Scene, object: u32) -> Option<String> {
    let idx = (object as usize).checked_sub(usize::from(scene.ground_material.is_present()))?;
    if let Some(building) = scene.buildings.get(idx) {
        let name = if building.name.is_empty() { format!("Building {}", building.id) } else { building.name.clone() };
        let source = match building.height_source {
            HeightSource::Measured => "from a height tag",
            HeightSource::Levels => "from its number of levels",
            HeightSource::Guessed => "guessed; the map has no height",
        };
        return Some(format!("{name}\nHeight {} ({source})\nWalls: {}", metres(building.height_m), building.material));
    }
    let idx = idx - scene.buildings.len();
    if let Some(block) = scene.blocks.get(idx) {
        return Some(format!("{}\nHeight {}\nMaterial: {}", block.name, metres(block.size.2), block.material));
    }
    let mesh = scene.meshes.get(idx - scene.blocks.len())?;
    Some(format!("{}\n{} triangles\nMaterial: {}", mesh.name, mesh.triangles.len(), mesh.material))
}
