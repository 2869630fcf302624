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
    /// Always more to send than can be sent.
    FullBuffer,
    /// Frames of video or extended reality: a steady rate, sizes and arrival times that vary (see [`VideoModel`]).
    Video(VideoModel),
    /// Rare packets at Poisson times.
    Sporadic {
        /// Packet size, bytes.
        packet_bytes: u32,
        /// Mean arrival rate, packets/s.
        packets_per_s: f64,
    },
}

/// Frames of video, cloud gaming or virtual reality.
///
/// One packet a frame, from a phase drawn per UE. Sizes are normal with a deviation of 10.5 % of the mean, kept within 50 % and 150 % of it;
/// arrivals are late or early by a normal jitter of 2 ms deviation, kept within ±4 ms. Both are cut by drawing anew.
///
/// Source: TR 38.838 V17.0.0 cl. 5.1.1, tables 5.1.1.1-1 and 5.1.1.2-1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VideoModel {
    /// Mean rate, bit/s: 30 or 45 Mbit/s for virtual reality, 8 to 30 for cloud gaming.
    pub mean_bps: f64,
    /// Frames per second: 60 in the report.
    pub frames_per_s: f64,
}

const VIDEO_SIZE_DEVIATION: f64 = 0.105;
const VIDEO_SIZE_RANGE: f64 = 0.5;
const VIDEO_JITTER_S: f64 = 0.002;
const VIDEO_JITTER_RANGE_S: f64 = 0.004;

/// Bits a full buffer is kept at: far more than any carrier delivers in a tick. Assumed.
const FULL_BUFFER_BITS: u64 = 40_000_000;
/// Size of a packet of a full buffer, bytes.
const FULL_BUFFER_PACKET_BYTES: u32 = 1500;
/// Most packets pushed at once: a queue too small for the level is left at its limit.
const FULL_BUFFER_MOST_PACKETS: u64 = 2 * FULL_BUFFER_BITS / (8 * FULL_BUFFER_PACKET_BYTES as u64);

impl TrafficModel {
    /// Files of `file_bytes` that offer `mean_bps` on average, bit/s; nothing for an empty file.
    pub fn ftp_with_load(mean_bps: f64, file_bytes: u32) -> Self {
        let files_per_s = if file_bytes == 0 { 0.0 } else { mean_bps / (8.0 * f64::from(file_bytes)) };
        Self::FtpModel3 { file_bytes, files_per_s }
    }

    /// Mean offered load, bit/s; infinite for a full buffer.
    pub fn mean_bps(&self) -> f64 {
        match *self {
            Self::FtpModel3 { file_bytes: bytes, files_per_s: rate }
            | Self::Sporadic { packet_bytes: bytes, packets_per_s: rate } => 8.0 * f64::from(bytes) * rate,
            Self::Periodic { packet_bytes, period_s } if period_s > 0.0 => 8.0 * f64::from(packet_bytes) / period_s,
            Self::Periodic { .. } => 0.0,
            Self::Video(video) => video.mean_bps,
            Self::FullBuffer => f64::INFINITY,
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
            Self::Periodic { period_s: 0.0, .. } | Self::FullBuffer => return Ok(()),
            Self::Video(VideoModel { frames_per_s, .. }) if !(1.0..=100.0).contains(&frames_per_s) => {
                ("frames_per_s", frames_per_s, 1.0, 100.0)
            }
            Self::Video(VideoModel { mean_bps, .. }) => ("mean_bps", mean_bps, 0.0, 1e10),
            Self::Periodic { period_s, .. } => ("period_s", period_s, 1e-4, 86_400.0),
        };
        if (low..=high).contains(&value) { Ok(()) } else { Err(RanError::OutOfRange { name, value, low, high }) }
    }

