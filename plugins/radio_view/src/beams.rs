//! The active beams of the cells as lobes with their true pattern, at most two per cell, followed smoothly.

use crate::lobe::Lobe;
use crate::ris_beams::RisBeams;
use crate::shapes::{BeamMaterials, BeamShape, BeamShapes, Shape, ShapeParts};
use crate::view::SceneEye;
use bevy::prelude::*;
use glam::{DVec2, DVec3};
use scene_view::{Places, bevy_from_twin};
use std::collections::BTreeMap;
use twin_antenna::{CellAntenna, Orientation};
use twin_sim::RadioEngine;
use twin_sim::components::CellsLive;
use twin_sim::plan::{Cell, Plan};
use twin_units::GnbId;
use view_state::{Layers, Object, Selection};

/// Least activity of a beam that is drawn: share of the cell's PRBs.
const LEAST_ACTIVITY: f64 = 0.05;
/// Most beams drawn of one cell.
const MOST_PER_CELL: usize = 2;
/// Time over which the drawn activity follows the cell's, s; scheduling jumps from beam to beam every few milliseconds.
const FOLLOW_S: f64 = 0.35;
/// Length of the strongest lobe, of the diagonal of the scene.
const LENGTH_SHARE: f64 = 0.045;
/// Limits of that length, m.
const LENGTH_LIMITS_M: (f64, f64) = (4.0, 55.0);

/// Lobes made so far: they depend on the array, its pattern and the beam, not on the cell or its direction.
#[derive(Resource, Default)]
pub(crate) struct LobeMeshes(BTreeMap<([u32; 5], Option<(u64, bool)>), Handle<Mesh>>);

impl LobeMeshes {
    fn lobe(&mut self, cell: &Cell, beam: usize, antenna: &CellAntenna, meshes: &mut Assets<Mesh>) -> Handle<Mesh> {
        let array = cell.array;
        let array = [array.rows, array.columns, array.beams_azimuth, array.beams_elevation, beam as u32];
        let key = (array, cell.pattern.as_ref().map(|own| (own.fingerprint, own.is_whole_sector)));
        let made = self.0.entry(key).or_insert_with(|| meshes.add(beam_lobe(beam, antenna).into_mesh()));
        made.clone()
    }
}

/// The lobes of one beam, in the antenna's axes; radius 1 is the peak of the strongest beam of the codebook.
fn beam_lobe(beam: usize, antenna: &CellAntenna) -> Lobe {
    let codebook = &antenna.codebook;
    let toward = |beam| codebook.beam_direction(beam).unwrap_or(DVec3::X);
    let peak = peak_gain(antenna);
    Lobe::of(toward(beam), peak, |direction| codebook.gain_local(beam, direction))
}

/// Gain of the strongest beam of an antenna where it points, linear; the length of lobes is counted from it.
pub(crate) fn peak_gain(antenna: &CellAntenna) -> f64 {
    let codebook = &antenna.codebook;
    let toward = |beam| codebook.beam_direction(beam).unwrap_or(DVec3::X);
    (0..codebook.beam_count()).map(|beam| codebook.gain_local(beam, toward(beam))).fold(0.0, f64::max)
}

/// Activity of each beam of each cell as drawn, `[n_cell][n_beam]`.
#[derive(Resource, Default)]
pub(crate) struct ShownActivity(Vec<Vec<f64>>);

impl ShownActivity {
    /// Follows the cells for a time; starts at their state when there was none.
    fn follow(&mut self, live: &CellsLive, elapsed_s: f64) {
        let share = 1.0 - (-elapsed_s / FOLLOW_S).exp();
        self.0.resize_with(live.0.len(), Vec::new);
        for (shown, cell) in self.0.iter_mut().zip(&live.0) {
            if shown.len() != cell.beam_activity.len() {
                shown.clone_from(&cell.beam_activity);
            }
            for (shown, now) in shown.iter_mut().zip(&cell.beam_activity) {
                *shown += (now - *shown) * share;
            }
        }
    }

    /// Beams to draw: cell, beam, activity; by cell, then most active first.
    fn active(&self) -> Vec<(usize, usize, f64)> {
        let mut active = Vec::new();
        for (cell, beams) in self.0.iter().enumerate() {
            let mut of_cell: Vec<(usize, usize, f64)> = beams
                .iter()
                .enumerate()
                .filter(|(_, activity)| **activity >= LEAST_ACTIVITY)
                .map(|(beam, activity)| (cell, beam, *activity))
                .collect();
            of_cell.sort_by(|a, b| b.2.total_cmp(&a.2));
            active.extend(of_cell.into_iter().take(MOST_PER_CELL));
        }
        active
    }
}

/// Length of the strongest lobe in a scene, m.
pub(crate) fn lobe_length_m(bounds: [[f64; 2]; 2]) -> f64 {
    let [min, max] = bounds.map(DVec2::from);
    (max.distance(min) * LENGTH_SHARE).clamp(LENGTH_LIMITS_M.0, LENGTH_LIMITS_M.1)
}

/// Rotation from an antenna's axes (x boresight, y left, z up) to Bevy's.
fn rotation(orientation: &Orientation) -> Quat {
    let [x, y, z] = [orientation.boresight(), orientation.left(), orientation.up()].map(bevy_from_twin);
    Quat::from_mat3(&Mat3::from_cols(x, y, z))
}

