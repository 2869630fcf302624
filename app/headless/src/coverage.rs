//! `beamscape coverage`: a map of one transmitter, as array, table, picture or georeferenced image.

use crate::import::write_whole;
use crate::rays;
use anyhow::{Context, Result, bail};
use clap::Args;
use glam::{DVec2, DVec3};
use raster_export::{Format, Raster};
use ray_case::facade::{Facade, above_ground};
use ray_case::map::{Grid, Quantity, Radio, map_of};
use ray_case::trace::{Query, illuminate};
use std::path::PathBuf;
use twin_units::{Db, Hertz};

/// Most cells of a map.
const MOST_CELLS: f64 = 64e6;

/// Arguments of `coverage`.
#[derive(Args, Debug)]
pub struct CoverageArgs {
    /// A scene (id or .ron) or a mesh file (.xml of Mitsuba, .ply, .glb, .obj).
    scene: String,
    /// Carrier frequency, Hz.
    #[arg(long, value_parser = rays::parse_frequency)]
    freq_hz: Hertz,
    /// Transmitter X,Y,Z, m.
    #[arg(long, value_parser = rays::parse_point, allow_hyphen_values = true)]
    tx: DVec3,
    /// Rectangle X0,Y0,X1,Y1, m; not for façades.
    #[arg(long, allow_hyphen_values = true)]
    bounds: Option<String>,
    /// Where the receivers are: plane (at a height), terrain (at a height above the lowest surface), or facade:NAME (the walls of an object side by
    /// side, from its foot up, seen from outside).
    #[arg(long, default_value = "plane")]
    surface: String,
    /// Height of the plane, or above the terrain, m.
    #[arg(long, default_value_t = 1.5, allow_hyphen_values = true)]
    height_m: f64,
    /// Side of a cell, m.
    #[arg(long, default_value_t = 5.0)]
    cell_m: f64,
    /// Most interactions of a path, 0 to 5.
    #[arg(long, default_value_t = 3)]
    max_depth: u8,
    /// Mechanisms: los, reflection, transmission, diffraction, scattering.
    #[arg(long, value_delimiter = ',', default_value = "los,reflection")]
    mechanisms: Vec<String>,
    /// Quantity: path_gain (linear), rss (dBm), sinr (dB; one transmitter, so over noise), los, delay_spread (s), angular_spread (rad), mechanism.
    #[arg(long, default_value = "path_gain")]
    quantity: String,
    /// Values at cell centres instead of means over cells.
    #[arg(long)]
    point: bool,
    /// Points along a side of a cell of which the mean is taken.
    #[arg(long, default_value_t = 3)]
    points_per_side: usize,
    /// Transmit power, dBm, for rss and sinr.
    #[arg(long, default_value_t = 44.0, allow_hyphen_values = true)]
    power_dbm: f64,
    /// Bandwidth, MHz, for sinr.
    #[arg(long, default_value_t = 100.0)]
    bandwidth_mhz: f64,
    /// Noise figure of the receiver, dB, for sinr.
    #[arg(long, default_value_t = 7.0)]
    noise_figure_db: f64,
    /// File to write: .npy, .csv (one line a row), .png or .tif.
    #[arg(long)]
    out: PathBuf,
}

pub(crate) fn coverage(args: &CoverageArgs) -> Result<()> {
    let (mechanisms, ris) = rays::parse_mechanisms(&args.mechanisms)?;
    if ris {
        bail!("maps of `coverage` have no RIS; the live map of a scene has");
    }
    let query = Query { mechanisms, max_depth: rays::check_depth(args.max_depth)? };
    let ending = args.out.extension().unwrap_or_default().to_string_lossy().into_owned();
    let Some(format) = Format::from_extension(&ending) else {
        bail!("{:?} is no map format: end the file's name in .npy, .csv, .png or .tif", ending);
    };
    let known = Quantity::ALL.iter().find(|(_, name, _)| *name == args.quantity);
    let Some(&(quantity, name, unit)) = known else {
        let names: Vec<&str> = Quantity::ALL.iter().map(|(_, name, _)| *name).collect();
        bail!("unknown quantity {:?}: choose from {}", args.quantity, names.join(", "));
    };
    let (case, scene) = rays::case(&args.scene)?;
    let places = Places::of(args, &case)?;
    let grid = places.grid();
    rays::warn_of_bands(&case, &[args.freq_hz]);
    let side = if args.point { 1 } else { args.points_per_side.clamp(1, 32) };
    let n_points = grid.nx * grid.ny * side * side;
    let (illumination, is_complete) = illuminate(&case, args.tx, &query, n_points);
    if !is_complete {
        eprintln!("note: candidate sequences of surfaces are sampled with {} rays", ray_case::trace::CANDIDATE_RAYS);
    }
    let noise = twin_antenna::noise::thermal_noise(Hertz(args.bandwidth_mhz * 1e6), Db(args.noise_figure_db));
    let radio = Radio { power_dbm: args.power_dbm, noise_dbm: noise.dbm().0 };
    let point = |cell: usize, within: DVec2| places.point(&case, cell, within);
    let n_cells = grid.nx * grid.ny;
    let values = map_of(&case, &illumination, args.freq_hz, &query, n_cells, point, side, quantity, radio);
    let is_facade = matches!(places, Places::Facade(..));
    let scene = scene.filter(|_| !is_facade);
    let bytes = match format {
        Format::Csv => table(&grid, &values).into_bytes(),
        Format::Png if quantity == Quantity::PathGain => raster_export::to_bytes(
            &Raster { is_facade, ..raster(&grid, decibels(&values), name, "dB", scene.as_ref()) },
            format,
        )?,
        _ => {
            raster_export::to_bytes(&Raster { is_facade, ..raster(&grid, values, name, unit, scene.as_ref()) }, format)?
        }
    };
    write_whole(&args.out, &bytes)?;
    eprintln!("{} × {} cells of {} m written to {}", grid.nx, grid.ny, grid.cell_m, args.out.display());
    Ok(())
}

