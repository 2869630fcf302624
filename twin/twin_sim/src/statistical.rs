//! The statistical channel: links of TR 38.901 in place of traced rays, behind the same [`Links`] and the same engine.
//!
//! A link of a site has path loss, shadowing, the loss of a car, what the air takes; each of the site's cells adds the gain of its beams towards
//! the agent. [`MeanLink`] is what is known without drawing, for maps; [`Fading`] is what is drawn for one agent along its way.
//!
//! # Accuracy
//! - Beams are met along the straight line to the agent, also without line of sight: TR 38.901's clusters and angular spreads are not drawn.
//! - Shadowing is one value for all sectors of a site, independent between sites (no correlation of 0.5 as in cl. 7.6.3.1 of some scenarios).
//! - When line of sight comes or goes, shadowing is drawn anew: the two are different distributions.
//! - Bodies do not block and propagation switches mean nothing; weather counts.
//! - Heights outside the path loss model's range, where commands may put things, count as its nearest; the budget marks it.

use crate::components::{DrawnLink, Links};
use crate::engine::{RadioEngine, strongest};
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_channel::shadowing::Shadowing;
use twin_channel::street_canyon::{BASE_HEIGHTS_M, DISTANCES_M, StreetCanyon, UE_HEIGHTS_M};
use twin_channel::{car, line_of_sight};
use twin_scene::schema::{AgentKind, LineOfSight, StatisticalChannel};
use twin_units::hash::StateHash;
use twin_units::rng::{Purpose, Stream};
use twin_units::{Hertz, Tick, math};

/// Shortest link, m: an agent at the very antenna.
const LEAST_DISTANCE_M: f64 = 0.1;

/// A link of a site as far as it is not drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanLink {
    /// Length of the straight line, m.
    pub distance_m: f64,
    /// Unit vector from the site to the receiver.
    pub direction: DVec3,
    model: StreetCanyon,
    /// Horizontal part of the line, m.
    across_m: f64,
    /// Probability of line of sight, 0..=1; 0 or 1 where the geometry tells.
    pub los_probability: f64,
    /// What air, rain and fog take, dB.
    pub air_db: f64,
}

impl MeanLink {
    /// Path loss in a state, dB.
    pub fn path_loss_db(&self, has_line_of_sight: bool) -> f64 {
        self.model.path_loss(self.across_m, has_line_of_sight).0
    }

    /// Mean loss, dB: path loss, weighted by the probability of line of sight, and air. No shadowing, no car.
    pub fn mean_loss_db(&self) -> f64 {
        let part = |probability: f64, has_line_of_sight| match probability {
            0.0 => 0.0,
            _ => probability * self.path_loss_db(has_line_of_sight),
        };
        part(self.los_probability, true) + part(1.0 - self.los_probability, false) + self.air_db
    }

    /// The same as a linear power gain.
    pub fn mean_gain(&self) -> f64 {
        math::exp10(-self.mean_loss_db() / 10.0)
    }
}

/// Path loss of a scene's scenario.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Statistical {
    pub(crate) settings: StatisticalChannel,
    pub(crate) frequency: Hertz,
}

impl Statistical {
    /// The mean link from a site; `is_clear` says whether nothing stands on the line, and is asked only where that counts. `models` may hold what
    /// was made for other links.
    pub(crate) fn mean(
        &self,
        site: DVec3,
        receiver: DVec3,
        air_db: f64,
        models: &mut Models,
        is_clear: impl FnOnce() -> bool,
    ) -> MeanLink {
        let across_m = math::hypot(receiver.x - site.x, receiver.y - site.y);
        let los_probability = match self.settings.line_of_sight {
            LineOfSight::Geometry => f64::from(u8::from(is_clear())),
            LineOfSight::Probability => line_of_sight::probability_umi(across_m),
        };
        MeanLink {
            distance_m: site.distance(receiver).max(LEAST_DISTANCE_M),
            direction: (receiver - site).try_normalize().unwrap_or(DVec3::NEG_Z),
            model: models.of(self.frequency, site.z, receiver.z),
            across_m,
            los_probability,
            air_db,
        }
    }

    /// Why the path loss does not cover a link, for people; empty where it does.
    pub(crate) fn caution(site: DVec3, receiver: DVec3) -> &'static str {
        let within = |value: f64, [low, high]: [f64; 2]| (low..=high).contains(&value);
        if !within(site.z, BASE_HEIGHTS_M) {
            "the site's height is outside 3 to 35 m"
        } else if !within(receiver.z, UE_HEIGHTS_M) {
            "the receiver's height is outside 1.5 to 22.5 m"
        } else if !within(math::hypot(receiver.x - site.x, receiver.y - site.y), DISTANCES_M) {
            "the distance is outside 10 m to 5 km"
        } else {
            ""
        }
    }
}

/// The path loss model that was used last: most links of a scene have the same two heights, and its constants cost more than a link.
#[derive(Debug, Default)]
pub(crate) struct Models(Option<([f64; 3], StreetCanyon)>);

impl Models {
    fn of(&mut self, frequency: Hertz, site_m: f64, receiver_m: f64) -> StreetCanyon {
        let key = [frequency.0, site_m, receiver_m];
        if let Some((_, model)) = self.0.as_ref().filter(|(known, _)| *known == key) {
            return *model;
        }
        let within = |height_m: f64, [low, high]: [f64; 2]| height_m.clamp(low, high);
        let model = StreetCanyon::new(frequency, within(site_m, BASE_HEIGHTS_M), within(receiver_m, UE_HEIGHTS_M))
            .expect("heights are brought into the range, the carrier was checked");
        self.0 = Some((key, model));
        model
    }
}

