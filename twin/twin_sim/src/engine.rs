//! The radio engine: geometry, transmitters and surfaces joined, so that one call gives all links of a point.
//!
//! Cheap to clone (shared parts are behind `Arc`), so that map workers solve on a copy of one moment while the twin goes on.
//!
//! # Accuracy
//! - Paths of a site add as powers in each beam: the mean over a band wider than the coherence bandwidth (SS-RSRP is such a mean, TS 38.215 cl. 5.1.1).
//! - A RIS is reached and left in line of sight only, without change of polarisation.
//! - Transmitters are vertically polarised; receivers are isotropic and add both polarisations.
//! - Agents do not block or reflect.

use crate::components::NO_SIGNAL_DBM;
use crate::plan::{Cell, Plan, Ris};
use bevy_ecs::prelude::*;
use glam::DVec3;
use num_complex::Complex64;
use std::sync::Arc;
use twin_antenna::{CellAntenna, Codebook, Orientation, PhaseControl, RisPanel, Steer, link};
use twin_radio::{Geometry, Illumination, Interaction, Mechanism, Path, SolverSettings, Wave};
use twin_scene::schema::RisTarget;
use twin_units::{Hertz, Watts};

/// Everything needed to solve links.
#[derive(Resource, Clone)]
pub struct RadioEngine {
    geometry: Arc<Geometry>,
    wave: Arc<Wave>,
    settings: SolverSettings,
    n_prb: u32,
    sites: Vec<Arc<SiteRadio>>,
    cells: Vec<Arc<CellRadio>>,
    ris: Vec<Option<Arc<RisRadio>>>,
}

/// A site's antennas and what they light.
struct SiteRadio {
    position: DVec3,
    illumination: Illumination,
}

/// A cell's array and power.
struct CellRadio {
    site: usize,
    antenna: CellAntenna,
    power_per_re: Watts,
    n_beams: usize,
}

/// A RIS lit by its site.
struct RisRadio {
    site: usize,
    position: DVec3,
    from_site: DVec3,
    site_distance_m: f64,
    wave: twin_antenna::Illumination,
}

/// All links of one point.
#[derive(Clone, Debug, Default)]
pub struct LinkSolution {
    /// Paths per site, strongest first.
    pub paths: Vec<Vec<Path>>,
    /// Linear power gain of each beam of each cell, `[n_cell][n_beam]`.
    pub beam_gains: Vec<Vec<f64>>,
}

impl RadioEngine {
    /// An engine over a geometry, with no site lit yet; [`RadioEngine::light_site`] and [`RadioEngine::set_cell`] follow.
    pub fn new(geometry: Arc<Geometry>, plan: &Plan, settings: SolverSettings) -> Self {
        let mut engine = Self {
            wave: Arc::new(geometry.wave(plan.carrier.frequency)),
            geometry,
            settings,
            n_prb: plan.carrier.n_prb,
            sites: Vec::new(),
            cells: Vec::new(),
            ris: vec![None; plan.ris.len()],
        };
        engine.cells = plan.cells.iter().map(|cell| Arc::new(engine.cell_radio(cell))).collect();
        engine
    }

    /// The obstacles.
    pub fn geometry(&self) -> &Arc<Geometry> {
        &self.geometry
    }

    /// Carrier frequency.
    pub fn frequency(&self) -> Hertz {
        self.wave.frequency
    }

    /// Number of cells.
    pub fn n_cells(&self) -> usize {
        self.cells.len()
    }

    /// Number of sites.
    pub fn n_sites(&self) -> usize {
        self.sites.len()
    }

    /// Number of beams of a cell.
    pub fn n_beams(&self, cell: usize) -> usize {
        self.cells[cell].n_beams
    }

    /// Site of a cell.
    pub fn site_of(&self, cell: usize) -> usize {
        self.cells[cell].site
    }

    /// Antenna of a cell, for drawing its beams.
    pub fn antenna(&self, cell: usize) -> &CellAntenna {
        &self.cells[cell].antenna
    }

    /// Power a cell puts on one resource element.
    pub fn power_per_re(&self, cell: usize) -> Watts {
        self.cells[cell].power_per_re
    }

    /// (Re)computes what a site lights, at its position in the plan; also the RIS it feeds. The costly step of moving a site.
    pub fn light_site(&mut self, plan: &Plan, site: usize) {
        let position = plan.sites[site].position;
        let radio =
            Arc::new(SiteRadio { position, illumination: Illumination::new(&self.geometry, position, &self.settings) });
        match self.sites.get_mut(site) {
            Some(slot) => *slot = radio,
            None => self.sites.push(radio),
        }
    }

    /// Takes over direction, power and array of a cell from the plan.
    pub fn set_cell(&mut self, cell: &Cell) {
        let radio = Arc::new(self.cell_radio(cell));
        self.cells[cell.id.0 as usize] = radio;
    }

    fn cell_radio(&self, cell: &Cell) -> CellRadio {
        let array = cell.array;
        let codebook = Codebook::dft(
            array.rows as usize,
            array.columns as usize,
            array.beams_azimuth as usize,
            array.beams_elevation as usize,
        );
        CellRadio {
            site: cell.site.0 as usize,
            n_beams: codebook.beam_count(),
            antenna: CellAntenna::new(Orientation::from_bearing(cell.azimuth_deg, cell.downtilt_deg), codebook),
            power_per_re: link::power_per_resource_element(cell.power, self.n_prb),
        }
    }

    /// Takes over place, steering and state of a RIS from the plan. `target` is where its agent is, if it follows one.
    pub fn set_ris(&mut self, plan: &Plan, ris_idx: usize, target: Option<DVec3>) {
        let ris = &plan.ris[ris_idx];
        self.ris[ris_idx] = self.ris_radio(ris, target).map(Arc::new);
    }

