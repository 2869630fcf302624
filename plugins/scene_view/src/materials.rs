//! The few materials of the clay world. Meshes share them; a change of theme recolours them in place.

use bevy::prelude::*;
use view_state::{Rgb, Theme, cell_color};

/// Colours of the category scale before it repeats too pale to tell.
const N_CELL_COLORS: usize = 28;

/// A colour of the palette.
pub(crate) fn color(Rgb(r, g, b): Rgb) -> Color {
    Color::srgb_u8(r, g, b)
}

/// A colour between two of the palette, `t` in 0..=1.
pub(crate) fn between(a: Rgb, b: Rgb, t: f32) -> Color {
    color(a).mix(&color(b), t)
}

/// Handles of the shared materials.
#[derive(Resource)]
pub(crate) struct ClayMaterials {
    pub(crate) ground: Handle<StandardMaterial>,
    pub(crate) water: Handle<StandardMaterial>,
    pub(crate) park: Handle<StandardMaterial>,
    pub(crate) foot: Handle<StandardMaterial>,
    pub(crate) road: Handle<StandardMaterial>,
    pub(crate) marking: Handle<StandardMaterial>,
    pub(crate) building: Handle<StandardMaterial>,
    pub(crate) block: Handle<StandardMaterial>,
    /// Triangle meshes, seen from both sides.
    pub(crate) solid: Handle<StandardMaterial>,
    /// Ground that meshes bring with them, seen from both sides.
    pub(crate) floor: Handle<StandardMaterial>,
    pub(crate) glass: Handle<StandardMaterial>,
    /// Woods.
    pub(crate) canopy: Handle<StandardMaterial>,
    pub(crate) contact: Handle<StandardMaterial>,
    pub(crate) edge: Handle<StandardMaterial>,
    pub(crate) body: Handle<StandardMaterial>,
    pub(crate) stalk: Handle<StandardMaterial>,
    /// Ring of an agent that no cell serves.
    pub(crate) unserved: Handle<StandardMaterial>,
    cells: Vec<Handle<StandardMaterial>>,
}

impl ClayMaterials {
    /// Material in the colour of a cell.
    pub(crate) fn cell(&self, cell: usize) -> &Handle<StandardMaterial> {
        &self.cells[cell % self.cells.len()]
    }

    fn colors(&self, theme: Theme) -> Vec<(&Handle<StandardMaterial>, Color)> {
        vec![
            (&self.ground, color(theme.ground())),
            (&self.water, color(theme.water())),
            (&self.park, color(theme.park())),
            (&self.foot, color(theme.footway())),
            (&self.road, color(theme.road())),
            (&self.marking, between(theme.road(), theme.faint_ink(), 0.45)),
            (&self.building, color(theme.building())),
            (&self.block, color(theme.block())),
            (&self.solid, color(theme.building())),
            (&self.floor, color(theme.ground())),
            (&self.glass, color(theme.faint_ink()).with_alpha(0.10)),
            (&self.canopy, between(theme.park(), theme.faint_ink(), 0.35).with_alpha(0.45)),
            (&self.contact, Color::BLACK),
            (&self.edge, between(theme.building(), theme.faint_ink(), 0.42)),
            (&self.body, between(theme.faint_ink(), theme.ink(), 0.25)),
            (&self.stalk, color(theme.faint_ink()).with_alpha(0.35)),
            (&self.unserved, color(theme.faint_ink())),
        ]
    }
}

impl FromWorld for ClayMaterials {
    fn from_world(world: &mut World) -> Self {
        let theme = *world.get_resource_or_insert_with(Theme::default);
        let mut assets = world.resource_mut::<Assets<StandardMaterial>>();
        let clay = StandardMaterial { perceptual_roughness: 1.0, reflectance: 0.0, ..default() };
        let shell = StandardMaterial { cull_mode: None, double_sided: true, ..clay.clone() };
        let unlit = StandardMaterial { unlit: true, ..default() };
        let veil = StandardMaterial { alpha_mode: AlphaMode::Blend, ..unlit.clone() };
        let glass = StandardMaterial { cull_mode: None, ..veil.clone() };
        let cells = (0..N_CELL_COLORS)
            .map(|cell| assets.add(StandardMaterial { base_color: color(cell_color(cell)), ..unlit.clone() }))
            .collect();
        let materials = Self {
            ground: assets.add(clay.clone()),
            water: assets.add(clay.clone()),
            park: assets.add(clay.clone()),
            foot: assets.add(clay.clone()),
            road: assets.add(clay.clone()),
            marking: assets.add(clay.clone()),
            building: assets.add(clay.clone()),
            block: assets.add(clay.clone()),
            solid: assets.add(shell.clone()),
            floor: assets.add(shell),
            glass: assets.add(glass.clone()),
            canopy: assets.add(glass),
            contact: assets.add(veil.clone()),
            edge: assets.add(unlit.clone()),
            body: assets.add(clay),
            stalk: assets.add(veil),
            unserved: assets.add(unlit),
            cells,
        };
        for (handle, base_color) in materials.colors(theme) {
            if let Some(mut material) = assets.get_mut(handle) {
                material.base_color = base_color;
            }
        }
        materials
    }
}

/// Recolours the materials when the theme changes.
pub(crate) fn follow_theme(
    theme: Res<Theme>,
    materials: Res<ClayMaterials>,
    mut assets: ResMut<Assets<StandardMaterial>>,
) {
    if !theme.is_changed() {
        return;
    }
    for (handle, base_color) in materials.colors(*theme) {
        if let Some(mut material) = assets.get_mut(handle) {
            material.base_color = base_color;
        }
    }
}

/// A colour of the palette for egui.
pub(crate) fn egui_color(Rgb(r, g, b): Rgb) -> bevy_egui::egui::Color32 {
    bevy_egui::egui::Color32::from_rgb(r, g, b)
}
