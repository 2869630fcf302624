//! `Paths` and `LinkBudget`: rays and beam gains of every agent, each re-solved every 100 ms and at once where something was edited; with the
//! statistical channel drawn links in place of rays.

use crate::TwinClock;
use crate::components::{HostClock, Links, Pose, RadioState, Roster, Timings, Ue};
use crate::engine::{LinkSolution, RadioEngine, strongest};
use crate::parallel::map_all;
use crate::plan::Plan;
use crate::statistical::{Fading, Models, renew};
use crate::systems::mobility::Movers;
use crate::systems::ris::target_of;
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_radio::Path;
use twin_scene::schema::Propagation;
use twin_units::Tick;

/// Ticks between two solutions of an agent's links to its serving cell and the strongest neighbours: 100 ms, 1.4 m at 50 km/h.
pub const LINK_TICKS: u64 = 10;
/// Ticks between two solutions of all other links: 1 s.
const FAR_LINK_TICKS: u64 = 100;

/// What must be solved anew, and why.
#[derive(Resource, Clone, Debug, Default)]
pub(crate) struct Dirty {
    pub(crate) everything: bool,
    sites: Vec<usize>,
    ris: Vec<usize>,
    steer: Vec<usize>,
    gains: Vec<usize>,
    agents: Vec<usize>,
}

impl Dirty {
    /// At the start of a run.
    pub(crate) fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }
    /// A site moved: light it again, solve its links.
    pub(crate) fn site(&mut self, site: usize) {
        self.sites.push(site);
    }
    /// Other mechanisms count from now on: solve all; light again what other reflections light.
    pub(crate) fn propagation(&mut self, before: Propagation, now: Propagation, n_sites: usize) {
        self.everything = true;
        let lights = |p: Propagation| (p.reflection, p.transmission, p.diffraction, p.scattering, p.max_order);
        if lights(before) != lights(now) {
            self.sites.extend(0..n_sites);
        }
    }
    /// A RIS was edited: set it again, solve the links of its site.
    pub(crate) fn ris(&mut self, ris: usize) {
        self.ris.push(ris);
    }
    /// A RIS follows its agent: set it again; links follow in their turn.
    pub(crate) fn steer(&mut self, ris: usize) {
        self.steer.push(ris);
    }
    /// Directions or powers of a site's cells changed: only gains.
    pub(crate) fn gains(&mut self, site: usize) {
        self.gains.push(site);
    }
    /// An agent was put elsewhere: solve all its links.
    pub(crate) fn agent(&mut self, ue: usize) {
        self.agents.push(ue);
    }
}

/// Brings the engine up to date with the plan, then solves the links that are due.
pub(crate) fn solve_links(
    plan: Res<Plan>,
    mut engine: ResMut<RadioEngine>,
    movers: Res<Movers>,
    mut dirty: ResMut<Dirty>,
    roster: Res<Roster>,
    clock: Res<TwinClock>,
    agents: Query<Linked>,
    host: Res<HostClock>,
    mut timings: ResMut<Timings>,
) {
    let start = (host.0)();
    let dirty = std::mem::take(&mut *dirty);
    let mut sites_to_solve = refresh_engine(&mut engine, &plan, &movers, &dirty);
    sites_to_solve.sort_unstable();
    sites_to_solve.dedup();

    if engine.statistical().is_some() {
        draw_links(&engine, &dirty, &sites_to_solve, clock.tick, agents);
    } else {
        if plan.propagation.movers {
            engine.set_bodies(crate::bodies::of(movers.0.agents()));
        }
        trace_links(&engine, &dirty, &sites_to_solve, clock.tick, &roster, agents);
    }
    let spent = (host.0)() - start;
    timings.rays_s = Timings::smooth(timings.rays_s, spent);
    timings.total_rays_s += spent;
}

