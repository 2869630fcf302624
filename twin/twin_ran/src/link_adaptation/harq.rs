//! Hybrid ARQ: lost blocks, sent again after a round trip, their copies combined.
//!
//! Source: TS 38.321 cl. 5.4.2 and TS 38.214 cl. 5.1 (at most 16 processes for a UE).
//!
//! **Accuracy.** Chase combining: the SINRs of the copies add, linearly. Incremental redundancy gains more at high code rates. A repetition on
//! fewer PRBs than the block had (reserved MCS, TS 38.214 cl. 5.1.3.2) adds that share of its energy. Feedback is never lost.

use super::LinkAdaptation;
use crate::RanError;
use twin_units::Db;
use twin_units::hash::StateHash;
use twin_units::rng::Stream;

/// Most processes of a UE.
pub const MOST_PROCESSES: usize = 16;

/// Settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HarqConfig {
    /// Slots from a transmission to the next chance to send it again.
    pub rtt_slots: u64,
    /// Transmissions of a block, the first included; 1 for no HARQ. No standard limits it in the downlink; at most 32 here.
    pub most_transmissions: u32,
    /// Slots from a block's last transmission to the next chance of its bits in a new block: RLC status report and its reaction (TS 38.322 cl. 5.3).
    pub rlc_delay_slots: u64,
}

impl Default for HarqConfig {
    /// Round trip of 8 slots, 4 transmissions, RLC after 40 slots. Assumed; common in evaluations.
    fn default() -> Self {
        Self { rtt_slots: 8, most_transmissions: 4, rlc_delay_slots: 40 }
    }
}

impl HarqConfig {
    /// Checks every value.
    ///
    /// # Errors
    /// [`RanError::OutOfRange`].
    pub fn validate(&self) -> Result<(), RanError> {
        for (name, value, low, high) in [
            ("rtt_slots", self.rtt_slots as f64, 1.0, 1e6),
            ("most_transmissions", f64::from(self.most_transmissions), 1.0, 32.0),
            ("rlc_delay_slots", self.rlc_delay_slots as f64, 1.0, 1e6),
        ] {
            if !(low..=high).contains(&value) {
                return Err(RanError::OutOfRange { name, value, low, high });
            }
        }
        Ok(())
    }
}

/// A transport block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// MCS of all its transmissions.
    pub mcs: u8,
    /// PRBs of its first transmission, at least 1.
    pub n_prb: u32,
    /// Place of its first bit in the UE's stream, bits.
    pub offset_bits: u64,
    /// Bits of the stream it carries.
    pub bits: u64,
}

/// What became of a transmission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HarqResult {
    /// The block was decoded.
    Delivered {
        /// The block.
        block: Block,
        /// Transmissions it took.
        transmissions: u32,
    },
    /// It was not; it may be sent again from this slot on.
    WaitsUntil(u64),
    /// It was not, and was the last try.
    Dropped {
        /// The block.
        block: Block,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Process {
    block: Block,
    /// Sum of the copies' SINRs, linear.
    combined: f64,
    transmissions: u32,
    due_slot: u64,
}

/// The lost blocks of one UE, each in a process of its own. A block that is received at once needs none here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Harq {
    processes: Vec<Process>,
}

impl Harq {
    /// A block's first transmission, lost with the probability `bler`; `None` when all processes are busy.
    pub fn send(
        &mut self,
        config: &HarqConfig,
        slot: u64,
        block: Block,
        sinr_db: f64,
        bler: f64,
        stream: &mut Stream,
    ) -> Option<HarqResult> {
        if self.is_full() {
            return None;
        }
        if !stream.chance(bler) {
            return Some(HarqResult::Delivered { block, transmissions: 1 });
        }
        if config.most_transmissions <= 1 {
            return Some(HarqResult::Dropped { block });
        }
        let due_slot = slot + config.rtt_slots;
        self.processes.push(Process { block, combined: Db(sinr_db).linear(), transmissions: 1, due_slot });
        Some(HarqResult::WaitsUntil(due_slot))
    }

    /// The process that has waited longest for its retransmission, if one is due in a slot.
    pub fn due(&self, slot: u64) -> Option<usize> {
        let waiting = self.processes.iter().enumerate().map(|(index, process)| (process.due_slot, index));
        waiting.filter(|&(due_slot, _)| due_slot <= slot).min().map(|(_, index)| index)
    }

    /// Slot from which the first retransmission may be sent, if any waits.
    pub fn next_due_slot(&self) -> Option<u64> {
        self.processes.iter().map(|process| process.due_slot).min()
    }

