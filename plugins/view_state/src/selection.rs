//! What is selected or under the pointer, and where the camera is asked to go.

use bevy_ecs::prelude::*;
use twin_units::{GnbId, RisId, UeId};

/// Something in the scene a person can point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// A gNB.
    Site(GnbId),
    /// A RIS panel.
    Ris(RisId),
    /// An agent.
    Agent(UeId),
    /// A building or block, by its object number in the geometry.
    Building(u32),
}

/// The selected and the hovered object.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Selected by a click or from the tree.
    pub selected: Option<Object>,
    /// Under the pointer.
    pub hovered: Option<Object>,
}

/// Numbers the gestures (drags, slider pulls), so that each is one step of undo.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct Gesture {
    /// Number of the gesture under way; 0 when none is.
    pub active: u64,
    last: u64,
}

impl Gesture {
    /// Starts a gesture and returns its number.
    pub fn begin(&mut self) -> u64 {
        self.last += 1;
        self.active = self.last;
        self.active
    }

    /// Ends the gesture.
    pub fn end(&mut self) {
        self.active = 0;
    }
}

/// A wish for the camera, taken by the scene view.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub enum CameraRequest {
    /// Nothing.
    #[default]
    None,
    /// Look at an object.
    Frame(Object),
    /// Go to the scene's camera with this index.
    Named(usize),
    /// Follow an agent until the user moves the camera.
    Follow(Object),
}
