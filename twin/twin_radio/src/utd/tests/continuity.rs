//! The total field (direct, reflected, diffracted, with carrier phases) over the shadow boundaries.

use super::*;

/// A wedge with its two coatings, a source, and the whole field at a receiver.
struct Scene<'a> {
    wedge: Wedge,
    source: DVec3,
    /// Dipole moment of the source; the field that leaves is its part across the ray.
    dipole: DVec3,
    frequency: Hertz,
    reflection: [FaceReflection<'a>; 2],
}

fn across(vector: DVec3, direction: DVec3) -> DVec3 {
    vector - direction * vector.dot(direction)
}

impl Scene<'_> {
    fn wave(&self, field: [DVec3; 2], length_m: f64) -> [DVec3; 2] {
        let wavelength = self.frequency.wavelength_m();
        let turned = math::phasor(-TAU * length_m / wavelength) * (wavelength / (4.0 * PI * length_m));
        [field[0] * turned.re - field[1] * turned.im, field[0] * turned.im + field[1] * turned.re]
    }

    /// The field reflected by a face, taken as an infinite plane through the edge.
    fn reflected(&self, face: usize, receiver: DVec3) -> [DVec3; 2] {
        let normal = self.wedge.faces[face].normal;
        let mirrored = |v: DVec3| v - normal * (2.0 * v.dot(normal));
        let image = self.wedge.origin + mirrored(self.source - self.wedge.origin);
        let length_m = image.distance(receiver);
        let outgoing = (receiver - image) / length_m;
        let incoming = mirrored(outgoing);
        let r = (self.reflection[face])(incoming.dot(normal).abs());
        let te_axis = incoming.cross(normal).try_normalize().unwrap_or_else(|| normal.any_orthonormal_vector());
        let sent = across(self.dipole, incoming);
        let te = r.te * sent.dot(te_axis);
        let tm = r.tm * sent.dot(te_axis.cross(incoming));
        let tm_axis = te_axis.cross(outgoing);
        self.wave([te_axis * te.re + tm_axis * tm.re, te_axis * te.im + tm_axis * tm.im], length_m)
    }

    fn total(&self, receiver: DVec3) -> [DVec3; 2] {
        let n = self.wedge.n;
        let phi_in = self.wedge.azimuth_rad(self.source - self.wedge.origin);
        let phi_out = self.wedge.azimuth_rad(receiver - self.wedge.origin);
        let found = diffract(&self.wedge, self.source, receiver, self.frequency, self.reflection).expect("on the edge");
        let sent = across(self.dipole, found.directions[0]);
        let mut parts = vec![self.wave(found.carry([sent, DVec3::ZERO]), found.length_m())];
        if (phi_out - phi_in).abs() <= PI {
            let span = receiver - self.source;
            parts.push(self.wave([across(self.dipole, span.normalize()), DVec3::ZERO], span.length()));
        }
        if phi_out + phi_in <= PI {
            parts.push(self.reflected(0, receiver));
        }
        if phi_out + phi_in >= (2.0 * n - 1.0) * PI {
            parts.push(self.reflected(1, receiver));
        }
        parts.iter().fold([DVec3::ZERO; 2], |sum, part| [sum[0] + part[0], sum[1] + part[1]])
    }
}

fn size(field: [DVec3; 2]) -> f64 {
    (field[0].length_squared() + field[1].length_squared()).sqrt()
}

/// Azimuths of the receiver at which a ray appears or vanishes, degrees.
fn boundaries_deg(n: f64, phi_in_deg: f64) -> Vec<f64> {
    [180.0 + phi_in_deg, phi_in_deg - 180.0, 180.0 - phi_in_deg, (2.0 * n - 1.0) * 180.0 - phi_in_deg]
        .into_iter()
        .filter(|angle| (2.0..n * 180.0 - 2.0).contains(angle))
        .collect()
}

