//! Path lists as JSON, in the schema of path lists exported from Sionna RT.
//!
//! `links[]`: `tx`, `rx`, `max_depth`, `paths[]`, `totals` by frequency. A path: `types` of its interactions (empty for line of sight),
//! `objects`, `prims` (faces in their order in the mesh file), `vertices` (m), `tau` (s), `aod_theta_phi`, `aoa_theta_phi` (zenith, azimuth, rad),
//! `a[frequency] = [re, im]`: the gain from vertical to vertical polarisation without the carrier phase exp(−j2πfτ).

use crate::Case;
use glam::DVec3;
use num_complex::Complex64;
use serde_json::{Map, Value, json};
use twin_antenna::Element;
use twin_radio::{Interaction, Path};
use twin_units::{Hertz, math};

/// One traced link.
pub struct Link {
    /// Transmitter, m.
    pub tx: DVec3,
    /// Receiver, m.
    pub rx: DVec3,
    /// `[n_frequency][n_path]`, the same paths in the same order at each frequency.
    pub paths: Vec<Vec<Path>>,
}

/// The whole list. Antennas are vertically polarised; elements look along +x at both ends (orientation 0).
pub fn document(
    case: &Case,
    scene: &str,
    frequencies: &[Hertz],
    max_depth: u8,
    element: Element,
    links: &[Link],
) -> Value {
    let links: Vec<Value> = links.iter().map(|link| link_value(case, frequencies, max_depth, element, link)).collect();
    json!({
        "scene": scene,
        "units": "m, s, rad, Hz; a is a linear complex channel gain WITHOUT exp(-j 2 pi f tau)",
        "links": links,
    })
}

fn link_value(case: &Case, frequencies: &[Hertz], max_depth: u8, element: Element, link: &Link) -> Value {
    let first = link.paths.first().map_or(&[][..], Vec::as_slice);
    let gains: Vec<Vec<Complex64>> =
        link.paths.iter().map(|paths| paths.iter().map(|path| gain(path, element)).collect()).collect();
    let path = |k: usize| {
        let path = &first[k];
        let at_each = frequencies.iter().zip(&gains).map(|(f, gains)| (key(*f), json!([gains[k].re, gains[k].im])));
        json!({
            "types": path.interactions.iter().map(|kind| type_name(*kind)).collect::<Vec<_>>(),
            "objects": path.surfaces.iter().map(|surface| case.name_of(*surface)).collect::<Vec<_>>(),
            "prims": prims(case, path),
            "vertices": path.vertices.iter().map(|vertex| vertex.to_array()).collect::<Vec<_>>(),
            "tau": path.delay_s(),
            "aod_theta_phi": angles(path.departure),
            "aoa_theta_phi": angles(path.arrival),
            "a": Value::Object(at_each.collect()),
        })
    };
    let totals = frequencies.iter().zip(&link.paths).zip(&gains);
    let totals: Map<String, Value> =
        totals.map(|((f, paths), gains)| (key(*f), totals_value(*f, paths, gains))).collect();
    json!({
        "tx": link.tx.to_array(),
        "rx": link.rx.to_array(),
        "max_depth": max_depth,
        "paths": (0..first.len()).map(path).collect::<Vec<_>>(),
        "totals": totals,
    })
}

fn totals_value(frequency: Hertz, paths: &[Path], gains: &[Complex64]) -> Value {
    let db = |power: f64| if power > 0.0 { json!(10.0 * math::log10(power)) } else { Value::Null };
    // Whole turns are taken off before the product grows, so that the phase keeps its digits.
    let phase = |path: &Path| -std::f64::consts::TAU * (path.length_m / frequency.wavelength_m()).fract();
    let with_carrier: Complex64 = paths.iter().zip(gains).map(|(path, a)| a * math::phasor(phase(path))).sum();
    json!({
        "n": paths.len(),
        "incoherent_dB": db(gains.iter().map(|a| a.norm_sqr()).sum()),
        "coherent_dB_with_carrier_phase": db(with_carrier.norm_sqr()),
        "abs_sum_a_sq_dB_no_carrier_phase": db(gains.iter().sum::<Complex64>().norm_sqr()),
    })
}

/// Gain from vertical to vertical polarisation with an element at each end.
fn gain(path: &Path, element: Element) -> Complex64 {
    path.transfer[0][0] * (element.gain_local(path.departure) * element.gain_local(path.arrival)).sqrt()
}

fn type_name(interaction: Interaction) -> &'static str {
    match interaction {
        Interaction::Specular => "specular",
        Interaction::Transmission => "refraction",
        Interaction::Diffraction => "diffraction",
        Interaction::Ris => "ris",
        Interaction::Scattering => "diffuse",
    }
}

fn prims(case: &Case, path: &Path) -> Vec<Option<u32>> {
    let prim = |(surface, vertex): (&u32, &DVec3)| {
        case.geometry.surfaces().get(*surface as usize).map(|surface| surface.prim_at(*vertex))
    };
    path.surfaces.iter().zip(&path.vertices).map(prim).collect()
}

/// Zenith and azimuth, rad.
fn angles(direction: DVec3) -> [f64; 2] {
    [math::acos(direction.z), math::atan2(direction.y, direction.x)]
}

/// A frequency as the lists write it, e.g. `3.5e+09`.
pub fn key(frequency: Hertz) -> String {
    let text = format!("{:e}", frequency.0);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{digits}e{sign}{exponent:0>2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_are_written_as_in_the_lists() {
        for (hz, text) in [(3.5e9, "3.5e+09"), (140e9, "1.4e+11"), (7.125e9, "7.125e+09"), (1e6, "1e+06")] {
            assert_eq!(key(Hertz(hz)), text);
        }
    }
}
