use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::TAU;
use twin_antenna::{Codebook, Element, Orientation, PlanarArray};
use twin_units::math;

/// `v_{l,m}` of TS 38.214 V17 cl. 5.2.2.2.1, unit norm: `N1 = n[0]` ports along the first axis, `N2 = n[1]` within each.
fn v(l: usize, m: usize, n: [usize; 2], o: [usize; 2]) -> Vec<Complex64> {
    let step = |index: usize, axis: usize| TAU * index as f64 / (n[axis] * o[axis]) as f64;
    let norm = 1.0 / ((n[0] * n[1]) as f64).sqrt();
    let port = |index: usize| step(l, 0) * (index / n[1]) as f64 + step(m, 1) * (index % n[1]) as f64;
    (0..n[0] * n[1]).map(|index| math::phasor(port(index)) * norm).collect()
}

#[test]
fn ts38214_5_2_2_2_1_all_beams_are_there_once() {
    // Table 5.2.2.2.1-2: (N1, N2), (O1, O2) for 8 to 32 ports.
    for (n, o) in
        [([2, 2], [4, 4]), ([4, 1], [4, 1]), ([4, 2], [4, 4]), ([6, 2], [4, 4]), ([4, 4], [4, 4]), ([16, 1], [4, 1])]
    {
        let array = PlanarArray::new(n[1], n[0]);
        let codebook = Codebook::oversampled_dft(array, Element::Isotropic, o[0], o[1]);
        assert_eq!(codebook.beam_count(), n[0] * o[0] * n[1] * o[1]);
        let mut seen = vec![false; codebook.beam_count()];
        for beam in 0..codebook.beam_count() {
            let (l, m) = codebook.dft_index(beam).expect("the beam is in the codebook");
            assert!(!std::mem::replace(&mut seen[l * n[1] * o[1] + m], true), "{l} {m}");
            let weights = codebook.weights(beam).expect("the beam is in the codebook");
            let reference = v(l, m, n, o);
            // Ours are row-major from the top; the document's run upwards within a column.
            let match_up = |index: usize| weights[(n[1] - 1 - index % n[1]) * n[0] + index / n[1]];
            let product: Complex64 =
                reference.iter().enumerate().map(|(index, weight)| weight.conj() * match_up(index)).sum();
            assert!((product.norm() - 1.0).abs() < 1e-9, "{n:?} {l} {m}: {product}");
        }
        assert!(seen.iter().all(|seen| *seen));
        assert_eq!(codebook.dft_index(codebook.beam_count()), None);
    }
}

#[test]
fn oversampling_leaves_little_between_beams() {
    // Halfway between neighbours the kernel's argument is π/(2O): 3.92 dB at O = 1, 0.91 at 2, 0.22 at 4 for long lines.
    for (oversampling, expected_db) in [(1usize, 3.92), (2, 0.91), (4, 0.224)] {
        let n = 64;
        let codebook = Codebook::oversampled_dft(PlanarArray::new(1, n), Element::Isotropic, oversampling, 1);
        let half = 1.0 / (n * oversampling) as f64;
        let toward = |cosine: f64| DVec3::new((1.0 - cosine * cosine).sqrt(), cosine, 0.0);
        let between = toward(half);
        let gain = codebook.gain_local(codebook.peak_beam_toward(between), between);
        assert!((db(gain / n as f64) + expected_db).abs() < 0.02, "{oversampling}: {}", db(gain / n as f64));
    }
}

#[test]
fn beams_of_a_grid_at_once_equal_the_sum_over_elements() {
    let array = PlanarArray::new(4, 8);
    let codebooks = [
        Codebook::oversampled_dft(array, Element::Tr38901, 4, 4),
        Codebook::wide(array, Element::Tr38901, 3, 2, Default::default()),
        Codebook::single(Element::Tr38901),
    ];
    let mut spread = Spread(0.5);
    let orientation = Orientation::from_bearing(20.0, 7.0);
    for codebook in &codebooks {
        let mut gains = vec![0.0; codebook.beam_count()];
        let mut bare = gains.clone();
        for _ in 0..40 {
            let local = spread.around_x(2.5);
            let element = Element::Tr38901.gain_local(local);
            let world = orientation.world_from_local(local) * 3.0;
            codebook.power_gains(&orientation, world, &mut gains);
            codebook.array_gains(&orientation, world, &mut bare);
            let response = codebook.array().response(local);
            for beam in 0..codebook.beam_count() {
                let weights = codebook.weights(beam).expect("the beam is in the codebook");
                let norm: f64 = weights.iter().map(Complex64::norm_sqr).sum();
                assert!((norm - 1.0).abs() < 1e-12);
                let sum: Complex64 = weights.iter().zip(&response).map(|(weight, phasor)| weight.conj() * phasor).sum();
                assert!((gains[beam] - element * sum.norm_sqr()).abs() < 1e-9, "{beam}");
                assert!((bare[beam] - sum.norm_sqr()).abs() < 1e-9, "{beam}");
                assert!((gains[beam] - codebook.gain_local(beam, local)).abs() < 1e-9, "{beam}");
            }
        }
    }
}
