//! One 10 ms frame of one cell.

use super::proportional_fair::{Candidate, Grant, grant_slot};
use super::{CellConfig, UeDownlink};
use crate::link_adaptation::{McsRow, transport_block_bits};
use crate::slicing::SlicePolicies;
use twin_units::Tick;

/// What one UE got in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UeFrame {
    /// Bits delivered to it without error.
    pub delivered_bits: u64,
    /// PRBs granted, summed over slots.
    pub prb_slots: u32,
    /// Share of the cell's downlink PRBs it used, 0..=1.
    pub prb_share: f64,
    /// Blocks sent.
    pub blocks: u32,
    /// Blocks lost; each is sent again after the HARQ round trip.
    pub block_errors: u32,
    /// CQI, 0..=15.
    pub cqi: u8,
    /// MCS; `None` at CQI 0.
    pub mcs: Option<u8>,
    /// Block error rate its blocks were drawn with, 0..=1; 0 without MCS.
    pub bler: f64,
}

/// What one slice got in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SliceFrame {
    /// PRBs granted, summed over slots.
    pub prb_slots: u32,
    /// PRBs its UEs needed, summed over slots; a need that is not met counts again in the next slot.
    pub demand_prb_slots: u64,
    /// Share of the cell's downlink PRBs it used, 0..=1.
    pub prb_share: f64,
}

/// A packet delivered in a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delivery {
    /// Index of the UE in the frame.
    pub ue_idx: usize,
    /// Arrival in the queue, s.
    pub arrival_s: f64,
    /// From arrival to the end of the slot that delivered its last bit, s.
    pub delay_s: f64,
}

/// Result of a frame, and the memory to make the next one without allocating.
#[derive(Clone, Debug, Default)]
pub struct CellFrame {
    /// By UE, in the order given to [`schedule_frame`].
    pub ues: Vec<UeFrame>,
    /// By slice index.
    pub slices: Vec<SliceFrame>,
    /// Packets delivered, by slot.
    pub deliveries: Vec<Delivery>,
    /// Share of the cell's downlink PRBs used, 0..=1.
    pub prb_share: f64,
    candidates: Vec<Candidate>,
    eligible_bits: Vec<u64>,
    scheduled_bits: Vec<u64>,
    rows: Vec<McsRow>,
    demand_prb: Vec<u32>,
    alloc_prb: Vec<u32>,
    grants: Vec<Grant>,
}

impl CellFrame {
    fn start(&mut self, cell: &CellConfig, n_slices: usize, ues: &[&mut UeDownlink]) {
        self.ues.clear();
        self.rows.clear();
        self.candidates.clear();
        self.deliveries.clear();
        self.slices.clear();
        self.slices.resize(n_slices, SliceFrame::default());
        self.demand_prb.resize(n_slices, 0);
        self.alloc_prb.resize(n_slices, 0);
        self.eligible_bits.clear();
        self.eligible_bits.resize(ues.len(), 0);
        self.scheduled_bits.resize(ues.len(), 0);
        for ue in ues {
            let offset_db = if cell.outer_loop.is_some() { ue.outer_loop.offset_db() } else { 0.0 };
            let cqi = cell.link.cqi(ue.sinr_db + offset_db);
            let mcs = cell.link.mcs(cqi);
            let row = cell.link.mcs_row(mcs.unwrap_or(0));
            let bler = mcs.map_or(0.0, |mcs| cell.link.bler(mcs, ue.sinr_db));
            let carrier_bits = transport_block_bits(row, cell.data_res_per_prb() * cell.n_prb, cell.layers);
            self.ues.push(UeFrame { cqi, mcs, bler, ..UeFrame::default() });
            self.rows.push(row);
            self.candidates.push(Candidate {
                slice: ue.slice,
                demand_prb: 0,
                bits_per_prb: f64::from(carrier_bits) / f64::from(cell.n_prb.max(1)),
                average: ue.average,
                waited_slots: u64::MAX,
                weight: 1.0,
            });
        }
    }
}

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

fn block_bits(cell: &CellConfig, row: McsRow, n_prb: u32) -> u32 {
    transport_block_bits(row, cell.data_res_per_prb() * n_prb, cell.layers)
}

