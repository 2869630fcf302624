//! What views and panels must know of each other, carried across: neither depends on the other.

use bevy::image::Image;
use bevy::prelude::*;
use coverage_map::MapPlane;
use panels::{CentralRect, PointerGround};
use scene_view::{GroundPointer, SceneViewport};
use view_state::Layers;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(PreUpdate, (carry_viewport, carry_pointer, carry_map_height));
}

/// The part of the window that panels leave free is the 3D view's.
fn carry_viewport(central: Res<CentralRect>, mut viewport: ResMut<SceneViewport>) {
    let free = central.0.map_or_else(SceneViewport::default, |rect| SceneViewport {
        min: Vec2::new(rect.min.x, rect.min.y),
        size: Vec2::new(rect.width(), rect.height()),
    });
    viewport.set_if_neq(free);
}

/// The ground point under the pointer, for the map's probe.
fn carry_pointer(ground: Res<GroundPointer>, mut pointer: ResMut<PointerGround>) {
    pointer.set_if_neq(PointerGround(ground.0));
}

/// The height chosen in the map menu, for the map's worker.
fn carry_map_height(layers: Res<Layers>, mut plane: ResMut<MapPlane>) {
    plane.set_if_neq(MapPlane { height_m: layers.map_height_m });
}

/// A captured picture as PNG.
pub(crate) fn png_of(image: &Image) -> Result<Vec<u8>, String> {
    let picture = image.clone().try_into_dynamic().map_err(|error| error.to_string())?.to_rgb8();
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, bevy::image::ImageFormat::Png.as_image_crate_format().ok_or("no PNG support")?)
        .map_err(|error| error.to_string())?;
    Ok(bytes.into_inner())
}
