//! One 10 ms frame of one cell.

mod demand;
mod mini;
mod transmit;

use super::proportional_fair::{Candidate, Grant, grant_slot};
use super::ue::Send;
use super::{CellConfig, SYMBOLS_PER_SLOT, UeDownlink};
use crate::latency::{LatencyBudget, Wait};
use crate::link_adaptation::{McsRow, McsTable, transport_block_bits};
use crate::slicing::SlicePolicies;
use demand::find_demand;
use mini::serve_mini_slots;
use transmit::{count_waiting, send_granted};
use twin_units::{TICK_S, Tick};

/// What one UE got in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UeFrame {
    /// Bits delivered to it without error and in order.
    pub delivered_bits: u64,
    /// PRBs granted, summed over slots and mini-slots.
    pub prb_slots: u32,
    /// PRBs granted, times the symbols of each grant: 14 of a slot, fewer of a mini-slot.
    pub prb_symbols: u32,
    /// Share of the cell's downlink PRBs it used, 0..=1.
    pub prb_share: f64,
    /// Blocks sent, repetitions included.
    pub blocks: u32,
    /// Blocks lost, repetitions included; each is sent again after the HARQ round trip.
    pub block_errors: u32,
    /// Blocks that were repetitions.
    pub repetitions: u32,
    /// Repetitions lost.
    pub repetition_errors: u32,
    /// Blocks that HARQ gave up; RLC sends their bits again.
    pub harq_failures: u32,
    /// CQI it reports, 0..=15.
    pub cqi: u8,
    /// MCS of its last new block, or of the next; `None` at CQI 0. The outer loop may change it after each.
    pub mcs: Option<u8>,
    /// Block error rate its last new block was drawn with, 0..=1; 0 without one.
    pub bler: f64,
}

/// What one slice got in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SliceFrame {
    /// PRBs granted, summed over slots and mini-slots.
    pub prb_slots: u32,
    /// PRBs granted, times the symbols of each grant.
    pub prb_symbols: u64,
    /// PRBs its UEs needed, summed over slots; a need that is not met counts again in the next slot.
    pub demand_prb_slots: u64,
    /// Share of the cell's downlink PRBs it used, 0..=1.
    pub prb_share: f64,
}

/// Bits per PRB of a block over the whole carrier, by MCS: the same in every frame of a cell, and asked for by every UE.
#[derive(Clone, Debug, Default)]
struct CarrierRates {
    /// What they were made for: PRBs, resource elements in a PRB, layers, tables.
    of: Option<(u32, u32, u8, McsTable)>,
    bits_per_prb: Vec<f64>,
}

impl CarrierRates {
    fn prepare(&mut self, cell: &CellConfig) {
        let of = Some((cell.n_prb, cell.data_res_per_prb(), cell.layers, cell.link.table()));
        if self.of != of {
            self.of = of;
            let res_per_prb = cell.data_res_per_prb();
            let rate = |&row: &McsRow| {
                BlockRate { row, res_per_prb, layers: cell.layers, is_fresh: true }.bits_per_prb(cell.n_prb)
            };
            self.bits_per_prb.clear();
            self.bits_per_prb.extend(cell.link.table().mcs_rows().iter().map(rate));
        }
    }

    /// Of an MCS whose block is `rate`.
    fn bits_per_prb(&self, cell: &CellConfig, mcs: u8, rate: &BlockRate) -> f64 {
        match self.bits_per_prb.get(usize::from(mcs)) {
            Some(&bits) if self.of.is_some_and(|of| of.1 == rate.res_per_prb) => bits,
            _ => rate.bits_per_prb(cell.n_prb),
        }
    }
}

/// A packet delivered in a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delivery {
    /// Index of the UE in the frame.
    pub ue_idx: usize,
    /// Arrival in the queue, s.
    pub arrival_s: f64,
    /// From arrival to the end of the slot or mini-slot that delivered its last bit, s: the budget's total.
    pub delay_s: f64,
    /// Where the delay comes from.
    pub budget: LatencyBudget,
}

