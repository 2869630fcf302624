//! The one way to change the world: commands, applied at the start of the next tick, logged, undoable, replayable.

use crate::plan::Ratios;
use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use twin_scene::schema::{MobilitySettings, Propagation, RisTarget, Weather};
use twin_units::{CellId, GnbId, RisId, UeId};

/// A change of the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TwinCommand {
    /// Moves a site's antennas, m.
    MoveSite {
        /// Which.
        site: GnbId,
        /// Where to.
        position: [f64; 3],
    },
    /// Moves a RIS, m.
    MoveRis {
        /// Which.
        ris: RisId,
        /// Where to.
        position: [f64; 3],
    },
    /// Turns a RIS: bearing of its normal, degrees clockwise from north.
    TurnRis {
        /// Which.
        ris: RisId,
        /// New bearing.
        azimuth_deg: f64,
    },
    /// Steers a RIS for a target.
    SteerRis {
        /// Which.
        ris: RisId,
        /// For what.
        target: RisTarget,
    },
    /// Switches a RIS on or off.
    EnableRis {
        /// Which.
        ris: RisId,
        /// On or off.
        enabled: bool,
    },
    /// Sets phase bits of a RIS, 1..=3, or 0 for continuous.
    SetRisBits {
        /// Which.
        ris: RisId,
        /// Bits.
        bits: u8,
    },
    /// Puts an agent somewhere by hand, m.
    MoveAgent {
        /// Which.
        ue: UeId,
        /// Ground point.
        position: [f64; 3],
    },
    /// Points a cell: bearing and tilt, degrees.
    PointCell {
        /// Which.
        cell: CellId,
        /// Bearing of boresight, clockwise from north.
        azimuth_deg: f64,
        /// Tilt below the horizon.
        downtilt_deg: f64,
    },
    /// Sets a cell's transmit power, dBm.
    SetCellPower {
        /// Which.
        cell: CellId,
        /// Power over the carrier.
        power_dbm: f64,
    },
    /// Sets the PRB ratios of a slice.
    SetSliceRatios {
        /// Index of the slice.
        slice: usize,
        /// New ratios.
        ratios: Ratios,
    },
    /// Sets handover and radio-link monitoring parameters.
    SetMobility(MobilitySettings),
    /// Sets air, rain and fog.
    SetWeather(Weather),
    /// Sets which propagation mechanisms links and maps have.
    SetPropagation(Propagation),
    /// Lets models choose beams (`true`) or the rule (`false`).
    UseModels(bool),
    /// Undoes the last change that is not undone.
    Undo,
    /// Does the last undone change again.
    Redo,
}

impl TwinCommand {
    /// Kind and id of what the command changes; equal subjects overwrite each other.
    pub(crate) fn subject(&self) -> (u8, usize) {
        match *self {
            Self::MoveSite { site, .. } => (0, site.0 as usize),
            Self::MoveRis { ris, .. } => (1, ris.0 as usize),
            Self::TurnRis { ris, .. } => (2, ris.0 as usize),
            Self::SteerRis { ris, .. } => (3, ris.0 as usize),
            Self::EnableRis { ris, .. } => (4, ris.0 as usize),
            Self::SetRisBits { ris, .. } => (5, ris.0 as usize),
            Self::MoveAgent { ue, .. } => (6, ue.0 as usize),
            Self::PointCell { cell, .. } => (7, cell.0 as usize),
            Self::SetCellPower { cell, .. } => (8, cell.0 as usize),
            Self::SetSliceRatios { slice, .. } => (9, slice),
            Self::SetMobility(_) => (10, 0),
            Self::UseModels(_) => (11, 0),
            Self::Undo => (12, 0),
            Self::Redo => (13, 0),
            Self::SetWeather(_) => (14, 0),
            Self::SetPropagation(_) => (15, 0),
        }
    }
}

/// Commands waiting for the next tick. Views push here; nothing else of theirs reaches the twin.
#[derive(Resource, Clone, Debug, Default)]
pub struct CommandQueue {
    pending: Vec<Queued>,
}

/// A waiting command. Commands with the same `gesture` (one drag, one slider pull) are undone together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queued {
    /// What.
    pub command: TwinCommand,
    /// Number of the gesture it belongs to; 0 for none.
    pub gesture: u64,
}

impl CommandQueue {
    /// Queues a command of its own.
    pub fn push(&mut self, command: TwinCommand) {
        self.push_gesture(command, 0);
    }

    /// Queues a command that is part of a gesture, so that the whole gesture is one step of undo.
    pub fn push_gesture(&mut self, command: TwinCommand, gesture: u64) {
        self.pending.push(Queued { command, gesture });
    }

    /// Takes all waiting commands, oldest first.
    pub fn take(&mut self) -> Vec<Queued> {
        std::mem::take(&mut self.pending)
    }
}

/// Commands applied in the last tick, for the recorder.
#[derive(Resource, Clone, Debug, Default)]
pub struct AppliedCommands(pub Vec<Queued>);
