//! The entities of translucent shapes (lobes and RIS beams): a pool that shows a list of them, with materials shared by opacity.

use crate::canvas::{LOBES_BIAS, data_material};
use bevy::camera::visibility::NoFrustumCulling;
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;
use twin_radio::Mechanism;
use view_state::{Rgb, Theme, mechanism_color};

/// Steps of opacity.
const LEVELS: usize = 6;
/// Opacity of a beam that is hardly active, and of one that is always on.
const ALPHA: (f32, f32) = (0.20, 0.62);
/// Opacity of RIS beams.
const RIS_ALPHA: f32 = 0.55;

/// A shape to show in this frame.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) mesh: Handle<Mesh>,
    pub(crate) material: Handle<StandardMaterial>,
    pub(crate) transform: Transform,
}

/// Marks the entities of the pool.
#[derive(Component)]
pub(crate) struct BeamShape;

/// The pool, in the order of the shapes.
#[derive(Resource, Default)]
pub(crate) struct BeamShapes(Vec<Entity>);

/// Parts of a shape's entity that change.
pub(crate) type ShapeParts<'a> =
    (&'a mut Mesh3d, &'a mut MeshMaterial3d<StandardMaterial>, &'a mut Transform, &'a mut Visibility);

impl BeamShapes {
    /// Shows these shapes and no others.
    pub(crate) fn show(
        &mut self,
        shapes: Vec<Shape>,
        commands: &mut Commands,
        entities: &mut Query<ShapeParts, With<BeamShape>>,
    ) {
        for &spare in self.0.iter().skip(shapes.len()) {
            if let Ok((_, _, _, mut visibility)) = entities.get_mut(spare) {
                visibility.set_if_neq(Visibility::Hidden);
            }
        }
        for (i, shape) in shapes.into_iter().enumerate() {
            let (mesh, material) = (Mesh3d(shape.mesh), MeshMaterial3d(shape.material));
            let Some(&entity) = self.0.get(i) else {
                let flags = (BeamShape, NoFrustumCulling, NotShadowCaster, NotShadowReceiver);
                self.0.push(commands.spawn((flags, mesh, material, shape.transform)).id());
                continue;
            };
            if let Ok((mut old_mesh, mut old_material, mut transform, mut visibility)) = entities.get_mut(entity) {
                old_mesh.set_if_neq(mesh);
                old_material.set_if_neq(material);
                transform.set_if_neq(shape.transform);
                visibility.set_if_neq(Visibility::Inherited);
            }
        }
    }
}

/// Materials of beams by activity, and of RIS beams.
#[derive(Resource)]
pub(crate) struct BeamMaterials {
    by_activity: Vec<Handle<StandardMaterial>>,
    /// Material of RIS beams.
    pub(crate) ris: Handle<StandardMaterial>,
}

impl BeamMaterials {
    /// Material for an activity of 0..=1.
    pub(crate) fn for_activity(&self, activity: f64) -> &Handle<StandardMaterial> {
        &self.by_activity[level(activity)]
    }
}

/// Step of opacity for an activity of 0..=1; the square root tells small ones apart.
fn level(activity: f64) -> usize {
    (activity.clamp(0.0, 1.0).sqrt() * (LEVELS - 1) as f64).round() as usize
}

fn lobe_color(theme: Theme, level: usize) -> Color {
    let share = level as f32 / (LEVELS - 1) as f32;
    veil(theme.accent(), ALPHA.0 + (ALPHA.1 - ALPHA.0) * share)
}

fn veil(Rgb(r, g, b): Rgb, alpha: f32) -> Color {
    Color::srgb_u8(r, g, b).with_alpha(alpha)
}

impl FromWorld for BeamMaterials {
    fn from_world(world: &mut World) -> Self {
        let theme = *world.get_resource_or_insert_with(Theme::default);
        let mut assets = world.resource_mut::<Assets<StandardMaterial>>();
        // Seen from outside only: a second layer of the same surface would hide its shading.
        let mut material = |color: Color| {
            assets.add(StandardMaterial {
                cull_mode: Some(bevy::render::render_resource::Face::Back),
                ..data_material(color, LOBES_BIAS)
            })
        };
        Self {
            by_activity: (0..LEVELS).map(|level| material(lobe_color(theme, level))).collect(),
            ris: material(veil(mechanism_color(Mechanism::Ris), RIS_ALPHA)),
        }
    }
}

/// Recolours the lobes when the theme changes.
pub(crate) fn follow_theme(
    theme: Res<Theme>,
    materials: Res<BeamMaterials>,
    mut assets: ResMut<Assets<StandardMaterial>>,
) {
    if !theme.is_changed() {
        return;
    }
    for (level, handle) in materials.by_activity.iter().enumerate() {
        if let Some(mut material) = assets.get_mut(handle) {
            material.base_color = lobe_color(*theme, level);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_activity_is_never_fainter() {
        let levels: Vec<usize> = (0..=100).map(|percent| level(f64::from(percent) / 100.0)).collect();
        assert!(levels.is_sorted());
        assert_eq!((levels[0], levels[100]), (0, LEVELS - 1));
        assert_eq!(level(7.0), LEVELS - 1);
    }
}