    /// The block of a process; `None` beyond [`Harq::n_busy`].
    pub fn block(&self, index: usize) -> Option<Block> {
        self.processes.get(index).map(|process| process.block)
    }

    /// SINR of all copies so far, dB; `None` beyond [`Harq::n_busy`].
    pub fn combined_sinr_db(&self, index: usize) -> Option<f64> {
        self.processes.get(index).map(|process| Db::from_linear(process.combined).0)
    }

    /// Sends the block of a process again, on `n_prb` PRBs; `None` when there is no such process. It frees the process unless it waits again.
    pub fn resend(
        &mut self,
        config: &HarqConfig,
        index: usize,
        slot: u64,
        n_prb: u32,
        sinr_db: f64,
        link: &LinkAdaptation,
        stream: &mut Stream,
    ) -> Option<HarqResult> {
        let process = self.processes.get_mut(index)?;
        let block = process.block;
        let share = (f64::from(n_prb) / f64::from(block.n_prb.max(1))).min(1.0);
        process.combined += share * Db(sinr_db).linear();
        process.transmissions += 1;
        let transmissions = process.transmissions;
        let is_lost = stream.chance(link.bler(block.mcs, Db::from_linear(process.combined).0));
        if is_lost && transmissions < config.most_transmissions {
            process.due_slot = slot + config.rtt_slots;
            return Some(HarqResult::WaitsUntil(process.due_slot));
        }
        self.processes.swap_remove(index);
        Some(if is_lost { HarqResult::Dropped { block } } else { HarqResult::Delivered { block, transmissions } })
    }

    /// Blocks that wait for a retransmission.
    pub fn n_busy(&self) -> usize {
        self.processes.len()
    }

    /// Whether no process is free.
    pub fn is_full(&self) -> bool {
        self.processes.len() >= MOST_PROCESSES
    }

    /// Place of the earliest bit that waits for a retransmission, bits.
    pub fn first_offset_bits(&self) -> Option<u64> {
        self.processes.iter().map(|process| process.block.offset_bits).min()
    }

    /// Gives up every block that starts before a place in the stream: its bits are gone.
    pub fn forget_before(&mut self, offset_bits: u64) {
        self.processes.retain(|process| process.block.offset_bits >= offset_bits);
    }

    /// Gives up every block.
    pub fn clear(&mut self) {
        self.processes.clear();
    }

