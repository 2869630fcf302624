//! Draws the RIS: a framed grid of cells whose tint is the phase the panel is set to, computed as the twin does.

use crate::camera::{SceneCamera, pixels_per_metre};
use crate::frame::{bevy_from_twin, heading_from_bearing};
use crate::materials::{ClayMaterials, between, color};
use crate::mesh_parts::{Triangles, grey};
use crate::places::{AgentPlaces, DragPreview, DrawnScales};
use bevy::asset::RenderAssetUsages;
use bevy::image::{Image, ImageSampler};
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use glam::DVec3;
use twin_antenna::{Orientation, PhaseControl, RisPanel, Steer};
use twin_radio::Mechanism;
use twin_scene::schema::RisTarget;
use twin_sim::plan::{Plan, Ris};
use twin_units::{RisId, UeId};
use view_state::{Object, Theme, mechanism_color};

/// Smallest size of a panel on the screen, logical pixels.
const MIN_SIZE_PX: f32 = 20.0;
/// Largest enlargement: panels for millimetre waves are small.
const MAX_SCALE: f32 = 40.0;
/// Most cells drawn along an edge; larger panels show every n-th.
const MAX_CELLS: usize = 64;
/// Movement of a followed target that redraws the phases, m.
const REDRAW_M: f64 = 2.0;

/// A drawn RIS: what it was drawn for, and the image of its phases.
#[derive(Component)]
pub(crate) struct RisVisual {
    id: RisId,
    drawn_for: Option<(Ris, DVec3, Steer, Theme)>,
    material: Handle<StandardMaterial>,
}

/// Makes the panels when their number changes, with the scene or the plan.
pub(crate) fn follow_plan(
    mut commands: Commands,
    plan: Option<Res<Plan>>,
    old: Query<(Entity, &RisVisual)>,
    clay: Res<ClayMaterials>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let Some(plan) = plan.filter(|plan| plan.is_changed()) else {
        return;
    };
    if old.iter().len() == plan.ris.len() {
        return;
    }
    for (entity, _) in &old {
        commands.entity(entity).despawn();
    }
    let frame = meshes.add(frame_mesh());
    let face = meshes.add(Rectangle::new(1.0, 1.0));
    for ris in &plan.ris {
        let unlit = StandardMaterial { unlit: true, cull_mode: None, ..default() };
        let material = materials.add(unlit);
        let visual = RisVisual { id: ris.id, drawn_for: None, material: material.clone() };
        let root = commands.spawn((visual, Transform::default(), Visibility::default())).id();
        commands.spawn((Mesh3d(frame.clone()), MeshMaterial3d(clay.body.clone()), ChildOf(root)));
        // The rectangle looks along +z; panels look along +x.
        let turn =
            Transform::from_xyz(0.03, 0.0, 0.0).with_rotation(Quat::from_rotation_y(std::f32::consts::FRAC_PI_2));
        commands.spawn((Mesh3d(face.clone()), MeshMaterial3d(material), turn, ChildOf(root)));
    }
}

/// Moves, turns and scales the panels, and redraws the phases of those that changed.
pub(crate) fn place_ris(
    plan: Option<Res<Plan>>,
    theme: Res<Theme>,
    agents: Res<AgentPlaces>,
    preview: Res<DragPreview>,
    camera: Single<(&Camera, &GlobalTransform), With<SceneCamera>>,
    mut panels: Query<(&mut RisVisual, &mut Transform)>,
    mut scales: ResMut<DrawnScales>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let Some(plan) = plan else { return };
    let (camera, eye) = *camera;
    scales.ris.resize(plan.ris.len(), 1.0);
    let wavelength_m = plan.carrier.frequency.wavelength_m();
    for (mut visual, mut transform) in &mut panels {
        let Some(ris) = plan.ris.get(visual.id.0 as usize) else {
            continue;
        };
        let position = preview.apply(Object::Ris(ris.id), ris.position);
        let size = Vec2::new(ris.columns as f32, ris.rows as f32) * wavelength_m as f32 / 2.0;
        let point = bevy_from_twin(position);
        let pixels = pixels_per_metre(camera, eye, point);
        let scale = (MIN_SIZE_PX / (size.max_element() * pixels)).clamp(1.0, MAX_SCALE);
        scales.ris[visual.id.0 as usize] = scale;
        *transform = Transform {
            translation: point,
            rotation: Quat::from_rotation_y(heading_from_bearing(ris.azimuth_deg) as f32),
            scale: Vec3::new(size.x.max(size.y), size.y, size.x) * scale,
        };

        let steer = match ris.target {
            RisTarget::Mirror | RisTarget::Random(_) | RisTarget::Absorb | RisTarget::Worst(_) => Steer::Mirror,
            RisTarget::Point((x, y, z)) | RisTarget::Sector((x, y, z), _) => Steer::Point(DVec3::new(x, y, z)),
            RisTarget::Agent(ue) => {
                agents.0.get(&UeId(ue)).map_or(Steer::Mirror, |agent| Steer::Point(agent.place.center))
            }
        };
        let source = plan.sites.get(ris.serves.0 as usize).map_or(position, |site| site.position);
        let is_current = visual.drawn_for.as_ref().is_some_and(|(drawn, from, to, in_theme)| {
            drawn == ris && *from == source && *in_theme == *theme && is_close(*to, steer)
        });
        if !is_current {
            if let Some(mut material) = materials.get_mut(&visual.material) {
                let old = material.base_color_texture.replace(images.add(phase_image(
                    ris,
                    source,
                    steer,
                    wavelength_m,
                    *theme,
                )));
                if let Some(old) = old {
                    images.remove(&old);
                }
            }
            visual.drawn_for = Some((ris.clone(), source, steer, *theme));
        }
    }
}

