use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use serde_json::Value;
use std::f64::consts::PI;
use twin_antenna::precoding::{
    ArrayEnd, ComplexMatrix, Ray, Svd, capacity_bits_per_s_per_hz, channel_matrix, channel_vector, mrt_gain,
    mrt_weights, water_filled,
};
use twin_antenna::{Angles, Codebook, Element, Orientation, Pattern, PlanarArray};
use twin_units::rng::{Purpose, Stream};
use twin_units::{Hertz, math};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/sionna_fields.json")).expect("the fixture is JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn random(rows: usize, columns: usize, stream: &mut Stream) -> ComplexMatrix {
    let mut matrix = ComplexMatrix::zeros(rows, columns);
    for row in 0..rows {
        for column in 0..columns {
            *matrix.at_mut(row, column) = Complex64::new(stream.normal(), stream.normal()) * 0.5f64.sqrt();
        }
    }
    matrix
}

/// An orientation whose local axes are the world's: boresight east.
fn east() -> Orientation {
    Orientation::from_bearing(90.0, 0.0)
}

#[test]
fn mrt_of_planar_arrays_matches_the_reference() {
    let (orientation, pattern) = (east(), Pattern::from(Element::Tr38901));
    for case in fixture()["mrt"].as_array().expect("a list") {
        let n = number(&case["n"]) as usize;
        let transmitter = ArrayEnd { array: PlanarArray::new(n, n), pattern: &pattern, orientation: &orientation };
        let angles = Angles {
            zenith_rad: number(&case["theta_deg"]).to_radians(),
            azimuth_rad: number(&case["phi_deg"]).to_radians(),
        };
        let ray = Ray { amplitude: Complex64::ONE, departure: angles.direction(), arrival: -angles.direction() };
        let gain = db(mrt_gain(&channel_vector(transmitter, &[ray])));
        assert!((gain - number(&case["gain_dbi"])).abs() < 2e-3, "{n} {angles:?}: {gain}");
    }
}

#[test]
fn line_of_sight_amplitudes_of_an_array_match_the_reference() {
    let reference = &fixture()["los_4x4"];
    let receiver: Vec<f64> = reference["receiver_m"].as_array().expect("a list").iter().map(number).collect();
    let toward = DVec3::new(receiver[0], receiver[1], receiver[2]);
    let wavelength_m = Hertz(number(&reference["frequency_hz"])).wavelength_m();
    let (orientation, pattern) = (east(), Pattern::from(Element::Tr38901));
    let transmitter = ArrayEnd { array: PlanarArray::new(4, 4), pattern: &pattern, orientation: &orientation };
    // The reference leaves the carrier phase of the centre out.
    let amplitude = Complex64::from(wavelength_m / (4.0 * PI * toward.length()));
    let channel = channel_vector(transmitter, &[Ray { amplitude, departure: toward, arrival: -toward }]);
    for (index, expected) in reference["amplitudes"].as_array().expect("a list").iter().enumerate() {
        let expected = Complex64::new(number(&expected[0]), number(&expected[1]));
        let ours = channel[index % 4 * 4 + index / 4];
        assert!((ours - expected).norm() < 1e-5 * expected.norm(), "{index}: {ours} {expected}");
    }
}

#[test]
fn no_beam_beats_maximum_ratio_transmission() {
    let mut spread = Spread(0.2);
    let array = PlanarArray::new(4, 8);
    let (orientation, pattern) = (Orientation::from_bearing(30.0, 4.0), Pattern::from(Element::Tr38901));
    let codebook = Codebook::oversampled_dft(array, Element::Tr38901, 4, 4);
    for _ in 0..20 {
        let rays: Vec<Ray> = (0..4)
            .map(|_| {
                let departure = orientation.world_from_local(spread.around_x(1.2));
                let amplitude = math::phasor(spread.range(0.0, 6.0)) * spread.range(0.1, 1.0);
                Ray { amplitude, departure, arrival: -departure }
            })
            .collect();
        let channel = channel_vector(ArrayEnd { array, pattern: &pattern, orientation: &orientation }, &rays);
        let gain =
            |weights: &[Complex64]| weights.iter().zip(&channel).map(|(w, h)| w * h).sum::<Complex64>().norm_sqr();
        let best = mrt_gain(&channel);
        assert!((gain(&mrt_weights(&channel)) / best - 1.0).abs() < 1e-12);
        for beam in 0..codebook.beam_count() {
            let weights: Vec<Complex64> =
                codebook.weights(beam).expect("the beam is in the codebook").iter().map(Complex64::conj).collect();
            assert!(gain(&weights) <= best * (1.0 + 1e-12));
        }
    }
    assert_eq!(mrt_weights(&[Complex64::ZERO]), vec![Complex64::ZERO]);
    assert_eq!(mrt_gain(&[]), 0.0);
}

