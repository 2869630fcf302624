//! When packets arrive.

use super::{Packet, PacketQueue};
use crate::RanError;
use twin_units::UeId;
use twin_units::hash::StateHash;
use twin_units::rng::{Purpose, Stream};

/// What a UE's application offers. Rates may be 0: then nothing arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TrafficModel {
    /// Files of one size, each one packet here, at Poisson times, a new one also while others wait (after 3GPP FTP model 3).
    FtpModel3 {
        /// File size, bytes.
        file_bytes: u32,
        /// Mean arrival rate, files/s.
        files_per_s: f64,
    },
    /// A packet each period, from a phase drawn per UE.
    Periodic {
        /// Packet size, bytes.
        packet_bytes: u32,
        /// Period, s; 0 for none.
        period_s: f64,
    },
    /// Rare packets at Poisson times.
    Sporadic {
        /// Packet size, bytes.
        packet_bytes: u32,
        /// Mean arrival rate, packets/s.
        packets_per_s: f64,
    },
}

impl TrafficModel {
    /// Files of `file_bytes` that offer `mean_bps` on average, bit/s; nothing for an empty file.
    pub fn ftp_with_load(mean_bps: f64, file_bytes: u32) -> Self {
        let files_per_s = if file_bytes == 0 { 0.0 } else { mean_bps / (8.0 * f64::from(file_bytes)) };
        Self::FtpModel3 { file_bytes, files_per_s }
    }

    /// Mean offered load, bit/s.
    pub fn mean_bps(&self) -> f64 {
        match *self {
            Self::FtpModel3 { file_bytes: bytes, files_per_s: rate }
            | Self::Sporadic { packet_bytes: bytes, packets_per_s: rate } => 8.0 * f64::from(bytes) * rate,
            Self::Periodic { packet_bytes, period_s } if period_s > 0.0 => 8.0 * f64::from(packet_bytes) / period_s,
            Self::Periodic { .. } => 0.0,
        }
    }

    /// Checks every value.
    ///
    /// # Errors
    /// [`RanError::OutOfRange`] when rates are not within 0..=10 000 per second, or a period is neither 0 nor within 0.1 ms..=1 day.
    pub fn validate(&self) -> Result<(), RanError> {
        let (name, value, low, high) = match *self {
            Self::FtpModel3 { files_per_s, .. } => ("files_per_s", files_per_s, 0.0, 1e4),
            Self::Sporadic { packets_per_s, .. } => ("packets_per_s", packets_per_s, 0.0, 1e4),
            Self::Periodic { period_s: 0.0, .. } => return Ok(()),
            Self::Periodic { period_s, .. } => ("period_s", period_s, 1e-4, 86_400.0),
        };
        if (low..=high).contains(&value) { Ok(()) } else { Err(RanError::OutOfRange { name, value, low, high }) }
    }

    fn packet_bytes(&self) -> u32 {
        match *self {
            Self::FtpModel3 { file_bytes: bytes, .. }
            | Self::Periodic { packet_bytes: bytes, .. }
            | Self::Sporadic { packet_bytes: bytes, .. } => bytes,
        }
    }
}

/// One UE's source of packets.
#[derive(Debug)]
pub struct TrafficSource {
    model: TrafficModel,
    stream: Stream,
    next_s: f64,
}

impl TrafficSource {
    /// A source that starts at time 0.
    ///
    /// # Errors
    /// What [`TrafficModel::validate`] finds.
    pub fn new(model: TrafficModel, seed: u64, ue: UeId) -> Result<Self, RanError> {
        model.validate()?;
        let mut stream = Stream::new(seed, ue.0, Purpose::Traffic);
        let next_s = match model {
            TrafficModel::Periodic { period_s, .. } if period_s > 0.0 => period_s * stream.uniform(),
            TrafficModel::Periodic { .. } => f64::INFINITY,
            TrafficModel::FtpModel3 { files_per_s: rate, .. } | TrafficModel::Sporadic { packets_per_s: rate, .. } => {
                poisson_gap_s(&mut stream, rate)
            }
        };
        Ok(Self { model, stream, next_s })
    }

    /// What it offers.
    pub fn model(&self) -> &TrafficModel {
        &self.model
    }

