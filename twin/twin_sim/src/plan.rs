//! The plan: everything a person or an agent may edit while the twin runs. Changed by commands only.

use crate::patterns::{self, CellPattern};
use bevy_ecs::prelude::*;
use glam::DVec3;
use twin_scene::schema;
use twin_units::{CellId, Db, Dbm, GnbId, Hertz, Pci, RisId};

/// Sites, cells, RIS, slices and settings as they are now.
#[derive(Resource, Clone, Debug)]
pub struct Plan {
    /// Scene name, for titles.
    pub scene_name: String,
    /// Credit that must be shown.
    pub attribution: String,
    /// South-west and north-east corners of the area, m.
    pub bounds: [[f64; 2]; 2],
    /// Air interface of all cells.
    pub carrier: Carrier,
    /// gNBs, index = [`GnbId`].
    pub sites: Vec<Site>,
    /// Cells, index = [`CellId`], in the order of sites and sectors.
    pub cells: Vec<Cell>,
    /// RIS panels, index = [`RisId`].
    pub ris: Vec<Ris>,
    /// Slices, in display order.
    pub slices: Vec<Slice>,
    /// Handover and radio-link monitoring.
    pub mobility: schema::MobilitySettings,
    /// Air, rain and fog.
    pub weather: schema::Weather,
    /// Propagation mechanisms.
    pub propagation: schema::Propagation,
    /// Channel model: rays, or statistics.
    pub channel: schema::Channel,
}

/// Air interface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Carrier {
    /// Centre frequency.
    pub frequency: Hertz,
    /// Channel bandwidth.
    pub bandwidth: Hertz,
    /// Sub-carrier spacing.
    pub scs: Hertz,
    /// PRBs of the carrier.
    pub n_prb: u32,
    /// UE noise figure.
    pub ue_noise_figure: Db,
    /// Share of slots in the downlink, 0..=1.
    pub dl_share: f64,
}

impl Carrier {
    /// Slots of a 10 ms frame: 10·2^µ (TS 38.211 table 4.3.2-1).
    pub fn slots_per_frame(&self) -> u32 {
        10 * ((self.scs.0 / 15e3) as u32).max(1)
    }
}

/// A gNB site.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Id.
    pub id: GnbId,
    /// Name.
    pub name: String,
    /// Antenna position, m.
    pub position: DVec3,
}

/// A cell: one sector of a site.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Dense id.
    pub id: CellId,
    /// Its site.
    pub site: GnbId,
    /// Physical cell identity.
    pub pci: Pci,
    /// Name, e.g. `"Kamppi / 2"`.
    pub name: String,
    /// Bearing of boresight, degrees clockwise from north.
    pub azimuth_deg: f64,
    /// Tilt below the horizon, degrees.
    pub downtilt_deg: f64,
    /// Transmit power over the carrier.
    pub power: Dbm,
    /// Array and codebook sizes.
    pub array: schema::Array,
    /// Pattern from a file; without one, elements are those of TR 38.901.
    pub pattern: Option<CellPattern>,
}

/// A RIS panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Ris {
    /// Id.
    pub id: RisId,
    /// Name.
    pub name: String,
    /// Centre, m.
    pub position: DVec3,
    /// Bearing of its normal, degrees clockwise from north.
    pub azimuth_deg: f64,
    /// Rows of elements.
    pub rows: u32,
    /// Columns of elements.
    pub columns: u32,
    /// Phase bits; 0 for continuous.
    pub bits: u8,
    /// Site whose wave it redirects.
    pub serves: GnbId,
    /// What it is steered for.
    pub target: schema::RisTarget,
    /// Whether it is switched on.
    pub enabled: bool,
}

/// A slice with its RRM policy (TS 28.541 RRMPolicyRatio) and target.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Name.
    pub name: String,
    /// Slice/service type.
    pub sst: u8,
    /// Share of PRBs, percent: `[dedicated, min, max]`, dedicated ≤ min ≤ max.
    pub ratios: Ratios,
    /// Traffic of each UE.
    pub traffic: schema::Traffic,
    /// Target.
    pub sla: schema::Sla,
}

/// RRMPolicyRatio of one slice, percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ratios {
    /// Kept for the slice alone.
    pub dedicated: u8,
    /// Given when needed; includes dedicated.
    pub min: u8,
    /// Never exceeded.
    pub max: u8,
}

impl Plan {
    /// Builds the run-time plan from a checked scene.
    pub fn from_scene(scene: &schema::Scene) -> Self {
        let vec3 = |(x, y, z): schema::Point3| DVec3::new(x, y, z);
        // The loader refuses scenes whose patterns cannot be used.
        let known = patterns::by_name(scene).unwrap_or_default();
        let mut cells = Vec::new();
        for (site_idx, site) in scene.sites.iter().enumerate() {
            for (sector_idx, sector) in site.sectors.iter().enumerate() {
                cells.push(Cell {
                    id: CellId(cells.len() as u32),
                    site: GnbId(site_idx as u32),
                    pci: Pci(sector.pci),
                    name: format!("{} / {}", site.name, sector_idx + 1),
                    azimuth_deg: sector.azimuth_deg,
                    downtilt_deg: sector.downtilt_deg,
                    power: Dbm(sector.power_dbm),
                    array: sector.array,
                    pattern: CellPattern::of(sector.pattern.as_ref(), &known),
                });
            }
        }
        Self {
            scene_name: scene.name.clone(),
            attribution: scene.attribution.clone(),
            bounds: [[scene.bounds.min.0, scene.bounds.min.1], [scene.bounds.max.0, scene.bounds.max.1]],
            carrier: Carrier {
                frequency: Hertz::from_ghz(scene.carrier.frequency_ghz),
                bandwidth: Hertz(scene.carrier.bandwidth_mhz * 1e6),
                scs: Hertz(f64::from(scene.carrier.scs_khz) * 1e3),
                n_prb: scene.carrier.n_prb,
                ue_noise_figure: Db(scene.carrier.ue_noise_figure_db),
                dl_share: scene.carrier.dl_share,
            },
            sites: scene
                .sites
                .iter()
                .enumerate()
                .map(|(idx, site)| Site {
                    id: GnbId(idx as u32),
                    name: site.name.clone(),
                    position: vec3(site.position),
                })
                .collect(),
            cells,
            ris: scene
                .ris
                .iter()
                .enumerate()
                .map(|(idx, ris)| Ris {
                    id: RisId(idx as u32),
                    name: ris.name.clone(),
                    position: vec3(ris.position),
                    azimuth_deg: ris.azimuth_deg,
                    rows: ris.rows,
                    columns: ris.columns,
                    bits: ris.bits,
                    serves: GnbId(ris.serves_site),
                    target: ris.target,
                    enabled: true,
                })
                .collect(),
            slices: scene
                .slices
                .iter()
                .map(|slice| Slice {
                    name: slice.name.clone(),
                    sst: slice.sst,
                    ratios: Ratios {
                        dedicated: slice.dedicated_ratio_percent,
                        min: slice.min_ratio_percent,
                        max: slice.max_ratio_percent,
                    },
                    traffic: slice.traffic,
                    sla: slice.sla,
                })
                .collect(),
            mobility: scene.mobility,
            weather: scene.weather,
            propagation: scene.propagation,
            channel: scene.channel,
        }
    }

    /// Cells of a site, in order.
    pub fn cells_of(&self, site: GnbId) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |cell| cell.site == site)
    }
}
