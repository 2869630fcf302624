//! A first-in first-out queue of packets.
//!
//! Bits pass three marks, all in order of arrival: arrived, sent for the first time, released to the receiver. What is sent and not released
//! is in flight: lost and to be repeated, or behind something lost (in-order delivery, TS 38.323 cl. 5.2.2.2).

use crate::latency::{LatencyBudget, WaitClock, Waits, nanoseconds};
use std::collections::VecDeque;
use twin_units::hash::StateHash;

/// A packet that arrives at the base station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Packet {
    /// Arrival time, s.
    pub arrival_s: f64,
    /// Size, bytes.
    pub bytes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Waiting {
    arrival_s: f64,
    bits: u64,
    /// Reading of the clock at arrival. Alignment is not kept: it is what remains of the time.
    load_ns: u64,
    radio_ns: u64,
    harq_ns: u64,
    handover_ns: u64,
}

impl Waiting {
    /// What the packet waited until a clock reads `now`, `elapsed_ns` after its arrival.
    fn waited(&self, now: Waits, elapsed_ns: u64) -> Waits {
        let mut waited = Waits {
            alignment_ns: 0,
            load_ns: now.load_ns.wrapping_sub(self.load_ns),
            radio_ns: now.radio_ns.wrapping_sub(self.radio_ns),
            harq_ns: now.harq_ns.wrapping_sub(self.harq_ns),
            handover_ns: now.handover_ns.wrapping_sub(self.handover_ns),
        };
        waited.alignment_ns = elapsed_ns.saturating_sub(waited.total_ns());
        waited
    }

    /// Starts counting as if the clock had read `reading` at arrival.
    fn start(&mut self, reading: Waits) {
        self.load_ns = reading.load_ns;
        self.radio_ns = reading.radio_ns;
        self.harq_ns = reading.harq_ns;
        self.handover_ns = reading.handover_ns;
    }
}

/// A packet whose last bit was sent and not released.
#[derive(Clone, Copy, Debug, PartialEq)]
struct InFlight {
    /// What it waited until then.
    waited: Waits,
    /// Begin and end of the slot that sent its last bit for the first time, ns.
    slot_ns: (u64, u64),
    /// Time without a cell as the clock read it then, ns.
    handover_ns: u64,
}

/// Packets waiting for a UE, in order of arrival.
///
/// Packets may be pushed before their arrival time; [`PacketQueue::advance`] makes those visible that have arrived, so that a slot
/// early in a frame cannot send what arrives later in it.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketQueue {
    packets: VecDeque<Waiting>,
    n_arrived: usize,
    /// Arrival of the first packet that has not arrived, s; infinite without one.
    next_arrival_s: f64,
    /// Of the first packets, those whose last bit has been sent.
    in_flight: VecDeque<InFlight>,
    /// Bits left to send of the first packet that is not sent; 0 when not looked up yet. Packets lie far away in memory.
    next_left_bits: u64,
    /// Bits left to release of the first packet; 0 when not looked up yet.
    first_left_bits: u64,
    backlog_bits: u64,
    unsent_bits: u64,
    held_bits: u64,
    /// Bits released since the start.
    released_bits: u64,
    capacity_bits: u64,
    dropped_packets: u64,
    dropped_bits: u64,
}

impl PacketQueue {
    /// An empty queue that holds at most `capacity_bits`.
    pub fn new(capacity_bits: u64) -> Self {
        Self {
            packets: VecDeque::new(),
            n_arrived: 0,
            next_arrival_s: f64::INFINITY,
            in_flight: VecDeque::new(),
            next_left_bits: 0,
            first_left_bits: 0,
            backlog_bits: 0,
            unsent_bits: 0,
            held_bits: 0,
            released_bits: 0,
            capacity_bits,
            dropped_packets: 0,
            dropped_bits: 0,
        }
    }

    /// Appends a packet, or drops and counts it when there is no room; returns whether it was kept.
    ///
    /// Packets are served in the order pushed; push them in order of arrival. An empty packet is ignored.
    pub fn push(&mut self, packet: Packet) -> bool {
        let bits = 8 * u64::from(packet.bytes);
        if bits > self.capacity_bits - self.held_bits {
            self.dropped_packets += 1;
            self.dropped_bits += bits;
            return false;
        }
        if bits > 0 {
            self.held_bits += bits;
            if self.n_arrived == self.packets.len() {
                self.next_arrival_s = packet.arrival_s;
            }
            self.packets.push_back(Waiting {
                arrival_s: packet.arrival_s,
                bits,
                load_ns: 0,
                radio_ns: 0,
                harq_ns: 0,
                handover_ns: 0,
            });
        }
        true
    }

