//! Hybrid ARQ: blocks in flight, sent again after a round trip, their copies combined.
//!
//! Source: TS 38.321 cl. 5.4.2 and TS 38.214 cl. 5.1 (at most 16 processes for a UE).
//!
//! **Accuracy.** Chase combining: the SINRs of the copies add, linearly. Incremental redundancy gains more at high code rates. Feedback is never lost.

use super::LinkAdaptation;
use twin_units::Db;
use twin_units::rng::Stream;

/// Most processes of a UE.
pub const MOST_PROCESSES: usize = 16;

/// Settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HarqConfig {
    /// Slots from a transmission to the next chance to send it again.
    pub rtt_slots: u64,
    /// Transmissions of a block, the first included; at least 1.
    pub most_transmissions: u32,
}

impl Default for HarqConfig {
    /// Round trip of 8 slots, 4 transmissions. Assumed; common in evaluations.
    fn default() -> Self {
        Self { rtt_slots: 8, most_transmissions: 4 }
    }
}

/// What became of a transmission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HarqResult {
    /// The block was decoded.
    Delivered {
        /// Its size, bits.
        bits: u64,
        /// Transmissions it took.
        transmissions: u32,
    },
    /// It was not; it may be sent again from this slot on.
    WaitsUntil(u64),
    /// It was not, and was the last try.
    Dropped {
        /// Its size, bits.
        bits: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Process {
    mcs: u8,
    bits: u64,
    /// Sum of the copies' SINRs, linear.
    combined: f64,
    transmissions: u32,
    due_slot: u64,
}

/// The processes of one UE.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Harq {
    processes: [Option<Process>; MOST_PROCESSES],
}

impl Harq {
    /// A block's first transmission; `None` when all processes are busy.
    pub fn send(
        &mut self,
        config: &HarqConfig,
        slot: u64,
        mcs: u8,
        bits: u64,
        sinr_db: f64,
        link: &LinkAdaptation,
        stream: &mut Stream,
    ) -> Option<HarqResult> {
        let free = self.processes.iter().position(Option::is_none)?;
        self.processes[free] = Some(Process { mcs, bits, combined: 0.0, transmissions: 0, due_slot: slot });
        self.transmit(config, free, slot, sinr_db, link, stream)
    }

    /// The process that has waited longest for its retransmission, if one is due in a slot.
    pub fn due(&self, slot: u64) -> Option<usize> {
        let waiting =
            self.processes.iter().enumerate().filter_map(|(index, process)| Some((process.as_ref()?.due_slot, index)));
        waiting.filter(|&(due_slot, _)| due_slot <= slot).min().map(|(_, index)| index)
    }

    /// Sends the block of a process (again); `None` when the process holds none.
    pub fn transmit(
        &mut self,
        config: &HarqConfig,
        index: usize,
        slot: u64,
        sinr_db: f64,
        link: &LinkAdaptation,
        stream: &mut Stream,
    ) -> Option<HarqResult> {
        let process = self.processes.get_mut(index)?.as_mut()?;
        process.combined += Db(sinr_db).linear();
        process.transmissions += 1;
        let (bits, transmissions) = (process.bits, process.transmissions);
        let is_lost = stream.chance(link.bler(process.mcs, Db::from_linear(process.combined).0));
        if is_lost && transmissions < config.most_transmissions {
            process.due_slot = slot + config.rtt_slots;
            return Some(HarqResult::WaitsUntil(process.due_slot));
        }
        self.processes[index] = None;
        Some(if is_lost { HarqResult::Dropped { bits } } else { HarqResult::Delivered { bits, transmissions } })
    }

    /// Blocks in flight.
    pub fn n_busy(&self) -> usize {
        self.processes.iter().flatten().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link_adaptation::{McsTable, sinr_at_target_bler_db};
    use twin_units::rng::Purpose;

    #[test]
    fn a_lost_block_comes_again_after_the_round_trip_and_combines() {
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
                    harq.transmit(&config, index, slot, needed_db, &link, &mut stream)
                }
                None if harq.n_busy() == 0 => harq.send(&config, slot, 10, 1000, needed_db, &link, &mut stream),
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

    #[test]
    fn tries_and_processes_are_limited() {
        let link = LinkAdaptation::new(McsTable::Qam64);
        let config = HarqConfig { rtt_slots: 8, most_transmissions: 3 };
        let mut stream = Stream::new(4, 1, Purpose::Bler);
        let mut harq = Harq::default();
        for _ in 0..MOST_PROCESSES {
            let result = harq.send(&config, 0, 28, 50, -20.0, &link, &mut stream);
            assert_eq!(result, Some(HarqResult::WaitsUntil(8)));
        }
        assert_eq!(harq.send(&config, 0, 28, 50, -20.0, &link, &mut stream), None, "all processes are busy");
        assert_eq!((harq.due(7), harq.due(8), harq.n_busy()), (None, Some(0), 16));
        assert_eq!(harq.transmit(&config, 0, 8, -20.0, &link, &mut stream), Some(HarqResult::WaitsUntil(16)));
        let last = harq.transmit(&config, 0, 16, -20.0, &link, &mut stream);
        assert_eq!((last, harq.n_busy()), (Some(HarqResult::Dropped { bits: 50 }), 15));
        assert_eq!(harq.transmit(&config, 0, 24, -20.0, &link, &mut stream), None);
        assert_eq!(harq.transmit(&config, 99, 24, -20.0, &link, &mut stream), None);
    }
}
