//! Where reconfigurable intelligent surfaces go: on façades that see a site and a street the sites do not reach.
//!
//! Every wall of 8 m or more is tried with a panel at its middle, 10 m above ground. It counts if a site lies 50 m to 300 m away, within 65°
//! of its normal, in plain sight. Its worth is the number of places on streets within 100 m that it sees within 65° of its
//! normal while no site sees them or stands
//! within 50 m, over the distance to the site. The best wall gets a panel, then the best at least 250 m away.

use twin_scene::schema::{Point2, Point3, Ris, RisTarget, Scene, Site};

use crate::city::{City, UE_HEIGHT_M};
use crate::plan::{bearing_deg, nearest_street};
use crate::ring;

/// Panels of a plan.
const MOST_PANELS: usize = 2;
/// Least distance of panels, m.
const APART_M: f64 = 250.0;
/// Height of panels, m.
const HEIGHT_M: f64 = 10.0;
/// Nearest site served, m; what is nearer lies at the foot of the site's own house and gets its waves by the next wall.
const NEAREST_SITE_M: f64 = 50.0;
/// Farthest site served, m.
const SITE_M: f64 = 300.0;
/// Farthest place served, m.
const SERVED_M: f64 = 100.0;
/// Cosine of 65°, the largest angle to the normal.
const COS_LARGEST_ANGLE: f64 = 0.4226;

/// A wall with its worth as a place for a panel.
struct Candidate {
    worth: f64,
    position: Point3,
    azimuth_deg: f64,
    site: usize,
    target: Point2,
}

/// The panels of the plan.
pub(crate) fn place(scene: &Scene, city: &City<'_>, sites: &[Site]) -> Vec<Ris> {
    let shadowed: Vec<Point2> = city
        .samples
        .iter()
        .copied()
        .filter(|&p| ring::within(&scene.bounds, p) && !city.is_lit(sites, p))
        .filter(|&p| sites.iter().all(|site| ring::distance((site.position.0, site.position.1), p) >= NEAREST_SITE_M))
        .collect();
    let mut candidates: Vec<Candidate> =
        walls(scene).filter_map(|(middle, normal)| judge(city, sites, &shadowed, middle, normal)).collect();
    let mut panels: Vec<Ris> = Vec::new();
    while panels.len() < MOST_PANELS {
        candidates.retain(|c| {
            panels.iter().all(|p| ring::distance((p.position.0, p.position.1), (c.position.0, c.position.1)) >= APART_M)
        });
        let Some(best) = candidates.iter().max_by(|a, b| a.worth.total_cmp(&b.worth)) else { break };
        let street = nearest_street(scene, best.target);
        let name = if street.is_empty() {
            format!("RIS {}", panels.len() + 1)
        } else {
            format!("RIS {} {street}", panels.len() + 1)
        };
        panels.push(Ris {
            name,
            position: best.position,
            azimuth_deg: best.azimuth_deg,
            rows: 64,
            columns: 64,
            bits: 2,
            serves_site: best.site as u32,
            target: RisTarget::Point((best.target.0, best.target.1, UE_HEIGHT_M)),
        });
    }
    panels
}

/// Middles and outward unit normals of walls that are long and high enough.
fn walls(scene: &Scene) -> impl Iterator<Item = (Point2, Point2)> + '_ {
    let buildings = scene.buildings.iter().filter(|b| b.height_m >= HEIGHT_M + 2.0 && b.base_m == 0.0);
    buildings.flat_map(|b| ring::edges(&b.footprint)).filter_map(|(a, b)| {
        let length = ring::distance(a, b);
        // The inside of a counter-clockwise ring is on the left of its edges.
        (length >= 8.0).then(|| (ring::lerp(a, b, 0.5), ((b.1 - a.1) / length, (a.0 - b.0) / length)))
    })
}

fn judge(city: &City<'_>, sites: &[Site], shadowed: &[Point2], middle: Point2, normal: Point2) -> Option<Candidate> {
    // 20 cm in front of the wall, so that the wall itself hides nothing.
    let front = ring::round_cm((middle.0 + 0.2 * normal.0, middle.1 + 0.2 * normal.1));
    let position = (front.0, front.1, HEIGHT_M);
    let in_front = |p: Point2, nearest: f64, farthest: f64| {
        let (dx, dy, d) = (p.0 - front.0, p.1 - front.1, ring::distance(p, front));
        d >= nearest && d <= farthest && (dx * normal.0 + dy * normal.1) / d >= COS_LARGEST_ANGLE
    };
    let distance_to = |site: &Site| ring::distance((site.position.0, site.position.1), front);
    let (index, site) = sites
        .iter()
        .enumerate()
        .filter(|(_, site)| {
            in_front((site.position.0, site.position.1), NEAREST_SITE_M, SITE_M) && city.sees(site.position, position)
        })
        .min_by(|a, b| distance_to(a.1).total_cmp(&distance_to(b.1)))?;
    let served: Vec<Point2> = shadowed
        .iter()
        .copied()
        .filter(|&p| in_front(p, 1.0, SERVED_M) && city.sees(position, (p.0, p.1, UE_HEIGHT_M)))
        .collect();
    let centre = ring::mean(&served);
    let target =
        served.iter().copied().min_by(|a, b| ring::distance(*a, centre).total_cmp(&ring::distance(*b, centre)))?;
    let worth = served.len() as f64 / distance_to(site);
    Some(Candidate { worth, position, azimuth_deg: bearing_deg(normal), site: index, target: ring::round_cm(target) })
}
