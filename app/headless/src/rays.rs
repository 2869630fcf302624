//! What the ray-tracing subcommands share: their arguments, and the geometry they work on.

use anyhow::{Context, Result, bail};
use glam::DVec3;
use ray_case::Case;
use std::path::Path;
use twin_antenna::Element;
use twin_radio::{MAX_ORDER, Mechanisms};
use twin_scene::Scene;
use twin_units::Hertz;

/// The geometry of a scene (id or .ron) or of a mesh file (.xml, .ply, .glb, .gltf, .obj), with the scene if it is one.
///
/// Notes go to stderr.
pub(crate) fn case(name: &str) -> Result<(Case, Option<Scene>)> {
    let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let is_mesh = ending.is_some_and(|ending| ["xml", "ply", "glb", "gltf", "obj"].contains(&ending.as_str()));
    let (case, scene) = if is_mesh {
        (Case::from_imported(&crate::import::read_meshes(Path::new(name))?)?, None)
    } else {
        let scene = crate::scenes::parse(&crate::scenes::read(name)?)?;
        (Case::from_scene(&scene)?, Some(scene))
    };
    for note in &case.notes {
        eprintln!("note: {note}");
    }
    Ok((case, scene))
}

/// A point `X,Y,Z`, m.
pub(crate) fn parse_point(text: &str) -> Result<DVec3, String> {
    let numbers = parse_numbers(text)?;
    match numbers[..] {
        [x, y, z] => Ok(DVec3::new(x, y, z)),
        _ => Err(format!("expected X,Y,Z in m, got {} number(s)", numbers.len())),
    }
}

/// Finite numbers with commas between them.
pub(crate) fn parse_numbers(text: &str) -> Result<Vec<f64>, String> {
    let one = |part: &str| match part.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(format!("{part:?} is not a finite number")),
    };
    text.split(',').map(one).collect()
}

/// A carrier frequency, Hz, 1 MHz to 10 THz.
pub(crate) fn parse_frequency(text: &str) -> Result<Hertz, String> {
    match text.trim().parse::<f64>() {
        Ok(hz) if (1e6..=1e13).contains(&hz) => Ok(Hertz(hz)),
        Ok(hz) => Err(format!("{hz} Hz is not a carrier frequency: give 1e6 to 1e13 Hz")),
        Err(_) => Err(format!("{text:?} is not a number; give Hz, as in 3.5e9")),
    }
}

/// The mechanisms of a list such as `los,reflection`, and whether it names `ris`.
pub(crate) fn parse_mechanisms(names: &[String]) -> Result<(Mechanisms, bool)> {
    let mut chosen = Mechanisms {
        line_of_sight: false,
        reflection: false,
        transmission: false,
        diffraction: false,
        rooftops: false,
        scattering: false,
    };
    let mut ris = false;
    for name in names {
        match name.trim() {
            "los" => chosen.line_of_sight = true,
            "reflection" => chosen.reflection = true,
            "transmission" | "refraction" => chosen.transmission = true,
            "diffraction" => chosen.diffraction = true,
            "scattering" | "diffuse" => chosen.scattering = true,
            "ris" => ris = true,
            other => {
                bail!(
                    "unknown mechanism {other:?}: choose from los, reflection, transmission, diffraction, scattering, ris"
                )
            }
        }
    }
    Ok((chosen, ris))
}

/// Checks the number of interactions asked for.
pub(crate) fn check_depth(depth: u8) -> Result<u8> {
    if usize::from(depth) > MAX_ORDER {
        bail!("--max-depth {depth} is more than this solver follows: give 0 to {MAX_ORDER}");
    }
    Ok(depth)
}

/// The antenna at both ends.
pub(crate) fn parse_antenna(name: &str) -> Result<Element> {
    match name {
        "iso-v" => Ok(Element::Isotropic),
        "tr38901" => Ok(Element::Tr38901),
        other => bail!("unknown antenna {other:?}: choose iso-v or tr38901"),
    }
}

/// Says which materials are used outside the bands of their table.
pub(crate) fn warn_of_bands(case: &Case, frequencies: &[Hertz]) {
    for material in case.geometry.materials() {
        for frequency in frequencies.iter().filter(|frequency| !material.is_valid_at(**frequency)) {
            let band = material.band_at(*frequency);
            eprintln!(
                "note: {} at {} GHz is outside its bands in ITU-R P.2040; the row for {} to {} GHz is used",
                material.name,
                frequency.ghz(),
                band.from_ghz,
                band.to_ghz
            );
        }
    }
}

/// Receivers of a CSV file with columns x, y, z (a heading line is passed over).
pub(crate) fn receivers_of(path: &Path) -> Result<Vec<DVec3>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_path(path)
        .with_context(|| format!("cannot read {path:?}"))?;
    let mut points = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.with_context(|| format!("{path:?}, line {}", index + 1))?;
        let text = record.iter().take(3).collect::<Vec<_>>().join(",");
        match parse_point(&text) {
            Ok(point) => points.push(point),
            Err(_) if index == 0 => {}
            Err(error) => bail!("{path:?}, line {}: {error}", index + 1),
        }
    }
    if points.is_empty() {
        bail!("{path:?} has no receiver: give lines of x,y,z in m");
    }
    Ok(points)
}
