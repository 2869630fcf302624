//! The coverage map: a grid of SINR, SS-RSRP and serving cell, refined progressively off the main loop.
//!
//! The work is done by a [`MapWorker`]: the host gives it a thread, or (in a browser) the plugin gives it a slice of each frame; the picture and
//! the clock never wait for it. [`CoverageMap`] is what views, panels and reports read. [`compute`] makes a whole map at once.

mod compute;
mod map;
mod request;
mod worker;

pub use map::{CoverageMap, MapGrid};
pub use request::{MAP_HEIGHT_M, compute, levels};
pub use worker::MapWorker;

use bevy_app::{App, Plugin, Update};
use bevy_ecs::prelude::*;
use crossbeam_channel::{Receiver, Sender};
use std::sync::Mutex;

/// Keeps [`CoverageMap`] up to date with the plan and the load.
pub struct CoverageMapPlugin {
    /// Starts a thread that runs the worker; `None` where there are no threads: then each frame does a piece of the work.
    pub spawn: Option<fn(MapWorker)>,
}

/// Our end of the channels, and the worker if nobody else runs it.
#[derive(Resource)]
pub(crate) struct MapLink {
    orders: Sender<worker::Order>,
    maps: Receiver<CoverageMap>,
    local: Option<Mutex<MapWorker>>,
}

impl Plugin for CoverageMapPlugin {
    fn build(&self, app: &mut App) {
        let (orders, inbox) = crossbeam_channel::unbounded();
        let (outbox, maps) = crossbeam_channel::unbounded();
        let worker = MapWorker::new(inbox, outbox);
        let local = match self.spawn {
            Some(spawn) => {
                spawn(worker);
                None
            }
            None => Some(Mutex::new(worker)),
        };
        app.init_resource::<CoverageMap>()
            .init_resource::<request::Requested>()
            .insert_resource(MapLink { orders, maps, local })
            .add_systems(Update, (request::order_maps, request::work_locally, request::receive_maps).chain());
    }
}
