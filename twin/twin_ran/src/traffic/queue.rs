//! A first-in first-out queue of packets.

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
    bits_left: u64,
}

/// Packets waiting for a UE, in order of arrival.
///
/// Packets may be pushed before their arrival time; [`PacketQueue::advance`] makes those visible that have arrived, so that a slot
/// early in a frame cannot send what arrives later in it.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketQueue {
    packets: VecDeque<Waiting>,
    n_arrived: usize,
    backlog_bits: u64,
    held_bits: u64,
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
            backlog_bits: 0,
            held_bits: 0,
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
            self.packets.push_back(Waiting { arrival_s: packet.arrival_s, bits_left: bits });
        }
        true
    }

    /// Whether a packet of this size would be kept.
    pub fn has_room(&self, bytes: u32) -> bool {
        8 * u64::from(bytes) <= self.capacity_bits - self.held_bits
    }

    /// Makes the packets visible that have arrived by `now_s`.
    pub fn advance(&mut self, now_s: f64) {
        while let Some(packet) = self.packets.get(self.n_arrived) {
            if packet.arrival_s > now_s {
                break;
            }
            self.backlog_bits += packet.bits_left;
            self.n_arrived += 1;
        }
    }

    /// Takes up to `bits` of the arrived packets at `now_s`, calling `completed(delay_s, arrival_s)` for each finished one.
    ///
    /// Returns the bits taken.
    pub fn serve(&mut self, bits: u64, now_s: f64, mut completed: impl FnMut(f64, f64)) -> u64 {
        let taken = bits.min(self.backlog_bits);
        let mut left = taken;
        while left > 0 {
            let Some(packet) = self.packets.front_mut() else {
                break;
            };
            let part = packet.bits_left.min(left);
            packet.bits_left -= part;
            left -= part;
            if packet.bits_left == 0 {
                completed(now_s - packet.arrival_s, packet.arrival_s);
                self.packets.pop_front();
                self.n_arrived -= 1;
            }
        }
        self.backlog_bits -= taken;
        self.held_bits -= taken;
        taken
    }

    /// Drops everything, as when a UE leaves the twin.
    pub fn clear(&mut self) {
        self.packets.clear();
        self.n_arrived = 0;
        self.backlog_bits = 0;
        self.held_bits = 0;
    }

    /// Bits of packets that have arrived and wait.
    pub fn backlog_bits(&self) -> u64 {
        self.backlog_bits
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
        hash.word(self.dropped_bits);
        for end in [self.packets.front(), self.packets.back()].into_iter().flatten() {
            hash.real(end.arrival_s);
            hash.word(end.bits_left);
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
}
