//! One-way latency of the air interface without load: what numerology, length of a transmission, way of access and duplex allow.
//!
//! The steps are those of TR 37.910 cl. 5.7.1.1: processing, alignment with the frame, transmission, processing, and for each HARQ
//! retransmission the way back and again. Arrival is uniform in time, so best, mean and worst follow in closed form from the gaps
//! between the occasions a transmission can begin at.
//!
//! **Accuracy.** Symbols are of equal length (the first of each half millisecond is longer by 16 κ, TS 38.211 cl. 5.3.1). The base station is as fast
//! as the UE, as TR 37.910 takes it. No PDCCH overlaps its PDSCH, DMRS has no additional position, and a PUSCH's first symbol is DMRS only,
//! so that d₁,₁ has its least value and d₂,₁ is 0. Negative acknowledgements and grants take one symbol. Transport is not included.

use crate::RanError;
use crate::scheduler::{MiniSlot, SYMBOLS_PER_SLOT};

/// How fast a UE processes (TS 38.214 cl. 5.3 and 6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessingCapability {
    /// Every UE.
    One,
    /// Fast UEs, up to 60 kHz subcarrier spacing.
    Two,
}

/// Way and direction of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Downlink.
    Downlink,
    /// Uplink without asking: a configured grant at every occasion (TS 38.321 cl. 5.8.2).
    ConfiguredGrant,
    /// Uplink after a scheduling request at one of the occasions, and its grant (TS 38.321 cl. 5.4.4).
    DynamicGrant,
}

/// Which slots serve which direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplex {
    /// Every slot serves both.
    Fdd,
    /// Downlink slots, then uplink slots, again and again; both at least 1, together at most 80 (10 ms at 120 kHz).
    Tdd {
        /// Downlink slots of a period.
        downlink_slots: u32,
        /// Uplink slots of a period.
        uplink_slots: u32,
    },
}

/// A choice of what decides the latency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserPlane {
    /// Numerology µ: 0, 1, 2, 3, 5 or 6 (240 kHz carries no data).
    pub numerology: u8,
    /// Mini-slots, or whole slots.
    pub mini_slot: Option<MiniSlot>,
    /// Processing times.
    pub capability: ProcessingCapability,
    /// Way and direction.
    pub access: Access,
    /// Slots of each direction.
    pub duplex: Duplex,
}

/// Latency of a packet whose arrival time is uniform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneWayLatency {
    /// Arrival just in time for an occasion, s.
    pub best_s: f64,
    /// Mean over arrival times, s.
    pub mean_s: f64,
    /// Arrival just too late for an occasion, s.
    pub worst_s: f64,
}

/// Slack when times are compared, symbols.
const TOLERANCE: f64 = 1e-9;

/// PDSCH processing time N₁, symbols, without additional DMRS, by capability and numerology (TS 38.214 tables 5.3-1 and 5.3-2).
fn n1_symbols(capability: ProcessingCapability, numerology: u8) -> Option<f64> {
    match (capability, numerology) {
        (ProcessingCapability::One, 0) => Some(8.0),
        (ProcessingCapability::One, 1) => Some(10.0),
        (ProcessingCapability::One, 2) => Some(17.0),
        (ProcessingCapability::One, 3) => Some(20.0),
        (ProcessingCapability::One, 5) => Some(80.0),
        (ProcessingCapability::One, 6) => Some(160.0),
        (ProcessingCapability::Two, 0) => Some(3.0),
        (ProcessingCapability::Two, 1) => Some(4.5),
        (ProcessingCapability::Two, 2) => Some(9.0),
        _ => None,
    }
}

