//! Undo and redo: each applied command leaves the command that takes it back.

use crate::command::TwinCommand;
use bevy_ecs::prelude::*;

/// One step of undo: all commands of a gesture.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    label: String,
    gesture: u64,
    forward: Vec<TwinCommand>,
    inverse: Vec<TwinCommand>,
}

/// What can be undone and redone.
#[derive(Resource, Clone, Debug, Default)]
pub struct UndoLog {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl UndoLog {
    /// Most steps kept.
    pub const CAPACITY: usize = 200;

    /// What the next undo takes back.
    pub fn undo_label(&self) -> Option<&str> {
        self.done.last().map(|step| step.label.as_str())
    }

    /// What the next redo does again.
    pub fn redo_label(&self) -> Option<&str> {
        self.undone.last().map(|step| step.label.as_str())
    }

    /// Notes an applied command with its inverse. A gesture's commands join into one step.
    pub(crate) fn note(&mut self, gesture: u64, label: String, forward: TwinCommand, inverse: TwinCommand) {
        self.undone.clear();
        if let Some(last) = self.done.last_mut().filter(|last| gesture != 0 && last.gesture == gesture) {
            last.label = label;
            // A drag sends many commands for one thing: keep the way back to its start and the way to its end.
            match last.forward.iter_mut().find(|earlier| earlier.subject() == forward.subject()) {
                Some(earlier) => *earlier = forward,
                None => {
                    last.forward.push(forward);
                    last.inverse.push(inverse);
                }
            }
            return;
        }
        if self.done.len() == Self::CAPACITY {
            self.done.remove(0);
        }
        self.done.push(Step { label, gesture, forward: vec![forward], inverse: vec![inverse] });
    }

    /// Commands that take back the last step, in the order to apply.
    pub(crate) fn undo(&mut self) -> Vec<TwinCommand> {
        let Some(step) = self.done.pop() else { return Vec::new() };
        let commands = step.inverse.iter().rev().cloned().collect();
        self.undone.push(step);
        commands
    }

    /// Commands that do the last undone step again.
    pub(crate) fn redo(&mut self) -> Vec<TwinCommand> {
        let Some(step) = self.undone.pop() else { return Vec::new() };
        let commands = step.forward.clone();
        self.done.push(step);
        commands
    }
}
