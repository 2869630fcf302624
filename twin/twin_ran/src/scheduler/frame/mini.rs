//! Mini-slots within a slot: urgent UEs get a grant, and their packets, more than once in it.
//!
//! **Accuracy.** Blocks of whole slots are not interrupted (no pre-emption, TS 38.213 cl. 11.2): a mini-slot has the PRBs that they left, and a slice
//! that must have some keeps them by its dedicated ratio. HARQ round trips are counted in slots for mini-slots too.

use super::demand::find_demand_of_mini_ues;
use super::transmit::send_granted;
use super::{CellConfig, CellFrame, SlotTime, UeDownlink, grant_slot};
use crate::scheduler::{MiniSlot, SYMBOLS_PER_SLOT};
use crate::slicing::SlicePolicies;

/// Serves the mini-slots of a slot whose grants are made: the first has the grants of the slot's UEs of mini-slots, the others their own.
pub(super) fn serve_mini_slots(
    cell: &CellConfig,
    mini_slot: MiniSlot,
    slices: &SlicePolicies,
    slot: SlotTime,
    ues: &mut [&mut UeDownlink],
    frame: &mut CellFrame,
) {
    let mini_ues = std::mem::take(&mut frame.mini_ues);
    let mut held_prb = std::mem::take(&mut frame.held_prb);
    held_prb.clear();
    held_prb.resize(slices.len(), 0);
    for grant in &frame.grants {
        if !frame.wishes[grant.ue_idx].is_mini {
            held_prb[frame.candidates[grant.ue_idx].slice] += grant.n_prb;
        }
    }
    for (candidate, wish) in frame.candidates.iter_mut().zip(&frame.wishes) {
        if !wish.is_mini {
            candidate.demand_prb = 0;
        }
    }
    let mut given_bits = std::mem::take(&mut frame.mini_bits);
    given_bits.clear();
    given_bits.resize(mini_ues.len(), 0);
    for index in 0..mini_slot.per_slot(cell.data_symbols) {
        let time = time_of(cell, mini_slot, slot, index);
        if index > 0 {
            frame.demand_prb.copy_from_slice(&held_prb);
            find_demand_of_mini_ues(cell, time, &mini_ues, ues, frame);
            share_left_over(cell, slices, &held_prb, frame);
        }
        send_granted(cell, time, ues, frame, |wish| wish.is_mini);
        for (&ue_idx, bits) in mini_ues.iter().zip(&mut given_bits) {
            let wish = &mut frame.wishes[ue_idx];
            *bits += wish.given_bits;
            wish.count(ues[ue_idx], time);
        }
    }
    for (&ue_idx, &bits) in mini_ues.iter().zip(&given_bits) {
        frame.candidates[ue_idx].average.update(cell.pf_window_slots, bits as f64);
    }
    (frame.mini_ues, frame.held_prb, frame.mini_bits) = (mini_ues, held_prb, given_bits);
}

/// When a mini-slot of a slot is.
fn time_of(cell: &CellConfig, mini_slot: MiniSlot, slot: SlotTime, index: u32) -> SlotTime {
    let slot_ns = slot.end_ns - slot.start_ns;
    let first = mini_slot.first_symbol(index, cell.data_symbols);
    let until_ns =
        |symbol: u32| (slot_ns * u64::from(symbol) + u64::from(SYMBOLS_PER_SLOT) / 2) / u64::from(SYMBOLS_PER_SLOT);
    SlotTime {
        slot: slot.slot,
        start_s: slot.start_s + cell.slot_s() * f64::from(first) / f64::from(SYMBOLS_PER_SLOT),
        start_ns: slot.start_ns + until_ns(first),
        end_ns: slot.start_ns + until_ns(first + mini_slot.symbols()),
        symbols: mini_slot.symbols(),
    }
}

/// Grants the PRBs that blocks of whole slots do not hold, by the slices' policies.
fn share_left_over(cell: &CellConfig, slices: &SlicePolicies, held_prb: &[u32], frame: &mut CellFrame) {
    frame.grants.clear();
    if frame.demand_prb == held_prb {
        return;
    }
    slices.allocate(cell.n_prb, &frame.demand_prb, &mut frame.alloc_prb);
    let mut left = cell.n_prb - held_prb.iter().sum::<u32>();
    for (alloc, held) in frame.alloc_prb.iter_mut().zip(held_prb) {
        *alloc = alloc.saturating_sub(*held).min(left);
        left -= *alloc;
    }
    grant_slot(cell.scheduler.scheduler(), &mut frame.candidates, &frame.alloc_prb, &mut frame.grants);
}

#[cfg(test)]
mod tests;
