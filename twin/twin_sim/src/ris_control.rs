//! From what a RIS is steered for to the phases it is set to.

use glam::DVec3;
use num_complex::Complex64;
use twin_antenna::control::{self, RisSector, RisUser};
use twin_antenna::{RisConfig, RisPanel, Steer};
use twin_scene::schema::RisTarget;
use twin_units::rng::{Purpose, Stream};

/// Height of a served sector, degrees: from street to upper floors. Assumed; no standard gives one.
const SECTOR_HEIGHT_DEG: f64 = 20.0;

/// The phases of a panel for a target. `agents` are the antennas of the agents it follows, m: see [`agents_followed`].
///
/// A panel whose agents are not there is a mirror.
pub fn configure(panel: &RisPanel, source: DVec3, target: RisTarget, agents: &[DVec3], wavelength_m: f64) -> RisConfig {
    match target {
        RisTarget::Mirror => panel.configure(source, Steer::Mirror, wavelength_m),
        RisTarget::Point((x, y, z)) => control::focus(panel, source, DVec3::new(x, y, z), wavelength_m),
        RisTarget::Agent(_) => match agents.first() {
            Some(agent) => control::focus(panel, source, *agent, wavelength_m),
            None => panel.configure(source, Steer::Mirror, wavelength_m),
        },
        RisTarget::Sector((x, y, z), width_deg) => {
            let sector = RisSector::around(panel, DVec3::new(x, y, z), width_deg, SECTOR_HEIGHT_DEG);
            control::sector(panel, source, sector, wavelength_m)
        }
        RisTarget::Worst(_) => {
            let users: Vec<RisUser> =
                agents.iter().map(|&position| RisUser { position, other: Complex64::new(0.0, 0.0) }).collect();
            control::max_min(panel, source, &users, wavelength_m)
                .map_or_else(|| panel.configure(source, Steer::Mirror, wavelength_m), |found| found.config)
        }
        RisTarget::Random(seed) => {
            let mut stream = Stream::new(u64::from(seed), 0, Purpose::RisPhases);
            control::random(panel, || stream.uniform())
        }
        RisTarget::Absorb => control::absorbing(),
    }
}

/// Whether a target moves with agents.
pub fn follows_agents(target: RisTarget) -> bool {
    matches!(target, RisTarget::Agent(_) | RisTarget::Worst(_))
}

/// The antennas a panel at `position` looking along `boresight` follows, out of those of all agents, m: one agent, or the nearest in front of it.
pub fn agents_followed(target: RisTarget, position: DVec3, boresight: DVec3, antennas: &[DVec3]) -> Vec<DVec3> {
    match target {
        RisTarget::Agent(ue) => antennas.get(ue as usize).copied().into_iter().collect(),
        RisTarget::Worst(n) => {
            let mut near: Vec<DVec3> =
                antennas.iter().copied().filter(|antenna| (*antenna - position).dot(boresight) > 0.0).collect();
            // Stable: of equally near ones the first.
            near.sort_by(|a, b| a.distance_squared(position).total_cmp(&b.distance_squared(position)));
            near.truncate(n as usize);
            near
        }
        _ => Vec::new(),
    }
}

/// The point a target is about, m, given the agents it follows; `None` where there is none.
pub fn point_of(target: RisTarget, agents: &[DVec3]) -> Option<DVec3> {
    match target {
        RisTarget::Point((x, y, z)) | RisTarget::Sector((x, y, z), _) => Some(DVec3::new(x, y, z)),
        RisTarget::Agent(_) | RisTarget::Worst(_) => agents.first().copied(),
        RisTarget::Mirror | RisTarget::Random(_) | RisTarget::Absorb => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_antenna::{Orientation, PhaseControl};

    #[test]
    fn every_controller_sets_the_panel_and_the_best_one_for_a_user_is_focus() {
        let (wavelength_m, source) = (0.0107, DVec3::new(-20.0, 15.0, 8.0));
        let orientation = Orientation::from_bearing(0.0, 0.0);
        let panel =
            RisPanel::new(DVec3::new(0.0, 0.0, 8.0), orientation, 24, 24, PhaseControl::Continuous, wavelength_m);
        let users = [DVec3::new(12.0, 18.0, 1.5), DVec3::new(-6.0, 30.0, 1.5), DVec3::new(3.0, -9.0, 1.5)];
        let gain = |target: RisTarget, user: usize| {
            let agents = agents_followed(target, panel.position, orientation.boresight(), &users);
            let config = configure(&panel, source, target, &agents, wavelength_m);
            panel.cascade_gain(&config, source, users[user], wavelength_m).map_or(0.0, |gain| gain.norm_sqr())
        };
        let focus = gain(RisTarget::Agent(0), 0);
        let others = [
            RisTarget::Mirror,
            RisTarget::Random(7),
            RisTarget::Sector((12.0, 18.0, 1.5), 40.0),
            RisTarget::Worst(2),
            RisTarget::Absorb,
        ];
        for other in others {
            assert!(gain(other, 0) < focus, "{other:?}");
        }
        assert_eq!(gain(RisTarget::Absorb, 0), 0.0);
        // The user behind the panel is not followed; of the other two the worse one gets more than from a focus on its neighbour.
        assert!(gain(RisTarget::Worst(3), 1) > 10.0 * gain(RisTarget::Agent(0), 1));
        assert!(gain(RisTarget::Sector((12.0, 18.0, 1.5), 40.0), 0) > gain(RisTarget::Random(7), 0));
    }
}
