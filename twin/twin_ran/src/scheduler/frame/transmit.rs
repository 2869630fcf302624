//! The blocks of a slot: sent, lost or received, and what they complete.

use super::{
    BlockRate, Candidate, CarrierRates, CellConfig, CellFrame, Delivery, Send, SlotTime, UeDownlink, UeFrame, Wait,
    Wish,
};
use crate::link_adaptation::OuterLoopConfig;
use crate::link_adaptation::harq::{Block, HarqResult};

/// Sends the granted blocks of a slot or mini-slot, of those UEs it is for.
pub(super) fn send_granted(
    cell: &CellConfig,
    time: SlotTime,
    ues: &mut [&mut UeDownlink],
    frame: &mut CellFrame,
    is_for: impl Fn(&Wish) -> bool,
) {
    for grant in &frame.grants {
        let ue_idx = grant.ue_idx;
        let ue = &mut *ues[ue_idx];
        let result = &mut frame.ues[ue_idx];
        let wish = &mut frame.wishes[ue_idx];
        if !is_for(wish) {
            continue;
        }
        let prb_symbols = grant.n_prb * time.symbols;
        result.prb_slots += grant.n_prb;
        result.prb_symbols += prb_symbols;
        result.blocks += 1;
        frame.slices[ue.slice].prb_slots += grant.n_prb;
        frame.slices[ue.slice].prb_symbols += u64::from(prb_symbols);
        ue.last_grant = Some(time.slot);
        wish.given_prb = grant.n_prb;
        wish.quiet_until_s = f64::NEG_INFINITY;
        wish.settle(ue, time.start_ns);
        ue.clock.skip_to(time.start_ns);
        let outcome = if let Send::Harq(process) = wish.send {
            wish.given_bits = wish.bits;
            result.repetitions += 1;
            ue.harq.resend(&cell.harq, process, time.slot, grant.n_prb, ue.sinr_db, &cell.link, &mut ue.stream)
        } else {
            let holds_bits = u64::from(frame.rates[ue_idx].bits(grant.n_prb)).min(wish.bits);
            let (offset_bits, bits) = match wish.send {
                Send::Rlc => ue.take_rlc(holds_bits),
                _ => ue.queue.send(holds_bits, (time.start_ns, time.end_ns), ue.clock.waits()),
            };
            wish.given_bits = bits;
            let block = Block { mcs: result.mcs.unwrap_or(0), n_prb: grant.n_prb, offset_bits, bits };
            if frame.rates[ue_idx].is_fresh {
                frame.rates[ue_idx].is_fresh = false;
                result.bler = cell.link.bler(block.mcs, ue.sinr_db);
            }
            let outcome = ue.harq.send(&cell.harq, time.slot, block, ue.sinr_db, result.bler, &mut ue.stream);
            if let Some(outer_loop) = &cell.outer_loop {
                let is_received = matches!(outcome, Some(HarqResult::Delivered { .. }));
                let target_bler = ue.target_bler.map_or(outer_loop.target_bler, |target| target.clamp(1e-6, 0.9));
                let outer_loop = OuterLoopConfig { target_bler, ..*outer_loop };
                ue.outer_loop.update_within(&outer_loop, is_received, cell.link.useful_offsets_db(result.cqi));
                let rates = (&frame.carrier_rates, &mut frame.rates[ue_idx]);
                adapt(cell, ue, result, rates, &mut frame.candidates[ue_idx]);
            }
            outcome
        };
        if !matches!(outcome, Some(HarqResult::Delivered { .. })) {
            result.block_errors += 1;
            result.repetition_errors += u32::from(matches!(wish.send, Send::Harq(_)));
        }
        match outcome {
            Some(HarqResult::Delivered { .. }) => {
                let deliveries = &mut frame.deliveries;
                let handover_ns = ue.clock.waits().handover_ns;
                let complete_bits = ue.complete_offset_bits();
                result.delivered_bits +=
                    ue.queue.release(complete_bits, time.end_ns, handover_ns, |arrival_s, budget| {
                        deliveries.push(Delivery { ue_idx, arrival_s, delay_s: budget.total_s(), budget });
                    });
            }
            Some(HarqResult::Dropped { block }) => {
                result.harq_failures += 1;
                ue.give_to_rlc(block, time.slot + cell.harq.rlc_delay_slots);
            }
            _ => {}
        }
    }
}

/// Lets the outer loop choose the MCS of a UE's next new block.
fn adapt(
    cell: &CellConfig,
    ue: &UeDownlink,
    result: &mut UeFrame,
    (carrier_rates, rate): (&CarrierRates, &mut BlockRate),
    candidate: &mut Candidate,
) {
    let mcs = cell.link.mcs_with_offset_near(result.cqi, ue.outer_loop.offset_db(), result.mcs.unwrap_or(0));
    if let Some(index) = mcs.filter(|_| mcs != result.mcs) {
        result.mcs = mcs;
        rate.is_fresh = true;
        rate.row = cell.link.mcs_row(index);
        candidate.bits_per_prb = carrier_rates.bits_per_prb(cell, index, rate);
    }
}

/// Counts why the bits of UEs of whole slots waited, and what they got.
pub(super) fn count_waiting(cell: &CellConfig, time: SlotTime, ues: &mut [&mut UeDownlink], frame: &mut CellFrame) {
    let share = 1.0 / cell.pf_window_slots.max(1.0);
    for (index, (wish, candidate)) in frame.wishes.iter_mut().zip(&mut frame.candidates).enumerate() {
        if wish.is_mini {
            continue;
        }
        candidate.average.weigh(share, wish.given_bits as f64);
        if wish.has_unsent && wish.is_quiet(time) {
            wish.quiet_load_ns += time.end_ns - time.start_ns;
        } else if wish.has_unsent {
            wish.count(ues[index], time);
        }
    }
}

impl Wish {
    /// Counts why bits that were not sent waited through a slot or mini-slot.
    pub(super) fn count(&mut self, ue: &mut UeDownlink, time: SlotTime) {
        if !self.has_unsent {
            return;
        }
        if self.is_quiet(time) {
            self.quiet_load_ns += time.end_ns - time.start_ns;
        } else {
            ue.clock.skip_to(time.start_ns);
            ue.clock.wait(time.end_ns, self.reason());
        }
    }

    /// Why they waited.
    fn reason(&self) -> Wait {
        match self.send {
            Send::Nothing => self.otherwise,
            _ if self.given_prb == 0 => Wait::Load,
            Send::New => Wait::Granted { n_prb: self.given_prb, of_prb: self.n_prb },
            Send::Rlc | Send::Harq(_) => Wait::Harq,
        }
    }
}