    /// Pushes every packet that arrives before `until_s` with its exact time; returns how many the queue had no room for.
    pub fn arrivals_until(&mut self, until_s: f64, queue: &mut PacketQueue) -> u32 {
        let mut dropped = 0;
        while self.next_s < until_s {
            dropped += u32::from(!queue.push(Packet { arrival_s: self.next_s, bytes: self.model.packet_bytes() }));
            self.next_s += match self.model {
                TrafficModel::Periodic { period_s, .. } => period_s,
                TrafficModel::FtpModel3 { files_per_s: rate, .. }
                | TrafficModel::Sporadic { packets_per_s: rate, .. } => poisson_gap_s(&mut self.stream, rate),
            };
        }
        dropped
    }

    /// Adds the state to a hash; the time of the next arrival stands for the random stream's place.
    pub fn hash_into(&self, hash: &mut StateHash) {
        hash.real(self.next_s);
    }
}

/// Time to the next arrival of a Poisson process, s; endless at rate 0. At least 1 ns, so that time moves on.
fn poisson_gap_s(stream: &mut Stream, rate_per_s: f64) -> f64 {
    if rate_per_s > 0.0 { stream.exponential(1.0 / rate_per_s).max(1e-9) } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_mean(model: TrafficModel, seconds: f64, tolerance: f64) {
        let mut queue = PacketQueue::new(u64::MAX);
        let mut source = TrafficSource::new(model, 5, UeId(3)).expect("the model is valid");
        let mut packets = 0;
        for tick in 1..=(seconds * 100.0) as u32 {
            source.arrivals_until(f64::from(tick) * 0.01, &mut queue);
            queue.advance(f64::from(tick) * 0.01);
            queue.serve(u64::MAX, f64::from(tick) * 0.01, |delay_s, _| {
                packets += 1;
                assert!((0.0..=0.01 + 1e-9).contains(&delay_s), "a packet arrived outside its tick: {delay_s}");
            });
        }
        let offered_bps = f64::from(packets) * 8.0 * f64::from(model.packet_bytes()) / seconds;
        assert!((offered_bps / model.mean_bps() - 1.0).abs() < tolerance, "{offered_bps} bit/s of {model:?}");
    }

    #[test]
    fn offered_load_is_the_stated_one() {
        check_mean(TrafficModel::ftp_with_load(4e6, 500), 100.0, 0.01);
        check_mean(TrafficModel::Periodic { packet_bytes: 32, period_s: 0.002 }, 50.0, 0.001);
        check_mean(TrafficModel::Sporadic { packet_bytes: 100, packets_per_s: 0.5 }, 20_000.0, 0.03);
    }

    #[test]
    fn a_source_is_fixed_by_seed_and_ue_not_by_the_step() {
        let arrivals = |step_s: f64| {
            let mut queue = PacketQueue::new(u64::MAX);
            let model = TrafficModel::Sporadic { packet_bytes: 10, packets_per_s: 20.0 };
            let mut source = TrafficSource::new(model, 5, UeId(3)).expect("the model is valid");
            for step in 1..=(10.0 / step_s + 0.5) as u32 {
                source.arrivals_until(f64::from(step) * step_s, &mut queue);
            }
            let mut hash = StateHash::default();
            queue.hash_into(&mut hash);
            source.hash_into(&mut hash);
            hash.value()
        };
        assert_eq!(arrivals(0.01), arrivals(10.0));
    }

    #[test]
    fn silence_and_nonsense() {
        let mut queue = PacketQueue::new(u64::MAX);
        for model in [TrafficModel::ftp_with_load(0.0, 500), TrafficModel::Periodic { packet_bytes: 1, period_s: 0.0 }]
        {
            let mut source = TrafficSource::new(model, 1, UeId(0)).expect("silence is valid");
            assert_eq!(source.arrivals_until(1e6, &mut queue), 0);
        }
        assert_eq!(queue.n_waiting(), 0);
        let fault = TrafficSource::new(TrafficModel::Periodic { packet_bytes: 1, period_s: -1.0 }, 1, UeId(0));
        assert_eq!(fault.expect_err("a negative period").to_string(), "period_s must be in 0.0001..=86400, found -1");
        assert!(TrafficModel::Sporadic { packet_bytes: 1, packets_per_s: f64::NAN }.validate().is_err());
    }
}
