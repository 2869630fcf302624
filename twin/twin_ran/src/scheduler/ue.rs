//! What a cell keeps for each UE.

use super::PfAverage;
use crate::link_adaptation::OuterLoop;
use crate::measurement::SINR_FLOOR_DB;
use crate::traffic::PacketQueue;
use std::collections::VecDeque;
use twin_units::UeId;
use twin_units::hash::StateHash;
use twin_units::rng::{Purpose, Stream};

/// Downlink state of one UE: its queue, its place in the scheduler, its blocks in error.
#[derive(Debug)]
pub struct UeDownlink {
    /// Index of its slice in the cell's [`crate::slicing::SlicePolicies`]; beyond them it is not served.
    pub slice: usize,
    /// Downlink SINR on the serving cell in this frame, dB, with the transmit beam it is served by.
    pub sinr_db: f64,
    /// Packets waiting for it.
    pub queue: PacketQueue,
    pub(crate) average: PfAverage,
    /// Lost blocks: the slot from which their bits may be sent again, and the bits.
    pub(crate) lost_blocks: VecDeque<(u64, u64)>,
    pub(crate) lost_bits: u64,
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
            queue: PacketQueue::new(capacity_bits),
            average: PfAverage::default(),
            lost_blocks: VecDeque::with_capacity(16),
            lost_bits: 0,
            stream: Stream::new(seed, ue.0, Purpose::Bler),
            last_grant: None,
            outer_loop: OuterLoop::default(),
        }
    }

    /// Forgets what belongs to the old cell: HARQ blocks, the average rate, the outer loop. The queue is forwarded, without loss or delay.
    pub fn leave_cell(&mut self) {
        self.average = PfAverage::default();
        self.lost_blocks.clear();
        self.lost_bits = 0;
        self.last_grant = None;
        self.outer_loop = OuterLoop::default();
    }

    /// Offset the outer loop adds to its SINR, dB.
    pub fn outer_loop_offset_db(&self) -> f64 {
        self.outer_loop.offset_db()
    }

    /// Average scheduled rate, bits per downlink slot.
    pub fn average_bits_per_slot(&self) -> f64 {
        self.average.bits_per_slot()
    }

    /// Bits that may be sent in a slot: the backlog without blocks that wait for their retransmission.
    pub(crate) fn eligible_bits(&mut self, slot: u64) -> u64 {
        while let Some(&(release, bits)) = self.lost_blocks.front() {
            if release > slot {
                break;
            }
            self.lost_bits -= bits;
            self.lost_blocks.pop_front();
        }
        // Less than the lost bits only when the queue was cleared meanwhile.
        self.queue.backlog_bits().saturating_sub(self.lost_bits)
    }

    /// Adds the state to a hash.
    pub fn hash_into(&self, hash: &mut StateHash) {
        hash.word(self.slice as u64);
        hash.real(self.sinr_db);
        self.queue.hash_into(hash);
        hash.real(self.average.bits_per_slot());
        hash.word(self.lost_bits);
        hash.word(self.lost_blocks.len() as u64);
        if self.outer_loop != OuterLoop::default() {
            hash.real(self.outer_loop.offset_db());
        }
    }
}
