//! Against Kouyoumjian–Pathak as printed.

use super::*;
use crate::utd::transition::transition_over_root;

/// KP eq. (27) by mpmath's Fresnel functions.
#[test]
fn kp_eq27_transition_function() {
    for row in rows(&fixture(TEXTBOOK)["transition"]) {
        let expected = Complex64::new(row[1], row[2]);
        let got = transition_over_root(row[0]) * row[0].sqrt();
        assert!((got - expected).norm() <= 1e-11 * expected.norm(), "F({}): {got} ≠ {expected}", row[0]);
    }
    let at_zero = transition_over_root(0.0);
    assert!((at_zero - math::phasor(PI / 4.0) * PI.sqrt()).norm() < 1e-15);
    assert!((transition_over_root(1e14).re - 1e-7).abs() < 1e-15);
    assert_eq!(transition_over_root(f64::INFINITY), Complex64::ZERO);
}

/// KP eqs. (25)–(30): four cotangent terms, soft and hard, several n and β0, close to the boundaries and away from them.
#[test]
fn kp_eq25_soft_and_hard_conducting_wedges() {
    let rows = rows(&fixture(TEXTBOOK)["kp"]["rows"]);
    assert!(rows.len() > 80);
    for row in rows {
        let [n, beta_deg, phi_in_deg, phi_out_deg] = [row[0], row[1], row[2], row[3]];
        let (sin_beta, cos_beta) = math::sin_cos(beta_deg.to_radians());
        let incident = (around(-sin_beta, phi_in_deg, 0.0) + DVec3::Z * cos_beta).normalize();
        let diffracted = (around(sin_beta, phi_out_deg, 0.0) + DVec3::Z * cos_beta).normalize();
        let found = dyad(&upright(n), incident, diffracted, 7.0, 12.0, Hertz::from_ghz(3.5), [&conductor, &conductor]);
        // E = −D E' in KP's bases, and D = dyad √(s s'/(s + s')).
        let root_m = (7.0_f64 * 12.0 / 19.0).sqrt();
        let size = Complex64::new(row[4], row[5]).norm() + Complex64::new(row[6], row[7]).norm();
        for (k, entry) in [(4, found[0][0]), (6, found[1][1])] {
            let expected = Complex64::new(row[k], row[k + 1]);
            assert!((-entry * root_m - expected).norm() < 1e-9 * size, "{row:?}: {} ", -entry * root_m);
        }
        assert!(found[0][1].norm() + found[1][0].norm() < 1e-15, "{row:?}");
    }
}

/// All rows of the reference with the metal of P.2040 (σ = 1e7 S/m), as amplitudes λ/(4πL) · dyad.
#[test]
fn metal_wedge_of_the_reference() {
    let data = fixture(include_str!("../../../tests/fixtures/utd_wedge.json"));
    let mut worst_db = 0.0_f64;
    let mut worst = 0.0_f64;
    let rows = rows(&data["rows"]);
    assert_eq!(rows.len(), 28);
    for row in rows {
        let frequency = Hertz(row[0]);
        let metal = slab("metal", frequency);
        let found =
            diffract(&upright(1.5), around(10.0, 55.0, 0.0), around(8.0, row[1], 0.0), frequency, [&metal, &metal])
                .expect("on the edge");
        let amplitude = frequency.wavelength_m() / (4.0 * PI * found.length_m());
        let [re, im] = found.carry([DVec3::Z, DVec3::ZERO]);
        let got = Complex64::new(re.z, im.z) * amplitude;
        let expected = Complex64::new(row[2], row[3]);
        worst_db = worst_db.max(db(got.norm() / expected.norm()).abs());
        worst = worst.max((got - expected).norm() / expected.norm());
        assert!(worst_db < 0.1 && worst < 0.01, "{row:?}: {got} ≠ {expected}");
    }
    println!("worst {worst_db:.4} dB, relative {worst:.2e}");
}