/// Adds the beam along boresight of each cell of a selected site that has no active one, so that its pattern can be seen.
fn add_idle_cells(active: &mut Vec<(usize, usize, f64)>, plan: &Plan, engine: &RadioEngine, site: GnbId) {
    for cell in plan.cells_of(site).map(|cell| cell.id.0 as usize).filter(|cell| *cell < engine.n_cells()) {
        if active.iter().all(|(known, _, _)| *known != cell) {
            let antenna = engine.antenna(cell);
            active.push((cell, antenna.peak_beam_toward(antenna.orientation.boresight()), 0.0));
        }
    }
}

/// Draws the lobes of cells and the beams of RIS.
pub(crate) fn draw_beams(
    mut commands: Commands,
    time: Res<Time<Real>>,
    layers: Res<Layers>,
    selection: Res<Selection>,
    plan: Option<Res<Plan>>,
    engine: Option<Res<RadioEngine>>,
    live: Option<Res<CellsLive>>,
    places: Places,
    eye: SceneEye,
    ris_beams: RisBeams,
    materials: Res<BeamMaterials>,
    mut shown: ResMut<ShownActivity>,
    mut lobes: ResMut<LobeMeshes>,
    mut pool: ResMut<BeamShapes>,
    mut entities: Query<ShapeParts, With<BeamShape>>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let mut shapes = Vec::new();
    if let (Some(plan), Some(engine), Some(live), true) = (&plan, &engine, &live, layers.beams) {
        shown.follow(live, time.delta_secs_f64());
        let length_m = lobe_length_m(plan.bounds) as f32;
        let mut active = shown.active();
        if let Some(Object::Site(site)) = selection.selected {
            add_idle_cells(&mut active, plan, engine, site);
        }
        for (cell_idx, beam, activity) in active {
            let Some(cell) = plan.cells.get(cell_idx).filter(|_| cell_idx < engine.n_cells()) else { continue };
            let Some(site) = places.of(Object::Site(cell.site)) else { continue };
            let antenna = engine.antenna(cell_idx);
            shapes.push(Shape {
                mesh: lobes.lobe(cell, beam, antenna, &mut meshes),
                material: materials.for_activity(activity).clone(),
                transform: Transform {
                    translation: bevy_from_twin(site.position),
                    rotation: rotation(&antenna.orientation),
                    scale: Vec3::splat(length_m),
                },
            });
        }
        if let Some(view) = eye.view() {
            ris_beams.add_shapes(plan, engine, &places, &view, &materials.ris, &mut shapes);
        }
    }
    pool.show(shapes, &mut commands, &mut entities);
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_antenna::Codebook;
    use twin_sim::components::CellLive;

    fn live(activity: &[f64]) -> CellsLive {
        CellsLive(vec![CellLive { beam_activity: activity.to_vec(), ..CellLive::default() }])
    }

    #[test]
    fn the_two_most_active_beams_are_drawn_and_idle_ones_are_not() {
        let mut shown = ShownActivity::default();
        shown.follow(&live(&[0.1, 0.04, 0.3, 0.2]), 0.016);
        assert_eq!(shown.active(), [(0, 2, 0.3), (0, 3, 0.2)]);
        let mut idle = ShownActivity::default();
        idle.follow(&live(&[0.04, 0.0]), 0.016);
        assert!(idle.active().is_empty());
    }

    #[test]
    fn a_beam_that_stops_fades_over_a_moment() {
        let mut shown = ShownActivity::default();
        shown.follow(&live(&[0.4]), 0.0);
        shown.follow(&live(&[0.0]), 0.1);
        assert_eq!(shown.active().len(), 1);
        shown.follow(&live(&[0.0]), 2.0);
        assert!(shown.active().is_empty());
    }

    #[test]
    fn lobes_fit_the_scene() {
        assert!((lobe_length_m([[-496.0, -823.0], [496.0, 823.0]]) - 55.0).abs() < 1e-9);
        assert!((lobe_length_m([[-40.0, -25.0], [40.0, 25.0]]) - 4.245).abs() < 1e-3);
    }

    #[test]
    fn the_turned_lobe_points_where_the_beam_does() {
        let antenna = CellAntenna::new(Orientation::from_bearing(120.0, 8.0), Codebook::dft(8, 8, 8, 4));
        for beam in [0, 5, 17, 31] {
            let tip = beam_lobe(beam, &antenna).positions[0].normalize();
            let turned = rotation(&antenna.orientation) * tip;
            let expected = bevy_from_twin(antenna.beam_direction(beam).expect("there are 32 beams"));
            assert!((turned - expected).length() < 1e-4, "beam {beam}: {turned} {expected}");
        }
    }

    #[test]
    fn a_weaker_beam_of_the_codebook_has_a_shorter_lobe() {
        let antenna = CellAntenna::new(Orientation::from_bearing(0.0, 0.0), Codebook::dft(8, 8, 8, 4));
        let gain = |beam: usize| antenna.gain(beam, antenna.beam_direction(beam).expect("there are 32 beams"));
        let tip = |beam: usize| beam_lobe(beam, &antenna).positions[0].length();
        let (strong, weak) = (0..32).fold((0, 0), |(strong, weak), beam| {
            (if gain(beam) > gain(strong) { beam } else { strong }, if gain(beam) < gain(weak) { beam } else { weak })
        });
        assert!((tip(strong) - 1.0).abs() < 1e-5);
        assert!(tip(weak) < tip(strong) - 0.05);
    }
}
