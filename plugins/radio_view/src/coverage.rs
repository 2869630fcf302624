//! The coverage map as a picture on its plane: values stay numbers until here, buildings hide it by depth.

use crate::canvas::{MAP_BIAS, data_material};
use bevy::asset::RenderAssetUsages;
use bevy::camera::visibility::NoFrustumCulling;
use bevy::image::{Image, ImageSampler};
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use coverage_map::{CoverageMap, MapGrid};
use glam::DVec3;
use scene_view::{GROUND_TOP_M, bevy_from_twin};
use twin_sim::plan::Plan;
use view_state::{HIGHEST_DRAPED_M, Layers, MapKind, MapQuantity, Rgb, map_color};

/// Opacity of the map, 0..=255.
const ALPHA: u8 = 172;
/// Largest edge of a picture that every back end takes (WebGL2), texels.
const MOST_TEXELS: usize = 2048;

/// What is drawn of the map: its entity, material and the values it was made from.
#[derive(Resource, Default)]
pub(crate) struct DrawnMap {
    parts: Option<Parts>,
    of: Option<(u64, MapQuantity, MapGrid)>,
}

struct Parts {
    entity: Entity,
    mesh: Handle<Mesh>,
    material: Handle<StandardMaterial>,
}

/// Shows, hides and repaints the map.
pub(crate) fn draw_map(
    mut commands: Commands,
    plan: Option<Res<Plan>>,
    map: Option<Res<CoverageMap>>,
    layers: Res<Layers>,
    mut drawn: ResMut<DrawnMap>,
    mut visibility: Query<&mut Visibility>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let map = map.filter(|map| layers.map && plan.is_some() && is_drawable(map));
    if let Some(mut visibility) = drawn.parts.as_ref().and_then(|parts| visibility.get_mut(parts.entity).ok()) {
        visibility.set_if_neq(if map.is_some() { Visibility::Inherited } else { Visibility::Hidden });
    }
    let Some(map) = map else { return };
    let wanted = (map.generation, layers.quantity, map.grid);
    if drawn.of == Some(wanted) {
        return;
    }
    let image = images.add(picture(&map, layers.quantity));
    if let Some(parts) = &drawn.parts {
        if drawn.of.is_none_or(|(_, _, grid)| grid != map.grid)
            && let Some(mut mesh) = meshes.get_mut(&parts.mesh)
        {
            *mesh = plane(&map.grid);
        }
        if let Some(mut material) = materials.get_mut(&parts.material)
            && let Some(old) = material.base_color_texture.replace(image)
        {
            images.remove(&old);
        }
    } else {
        let mesh = meshes.add(plane(&map.grid));
        let material = StandardMaterial { base_color_texture: Some(image), ..data_material(Color::WHITE, MAP_BIAS) };
        let material = materials.add(material);
        let parts = (Mesh3d(mesh.clone()), MeshMaterial3d(material.clone()), Transform::default());
        let entity = commands.spawn((parts, NoFrustumCulling, NotShadowCaster, NotShadowReceiver)).id();
        drawn.parts = Some(Parts { entity, mesh, material });
    }
    drawn.of = Some(wanted);
}

/// Whether a map has cells, and no more than a picture can hold.
fn is_drawable(map: &CoverageMap) -> bool {
    (1..=MOST_TEXELS).contains(&map.grid.nx) && (1..=MOST_TEXELS).contains(&map.grid.ny)
}

/// The picture's texels: sRGB and opacity, southernmost row first, as the map's.
fn texels(map: &CoverageMap, quantity: MapQuantity) -> Vec<u8> {
    let (nx, ny) = (map.grid.nx, map.grid.ny);
    let colors: Vec<Option<Rgb>> =
        (0..nx * ny).map(|index| map.value(quantity, index).map(|value| map_color(quantity, value))).collect();
    let mut texels = Vec::with_capacity(colors.len() * 4);
    for (index, color) in colors.iter().enumerate() {
        match color {
            Some(Rgb(r, g, b)) => texels.extend([*r, *g, *b, ALPHA]),
            None => {
                let Rgb(r, g, b) = mean_neighbour(&colors, nx, index);
                texels.extend([r, g, b, 0]);
            }
        }
    }
    texels
}

/// Mean colour of the neighbours that have one, black without: what a transparent texel adds to the edge when it is interpolated.
fn mean_neighbour(colors: &[Option<Rgb>], nx: usize, index: usize) -> Rgb {
    let (row, column) = (index / nx, index % nx);
    let mut sum = [0u32; 3];
    let mut n = 0;
    for row in row.saturating_sub(1)..=row + 1 {
        for column in column.saturating_sub(1)..=(column + 1).min(nx - 1) {
            if let Some(Some(Rgb(r, g, b))) = colors.get(row * nx + column) {
                sum = [sum[0] + u32::from(*r), sum[1] + u32::from(*g), sum[2] + u32::from(*b)];
                n += 1;
            }
        }
    }
    let [r, g, b] = sum.map(|channel| channel.checked_div(n).unwrap_or(0) as u8);
    Rgb(r, g, b)
}