#[test]
fn decompositions_give_the_matrix_back() {
    let mut stream = Stream::new(7, 0, Purpose::Dataset);
    for (rows, columns) in [(1, 1), (2, 2), (4, 2), (2, 4), (8, 8), (3, 16), (64, 4), (0, 3), (5, 0)] {
        let matrix = random(rows, columns, &mut stream);
        let svd = Svd::new(&matrix);
        let n = rows.min(columns);
        assert_eq!((svd.values.len(), svd.left.columns(), svd.right.columns()), (n, n, n));
        assert!(svd.values.windows(2).all(|pair| pair[0] >= pair[1]));
        for row in 0..rows {
            for column in 0..columns {
                let back: Complex64 =
                    (0..n).map(|k| svd.left.at(row, k) * svd.values[k] * svd.right.at(column, k).conj()).sum();
                assert!((back - matrix.at(row, column)).norm() < 1e-12 * (1.0 + matrix.power().sqrt()));
            }
        }
        for vectors in [&svd.left, &svd.right] {
            for a in 0..n {
                for b in 0..n {
                    let product: Complex64 =
                        vectors.column(a).iter().zip(vectors.column(b)).map(|(x, y)| x.conj() * y).sum();
                    let expected = if a == b { 1.0 } else { 0.0 };
                    assert!((product - expected).norm() < 1e-12, "{rows}×{columns} {a} {b}: {product}");
                }
            }
        }
    }
}

#[test]
fn singular_values_of_known_matrices() {
    // [[1, j], [0, 1]]: the squares are the roots of x² − 3x + 1.
    let entries = [[Complex64::ONE, Complex64::I], [Complex64::ZERO, Complex64::ONE]];
    let svd = Svd::new(&ComplexMatrix::from_fn(2, 2, |row, column| entries[row][column]));
    let golden = (1.0 + 5f64.sqrt()) / 2.0;
    assert!((svd.values[0] - golden).abs() < 1e-14 && (svd.values[1] - 1.0 / golden).abs() < 1e-14);
    // Rank one, and nothing at all.
    let outer = ComplexMatrix::from_fn(3, 4, |row, column| math::phasor((row + 2 * column) as f64));
    let svd = Svd::new(&outer);
    assert!((svd.values[0] - 12f64.sqrt()).abs() < 1e-12 && svd.values[1] < 1e-12);
    assert_eq!(Svd::new(&ComplexMatrix::zeros(2, 3)).values, vec![0.0, 0.0]);
    // A small value beside a large one keeps its accuracy.
    let graded = ComplexMatrix::from_fn(2, 2, |row, column| match (row, column) {
        (0, 0) => Complex64::from(1e8),
        (1, 1) => Complex64::from(1e-8),
        _ => Complex64::ZERO,
    });
    assert_eq!(Svd::new(&graded).values, vec![1e8, 1e-8]);
}

#[test]
fn water_filling_by_hand() {
    // Floors 1, 2 and 4; a power of 3 fills the first two to 3.
    let filled = water_filled(&[0.5, 1.0, 0.25, 0.0], 3.0);
    assert!(filled.powers.iter().zip([1.0, 2.0, 0.0, 0.0]).all(|(a, b)| (a - b).abs() < 1e-12), "{:?}", filled.powers);
    assert!((filled.capacity_bits_per_s_per_hz - (1.5f64.log2() + 3f64.log2())).abs() < 1e-12);
    assert_eq!(water_filled(&[], 1.0).capacity_bits_per_s_per_hz, 0.0);
    assert_eq!(water_filled(&[1.0], 0.0).powers, vec![0.0]);
    assert_eq!(water_filled(&[f64::NAN, 2.0], 1.0).powers, vec![0.0, 1.0]);
}

