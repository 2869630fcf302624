//! The rules a scene must keep beyond its types, section by section; `validate::channel`, `validate::geometry`, `validate::materials`,
//! `validate::meshes`, `validate::patterns` and `validate::network` hold the long ones.

mod channel;
mod geometry;
mod materials;
mod meshes;
mod mobility;
mod network;
mod patterns;

pub use mobility::mobility_fault;

use std::collections::BTreeSet;

use crate::fault::quoted;
use crate::schema::{Bounds, Carrier, Point2, Point3, Scene, VERSION, Weather};

/// Material names a scene may use without listing them in `materials`: the classes of ITU-R P.2040-3 table 3.
pub const MATERIALS: [&str; 14] = [
    "concrete",
    "brick",
    "plasterboard",
    "wood",
    "glass",
    "ceiling_board",
    "chipboard",
    "plywood",
    "marble",
    "floorboard",
    "metal",
    "very_dry_ground",
    "medium_dry_ground",
    "wet_ground",
];

/// Things may stand this far outside the bounds, m: footprints that cross the border, a site beside it.
const MARGIN_M: f64 = 500.0;
/// Largest coordinate, m; beyond, single precision on the screen shows.
const FARTHEST_M: f64 = 20_000.0;
/// Faults reported at most.
const MOST_FAULTS: usize = 1000;

/// A fault before it is placed in the text.
pub(crate) struct Found {
    pub(crate) path: String,
    pub(crate) message: String,
    pub(crate) remedy: String,
}

/// Collects faults.
#[derive(Default)]
pub(crate) struct Checker {
    pub(crate) faults: Vec<Found>,
    /// Names of the scene's own materials.
    own_materials: BTreeSet<String>,
}

impl Checker {
    /// Adds a fault.
    fn fault(&mut self, path: impl Into<String>, message: impl Into<String>, remedy: impl Into<String>) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Found { path: path.into(), message: message.into(), remedy: remedy.into() });
        }
    }

    /// A number must be finite and in a range; `what` names it with its unit.
    fn range(&mut self, path: String, value: f64, low: f64, high: f64, what: &str) {
        if !(low..=high).contains(&value) {
            self.fault(path, format!("{value} is not a {what}"), format!("use {low}..={high}"));
        }
    }

    /// A list must not be too long, nor too short.
    fn count(&mut self, path: &str, count: usize, low: usize, high: usize) {
        if !(low..=high).contains(&count) {
            self.fault(path, format!("there are {count} of these"), format!("a scene has {low} to {high}"));
        }
    }

    /// A name must be there.
    fn name(&mut self, path: String, name: &str) {
        if name.trim().is_empty() {
            self.fault(path, "the name is empty", "give it a name to show");
        }
    }

    /// A material must be known.
    fn material(&mut self, path: String, material: &str) {
        if !MATERIALS.contains(&material) && !self.own_materials.contains(material) {
            self.fault(
                path,
                format!("{} is no known material", quoted(material)),
                format!("use one of {}, or describe it under materials", MATERIALS.join(", ")),
            );
        }
    }

    /// A point on the plan must be in or near the bounds.
    fn place(&mut self, path: String, p: Point2, bounds: &Bounds) -> bool {
        let x = p.0 >= bounds.min.0 - MARGIN_M && p.0 <= bounds.max.0 + MARGIN_M;
        let y = p.1 >= bounds.min.1 - MARGIN_M && p.1 <= bounds.max.1 + MARGIN_M;
        if !(x && y) {
            let remedy = format!("keep it within {MARGIN_M} m of the scene's bounds");
            self.fault(path, format!("({}, {}) lies far outside the scene", p.0, p.1), remedy);
        }
        x && y
    }

    /// A point in space must be in or near the bounds and between ground and sky.
    fn place3(&mut self, path: String, p: Point3, bounds: &Bounds) {
        if self.place(path.clone(), (p.0, p.1), bounds) {
            self.range(path, p.2, 0.0, 1000.0, "height above ground in m");
        }
    }
}

