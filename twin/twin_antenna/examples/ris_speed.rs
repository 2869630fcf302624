//! How long a surface takes: `cargo run --release -p twin_antenna --example ris_speed`.
//!
//! For panels up to 128×128, near and far: the exact sum over elements, whole rows and pieces of rows, per receiver; and the controllers.

use glam::DVec3;
use num_complex::Complex64;
use std::hint::black_box;
use std::time::Instant;
use twin_antenna::control::{self, RisSector, RisUser};
use twin_antenna::{Illumination, Orientation, PhaseControl, RisPanel, Steer};

/// Shortest of several runs, µs per call.
#[expect(clippy::disallowed_methods, reason = "an example is a host; it may read a clock")]
fn best_us(calls: usize, mut call: impl FnMut(usize)) -> f64 {
    let run = |_| {
        let start = Instant::now();
        (0..calls).for_each(&mut call);
        start.elapsed().as_secs_f64() * 1e6 / calls as f64
    };
    (0..7).map(run).fold(f64::INFINITY, f64::min)
}

fn main() {
    println!(
        "µs per receiver: exact sum, whole rows, pieces (how many), and the worst difference of pieces on the beam"
    );
    for wavelength_m in [0.0857, 0.0107] {
        for n in [48, 128] {
            for distance_m in [1.0, 3.0, 10.0, 30.0, 100.0] {
                let up = Orientation::from_bearing(90.0, 0.0);
                let panel = RisPanel::new(DVec3::ZERO, up, n, n, PhaseControl::OneBit, wavelength_m);
                let source = DVec3::new(40.0, 25.0, 8.0);
                let target = DVec3::new(0.9, -0.4, -0.15).normalize() * distance_m;
                let config = panel.configure(source, Steer::Point(target), wavelength_m);
                let Some(lit) = panel.illuminate(&config, source, wavelength_m) else { continue };
                let at = |index: usize| target * (1.0 + 1e-4 * index as f64);
                let time = |gain: fn(&Illumination, DVec3) -> Option<Complex64>, calls: usize| {
                    best_us(calls, |index| {
                        black_box(gain(&lit, at(index)));
                    })
                };
                let exact = time(Illumination::cascade_gain_exact, 20);
                let rows = time(Illumination::cascade_gain, 50);
                let pieces = time(Illumination::cascade_gain_by_pieces, 50);
                let level = |gain: Option<Complex64>| 20.0 * gain.unwrap_or_default().norm().log10();
                let off = (0..50).map(|index| {
                    (level(lit.cascade_gain_by_pieces(at(index))) - level(lit.cascade_gain_exact(at(index)))).abs()
                });
                println!(
                    "{n}×{n}, λ {wavelength_m} m, {distance_m} m: {exact:.0}, {rows:.0} ({:.1}×), {pieces:.0} ({:.1}×, {:?}), {:.3} dB",
                    exact / rows,
                    exact / pieces,
                    lit.pieces(target),
                    off.fold(0.0, f64::max)
                );
            }
        }
    }
    controllers();
}

fn controllers() {
    println!("ms per setting:");
    let wavelength_m = 0.0107;
    let source = DVec3::new(40.0, 25.0, 8.0);
    for (n, phase) in [(32, PhaseControl::OneBit), (128, PhaseControl::OneBit), (128, PhaseControl::ThreeBits)] {
        let panel = RisPanel::new(DVec3::ZERO, Orientation::from_bearing(90.0, 0.0), n, n, phase, wavelength_m);
        let user = |index: i32| DVec3::new(20.0, f64::from(index) * 7.0 - 14.0, -2.0);
        let users: Vec<RisUser> =
            (0..4).map(|index| RisUser { position: user(index), other: Complex64::ZERO }).collect();
        let sector = RisSector { azimuth_deg: [-40.0, 0.0], elevation_deg: [-20.0, 0.0] };
        let other = Complex64::new(1e-6, 0.0);
        let focus = best_us(3, |_| drop(black_box(control::focus(&panel, source, user(0), wavelength_m))));
        let wide = best_us(3, |_| drop(black_box(control::sector(&panel, source, sector, wavelength_m))));
        let best = best_us(3, |_| drop(black_box(control::optimum(&panel, source, user(0), other, wavelength_m))));
        let fair = best_us(1, |_| drop(black_box(control::max_min(&panel, source, &users, wavelength_m))));
        println!(
            "{n}×{n}, {phase:?}: focus {:.2}, sector {:.2}, optimum {:.2}, max_min of 4 users {:.1}",
            focus / 1e3,
            wide / 1e3,
            best / 1e3,
            fair / 1e3
        );
    }
}
