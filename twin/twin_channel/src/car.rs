//! Loss into a car.
//!
//! Source: TR 38.901 V18.0.0 cl. 7.4.3.2: `N(µ, σ_P²)` with µ = 9 dB (metallised windows 20 dB) and σ_P = 5 dB, one draw per UE. Valid 0.6–60 GHz.

use twin_units::rng::Stream;

/// Mean loss, dB.
pub const MEAN_DB: f64 = 9.0;
/// Mean loss with metallised windows, dB; optional in the clause.
pub const MEAN_METALLISED_DB: f64 = 20.0;
/// Standard deviation, dB.
pub const DEVIATION_DB: f64 = 5.0;

/// Draws the loss of a UE, dB. The normal distribution of the clause gives a gain in some 4 of 100 cars.
pub fn loss_db(mean_db: f64, stream: &mut Stream) -> f64 {
    mean_db + DEVIATION_DB * stream.normal()
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_units::rng::Purpose;

    #[test]
    fn tr38901_7_4_3_2_mean_and_deviation() {
        let draws: Vec<f64> =
            (0..20_000).map(|ue| loss_db(MEAN_DB, &mut Stream::new(1, ue, Purpose::CarLoss))).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|loss| (loss - mean) * (loss - mean)).sum::<f64>() / 20_000.0;
        assert!((mean - 9.0).abs() < 0.15 && (variance.sqrt() - 5.0).abs() < 0.1, "{mean} {variance}");
    }
}
