use num_complex::Complex64;
use std::f64::consts::TAU;
use twin_antenna::{PhaseControl, element_optimum};
use twin_units::math;
use twin_units::rng::{Purpose, Stream};

fn draw(n: usize, stream: &mut Stream) -> Vec<Complex64> {
    (0..n).map(|_| Complex64::new(stream.normal(), stream.normal())).collect()
}

/// Best of all settings of all elements.
fn exhaustive(terms: &[Complex64], other: Complex64, levels: usize) -> f64 {
    let settings = levels.pow(terms.len() as u32);
    let gain = |mut setting: usize| {
        let mut sum = other;
        for term in terms {
            sum += term * math::phasor(TAU * (setting % levels) as f64 / levels as f64);
            setting /= levels;
        }
        sum.norm_sqr()
    };
    (0..settings).map(gain).fold(0.0, f64::max)
}

#[test]
fn the_optimum_is_that_of_all_settings() {
    let mut stream = Stream::new(5, 0, Purpose::Dataset);
    let mut compared = 0;
    for (control, n) in [(PhaseControl::OneBit, 11), (PhaseControl::TwoBits, 6), (PhaseControl::ThreeBits, 4)] {
        let levels = control.levels().expect("it has levels");
        for round in 0..60 {
            let terms = draw(n, &mut stream);
            // No other path, a weak one, and one as strong as the panel.
            let other = draw(1, &mut stream)[0] * [0.0, 0.3, 3.0][round % 3];
            let optimum = element_optimum(&terms, other, control);
            let best = exhaustive(&terms, other, levels);
            assert!((optimum.amplitude.norm_sqr() / best - 1.0).abs() < 1e-9, "{control:?} {other}");
            for phase in &optimum.phases_rad {
                let level = phase / TAU * levels as f64;
                assert!((level - level.round()).abs() < 1e-9 && (0.0..levels as f64 - 0.5).contains(&level));
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 180);
}

#[test]
fn continuous_phases_add_up_all_amplitudes() {
    let mut stream = Stream::new(6, 0, Purpose::Dataset);
    let terms = draw(50, &mut stream);
    let total: f64 = terms.iter().map(|term| term.norm()).sum();
    for other in [Complex64::ZERO, Complex64::new(-3.0, 4.0)] {
        let optimum = element_optimum(&terms, other, PhaseControl::Continuous);
        assert!((optimum.amplitude.norm() - total - other.norm()).abs() < 1e-9);
    }
}

#[test]
fn degenerate_terms_are_taken() {
    let empty = element_optimum(&[], Complex64::I, PhaseControl::OneBit);
    assert_eq!((empty.phases_rad.len(), empty.amplitude), (0, Complex64::I));
    let dark = element_optimum(&[Complex64::ZERO; 3], Complex64::ZERO, PhaseControl::TwoBits);
    assert_eq!((dark.phases_rad.len(), dark.amplitude.norm()), (3, 0.0));
    // Two equal terms opposed by one bit: the sum of two.
    let pair = element_optimum(&[Complex64::ONE, -Complex64::ONE], Complex64::ZERO, PhaseControl::OneBit);
    assert!((pair.amplitude.norm() - 2.0).abs() < 1e-12);
}