/// What a UE wants of a slot, and what it got.
#[derive(Clone, Copy, Debug)]
struct Wish {
    send: Send,
    bits: u64,
    n_prb: u32,
    /// Why it waits when it gets nothing.
    otherwise: Wait,
    /// Bits wait that were never sent.
    has_unsent: bool,
    /// It is served in mini-slots.
    is_mini: bool,
    given_prb: u32,
    given_bits: u64,
    /// Before this time and this slot nothing changes while it gets no grant.
    quiet_until_s: f64,
    quiet_until_slot: u64,
    /// Time it waited for PRBs while quiet, ns: not on its clock yet.
    quiet_load_ns: u64,
}

impl Wish {
    const NONE: Self = Self {
        send: Send::Nothing,
        bits: 0,
        n_prb: 0,
        otherwise: Wait::Load,
        has_unsent: false,
        is_mini: false,
        given_prb: 0,
        given_bits: 0,
        quiet_until_s: f64::NEG_INFINITY,
        quiet_until_slot: 0,
        quiet_load_ns: 0,
    };

    /// Whether its UE is as it was.
    fn is_quiet(&self, time: SlotTime) -> bool {
        time.start_s < self.quiet_until_s && time.slot < self.quiet_until_slot
    }

    /// Brings the clock of a UE that was quiet up to date.
    fn settle(&mut self, ue: &mut UeDownlink, now_ns: u64) {
        if self.quiet_load_ns > 0 {
            ue.clock.wait_within(now_ns, self.quiet_load_ns);
            self.quiet_load_ns = 0;
        }
    }
}

/// A slot: its number from the start of the run, and when it is.
#[derive(Clone, Copy, Debug)]
struct SlotTime {
    slot: u64,
    start_s: f64,
    start_ns: u64,
    end_ns: u64,
    symbols: u32,
}

/// What a block of a UE carries.
#[derive(Clone, Copy, Debug)]
struct BlockRate {
    row: McsRow,
    res_per_prb: u32,
    layers: u8,
    /// Its block error rate is not computed yet: for most UEs in most frames it need not be.
    is_fresh: bool,
}

impl BlockRate {
    fn bits(&self, n_prb: u32) -> u32 {
        transport_block_bits(self.row, self.res_per_prb * n_prb, self.layers)
    }

    /// Bits of a PRB when the whole carrier is one block.
    fn bits_per_prb(&self, n_prb: u32) -> f64 {
        f64::from(self.bits(n_prb)) / f64::from(n_prb.max(1))
    }
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
    wishes: Vec<Wish>,
    rates: Vec<BlockRate>,
    carrier_rates: CarrierRates,
    /// UEs served in mini-slots.
    mini_ues: Vec<usize>,
    /// PRBs that blocks of whole slots hold, by slice.
    held_prb: Vec<u32>,
    /// Bits given in the mini-slots of a slot, by place in `mini_ues`.
    mini_bits: Vec<u64>,
    demand_prb: Vec<u32>,
    alloc_prb: Vec<u32>,
    grants: Vec<Grant>,
}

impl CellFrame {
    fn start(&mut self, cell: &CellConfig, n_slices: usize, tick: Tick, ues: &mut [&mut UeDownlink]) {
        self.ues.clear();
        self.rates.clear();
        self.carrier_rates.prepare(cell);
        self.mini_ues.clear();
        self.candidates.clear();
        self.deliveries.clear();
        self.slices.clear();
        self.slices.resize(n_slices, SliceFrame::default());
        self.demand_prb.resize(n_slices, 0);
        self.alloc_prb.resize(n_slices, 0);
        self.wishes.clear();
        self.wishes.resize(ues.len(), Wish::NONE);
        let start_ns = tick.0 * FRAME_NS;
        for (index, ue) in ues.iter_mut().enumerate() {
            ue.clock.serve_frame(start_ns, start_ns + FRAME_NS);
            let cqi = cell.link.cqi(ue.sinr_db);
            let mcs = match cell.outer_loop {
                Some(_) => cell.link.mcs_with_offset(cqi, ue.outer_loop.offset_db()),
                None => cell.link.mcs(cqi),
            };
            let row = cell.link.mcs_row(mcs.unwrap_or(0));
            let mini_slot = cell.mini_slot.filter(|_| ue.uses_mini_slots);
            let res_per_prb = match mini_slot {
                Some(mini_slot) => cell.data_res_per_prb_of_mini_slot(mini_slot),
                None => cell.data_res_per_prb(),
            };
            if mini_slot.is_some() {
                self.wishes[index].is_mini = true;
                self.mini_ues.push(index);
            }
            let rate = BlockRate { row, res_per_prb, layers: cell.layers, is_fresh: true };
            self.ues.push(UeFrame { cqi, mcs, ..UeFrame::default() });
            self.rates.push(rate);
            self.candidates.push(Candidate {
                slice: ue.slice,
                demand_prb: 0,
                bits_per_prb: self.carrier_rates.bits_per_prb(cell, mcs.unwrap_or(0), &rate),
                average: ue.average,
                waited_slots: u64::MAX,
                weight: 1.0,
                is_repetition: false,
            });
        }
    }
}

