//! Outer-loop link adaptation: an offset on the reported SINR that holds the block error rate at its target.

use super::TARGET_BLER;
use crate::RanError;

/// Settings of the outer loop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OuterLoopConfig {
    /// Block error rate it holds, above 0 and below 1.
    pub target_bler: f64,
    /// How far one lost block lowers the offset, dB.
    pub step_db: f64,
    /// The offset stays within plus and minus this, dB.
    pub limit_db: f64,
}

impl Default for OuterLoopConfig {
    /// 10 % (TS 38.214 cl. 5.2.2.1); step and limit assumed.
    fn default() -> Self {
        Self { target_bler: TARGET_BLER, step_db: 0.5, limit_db: 20.0 }
    }
}

impl OuterLoopConfig {
    /// Checks every value.
    ///
    /// # Errors
    /// [`RanError::OutOfRange`].
    pub fn validate(&self) -> Result<(), RanError> {
        for (name, value, low, high) in [
            ("target_bler", self.target_bler, 1e-6, 0.9),
            ("step_db", self.step_db, 1e-6, 10.0),
            ("limit_db", self.limit_db, 0.0, 60.0),
        ] {
            if !(low..=high).contains(&value) {
                return Err(RanError::OutOfRange { name, value, low, high });
            }
        }
        Ok(())
    }
}

/// The offset of one UE.
///
/// A lost block lowers it by Δ, a received one raises it by `Δ p / (1 − p)`, so that it rests where the error rate is the target p.
///
/// Source: K. I. Pedersen, G. Monghal et al., "Frequency domain scheduling for OFDMA with limited and noisy channel feedback", IEEE VTC Fall 2007, sec. III (outer loop).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OuterLoop {
    offset_db: f64,
}

impl OuterLoop {
    /// What to add to the SINR before an MCS is chosen, dB.
    pub fn offset_db(self) -> f64 {
        self.offset_db
    }

    /// Takes the fate of a first transmission.
    pub fn update(&mut self, config: &OuterLoopConfig, is_received: bool) {
        let up_db = config.step_db * config.target_bler / (1.0 - config.target_bler);
        let change_db = if is_received { up_db } else { -config.step_db };
        self.offset_db = (self.offset_db + change_db).clamp(-config.limit_db, config.limit_db);
    }

    /// The same, when only offsets from `useful_db.0` to `useful_db.1` change the MCS: beyond them it stays, so that it is not far off
    /// when the channel changes.
    pub fn update_within(&mut self, config: &OuterLoopConfig, is_received: bool, useful_db: (f64, f64)) {
        let is_at_end = if is_received { self.offset_db >= useful_db.1 } else { self.offset_db <= useful_db.0 };
        if !is_at_end {
            self.update(config, is_received);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link_adaptation::{LinkAdaptation, McsTable};
    use twin_units::rng::{Purpose, Stream};

    /// Error rate after settling, with a reported SINR that is wrong by `bias_db` and varies.
    fn settled_bler(config: &OuterLoopConfig, bias_db: f64, deviation_db: f64) -> f64 {
        let link = LinkAdaptation::new(McsTable::Qam64);
        let mut stream = Stream::new(3, 1, Purpose::Bler);
        let mut outer_loop = OuterLoop::default();
        let (mut lost, mut sent) = (0u32, 0u32);
        for block in 0..60_000 {
            let sinr_db = 10.0 + deviation_db * stream.normal();
            let cqi = link.cqi(sinr_db + bias_db + outer_loop.offset_db());
            let mcs = link.mcs(cqi).unwrap_or(0);
            let is_lost = stream.chance(link.bler(mcs, sinr_db));
            outer_loop.update(config, !is_lost);
            if block >= 10_000 {
                sent += 1;
                lost += u32::from(is_lost);
            }
        }
        f64::from(lost) / f64::from(sent)
    }

    #[test]
    fn holds_its_target_whatever_the_report() {
        for target_bler in [0.01, 0.1, 0.3] {
            for bias_db in [-5.0, 0.0, 5.0] {
                for deviation_db in [0.0, 2.0, 6.0] {
                    let config = OuterLoopConfig { target_bler, ..OuterLoopConfig::default() };
                    let bler = settled_bler(&config, bias_db, deviation_db);
                    assert!((bler / target_bler - 1.0).abs() < 0.02, "{target_bler} {bias_db} {deviation_db}: {bler}");
                }
            }
        }
    }

    #[test]
    fn does_not_wind_up_at_the_ends_of_the_table() {
        let config = OuterLoopConfig::default();
        let mut outer_loop = OuterLoop::default();
        (0..1000).for_each(|_| outer_loop.update_within(&config, true, (-1.0, 2.0)));
        assert!((2.0..2.06).contains(&outer_loop.offset_db()), "{}", outer_loop.offset_db());
        (0..1000).for_each(|_| outer_loop.update_within(&config, false, (-1.0, 2.0)));
        assert!((-1.5..=-1.0).contains(&outer_loop.offset_db()), "{}", outer_loop.offset_db());
    }

    #[test]
    fn stays_within_its_limit() {
        let config = OuterLoopConfig { limit_db: 3.0, ..OuterLoopConfig::default() };
        let mut outer_loop = OuterLoop::default();
        (0..100).for_each(|_| outer_loop.update(&config, false));
        assert_eq!(outer_loop.offset_db(), -3.0);
        (0..1000).for_each(|_| outer_loop.update(&config, true));
        assert_eq!(outer_loop.offset_db(), 3.0);
        assert!(OuterLoopConfig { target_bler: 0.0, ..config }.validate().is_err());
        assert!(OuterLoopConfig { step_db: f64::NAN, ..config }.validate().is_err());
    }
}