    /// Whether a packet of this size would be kept.
    pub fn has_room(&self, bytes: u32) -> bool {
        8 * u64::from(bytes) <= self.capacity_bits - self.held_bits
    }

    /// Makes the packets visible that have arrived by `now_s`.
    pub fn advance(&mut self, now_s: f64) {
        self.advance_on(now_s, nanoseconds(now_s), &WaitClock::default());
    }

    /// The same, starting each packet's budget by a clock that reads `now_ns`.
    pub(crate) fn advance_on(&mut self, now_s: f64, now_ns: u64, clock: &WaitClock) {
        if self.next_arrival_s > now_s {
            return;
        }
        self.next_arrival_s = f64::INFINITY;
        while let Some(packet) = self.packets.get_mut(self.n_arrived) {
            if packet.arrival_s > now_s {
                self.next_arrival_s = packet.arrival_s;
                break;
            }
            packet.start(clock.reading_at_arrival(nanoseconds(packet.arrival_s), now_ns));
            self.backlog_bits += packet.bits;
            self.unsent_bits += packet.bits;
            self.n_arrived += 1;
        }
    }

    /// Arrival of the first packet that is not visible, s; infinite without one.
    pub(crate) fn next_arrival_s(&self) -> f64 {
        self.next_arrival_s
    }

    /// Marks up to `bits` of the arrived packets as sent, for the first time, in a slot from `slot_ns.0` to `slot_ns.1` before which a clock read `waits`.
    ///
    /// Returns where they start, counted in bits from the start of the run, and how many they are.
    pub(crate) fn send(&mut self, bits: u64, slot_ns: (u64, u64), waits: Waits) -> (u64, u64) {
        let offset_bits = self.sent_offset_bits();
        let taken = bits.min(self.unsent_bits);
        let mut left = taken;
        while left > 0 {
            if self.next_left_bits == 0 {
                self.next_left_bits = self.packets.get(self.in_flight.len()).map_or(u64::MAX, |packet| packet.bits);
            }
            let part = self.next_left_bits.min(left);
            self.next_left_bits -= part;
            left -= part;
            if self.next_left_bits == 0
                && let Some(packet) = self.packets.get(self.in_flight.len())
            {
                let waited = packet.waited(waits, slot_ns.0.saturating_sub(nanoseconds(packet.arrival_s)));
                self.in_flight.push_back(InFlight { waited, slot_ns, handover_ns: waits.handover_ns });
            }
        }
        self.unsent_bits -= taken;
        (offset_bits, taken)
    }

    /// Releases everything before `offset_bits`, at `end_ns`, when a clock's time without a cell reads `handover_ns`; calls
    /// `completed(arrival_s, budget)` for each finished packet.
    ///
    /// Returns the bits released.
    pub(crate) fn release(
        &mut self,
        offset_bits: u64,
        end_ns: u64,
        handover_ns: u64,
        mut completed: impl FnMut(f64, LatencyBudget),
    ) -> u64 {
        let released = offset_bits.saturating_sub(self.released_bits).min(self.in_flight_bits());
        self.pop(released, |packet, sent| {
            let away_ns = handover_ns.wrapping_sub(sent.handover_ns);
            let budget = LatencyBudget {
                alignment_ns: sent.waited.alignment_ns,
                load_ns: sent.waited.load_ns,
                radio_ns: sent.waited.radio_ns,
                air_ns: sent.slot_ns.1 - sent.slot_ns.0,
                harq_ns: sent.waited.harq_ns + (end_ns - sent.slot_ns.1) - away_ns,
                handover_ns: sent.waited.handover_ns + away_ns,
                ..LatencyBudget::default()
            };
            completed(packet.arrival_s, budget);
        });
        released
    }

