//! Shadow fading that is correlated along a way.
//!
//! Source: TR 38.901 V18.0.0 cl. 7.4.4 (log-normal) with the autocorrelation `R(Δx) = exp(−|Δx| / d_cor)` of table 7.5-6's correlation distances.

use twin_units::math;
use twin_units::rng::Stream;

/// Correlation distance in UMi with line of sight, m (table 7.5-6).
pub const CORRELATION_UMI_LOS_M: f64 = 10.0;
/// Correlation distance in UMi without line of sight, m (table 7.5-6).
pub const CORRELATION_UMI_NLOS_M: f64 = 13.0;

/// Shadowing of one link in units of its standard deviation: a first-order autoregressive process along the way of the UE.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shadowing(f64);

impl Shadowing {
    /// Draws the first value.
    pub fn draw(stream: &mut Stream) -> Self {
        Self(stream.normal())
    }

    /// Moves on by a distance, m: `x ← R x + √(1 − R²) n` with a standard normal n.
    pub fn advance(&mut self, distance_m: f64, correlation_m: f64, stream: &mut Stream) {
        let kept = math::exp(-distance_m.abs() / correlation_m.max(1e-9));
        self.step(kept, (1.0 - kept * kept).max(0.0).sqrt(), stream);
    }

    /// The same with R and √(1 − R²) at hand, for many equal steps.
    pub fn step(&mut self, kept: f64, fresh: f64, stream: &mut Stream) {
        self.0 = kept * self.0 + fresh * stream.normal();
    }

    /// Share of all links whose value is below this one, 0..=1: uniform, and correlated along the way as the value is. A state with a
    /// probability, such as line of sight, holds while this is below it (TR 38.901 cl. 7.6.3.3).
    pub fn share(self) -> f64 {
        0.5 * math::erfc(-self.0 * std::f64::consts::FRAC_1_SQRT_2)
    }

    /// Loss for a standard deviation, dB; may be negative.
    pub fn loss_db(self, deviation_db: f64) -> f64 {
        self.0 * deviation_db
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_units::rng::Purpose;

    #[test]
    fn tr38901_7_4_4_deviation_and_correlation() {
        let mut stream = Stream::new(5, 0, Purpose::Shadowing);
        let mut shadowing = Shadowing::draw(&mut stream);
        let (n, lag) = (400_000, 20);
        let values: Vec<f64> = (0..n)
            .map(|_| {
                shadowing.advance(0.5, CORRELATION_UMI_LOS_M, &mut stream);
                shadowing.loss_db(4.0)
            })
            .collect();
        let mean = values.iter().sum::<f64>() / f64::from(n);
        let covariance = |lag: usize| values.iter().zip(&values[lag..]).map(|(a, b)| a * b).sum::<f64>() / f64::from(n);
        assert!(mean.abs() < 0.15, "{mean}");
        assert!((covariance(0).sqrt() - 4.0).abs() < 0.1, "{}", covariance(0).sqrt());
        let at_10_m = covariance(lag) / covariance(0);
        assert!((at_10_m - math::exp(-1.0)).abs() < 0.03, "{at_10_m}");
    }

    #[test]
    fn shares_are_uniform() {
        let mut below = [0u32; 3];
        for link in 0..20_000 {
            let share = Shadowing::draw(&mut Stream::new(5, link, Purpose::LineOfSight)).share();
            for (count, limit) in below.iter_mut().zip([0.05, 0.5, 0.8]) {
                *count += u32::from(share < limit);
            }
        }
        for (count, limit) in below.into_iter().zip([0.05, 0.5, 0.8]) {
            assert!((f64::from(count) / 20_000.0 - limit).abs() < 0.01, "{count} below {limit}");
        }
    }

    #[test]
    fn standing_still_changes_nothing() {
        let mut stream = Stream::new(5, 1, Purpose::Shadowing);
        let mut shadowing = Shadowing::draw(&mut stream);
        let before = shadowing;
        shadowing.advance(0.0, 10.0, &mut stream);
        assert_eq!(shadowing, before);
    }
}