/// Where the receivers of a map are.
enum Places {
    Plane(Grid),
    Terrain(Grid),
    /// With its cells as a grid from (0, foot) on.
    Facade(Facade, Grid),
}

impl Places {
    fn of(args: &CoverageArgs, case: &ray_case::Case) -> Result<Self> {
        if let Some(object) = args.surface.strip_prefix("facade:") {
            if !(args.cell_m >= 0.01 && args.cell_m.is_finite()) {
                bail!("--cell-m must be at least 0.01 m on a façade");
            }
            let Some(facade) = Facade::of(case, object, args.cell_m) else {
                let mut names: Vec<&str> = case.names.iter().map(String::as_str).collect();
                names.dedup();
                names.truncate(12);
                bail!(
                    "no object {object:?} with walls: choose one of the {} objects, as {}",
                    case.names.len(),
                    names.join(", ")
                );
            };
            if (facade.nx * facade.ny) as f64 > MOST_CELLS {
                bail!("a façade of more than {MOST_CELLS:.0} cells: make the cells larger");
            }
            let grid = Grid {
                min: DVec2::new(0.0, facade.base_m()),
                cell_m: args.cell_m,
                nx: facade.nx,
                ny: facade.ny,
                height_m: 0.0,
            };
            return Ok(Self::Facade(facade, grid));
        }
        match args.surface.as_str() {
            "plane" => Ok(Self::Plane(grid(args)?)),
            "terrain" => Ok(Self::Terrain(grid(args)?)),
            other => bail!("unknown surface {other:?}: choose plane, terrain or facade:NAME"),
        }
    }

    fn grid(&self) -> Grid {
        match self {
            Self::Plane(grid) | Self::Terrain(grid) | Self::Facade(_, grid) => *grid,
        }
    }

    fn point(&self, case: &ray_case::Case, cell: usize, within: DVec2) -> Option<DVec3> {
        match self {
            Self::Plane(grid) => Some(grid.point(cell, within)),
            Self::Terrain(grid) => Some(above_ground(case, grid.point(cell, within).truncate(), grid.height_m, 0.0)),
            Self::Facade(facade, _) => facade.point(case, cell, within),
        }
    }
}

fn grid(args: &CoverageArgs) -> Result<Grid> {
    let Some(bounds) = &args.bounds else { bail!("--bounds X0,Y0,X1,Y1 is needed, m") };
    let numbers = rays::parse_numbers(bounds).map_err(anyhow::Error::msg).context("--bounds")?;
    let [x0, y0, x1, y1] = numbers[..] else { bail!("--bounds needs X0,Y0,X1,Y1, m") };
    if x1 <= x0 || y1 <= y0 {
        bail!("--bounds {x0},{y0},{x1},{y1} is empty: give the south-west corner first, then the north-east one");
    }
    if !(args.cell_m > 0.0 && args.cell_m.is_finite() && args.height_m.is_finite()) {
        bail!("--cell-m must be above 0 m and --height-m a number");
    }
    if (x1 - x0) / args.cell_m * ((y1 - y0) / args.cell_m) > MOST_CELLS {
        bail!("a map of more than {MOST_CELLS:.0} cells: make the cells larger or the rectangle smaller");
    }
    Ok(Grid::covering(DVec2::new(x0, y0), DVec2::new(x1, y1), args.cell_m, args.height_m))
}

/// A map as it is exported.
pub(crate) fn raster(
    grid: &Grid,
    values: Vec<f64>,
    name: &str,
    unit: &str,
    scene: Option<&twin_scene::Scene>,
) -> Raster {
    Raster {
        is_facade: false,
        nx: grid.nx,
        ny: grid.ny,
        min: grid.min.to_array(),
        cell_m: grid.cell_m,
        values,
        quantity: name.replace('_', " "),
        unit: unit.to_owned(),
        origin: scene.and_then(|scene| scene.origin).map(|origin| (origin.latitude_deg, origin.longitude_deg)),
    }
}

/// Pictures of gains are in decibels, since a linear scale would show one bright spot.
fn decibels(values: &[f64]) -> Vec<f64> {
    let db = |gain: &f64| if *gain > 0.0 { 10.0 * twin_units::math::log10(*gain) } else { f64::NAN };
    values.iter().map(db).collect()
}

/// One line per row, the southernmost first; empty where there is no value.
fn table(grid: &Grid, values: &[f64]) -> String {
    let cell = |value: &f64| if value.is_nan() { String::new() } else { value.to_string() };
    let line = |row: &[f64]| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n";
    values.chunks(grid.nx).map(line).collect()
}
