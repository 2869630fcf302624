//! Traced paths: those of the selected agent from its serving site, or the strongest of each agent of the selected site or RIS.

use crate::canvas::{Canvas, RayCanvas};
use crate::ink;
use crate::marks::Mark;
use crate::view::SceneEye;
use bevy::prelude::*;
use glam::DVec3;
use scene_view::{Places, bevy_from_twin};
use twin_radio::{Mechanism, Path};
use twin_sim::components::{Links, RadioState, Ue};
use twin_sim::plan::Plan;
use twin_units::{Db, GnbId, RisId};
use view_state::{Layers, Object, Selection, Theme, mechanism_color};

/// Width of the strongest ray, logical pixels.
const WIDEST_PX: f32 = 4.0;
/// Width of rays that are [`WIDTH_RANGE_DB`] or more below the strongest, logical pixels.
const NARROWEST_PX: f32 = 1.5;
/// Range of powers over which the width varies, dB.
const WIDTH_RANGE_DB: f64 = 30.0;
/// How much wider the dark casing of a ray is, logical pixels; it keeps bright colours legible on bright ground.
const CASING_PX: f32 = 1.6;
/// Opacity of the casing.
const CASING_ALPHA: f32 = 0.45;
/// How much larger than half its ray a point of interaction is, logical pixels.
const DOT_PX: f32 = 2.2;

/// A ray to draw.
#[derive(Clone, Debug, PartialEq)]
struct Ray {
    /// Power gain between isotropic antennas, linear.
    gain: f64,
    mechanism: Mechanism,
    /// From transmitter to receiver, twin axes, m.
    points: Vec<DVec3>,
}

impl Ray {
    fn of(path: &Path, site: DVec3, receiver: DVec3) -> Self {
        let mut points = vec![site];
        points.extend(&path.vertices);
        points.push(receiver);
        Self { gain: path.power_gain_v(), mechanism: path.mechanism, points }
    }
}

/// Draws the rays of what is selected.
pub(crate) fn draw_rays(
    canvas: Single<(&mut Canvas, &mut Visibility), With<RayCanvas>>,
    plan: Option<Res<Plan>>,
    selection: Res<Selection>,
    layers: Res<Layers>,
    theme: Res<Theme>,
    places: Places,
    eye: SceneEye,
    agents: Query<(&Ue, &RadioState, &Links)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let (mut canvas, mut visibility) = canvas.into_inner();
    let (Some(plan), Some(view), Some(selected), true) = (plan, eye.view(), selection.selected, layers.rays) else {
        canvas.clear(&mut visibility);
        return;
    };
    let mut rays = Vec::new();
    for (ue, radio, links) in &agents {
        let Some(place) = places.of(Object::Agent(ue.id)) else { continue };
        let receiver = place.position + DVec3::Z * ue.antenna_height_m;
        let serving = radio.serving.and_then(|cell| plan.cells.get(cell.0 as usize)).map(|cell| cell.site);
        let paths_of = |site: GnbId| {
            let transmitter = places.of(Object::Site(site)).map(|place| place.position);
            let paths = links.paths.get(site.0 as usize).map_or(&[][..], Vec::as_slice);
            transmitter
                .into_iter()
                .flat_map(move |at| paths.iter().map(move |path| (path, Ray::of(path, at, receiver))))
        };
        match (selected, serving) {
            (Object::Agent(id), Some(site)) if id == ue.id => rays.extend(paths_of(site).map(|(_, ray)| ray)),
            (Object::Site(id), Some(site)) if id == site => rays.extend(paths_of(site).map(|(_, ray)| ray).next()),
            (Object::Ris(id), _) => {
                let feeder = plan.ris.get(id.0 as usize).map(|ris| ris.serves);
                let by_panel = feeder.into_iter().flat_map(paths_of).filter(|(path, _)| goes_by(path, id));
                rays.extend(by_panel.map(|(_, ray)| ray));
            }
            _ => {}
        }
    }
    let rays = strongest(rays, layers.max_rays);
    canvas.show(marks(&rays, *theme), view, &mut visibility, &mut meshes);
}

/// Whether a path is redirected by a panel; the engine numbers panels down from the highest surface number.
fn goes_by(path: &Path, ris: RisId) -> bool {
    path.mechanism == Mechanism::Ris && path.surfaces.contains(&(u32::MAX - 1 - ris.0))
}

