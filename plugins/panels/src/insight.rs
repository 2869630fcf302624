//! What the radio engine says about the selection and the run, as plain values: gathered apart from drawing, only as often as it is of use.

use crate::view::AgentRow;
use twin_radio::{Mechanism, Path};
use twin_scene::schema::{Propagation, RisTarget, Weather};
use twin_sim::RadioEngine;
use twin_sim::budget::{BudgetTerm, budget, drawn_budget};
use twin_sim::plan::{Plan, Ris};
use twin_sim::ris_facts::{RisFacts, ris_facts};
use twin_units::{CellId, RisId, Tick, UeId, math};
use view_state::Object;

/// Host time between two counts, s.
const EVERY_S: f64 = 0.5;
/// Simulated time after which they are made anew in any case, ticks.
const EVERY_TICKS: u64 = 50;

/// Paths by mechanism, in the order of [`Mechanism::ALL`].
pub type PathCounts = [usize; Mechanism::ALL.len()];

/// What an effect of the air takes on a kilometre.
#[derive(Clone, Debug, PartialEq)]
pub struct AirTerm {
    /// What it is.
    pub name: &'static str,
    /// Loss, dB/km.
    pub db_per_km: f64,
    /// Document, edition and clause.
    pub source: &'static str,
    /// Whether the source covers the case.
    pub valid: bool,
    /// A remark; empty when there is none.
    pub note: &'static str,
}

/// Budget of one path of the selected agent's serving link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkInsight {
    /// Whose link.
    pub ue: UeId,
    /// From which cell.
    pub cell: CellId,
    /// Number of the path among those of the cell's site, strongest first.
    pub path: usize,
    /// Its unrolled length, m.
    pub length_m: f64,
    /// Gains and losses; they add up to the path's share of SS-RSRP, dBm.
    pub terms: Vec<BudgetTerm>,
    /// Share of SS-RSRP of each path of the site, dBm; none where the statistical channel draws the link as a whole.
    pub levels_dbm: Vec<f64>,
}

/// What panels show of the radio engine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RadioInsight {
    /// Weather and propagation the scene came with.
    pub start: Option<(Weather, Propagation)>,
    /// Paths of all agents from all sites.
    pub all: PathCounts,
    /// Paths of the selected agent from its serving site.
    pub chosen: Option<PathCounts>,
    /// What the air takes at the carrier.
    pub air: Vec<AirTerm>,
    /// Budget of the selected agent's link.
    pub link: Option<LinkInsight>,
    /// The selected RIS.
    pub ris: Option<(RisId, RisFacts)>,
}

impl RadioInsight {
    /// What the air takes on a kilometre, dB.
    pub fn air_db_per_km(&self) -> f64 {
        self.air.iter().map(|term| term.db_per_km).sum()
    }
}

/// Gathers [`RadioInsight`], frame by frame.
#[derive(Default)]
pub(crate) struct Gatherer {
    insight: RadioInsight,
    scene: String,
    counted: Option<(f64, Tick, Option<UeId>, Propagation)>,
    weather: Option<(Weather, u64)>,
    link: Option<LinkKey>,
    ris: Option<(f64, Tick, Ris)>,
}

type LinkKey = (UeId, CellId, usize, usize, Tick, Weather, Propagation, usize);

/// What is gathered from in a frame.
pub(crate) struct Sources<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) engine: Option<&'a RadioEngine>,
    pub(crate) agents: &'a [AgentRow<'a>],
    pub(crate) selected: Option<Object>,
    /// Chosen path of an agent's serving link.
    pub(crate) path: Option<(UeId, usize)>,
    pub(crate) tick: Tick,
    /// Host time, s.
    pub(crate) now_s: f64,
}

impl Gatherer {
    /// Brings the insight up to date and returns it.
    pub(crate) fn gather(&mut self, from: &Sources<'_>) -> &RadioInsight {
        if self.scene != from.plan.scene_name {
            *self = Self { scene: from.plan.scene_name.clone(), ..Self::default() };
            self.insight.start = Some((from.plan.weather, from.plan.propagation));
        }
        let agent = match from.selected {
            Some(Object::Agent(ue)) => from.agents.get(ue.0 as usize),
            _ => None,
        };
        self.count(from, agent);
        self.ask_air(from);
        self.ask_link(from, agent);
        self.ask_ris(from);
        &self.insight
    }

    fn count(&mut self, from: &Sources<'_>, agent: Option<&AgentRow<'_>>) {
        let key = (from.now_s, from.tick, agent.map(|agent| agent.ue.id), from.plan.propagation);
        let fresh = self.counted.is_some_and(|(then, tick, ue, propagation)| {
            !is_due((then, tick), (from.now_s, from.tick)) && (ue, propagation) == (key.2, key.3)
        });
        if fresh {
            return;
        }
        self.counted = Some(key);
        self.insight.all = counts(from.agents.iter().flat_map(|agent| agent.links.paths.iter().flatten()));
        self.insight.chosen =
            agent.and_then(|agent| serving_paths(agent, from.plan)).map(|(_, paths)| counts(paths.iter()));
    }

