//! What a cell keeps for each UE.

use super::PfAverage;
use crate::latency::{WaitClock, nanoseconds};
use crate::link_adaptation::OuterLoop;
use crate::link_adaptation::harq::{Block, Harq};
use crate::measurement::SINR_FLOOR_DB;
use crate::traffic::PacketQueue;
use std::collections::VecDeque;
use twin_units::UeId;
use twin_units::hash::StateHash;
use twin_units::rng::{Purpose, Stream};

/// Bits HARQ gave up, which RLC sends in a new block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) offset_bits: u64,
    pub(crate) bits: u64,
    /// From this slot on.
    pub(crate) due_slot: u64,
}

/// What a UE would send in a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Send {
    /// Nothing: all is sent, or no process is free.
    #[default]
    Nothing,
    /// Bits that were never sent.
    New,
    /// Bits that HARQ gave up.
    Rlc,
    /// The block of a HARQ process.
    Harq(usize),
}

/// Downlink state of one UE: its queue, its place in the scheduler, its blocks in error.
#[derive(Debug)]
pub struct UeDownlink {
    /// Index of its slice in the cell's [`crate::slicing::SlicePolicies`]; beyond them it is not served.
    pub slice: usize,
    /// Downlink SINR on the serving cell in this frame, dB, with the transmit beam it is served by.
    pub sinr_db: f64,
    /// Whether its blocks are mini-slots, where the cell has them ([`super::CellConfig::mini_slot`]): an urgent UE, or one of an urgent slice.
    pub uses_mini_slots: bool,
    /// Block error rate its outer loop holds, 10⁻⁶ to 0.9, where not the cell's: an urgent UE cannot wait for repetitions of every tenth block.
    pub target_bler: Option<f64>,
    /// Packets waiting for it.
    pub queue: PacketQueue,
    pub(crate) average: PfAverage,
    pub(crate) harq: Harq,
    pub(crate) rlc: VecDeque<Segment>,
    pub(crate) clock: WaitClock,
    pub(crate) stream: Stream,
    /// Slot of the last grant.
    pub(crate) last_grant: Option<u64>,
    pub(crate) outer_loop: OuterLoop,
}

impl UeDownlink {
    /// A UE with an empty queue of `capacity_bits`.
    pub fn new(slice: usize, seed: u64, ue: UeId, capacity_bits: u64) -> Self {
        Self {
            slice,
            sinr_db: SINR_FLOOR_DB,
            uses_mini_slots: false,
            target_bler: None,
            queue: PacketQueue::new(capacity_bits),
            average: PfAverage::default(),
            harq: Harq::default(),
            rlc: VecDeque::new(),
            clock: WaitClock::default(),
            stream: Stream::new(seed, ue.0, Purpose::Bler),
            last_grant: None,
            outer_loop: OuterLoop::default(),
        }
    }

    /// Forgets what belongs to the old cell: HARQ blocks, the average rate, the outer loop.
    ///
    /// The queue is forwarded without loss; what was in flight is sent anew (PDCP, TS 38.323 cl. 5.4).
    /// Frames in which no cell serves it after this count as interruption, see [`UeDownlink::interrupted`].
    pub fn leave_cell(&mut self) {
        self.average = PfAverage::default();
        self.harq.clear();
        self.rlc.clear();
        let now_ns = self.clock.served_until_ns();
        self.clock.skip_to(now_ns);
        self.queue.recall(&self.clock, now_ns);
        self.last_grant = None;
        self.outer_loop = OuterLoop::default();
    }

    /// Has no cell from one time until another, s: it is not served in slots that begin within, and packets that wait through it count
    /// the time as handover. Whole frames without [`super::schedule_frame`] count so by themselves.
    pub fn interrupted(&mut self, from_s: f64, until_s: f64) {
        self.clock.be_without_cell(nanoseconds(from_s), nanoseconds(until_s));
    }

    /// Offset the outer loop adds to its SINR, dB.
    pub fn outer_loop_offset_db(&self) -> f64 {
        self.outer_loop.offset_db()
    }

    /// Average scheduled rate, bits per downlink slot.
    pub fn average_bits_per_slot(&self) -> f64 {
        self.average.bits_per_slot()
    }

    /// First slot in which something could be sent again; none if nothing is to be.
    pub(crate) fn next_repetition_slot(&self) -> Option<u64> {
        self.harq.next_due_slot().into_iter().chain(self.rlc.front().map(|segment| segment.due_slot)).min()
    }

    /// Whether lost blocks are to be sent again, now or later.
    pub(crate) fn must_repeat(&self) -> bool {
        self.harq.n_busy() > 0 || !self.rlc.is_empty()
    }

    /// What it would send in a slot, and how many bits of the stream: repetitions first, then what RLC resends, then new bits.
    pub(crate) fn next_send(&mut self, slot: u64) -> (Send, u64) {
        if self.must_repeat() {
            // Blocks of a queue that was cleared meanwhile.
            let front_bits = self.queue.released_offset_bits();
            self.harq.forget_before(front_bits);
            self.rlc.retain(|segment| segment.offset_bits >= front_bits);
            if let Some(index) = self.harq.due(slot) {
                return (Send::Harq(index), self.harq.block(index).map_or(0, |block| block.bits));
            }
            if self.harq.is_full() {
                return (Send::Nothing, 0);
            }
            if let Some(segment) = self.rlc.front().filter(|segment| segment.due_slot <= slot) {
                return (Send::Rlc, segment.bits);
            }
        }
        let bits = self.queue.unsent_bits();
        if bits > 0 { (Send::New, bits) } else { (Send::Nothing, 0) }
    }

    /// Takes up to `bits` of what RLC resends first: where they start, and how many.
    pub(crate) fn take_rlc(&mut self, bits: u64) -> (u64, u64) {
        let Some(segment) = self.rlc.front_mut() else {
            return (self.queue.sent_offset_bits(), 0);
        };
        let (offset_bits, taken) = (segment.offset_bits, segment.bits.min(bits));
        segment.offset_bits += taken;
        segment.bits -= taken;
        if segment.bits == 0 {
            self.rlc.pop_front();
        }
        (offset_bits, taken)
    }

    /// Leaves a block to RLC.
    pub(crate) fn give_to_rlc(&mut self, block: Block, due_slot: u64) {
        self.rlc.push_back(Segment { offset_bits: block.offset_bits, bits: block.bits, due_slot });
    }

    /// Place in the stream before which the receiver has everything, bits.
    pub(crate) fn complete_offset_bits(&self) -> u64 {
        let sent = self.queue.sent_offset_bits();
        if !self.must_repeat() {
            return sent;
        }
        let in_rlc = self.rlc.iter().map(|segment| segment.offset_bits);
        in_rlc.chain(self.harq.first_offset_bits()).fold(sent, u64::min)
    }

    /// Adds the state to a hash.
    pub fn hash_into(&self, hash: &mut StateHash) {
        hash.word(self.slice as u64);
        hash.real(self.sinr_db);
        self.queue.hash_into(hash);
        hash.real(self.average.bits_per_slot());
        self.harq.hash_into(hash);
        hash.word(self.rlc.len() as u64);
        for segment in &self.rlc {
            hash.word(segment.offset_bits);
            hash.word(segment.bits);
        }
        if self.outer_loop != OuterLoop::default() {
            hash.real(self.outer_loop.offset_db());
        }
    }
}
