//! A faint line from each agent to the site that serves it, in the cell's colour; those of other things fade when something is selected.

use crate::canvas::{Canvas, LinkCanvas};
use crate::ink;
use crate::marks::Mark;
use crate::view::SceneEye;
use bevy::prelude::*;
use glam::DVec3;
use scene_view::{Places, bevy_from_twin};
use twin_sim::components::{RadioState, Ue};
use twin_sim::plan::Plan;
use twin_units::{GnbId, UeId};
use view_state::{Layers, Object, Selection, cell_color};

/// Width of a link, logical pixels.
const WIDTH_PX: f32 = 1.3;
/// Opacity at the agent when nothing is selected.
const ALPHA: f32 = 0.38;
/// Opacity at the agent of links of the selected object.
const CHOSEN_ALPHA: f32 = 0.75;
/// Opacity at the agent of all other links then.
const FADED_ALPHA: f32 = 0.10;
/// Opacity at the site, of that at the agent: many links end there.
const SITE_SHARE: f32 = 0.45;

/// Draws the links.
pub(crate) fn draw_links(
    canvas: Single<(&mut Canvas, &mut Visibility), With<LinkCanvas>>,
    plan: Option<Res<Plan>>,
    selection: Res<Selection>,
    layers: Res<Layers>,
    places: Places,
    eye: SceneEye,
    agents: Query<(&Ue, &RadioState)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let (mut canvas, mut visibility) = canvas.into_inner();
    let (Some(plan), Some(view), true) = (plan, eye.view(), layers.links) else {
        canvas.clear(&mut visibility);
        return;
    };
    let mut marks = Vec::new();
    for (ue, radio) in &agents {
        let Some(cell) = radio.serving.and_then(|cell| plan.cells.get(cell.0 as usize)) else { continue };
        let (Some(agent), Some(site)) = (places.of(Object::Agent(ue.id)), places.of(Object::Site(cell.site))) else {
            continue;
        };
        let alpha = opacity(selection.selected, ue.id, cell.site);
        let color = cell_color(cell.id.0 as usize);
        let receiver = agent.position + DVec3::Z * ue.antenna_height_m;
        marks.push(Mark::Line {
            points: vec![bevy_from_twin(receiver), bevy_from_twin(site.position)],
            from: ink(color, alpha),
            to: ink(color, alpha * SITE_SHARE),
            width_px: WIDTH_PX,
        });
    }
    canvas.show(marks, view, &mut visibility, &mut meshes);
}

/// Opacity of a link at its agent, 0..=1.
fn opacity(selected: Option<Object>, ue: UeId, site: GnbId) -> f32 {
    match selected {
        None | Some(Object::Building(_) | Object::Ris(_)) => ALPHA,
        Some(Object::Agent(id)) if id == ue => CHOSEN_ALPHA,
        Some(Object::Site(id)) if id == site => CHOSEN_ALPHA,
        Some(Object::Agent(_) | Object::Site(_)) => FADED_ALPHA,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_fades_the_links_of_others() {
        let opacity = |selected| opacity(selected, UeId(3), GnbId(1));
        assert_eq!(opacity(None), ALPHA);
        assert_eq!(opacity(Some(Object::Agent(UeId(3)))), CHOSEN_ALPHA);
        assert_eq!(opacity(Some(Object::Agent(UeId(4)))), FADED_ALPHA);
        assert_eq!(opacity(Some(Object::Site(GnbId(1)))), CHOSEN_ALPHA);
        assert_eq!(opacity(Some(Object::Site(GnbId(2)))), FADED_ALPHA);
        assert_eq!(opacity(Some(Object::Building(9))), ALPHA);
    }
}