/// PUSCH preparation time N₂, symbols (TS 38.214 tables 6.4-1 and 6.4-2).
fn n2_symbols(capability: ProcessingCapability, numerology: u8) -> Option<f64> {
    match (capability, numerology) {
        (ProcessingCapability::One, 0) => Some(10.0),
        (ProcessingCapability::One, 1) => Some(12.0),
        (ProcessingCapability::One, 2) => Some(23.0),
        (ProcessingCapability::One, 3) => Some(36.0),
        (ProcessingCapability::One, 5) => Some(144.0),
        (ProcessingCapability::One, 6) => Some(288.0),
        (ProcessingCapability::Two, 0) => Some(5.0),
        (ProcessingCapability::Two, 1) => Some(5.5),
        (ProcessingCapability::Two, 2) => Some(11.0),
        _ => None,
    }
}

/// Times at which something of a direction can begin, in symbols within a period that repeats.
struct Occasions {
    period: f64,
    starts: Vec<f64>,
}

impl Occasions {
    /// The first at or after a time.
    fn next(&self, time: f64) -> f64 {
        let periods = ((time + TOLERANCE) / self.period).floor();
        let within = time - periods * self.period;
        let later = self.starts.iter().find(|&&start| start >= within - TOLERANCE);
        periods * self.period + later.copied().unwrap_or_else(|| self.period + self.starts[0])
    }

    /// Each occasion of a period with the time since the one before.
    fn with_gaps(&self) -> impl Iterator<Item = (f64, f64)> {
        let before_first = self.starts[self.starts.len() - 1] - self.period;
        let before = std::iter::once(before_first).chain(self.starts.iter().copied());
        self.starts.iter().zip(before).map(|(&start, before)| (start, start - before))
    }
}

impl UserPlane {
    /// One-way latency with a number of HARQ retransmissions.
    ///
    /// # Errors
    /// [`RanError::Illegal`] for a numerology without processing times, [`RanError::OutOfRange`] for a period of TDD without slots of both
    /// directions or with too many.
    pub fn one_way_latency(&self, retransmissions: u32) -> Result<OneWayLatency, RanError> {
        let steps = Steps::new(self)?;
        let first = if self.access == Access::Downlink { &steps.downlink } else { &steps.uplink };
        let (mut best, mut mean, mut worst) = (f64::INFINITY, 0.0, 0.0f64);
        for (start, gap) in first.with_gaps() {
            // Whatever arrives, and is ready, since the occasion before is sent at this one.
            let shortest = steps.ready + steps.end(self.access, start, retransmissions) - start;
            best = best.min(shortest);
            mean += gap / first.period * (shortest + gap / 2.0);
            worst = worst.max(shortest + gap);
        }
        let symbol_s = 1e-3 / f64::from(1u32 << self.numerology) / f64::from(SYMBOLS_PER_SLOT);
        Ok(OneWayLatency { best_s: best * symbol_s, mean_s: mean * symbol_s, worst_s: worst * symbol_s })
    }

    /// Mean latency when every transmission is lost with probability `bler` and there are at most `most_retransmissions`, of packets that arrive, s.
    ///
    /// # Errors
    /// Those of [`UserPlane::one_way_latency`], and [`RanError::OutOfRange`] when `bler` is not within 0..1.
    pub fn mean_latency_s(&self, bler: f64, most_retransmissions: u32) -> Result<f64, RanError> {
        if !(0.0..1.0).contains(&bler) {
            return Err(RanError::OutOfRange { name: "bler", value: bler, low: 0.0, high: 1.0 });
        }
        let (mut weight, mut weights, mut sum) = (1.0, 0.0, 0.0);
        for retransmissions in 0..=most_retransmissions {
            sum += weight * self.one_way_latency(retransmissions)?.mean_s;
            weights += weight;
            weight *= bler;
        }
        Ok(sum / weights)
    }
}

/// Everything in symbols.
struct Steps {
    downlink: Occasions,
    uplink: Occasions,
    downlink_symbols: Occasions,
    uplink_symbols: Occasions,
    duration: f64,
    /// T_proc,1 and T_proc,2.
    receive: f64,
    prepare: f64,
    /// From arrival until it can be sent.
    ready: f64,
}

