use crate::{Spread, db};
use glam::DVec3;
use num_complex::Complex64;
use twin_antenna::{BeamSpan, Codebook, Element, Orientation, PlanarArray, TwoLevelCodebook};

fn in_row(cosine: f64) -> DVec3 {
    DVec3::new((1.0 - cosine * cosine).max(0.0).sqrt(), cosine, 0.0)
}

/// Least and largest gain of a line's wide beam over its part of the span, relative to the ideal `2/Δu`, dB.
fn flatness_db(elements: usize, beams: usize) -> (f64, f64) {
    let span = BeamSpan::default();
    let codebook = Codebook::wide(PlanarArray::new(1, elements), Element::Isotropic, beams, 1, span);
    let width = 2.0 * 60f64.to_radians().sin() / beams as f64;
    let start = -60f64.to_radians().sin() + width * (beams / 2) as f64;
    let gains = (0..=200).map(|index| codebook.gain_local(beams / 2, in_row(start + width * f64::from(index) / 200.0)));
    let (least, largest) = gains.fold((f64::INFINITY, 0.0f64), |(low, high), gain| (low.min(gain), high.max(gain)));
    (db(least * width / 2.0), db(largest * width / 2.0))
}

#[test]
fn a_wide_beam_covers_its_part_of_the_span() {
    for (elements, beams) in [(4, 2), (8, 1), (8, 2), (8, 4), (16, 2), (16, 4), (32, 4), (64, 4)] {
        let (least, largest) = flatness_db(elements, beams);
        println!(
            "{elements} elements, {beams} wide beams: least {least:.2}, largest {largest:.2} dB relative to the ideal 2/Δu"
        );
        assert!(least > -6.0, "{elements} {beams}: {least}");
        assert!(largest < 3.0, "{elements} {beams}: {largest}");
    }
}

#[test]
fn a_wide_beam_beats_a_narrow_one_at_the_edges() {
    let array = PlanarArray::new(1, 16);
    let wide = Codebook::wide(array, Element::Isotropic, 2, 1, BeamSpan::default());
    let narrow = Codebook::dft_over(array, Element::Isotropic, 2, 1, BeamSpan::default());
    let edge = in_row(0.02);
    assert!(db(wide.gain_local(1, edge) / narrow.gain_local(1, edge)) > 8.0);
    let middle = wide.beam_direction(1).expect("beam 1 exists");
    assert!((middle.y - narrow.beam_direction(1).expect("beam 1 exists").y).abs() < 1e-12);
    assert!(db(narrow.gain_local(1, middle) / wide.gain_local(1, middle)) > 5.0, "at its middle it has less");
}

#[test]
fn wide_beams_feed_all_elements_alike_and_radiate_what_they_are_fed() {
    let codebook = Codebook::wide(PlanarArray::new(8, 16), Element::Isotropic, 4, 2, BeamSpan::default());
    for beam in 0..codebook.beam_count() {
        let weights = codebook.weights(beam).expect("the beam is in the codebook");
        assert!(weights.iter().all(|weight| (weight.norm_sqr() * 128.0 - 1.0).abs() < 1e-9));
    }
    let line = Codebook::wide(PlanarArray::new(1, 16), Element::Isotropic, 3, 1, BeamSpan::default());
    let n = 4000;
    let mean = (0..n)
        .map(|index| line.gain_local(1, in_row((f64::from(index) + 0.5) / f64::from(n) * 2.0 - 1.0)))
        .sum::<f64>();
    assert!((mean / f64::from(n) - 1.0).abs() < 1e-3);
}

#[test]
fn a_beam_is_not_widened_beyond_need() {
    // A part narrower than the beam itself is best covered by the beam as it is.
    let array = PlanarArray::new(8, 8);
    let wide = Codebook::wide(array, Element::Tr38901, 16, 8, BeamSpan::default());
    let narrow = Codebook::dft_over(array, Element::Tr38901, 16, 8, BeamSpan::default());
    assert_eq!(wide, narrow);
}

#[test]
fn children_partition_the_narrow_beams() {
    let codebook =
        TwoLevelCodebook::new(PlanarArray::new(8, 16), Element::Tr38901, (4, 2), (4, 3), BeamSpan::default());
    let mut seen = vec![0; codebook.narrow.beam_count()];
    for wide in 0..codebook.wide.beam_count() {
        let middle = codebook.wide.beam_direction(wide).expect("the beam is in the codebook");
        for child in codebook.children(wide) {
            seen[child] += 1;
            assert_eq!(codebook.parent(child), Some(wide));
            let direction = codebook.narrow.beam_direction(child).expect("the beam is in the codebook");
            // Half a part of the span: 0.866/4 across and 0.330/2 upwards.
            assert!((direction.y - middle.y).abs() < 0.217 && (direction.z - middle.z).abs() < 0.166);
        }
    }
    assert!(seen.iter().all(|&count| count == 1));
    assert_eq!(codebook.children(codebook.wide.beam_count()).count(), 0);
    assert_eq!(codebook.parent(codebook.narrow.beam_count()), None);
}

#[test]
fn a_two_step_search_finds_nearly_the_best_beam() {
    let codebook =
        TwoLevelCodebook::new(PlanarArray::new(8, 16), Element::Tr38901, (4, 2), (4, 2), BeamSpan::default());
    let panel = Orientation::from_bearing(90.0, 0.0);
    let mut spread = Spread(0.9);
    let mut gains = vec![0.0; codebook.narrow.beam_count()];
    let mut losses = Vec::new();
    for _ in 0..4000 {
        let (y, z) = (spread.range(-0.86, 0.86), spread.range(-0.57, 0.08));
        if y * y + z * z >= 1.0 {
            continue;
        }
        let direction = panel.world_from_local(DVec3::new((1.0 - y * y - z * z).sqrt(), y, z));
        codebook.narrow.power_gains(&panel, direction, &mut gains);
        let best = gains.iter().copied().fold(0.0, f64::max);
        let (_, narrow) = codebook.search(&panel, direction);
        losses.push(db(best / gains[narrow]));
    }
    losses.sort_by(f64::total_cmp);
    let share = |part: f64| losses[(losses.len() as f64 * part) as usize];
    let measured = codebook.wide.beam_count() + codebook.children(0).count();
    println!(
        "two-step search: {measured} measurements instead of {}; loss median {:.2}, 95 % {:.2}, 99 % {:.2} dB",
        codebook.narrow.beam_count(),
        share(0.5),
        share(0.95),
        share(0.99)
    );
    assert!(share(0.5) < 1e-9 && share(0.95) < 1.5, "{} {}", share(0.5), share(0.95));
}

#[test]
fn degenerate_sizes_make_one_beam() {
    for codebook in [
        Codebook::wide(PlanarArray::new(0, 0), Element::Isotropic, 0, 0, BeamSpan::default()),
        Codebook::oversampled_dft(PlanarArray::new(0, 0), Element::Isotropic, 0, 0),
        TwoLevelCodebook::new(PlanarArray::new(1, 1), Element::Isotropic, (0, 0), (0, 0), BeamSpan::default()).narrow,
    ] {
        assert_eq!(codebook.beam_count(), 1);
        assert_eq!(codebook.weights(0), Some(vec![Complex64::ONE]));
        assert!((codebook.gain_local(0, DVec3::X) - 1.0).abs() < 1e-12);
    }
}
