//! How agents move: trips on the scene's ways, car following, junctions, walking, flying, and what must not pass through each other.
//!
//! Start at [`Mobility`]: make it from a scene, step it, read [`AgentState`]s. Inside, `graph` turns ways into lanes, `route` draws trips,
//! `traffic` drives cars and AGVs (`agv` adds their stops), `pedestrian`, `drone` and `fixed` move the others, and `collision` watches them
//! all. Nothing here knows of radio or the ECS.

mod agent;
mod agv;
mod collision;
mod drone;
mod error;
mod fixed;
mod footprint;
mod graph;
mod mobility;
mod pedestrian;
mod polyline;
mod route;
mod traffic;

pub use agent::AgentState;
pub use error::MobilityError;
pub use mobility::Mobility;