    fn ask_air(&mut self, from: &Sources<'_>) {
        let key = (from.plan.weather, from.plan.carrier.frequency.0.to_bits());
        if self.weather == Some(key) && !self.insight.air.is_empty() {
            return;
        }
        let Some(engine) = from.engine else { return };
        self.weather = Some(key);
        let terms = engine.air().terms(1_000.0);
        self.insight.air = terms
            .into_iter()
            .map(|term| AirTerm {
                name: term.name,
                db_per_km: term.loss.0,
                source: term.source,
                valid: term.valid,
                note: term.note,
            })
            .collect();
    }

    fn ask_link(&mut self, from: &Sources<'_>, agent: Option<&AgentRow<'_>>) {
        let found = agent.and_then(|agent| Some((agent, serving_paths(agent, from.plan)?, from.engine?)));
        let usable = found.filter(|(agent, (cell, paths), engine)| {
            let has_link = !paths.is_empty() || !agent.links.drawn.is_empty();
            has_link && (cell.0 as usize) < engine.n_cells()
        });
        let Some((agent, (cell, paths), engine)) = usable else {
            (self.insight.link, self.link) = (None, None);
            return;
        };
        let cell_idx = cell.0 as usize;
        let beam = agent.links.best_beam.get(cell_idx).copied().unwrap_or(0);
        let wished = from.path.filter(|(ue, _)| *ue == agent.ue.id).map_or(0, |(_, path)| path);
        let path = wished.min(paths.len().saturating_sub(1));
        let site = engine.site_of(cell_idx);
        let solved_at = agent.links.site_solved_at.get(site).copied().unwrap_or_default();
        let key = (agent.ue.id, cell, beam, path, solved_at, from.plan.weather, from.plan.propagation, paths.len());
        if self.link == Some(key) {
            return;
        }
        self.link = Some(key);
        let receiver = agent.pose.position + glam::DVec3::Z * agent.ue.antenna_height_m;
        if let Some(drawn) = agent.links.drawn.get(site) {
            self.insight.link = Some(LinkInsight {
                ue: agent.ue.id,
                cell,
                path: 0,
                length_m: drawn.distance_m,
                terms: drawn_budget(engine, cell_idx, beam, drawn, receiver),
                levels_dbm: Vec::new(),
            });
            return;
        }
        let power = engine.power_per_re(cell_idx);
        let level = |path: &Path| {
            let gain = engine.antenna(cell_idx).gain(beam, path.departure) * path.power_gain_v();
            (power * gain).dbm().0
        };
        self.insight.link = Some(LinkInsight {
            ue: agent.ue.id,
            cell,
            path,
            length_m: paths[path].length_m,
            terms: budget(engine, cell_idx, beam, &paths[path], receiver, Some(agent.ue.id.0)),
            levels_dbm: paths.iter().map(level).collect(),
        });
    }

    fn ask_ris(&mut self, from: &Sources<'_>) {
        let ris = match from.selected {
            Some(Object::Ris(ris)) => from.plan.ris.get(ris.0 as usize),
            _ => None,
        };
        let Some((ris, engine)) = ris.zip(from.engine) else {
            (self.insight.ris, self.ris) = (None, None);
            return;
        };
        let fresh = self
            .ris
            .as_ref()
            .is_some_and(|(then, tick, known)| known == ris && !is_due((*then, *tick), (from.now_s, from.tick)));
        if fresh {
            return;
        }
        self.ris = Some((from.now_s, from.tick, ris.clone()));
        let target = match ris.target {
            RisTarget::Mirror | RisTarget::Random(_) | RisTarget::Absorb | RisTarget::Worst(_) => None,
            RisTarget::Point((x, y, z)) | RisTarget::Sector((x, y, z), _) => Some(glam::DVec3::new(x, y, z)),
            RisTarget::Agent(ue) => from
                .agents
                .get(ue as usize)
                .map(|agent| agent.pose.position + glam::DVec3::Z * agent.ue.antenna_height_m),
        };
        self.insight.ris = Some((ris.id, ris_facts(engine, ris, target)));
    }
}

/// Whether something gathered at a moment is to be gathered again.
fn is_due((then_s, then): (f64, Tick), (now_s, now): (f64, Tick)) -> bool {
    now_s - then_s >= EVERY_S || now.0.abs_diff(then.0) >= EVERY_TICKS
}

/// The serving cell, and the paths from its site, strongest first.
pub(crate) fn serving_paths<'a>(agent: &AgentRow<'a>, plan: &Plan) -> Option<(CellId, &'a [Path])> {
    let cell = agent.radio.serving?;
    let site = plan.cells.get(cell.0 as usize)?.site;
    Some((cell, agent.links.paths.get(site.0 as usize).map_or(&[][..], Vec::as_slice)))
}

/// Counts paths by mechanism.
pub(crate) fn counts<'a>(paths: impl Iterator<Item = &'a Path>) -> PathCounts {
    let mut counts = PathCounts::default();
    for path in paths {
        if let Some(at) = Mechanism::ALL.iter().position(|known| *known == path.mechanism) {
            counts[at] += 1;
        }
    }
    counts
}

/// Path gain between isotropic antennas, dB; NaN for none.
pub(crate) fn path_gain_db(path: &Path) -> f64 {
    let gain = path.power_gain_v();
    if gain > 0.0 { 10.0 * math::log10(gain) } else { f64::NAN }
}

#[cfg(test)]
mod tests;