    /// Adds the state to a hash.
    pub fn hash_into(&self, hash: &mut StateHash) {
        hash.word(self.processes.len() as u64);
        for process in &self.processes {
            hash.word(process.block.offset_bits);
            hash.word(process.block.bits);
            hash.real(process.combined);
            hash.word(u64::from(process.transmissions));
            hash.word(process.due_slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link_adaptation::{McsTable, sinr_at_target_bler_db};
    use twin_units::rng::Purpose;

    fn block(mcs: u8) -> Block {
        Block { mcs, n_prb: 10, offset_bits: 0, bits: 1000 }
    }

    #[test]
    fn a_lost_block_comes_again_after_the_round_trip() {
        let link = LinkAdaptation::new(McsTable::Qam64);
        let config = HarqConfig::default();
        let mut stream = Stream::new(4, 0, Purpose::Bler);
        let needed_db = sinr_at_target_bler_db(link.mcs_row(10));
        let (mut harq, mut by_transmissions, mut dropped) = (Harq::default(), [0u32; 5], 0u32);
        let mut expected: Option<u64> = None;
        for slot in 0..100_000 {
            let result = match harq.due(slot) {
                Some(index) => {
                    assert_eq!(expected.take(), Some(slot), "exactly a round trip later");
                    harq.resend(&config, index, slot, 10, needed_db, &link, &mut stream)
                }
                None if harq.n_busy() == 0 => {
                    let bler = link.bler(10, needed_db);
                    harq.send(&config, slot, block(10), needed_db, bler, &mut stream)
                }
                None => None,
            };
            match result {
                Some(HarqResult::Delivered { transmissions, .. }) => by_transmissions[transmissions as usize] += 1,
                Some(HarqResult::WaitsUntil(due_slot)) => {
                    expected = Some(due_slot).inspect(|due| assert_eq!(*due, slot + 8))
                }
                Some(HarqResult::Dropped { .. }) => dropped += 1,
                None => {}
            }
        }
        let sent: u32 = by_transmissions.iter().sum();
        let first_bler = 1.0 - f64::from(by_transmissions[1]) / f64::from(sent);
        assert!((first_bler - 0.1).abs() < 0.005, "{first_bler}");
        assert_eq!((by_transmissions[3], by_transmissions[4], dropped), (0, 0, 0), "two copies are 3 dB better");
    }

    /// Error rate of the second to fourth transmission at a SINR, all on the first one's PRBs but for `n_prb` of ten.
    fn bler_by_copy(sinr_db: f64, n_prb: u32) -> ([f64; 5], LinkAdaptation) {
        let link = LinkAdaptation::new(McsTable::Qam64);
        let config = HarqConfig::default();
        let mut stream = Stream::new(4, 2, Purpose::Bler);
        let (mut sent, mut lost) = ([0u32; 5], [0u32; 5]);
        for _ in 0..40_000 {
            let mut harq = Harq::default();
            let first = harq.send(&config, 0, block(10), sinr_db, link.bler(10, sinr_db), &mut stream);
            let mut copy = 1;
            sent[copy] += 1;
            let mut result = first;
            while matches!(result, Some(HarqResult::WaitsUntil(_))) {
                lost[copy] += 1;
                copy += 1;
                sent[copy] += 1;
                result = harq.resend(&config, 0, 0, n_prb, sinr_db, &link, &mut stream);
            }
            lost[copy] += u32::from(matches!(result, Some(HarqResult::Dropped { .. })));
        }
        let ratio = |index: usize| if sent[index] == 0 { 0.0 } else { f64::from(lost[index]) / f64::from(sent[index]) };
        ([0, 1, 2, 3, 4].map(ratio), link)
    }

    #[test]
    fn block_errors_fall_as_the_combined_sinr_says() {
        let needed_db = sinr_at_target_bler_db(LinkAdaptation::new(McsTable::Qam64).mcs_row(10));
        for below_db in [2.8, 4.5, 5.9] {
            let sinr_db = needed_db - below_db;
            let (found, link) = bler_by_copy(sinr_db, 10);
            for copies in 1..=4u32 {
                // Equal copies: 3.01, 4.77, 6.02 dB better than one.
                let expected = link.bler(10, sinr_db + Db::from_linear(f64::from(copies)).0);
                let found = found[copies as usize];
                assert!((found - expected).abs() < 0.012, "{below_db} dB below, copy {copies}: {found}, {expected}");
            }
        }
        let sinr_db = needed_db - 2.0;
        let (found, link) = bler_by_copy(sinr_db, 5);
        let expected = link.bler(10, sinr_db + Db::from_linear(1.5).0);
        assert!((found[2] - expected).abs() < 0.01, "half the PRBs add half the energy: {} {expected}", found[2]);
    }

    #[test]
    fn tries_and_processes_are_limited() {
        let link = LinkAdaptation::new(McsTable::Qam64);
        let config = HarqConfig { most_transmissions: 3, ..HarqConfig::default() };
        let mut stream = Stream::new(4, 1, Purpose::Bler);
        let mut harq = Harq::default();
        for index in 0..MOST_PROCESSES as u64 {
            let block = Block { offset_bits: index, ..block(28) };
            let result = harq.send(&config, 0, block, -20.0, 1.0, &mut stream);
            assert_eq!(result, Some(HarqResult::WaitsUntil(8)));
        }
        assert_eq!(harq.send(&config, 0, block(28), -20.0, 1.0, &mut stream), None, "all processes are busy");
        assert_eq!((harq.due(7), harq.due(8), harq.n_busy()), (None, Some(0), 16));
        assert_eq!(harq.resend(&config, 0, 8, 10, -20.0, &link, &mut stream), Some(HarqResult::WaitsUntil(16)));
        let last = harq.resend(&config, 0, 16, 10, -20.0, &link, &mut stream);
        let expected = HarqResult::Dropped { block: Block { offset_bits: 0, ..block(28) } };
        assert_eq!((last, harq.n_busy()), (Some(expected), 15));
        assert_eq!(harq.first_offset_bits(), Some(1));
        harq.forget_before(9);
        assert_eq!((harq.first_offset_bits(), harq.n_busy()), (Some(9), 7));
        assert_eq!(harq.resend(&config, 99, 24, 10, -20.0, &link, &mut stream), None);
        let only_once = HarqConfig { most_transmissions: 1, ..config };
        let result = harq.send(&only_once, 0, block(28), -20.0, 1.0, &mut stream);
        assert_eq!(result, Some(HarqResult::Dropped { block: block(28) }));
        assert!(HarqConfig { rtt_slots: 0, ..config }.validate().is_err() && config.validate().is_ok());
    }
}