/// Checks a whole scene.
pub(crate) fn scene(scene: &Scene, to: &mut Checker) {
    if scene.version != VERSION {
        to.fault(
            "version",
            format!("this is format version {}", scene.version),
            format!("this program reads version {VERSION}"),
        );
        return;
    }
    to.name("name".into(), &scene.name);
    if let Some(origin) = scene.origin {
        to.range("origin.latitude_deg".into(), origin.latitude_deg, -90.0, 90.0, "latitude in degrees");
        to.range("origin.longitude_deg".into(), origin.longitude_deg, -180.0, 180.0, "longitude in degrees");
    }
    if !bounds(&scene.bounds, to) {
        return; // every other place is judged by the bounds
    }
    carrier(&scene.carrier, to);
    materials::check(scene, to);
    if scene.ground_material.is_present() {
        to.material("ground_material.material".into(), &scene.ground_material.material);
    }
    geometry::check(scene, to);
    meshes::check(scene, to);
    patterns::check(scene, to);
    network::check(scene, to);
    mobility::check(&scene.mobility, to);
    weather(&scene.weather, to);
    let order = f64::from(scene.propagation.max_order);
    to.range("propagation.max_order".into(), order, 0.0, 5.0, "number of interactions");
    if let Some(entry) = scene.building_entry {
        to.range("building_entry.probability".into(), entry.probability, 0.01, 0.99, "share of places");
    }
    channel::check(scene, to);
    to.count("cameras", scene.cameras.len(), 0, 32);
    for (i, camera) in scene.cameras.iter().enumerate() {
        to.name(format!("cameras[{i}].name"), &camera.name);
        for (field, p) in [("eye", camera.eye), ("target", camera.target)] {
            for (axis, value) in [p.0, p.1, p.2].into_iter().enumerate() {
                to.range(format!("cameras[{i}].{field}.{axis}"), value, -FARTHEST_M, FARTHEST_M, "coordinate in m");
            }
        }
        if camera.eye == camera.target {
            to.fault(format!("cameras[{i}].target"), "the camera looks at itself", "move target or eye");
        }
    }
}

/// Whether the bounds can be used.
fn bounds(bounds: &Bounds, to: &mut Checker) -> bool {
    let before = to.faults.len();
    for (field, p) in [("min", bounds.min), ("max", bounds.max)] {
        for (axis, value) in [p.0, p.1].into_iter().enumerate() {
            to.range(format!("bounds.{field}.{axis}"), value, -FARTHEST_M, FARTHEST_M, "coordinate in m");
        }
    }
    if to.faults.len() == before && (bounds.max.0 - bounds.min.0 < 1.0 || bounds.max.1 - bounds.min.1 < 1.0) {
        to.fault("bounds.max", "the rectangle is empty", "max must lie at least 1 m north-east of min");
    }
    to.faults.len() == before
}

fn carrier(carrier: &Carrier, to: &mut Checker) {
    to.range("carrier.frequency_ghz".into(), carrier.frequency_ghz, 0.4, 100.0, "carrier frequency in GHz");
    to.range("carrier.bandwidth_mhz".into(), carrier.bandwidth_mhz, 1.0, 2000.0, "bandwidth in MHz");
    to.range("carrier.ue_noise_figure_db".into(), carrier.ue_noise_figure_db, 0.0, 30.0, "noise figure in dB");
    to.range("carrier.dl_share".into(), carrier.dl_share, 0.01, 1.0, "share of downlink symbols");
    if !matches!(carrier.scs_khz, 15 | 30 | 60 | 120) {
        to.fault(
            "carrier.scs_khz",
            format!("{} kHz is no sub-carrier spacing", carrier.scs_khz),
            "use 15, 30, 60 or 120",
        );
    }
    to.range("carrier.n_prb".into(), f64::from(carrier.n_prb), 1.0, 275.0, "number of PRBs");
    let needed_mhz = f64::from(carrier.n_prb) * 12.0 * f64::from(carrier.scs_khz) / 1000.0;
    if needed_mhz > carrier.bandwidth_mhz {
        let message = format!("{} PRBs of {} kHz need {needed_mhz} MHz", carrier.n_prb, carrier.scs_khz);
        to.fault("carrier.n_prb", message, "use fewer, or more bandwidth (TS 38.101-1 and -2, table 5.3.2-1)");
    }
}

fn weather(w: &Weather, to: &mut Checker) {
    to.range("weather.temperature_c".into(), w.temperature_c, -90.0, 60.0, "temperature in °C");
    to.range("weather.pressure_hpa".into(), w.pressure_hpa, 500.0, 1100.0, "pressure in hPa");
    to.range("weather.vapour_g_per_m3".into(), w.vapour_g_per_m3, 0.0, 50.0, "water vapour in g/m³");
    to.range("weather.rain_mm_per_h".into(), w.rain_mm_per_h, 0.0, 200.0, "rain rate in mm/h");
    to.range("weather.fog_g_per_m3".into(), w.fog_g_per_m3, 0.0, 5.0, "liquid water in g/m³");
}

/// Whether every quantity of the weather is in its range.
pub fn weather_is_sound(weather: &Weather) -> bool {
    let mut to = Checker::default();
    self::weather(weather, &mut to);
    to.faults.is_empty()
}