    /// The panel as the antenna crate sees it.
    pub fn panel(&self, ris: &Ris) -> RisPanel {
        RisPanel::new(
            ris.position,
            Orientation::from_bearing(ris.azimuth_deg, 0.0),
            ris.rows as usize,
            ris.columns as usize,
            PhaseControl::from_bits(ris.bits).unwrap_or(PhaseControl::Continuous),
            self.frequency().wavelength_m(),
        )
    }

    fn ris_radio(&self, ris: &Ris, agent: Option<DVec3>) -> Option<RisRadio> {
        let site = ris.serves.0 as usize;
        let source = self.sites.get(site)?.position;
        if !ris.enabled || self.is_blocked_at_panel(source, ris) {
            return None;
        }
        let panel = self.panel(ris);
        let wavelength_m = self.frequency().wavelength_m();
        let steer = match ris.target {
            RisTarget::Mirror => Steer::Mirror,
            RisTarget::Point((x, y, z)) => Steer::Point(DVec3::new(x, y, z)),
            RisTarget::Agent(_) => agent.map_or(Steer::Mirror, Steer::Point),
        };
        let wave = panel.illuminate(&panel.configure(source, steer, wavelength_m), source, wavelength_m)?;
        let toward = ris.position - source;
        let site_distance_m = toward.length();
        Some(RisRadio { site, position: ris.position, from_site: toward / site_distance_m, site_distance_m, wave })
    }

    /// A panel hangs on a wall: test from a hand's breadth in front of it.
    fn is_blocked_at_panel(&self, point: DVec3, ris: &Ris) -> bool {
        let front = Orientation::from_bearing(ris.azimuth_deg, 0.0).boresight() * 0.1;
        self.geometry.is_occluded(point, ris.position + front)
    }

    /// Paths from one site to a point, RIS included, strongest first.
    pub fn paths(&self, site: usize, receiver: DVec3, out: &mut Vec<Path>) {
        let radio = &self.sites[site];
        twin_radio::solve(&self.geometry, &radio.illumination, receiver, &self.wave, &self.settings, out);
        for (ris_idx, ris) in self.ris.iter().enumerate() {
            let Some(ris) = ris.as_ref().filter(|ris| ris.site == site) else { continue };
            if let Some(path) = self.ris_path(ris, ris_idx, receiver) {
                out.push(path);
            }
        }
        out.sort_by(|a, b| b.power_gain_v().total_cmp(&a.power_gain_v()));
    }

    fn ris_path(&self, ris: &RisRadio, ris_idx: usize, receiver: DVec3) -> Option<Path> {
        let gain = ris.wave.cascade_gain(receiver)?;
        let back = ris.position - receiver;
        let distance_m = back.length();
        let near_panel = ris.position - back * (0.1 / distance_m.max(0.1));
        if self.geometry.is_occluded(near_panel, receiver) {
            return None;
        }
        let zero = Complex64::new(0.0, 0.0);
        Some(Path {
            mechanism: Mechanism::Ris,
            interactions: vec![Interaction::Ris],
            vertices: vec![ris.position],
            surfaces: vec![u32::MAX - 1 - ris_idx as u32],
            length_m: ris.site_distance_m + distance_m,
            departure: ris.from_site,
            arrival: back / distance_m,
            transfer: [[gain, zero], [zero, gain]],
        })
    }

    /// Beam gains of one cell over given paths of its site, linear, `[n_beam]`.
    pub fn beam_gains(&self, cell: usize, paths: &[Path]) -> Vec<f64> {
        let radio = &self.cells[cell];
        let mut sum = vec![0.0; radio.n_beams];
        let mut gains = vec![0.0; radio.n_beams];
        for path in paths {
            let path_gain = path.power_gain_v();
            radio.antenna.power_gains(path.departure, &mut gains);
            for (total, gain) in sum.iter_mut().zip(&gains) {
                *total += path_gain * gain;
            }
        }
        sum
    }

    /// All links of a receiver.
    pub fn solve(&self, receiver: DVec3) -> LinkSolution {
        let mut paths = vec![Vec::new(); self.sites.len()];
        for (site, list) in paths.iter_mut().enumerate() {
            self.paths(site, receiver, list);
        }
        let beam_gains =
            (0..self.cells.len()).map(|cell| self.beam_gains(cell, &paths[self.cells[cell].site])).collect();
        LinkSolution { paths, beam_gains }
    }

    /// Whether a point is inside a solid, where no receiver can be: rays up and to both sides first meet the same object.
    pub fn is_inside_solid(&self, point: DVec3) -> bool {
        let object_towards = |direction| {
            self.geometry.cast_ray(point, direction, 1_000.0).and_then(|hit| self.geometry.object_of(hit.surface))
        };
        let above = object_towards(DVec3::Z);
        above.is_some() && above == object_towards(DVec3::X) && above == object_towards(DVec3::NEG_X)
    }

    /// SS-RSRP of a cell for a beam's gain, dBm; [`NO_SIGNAL_DBM`] where nothing arrives.
    pub fn ss_rsrp_dbm(&self, cell: usize, gain: f64) -> f64 {
        if gain > 0.0 { (self.cells[cell].power_per_re * gain).dbm().0.max(NO_SIGNAL_DBM) } else { NO_SIGNAL_DBM }
    }
}

/// Index of the largest gain; the first of equals, 0 for none.
pub fn strongest(gains: &[f64]) -> usize {
    let mut best = 0;
    for (beam, gain) in gains.iter().enumerate() {
        if *gain > gains[best] {
            best = beam;
        }
    }
    best
}
