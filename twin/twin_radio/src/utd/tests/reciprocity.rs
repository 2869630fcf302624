//! Source and receiver exchanged, and what is done at grazing incidence.

use super::*;

/// A deterministic scatter of numbers in 0..1.
fn scatter(seed: u32) -> impl FnMut() -> f64 {
    let mut state = u64::from(seed) * 2 + 1;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[track_caller]
fn check(wedge: &Wedge, a: DVec3, b: DVec3, frequency: Hertz, faces: [FaceReflection<'_>; 2]) {
    let there = diffract(wedge, a, b, frequency, faces).expect("on the edge");
    let back = diffract(wedge, b, a, frequency, faces).expect("on the edge");
    let scale: f64 = there.dyad.iter().flatten().map(|entry| entry.norm()).fold(0.0, f64::max);
    for sent in there.incident_basis {
        for received in back.incident_basis {
            let [forward, backward] = [(&there, sent, received), (&back, received, sent)].map(|(way, from, to)| {
                let [re, im] = way.carry([from, DVec3::ZERO]);
                Complex64::new(re.dot(to), im.dot(to))
            });
            // 1e-9 of the largest entry; 0.01 dB would be 1e-3.
            assert!((forward - backward).norm() < 1e-9 * scale, "{a} {b}: {forward} ≠ {backward}");
        }
    }
}

#[test]
fn exchanging_source_and_receiver_transposes_the_transfer() {
    let mut random = scatter(7);
    for _ in 0..3000 {
        let n = 1.02 + 0.98 * random();
        let frequency = Hertz::from_ghz(if random() < 0.5 { 3.5 } else { 28.0 });
        let (concrete, glass) = (slab("concrete", frequency), slab("glass", frequency));
        let mut end = || around(1.0 + 30.0 * random(), n * 180.0 * random(), 60.0 * random());
        check(&upright(n), end(), end(), frequency, [&concrete, &glass]);
    }
}

#[test]
fn reciprocity_holds_for_points_in_the_planes_of_the_faces() {
    let frequency = Hertz::from_ghz(3.5);
    let (concrete, metal) = (slab("concrete", frequency), slab("metal", frequency));
    for a in [DVec3::new(9.0, 0.0, 0.0), DVec3::new(0.0, -7.0, 3.0), DVec3::new(-6.0, 0.0, 1.0)] {
        for b in [DVec3::new(0.0, -5.0, 4.0), DVec3::new(-3.0, 4.0, 4.0), DVec3::new(5.0, 0.0, 8.0)] {
            check(&upright(1.5), a, b, frequency, [&concrete, &metal]);
        }
    }
}

/// KP: at grazing incidence the coefficient of a hard conducting face is halved, for the incident field already holds the reflection.
#[test]
fn grazing_incidence_halves_a_hard_conducting_face() {
    let frequency = Hertz::from_ghz(3.5);
    let wedge = upright(1.5);
    for (on, just_off) in [(0.0, 1e-4), (270.0, 270.0 - 1e-4)] {
        for phi_out_deg in [40.0, 120.0, 200.0] {
            let [grazing, beside] = [on, just_off].map(|azimuth_deg| {
                let (from, to) = (around(10.0, azimuth_deg, 0.0), around(8.0, phi_out_deg, 3.0));
                diffract(&wedge, from, to, frequency, [&conductor, &conductor]).expect("on the edge").dyad
            });
            assert!((grazing[1][1] * 2.0 - beside[1][1]).norm() < 1e-4 * beside[1][1].norm());
        }
    }
}

/// With the direct ray alone as the lit field, the total of either polarisation is continuous at grazing incidence too.
#[test]
fn grazing_incidence_continues_the_direct_ray() {
    let frequency = Hertz::from_ghz(3.5);
    let concrete = slab("concrete", frequency);
    let totals = [179.9999, 180.0001].map(|azimuth_deg| {
        let (from, to) = (DVec3::X * 10.0, around(8.0, azimuth_deg, 0.0));
        let found = diffract(&upright(1.5), from, to, frequency, [&concrete, &concrete]).expect("on the edge");
        let direct = if azimuth_deg < 180.0 { 1.0 } else { 0.0 };
        [DVec3::Z, DVec3::Y].map(|axis| {
            let [re, im] = found.carry([axis, DVec3::ZERO]);
            Complex64::new(re.dot(axis) + direct, im.dot(axis))
        })
    });
    let [lit, shadow] = totals;
    for (lit, shadow) in lit.into_iter().zip(shadow) {
        assert!((lit - shadow).norm() < 1e-3 && (lit.norm() - 0.5).abs() < 0.02, "{lit} {shadow}");
    }
}
