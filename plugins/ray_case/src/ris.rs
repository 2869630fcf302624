//! The panels of a scene between a transmitter and a receiver, with reflections on either side.

use crate::Case;
use crate::trace::{Query, illuminate, trace};
use glam::DVec3;
use twin_antenna::{Orientation, PhaseControl, RisPanel};
use twin_radio::Path;
use twin_scene::Scene;
use twin_scene::schema::Ris;
use twin_sim::{cascade, ris_control};
use twin_units::Hertz;

/// The panels of a scene.
pub fn panels(scene: &Scene) -> Vec<Ris> {
    scene.ris.clone()
}

/// Adds the paths over each panel, at each frequency; panels are steered from the transmitter to where the scene says, or to the receiver where
/// that is an agent. All interactions of a path count, the panel too.
pub fn add_paths(
    case: &Case,
    panels: &[Ris],
    transmitter: DVec3,
    receiver: DVec3,
    frequencies: &[Hertz],
    query: &Query,
    paths: &mut [Vec<Path>],
) {
    let Some(max_depth) = query.max_depth.checked_sub(1) else { return };
    for (ris_idx, ris) in panels.iter().enumerate() {
        let orientation = Orientation::from_bearing(ris.azimuth_deg, 0.0);
        let position = DVec3::new(ris.position.0, ris.position.1, ris.position.2);
        let front = in_front(case, position, orientation.boresight());
        let mut ways = query.clone();
        ways.max_depth = max_depth;
        // A way may be direct whatever the direct path between the ends may.
        ways.mechanisms.line_of_sight = true;
        let (from_panel, _) = illuminate(case, front, &ways, 1);
        let there = trace(case, &illuminate(case, transmitter, &ways, 1).0, front, frequencies, &ways);
        let onward = trace(case, &from_panel, receiver, frequencies, &ways);
        for (((frequency, there), onward), out) in frequencies.iter().zip(&there).zip(&onward).zip(paths.iter_mut()) {
            let wavelength_m = frequency.wavelength_m();
            let control = PhaseControl::from_bits(ris.bits).unwrap_or(PhaseControl::Continuous);
            let (rows, columns) = (ris.rows as usize, ris.columns as usize);
            let panel = RisPanel::new(position, orientation, rows, columns, control, wavelength_m);
            let config = ris_control::configure(&panel, transmitter, ris.target, &[receiver], wavelength_m);
            for first in there {
                let source = cascade::image_of_source(front, first);
                for second in onward
                    .iter()
                    .filter(|second| first.vertices.len() + second.vertices.len() <= usize::from(max_depth))
                {
                    let target = cascade::image_of_receiver(front, second);
                    if let Some(gain) = panel.cascade_gain(&config, source, target, wavelength_m) {
                        out.push(cascade::join(first, second, front, ris_idx, gain, *frequency));
                    }
                }
            }
        }
    }
}

/// A point just in front of a panel's centre that its wall does not hide; panels hang on walls, some a little inside them.
fn in_front(case: &Case, position: DVec3, boresight: DVec3) -> DVec3 {
    let at = |gap_m: f64| position + boresight * gap_m;
    let is_open = |gap_m: &f64| !case.geometry.is_occluded(at(*gap_m), at(gap_m + 0.2));
    at([1e-3, 1e-2, 0.1].into_iter().find(is_open).unwrap_or(0.1))
}