/// What is drawn for one agent; empty where rays are traced.
#[derive(Component, Debug, Default)]
pub(crate) struct Fading {
    /// `[n_site]`.
    links: Vec<LinkFading>,
    car_loss_db: f64,
}

/// One link's processes along the agent's way.
#[derive(Debug)]
struct LinkFading {
    shadowing: (Shadowing, Stream),
    /// The process that line of sight follows, where it is drawn.
    sight: Option<(Shadowing, Stream)>,
    had_line_of_sight: Option<bool>,
    /// Where the agent was when the link was drawn last, m.
    at: Option<DVec3>,
}

impl Fading {
    /// That of an agent at the start of a run. Streams are by agent and site, so that neither another agent nor another link changes a draw.
    pub(crate) fn new(
        channel: Option<&StatisticalChannel>,
        n_sites: usize,
        seed: u64,
        ue: u32,
        kind: AgentKind,
    ) -> Self {
        let Some(channel) = channel else { return Self::default() };
        let drawn = |entity: u32, purpose| {
            let mut stream = Stream::new(seed, entity, purpose);
            (Shadowing::draw(&mut stream), stream)
        };
        let link = |site: u32| {
            let entity = ue * n_sites as u32 + site;
            let is_drawn = channel.line_of_sight == LineOfSight::Probability;
            LinkFading {
                shadowing: drawn(entity, Purpose::Shadowing),
                sight: is_drawn.then(|| drawn(entity, Purpose::LineOfSight)),
                had_line_of_sight: None,
                at: None,
            }
        };
        let car_loss_db = if channel.car_loss && kind == AgentKind::Car {
            car::loss_db(car::MEAN_DB, &mut Stream::new(seed, ue, Purpose::CarLoss))
        } else {
            0.0
        };
        Self { links: (0..n_sites as u32).map(link).collect(), car_loss_db }
    }

    /// Moves a link on to where the agent is now.
    fn draw(&mut self, site: usize, settings: &StatisticalChannel, mean: &MeanLink, receiver: DVec3) -> DrawnLink {
        let link = &mut self.links[site];
        let moved_m = link.at.replace(receiver).map_or(0.0, |at| at.distance(receiver));
        let has_line_of_sight = match &mut link.sight {
            None => mean.los_probability > 0.5,
            Some((sight, stream)) => {
                if moved_m > 0.0 {
                    sight.advance(moved_m, line_of_sight::CORRELATION_UMI_M, stream);
                }
                sight.share() < mean.los_probability
            }
        };
        let own = settings.shadowing;
        let (deviation_db, correlation_m) = match has_line_of_sight {
            true => (own.los_db, own.correlation_los_m),
            false => (own.nlos_db, own.correlation_nlos_m),
        };
        let (shadowing, stream) = &mut link.shadowing;
        if link.had_line_of_sight.replace(has_line_of_sight).is_some_and(|before| before != has_line_of_sight) {
            *shadowing = Shadowing::draw(stream);
        } else if moved_m > 0.0 {
            shadowing.advance(moved_m, correlation_m, stream);
        }
        DrawnLink {
            has_line_of_sight,
            distance_m: mean.distance_m,
            path_loss_db: mean.path_loss_db(has_line_of_sight),
            shadowing_db: shadowing.loss_db(deviation_db),
            car_loss_db: self.car_loss_db,
            air_db: mean.air_db,
        }
    }

    /// Adds the state to a hash; nothing where rays are traced.
    pub(crate) fn hash_into(&self, hash: &mut StateHash) {
        for link in &self.links {
            hash.real(link.shadowing.0.loss_db(1.0));
            hash.word(link.had_line_of_sight.map_or(2, u64::from));
            if let Some((sight, _)) = &link.sight {
                hash.real(sight.share());
            }
        }
    }
}

/// Draws the links of an agent to some sites and puts them into its [`Links`], without allocating after the first time.
pub(crate) fn renew(
    engine: &RadioEngine,
    models: &mut Models,
    fading: &mut Fading,
    links: &mut Links,
    receiver: DVec3,
    sites: &[usize],
    now: Tick,
) {
    let (n_sites, n_cells) = (engine.n_sites(), engine.n_cells());
    links.paths.resize(n_sites, Vec::new());
    links.site_solved_at.resize(n_sites, now);
    links.drawn.resize(n_sites, DrawnLink::default());
    links.beam_gains.resize(n_cells, Vec::new());
    links.best_beam.resize(n_cells, 0);
    links.ss_rsrp_dbm.resize(n_cells, crate::components::NO_SIGNAL_DBM);
    for &site in sites {
        let Some((settings, mean)) = engine.statistical().zip(engine.mean_link_with(site, receiver, models)) else {
            continue;
        };
        let drawn = fading.draw(site, settings, &mean, receiver);
        links.drawn[site] = drawn;
        links.site_solved_at[site] = now;
        let gain = math::exp10(-drawn.loss_db() / 10.0);
        for cell in (0..n_cells).filter(|&cell| engine.site_of(cell) == site) {
            engine.beam_gains_towards(cell, mean.direction, gain, &mut links.beam_gains[cell]);
            let best = strongest(&links.beam_gains[cell]);
            links.best_beam[cell] = best;
            links.ss_rsrp_dbm[cell] =
                engine.ss_rsrp_dbm(cell, links.beam_gains[cell].get(best).copied().unwrap_or(0.0));
        }
    }
}

#[cfg(test)]
mod tests;
