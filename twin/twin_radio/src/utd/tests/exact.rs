//! Against exact solutions: a line source by a conducting wedge, a plane wave at an impedance wedge.

use super::*;

/// `−j/4 H0(2)(x)`, the field of a line source, by its expansion for large x.
fn line_source(x: f64) -> Complex64 {
    let series = Complex64::new(1.0 - 9.0 / (128.0 * x * x), 1.0 / (8.0 * x));
    math::phasor(PI / 4.0 - x) * (2.0 / (PI * x)).sqrt() * series * Complex64::new(0.0, -0.25)
}

/// Total field of a line source 100/k from the edge, 80/k behind it, against the eigenfunction series.
#[test]
fn conducting_wedge_matches_the_eigenfunction_series() {
    // k = 1 per metre.
    let frequency = Hertz(299_792_458.0 / TAU);
    let free = line_source(180.0).norm();
    let mut worst = [0.0_f64; 2];
    for row in rows(&fixture(TEXTBOOK)["line_source"]["rows"]) {
        let [n, phi_in_deg, phi_out_deg] = [row[0], row[1], row[2]];
        let (source, receiver) = (around(100.0, phi_in_deg, 0.0), around(80.0, phi_out_deg, 0.0));
        let found = diffract(&upright(n), source, receiver, frequency, [&conductor, &conductor]).expect("on the edge");
        for (k, sign) in [(0, -1.0), (1, 1.0)] {
            // KP: D = −dyad √(s s'/(s + s')), and a cylindrical wave spreads as 1/√s.
            let d = -found.dyad[k][k] * (100.0_f64 / 180.0).sqrt();
            let mut total = line_source(100.0) * d * math::phasor(-80.0);
            if (phi_out_deg - phi_in_deg).abs() < 180.0 {
                total += line_source(source.distance(receiver));
            }
            for (is_lit, image_deg) in [
                (phi_out_deg + phi_in_deg < 180.0, -phi_in_deg),
                (phi_out_deg + phi_in_deg > (2.0 * n - 1.0) * 180.0, 360.0 * n - phi_in_deg),
            ] {
                if is_lit {
                    total += line_source(around(100.0, image_deg, 0.0).distance(receiver)) * sign;
                }
            }
            let expected = Complex64::new(row[3 + 2 * k], row[4 + 2 * k]);
            let off = (total - expected).norm() / free;
            worst[k] = worst[k].max(off);
            assert!(off < 1e-3, "{row:?} polarisation {k}: {total} ≠ {expected}");
        }
    }
    println!("worst difference over the source's own field: soft {:.1e}, hard {:.1e}", worst[0], worst[1]);
}

/// Heuristic coefficients in the shadow of a wedge of η = 5.24 − 0.63j taken as a surface impedance.
#[test]
fn impedance_wedge_matches_maliuzhinets_in_the_shadow() {
    let data = &fixture(TEXTBOOK)["maliuzhinets"];
    let eta = Complex64::new(data["eta"][0].as_f64().expect("a number"), data["eta"][1].as_f64().expect("a number"));
    let root = eta.sqrt();
    let face = |cos: f64| Reflection { te: (cos - root) / (cos + root), tm: (cos - 1.0 / root) / (cos + 1.0 / root) };
    let (s_m, frequency) = (1e8, Hertz::from_ghz(3.5));
    let mut worst_db = 0.0_f64;
    for row in rows(&data["rows"]) {
        let (n, is_soft) = (row[0], row[1] > 0.5);
        let incident = around(-1.0, row[2], 0.0);
        let found = dyad(&upright(n), incident, around(1.0, row[3], 0.0), s_m, s_m, frequency, [&face, &face]);
        let entry = if is_soft { found[0][0] } else { found[1][1] };
        let kl = TAU / frequency.wavelength_m() * s_m / 2.0;
        let got = entry * math::phasor(PI / 4.0) * (2.0 * n * PI.sqrt() * (2.0 * kl).sqrt());
        let expected = Complex64::new(row[4], row[5]);
        let off = db((got / expected).norm());
        worst_db = worst_db.max(off.abs());
        assert!(off.abs() < 0.7 && (got / expected - 1.0).norm() < 0.1, "{row:?}: {off:.2} dB, {got} ≠ {expected}");
    }
    println!("worst {worst_db:.2} dB");
}