/// Walks over every boundary for several n, β0, azimuths and frequencies with dipoles along the edge, across it and oblique; returns the number of
/// crossings, the worst step in dB within 0.02° beyond the steps beside it and the worst jump within 2e-9° relative to free space.
fn cross_all(coatings: [&str; 2]) -> (usize, f64, f64) {
    let (mut n_crossed, mut worst_db, mut worst_jump) = (0, 0.0_f64, 0.0_f64);
    for ghz in [3.5, 28.0] {
        let frequency = Hertz::from_ghz(ghz);
        // The same distances in wavelengths at both frequencies, so that fringes are as wide.
        let unit_m = 3.5 / ghz;
        let [zero, other] = coatings.map(|name| slab(name, frequency));
        for n in [1.1, 1.25, 1.5, 1.75, 2.0] {
            for phi_in_deg in [12.0, 55.0, 100.0, 150.0, 220.0] {
                if phi_in_deg > n * 180.0 - 5.0 {
                    continue;
                }
                for beta_deg in [90.0_f64, 60.0, 35.0] {
                    let rise_m = 18.0 * unit_m * math::cos(beta_deg.to_radians()) / math::sin(beta_deg.to_radians());
                    for (axis, name) in
                        [(DVec3::Z, "edge"), (DVec3::X, "x"), (DVec3::Y, "y"), (DVec3::new(0.6, -0.5, 0.4), "oblique")]
                    {
                        let scene = Scene {
                            wedge: upright(n),
                            source: around(10.0 * unit_m, phi_in_deg, 0.0),
                            dipole: axis,
                            frequency,
                            reflection: [&zero, &other],
                        };
                        for boundary in boundaries_deg(n, phi_in_deg) {
                            let level = |d: f64| db(size(scene.total(around(8.0 * unit_m, boundary + d, rise_m))));
                            let levels = [-0.03, -0.01, 0.01, 0.03].map(level);
                            // Fringes of direct and reflected ray are steep too: only what the boundary adds to them counts.
                            let fringe = (levels[1] - levels[0]).abs().max((levels[3] - levels[2]).abs());
                            let step = ((levels[2] - levels[1]).abs() - fringe).max(0.0);
                            let [a, b] = [-1e-9, 1e-9].map(|d| scene.total(around(8.0 * unit_m, boundary + d, rise_m)));
                            let free = frequency.wavelength_m() / (4.0 * PI * (18.0 * unit_m).hypot(rise_m));
                            let jump = size([a[0] - b[0], a[1] - b[1]]) / free;
                            let place = format!(
                                "{coatings:?} {ghz} GHz n {n} φ' {phi_in_deg}° β0 {beta_deg}° {name} at {boundary}°"
                            );
                            assert!(jump < 1e-6, "{place}: jump {jump}");
                            (n_crossed, worst_db, worst_jump) =
                                (n_crossed + 1, worst_db.max(step), worst_jump.max(jump));
                        }
                    }
                }
            }
        }
    }
    (n_crossed, worst_db, worst_jump)
}

#[test]
fn the_total_field_crosses_every_boundary_without_a_step() {
    for coatings in [["metal", "metal"], ["concrete", "concrete"], ["glass", "metal"], ["metal", "brick"]] {
        let (n, step_db, jump) = cross_all(coatings);
        println!("{coatings:?}: {n} crossings, {step_db:.3} dB in 0.02°, {jump:.1e} in 2e-9°");
        assert!(n > 400 && step_db < 0.3, "{n} {step_db}");
    }
}

/// On the boundary itself everything is finite, and the ray that is lit there makes the sum right.
#[test]
fn on_the_boundaries_the_field_is_finite_and_continuous() {
    let frequency = Hertz::from_ghz(28.0);
    let concrete = slab("concrete", frequency);
    let scene = Scene {
        wedge: upright(1.5),
        source: DVec3::new(10.0, 10.0, 0.0),
        dipole: DVec3::Z,
        frequency,
        reflection: [&concrete, &concrete],
    };
    // 45° in: reflection boundary at 135°, incidence boundary at 225°, both exactly.
    for (x, y) in [(-8.0, 8.0), (-8.0, -8.0)] {
        let [on, near] = [DVec3::new(x, y, 0.0), DVec3::new(x + 1e-9, y - 1e-9, 0.0)].map(|to| scene.total(to));
        assert!(size(on).is_finite() && size([on[0] - near[0], on[1] - near[1]]) < 1e-6 * size(on));
    }
}

/// The field changes smoothly everywhere else too: nothing jumps where source and receiver have one azimuth, where N± change, or where both see one face.
#[test]
fn nothing_jumps_between_the_boundaries() {
    let frequency = Hertz::from_ghz(3.5);
    let concrete = slab("concrete", frequency);
    for (n, phi_in_deg, rise_m) in [(1.5, 55.0, 0.0), (1.5, 120.0, 9.0), (1.25, 100.0, 20.0), (2.0, 70.0, 9.0)] {
        let wedge = upright(n);
        let at = |azimuth_deg: f64| {
            let (from, to) = (around(10.0, phi_in_deg, 0.0), around(8.0, azimuth_deg, rise_m));
            diffract(&wedge, from, to, frequency, [&concrete, &concrete]).expect("on the edge").dyad
        };
        let boundaries = boundaries_deg(n, phi_in_deg);
        let mut azimuth_deg = 0.05;
        let mut before = at(azimuth_deg);
        while azimuth_deg < n * 180.0 - 0.1 {
            azimuth_deg += 0.01;
            let now = at(azimuth_deg);
            let jump: f64 = (0..4).map(|k| (now[k / 2][k % 2] - before[k / 2][k % 2]).norm()).sum();
            let near = boundaries.iter().any(|boundary| (azimuth_deg - boundary).abs() < 0.02);
            assert!(near || jump < 0.01, "n {n} at {azimuth_deg}°: {jump}");
            before = now;
        }
    }
}
