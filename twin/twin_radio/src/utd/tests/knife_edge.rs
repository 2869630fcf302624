//! The absorbing screen against the Fresnel knife edge of ITU-R P.526.

use super::*;

/// `∫ exp(−jπt²/2) dt` from 0 to ν by Simpson's rule.
fn fresnel(nu: f64) -> Complex64 {
    let n = 4000;
    let step = nu / f64::from(n);
    let value = |i: i32| math::phasor(-PI / 2.0 * (step * f64::from(i)).powi(2));
    let mut sum = value(0) + value(n);
    for i in 1..n {
        sum += value(i) * if i % 2 == 1 { 4.0 } else { 2.0 };
    }
    sum * (step / 3.0)
}

/// J(ν), dB: ITU-R P.526-15 §4.1, eq. (30), with Fresnel integrals.
fn exact_loss_db(nu: f64) -> f64 {
    let integral = fresnel(nu);
    let (c, s) = (integral.re, -integral.im);
    -db(((1.0 - c - s).powi(2) + (c - s).powi(2)).sqrt() / 2.0)
}

/// P.526-15 §4.1, eq. (31), for ν > −0.78.
fn approximate_loss_db(nu: f64) -> f64 {
    6.9 + db(((nu - 0.1).powi(2) + 1.0).sqrt() + nu - 0.1)
}

/// Loss of direct plus diffracted field beyond free space, dB, at the height that gives ν by P.526-15 eq. (26).
fn screen_loss_db(nu: f64, frequency: Hertz) -> f64 {
    let (d1, d2) = (500.0, 200.0);
    // The edge is h above the line of the two ends, both at height 0; the screen hangs down from it.
    let h = nu / (2.0 / frequency.wavelength_m() * (1.0 / d1 + 1.0 / d2)).sqrt();
    let (a, b) = (DVec3::new(0.0, -50.0, h), DVec3::new(0.0, 50.0, h));
    let screen = Wedge::new(a, b, DVec3::NEG_Z, DVec3::NEG_X, 2.0).expect("a valid screen");
    let (source, receiver) = (DVec3::X * -d1, DVec3::X * d2);
    let found = diffract(&screen, source, receiver, frequency, [&absorber, &absorber]).expect("on the edge");
    let [re, im] = found.carry([DVec3::Y, DVec3::ZERO]);
    let direct_m = source.distance(receiver);
    let extra_m = h * h / (d1 + d1.hypot(h)) + h * h / (d2 + d2.hypot(h));
    let mut total = Complex64::new(re.y, im.y) * math::phasor(-TAU * extra_m / frequency.wavelength_m()) * direct_m
        / found.length_m();
    if h < 0.0 {
        total += 1.0;
    }
    -db(total.norm())
}

#[test]
fn p526_eq30_and_eq31_knife_edge() {
    let (mut worst, mut worst_approximate) = (0.0_f64, 0.0_f64);
    for ghz in [0.9, 3.5, 28.0] {
        for i in -100..=300 {
            let nu = f64::from(i) / 100.0;
            if nu == 0.0 {
                continue;
            }
            let loss = screen_loss_db(nu, Hertz::from_ghz(ghz));
            let off = (loss - exact_loss_db(nu)).abs();
            assert!(off < 0.1, "{ghz} GHz ν {nu}: {loss} ≠ {}", exact_loss_db(nu));
            worst = worst.max(off);
            if nu > -0.7 {
                worst_approximate = worst_approximate.max((loss - approximate_loss_db(nu)).abs());
            }
        }
    }
    println!("worst against eq. (30) {worst:.4} dB, against eq. (31) {worst_approximate:.3} dB");
    assert!(worst_approximate < 0.3, "{worst_approximate}");
}

/// A point just on the boundary has half the field: 6.02 dB.
#[test]
fn p526_grazing_is_6_db() {
    for nu in [-1e-6, 1e-6] {
        assert!((screen_loss_db(nu, Hertz::from_ghz(3.5)) - 6.0206).abs() < 1e-3);
    }
}