fn is_close(a: Steer, b: Steer) -> bool {
    match (a, b) {
        (Steer::Point(a), Steer::Point(b)) => a.distance(b) < REDRAW_M,
        (a, b) => a == b,
    }
}

/// The phases as tints between the panel's colour and the colour of RIS paths: π is full tint, 0 none.
fn phase_image(ris: &Ris, source: DVec3, steer: Steer, wavelength_m: f64, theme: Theme) -> Image {
    let (rows, columns) = (ris.rows as usize, ris.columns as usize);
    let phase = PhaseControl::from_bits(ris.bits).unwrap_or(PhaseControl::Continuous);
    let orientation = Orientation::from_bearing(ris.azimuth_deg, 0.0);
    let panel = RisPanel::new(ris.position, orientation, rows, columns, phase, wavelength_m);
    let config = panel.configure(source, steer, wavelength_m);
    let (width, height) = (columns.clamp(1, MAX_CELLS), rows.clamp(1, MAX_CELLS));
    let mut pixels = Vec::with_capacity(width * height * 4);
    for row in 0..height {
        for column in 0..width {
            // Seen from the front, as the panel's columns are ordered from right to left along boresight.
            let (r, c) = (row * rows / height, column * columns / width);
            let phase_rad = config.phases_rad().get(r * columns + c).copied().unwrap_or(0.0);
            let tint = if ris.enabled { (0.5 - 0.5 * phase_rad.cos()) as f32 } else { 0.0 };
            let shade = if ris.enabled {
                between(theme.panel(), mechanism_color(Mechanism::Ris), 0.12 + 0.78 * tint)
            } else {
                color(theme.separator())
            };
            pixels.extend(shade.to_srgba().to_u8_array());
        }
    }
    let size = Extent3d { width: width as u32, height: height as u32, depth_or_array_layers: 1 };
    let format = TextureFormat::Rgba8UnormSrgb;
    let mut image = Image::new(size, TextureDimension::D2, pixels, format, RenderAssetUsages::RENDER_WORLD);
    image.sampler = ImageSampler::nearest();
    image
}

/// A thin plate with a rim around the unit square in the y–z plane.
fn frame_mesh() -> Mesh {
    let mut parts = Triangles::default();
    let bar = |y: f32, z: f32, h: f32, w: f32| Transform::from_xyz(0.0, y, z).with_scale(Vec3::new(0.1, h, w));
    parts.cuboid(bar(0.0, 0.0, 1.0, 1.0).with_scale(Vec3::new(0.04, 1.0, 1.0)), grey(0.8));
    for side in [-0.53, 0.53] {
        parts.cuboid(bar(side, 0.0, 0.06, 1.12), grey(1.0));
        parts.cuboid(bar(0.0, side, 1.12, 0.06), grey(1.0));
    }
    parts.into_mesh()
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_units::GnbId;

    #[test]
    fn a_one_bit_panel_has_two_tints() {
        let ris = Ris {
            id: RisId(0),
            name: "test".into(),
            position: DVec3::new(0.0, 0.0, 5.0),
            azimuth_deg: 90.0,
            rows: 16,
            columns: 16,
            bits: 1,
            serves: GnbId(0),
            target: RisTarget::Point((20.0, 8.0, 1.5)),
            enabled: true,
        };
        let steer = Steer::Point(DVec3::new(20.0, 8.0, 1.5));
        let image = phase_image(&ris, DVec3::new(30.0, -20.0, 10.0), steer, 0.01, Theme::Light);
        let data = image.data.as_ref().expect("the image was made with pixels");
        let tints: std::collections::BTreeSet<&[u8]> = data.chunks(4).collect();
        assert_eq!(tints.len(), 2);
    }
}
