//! Building materials of ITU-R P.2040 and how strongly a plane of them reflects.
//!
//! The table holds the rows of P.2040-3 Table 3 and, marked, the rows above 100 GHz that P.2040-4 added.

use num_complex::Complex64;
use std::borrow::Cow;
use twin_units::{Hertz, math};

/// Vacuum permittivity, F/m (CODATA 2018).
const VACUUM_PERMITTIVITY_F_PER_M: f64 = 8.854_187_812_8e-12;

/// Edition of ITU-R P.2040 in which a row of the material table first appeared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// ITU-R P.2040-3 (2023), Table 3.
    P2040v3,
    /// ITU-R P.2040-4, Table 3.
    P2040v4,
    /// Given by the scene; its author answers for it.
    Scene,
}

/// One row of the material table: `εr = a f^b`, `σ = c f^d` S/m with f in GHz (the formula above Table 3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Lowest valid frequency, GHz, included.
    pub from_ghz: f64,
    /// Highest valid frequency, GHz, included.
    pub to_ghz: f64,
    /// Coefficient a.
    pub a: f64,
    /// Coefficient b.
    pub b: f64,
    /// Coefficient c.
    pub c: f64,
    /// Coefficient d.
    pub d: f64,
    /// Where the row comes from.
    pub edition: Edition,
}

/// A material of ITU-R P.2040 Table 3, or one a scene brings along.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// Name in snake case, as scenes refer to it.
    pub name: Cow<'static, str>,
    /// Rows, in the order of the table; where two overlap the first one counts. At least one.
    pub bands: Cow<'static, [Band]>,
    /// How rough it is; the table's materials are smooth.
    pub scattering: Scattering,
}

/// Diffuse scattering by a rough surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scattering {
    /// S, 0..=1: the amplitude that is scattered, as a share of what a smooth surface would reflect.
    pub coefficient: f64,
    /// Exponent α of the directive pattern, the larger the narrower; 0 for Lambert's law.
    pub lobe: u8,
}

impl Scattering {
    /// A smooth surface.
    pub const NONE: Self = Self { coefficient: 0.0, lobe: 0 };

    /// What the mirror keeps of its amplitude, `√(1 − S²)`; 1 for a smooth surface.
    pub(crate) fn specular_share(self) -> f64 {
        (1.0 - self.coefficient * self.coefficient).max(0.0).sqrt()
    }
}

const fn row(from_ghz: f64, to_ghz: f64, a: f64, b: f64, c: f64, d: f64) -> Band {
    Band { from_ghz, to_ghz, a, b, c, d, edition: Edition::P2040v3 }
}

const fn row4(from_ghz: f64, to_ghz: f64, a: f64, b: f64, c: f64, d: f64) -> Band {
    Band { from_ghz, to_ghz, a, b, c, d, edition: Edition::P2040v4 }
}

