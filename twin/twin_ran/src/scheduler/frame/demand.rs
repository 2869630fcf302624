//! What every UE and slice needs in a slot.

use super::{CellConfig, CellFrame, McsRow, Send, SlotTime, UeDownlink, Wait, Wish, block_bits};

/// PRBs whose transport block holds `bits`, at most the carrier.
fn prb_for(cell: &CellConfig, row: McsRow, bits_per_prb: f64, bits: u64) -> u32 {
    let estimate = bits as f64 / bits_per_prb;
    if estimate >= f64::from(cell.n_prb) {
        return cell.n_prb;
    }
    let mut n_prb = (estimate as u32).max(1);
    while n_prb < cell.n_prb && u64::from(block_bits(cell, row, n_prb)) < bits {
        n_prb += 1;
    }
    n_prb
}

/// Lets packets arrive and fills in what every UE and slice needs.
pub(super) fn find_demand(cell: &CellConfig, time: SlotTime, ues: &mut [&mut UeDownlink], frame: &mut CellFrame) {
    frame.demand_prb.fill(0);
    for (index, ue) in ues.iter_mut().enumerate() {
        let candidate = &mut frame.candidates[index];
        candidate.demand_prb = 0;
        frame.wishes[index] = Wish::NONE;
        if ue.queue.is_empty() {
            continue;
        }
        ue.clock.skip_to(time.start_ns);
        ue.queue.advance_on(time.start_s, time.start_ns, &ue.clock);
        if ue.clock.is_without_cell(time.start_ns) {
            continue;
        }
        let wish = &mut frame.wishes[index];
        wish.has_unsent = ue.queue.unsent_bits() > 0;
        if frame.ues[index].mcs.is_none() {
            wish.otherwise = Wait::Radio;
            continue;
        }
        let Some(slice_demand) = frame.demand_prb.get_mut(ue.slice) else {
            continue;
        };
        let (send, bits) = ue.next_send(time.slot);
        let n_prb = match send {
            Send::Nothing => {
                wish.otherwise = Wait::Harq;
                continue;
            }
            Send::Harq(process) => ue.harq.block(process).map_or(1, |block| block.n_prb.min(cell.n_prb)),
            Send::New | Send::Rlc => prb_for(cell, frame.rows[index], candidate.bits_per_prb, bits),
        };
        (wish.send, wish.bits, wish.n_prb) = (send, bits, n_prb);
        candidate.average = ue.average;
        candidate.waited_slots = ue.last_grant.map_or(u64::MAX, |last| time.slot - last.min(time.slot));
        candidate.demand_prb = n_prb;
        *slice_demand += n_prb;
        frame.slices[ue.slice].demand_prb_slots += u64::from(n_prb);
    }
}
