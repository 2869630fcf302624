//! The map shown as a file.

use crate::loading::CurrentScene;
use crate::platform::Platform;
use bevy::prelude::*;
use coverage_map::{CoverageMap, MapQuantity};
use raster_export::{Class, Format, Picture, Raster, to_bytes, write_png};
use scene_view::LoadedScene;
use twin_radio::Mechanism;
use twin_sim::plan::Plan;
use view_state::{Layers, MapKind, MapScale, Rgb, map_color, map_title};

/// Saves the map shown; says where it is, or why it is not.
pub(crate) fn export_map(world: &World, format: Format) -> Result<String, String> {
    let map = world.get_resource::<CoverageMap>().filter(|map| map.grid.n_points() > 0);
    let (Some(map), Some(plan)) = (map, world.get_resource::<Plan>()) else {
        return Err("There is no map yet; try again in a moment".into());
    };
    let quantity = world.resource::<Layers>().quantity;
    let origin = world.get_resource::<LoadedScene>().and_then(|scene| scene.0.origin);
    let origin = origin.map(|origin| (origin.latitude_deg, origin.longitude_deg));
    let raster = raster_of(map, plan, quantity, origin);
    let failed = |error: raster_export::ExportError| format!("The map cannot be exported: {error}");
    let bytes = match format {
        Format::Png => {
            let mut bytes = Vec::new();
            write_png(&raster, &picture_of(map, plan, quantity), &mut bytes).map_err(failed)?;
            bytes
        }
        _ => to_bytes(&raster, format).map_err(failed)?,
    };
    let scene = world.resource::<CurrentScene>().id.replace(['/', '\\', '.'], "_");
    let name = format!("beamscape-{scene}-{}.{}", quantity.key(), format.extension());
    let save = world.resource::<Platform>().save;
    match save(&name, &bytes) {
        Ok(place) => Ok(format!("Map saved: {place}")),
        Err(error) => Err(format!("The map could not be saved: {error}")),
    }
}

/// The values in the unit people read; categories as numbers from 0.
fn raster_of(map: &CoverageMap, plan: &Plan, quantity: MapQuantity, origin: Option<(f64, f64)>) -> Raster {
    let scale = MapScale::of(quantity);
    let unit_size = scale.map_or(1.0, |scale| scale.unit_size);
    let grid = map.grid;
    let values =
        (0..grid.n_points()).map(|index| map.value(quantity, index).map_or(f64::NAN, |value| value / unit_size));
    let title = map_title(quantity, |slice| plan.slices.get(slice).map(|slice| slice.name.as_str()));
    Raster {
        is_facade: false,
        nx: grid.nx,
        ny: grid.ny,
        min: grid.origin,
        cell_m: grid.cell_m,
        values: values.collect(),
        quantity: format!("{title} at {} m", grid.height_m),
        unit: scale.map_or(String::new(), |scale| scale.unit.into()),
        origin,
    }
}

/// The colours of the window, and a key to them.
fn picture_of(map: &CoverageMap, plan: &Plan, quantity: MapQuantity) -> Picture {
    let range = MapScale::of(quantity).map(|scale| [scale.low / scale.unit_size, scale.high / scale.unit_size]);
    let class = |(index, label): (usize, String)| {
        let Rgb(r, g, b) = map_color(quantity, index as f64);
        Class { value: index as f64, color: [r, g, b], label }
    };
    let names: Vec<String> = match (quantity, quantity.kind()) {
        (_, MapKind::Scale) => Vec::new(),
        (MapQuantity::Mechanism, _) => Mechanism::ALL.iter().map(|mechanism| mechanism.label().to_owned()).collect(),
        (MapQuantity::LineOfSight, _) => ["out of sight", "in sight"].map(String::from).to_vec(),
        (_, MapKind::YesNo) => ["not met", "met"].map(String::from).to_vec(),
        (MapQuantity::BestBeam, _) => {
            let most = map.best_beam.iter().filter(|beam| **beam != u16::MAX).max();
            (0..=most.copied().unwrap_or(0)).map(|beam| format!("beam {beam}")).collect()
        }
        (_, MapKind::Category) => plan.cells.iter().map(|cell| cell.name.clone()).collect(),
    };
    let logarithmic = MapScale::of(quantity).is_some_and(|scale| scale.logarithmic);
    Picture { range, logarithmic, classes: names.into_iter().enumerate().map(class).collect(), ..Picture::default() }
}