    /// Takes up to `bits` of the arrived packets at `now_s`, calling `completed(delay_s, arrival_s)` for each finished one.
    ///
    /// Returns the bits taken.
    pub fn serve(&mut self, bits: u64, now_s: f64, mut completed: impl FnMut(f64, f64)) -> u64 {
        let taken = bits.min(self.backlog_bits);
        let unsent = taken.saturating_sub(self.in_flight_bits());
        self.send(unsent, (0, 0), Waits::default());
        self.pop(taken, |packet, _| completed(now_s - packet.arrival_s, packet.arrival_s));
        taken
    }

    /// Removes sent bits from the front.
    fn pop(&mut self, bits: u64, mut completed: impl FnMut(&Waiting, &InFlight)) {
        let mut left = bits;
        while left > 0 {
            if self.first_left_bits == 0 {
                self.first_left_bits = self.packets.front().map_or(u64::MAX, |packet| packet.bits);
            }
            let part = self.first_left_bits.min(left);
            self.first_left_bits -= part;
            left -= part;
            if self.first_left_bits == 0
                && let (Some(packet), Some(sent)) = (self.packets.pop_front(), self.in_flight.pop_front())
            {
                completed(&packet, &sent);
                self.n_arrived -= 1;
            }
        }
        self.backlog_bits -= bits;
        self.held_bits -= bits;
        self.released_bits += bits;
    }

    /// Takes back what is in flight, to be sent anew; the time since it was sent counts as repetition.
    pub(crate) fn recall(&mut self, clock: &WaitClock, now_ns: u64) {
        let reading = clock.waits();
        for (packet, sent) in self.packets.iter_mut().zip(&self.in_flight) {
            let away_ns = reading.handover_ns.wrapping_sub(sent.handover_ns);
            let mut waited = sent.waited;
            waited.handover_ns += away_ns;
            waited.harq_ns += now_ns.saturating_sub(sent.slot_ns.0 + away_ns);
            packet.start(reading.since(waited));
        }
        self.unsent_bits = self.backlog_bits;
        self.in_flight.clear();
        self.next_left_bits = self.first_left_bits;
    }

    /// Drops everything, as when a UE leaves the twin.
    pub fn clear(&mut self) {
        self.packets.clear();
        self.n_arrived = 0;
        self.next_arrival_s = f64::INFINITY;
        self.in_flight.clear();
        self.next_left_bits = 0;
        self.first_left_bits = 0;
        // Counted as passed, so that no place in the stream is used twice.
        self.released_bits += self.backlog_bits;
        self.backlog_bits = 0;
        self.unsent_bits = 0;
        self.held_bits = 0;
    }

    /// Whether no packet is here, arrived or not.
    pub fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    /// Bits of packets that have arrived and wait, or are in flight.
    pub fn backlog_bits(&self) -> u64 {
        self.backlog_bits
    }

    /// Bits that have arrived and were never sent.
    pub fn unsent_bits(&self) -> u64 {
        self.unsent_bits
    }

    /// Bits that were sent and not released.
    pub fn in_flight_bits(&self) -> u64 {
        self.backlog_bits - self.unsent_bits
    }

    /// Bits released since the start: where the first bit of the queue is in the stream.
    pub(crate) fn released_offset_bits(&self) -> u64 {
        self.released_bits
    }

    /// Where the first unsent bit is in the stream.
    pub(crate) fn sent_offset_bits(&self) -> u64 {
        self.released_bits + self.in_flight_bits()
    }

    /// Bits of all packets in the queue, arrived or not.
    pub fn held_bits(&self) -> u64 {
        self.held_bits
    }

    /// Packets in the queue, arrived or not.
    pub fn n_waiting(&self) -> usize {
        self.packets.len()
    }

    /// Arrival time of the oldest packet that waits, s.
    pub fn oldest_arrival_s(&self) -> Option<f64> {
        if self.n_arrived == 0 { None } else { self.packets.front().map(|packet| packet.arrival_s) }
    }

    /// Packets dropped since the start.
    pub fn dropped_packets(&self) -> u64 {
        self.dropped_packets
    }

    /// Bits dropped since the start.
    pub fn dropped_bits(&self) -> u64 {
        self.dropped_bits
    }

