//! Downlink scheduling of one cell: slices first, then a [`Scheduler`] inside each slice, slot by slot.
//!
//! Start at [`schedule_frame`], called once per tick and cell with the UEs it serves. [`grant_slot`] is the rule of one slot.
//!
//! **Accuracy.** SINR is flat over the carrier and constant during a frame, so a UE's grant is contiguous and its place does not matter.
//! A block in error is combined with its repetitions ([`crate::link_adaptation::harq`]), which go before new blocks of the slice; what HARQ gives up
//! RLC sends in a new block. Bits are released in order. Control channels are an overhead in [`CellConfig`], not a limit on grants.
//! One block per UE and slot, or mini-slot.

mod cell;
mod frame;
mod mini_slot;
mod proportional_fair;
mod rule;
mod ue;

pub use cell::CellConfig;
pub use frame::{CellFrame, Delivery, SliceFrame, UeFrame, schedule_frame};
pub use mini_slot::{MiniSlot, SYMBOLS_PER_SLOT};
pub use proportional_fair::{Candidate, Grant, PfAverage, assert_grants_well_formed, grant_slot};
pub use rule::{AlphaFair, MaxRate, ProportionalFair, RoundRobin, Scheduler, SchedulerRule};
pub use ue::UeDownlink;
