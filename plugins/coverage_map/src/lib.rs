//! The coverage map: a grid of path gain, RSS, SINR, SS-RSRP, serving cell, best beam, margin, line of sight, spreads, mechanism and service,
//! all from one solve per site and point, refined progressively off the main loop.
//!
//! The work is done by a [`MapWorker`]: the host gives it a thread, or (in a browser) the plugin gives it a slice of each frame; the picture and
//! the clock never wait for it. [`CoverageMap`] is what views, panels and reports read. [`compute`] makes a whole map at once.
//!
//! In reading order: `quantity` and `map` are what comes out; `layer` solves points for one site, `join` makes a map of the layers, `service`
//! judges slices; `job` orders the work, `worker` does it, `request` asks for it.

mod job;
mod join;
mod layer;
mod map;
mod quantity;
mod request;
mod service;
mod worker;

pub use map::{CoverageMap, MapGrid};
pub use quantity::{Kind, MapQuantity};
pub use request::{Effort, MAP_HEIGHT_M, MAP_HEIGHTS_M, MapPlane, compute, compute_on, levels};
pub use service::{ServiceRule, share_percent};
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
            .init_resource::<MapPlane>()
            .init_resource::<request::Requested>()
            .insert_resource(MapLink { orders, maps, local })
            .add_systems(Update, (request::order_maps, request::work_locally, request::receive_maps).chain());
    }
}