/// The picture of a quantity: smooth for values, hard edges for categories.
fn picture(map: &CoverageMap, quantity: MapQuantity) -> Image {
    let size = Extent3d { width: map.grid.nx as u32, height: map.grid.ny as u32, depth_or_array_layers: 1 };
    let data = texels(map, quantity);
    let format = TextureFormat::Rgba8UnormSrgb;
    let mut image = Image::new(size, TextureDimension::D2, data, format, RenderAssetUsages::RENDER_WORLD);
    image.sampler = match quantity.kind() {
        MapKind::Scale => ImageSampler::linear(),
        MapKind::Category | MapKind::YesNo => ImageSampler::nearest(),
    };
    image
}

/// Height at which a map is drawn, m: on the ground for people's heights, where it is for drones.
fn drawn_height_m(grid: &MapGrid) -> f64 {
    if grid.height_m > HIGHEST_DRAPED_M { grid.height_m } else { f64::from(GROUND_TOP_M) }
}

/// The rectangle of a grid, with the picture's first row in the south.
fn plane(grid: &MapGrid) -> Mesh {
    let height_m = drawn_height_m(grid);
    let [west, south] = grid.origin;
    let (east, north) = (west + grid.nx as f64 * grid.cell_m, south + grid.ny as f64 * grid.cell_m);
    let corners = [(west, south), (east, south), (east, north), (west, north)]
        .map(|(x, y)| bevy_from_twin(DVec3::new(x, y, height_m)));
    Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, corners.to_vec())
        .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, vec![Vec3::Y; 4])
        .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
        .with_inserted_indices(Indices::U32(vec![0, 1, 2, 0, 2, 3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> CoverageMap {
        CoverageMap {
            grid: MapGrid { origin: [-10.0, 20.0], cell_m: 5.0, nx: 2, ny: 2, height_m: 1.5 },
            sinr_db: vec![-10.0, 30.0, f32::NAN, 99.0],
            ss_rsrp_dbm: vec![-95.0; 4],
            serving: vec![0, 1, u16::MAX, 30],
            ..CoverageMap::default()
        }
    }

    fn texel(data: &[u8], index: usize) -> [u8; 4] {
        [data[4 * index], data[4 * index + 1], data[4 * index + 2], data[4 * index + 3]]
    }

    use view_state::{cell_color, sequential};

    fn opaque(Rgb(r, g, b): Rgb) -> [u8; 4] {
        [r, g, b, ALPHA]
    }

    #[test]
    fn values_run_over_the_scale_and_beyond_it_they_stay_at_its_ends() {
        let data = texels(&map(), MapQuantity::Sinr);
        assert_eq!(texel(&data, 0), opaque(sequential(0.0)));
        assert_eq!(texel(&data, 1), opaque(sequential(1.0)));
        assert_eq!(texel(&data, 3), opaque(sequential(1.0)));
        assert_eq!(texel(&texels(&map(), MapQuantity::SsRsrp), 2), opaque(sequential(0.5)));
    }

    #[test]
    fn no_value_is_transparent_in_the_colour_of_its_neighbours() {
        let data = texels(&map(), MapQuantity::Sinr);
        let hole = texel(&data, 2);
        let channel = |i: usize| (0..4).filter(|t| *t != 2).map(|t| u32::from(texel(&data, t)[i])).sum::<u32>() / 3;
        assert_eq!(hole, [channel(0) as u8, channel(1) as u8, channel(2) as u8, 0]);
    }

    #[test]
    fn cells_have_their_own_colours_and_none_is_transparent() {
        let data = texels(&map(), MapQuantity::ServingCell);
        assert_eq!(texel(&data, 1), opaque(cell_color(1)));
        assert_eq!(texel(&data, 3), opaque(cell_color(30)));
        assert_eq!(texel(&data, 2)[3], 0);
    }

    #[test]
    fn a_map_whose_values_are_missing_is_transparent() {
        let empty = CoverageMap { sinr_db: Vec::new(), ..map() };
        assert!(texels(&empty, MapQuantity::Sinr).chunks(4).all(|texel| texel[3] == 0));
        assert!(!is_drawable(&CoverageMap::default()));
    }

    #[test]
    fn the_first_row_lies_in_the_south() {
        let mesh = plane(&map().grid);
        let positions =
            mesh.attribute(Mesh::ATTRIBUTE_POSITION).and_then(|a| a.as_float3()).expect("positions are float3");
        // South-west corner first: x = −10 m east, 20 m north is −z, at (u, v) = (0, 0).
        assert_eq!(positions[0], [-10.0, GROUND_TOP_M, -20.0]);
        assert_eq!(positions[2], [0.0, GROUND_TOP_M, -30.0]);
        assert_eq!(drawn_height_m(&MapGrid { height_m: 40.0, ..map().grid }), 40.0);
    }
}
