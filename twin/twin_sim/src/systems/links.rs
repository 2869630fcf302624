//! `Paths` and `LinkBudget`: rays and beam gains of every agent, each re-solved every 100 ms and at once where something was edited.

use crate::TwinClock;
use crate::components::{HostClock, Links, Pose, Roster, Timings, Ue};
use crate::engine::{LinkSolution, RadioEngine, strongest};
use crate::plan::Plan;
use crate::systems::mobility::Movers;
use crate::systems::ris::target_of;
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_radio::Path;

/// Ticks between two solutions of an agent's links: 100 ms, 1.4 m at 50 km/h.
pub const LINK_TICKS: u64 = 10;

/// What must be solved anew, and why.
#[derive(Resource, Clone, Debug, Default)]
pub(crate) struct Dirty {
    everything: bool,
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
    mut agents: Query<(&Ue, &Pose, &mut Links)>,
    host: Res<HostClock>,
    mut timings: ResMut<Timings>,
) {
    let start = (host.0)();
    let dirty = std::mem::take(&mut *dirty);
    let mut sites_to_solve = refresh_engine(&mut engine, &plan, &movers, &dirty);
    sites_to_solve.sort_unstable();
    sites_to_solve.dedup();

    let mut jobs = Vec::new();
    for (ue_idx, entity) in roster.0.iter().enumerate() {
        let Ok((ue, pose, links)) = agents.get(*entity) else { continue };
        let due = dirty.everything
            || links.beam_gains.is_empty()
            || dirty.agents.contains(&ue_idx)
            || clock.tick.is_due(LINK_TICKS, ue_idx as u64);
        if due || !sites_to_solve.is_empty() {
            let receiver = pose.position + DVec3::Z * ue.antenna_height_m;
            jobs.push(Job { ue_idx, receiver, all: due });
        }
    }
    for (job, solution) in jobs.iter().zip(solve_all(&engine, &jobs, &sites_to_solve)) {
        if let Ok((_, _, mut links)) = agents.get_mut(roster.0[job.ue_idx]) {
            take_over(&engine, &mut links, solution, &sites_to_solve, job.all);
            if job.all {
                links.solved_at = clock.tick;
            }
        }
    }
    let spent = (host.0)() - start;
    timings.rays_s = Timings::smooth(timings.rays_s, spent);
    timings.total_rays_s += spent;
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
            engine.set_ris(plan, ris_idx, target_of(plan, &movers.0, ris_idx));
        }
    }
    for &ris_idx in &dirty.ris {
        engine.set_ris(plan, ris_idx, target_of(plan, &movers.0, ris_idx));
        sites.push(plan.ris[ris_idx].serves.0 as usize);
    }
    for &ris_idx in &dirty.steer {
        engine.set_ris(plan, ris_idx, target_of(plan, &movers.0, ris_idx));
    }
    sites
}

/// One agent's links to solve: all of them, or only those of edited sites.
struct Job {
    ue_idx: usize,
    receiver: DVec3,
    all: bool,
}

/// Solves all jobs, in order; on all cores with the feature `parallel`, with the same bits.
fn solve_all(engine: &RadioEngine, jobs: &[Job], sites: &[usize]) -> Vec<LinkSolution> {
    let solve = |job: &Job| if job.all { engine.solve(job.receiver) } else { solve_sites(engine, job.receiver, sites) };
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        jobs.par_iter().map(solve).collect()
    }
    #[cfg(not(feature = "parallel"))]
    jobs.iter().map(solve).collect()
}

/// Links of some sites only; the other entries stay empty.
fn solve_sites(engine: &RadioEngine, receiver: DVec3, sites: &[usize]) -> LinkSolution {
    let mut paths = vec![Vec::new(); engine.n_sites()];
    for &site in sites {
        engine.paths(site, receiver, &mut paths[site]);
    }
    let gains_of = |cell: usize| match sites.contains(&engine.site_of(cell)) {
        true => engine.beam_gains(cell, &paths[engine.site_of(cell)]),
        false => Vec::new(),
    };
    let beam_gains = (0..engine.n_cells()).map(gains_of).collect();
    LinkSolution { paths, beam_gains }
}

/// Puts a solution into an agent's links.
fn take_over(engine: &RadioEngine, links: &mut Links, solution: LinkSolution, sites: &[usize], all: bool) {
    if all {
        links.paths = solution.paths;
        links.beam_gains = solution.beam_gains;
    } else {
        for (site, paths) in solution.paths.into_iter().enumerate().filter(|(site, _)| sites.contains(site)) {
            links.paths[site] = paths;
        }
        for (cell, gains) in solution.beam_gains.into_iter().enumerate().filter(|(_, gains)| !gains.is_empty()) {
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
