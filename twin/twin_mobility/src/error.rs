//! Why a scene's agents cannot be set in motion.

use twin_scene::schema::AgentKind;

/// A fault in a scene's agents or ways.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MobilityError {
    /// Agents on trips, but nothing for them to travel on.
    #[error(
        "agents[{group}]: {kind:?} agents make trips, but the scene has no ways for them that form a circuit; add ways of that kind or give the agents `Fixed` places"
    )]
    NoWays {
        /// Index of the group in the scene's `agents`.
        group: usize,
        /// Kind of its agents.
        kind: AgentKind,
    },
    /// A kind that has no ways of its own was asked to make trips.
    #[error("agents[{group}]: {kind:?} agents cannot make trips; use `Loop` or `Fixed`")]
    NoTrips {
        /// Index of the group in the scene's `agents`.
        group: usize,
        /// Kind of its agents.
        kind: AgentKind,
    },
    /// More agents than fit on the ways without overlap.
    #[error(
        "agents[{group}]: no free place is left on the ways for {kind:?} number {number} of the group; lower `count`"
    )]
    NoRoom {
        /// Index of the group in the scene's `agents`.
        group: usize,
        /// Kind of its agents.
        kind: AgentKind,
        /// 0-based number within the group.
        number: u32,
    },
    /// A loop with fewer than three distinct corners.
    #[error("agents[{group}]: a `Loop` needs at least three corners that do not coincide")]
    BadLoop {
        /// Index of the group in the scene's `agents`.
        group: usize,
    },
    /// Not one place for each agent.
    #[error("agents[{group}]: `Fixed` lists {places} places for {count} agents")]
    PlaceCount {
        /// Index of the group in the scene's `agents`.
        group: usize,
        /// Places listed.
        places: usize,
        /// Agents in the group.
        count: u32,
    },
    /// A speed that is not a positive, finite number.
    #[error("agents[{group}]: `speed_m_per_s` must be positive and finite")]
    BadSpeed {
        /// Index of the group in the scene's `agents`.
        group: usize,
    },
}