#[test]
fn water_filling_is_at_least_as_good_as_even_shares() {
    let mut stream = Stream::new(11, 0, Purpose::Dataset);
    for _ in 0..200 {
        let gains: Vec<f64> = (0..6).map(|_| stream.exponential(2.0)).collect();
        let power = stream.exponential(3.0);
        let filled = water_filled(&gains, power);
        assert!((filled.powers.iter().sum::<f64>() / power - 1.0).abs() < 1e-9);
        let even: f64 = gains.iter().map(|gain| math::log2(1.0 + gain * power / 6.0)).sum();
        let strongest = gains.iter().copied().fold(0.0, f64::max);
        assert!(filled.capacity_bits_per_s_per_hz >= even - 1e-12);
        assert!(filled.capacity_bits_per_s_per_hz >= math::log2(1.0 + strongest * power) - 1e-12);
    }
}

/// Mean capacity of an m×m Rayleigh channel with even shares: Telatar 1999, theorem 2, for as many antennas at both ends.
fn telatar_bits(m: usize, snr: f64) -> f64 {
    let (steps, end) = (40_000, 60.0);
    let integrand = |x: f64| {
        // Laguerre polynomials: (k + 1) L_{k+1} = (2k + 1 − x) L_k − k L_{k−1}.
        let (mut last, mut this, mut sum) = (0.0, 1.0, 0.0);
        for k in 0..m {
            sum += this * this;
            let k = k as f64;
            (last, this) = (this, ((2.0 * k + 1.0 - x) * this - k * last) / (k + 1.0));
        }
        (1.0 + snr * x / m as f64).log2() * sum * (-x).exp()
    };
    let step = end / f64::from(steps);
    (0..steps).map(|index| integrand((f64::from(index) + 0.5) * step)).sum::<f64>() * step
}

#[test]
fn telatar1999_capacity_of_rayleigh_channels() {
    let n = 2000;
    for (m, snr) in [(1, 10.0), (2, 10.0), (4, 10.0), (4, 100.0)] {
        let mut stream = Stream::new(3, 0, Purpose::Dataset);
        let (mut even, mut filled) = (0.0, 0.0);
        for _ in 0..n {
            let channel = random(m, m, &mut stream);
            let rate = |value: &f64| math::log2(1.0 + snr / m as f64 * value * value);
            even += Svd::new(&channel).values.iter().map(rate).sum::<f64>() / f64::from(n);
            filled += capacity_bits_per_s_per_hz(&channel, snr) / f64::from(n);
        }
        let expected = telatar_bits(m, snr);
        println!(
            "{m}×{m} Rayleigh, SNR {snr}: {even:.2} bit/s/Hz with even shares, theorem {expected:.2}, filled {filled:.2}"
        );
        // The standard deviation of one draw is below 1.6 bit/s/Hz; four standard errors of 2000.
        assert!((even - expected).abs() < 0.15, "{m} {snr}: {even} {expected}");
        assert!(filled >= even - 1e-9 && filled < even + 1.0, "{m} {snr}: {filled} {even}");
    }
}

#[test]
fn a_line_of_sight_has_one_mode_and_two_ways_have_two() {
    let (sender, receiver) = (east(), Orientation::from_bearing(270.0, 0.0));
    let pattern = Pattern::from(Element::Isotropic);
    let transmit = ArrayEnd { array: PlanarArray::new(1, 8), pattern: &pattern, orientation: &sender };
    let receive = ArrayEnd { array: PlanarArray::new(1, 4), pattern: &pattern, orientation: &receiver };
    let ray = |angle: f64| {
        let departure = DVec3::new(angle.cos(), angle.sin(), 0.0);
        Ray { amplitude: Complex64::ONE, departure, arrival: DVec3::new(-angle.cos(), angle.sin(), 0.0) }
    };
    let one = Svd::new(&channel_matrix(transmit, receive, &[ray(0.1)])).values;
    assert!((one[0] - 32f64.sqrt()).abs() < 1e-9 && one[1] < 1e-9, "{one:?}");
    let two = Svd::new(&channel_matrix(transmit, receive, &[ray(-0.4), ray(0.5)])).values;
    assert!(two[1] > 0.5 * two[0] && two[2] < 1e-9, "{two:?}");
    // One column of the matrix is the channel of one receiving antenna.
    let single = ArrayEnd { array: PlanarArray::new(1, 1), ..receive };
    let row = channel_matrix(transmit, single, &[ray(0.3)]);
    let vector = channel_vector(transmit, &[ray(0.3)]);
    assert!((0..8).all(|column| (row.at(0, column) - vector[column]).norm() < 1e-12));
}