impl Steps {
    fn new(choice: &UserPlane) -> Result<Self, RanError> {
        let illegal = || RanError::Illegal {
            name: "numerology of this processing capability",
            value: f64::from(choice.numerology),
            unit: "",
            legal: match choice.capability {
                ProcessingCapability::One => "0, 1, 2, 3, 5, 6".into(),
                ProcessingCapability::Two => "0, 1, 2".into(),
            },
        };
        let n1 = n1_symbols(choice.capability, choice.numerology).ok_or_else(illegal)?;
        let n2 = n2_symbols(choice.capability, choice.numerology).ok_or_else(illegal)?;
        let symbols = choice.mini_slot.map_or(SYMBOLS_PER_SLOT, MiniSlot::symbols);
        // TS 38.214 cl. 5.3: d₁,₁ of mapping type B for capability 1; 7 − L, but 3 for L = 2.
        let d11 = match (choice.capability, choice.mini_slot) {
            (ProcessingCapability::One, Some(MiniSlot::Two | MiniSlot::Four)) => 3.0,
            _ => 0.0,
        };
        // Processing times count symbols of 2048 + 144 samples; a fourteenth of a slot is longer by 0.1 %.
        let sampled = f64::from(SYMBOLS_PER_SLOT) * (2048.0 + 144.0) / (2048.0 * 15.0);
        let (receive, prepare) = ((n1 + d11) * sampled, n2 * sampled);
        let (downlink, uplink) = match choice.duplex {
            Duplex::Fdd => (0..1, 0..1),
            Duplex::Tdd { downlink_slots, uplink_slots } => {
                let slots = [("downlink_slots", downlink_slots), ("uplink_slots", uplink_slots)];
                for (name, slots) in slots {
                    if !(1..=79).contains(&slots) {
                        return Err(RanError::OutOfRange { name, value: f64::from(slots), low: 1.0, high: 79.0 });
                    }
                }
                (0..downlink_slots, downlink_slots..downlink_slots + uplink_slots)
            }
        };
        let period = f64::from(SYMBOLS_PER_SLOT * uplink.end);
        let occasions = |slots: std::ops::Range<u32>, symbols: u32| {
            let starts = slots.flat_map(|slot| {
                (0..SYMBOLS_PER_SLOT / symbols).map(move |index| f64::from(SYMBOLS_PER_SLOT * slot + index * symbols))
            });
            Occasions { period, starts: starts.collect() }
        };
        Ok(Self {
            downlink: occasions(downlink.clone(), symbols),
            uplink: occasions(uplink.clone(), symbols),
            downlink_symbols: occasions(downlink, 1),
            uplink_symbols: occasions(uplink, 1),
            duration: f64::from(symbols),
            receive,
            prepare,
            ready: prepare / 2.0,
        })
    }

    /// When a packet is there whose first occasion begins at `start`.
    fn end(&self, access: Access, start: f64, retransmissions: u32) -> f64 {
        let mut end = match access {
            Access::Downlink | Access::ConfiguredGrant => start + self.duration,
            // The request takes a symbol; the base station reads it and prepares a grant; the UE prepares its data.
            Access::DynamicGrant => self.granted(start + 1.0 + self.prepare),
        };
        for _ in 0..retransmissions {
            end = match access {
                Access::Downlink => {
                    let acknowledged = self.uplink_symbols.next(end + self.receive) + 1.0;
                    self.downlink.next(acknowledged + self.prepare) + self.duration
                }
                Access::ConfiguredGrant | Access::DynamicGrant => self.granted(end + self.receive),
            };
        }
        end + self.receive / 2.0
    }

    /// End of an uplink transmission whose grant is ready at a time.
    fn granted(&self, grant_ready: f64) -> f64 {
        let granted = self.downlink_symbols.next(grant_ready) + 1.0;
        self.uplink.next(granted + self.prepare) + self.duration
    }
}

#[cfg(test)]
mod tests;