/// The strongest rays, strongest first.
fn strongest(mut rays: Vec<Ray>, n: usize) -> Vec<Ray> {
    rays.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    rays.truncate(n);
    rays
}

/// Width for a power gain, given the strongest one, logical pixels.
fn width_px(gain: f64, strongest: f64) -> f32 {
    let below_db = -Db::from_linear(gain / strongest).0;
    let share = if below_db.is_finite() { (below_db / WIDTH_RANGE_DB).clamp(0.0, 1.0) } else { 1.0 };
    WIDEST_PX + (NARROWEST_PX - WIDEST_PX) * share as f32
}

/// Lines with casings and dots, the strongest ray on top.
fn marks(rays: &[Ray], theme: Theme) -> Vec<Mark> {
    let Some(strongest) = rays.first().map(|ray| ray.gain) else { return Vec::new() };
    let casing = ink(theme.faint_ink(), CASING_ALPHA);
    let mut marks = Vec::new();
    for ray in rays.iter().rev() {
        let color = ink(mechanism_color(ray.mechanism), 1.0);
        let width_px = width_px(ray.gain, strongest);
        let points: Vec<Vec3> = ray.points.iter().map(|&point| bevy_from_twin(point)).collect();
        let bends = points[1..points.len() - 1].to_vec();
        marks.push(Mark::line(points.clone(), casing, width_px + CASING_PX));
        marks.push(Mark::line(points, color, width_px));
        for center in bends {
            let radius_px = width_px / 2.0 + DOT_PX;
            marks.push(Mark::Dot { center, color, radius_px });
            marks.push(Mark::Dot { center, color: ink(theme.panel(), 1.0), radius_px: radius_px - 1.5 });
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ray(gain: f64) -> Ray {
        let points = vec![DVec3::Z * 10.0, DVec3::new(5.0, 0.0, 4.0), DVec3::new(2.0, 3.0, 1.5)];
        Ray { gain, mechanism: Mechanism::Reflection, points }
    }

    #[test]
    fn the_strongest_rays_come_first_and_no_more_than_asked() {
        let kept = strongest(vec![ray(1e-9), ray(1e-7), ray(1e-8)], 2);
        let gains: Vec<f64> = kept.iter().map(|ray| ray.gain).collect();
        assert_eq!(gains, [1e-7, 1e-8]);
    }

    #[test]
    fn widths_fall_by_decibels() {
        assert_eq!(width_px(1e-7, 1e-7), 4.0);
        assert!((width_px(1e-7 / 10f64.powf(1.5), 1e-7) - 2.75).abs() < 1e-4);
        assert_eq!(width_px(1e-12, 1e-7), 1.5);
        assert_eq!(width_px(0.0, 1e-7), 1.5);
    }

    #[test]
    fn a_ray_is_a_cased_line_in_its_mechanisms_colour_with_a_dot_at_each_bend() {
        let marks = marks(&[ray(1e-8)], Theme::Light);
        let color = ink(mechanism_color(Mechanism::Reflection), 1.0);
        let lines: Vec<LinearRgba> = marks
            .iter()
            .filter_map(|mark| if let Mark::Line { from, .. } = mark { Some(*from) } else { None })
            .collect();
        assert_eq!(lines, [ink(Theme::Light.faint_ink(), CASING_ALPHA), color]);
        let bend = bevy_from_twin(DVec3::new(5.0, 0.0, 4.0));
        assert!(marks.iter().any(|mark| matches!(mark, Mark::Dot { center, .. } if *center == bend)));
    }

    #[test]
    fn each_mechanism_has_its_own_colour() {
        let mut colors: Vec<[u32; 3]> = Vec::new();
        for mechanism in Mechanism::ALL {
            let marks = marks(&[Ray { mechanism, ..ray(1e-8) }], Theme::Light);
            let color = ink(mechanism_color(mechanism), 1.0);
            assert!(
                marks.iter().any(|mark| matches!(mark, Mark::Line { from, .. } if *from == color)),
                "{mechanism:?}"
            );
            colors.push([color.red, color.green, color.blue].map(f32::to_bits));
        }
        colors.sort_unstable();
        colors.dedup();
        assert_eq!(colors.len(), Mechanism::ALL.len());
    }

    #[test]
    fn no_rays_no_marks() {
        assert!(marks(&[], Theme::Dark).is_empty());
    }
}
