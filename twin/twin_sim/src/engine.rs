//! The radio engine: geometry, transmitters and surfaces joined, so that one call gives all links of a point.
//!
//! Cheap to clone (shared parts are behind `Arc`), so that map workers solve on a copy of one moment while the twin goes on.
//!
//! # Accuracy
//! - Paths of a site add as powers in each beam: the mean over a band wider than the coherence bandwidth (SS-RSRP is such a mean, TS 38.215 cl. 5.1.1).
//! - A RIS is reached over the strongest [`RIS_WAYS`] ways of its site and left over as many; it does not change polarisation.
//! - Transmitters are vertically polarised; receivers are isotropic and add both polarisations.
//! - Woods and the building around a receiver take what [`surroundings`](crate::surroundings) says.
//! - Agents, vehicles and machines block as screens (TR 38.901 cl. 7.6.4.2); vehicles and machines reflect once, near the receiver.

use crate::components::NO_SIGNAL_DBM;
use crate::plan::{Cell, Plan, Ris};
use crate::statistical::{MeanLink, Models, Statistical};
use crate::surroundings::{Indoors, Surroundings};
use crate::{cascade, ris_control};
use bevy_ecs::prelude::*;
use glam::DVec3;
use std::sync::Arc;
use twin_air::WeatherAt;
use twin_antenna::{
    BeamSpan, CellAntenna, Codebook, Orientation, PhaseControl, PlanarArray, RisConfig, RisPanel, link,
};
use twin_radio::{Bodies, Geometry, Illumination, Mechanisms, Path, SolverSettings, Wave};
use twin_scene::schema::{Propagation, StatisticalChannel, Weather};
use twin_units::{Hertz, Watts};

/// Everything needed to solve links.
#[derive(Resource, Clone)]
pub struct RadioEngine {
    geometry: Arc<Geometry>,
    wave: Arc<Wave>,
    settings: SolverSettings,
    propagation: Propagation,
    statistical: Option<Statistical>,
    air: WeatherAt,
    bodies: Arc<Bodies>,
    surroundings: Arc<Surroundings>,
    n_prb: u32,
    sites: Vec<Arc<SiteRadio>>,
    cells: Vec<Arc<CellRadio>>,
    ris: Vec<Option<Arc<RisRadio>>>,
}

/// A site's antennas and what they light.
struct SiteRadio {
    position: DVec3,
    /// `None` with the statistical channel, which traces nothing.
    illumination: Option<Illumination>,
}

/// A cell's array and power.
struct CellRadio {
    site: usize,
    antenna: CellAntenna,
    power_per_re: Watts,
    n_beams: usize,
}

/// Most ways taken to a RIS, and from it, strongest first.
pub const RIS_WAYS: usize = 3;
/// Neighbour cells whose links are kept as fresh as the serving cell's.
pub const FRESH_NEIGHBOURS: usize = 3;
/// Rays that find the walls a RIS can reach receivers by.
const RIS_RAYS: u32 = 4_000;
/// How far in front of its centre a panel is looked at from, m: panels hang on walls, some a little inside them.
const PANEL_GAP_M: f64 = 0.1;

