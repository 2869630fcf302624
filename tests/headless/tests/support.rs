//! A loaded twin in few words.

use bevy_app::App;
use bevy_ecs::prelude::*;
use twin_scene::built_in;
use twin_sim::TwinPlugin;
use twin_sim::command::{CommandQueue, TwinCommand};
use twin_sim::load::{TwinLoader, install};
use twin_sim::record::state_hash;

pub(crate) struct Twin(pub(crate) App);

impl Twin {
    #[track_caller]
    pub(crate) fn new(scene: &str, seed: u64) -> Self {
        let text = built_in::by_id(scene).expect("a built-in scene").text;
        let loaded = TwinLoader::parse(text, seed).and_then(TwinLoader::finish).expect("built-in scenes load");
        let mut app = App::new();
        app.add_plugins(TwinPlugin);
        install(app.world_mut(), loaded);
        Self(app)
    }

    pub(crate) fn run(&mut self, ticks: u64) -> &mut Self {
        for _ in 0..ticks {
            twin_sim::tick(self.0.world_mut());
        }
        self
    }

    pub(crate) fn send(&mut self, command: TwinCommand) -> &mut Self {
        self.0.world_mut().resource_mut::<CommandQueue>().push(command);
        self
    }

    pub(crate) fn hash(&mut self) -> u64 {
        state_hash(self.0.world_mut())
    }

    pub(crate) fn resource<R: Resource>(&self) -> &R {
        self.0.world().resource::<R>()
    }
}