/// What links are made of and go into.
type Linked = (&'static Ue, &'static Pose, &'static RadioState, &'static mut Links, &'static mut Fading);

/// Traces the links that are due.
fn trace_links(
    engine: &RadioEngine,
    dirty: &Dirty,
    sites_to_solve: &[usize],
    now: Tick,
    roster: &Roster,
    mut agents: Query<Linked>,
) {
    let mut jobs = Vec::new();
    for (ue_idx, entity) in roster.0.iter().enumerate() {
        let Ok((ue, pose, radio, links, _)) = agents.get(*entity) else { continue };
        let is_due = |ticks: u64| now.is_due(ticks, ue_idx as u64);
        let all = dirty.everything
            || links.beam_gains.is_empty()
            || dirty.agents.contains(&ue_idx)
            || is_due(FAR_LINK_TICKS)
            || (radio.serving.is_none() && is_due(LINK_TICKS));
        let mut sites = sites_to_solve.to_vec();
        if all {
            sites = (0..engine.n_sites()).collect();
        } else if is_due(LINK_TICKS) {
            sites.extend(engine.fresh_sites(&links.ss_rsrp_dbm, radio.serving.map(|cell| cell.0 as usize)));
            sites.sort_unstable();
            sites.dedup();
        }
        if !sites.is_empty() {
            jobs.push(Job { ue_idx, receiver: pose.position + DVec3::Z * ue.antenna_height_m, sites });
        }
    }
    for (job, solution) in jobs.iter().zip(solve_all(engine, &jobs)) {
        if let Ok((_, _, _, mut links, _)) = agents.get_mut(roster.0[job.ue_idx]) {
            take_over(engine, &mut links, solution, job, now);
        }
    }
}

/// Draws the links that are due: an agent's own every 100 ms, all sites at once, which costs less here than choosing among them; those of edited
/// sites at once. Agents do not depend on each other, so any order and any number of threads gives the same bits.
fn draw_links(engine: &RadioEngine, dirty: &Dirty, sites_to_solve: &[usize], now: Tick, mut agents: Query<Linked>) {
    let all: Vec<usize> = (0..engine.n_sites()).collect();
    let is_due = |ue: &Ue, links: &Links| {
        dirty.everything
            || links.beam_gains.is_empty()
            || now.is_due(LINK_TICKS, u64::from(ue.id.0))
            || dirty.agents.contains(&(ue.id.0 as usize))
    };
    let due = agents.iter_mut().filter_map(|(ue, pose, _, links, fading)| {
        let sites = if is_due(ue, &links) { &all[..] } else { sites_to_solve };
        (!sites.is_empty()).then(|| (links, fading, pose.position + DVec3::Z * ue.antenna_height_m, sites))
    });
    let mut due: Vec<_> = due.collect();
    map_all(&mut due, Models::default, |models, (links, fading, receiver, sites)| {
        renew(engine, models, fading, links, *receiver, sites, now)
    });
}

/// Re-lights moved sites and re-sets edited RIS; returns the sites whose links changed for everyone.
fn refresh_engine(engine: &mut RadioEngine, plan: &Plan, movers: &Movers, dirty: &Dirty) -> Vec<usize> {
    let mut sites = dirty.gains.clone();
    let mut moved = dirty.sites.clone();
    moved.sort_unstable();
    moved.dedup();
    for site in moved {
        engine.light_site(plan, site);
        sites.push(site);
        for ris_idx in (0..plan.ris.len()).filter(|&ris_idx| plan.ris[ris_idx].serves.0 as usize == site) {
            engine.set_ris(plan, ris_idx, &target_of(plan, &movers.0, ris_idx));
        }
    }
    for &ris_idx in &dirty.ris {
        engine.set_ris(plan, ris_idx, &target_of(plan, &movers.0, ris_idx));
        sites.push(plan.ris[ris_idx].serves.0 as usize);
    }
    for &ris_idx in &dirty.steer {
        engine.set_ris(plan, ris_idx, &target_of(plan, &movers.0, ris_idx));
    }
    sites
}

/// One agent's links to solve.
struct Job {
    ue_idx: usize,
    receiver: DVec3,
    /// Ascending.
    sites: Vec<usize>,
}

/// Solves all jobs, in order; on all cores with the feature `parallel`, with the same bits.
fn solve_all(engine: &RadioEngine, jobs: &[Job]) -> Vec<LinkSolution> {
    let solve = |job: &Job| engine.solve_sites(job.receiver, Some(job.ue_idx as u32), &job.sites);
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        jobs.par_iter().map(solve).collect()
    }
    #[cfg(not(feature = "parallel"))]
    jobs.iter().map(solve).collect()
}

/// Puts a solution into an agent's links.
fn take_over(engine: &RadioEngine, links: &mut Links, solution: LinkSolution, job: &Job, now: Tick) {
    links.paths.resize(engine.n_sites(), Vec::new());
    links.beam_gains.resize(engine.n_cells(), Vec::new());
    links.site_solved_at.resize(engine.n_sites(), now);
    for (site, paths) in solution.paths.into_iter().enumerate().filter(|(site, _)| job.sites.contains(site)) {
        links.paths[site] = paths;
        links.site_solved_at[site] = now;
    }
    for (cell, gains) in solution.beam_gains.into_iter().enumerate() {
        if job.sites.contains(&engine.site_of(cell)) {
            links.beam_gains[cell] = gains;
        }
    }
    links.best_beam = links.beam_gains.iter().map(|gains| strongest(gains)).collect();
    links.ss_rsrp_dbm = (0..engine.n_cells())
        .map(|cell| engine.ss_rsrp_dbm(cell, links.beam_gains[cell].get(links.best_beam[cell]).copied().unwrap_or(0.0)))
        .collect();
}

/// Paths of an agent to a site, strongest first; empty before the first solution.
pub fn paths_to(links: &Links, site: usize) -> &[Path] {
    links.paths.get(site).map_or(&[], Vec::as_slice)
}
