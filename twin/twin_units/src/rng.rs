//! Random streams: one ChaCha stream per (seed, entity, purpose), so that adding a UE does not reshuffle the others.

use crate::math;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// What a stream of random numbers is for; each purpose has its own, independent stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Purpose {
    /// Start position, heading and kind of an agent.
    Spawn = 1,
    /// Turns at junctions, destinations, pauses.
    Route = 2,
    /// Packet arrivals.
    Traffic = 3,
    /// Block errors on the air.
    Bler = 4,
    /// Measurement noise.
    Measurement = 5,
    /// Exploration of an agent's policy.
    Policy = 6,
    /// Drawing examples of a data set.
    Dataset = 7,
    /// Phases of a RIS that is set at random.
    RisPhases = 8,
    /// Shadow fading of a link.
    Shadowing = 16,
    /// Loss into a UE's car.
    CarLoss = 17,
    /// Which service a UE uses.
    Service = 18,
    /// Whether a link has line of sight.
    LineOfSight = 19,
}

/// A reproducible stream of random numbers.
#[derive(Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of one entity for one purpose under a run's seed.
    pub fn new(seed: u64, entity: u32, purpose: Purpose) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream((u64::from(entity) << 8) | purpose as u64);
        Self(rng)
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in 0.0..1.0 (53 bits).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in `low..high`.
    pub fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Uniform index in `0..n`; 0 when `n` is 0.
    pub fn index(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// True with the given probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Standard normal (Box–Muller, one of the pair).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * math::ln(1.0 - self.uniform())).sqrt();
        radius * math::cos(std::f64::consts::TAU * self.uniform())
    }

    /// Exponential with the given mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * math::ln(1.0 - self.uniform())
    }

    /// Poisson count with the given mean (Knuth's product for small means, rounded normal above 64).
    pub fn poisson(&mut self, mean: f64) -> u32 {
        if mean > 64.0 {
            return (mean + mean.sqrt() * self.normal() + 0.5).max(0.0) as u32;
        }
        let limit = math::exp(-mean);
        let mut product = self.uniform();
        let mut count = 0;
        while product > limit {
            product *= self.uniform();
            count += 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_fixed_and_independent() {
        let mut a = Stream::new(1, 7, Purpose::Route);
        let mut again = Stream::new(1, 7, Purpose::Route);
        let mut other = Stream::new(1, 8, Purpose::Route);
        let first: Vec<u64> = (0..4).map(|_| a.bits()).collect();
        assert_eq!(first, (0..4).map(|_| again.bits()).collect::<Vec<_>>());
        assert_ne!(first, (0..4).map(|_| other.bits()).collect::<Vec<_>>());
    }

    #[test]
    fn draws_have_the_stated_means() {
        let mut stream = Stream::new(3, 0, Purpose::Traffic);
        let n = 20_000;
        let mean = |draws: Vec<f64>| draws.iter().sum::<f64>() / draws.len() as f64;
        assert!((mean((0..n).map(|_| stream.uniform()).collect()) - 0.5).abs() < 0.01);
        assert!(mean((0..n).map(|_| stream.normal()).collect()).abs() < 0.03);
        assert!((mean((0..n).map(|_| stream.exponential(2.0)).collect()) - 2.0).abs() < 0.06);
        assert!((mean((0..n).map(|_| f64::from(stream.poisson(3.5))).collect()) - 3.5).abs() < 0.06);
    }
}