    fn packet_bytes(&self, stream: &mut Stream) -> u32 {
        match *self {
            Self::Video(video) => {
                let mean_bytes = video.mean_bps / video.frames_per_s / 8.0;
                let size = mean_bytes * (1.0 + truncated_normal(stream, VIDEO_SIZE_DEVIATION, VIDEO_SIZE_RANGE));
                (size + 0.5) as u32
            }
            Self::FullBuffer => FULL_BUFFER_PACKET_BYTES,
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
    /// Time of the next frame of a video without its jitter, s.
    frame_s: f64,
}

impl TrafficSource {
    /// A source that starts at time 0.
    ///
    /// # Errors
    /// What [`TrafficModel::validate`] finds.
    pub fn new(model: TrafficModel, seed: u64, ue: UeId) -> Result<Self, RanError> {
        model.validate()?;
        let mut stream = Stream::new(seed, ue.0, Purpose::Traffic);
        let mut frame_s = 0.0;
        let next_s = match model {
            TrafficModel::FullBuffer => 0.0,
            TrafficModel::Video(video) => {
                frame_s = stream.uniform() / video.frames_per_s;
                frame_s + truncated_normal(&mut stream, VIDEO_JITTER_S, VIDEO_JITTER_RANGE_S)
            }
            TrafficModel::Periodic { period_s, .. } if period_s > 0.0 => period_s * stream.uniform(),
            TrafficModel::Periodic { .. } => f64::INFINITY,
            TrafficModel::FtpModel3 { files_per_s: rate, .. } | TrafficModel::Sporadic { packets_per_s: rate, .. } => {
                poisson_gap_s(&mut stream, rate)
            }
        };
        Ok(Self { model, stream, next_s, frame_s })
    }

    /// What it offers.
    pub fn model(&self) -> &TrafficModel {
        &self.model
    }

    /// Pushes every packet that arrives before `until_s` with its exact time; returns how many the queue had no room for.
    pub fn arrivals_until(&mut self, until_s: f64, queue: &mut PacketQueue) -> u32 {
        if self.model == TrafficModel::FullBuffer {
            self.top_up(until_s, queue);
            return 0;
        }
        let mut dropped = 0;
        while self.next_s < until_s {
            dropped +=
                u32::from(!queue.push(Packet {
                    arrival_s: self.next_s.max(0.0),
                    bytes: self.model.packet_bytes(&mut self.stream),
                }));
            self.next_s = match self.model {
                TrafficModel::Periodic { period_s, .. } => self.next_s + period_s,
                TrafficModel::FtpModel3 { files_per_s: rate, .. }
                | TrafficModel::Sporadic { packets_per_s: rate, .. } => {
                    self.next_s + poisson_gap_s(&mut self.stream, rate)
                }
                TrafficModel::Video(video) => {
                    self.frame_s += 1.0 / video.frames_per_s;
                    let jitter_s = truncated_normal(&mut self.stream, VIDEO_JITTER_S, VIDEO_JITTER_RANGE_S);
                    (self.frame_s + jitter_s).max(self.next_s)
                }
                TrafficModel::FullBuffer => f64::INFINITY,
            };
        }
        dropped
    }

    /// Keeps a full buffer full. Its packets count as having arrived when the last ones were due.
    fn top_up(&mut self, until_s: f64, queue: &mut PacketQueue) {
        let arrival_s = self.next_s;
        for _ in 0..FULL_BUFFER_MOST_PACKETS {
            if queue.held_bits() >= FULL_BUFFER_BITS || !queue.has_room(FULL_BUFFER_PACKET_BYTES) {
                break;
            }
            queue.push(Packet { arrival_s, bytes: FULL_BUFFER_PACKET_BYTES });
        }
        self.next_s = until_s;
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

/// A draw of N(0, deviation²) within plus and minus `range`; 0 after many draws outside.
fn truncated_normal(stream: &mut Stream, deviation: f64, range: f64) -> f64 {
    (0..64).map(|_| deviation * stream.normal()).find(|draw| draw.abs() <= range).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_mean(model: TrafficModel, seconds: f64, tolerance: f64) {
        let mut queue = PacketQueue::new(u64::MAX);
        let mut source = TrafficSource::new(model, 5, UeId(3)).expect("the model is valid");
        let mut bytes = 0u64;
        for tick in 1..=(seconds * 100.0) as u32 {
            source.arrivals_until(f64::from(tick) * 0.01, &mut queue);
            queue.advance(f64::from(tick) * 0.01);
            bytes += queue.backlog_bits() / 8;
            queue.serve(u64::MAX, f64::from(tick) * 0.01, |delay_s, _| {
                assert!((0.0..=0.01 + 1e-9).contains(&delay_s), "a packet arrived outside its tick: {delay_s}");
            });
        }
        let offered_bps = 8.0 * bytes as f64 / seconds;
        assert!((offered_bps / model.mean_bps() - 1.0).abs() < tolerance, "{offered_bps} bit/s of {model:?}");
    }

    #[test]
    fn offered_load_is_the_stated_one() {
        check_mean(TrafficModel::ftp_with_load(4e6, 500), 100.0, 0.01);
        check_mean(TrafficModel::Periodic { packet_bytes: 32, period_s: 0.002 }, 50.0, 0.001);
        check_mean(TrafficModel::Sporadic { packet_bytes: 100, packets_per_s: 0.5 }, 20_000.0, 0.03);
        check_mean(TrafficModel::Video(VideoModel { mean_bps: 30e6, frames_per_s: 60.0 }), 200.0, 0.005);
    }

    #[test]
    fn tr38838_frames_vary_within_their_bounds() {
        let mut queue = PacketQueue::new(u64::MAX);
        let model = TrafficModel::Video(VideoModel { mean_bps: 30e6, frames_per_s: 60.0 });
        let mut source = TrafficSource::new(model, 5, UeId(3)).expect("the model is valid");
        let (mut sizes, mut gaps, mut last_s) = (Vec::new(), Vec::new(), None);
        for tick in 1..=20_000u32 {
            let now_s = f64::from(tick) * 0.001;
            source.arrivals_until(now_s, &mut queue);
            queue.advance(now_s);
            sizes.extend(Some(queue.backlog_bits() as f64 / 8.0).filter(|&bytes| bytes > 0.0));
            queue.serve(u64::MAX, now_s, |_, arrival_s| {
                gaps.extend(last_s.replace(arrival_s).map(|last_s| arrival_s - last_s));
            });
        }
        let mean = sizes.iter().sum::<f64>() / sizes.len() as f64;
        let deviation =
            (sizes.iter().map(|size| (size - mean) * (size - mean)).sum::<f64>() / sizes.len() as f64).sqrt();
        assert!((mean / 62_500.0 - 1.0).abs() < 0.01 && (deviation / 6562.5 - 1.0).abs() < 0.1, "{mean} {deviation}");
        assert!(sizes.iter().all(|size| (31_250.0..=93_750.0).contains(size)));
        assert!(gaps.iter().all(|gap| (1.0 / 60.0 - gap).abs() < 0.0081) && gaps.iter().any(|gap| *gap > 0.018));
    }

    #[test]
    fn a_full_buffer_never_runs_dry() {
        let mut queue = PacketQueue::new(64_000_000);
        let mut source = TrafficSource::new(TrafficModel::FullBuffer, 5, UeId(3)).expect("the model is valid");
        for tick in 1..=100u32 {
            let now_s = f64::from(tick) * 0.01;
            assert_eq!(source.arrivals_until(now_s, &mut queue), 0);
            queue.advance(now_s);
            assert!(queue.backlog_bits() >= FULL_BUFFER_BITS);
            queue.serve(30_000_000, now_s, |_, _| {});
        }
        let mut small = PacketQueue::new(100_000);
        source.arrivals_until(2.0, &mut small);
        assert_eq!((small.dropped_packets(), small.held_bits()), (0, 96_000), "a small queue is filled, not overrun");
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