/// ITU-R P.2040 Table 3.
static TABLE: [Material; 16] = [
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("concrete"),
        bands: Cow::Borrowed(&[
            row(1.0, 100.0, 5.24, 0.0, 0.0462, 0.7822),
            row4(110.0, 330.0, 5.17, 0.0, 0.0145, 1.09),
        ]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("brick"),
        bands: Cow::Borrowed(&[row(1.0, 40.0, 3.91, 0.0, 0.0238, 0.16), row4(110.0, 330.0, 4.15, 0.0, 0.0006, 1.5712)]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("plasterboard"),
        bands: Cow::Borrowed(&[
            row(1.0, 100.0, 2.73, 0.0, 0.0085, 0.9395),
            row4(110.0, 330.0, 2.56, 0.0, 0.0001, 1.7799),
            row4(100.0, 400.0, 2.65, 0.0, 0.0002, 1.598),
        ]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("wood"),
        bands: Cow::Borrowed(&[
            row(0.001, 100.0, 1.99, 0.0, 0.0047, 1.0718),
            row4(110.0, 330.0, 1.82, 0.0, 0.004, 1.0761),
            row4(100.0, 400.0, 2.1183, 0.0, 0.0055, 1.1113),
        ]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("glass"),
        bands: Cow::Borrowed(&[
            row(0.1, 100.0, 6.31, 0.0, 0.0036, 1.3394),
            row(220.0, 450.0, 5.79, 0.0, 0.0004, 1.658),
            row4(100.0, 400.0, 6.5767, 0.0, 0.0012, 1.4697),
        ]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("ceiling_board"),
        bands: Cow::Borrowed(&[
            row(1.0, 100.0, 1.48, 0.0, 0.0011, 1.075),
            row(220.0, 450.0, 1.52, 0.0, 0.0029, 1.029),
            row4(100.0, 400.0, 1.2567, 0.0, 0.00013, 1.454),
        ]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("chipboard"),
        bands: Cow::Borrowed(&[row(1.0, 100.0, 2.58, 0.0, 0.0217, 0.78), row4(100.0, 200.0, 2.16, 0.0, 0.0023, 1.359)]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("plywood"),
        bands: Cow::Borrowed(&[
            row(1.0, 40.0, 2.71, 0.0, 0.33, 0.0),
            row4(110.0, 330.0, 1.94, 0.0, 0.0067, 0.9982),
            row4(100.0, 400.0, 2.17, 0.0, 0.0063, 1.045),
        ]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("marble"),
        bands: Cow::Borrowed(&[
            row(1.0, 60.0, 7.074, 0.0, 0.0055, 0.9262),
            row4(110.0, 330.0, 7.94, 0.0, 0.0001, 1.733),
            row4(100.0, 400.0, 8.62, 0.0, 0.0027, 1.15),
        ]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("floorboard"),
        bands: Cow::Borrowed(&[
            row(50.0, 100.0, 3.66, 0.0, 0.0044, 1.3515),
            row4(220.0, 300.0, 5.27, 0.0, 2.22e-17, 7.3413),
            row4(300.0, 400.0, 5.27, 0.0, 0.0003, 2.0298),
            row4(400.0, 450.0, 5.27, 0.0, 49.8726, 0.0),
            row4(100.0, 400.0, 3.1575, 0.0, 0.001675, 1.32775),
        ]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("asphalt_concrete"),
        bands: Cow::Borrowed(&[row4(1.0, 40.0, 4.83, 0.0, 0.0108, 1.3969)]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("metal"),
        bands: Cow::Borrowed(&[row(1.0, 100.0, 1.0, 0.0, 1e7, 0.0)]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("very_dry_ground"),
        bands: Cow::Borrowed(&[row(1.0, 10.0, 3.0, 0.0, 0.00015, 2.52)]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("medium_dry_ground"),
        bands: Cow::Borrowed(&[row(1.0, 10.0, 15.0, -0.1, 0.035, 1.63)]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("vacuum"),
        bands: Cow::Borrowed(&[row(0.001, 100.0, 1.0, 0.0, 0.0, 0.0)]),
    },
    Material {
        scattering: Scattering::NONE,
        name: Cow::Borrowed("wet_ground"),
        bands: Cow::Borrowed(&[row(1.0, 10.0, 30.0, -0.4, 0.15, 1.3)]),
    },
];

impl Material {
    /// The material of a name such as `concrete` or `very_dry_ground`; spaces and hyphens count as underscores, case does not count.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        let wanted = name.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        TABLE.iter().find(|material| material.name == wanted)
    }

    /// A material of constant permittivity and conductivity (S/m), for the scene's author to answer for.
    pub fn custom(name: &str, relative_permittivity: f64, conductivity_s_per_m: f64) -> Self {
        let band = Band {
            from_ghz: 0.0,
            to_ghz: f64::INFINITY,
            a: relative_permittivity,
            b: 0.0,
            c: conductivity_s_per_m,
            d: 0.0,
            edition: Edition::Scene,
        };
        Self { name: Cow::Owned(name.to_owned()), bands: Cow::Owned(vec![band]), scattering: Scattering::NONE }
    }

    /// The same material with a rough surface.
    #[must_use]
    pub fn with_scattering(self, scattering: Scattering) -> Self {
        Self { scattering, ..self }
    }

    /// All materials, in the order of the table.
    pub fn all() -> &'static [Self] {
        &TABLE
    }

    /// Whether the table covers a frequency; outside it the nearest band's formula is used.
    pub fn is_valid_at(&self, frequency: Hertz) -> bool {
        let ghz = frequency.ghz();
        self.bands.iter().any(|band| (band.from_ghz..=band.to_ghz).contains(&ghz))
    }

    /// The row used at a frequency: the first one that covers it, else the nearest one.
    pub fn band_at(&self, frequency: Hertz) -> &Band {
        let ghz = frequency.ghz();
        let distance = |band: &Band| (band.from_ghz - ghz).max(ghz - band.to_ghz).max(0.0);
        let mut best = &self.bands[0];
        for band in self.bands.iter() {
            if distance(band) < distance(best) {
                best = band;
            }
        }
        best
    }

    /// Real part of the relative permittivity (`a f^b`, Table 3).
    pub fn relative_permittivity(&self, frequency: Hertz) -> f64 {
        let band = self.band_at(frequency);
        band.a * math::powf(frequency.ghz(), band.b)
    }

    /// Conductivity, S/m (`c f^d`, Table 3).
    pub fn conductivity_s_per_m(&self, frequency: Hertz) -> f64 {
        let band = self.band_at(frequency);
        band.c * math::powf(frequency.ghz(), band.d)
    }

    /// Complex relative permittivity `η = εr − jσ/(ωε0)` for the time dependence exp(+jωt).
    pub fn complex_permittivity(&self, frequency: Hertz) -> Complex64 {
        let angular = std::f64::consts::TAU * frequency.0;
        Complex64::new(
            self.relative_permittivity(frequency),
            -self.conductivity_s_per_m(frequency) / (angular * VACUUM_PERMITTIVITY_F_PER_M),
        )
    }
}

/// Field reflection coefficients of a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reflection {
    /// Electric field across the plane of incidence.
    pub te: Complex64,
    /// Electric field in the plane of incidence; −`te` at normal incidence.
    pub tm: Complex64,
}

/// Fresnel reflection of a half-space of relative permittivity `eta` at a cosine of the angle from the normal.
pub fn half_space_reflection(eta: Complex64, cos_incidence: f64) -> Reflection {
    interface(eta, cos_incidence).0
}

/// Reflection of a single slab of thickness `thickness_m` in air (P.2040-4 eqs. (37), (43), (44)); an infinite thickness is a half-space.
pub fn slab_reflection(eta: Complex64, cos_incidence: f64, thickness_m: f64, frequency: Hertz) -> Reflection {
    let (face, root) = interface(eta, cos_incidence);
    if thickness_m.is_infinite() {
        return face;
    }
    // e^(−j2q), q = 2πd/λ √(η − sin²θ): the loss makes it decay, the phase turns it.
    let round_trip = through(root, 2.0 * thickness_m, frequency);
    let slab = |r: Complex64| r * (1.0 - round_trip) / (1.0 - r * r * round_trip);
    Reflection { te: slab(face.te), tm: slab(face.tm) }
}

/// Field transmission coefficients of a slab.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transmission {
    /// Electric field across the plane of incidence.
    pub te: Complex64,
    /// Electric field in the plane of incidence.
    pub tm: Complex64,
}

/// Transmission through a single slab of thickness `thickness_m` in air (P.2040-4 eqs. (37), (43), (44)); nothing passes an infinite one.
///
/// The phase is that between the slab's two faces along its normal; the free-space length the path counts inside the slab is not taken off.
pub fn slab_transmission(eta: Complex64, cos_incidence: f64, thickness_m: f64, frequency: Hertz) -> Transmission {
    let (face, root) = interface(eta, cos_incidence);
    if thickness_m.is_infinite() {
        return Transmission { te: Complex64::new(0.0, 0.0), tm: Complex64::new(0.0, 0.0) };
    }
    let once = through(root, thickness_m, frequency);
    let slab = |r: Complex64| (1.0 - r * r) * once / (1.0 - r * r * once * once);
    Transmission { te: slab(face.te), tm: slab(face.tm) }
}

/// What a wave keeps of its field over `way_m` of slab thickness: `exp(−j 2π/λ √(η − sin²θ) way)`.
fn through(root: Complex64, way_m: f64, frequency: Hertz) -> Complex64 {
    let q = root * (std::f64::consts::TAU * way_m / frequency.wavelength_m());
    math::phasor(-q.re) * math::exp(q.im)
}

/// Coefficients of the air–material interface, and `√(η − sin²θ)`.
fn interface(eta: Complex64, cos_incidence: f64) -> (Reflection, Complex64) {
    let cos = cos_incidence.clamp(0.0, 1.0);
    let root = square_root(eta - (1.0 - cos * cos));
    // Air along its own surface would divide nothing by nothing; it reflects nothing.
    let ratio = |a: Complex64, b: Complex64| {
        let sum = a + b;
        if sum.norm_sqr() > 0.0 { (a - b) / sum } else { Complex64::new(0.0, 0.0) }
    };
    let te = ratio(Complex64::new(cos, 0.0), root);
    let tm = ratio(eta * cos, root);
    (Reflection { te, tm }, root)
}

/// Principal square root by real square roots only, so that its bits are the same everywhere.
fn square_root(z: Complex64) -> Complex64 {
    let modulus = math::hypot(z.re, z.im);
    if z.re >= 0.0 {
        let re = ((modulus + z.re) / 2.0).sqrt();
        Complex64::new(re, if re > 0.0 { z.im / (2.0 * re) } else { 0.0 })
    } else {
        let im = ((modulus - z.re) / 2.0).sqrt();
        Complex64::new(z.im.abs() / (2.0 * im), im.copysign(z.im))
    }
}

#[cfg(test)]
mod tests;