    /// Adds the state to a hash.
    pub fn hash_into(&self, hash: &mut StateHash) {
        hash.word(self.packets.len() as u64);
        hash.word(self.n_arrived as u64);
        hash.word(self.held_bits);
        hash.word(self.unsent_bits);
        hash.word(self.dropped_bits);
        for end in [self.packets.front(), self.packets.back()].into_iter().flatten() {
            hash.real(end.arrival_s);
            hash.word(end.bits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_in_first_out_with_delays() {
        let mut queue = PacketQueue::new(1000);
        for (arrival_s, bytes) in [(0.001, 10), (0.002, 20), (0.009, 5)] {
            assert!(queue.push(Packet { arrival_s, bytes }));
        }
        queue.advance(0.005);
        assert_eq!(queue.backlog_bits(), 240);
        let mut delays = Vec::new();
        assert_eq!(queue.serve(100, 0.006, |delay_s, _| delays.push(delay_s)), 100);
        assert_eq!(queue.oldest_arrival_s(), Some(0.002));
        assert_eq!(queue.serve(1000, 0.008, |delay_s, _| delays.push(delay_s)), 140, "the third has not arrived");
        assert_eq!(delays, [0.006 - 0.001, 0.008 - 0.002]);
        assert_eq!((queue.n_waiting(), queue.oldest_arrival_s()), (1, None));
        queue.advance(0.01);
        assert_eq!(queue.backlog_bits(), 40);
    }

    #[test]
    fn a_full_queue_drops_and_counts() {
        let mut queue = PacketQueue::new(100);
        assert!(queue.push(Packet { arrival_s: 0.0, bytes: 10 }));
        assert!(!queue.push(Packet { arrival_s: 0.0, bytes: 3 }));
        assert!(queue.push(Packet { arrival_s: 0.0, bytes: 2 }));
        assert_eq!((queue.dropped_packets(), queue.dropped_bits(), queue.n_waiting()), (1, 24, 2));
        queue.advance(0.0);
        assert_eq!(queue.serve(u64::MAX, 0.0, |_, _| {}), 96);
        assert!(queue.push(Packet { arrival_s: 0.0, bytes: 12 }), "room is free again");
    }
    #[test]
    fn bits_are_released_in_order_and_recalled_whole() {
        let mut queue = PacketQueue::new(1000);
        (0..4).for_each(|_| assert!(queue.push(Packet { arrival_s: 0.0, bytes: 10 })));
        queue.advance(0.0);
        assert_eq!(queue.send(100, (0, 1000), Waits::default()), (0, 100));
        assert_eq!(queue.send(100, (1000, 2000), Waits { load_ns: 1000, ..Waits::default() }), (100, 100));
        assert_eq!((queue.unsent_bits(), queue.in_flight_bits()), (120, 200));
        let mut done = Vec::new();
        // The first block is repeated at 5 µs; until then the second waits behind it.
        assert_eq!(queue.release(0, 2000, 0, |_, _| unreachable!("nothing before bit 0")), 0);
        assert_eq!(queue.release(200, 5000, 0, |_, budget| done.push(budget)), 200);
        let expected = [(0, 1000, 4000), (1000, 1000, 3000)];
        assert_eq!(
            done.iter().map(|budget| (budget.load_ns, budget.air_ns, budget.harq_ns)).collect::<Vec<_>>(),
            expected
        );
        assert!(done.iter().all(|budget| budget.total_ns() == 5000));
        assert_eq!((queue.released_offset_bits(), queue.sent_offset_bits(), queue.n_waiting()), (200, 200, 2));
        queue.send(120, (5000, 6000), Waits { load_ns: 4000, ..Waits::default() });
        queue.recall(&WaitClock::default(), 7000);
        assert_eq!((queue.unsent_bits(), queue.in_flight_bits()), (120, 0));
        queue.send(u64::MAX, (7000, 8000), Waits::default());
        done.clear();
        assert_eq!(queue.release(u64::MAX, 8000, 0, |_, budget| done.push(budget)), 120);
        assert!(
            done.iter().all(|budget| (budget.load_ns, budget.harq_ns, budget.air_ns) == (4000, 2000, 1000)),
            "{done:?}"
        );
        assert!(done.iter().all(|budget| budget.total_ns() == 8000), "{done:?}");
        assert!(queue.is_empty());
        queue.push(Packet { arrival_s: 0.0, bytes: 10 });
        queue.advance(0.0);
        queue.clear();
        assert_eq!(queue.sent_offset_bits(), 400, "cleared bits keep their place");
    }
}
