//! All terms of the air at once: as a table, and as one number per metre.

use crate::error::{finite, in_range, positive_ghz};
use crate::{AirError, Term, Weather, fog, gases, rain};
use twin_units::{Db, Hertz, math};

/// Longest path accepted, m.
pub const MAX_PATH_LENGTH_M: f64 = 1e6;

/// Greatest climb over which the air counts as uniform, m.
///
/// Assumed; no standard gives one.
/// Over 500 m pressure falls by 6 % and, by ITU-R P.835-6, water vapour by 22 %.
pub const UNIFORM_RISE_M: f64 = 500.0;

/// What air and weather take from one path, term by term: oxygen, water vapour, rain, fog, always all four and in this order.
///
/// `elevation_rad` is that of the path; `tilt_rad` is the angle of the electric field to the horizontal (0 horizontal, π/2 vertical).
/// Sources and ranges are those of [`gases`], [`rain`] and [`fog`]; a term outside its range is computed and marked.
///
/// # Errors
/// [`AirError`] for weather that fails [`Weather::check`], a frequency that is not positive, a length outside 0..=10⁶ m
/// and angles that are not finite.
pub fn link_terms(
    weather: &Weather,
    frequency: Hertz,
    path_length_m: f64,
    elevation_rad: f64,
    tilt_rad: f64,
) -> Result<Vec<Term>, AirError> {
    let path_length_m = in_range("path length (m)", path_length_m, 0.0, MAX_PATH_LENGTH_M)?;
    Ok(WeatherAt::new(weather, frequency, elevation_rad, tilt_rad)?.terms(path_length_m))
}

/// The weather at one frequency, ready for many paths: each costs a multiplication.
///
/// Rain depends on elevation and polarisation, so these are fixed here as well.
/// Near the ground elevation 0 serves all paths: from 0 to 20° rain changes by less than 1.5 % at 28 GHz and 25 mm/h.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeatherAt {
    terms: [TermPerMetre; 4],
    total_db_per_m: f64,
    rise_per_m: f64,
}

/// A term before the length of the path is known.
#[derive(Clone, Copy, Debug, PartialEq)]
struct TermPerMetre {
    name: &'static str,
    source: &'static str,
    db_per_m: f64,
    valid: bool,
    note: &'static str,
}

impl WeatherAt {
    /// Prepares the weather for paths of one frequency, elevation and polarisation; arguments as for [`link_terms`].
    ///
    /// # Errors
    /// As [`link_terms`].
    pub fn new(weather: &Weather, frequency: Hertz, elevation_rad: f64, tilt_rad: f64) -> Result<Self, AirError> {
        weather.check()?;
        let frequency_ghz = positive_ghz(frequency)?;
        let elevation_rad = finite("elevation (rad)", elevation_rad)?;
        let tilt_rad = finite("polarisation tilt (rad)", tilt_rad)?;
        let [oxygen, vapour] = gas_terms(frequency_ghz, weather);
        let rain = rain_term(frequency_ghz, weather, elevation_rad, tilt_rad);
        let terms = [oxygen, vapour, rain, fog_term(frequency_ghz, weather)];
        Ok(Self {
            terms,
            total_db_per_m: terms.iter().map(|term| term.db_per_m).sum(),
            rise_per_m: math::sin(elevation_rad).abs(),
        })
    }

    /// Loss of gases, rain and fog together on a path, positive dB.
    ///
    /// For the inner loop: never fails, never NaN.
    /// A length that is negative or NaN counts as 0, one beyond [`MAX_PATH_LENGTH_M`] as that.
    #[inline]
    pub fn loss(&self, path_length_m: f64) -> Db {
        Db(self.total_db_per_m * held(path_length_m))
    }

    /// Gases, rain and fog together, dB/km.
    pub fn db_per_km(&self) -> f64 {
        self.total_db_per_m * 1e3
    }

    /// The same loss, term by term; a length beyond the range is taken as in [`Self::loss`].
    pub fn terms(&self, path_length_m: f64) -> Vec<Term> {
        let path_length_m = held(path_length_m);
        let too_high = path_length_m * self.rise_per_m > UNIFORM_RISE_M;
        let term = |term: &TermPerMetre| {
            let loss = Db(term.db_per_m * path_length_m);
            let high = term.valid && too_high && term.db_per_m > 0.0;
            Term {
                name: term.name,
                loss,
                source: term.source,
                valid: term.valid && !high,
                note: if high { "the path climbs more than 500 m: the air is not uniform" } else { term.note },
            }
        };
        self.terms.iter().map(term).collect()
    }
}

/// A length in 0..=[`MAX_PATH_LENGTH_M`]; NaN becomes 0.
#[expect(clippy::manual_clamp, reason = "clamp would pass NaN on")]
fn held(path_length_m: f64) -> f64 {
    path_length_m.max(0.0).min(MAX_PATH_LENGTH_M)
}

/// Note of a term taken at the nearer end of its band.
const AT_THE_END: &str = "outside 1–1000 GHz: computed at the nearer end";

fn gas_terms(frequency_ghz: f64, weather: &Weather) -> [TermPerMetre; 2] {
    let gas = gases::attenuation_at(gases::BAND.nearest_ghz(frequency_ghz), weather);
    let valid = gases::BAND.contains(frequency_ghz);
    let term = |name, db_per_km: f64| TermPerMetre {
        name,
        source: "ITU-R P.676-13 Annex 1",
        db_per_m: db_per_km / 1e3,
        valid,
        note: if valid { "" } else { AT_THE_END },
    };
    [term("Oxygen", gas.oxygen_db_per_km), term("Water vapour", gas.vapour_db_per_km)]
}

fn rain_term(frequency_ghz: f64, weather: &Weather, elevation_rad: f64, tilt_rad: f64) -> TermPerMetre {
    let coefficients = rain::coefficients_at(rain::BAND.nearest_ghz(frequency_ghz), elevation_rad, tilt_rad);
    let dry = weather.rain_mm_per_h <= 0.0;
    let valid = dry || rain::BAND.contains(frequency_ghz);
    TermPerMetre {
        name: "Rain",
        source: "ITU-R P.838-3",
        db_per_m: coefficients.db_per_km(weather.rain_mm_per_h) / 1e3,
        valid,
        note: match (dry, valid) {
            (true, _) => "no rain",
            (false, true) => "the same rain over the whole path",
            (false, false) => AT_THE_END,
        },
    }
}

fn fog_term(frequency_ghz: f64, weather: &Weather) -> TermPerMetre {
    let held_ghz = fog::WATER_BAND.nearest_ghz(frequency_ghz);
    let clear = weather.fog_g_per_m3 <= 0.0;
    let valid = clear || fog::BAND.contains(frequency_ghz);
    TermPerMetre {
        name: "Fog",
        source: "ITU-R P.840-9 cl. 2",
        db_per_m: fog::coefficient_at(held_ghz, weather.temperature_k) * weather.fog_g_per_m3 / 1e3,
        valid,
        note: match (clear, valid) {
            (true, _) => "no fog",
            (false, true) => "",
            (false, false) => "outside 1–200 GHz: droplets may not be small against the wavelength",
        },
    }
}