/// Length of a frame, ns.
const FRAME_NS: u64 = (TICK_S * 1e9) as u64;

/// Runs the downlink slots of the frame that starts at `tick` for the UEs a cell serves, in a fixed order (by UE id).
///
/// Per slot: packets that have arrived become visible, slices get PRBs, UEs inside a slice by the cell's scheduler, each block is lost with the
/// block error rate of its MCS, lost ones come again, and what is complete leaves the queue. UEs of mini-slots get what their slice has left in
/// each mini-slot. Each UE's [`UeDownlink::sinr_db`] must be set before.
pub fn schedule_frame(
    cell: &CellConfig,
    slices: &SlicePolicies,
    tick: Tick,
    ues: &mut [&mut UeDownlink],
    frame: &mut CellFrame,
) {
    frame.start(cell, slices.len(), tick, ues);
    let (slot_s, slot_ns) = (cell.slot_s(), cell.slot_ns());
    let first_slot = tick.0 * cell.slots_per_frame();
    let mut n_downlink = 0;
    let mut last_slot = first_slot;
    for index in 0..cell.slots_per_frame() {
        let slot = first_slot + index;
        if !cell.is_downlink(slot) {
            continue;
        }
        n_downlink += 1;
        let start_ns = tick.0 * FRAME_NS + index * slot_ns;
        let start_s = tick.seconds() + index as f64 * slot_s;
        let time = SlotTime { slot, start_s, start_ns, end_ns: start_ns + slot_ns, symbols: SYMBOLS_PER_SLOT };
        find_demand(cell, time, slot - last_slot, ues, frame);
        last_slot = slot;
        frame.grants.clear();
        if frame.demand_prb.iter().any(|&prb| prb > 0) {
            slices.allocate(cell.n_prb, &frame.demand_prb, &mut frame.alloc_prb);
            grant_slot(cell.scheduler.scheduler(), &mut frame.candidates, &frame.alloc_prb, &mut frame.grants);
        }
        send_granted(cell, time, ues, frame, |wish| !wish.is_mini);
        count_waiting(cell, time, ues, frame);
        if let Some(mini_slot) = cell.mini_slot.filter(|_| !frame.mini_ues.is_empty()) {
            serve_mini_slots(cell, mini_slot, slices, time, ues, frame);
        }
    }
    for ((ue, candidate), wish) in ues.iter_mut().zip(&frame.candidates).zip(&mut frame.wishes) {
        ue.average = candidate.average;
        wish.settle(ue, (tick.0 + 1) * FRAME_NS);
    }
    let carrier = f64::from((SYMBOLS_PER_SLOT * cell.n_prb * n_downlink).max(1));
    let mut used = 0;
    for ue in &mut frame.ues {
        ue.prb_share = f64::from(ue.prb_symbols) / carrier;
        used += ue.prb_symbols;
    }
    frame.prb_share = f64::from(used) / carrier;
    for slice in &mut frame.slices {
        slice.prb_share = slice.prb_symbols as f64 / carrier;
    }
}

#[cfg(test)]
mod tests;
