use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use twin_antenna::{BeamSpan, CellAntenna, Codebook, Element, Orientation, PlanarArray};

fn antenna() -> CellAntenna {
    CellAntenna::new(Orientation::from_bearing(75.0, 9.0), Codebook::dft(8, 8, 8, 4))
}

#[test]
fn all_gains_at_once_equal_the_sum_over_elements() {
    let antenna = antenna();
    let codebook = &antenna.codebook;
    let mut spread = Spread(0.1);
    let mut gains = vec![0.0; codebook.beam_count()];
    for _ in 0..200 {
        let local = spread.around_x(3.0);
        antenna.power_gains(antenna.orientation.world_from_local(local) * 80.0, &mut gains);
        let response = codebook.array().response(local);
        for (beam, gain) in gains.iter().enumerate() {
            let weights = codebook.weights(beam).expect("the beam is in the codebook");
            let sum: Complex64 = weights.iter().zip(&response).map(|(weight, phasor)| weight.conj() * phasor).sum();
            let expected = Element::Tr38901.gain_local(local) * sum.norm_sqr();
            assert!((gain - expected).abs() < 1e-9, "{beam}: {gain} {expected}");
            assert!((gain - codebook.gain_local(beam, local)).abs() < 1e-9);
        }
    }
}

#[test]
fn weights_have_unit_norm_and_beams_peak_at_their_direction() {
    let codebook = antenna().codebook;
    for beam in 0..codebook.beam_count() {
        let weights = codebook.weights(beam).expect("the beam is in the codebook");
        let norm: f64 = weights.iter().map(Complex64::norm_sqr).sum();
        assert!((norm - 1.0).abs() < 1e-12);
        let direction = codebook.beam_direction(beam).expect("the beam is in the codebook");
        let full = 64.0 * Element::Tr38901.gain_local(direction);
        assert!((codebook.gain_local(beam, direction) / full - 1.0).abs() < 1e-9);
        assert_eq!(codebook.peak_beam_toward(direction), beam);
    }
    assert_eq!(codebook.weights(codebook.beam_count()), None);
    assert_eq!(codebook.beam_direction(codebook.beam_count()), None);
    assert_eq!(codebook.gain_local(codebook.beam_count(), DVec3::X), 0.0);
}

#[test]
fn a_single_beam_looks_along_boresight_at_26_dbi() {
    let antenna = CellAntenna::new(Orientation::from_bearing(10.0, 6.0), Codebook::dft(8, 8, 1, 1));
    let mut gains = [0.0];
    antenna.power_gains(antenna.orientation.boresight(), &mut gains);
    assert!((db(gains[0]) - (8.0 + 10.0 * 64f64.log10())).abs() < 1e-9);
    let beam = antenna.beam_direction(0).expect("beam 0 exists");
    assert!((beam - antenna.orientation.boresight()).length() < 1e-12);
}

#[test]
fn the_grid_covers_its_span_without_deep_gaps() {
    let codebook = Codebook::dft_over(PlanarArray::new(8, 8), Element::Isotropic, 8, 4, BeamSpan::default());
    let mut spread = Spread(0.4);
    let mut gains = vec![0.0; codebook.beam_count()];
    let panel = Orientation::from_bearing(90.0, 0.0);
    for _ in 0..2000 {
        let side = 60f64.to_radians().sin();
        let (y, z) = (spread.range(-side, side), spread.range(-35f64.to_radians().sin(), 5f64.to_radians().sin()));
        let Some(x) = (1.0 - y * y - z * z > 0.0).then(|| (1.0 - y * y - z * z).sqrt()) else {
            continue;
        };
        codebook.power_gains(&panel, panel.world_from_local(DVec3::new(x, y, z)), &mut gains);
        let best = gains.iter().copied().fold(0.0, f64::max);
        // Two axes at half a beam spacing each: 2.9 dB and 1.6 dB for 8 elements at 0.216 and 0.165.
        assert!(db(best / 64.0) > -4.6, "{y} {z}: {}", db(best / 64.0));
        let nearest = gains[codebook.peak_beam_toward(DVec3::new(x, y, z))];
        assert!((nearest - best).abs() < 1e-9);
    }
}

#[test]
fn beams_run_from_right_to_left_and_from_high_to_low() {
    let antenna = CellAntenna::new(Orientation::from_bearing(0.0, 0.0), Codebook::dft(8, 8, 8, 4));
    let at = |beam: usize| antenna.beam_direction(beam).expect("the beam is in the codebook");
    assert!(at(0).x > 0.5 && at(7).x < -0.5, "north-looking: right is east");
    assert!(at(3).z > at(11).z && at(11).z > at(27).z);
}

#[test]
fn an_isotropic_beam_radiates_what_it_is_fed() {
    // For a line of isotropic elements half a wavelength apart the mean of |w^H v|² over the sphere is exactly 1; a line sees the
    // sphere as evenly spread direction cosines.
    let array = PlanarArray::new(1, 8);
    let codebook = Codebook::dft_over(array, Element::Isotropic, 5, 1, BeamSpan::default());
    for beam in 0..codebook.beam_count() {
        let n = 4000;
        let mean = (0..n)
            .map(|index| {
                let y = (index as f64 + 0.5) / n as f64 * 2.0 - 1.0;
                codebook.gain_local(beam, DVec3::new((1.0 - y * y).sqrt(), y, 0.0))
            })
            .sum::<f64>()
            / n as f64;
        assert!((mean - 1.0).abs() < 1e-3, "{beam}: {mean}");
    }
}

#[test]
fn short_outputs_are_filled_as_far_as_they_go() {
    let antenna = antenna();
    let mut all = vec![0.0; 32];
    let mut some = vec![0.0; 11];
    antenna.power_gains(DVec3::new(1.0, 0.2, 0.0), &mut all);
    antenna.power_gains(DVec3::new(1.0, 0.2, 0.0), &mut some);
    assert_eq!(&all[..11], &some[..]);
    let pattern = antenna.gain_pattern(5, &[DVec3::new(1.0, 0.2, 0.0)]);
    assert!((pattern[0] - all[5]).abs() < 1e-12);
}
