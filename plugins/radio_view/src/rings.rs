//! Scale of the lobes of a selected site: arcs of equal gain around its antennas, labelled in dBi.

use crate::beams::{lobe_length_m, peak_gain};
use crate::canvas::{Canvas, RingCanvas};
use crate::ink;
use crate::lobe::{RANGE_DB, radius};
use crate::marks::Mark;
use crate::view::SceneEye;
use bevy::prelude::*;
use glam::DVec3;
use scene_view::{Places, SceneNotes, bevy_from_twin};
use twin_sim::RadioEngine;
use twin_sim::plan::Plan;
use twin_units::Db;
use view_state::{Layers, Object, Selection, Theme};

/// Half the angle over which a cell's arcs run, degrees: three sectors close the circle.
const HALF_SECTOR_DEG: f64 = 60.0;
/// Pieces of an arc.
const PIECES: usize = 32;
/// Width of the arcs, logical pixels.
const WIDTH_PX: f32 = 1.1;
/// Opacity of the arc of the peak, and of the others.
const ALPHA: (f32, f32) = (0.55, 0.28);
/// Gains are marked at multiples of this, dBi.
const STEP_DB: f64 = 10.0;
/// Nearest to the peak that another arc is drawn, dB.
const CLEAR_DB: f64 = 3.0;

/// An arc of equal gain.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Level {
    gain_dbi: f64,
    /// Share of the length of the lobe, 0..=1.
    radius: f64,
    is_peak: bool,
}

/// The arcs for a peak gain: the peak, and the round gains in the range of the lobes below it.
fn levels(peak_gain: f64) -> Vec<Level> {
    let peak_dbi = Db::from_linear(peak_gain).0;
    if !peak_dbi.is_finite() {
        return Vec::new();
    }
    let level = |gain_dbi: f64, is_peak| Level { gain_dbi, radius: radius(Db(gain_dbi).linear(), peak_gain), is_peak };
    let highest = ((peak_dbi - CLEAR_DB) / STEP_DB).floor() * STEP_DB;
    let round =
        (0..).map(|step| highest - STEP_DB * f64::from(step)).take_while(|dbi| *dbi > peak_dbi - RANGE_DB + 1.0);
    std::iter::once(level(peak_dbi, true)).chain(round.map(|dbi| level(dbi, false))).collect()
}

/// Unit vector of a bearing, degrees clockwise from north; twin axes.
fn toward(bearing_deg: f64) -> DVec3 {
    let (sin, cos) = bearing_deg.to_radians().sin_cos();
    DVec3::new(sin, cos, 0.0)
}

/// Draws the scale of the selected site's lobes and writes its gains.
pub(crate) fn draw_rings(
    canvas: Single<(&mut Canvas, &mut Visibility), With<RingCanvas>>,
    plan: Option<Res<Plan>>,
    engine: Option<Res<RadioEngine>>,
    selection: Res<Selection>,
    layers: Res<Layers>,
    theme: Res<Theme>,
    places: Places,
    eye: SceneEye,
    mut notes: ResMut<SceneNotes>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let (mut canvas, mut visibility) = canvas.into_inner();
    let mut texts = Vec::new();
    let mut marks = Vec::new();
    if let (Some(plan), Some(engine), Some(Object::Site(site)), true) =
        (&plan, &engine, selection.selected, layers.beams)
        && let Some(place) = places.of(Object::Site(site))
    {
        let length_m = lobe_length_m(plan.bounds);
        for (number, cell) in plan.cells_of(site).filter(|cell| (cell.id.0 as usize) < engine.n_cells()).enumerate() {
            let peak = peak_gain(engine.antenna(cell.id.0 as usize));
            for level in levels(peak) {
                let point = |share: f64| {
                    let bearing = cell.azimuth_deg + (2.0 * share - 1.0) * HALF_SECTOR_DEG;
                    bevy_from_twin(place.position + toward(bearing) * level.radius * length_m)
                };
                let points = (0..=PIECES).map(|piece| point(piece as f64 / PIECES as f64)).collect();
                let alpha = if level.is_peak { ALPHA.0 } else { ALPHA.1 };
                marks.push(Mark::line(points, ink(theme.ink(), alpha), WIDTH_PX));
                if number == 0 {
                    texts.push((point(1.0), label(level)));
                }
            }
        }
    }
    if notes.0 != texts {
        notes.0 = texts;
    }
    match eye.view() {
        Some(view) => canvas.show(marks, view, &mut visibility, &mut meshes),
        None => canvas.clear(&mut visibility),
    }
}

/// A gain as text.
fn label(level: Level) -> String {
    let sign = if level.gain_dbi < -0.05 { "−" } else { "" };
    let value = level.gain_dbi.abs();
    if level.is_peak { format!("peak {sign}{value:.1} dBi") } else { format!("{sign}{value:.0} dBi") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_are_at_the_peak_and_at_round_gains_below_it() {
        let found = levels(Db(26.1).linear());
        let gains: Vec<f64> = found.iter().map(|level| (level.gain_dbi * 10.0).round() / 10.0).collect();
        assert_eq!(gains, [26.1, 20.0, 10.0]);
        assert!((found[0].radius - 1.0).abs() < 1e-9);
        assert!((found[1].radius - (20.0 - 6.1) / 20.0).abs() < 1e-9);
        assert_eq!(label(found[0]), "peak 26.1 dBi");
        assert_eq!(label(found[1]), "20 dBi");
    }

    #[test]
    fn a_round_gain_close_to_the_peak_is_left_out_and_no_gain_has_no_arcs() {
        let gains: Vec<f64> = levels(Db(21.0).linear()).iter().map(|level| level.gain_dbi.round()).collect();
        assert_eq!(gains, [21.0, 10.0]);
        assert!(levels(0.0).is_empty());
    }

    #[test]
    fn bearings_run_clockwise_from_north() {
        assert!((toward(90.0) - DVec3::X).length() < 1e-12);
        assert!((toward(0.0) - DVec3::Y).length() < 1e-12);
    }
}
