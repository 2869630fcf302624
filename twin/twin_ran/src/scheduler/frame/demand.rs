//! What every UE and slice needs in a slot.

use super::{BlockRate, Candidate, CellConfig, CellFrame, Send, SliceFrame, SlotTime, UeDownlink, Wait, Wish};

/// PRBs whose transport block holds `bits`, at most the carrier.
fn prb_for(cell: &CellConfig, rate: &BlockRate, bits_per_prb: f64, bits: u64) -> u32 {
    let estimate = bits as f64 / bits_per_prb;
    if estimate >= f64::from(cell.n_prb) {
        return cell.n_prb;
    }
    let mut n_prb = (estimate as u32).max(1);
    while n_prb < cell.n_prb && u64::from(rate.bits(n_prb)) < bits {
        n_prb += 1;
    }
    n_prb
}

/// Lets packets arrive and fills in what every UE and slice needs.
///
/// Most UEs wait, or have nothing to receive, for most of a frame: those are quiet until something arrives or they get a grant, and cost no look at their state.
pub(super) fn find_demand(
    cell: &CellConfig,
    time: SlotTime,
    slots_passed: u64,
    ues: &mut [&mut UeDownlink],
    frame: &mut CellFrame,
) {
    frame.demand_prb.fill(0);
    for (index, (wish, candidate)) in frame.wishes.iter_mut().zip(&mut frame.candidates).enumerate() {
        if wish.is_quiet(time) {
            candidate.waited_slots = candidate.waited_slots.saturating_add(slots_passed);
        } else {
            let is_in_range = frame.ues[index].mcs.is_some();
            look_at(cell, time, ues[index], is_in_range, &frame.rates[index], wish, candidate);
        }
        add_demand(wish, candidate, &mut frame.demand_prb, &mut frame.slices);
    }
}

/// The same for the UEs of mini-slots, on top of the demand that is there.
pub(super) fn find_demand_of_mini_ues(
    cell: &CellConfig,
    time: SlotTime,
    mini_ues: &[usize],
    ues: &mut [&mut UeDownlink],
    frame: &mut CellFrame,
) {
    for &index in mini_ues {
        let (wish, candidate) = (&mut frame.wishes[index], &mut frame.candidates[index]);
        if !wish.is_quiet(time) {
            let is_in_range = frame.ues[index].mcs.is_some();
            look_at(cell, time, ues[index], is_in_range, &frame.rates[index], wish, candidate);
        }
        add_demand(wish, candidate, &mut frame.demand_prb, &mut frame.slices);
    }
}

/// Makes a UE a candidate for what it wants, and adds it to its slice's demand.
#[inline]
fn add_demand(wish: &Wish, candidate: &mut Candidate, demand_prb: &mut [u32], slices: &mut [SliceFrame]) {
    candidate.demand_prb = 0;
    if wish.n_prb > 0
        && let (Some(demand), Some(slice)) = (demand_prb.get_mut(candidate.slice), slices.get_mut(candidate.slice))
    {
        candidate.demand_prb = wish.n_prb;
        *demand += wish.n_prb;
        slice.demand_prb_slots += u64::from(wish.n_prb);
    }
}

/// Brings a UE up to date and finds what it wants.
fn look_at(
    cell: &CellConfig,
    time: SlotTime,
    ue: &mut UeDownlink,
    is_in_range: bool,
    rate: &BlockRate,
    wish: &mut Wish,
    candidate: &mut Candidate,
) {
    wish.settle(ue, time.start_ns);
    ue.clock.skip_to(time.start_ns);
    ue.queue.advance_on(time.start_s, time.start_ns, &ue.clock);
    let found = find_wish(cell, time, ue, is_in_range, rate, candidate.bits_per_prb);
    *wish = Wish { is_mini: wish.is_mini, ..found };
    candidate.waited_slots = ue.last_grant.map_or(u64::MAX, |last| time.slot - last.min(time.slot));
    candidate.is_repetition = matches!(wish.send, Send::Harq(_) | Send::Rlc);
}

/// What a UE wants of a slot, from its queue and what is to be repeated.
fn find_wish(
    cell: &CellConfig,
    time: SlotTime,
    ue: &mut UeDownlink,
    is_in_range: bool,
    rate: &BlockRate,
    bits_per_prb: f64,
) -> Wish {
    if ue.clock.is_without_cell(time.start_ns) {
        return Wish::NONE;
    }
    // An interruption that is still to come must not be slept through.
    let is_near_gap = ue.clock.has_gap_after(time.start_ns);
    let quiet_until_s = if is_near_gap { f64::NEG_INFINITY } else { ue.queue.next_arrival_s() };
    let has_unsent = ue.queue.unsent_bits() > 0;
    let quiet_until_slot = ue.next_repetition_slot().unwrap_or(u64::MAX);
    let waiting = Wish { has_unsent, quiet_until_slot, ..Wish::NONE };
    if !is_in_range {
        return if has_unsent { Wish { otherwise: Wait::Radio, ..waiting } } else { Wish { quiet_until_s, ..waiting } };
    }
    let (send, bits) = ue.next_send(time.slot);
    let n_prb = match send {
        Send::Nothing if has_unsent => return Wish { otherwise: Wait::Harq, ..waiting },
        Send::Nothing => 0,
        Send::Harq(process) => ue.harq.block(process).map_or(1, |block| block.n_prb.min(cell.n_prb)),
        Send::New | Send::Rlc => prb_for(cell, rate, bits_per_prb, bits),
    };
    Wish { send, bits, n_prb, quiet_until_s, ..waiting }
}
