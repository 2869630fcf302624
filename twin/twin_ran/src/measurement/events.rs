//! Events A1 to A6: entering and leaving conditions (TS 38.331 V18.5.1 cl. 5.5.4.2 to 5.5.4.7), and the time to trigger of each.
//!
//! Start at [`EventConfig`] and [`Trigger::update`], one trigger per cell concerned, fed at each measurement.
//! All inequalities are strict, on both edges: a level exactly on a threshold neither enters nor leaves.
//!
//! (The handover machine of [`crate::handover`] keeps to the simplified A3 of its reference: no separate leaving condition.)

use super::legal::{CellOffset, EventOffset, Hysteresis, Threshold, TimeToTrigger};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Serving becomes better than a threshold.
    A1 {
        /// a1-Threshold.
        threshold: Threshold,
    },
    /// Serving becomes worse than a threshold.
    A2 {
        /// a2-Threshold.
        threshold: Threshold,
    },
    /// Neighbour becomes better than the SpCell by an offset.
    A3 {
        /// a3-Offset.
        offset: EventOffset,
    },
    /// Neighbour becomes better than a threshold.
    A4 {
        /// a4-Threshold.
        threshold: Threshold,
    },
    /// SpCell becomes worse than one threshold and a neighbour better than another.
    A5 {
        /// a5-Threshold1, for the SpCell.
        serving: Threshold,
        /// a5-Threshold2, for the neighbour.
        neighbour: Threshold,
    },
    /// Neighbour becomes better than an SCell by an offset.
    A6 {
        /// a6-Offset.
        offset: EventOffset,
    },
}

/// An event with its hysteresis and time to trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventConfig {
    /// What is compared.
    pub event: Event,
    /// Hysteresis of both edges.
    pub hysteresis: Hysteresis,
    /// How long a condition must hold.
    pub time_to_trigger: TimeToTrigger,
}

/// A filtered measurement with the offsets that belong to its cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Measurement result: dBm for RSRP, dB otherwise.
    pub level: f64,
    /// Offset of its frequency (offsetMO); not used by A1, A2 and A6.
    pub frequency_offset: CellOffset,
    /// Offset of the cell (cellIndividualOffset); not used by A1 and A2.
    pub cell_offset: CellOffset,
}

impl Measured {
    fn with_offsets(self) -> f64 {
        self.level + self.frequency_offset.db() + self.cell_offset.db()
    }
}

impl Event {
    /// Entering condition. `neighbour` is not used by A1 and A2; `serving` is the SpCell of A3 and A5, the SCell of A6, not used by A4.
    pub fn enters(&self, hysteresis: Hysteresis, serving: Measured, neighbour: Measured) -> bool {
        let hys = hysteresis.db();
        match *self {
            Self::A1 { threshold } => serving.level - hys > threshold.value(),
            Self::A2 { threshold } => serving.level + hys < threshold.value(),
            Self::A3 { offset } => neighbour.with_offsets() - hys > serving.with_offsets() + offset.db(),
            Self::A4 { threshold } => neighbour.with_offsets() - hys > threshold.value(),
            Self::A5 { serving: first, neighbour: second } => {
                serving.level + hys < first.value() && neighbour.with_offsets() - hys > second.value()
            }
            Self::A6 { offset } => {
                neighbour.level + neighbour.cell_offset.db() - hys
                    > serving.level + serving.cell_offset.db() + offset.db()
            }
        }
    }

    /// Leaving condition, of the same cells.
    pub fn leaves(&self, hysteresis: Hysteresis, serving: Measured, neighbour: Measured) -> bool {
        let hys = hysteresis.db();
        match *self {
            Self::A1 { threshold } => serving.level + hys < threshold.value(),
            Self::A2 { threshold } => serving.level - hys > threshold.value(),
            Self::A3 { offset } => neighbour.with_offsets() + hys < serving.with_offsets() + offset.db(),
            Self::A4 { threshold } => neighbour.with_offsets() + hys < threshold.value(),
            Self::A5 { serving: first, neighbour: second } => {
                serving.level - hys > first.value() || neighbour.with_offsets() + hys < second.value()
            }
            Self::A6 { offset } => {
                neighbour.level + neighbour.cell_offset.db() + hys
                    < serving.level + serving.cell_offset.db() + offset.db()
            }
        }
    }
}

/// What a measurement changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerChange {
    /// The entering condition has held for the time to trigger: the cell joins the triggered ones, a report is due.
    Triggered,
    /// The leaving condition has held for the time to trigger: the cell is no longer triggered (a report is due with reportOnLeave).
    Left,
}

/// State of an event for one cell (TS 38.331 cl. 5.5.4.1, `cellsTriggeredList`).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trigger {
    is_triggered: bool,
    since_s: Option<f64>,
}

impl Trigger {
    /// Takes the measurements at `now_s`.
    ///
    /// The condition must hold for all measurements during the time to trigger; the time counts from the first that fulfils it.
    pub fn update(
        &mut self,
        config: &EventConfig,
        now_s: f64,
        serving: Measured,
        neighbour: Measured,
    ) -> Option<TriggerChange> {
        let holds = if self.is_triggered {
            config.event.leaves(config.hysteresis, serving, neighbour)
        } else {
            config.event.enters(config.hysteresis, serving, neighbour)
        };
        if !holds {
            self.since_s = None;
            return None;
        }
        let since_s = *self.since_s.get_or_insert(now_s);
        if now_s - since_s + 1e-9 < config.time_to_trigger.seconds() {
            return None;
        }
        self.since_s = None;
        self.is_triggered = !self.is_triggered;
        Some(if self.is_triggered { TriggerChange::Triggered } else { TriggerChange::Left })
    }

    /// Whether the cell is among the triggered ones.
    pub fn is_triggered(&self) -> bool {
        self.is_triggered
    }

    /// Time since which the condition of the next change has held, s.
    pub fn running_since_s(&self) -> Option<f64> {
        self.since_s
    }
}

#[cfg(test)]
mod tests;