/// A RIS lit by its site.
struct RisRadio {
    site: usize,
    /// A point just in front of its centre.
    front: DVec3,
    /// Its phases as set.
    config: RisConfig,
    /// Ways from the site, strongest first, each with its wave on the panel as the panel is set.
    ways: Vec<(Path, twin_antenna::Illumination)>,
    /// What the panel can reach over walls.
    reach: Arc<Illumination>,
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
            propagation: plan.propagation,
            statistical: (plan.channel.statistical())
                .map(|settings| Statistical { settings: *settings, frequency: plan.carrier.frequency }),
            air: air_of(&plan.weather, plan.carrier.frequency),
            bodies: Arc::default(),
            surroundings: Arc::default(),
            n_prb: plan.carrier.n_prb,
            sites: Vec::new(),
            cells: Vec::new(),
            ris: vec![None; plan.ris.len()],
        };
        engine.set_propagation(&plan.propagation);
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

    /// Where a site's antennas are, m.
    pub fn site_position(&self, site: usize) -> DVec3 {
        self.sites[site].position
    }

    /// Names of the materials along a path that its carrier is outside the bands of, each once.
    pub fn materials_outside_bands(&self, path: &Path) -> Vec<&str> {
        let frequency = self.frequency();
        let mut names: Vec<&str> = path
            .surfaces
            .iter()
            .filter_map(|surface| self.geometry.surfaces().get(*surface as usize))
            .map(|surface| self.geometry.material_of(surface))
            .filter(|material| !material.is_valid_at(frequency))
            .map(|material| &*material.name)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Antenna of a cell, for drawing its beams.
    pub fn antenna(&self, cell: usize) -> &CellAntenna {
        &self.cells[cell].antenna
    }

    /// Power a cell puts on one resource element.
    pub fn power_per_re(&self, cell: usize) -> Watts {
        self.cells[cell].power_per_re
    }

    /// Takes over air, rain and fog; paths solved from now on have them.
    pub fn set_weather(&mut self, weather: &Weather) {
        self.air = air_of(weather, self.frequency());
    }

    /// What air and weather take per metre.
    pub fn air(&self) -> &WeatherAt {
        &self.air
    }

    /// Takes over which mechanisms are looked for. Sites must be lit again where more reflections or transmission are asked for.
    pub fn set_propagation(&mut self, propagation: &Propagation) {
        self.propagation = *propagation;
        self.settings.max_order = propagation.max_order;
        self.settings.mechanisms = Mechanisms {
            line_of_sight: propagation.line_of_sight,
            reflection: propagation.reflection,
            transmission: propagation.transmission,
            diffraction: propagation.diffraction,
            rooftops: propagation.diffraction,
            scattering: propagation.scattering,
        };
    }

    /// Takes over where bodies are: body k carries agent k.
    pub fn set_bodies(&mut self, bodies: Bodies) {
        self.bodies = Arc::new(bodies);
    }

    /// Takes over woods and buildings to be inside of; without a call there are none.
    pub fn set_surroundings(&mut self, surroundings: Surroundings) {
        self.surroundings = Arc::new(surroundings);
    }

    /// Woods and buildings to be inside of.
    pub fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// How a receiver in a building is reached from a site; `None` outdoors, and while walls are traced by themselves.
    pub fn indoors(&self, site: usize, receiver: DVec3) -> Option<Indoors> {
        if self.propagation.transmission {
            return None;
        }
        self.surroundings.indoors(self.sites[site].position, receiver)
    }

    /// Settings of the statistical channel; `None` where rays are traced.
    pub fn statistical(&self) -> Option<&StatisticalChannel> {
        self.statistical.as_ref().map(|statistical| &statistical.settings)
    }

    /// The link from a site as far as it is not drawn; `None` where rays are traced.
    pub fn mean_link(&self, site: usize, receiver: DVec3) -> Option<MeanLink> {
        self.mean_link_with(site, receiver, &mut Models::default())
    }

    /// The same with what was made for other links.
    pub(crate) fn mean_link_with(&self, site: usize, receiver: DVec3, models: &mut Models) -> Option<MeanLink> {
        let statistical = self.statistical.as_ref()?;
        let position = self.sites[site].position;
        let air_db = self.air.loss(position.distance(receiver)).0;
        Some(statistical.mean(position, receiver, air_db, models, || !self.geometry.is_occluded(position, receiver)))
    }

    /// (Re)computes what a site lights, at its position in the plan; also the RIS it feeds. The costly step of moving a site; with the
    /// statistical channel nothing is lit.
    pub fn light_site(&mut self, plan: &Plan, site: usize) {
        let position = plan.sites[site].position;
        let is_traced = self.statistical.is_none();
        let illumination = is_traced.then(|| Illumination::new(&self.geometry, position, &self.settings));
        let radio = Arc::new(SiteRadio { position, illumination });
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
        let [rows, columns, azimuth, elevation] =
            [cell.array.rows, cell.array.columns, cell.array.beams_azimuth, cell.array.beams_elevation]
                .map(|count| count as usize);
        let codebook = match &cell.pattern {
            None => Codebook::dft(rows, columns, azimuth, elevation),
            Some(own) if own.is_whole_sector => Codebook::single(Arc::clone(&own.pattern)),
            Some(own) => {
                let array = PlanarArray::new(rows, columns);
                Codebook::dft_over(array, Arc::clone(&own.pattern), azimuth, elevation, BeamSpan::default())
            }
        };
        CellRadio {
            site: cell.site.0 as usize,
            n_beams: codebook.beam_count(),
            antenna: CellAntenna::new(Orientation::from_bearing(cell.azimuth_deg, cell.downtilt_deg), codebook),
            power_per_re: link::power_per_resource_element(cell.power, self.n_prb),
        }
    }

    /// Takes over place, steering and state of a RIS from the plan. `agents` are the antennas of those it follows, m.
    pub fn set_ris(&mut self, plan: &Plan, ris_idx: usize, agents: &[DVec3]) {
        let ris = &plan.ris[ris_idx];
        self.ris[ris_idx] = self.ris_radio(ris, agents).map(Arc::new);
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

    /// The phases a RIS is set to, and where the wave it is set for seems to come from, m; `None` while it is off or its site does not reach it.
    pub fn ris_setting(&self, ris_idx: usize) -> Option<(&RisConfig, DVec3)> {
        let ris = self.ris.get(ris_idx)?.as_ref()?;
        let (way, _) = ris.ways.first()?;
        Some((&ris.config, cascade::image_of_source(ris.front, way)))
    }

    fn ris_radio(&self, ris: &Ris, agents: &[DVec3]) -> Option<RisRadio> {
        let site = ris.serves.0 as usize;
        let illumination = self.sites.get(site)?.illumination.as_ref()?;
        if !ris.enabled {
            return None;
        }
        let panel = self.panel(ris);
        let front = ris.position + panel.orientation.boresight() * PANEL_GAP_M;
        let mut ways = Vec::new();
        let settings = SolverSettings { max_order: self.ris_order(), ..self.ris_settings() };
        twin_radio::solve(&self.geometry, illumination, front, &self.wave, &settings, &mut ways);
        let wavelength_m = self.frequency().wavelength_m();
        // The panel is set for the strongest way.
        let source = cascade::image_of_source(front, ways.first()?);
        let config = ris_control::configure(&panel, source, ris.target, agents, wavelength_m);
        let light = |way: Path| {
            let wave = panel.illuminate(&config, cascade::image_of_source(front, &way), wavelength_m)?;
            Some((way, wave))
        };
        let ways: Vec<_> = ways.into_iter().filter_map(light).collect();
        let known = self.ris.get(ris.id.0 as usize).and_then(Option::as_ref).filter(|known| known.front == front);
        let reach = known.map_or_else(
            || Arc::new(Illumination::new(&self.geometry, front, &self.ris_settings())),
            |known| Arc::clone(&known.reach),
        );
        (!ways.is_empty()).then_some(RisRadio { site, front, config, ways, reach })
    }

    /// Most reflections on the way to a panel, and from it.
    fn ris_order(&self) -> u8 {
        if self.propagation.reflection { self.settings.max_order.saturating_sub(1).min(1) } else { 0 }
    }

    /// Ways to and from a panel: direct or over one wall.
    fn ris_settings(&self) -> SolverSettings {
        SolverSettings {
            max_order: 1,
            mechanisms: Mechanisms::SPECULAR,
            candidate_rays: RIS_RAYS,
            max_paths: RIS_WAYS,
            max_range_m: self.settings.max_range_m,
            ..SolverSettings::default()
        }
    }

    /// Paths from one site to a point, RIS included, strongest first; none with the statistical channel. `own` is the agent there, whose body
    /// does not block.
    pub fn paths(&self, site: usize, receiver: DVec3, own: Option<u32>, out: &mut Vec<Path>) {
        let radio = &self.sites[site];
        let Some(illumination) = &radio.illumination else {
            return out.clear();
        };
        let indoors = self.indoors(site, receiver);
        let traced = indoors.map_or(receiver, |indoors| indoors.facade);
        twin_radio::solve(&self.geometry, illumination, traced, &self.wave, &self.settings, out);
        if self.propagation.ris {
            for (ris_idx, ris) in self.ris.iter().enumerate() {
                if let Some(ris) = ris.as_ref().filter(|ris| ris.site == site) {
                    self.add_ris_paths(ris, ris_idx, traced, out);
                }
            }
        }
        if self.propagation.movers && self.propagation.reflection && self.settings.max_order > 0 {
            let (geometry, bodies) = (&self.geometry, &self.bodies);
            twin_radio::mirrored_paths(geometry, bodies, radio.position, traced, own, &self.wave, out);
        }
        for path in out.iter_mut() {
            if let Some(indoors) = &indoors {
                indoors.go_on(path);
            }
            self.weaken(path, radio.position, receiver, own, indoors.as_ref());
        }
        out.sort_by(|a, b| b.power_gain_v().total_cmp(&a.power_gain_v()));
    }

    /// Takes off what air, weather, bodies in the way, woods and the building around the receiver take.
    fn weaken(&self, path: &mut Path, source: DVec3, receiver: DVec3, own: Option<u32>, indoors: Option<&Indoors>) {
        let mut loss_db = self.air.loss(path.length_m).0 + self.body_loss_db(path, source, receiver, own);
        loss_db += self.surroundings.wood_loss_db(path, source, receiver);
        if let Some((entry, _)) = indoors.and_then(|indoors| self.surroundings.entry_term(indoors, path)) {
            loss_db += entry.loss.0;
        }
        // Building entry can be a gain of up to 3 dB at small probabilities.
        if loss_db != 0.0 {
            let kept = twin_units::math::exp10(-loss_db / 20.0);
            path.transfer.iter_mut().flatten().for_each(|entry| *entry *= kept);
        }
    }

    /// What bodies in the way take from a path, dB; 0 when moving bodies do not count.
    pub fn body_loss_db(&self, path: &Path, source: DVec3, receiver: DVec3, own: Option<u32>) -> f64 {
        if !self.propagation.movers {
            return 0.0;
        }
        let wavelength_m = self.frequency().wavelength_m();
        let mut loss_db = 0.0;
        let mut from = source;
        for &to in path.vertices.iter().chain([&receiver]) {
            loss_db += self.bodies.loss_db(from, to, wavelength_m, own);
            from = to;
        }
        loss_db
    }

    fn add_ris_paths(&self, ris: &RisRadio, ris_idx: usize, receiver: DVec3, out: &mut Vec<Path>) {
        let mut onward = Vec::new();
        let settings = SolverSettings { max_order: self.ris_order(), ..self.ris_settings() };
        twin_radio::solve(&self.geometry, &ris.reach, receiver, &self.wave, &settings, &mut onward);
        for from_panel in &onward {
            let target = cascade::image_of_receiver(ris.front, from_panel);
            for (to_panel, wave) in &ris.ways {
                if to_panel.vertices.len() + from_panel.vertices.len() + 1 > usize::from(self.settings.max_order) {
                    continue;
                }
                if let Some(gain) = wave.cascade_gain(target) {
                    out.push(cascade::join(to_panel, from_panel, ris.front, ris_idx, gain, self.frequency()));
                }
            }
        }
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

    /// Beam gains of one cell along a single direction, times the gain of the link, into `out`.
    pub fn beam_gains_towards(&self, cell: usize, direction: DVec3, link_gain: f64, out: &mut Vec<f64>) {
        let radio = &self.cells[cell];
        out.resize(radio.n_beams, 0.0);
        radio.antenna.power_gains(direction, out);
        out.iter_mut().for_each(|gain| *gain *= link_gain);
    }

    /// All links of a receiver; with the statistical channel their means, for nothing is drawn here.
    pub fn solve(&self, receiver: DVec3) -> LinkSolution {
        let sites: Vec<usize> = (0..self.sites.len()).collect();
        self.solve_sites(receiver, None, &sites)
    }

    /// Links of some sites only; the other entries stay empty. `own` as for [`Self::paths`].
    pub fn solve_sites(&self, receiver: DVec3, own: Option<u32>, sites: &[usize]) -> LinkSolution {
        let mut paths = vec![Vec::new(); self.sites.len()];
        for &site in sites {
            self.paths(site, receiver, own, &mut paths[site]);
        }
        let gains_of = |cell: usize| {
            let site = self.cells[cell].site;
            if !sites.contains(&site) {
                return Vec::new();
            }
            let Some(mean) = self.mean_link(site, receiver) else { return self.beam_gains(cell, &paths[site]) };
            let mut gains = Vec::new();
            self.beam_gains_towards(cell, mean.direction, mean.mean_gain(), &mut gains);
            gains
        };
        LinkSolution { beam_gains: (0..self.cells.len()).map(gains_of).collect(), paths }
    }

    /// Sites whose links an agent needs fresh: those of its serving cell and of the [`FRESH_NEIGHBOURS`] strongest other cells, each once.
    pub fn fresh_sites(&self, ss_rsrp_dbm: &[f64], serving: Option<usize>) -> Vec<usize> {
        let mut cells: Vec<usize> = (0..ss_rsrp_dbm.len()).filter(|cell| Some(*cell) != serving).collect();
        cells.sort_by(|a, b| ss_rsrp_dbm[*b].total_cmp(&ss_rsrp_dbm[*a]).then(a.cmp(b)));
        cells.truncate(FRESH_NEIGHBOURS);
        let mut sites: Vec<usize> = serving.into_iter().chain(cells).map(|cell| self.site_of(cell)).collect();
        sites.sort_unstable();
        sites.dedup();
        sites
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

/// The air at one frequency: horizontal paths, vertical polarisation. Weather was checked when it was set.
fn air_of(weather: &Weather, frequency: Hertz) -> WeatherAt {
    let air = twin_air::Weather {
        temperature_k: weather.temperature_c + 273.15,
        vapour_g_per_m3: weather.vapour_g_per_m3,
        rain_mm_per_h: weather.rain_mm_per_h,
        fog_g_per_m3: weather.fog_g_per_m3,
        ..twin_air::Weather::standard()
    };
    air.with_total_pressure(weather.pressure_hpa)
        .and_then(|air| WeatherAt::new(&air, frequency, 0.0, std::f64::consts::FRAC_PI_2))
        .expect("the scene's and the commands' weather is in the narrower ranges of the scene format")
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