/// Runs the downlink slots of the frame that starts at `tick` for the UEs a cell serves, in a fixed order (by UE id).
///
/// Per slot: packets that have arrived become visible, slices get PRBs, UEs inside a slice by the cell's scheduler, each block is lost with the
/// block error rate of its MCS, delivered bits leave the queue. Each UE's [`UeDownlink::sinr_db`] must be set before.
pub fn schedule_frame(
    cell: &CellConfig,
    slices: &SlicePolicies,
    tick: Tick,
    ues: &mut [&mut UeDownlink],
    frame: &mut CellFrame,
) {
    frame.start(cell, slices.len(), ues);
    let slot_s = cell.slot_s();
    let first_slot = tick.0 * cell.slots_per_frame();
    let mut n_downlink = 0;
    for index in 0..cell.slots_per_frame() {
        let slot = first_slot + index;
        if !cell.is_downlink(slot) {
            continue;
        }
        n_downlink += 1;
        let start_s = tick.seconds() + index as f64 * slot_s;
        find_demand(cell, slot, start_s, ues, frame);
        frame.grants.clear();
        if frame.demand_prb.iter().any(|&prb| prb > 0) {
            slices.allocate(cell.n_prb, &frame.demand_prb, &mut frame.alloc_prb);
            grant_slot(cell.scheduler.scheduler(), &mut frame.candidates, &frame.alloc_prb, &mut frame.grants);
        }
        transmit(cell, slot, start_s + slot_s, ues, frame);
    }
    let carrier = f64::from((cell.n_prb * n_downlink).max(1));
    let mut used = 0;
    for ue in &mut frame.ues {
        ue.prb_share = f64::from(ue.prb_slots) / carrier;
        used += ue.prb_slots;
    }
    frame.prb_share = f64::from(used) / carrier;
    for slice in &mut frame.slices {
        slice.prb_share = f64::from(slice.prb_slots) / carrier;
    }
}

/// Fills in what every UE and slice needs in a slot.
fn find_demand(cell: &CellConfig, slot: u64, start_s: f64, ues: &mut [&mut UeDownlink], frame: &mut CellFrame) {
    frame.demand_prb.fill(0);
    for (index, ue) in ues.iter_mut().enumerate() {
        ue.queue.advance(start_s);
        let bits = ue.eligible_bits(slot);
        let candidate = &mut frame.candidates[index];
        candidate.average = ue.average;
        candidate.waited_slots = ue.last_grant.map_or(u64::MAX, |last| slot - last.min(slot));
        candidate.demand_prb = 0;
        frame.eligible_bits[index] = bits;
        if bits == 0 || frame.ues[index].mcs.is_none() {
            continue;
        }
        let Some(slice_demand) = frame.demand_prb.get_mut(ue.slice) else {
            continue;
        };
        candidate.demand_prb = prb_for(cell, frame.rows[index], candidate.bits_per_prb, bits);
        *slice_demand += candidate.demand_prb;
        frame.slices[ue.slice].demand_prb_slots += u64::from(candidate.demand_prb);
    }
}

/// Sends the granted blocks of a slot.
fn transmit(cell: &CellConfig, slot: u64, end_s: f64, ues: &mut [&mut UeDownlink], frame: &mut CellFrame) {
    frame.scheduled_bits.fill(0);
    for grant in &frame.grants {
        let ue_idx = grant.ue_idx;
        let ue = &mut *ues[ue_idx];
        let result = &mut frame.ues[ue_idx];
        let block = u64::from(block_bits(cell, frame.rows[ue_idx], grant.n_prb));
        let bits = block.min(frame.eligible_bits[ue_idx]);
        result.prb_slots += grant.n_prb;
        result.blocks += 1;
        frame.slices[ue.slice].prb_slots += grant.n_prb;
        ue.last_grant = Some(slot);
        let is_lost = ue.stream.chance(result.bler);
        if let Some(outer_loop) = &cell.outer_loop {
            ue.outer_loop.update(outer_loop, !is_lost);
        }
        if is_lost {
            result.block_errors += 1;
            ue.lost_bits += bits;
            ue.lost_blocks.push_back((slot + cell.harq_rtt_slots, bits));
        } else {
            let deliveries = &mut frame.deliveries;
            result.delivered_bits += ue.queue.serve(bits, end_s, |delay_s, arrival_s| {
                deliveries.push(Delivery { ue_idx, arrival_s, delay_s });
            });
        }
        frame.scheduled_bits[ue_idx] = bits;
    }
    for (ue, &bits) in ues.iter_mut().zip(&frame.scheduled_bits) {
        ue.average.update(cell.pf_window_slots, bits as f64);
    }
}

#[cfg(test)]
mod tests;
