use crate::Spread;
use glam::DVec3;
use std::f64::consts::{PI, TAU};
use twin_antenna::control::{self, RisSector, RisUser};
use twin_antenna::{Orientation, PhaseControl, RisConfig, RisPanel, Steer};

const WAVELENGTH_M: f64 = 0.01;

fn panel(n: usize, phase: PhaseControl) -> RisPanel {
    let upright = Orientation::from_bearing(90.0, 0.0);
    RisPanel { amplitude: 1.0, ..RisPanel::new(DVec3::ZERO, upright, n, n, phase, WAVELENGTH_M) }
}

/// Share of an isotropic source's power that falls on the elements' areas.
fn incident(panel: &RisPanel, source: DVec3) -> f64 {
    let area = panel.spacing_m * panel.spacing_m;
    panel.element_points().map(|point| area * source.x / (4.0 * PI * point.distance(source).powi(3))).sum()
}

fn radiated(panel: &RisPanel, source: DVec3, steer: Steer) -> f64 {
    radiated_with(panel, source, &panel.configure(source, steer, WAVELENGTH_M))
}

/// Share of the source's power that leaves into the half space: flux `|a|² 4π/λ²` through a large half sphere.
fn radiated_with(panel: &RisPanel, source: DVec3, config: &RisConfig) -> f64 {
    let lit = panel.illuminate(config, source, WAVELENGTH_M).expect("the source is in front");
    let (radius, rings, spokes) = (200.0, 60, 90);
    let mut sum = 0.0;
    for ring in 0..rings {
        for spoke in 0..spokes {
            // Rings of equal solid angle around the panel's normal.
            let cosine: f64 = (f64::from(ring) + 0.5) / f64::from(rings);
            let turn = (f64::from(spoke) + 0.5) / f64::from(spokes) * TAU;
            let sine = (1.0 - cosine * cosine).sqrt();
            let point = DVec3::new(cosine, sine * turn.cos(), sine * turn.sin()) * radius;
            sum += lit.cascade_gain_exact(point).expect("the point is in front").norm_sqr();
        }
    }
    let solid_angle = TAU / f64::from(rings * spokes);
    sum * 4.0 * PI / (WAVELENGTH_M * WAVELENGTH_M) * radius * radius * solid_angle
}

#[test]
fn a_lossless_panel_radiates_at_most_what_falls_on_it() {
    let mut spread = Spread(0.3);
    let mut largest: f64 = 0.0;
    for phase in [PhaseControl::Continuous, PhaseControl::OneBit, PhaseControl::TwoBits] {
        let panel = panel(10, phase);
        for _ in 0..3 {
            let source = spread.around_x(1.2) * spread.range(0.05, 3.0);
            let target = spread.around_x(1.2) * spread.range(0.05, 50.0);
            for steer in [Steer::Mirror, Steer::Point(target)] {
                let share = radiated(&panel, source, steer) / incident(&panel, source);
                largest = largest.max(share);
                assert!(share <= 1.001, "{phase:?} {steer:?} from {source}: {share}");
            }
        }
    }
    assert!(largest > 0.9, "a good setting loses little: {largest}");
}

#[test]
fn no_controller_radiates_more_than_what_falls_on_the_panel() {
    let mut spread = Spread(0.8);
    let mut stream = twin_units::rng::Stream::new(4, 0, twin_units::rng::Purpose::Dataset);
    for phase in [PhaseControl::Continuous, PhaseControl::OneBit] {
        let panel = panel(10, phase);
        let source = spread.around_x(1.0) * spread.range(0.5, 3.0);
        let users: Vec<RisUser> = (0..3)
            .map(|_| RisUser { position: spread.around_x(1.2) * 9.0, other: num_complex::Complex64::ZERO })
            .collect();
        let sector = RisSector { azimuth_deg: [-40.0, 10.0], elevation_deg: [-20.0, 20.0] };
        let found = control::max_min(&panel, source, &users, WAVELENGTH_M).expect("all are in front");
        for (name, config) in [
            ("sector", control::sector(&panel, source, sector, WAVELENGTH_M)),
            ("max min", found.config),
            ("random", control::random(&panel, || stream.uniform())),
            ("mirror", control::mirror(&panel)),
        ] {
            let share = radiated_with(&panel, source, &config) / incident(&panel, source);
            println!("{name}, {phase:?}: {share:.3} of what falls on the panel leaves it");
            assert!(share <= 1.001 && share > 0.3, "{name} {phase:?}: {share}");
        }
        assert_eq!(radiated_with(&panel, source, &control::absorbing()), 0.0);
    }
}

#[test]
fn a_receiver_gets_at_most_what_falls_on_the_panel() {
    let panel = panel(40, PhaseControl::Continuous);
    let mut spread = Spread(0.9);
    for _ in 0..40 {
        let source = spread.around_x(1.3) * spread.range(0.1, 5.0);
        let receiver = spread.around_x(1.3) * spread.range(0.1, 5.0);
        let config = panel.configure(source, Steer::Point(receiver), WAVELENGTH_M);
        let gain = panel.cascade_gain(&config, source, receiver, WAVELENGTH_M).expect("both are in front").norm_sqr();
        assert!(gain <= incident(&panel, source) && gain <= incident(&panel, receiver), "{source} {receiver}");
    }
}
