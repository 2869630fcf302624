//! One mesh per layer of marks, rebuilt only when the marks or the view of them changed.
//!
//! Layers lie over each other by their materials' depth bias, which both orders the drawing and lifts it off what it touches. A bias of one
//! moves by the last bit of the depth: 10 000 are a thousandth of the distance, 8 000 000 are half of it.

use crate::marks::{Mark, MarkTriangles};
use crate::view::View;
use bevy::camera::visibility::NoFrustumCulling;
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;

/// Depth bias of the map on the ground.
pub(crate) const MAP_BIAS: f32 = 300.0;
/// Depth bias of links.
const LINKS_BIAS: f32 = 3_000.0;
/// Depth bias of the arcs of lobes' scales.
const RINGS_BIAS: f32 = 5_000.0;
/// Depth bias of lobes.
pub(crate) const LOBES_BIAS: f32 = 6_000.0;
/// Depth bias of rays.
const RAYS_BIAS: f32 = 9_000.0;
/// Depth bias of the handover map: in front of nearly everything, behind events.
const HANDOVERS_BIAS: f32 = 8.05e6;
/// Depth bias of the hint of rays behind buildings: in front of nearly everything.
const HIDDEN_RAYS_BIAS: f32 = 8.0e6;
/// Depth bias of events: in front of nearly everything.
const EVENTS_BIAS: f32 = 8.1e6;
/// Opacity of rays behind buildings, of what they are in front.
const HIDDEN_RAYS_ALPHA: f32 = 0.28;

/// A mesh of marks, and what it was made for.
#[derive(Component)]
pub(crate) struct Canvas {
    mesh: Handle<Mesh>,
    drawn: Option<(Vec<Mark>, View)>,
}

/// The canvas of rays.
#[derive(Component)]
pub(crate) struct RayCanvas;

/// The canvas of links.
#[derive(Component)]
pub(crate) struct LinkCanvas;

/// The canvas of the scale of lobes.
#[derive(Component)]
pub(crate) struct RingCanvas;

/// The canvas of the handover map.
#[derive(Component)]
pub(crate) struct HandoverCanvas;

/// The canvas of events.
#[derive(Component)]
pub(crate) struct EventCanvas;

impl Canvas {
    /// Shows marks; hides the canvas when there are none.
    pub(crate) fn show(
        &mut self,
        marks: Vec<Mark>,
        view: View,
        visibility: &mut Mut<Visibility>,
        meshes: &mut Assets<Mesh>,
    ) {
        let wanted = if marks.is_empty() { Visibility::Hidden } else { Visibility::Inherited };
        visibility.set_if_neq(wanted);
        if marks.is_empty() {
            self.drawn = None;
            return;
        }
        let wanted = (marks, view);
        if self.drawn.as_ref() == Some(&wanted) {
            return;
        }
        if let Some(mut mesh) = meshes.get_mut(&self.mesh) {
            *mesh = MarkTriangles::of(&wanted.0, &view).into_mesh();
        }
        self.drawn = Some(wanted);
    }

    /// Shows nothing.
    pub(crate) fn clear(&mut self, visibility: &mut Mut<Visibility>) {
        visibility.set_if_neq(Visibility::Hidden);
        self.drawn = None;
    }
}

/// An unlit material that blends, for data: fog and light do not change its colours.
pub(crate) fn data_material(base_color: Color, depth_bias: f32) -> StandardMaterial {
    StandardMaterial {
        base_color,
        unlit: true,
        fog_enabled: false,
        alpha_mode: AlphaMode::Blend,
        cull_mode: None,
        depth_bias,
        ..default()
    }
}

/// Makes the canvases of rays, links, scales, handovers and events, still empty.
pub(crate) fn spawn_canvases(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let mut material = |alpha: f32, bias: f32| materials.add(data_material(Color::WHITE.with_alpha(alpha), bias));
    let layers = [LINKS_BIAS, RINGS_BIAS, RAYS_BIAS, HANDOVERS_BIAS, EVENTS_BIAS].map(|bias| {
        // A mesh must have corners; the canvas is hidden until it has marks.
        let nothing =
            MarkTriangles { positions: vec![Vec3::ZERO; 3], colors: vec![[0.0; 4]; 3], indices: vec![0, 1, 2] };
        let mesh = meshes.add(nothing.into_mesh());
        let canvas = Canvas { mesh: mesh.clone(), drawn: None };
        let parts = (Mesh3d(mesh), NoFrustumCulling, NotShadowCaster, NotShadowReceiver, Transform::default());
        (canvas, parts, MeshMaterial3d(material(1.0, bias)), Visibility::Hidden)
    });
    let [links, rings, rays, handovers, events] = layers;
    let hidden_rays = (rays.1.clone(), MeshMaterial3d(material(HIDDEN_RAYS_ALPHA, HIDDEN_RAYS_BIAS)));
    commands.spawn((LinkCanvas, links));
    commands.spawn((RingCanvas, rings));
    commands.spawn((HandoverCanvas, handovers));
    commands.spawn((EventCanvas, events));
    commands.spawn((RayCanvas, rays, children![hidden_rays]));
}
