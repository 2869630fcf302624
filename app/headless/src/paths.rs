//! `beamscape paths`: every path between points, as JSON.

use crate::import::write_whole;
use crate::rays;
use anyhow::{Result, bail};
use clap::Args;
use glam::DVec3;
use ray_case::json::{Link, document};
use ray_case::trace::{Query, illuminate, trace};
use rayon::prelude::*;
use std::path::PathBuf;
use twin_units::Hertz;

/// Arguments of `paths`.
#[derive(Args, Debug)]
pub struct PathsArgs {
    /// A scene (id or .ron) or a mesh file (.xml of Mitsuba, .ply, .glb, .obj).
    scene: String,
    /// Carrier frequencies, Hz, with commas between them.
    #[arg(long, value_delimiter = ',', required = true, value_parser = rays::parse_frequency)]
    freq_hz: Vec<Hertz>,
    /// Transmitter X,Y,Z, m; may be given several times.
    #[arg(long, required = true, value_parser = rays::parse_point, allow_hyphen_values = true)]
    tx: Vec<DVec3>,
    /// Receiver X,Y,Z, m; may be given several times.
    #[arg(long, value_parser = rays::parse_point, allow_hyphen_values = true)]
    rx: Vec<DVec3>,
    /// Receivers from a CSV file with columns x, y, z.
    #[arg(long)]
    rx_csv: Option<PathBuf>,
    /// Most interactions of a path, 0 to 5.
    #[arg(long, default_value_t = 3)]
    max_depth: u8,
    /// Mechanisms: los, reflection, transmission, diffraction, scattering, ris.
    #[arg(long, value_delimiter = ',', default_value = "los,reflection")]
    mechanisms: Vec<String>,
    /// Antenna at both ends: iso-v (isotropic) or tr38901 (element looking along +x), vertically polarised.
    #[arg(long, default_value = "iso-v")]
    antenna: String,
    /// File to write; stdout without it.
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(crate) fn paths(args: &PathsArgs) -> Result<()> {
    let (mechanisms, ris) = rays::parse_mechanisms(&args.mechanisms)?;
    let query = Query { mechanisms, max_depth: rays::check_depth(args.max_depth)? };
    let element = rays::parse_antenna(&args.antenna)?;
    let mut receivers = args.rx.clone();
    if let Some(path) = &args.rx_csv {
        receivers.extend(rays::receivers_of(path)?);
    }
    if receivers.is_empty() {
        bail!("no receiver: give --rx X,Y,Z or --rx-csv FILE");
    }
    let (case, scene) = rays::case(&args.scene)?;
    rays::warn_of_bands(&case, &args.freq_hz);
    let panels = match (&scene, ris) {
        (Some(scene), true) => ray_case::ris::panels(scene),
        (None, true) => {
            eprintln!("note: a mesh file has no RIS; import it into a scene and add panels there");
            Vec::new()
        }
        _ => Vec::new(),
    };
    let mut links = Vec::new();
    for &tx in &args.tx {
        let (illumination, is_complete) = illuminate(&case, tx, &query, receivers.len());
        if !is_complete {
            eprintln!(
                "note: the scene has too many sequences of surfaces to try all; {} rays found {} to try from {tx} m",
                ray_case::trace::CANDIDATE_RAYS,
                illumination.n_sequences(),
            );
        }
        let traced: Vec<Link> = receivers
            .par_iter()
            .map(|&rx| {
                let mut paths = trace(&case, &illumination, rx, &args.freq_hz, &query);
                ray_case::ris::add_paths(&case, &panels, tx, rx, &args.freq_hz, &query, &mut paths);
                Link { tx, rx, paths }
            })
            .collect();
        links.extend(traced);
    }
    let list = document(&case, &args.scene, &args.freq_hz, query.max_depth, element, &links);
    let text = serde_json::to_string_pretty(&list)? + "\n";
    match &args.out {
        Some(path) => {
            write_whole(path, text.as_bytes())?;
            let n: usize = links.iter().map(|link| link.paths.first().map_or(0, Vec::len)).sum();
            eprintln!("{n} paths of {} links written to {}", links.len(), path.display());
        }
        None => print!("{text}"),
    }
    Ok(())
}
